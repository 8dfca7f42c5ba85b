/* SPDX-License-Identifier: MIT */
#include "study/campaign_passes.h"

#include <math.h>
#include <stdlib.h>

#include "orbit/bracket.h"
#include "orbit/sun.h"
#include "orbit/time_utc.h"
#include "special/constants.h"
#include "study/crew.h"

static const double DAY_S = 86400.0;
/* Within this the Sun crosses its limit at most once. Only within an hour of noon or midnight can it graze the limit, there and back. */
static const double SUN_STEP_S = 600.0;
static const double SUN_TOLERANCE_S = 1e-3;
/* A shorter rest of a cut pass is not worth a schedule's entry. */
static const double SHORTEST_S = 1.0;

/* The passes of one satellite over one station, or of all. */
struct list {
    struct campaign_pass *passes;
    size_t count, room;
};

struct search {
    const struct campaign *campaign;
    struct orbit *const *orbits;
    struct list *lists; /* [satellite][station] */
};

/* A pass on its way into the list. */
struct cut {
    const struct campaign *campaign;
    const struct orbit *orbit;
    struct pass_search search;
    size_t satellite, station;
    double sun_limit_rad;
    struct list *list;
};

static enum satqkd_status add(struct list *list, const struct campaign_pass *pass, struct satqkd_error *error) {
    if (list->count == list->room) {
        const size_t room = list->room ? 2 * list->room : 256;
        struct campaign_pass *grown = realloc(list->passes, room * sizeof *grown);
        if (!grown) {
            return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu passes", room);
        }
        list->passes = grown;
        list->room = room;
    }
    list->passes[list->count++] = *pass;
    return SATQKD_OK;
}

static const struct campaign_station *station_of(const struct cut *cut) {
    return &cut->campaign->stations[cut->station];
}

/* Days of local mean solar time since noon of the first of January 1970. */
static double local_days(const struct cut *cut, double utc_s) {
    const double longitude_s = station_of(cut)->place.longitude_rad * DAY_S / (2 * CONSTANT_PI);
    return (utc_s + longitude_s) / DAY_S - 0.5;
}

static int month_of(double utc_s) {
    char text[TIME_UTC_TEXT];
    time_utc_format(utc_s, 0, text, sizeof text);
    return 12 * (int)strtol(text, NULL, 10) + (int)strtol(text + 5, NULL, 10) - 1;
}

static enum satqkd_status add_described(const struct cut *cut, const struct pass *pass, struct satqkd_error *error) {
    const struct campaign_station *station = station_of(cut);
    struct campaign_pass found = {.satellite = cut->satellite,
                                  .station = cut->station,
                                  .pass = *pass,
                                  .night = (int)floor(local_days(cut, 0.5 * (pass->start_utc_s + pass->stop_utc_s))),
                                  .month = month_of(pass->start_utc_s),
                                  .clear_chance = 1};
    if (cut->campaign->weather.given) {
        found.clear_chance = station->clear_sky_probability[found.month % SCENARIO_MONTHS];
    }
    return pass->stop_utc_s - pass->start_utc_s >= SHORTEST_S ? add(cut->list, &found, error) : SATQKD_OK;
}

/* A part of a pass; its extremes are looked for anew where it is not the whole. */
static enum satqkd_status add_part(const struct cut *cut, const struct pass *whole, double from_utc_s, double to_utc_s,
                                   struct satqkd_error *error) {
    if (from_utc_s == whole->start_utc_s && to_utc_s == whole->stop_utc_s) {
        return add_described(cut, whole, error);
    }
    struct pass_search search = cut->search;
    struct pass *parts = NULL;
    size_t count = 0;
    search.from_utc_s = from_utc_s;
    search.to_utc_s = to_utc_s;
    enum satqkd_status status = pass_find(cut->orbit, &station_of(cut)->place, &search, &parts, &count, error);
    for (size_t i = 0; i < count && status == SATQKD_OK; ++i) {
        status = add_described(cut, &parts[i], error);
    }
    free(parts);
    return status;
}

/* Not negative where the light rule holds. */
static enum satqkd_status light(const void *context, double utc_s, double *out, struct satqkd_error *error) {
    const struct cut *cut = context;
    const double below = cut->sun_limit_rad - sun_elevation(&station_of(cut)->place, utc_s);
    (void)error;
    *out = cut->campaign->light == CAMPAIGN_DAY ? -below : below;
    return SATQKD_OK;
}

/* The part between two times of one day, as far as the light rule holds. */
static enum satqkd_status cut_by_light(const struct cut *cut, const struct pass *whole, double from_utc_s,
                                       double to_utc_s, struct satqkd_error *error) {
    const struct bracket_function function = {light, cut};
    const int steps = (int)ceil((to_utc_s - from_utc_s) / SUN_STEP_S);
    double before_utc_s = from_utc_s;
    double before = 0;
    double begun_utc_s = from_utc_s;
    light(cut, from_utc_s, &before, error);
    enum satqkd_status status = SATQKD_OK;
    for (int i = 1; i <= steps && status == SATQKD_OK; ++i) {
        const double utc_s = i < steps ? from_utc_s + (to_utc_s - from_utc_s) * i / steps : to_utc_s;
        double here = 0;
        double edge_utc_s = 0;
        light(cut, utc_s, &here, error);
        if ((here >= 0) != (before >= 0)) {
            status = bracket_root(&function, here >= 0 ? utc_s : before_utc_s, here >= 0 ? before_utc_s : utc_s,
                                  SUN_TOLERANCE_S, &edge_utc_s, error);
            if (status == SATQKD_OK && here < 0) {
                status = add_part(cut, whole, begun_utc_s, edge_utc_s, error);
            }
            begun_utc_s = edge_utc_s;
        }
        before = here;
        before_utc_s = utc_s;
    }
    return status == SATQKD_OK && before >= 0 ? add_part(cut, whole, begun_utc_s, to_utc_s, error) : status;
}

/* Day by day of the station. */
static enum satqkd_status cut_by_noon(const struct cut *cut, const struct pass *whole, struct satqkd_error *error) {
    enum satqkd_status status = SATQKD_OK;
    double from_utc_s = whole->start_utc_s;
    while (from_utc_s < whole->stop_utc_s && status == SATQKD_OK) {
        const double days = local_days(cut, from_utc_s);
        const double noon_utc_s = from_utc_s + (floor(days) + 1 - days) * DAY_S;
        /* A second's worth of rounding at the noon itself does not make a day of its own. */
        const double to_utc_s = noon_utc_s + SHORTEST_S < whole->stop_utc_s ? noon_utc_s : whole->stop_utc_s;
        status = cut->campaign->light == CAMPAIGN_ANY ? add_part(cut, whole, from_utc_s, to_utc_s, error)
                                                      : cut_by_light(cut, whole, from_utc_s, to_utc_s, error);
        from_utc_s = to_utc_s > from_utc_s ? to_utc_s : from_utc_s + SHORTEST_S;
    }
    return status;
}

static enum satqkd_status find_one(void *context, size_t index, struct satqkd_error *error) {
    const struct search *search = context;
    const struct campaign *campaign = search->campaign;
    struct cut cut = {.campaign = campaign,
                      .satellite = index / campaign->station_count,
                      .station = index % campaign->station_count,
                      .list = &search->lists[index]};
    const struct campaign_station *station = station_of(&cut);
    const struct scenario *link = campaign_link(campaign, cut.satellite, cut.station);
    struct pass *passes = NULL;
    size_t count = 0;
    cut.orbit = search->orbits[cut.satellite];
    cut.sun_limit_rad =
        isnan(campaign->sun_elevation_rad) ? station->dark_sun_elevation_rad : campaign->sun_elevation_rad;
    cut.search = (struct pass_search){.from_utc_s = campaign->from_utc_s,
                                      .to_utc_s = campaign->to_utc_s,
                                      .min_elevation_rad = link->window.min_elevation_rad,
                                      .max_range_m = link->window.max_range_m,
                                      .dark_sun_elevation_rad = cut.sun_limit_rad};
    enum satqkd_status status = pass_find(cut.orbit, &station->place, &cut.search, &passes, &count, error);
    for (size_t i = 0; i < count && status == SATQKD_OK; ++i) {
        status = cut_by_noon(&cut, &passes[i], error);
    }
    free(passes);
    if (status != SATQKD_OK) {
        satqkd_error_prefix(error, "%s over %s: ", campaign->satellites[cut.satellite].name, station->name);
    }
    return status;
}

static int by_start(const void *a, const void *b) {
    const struct campaign_pass *x = a, *y = b;
    if (x->pass.start_utc_s != y->pass.start_utc_s) {
        return x->pass.start_utc_s < y->pass.start_utc_s ? -1 : 1;
    }
    if (x->satellite != y->satellite) {
        return x->satellite < y->satellite ? -1 : 1;
    }
    return (x->station > y->station) - (x->station < y->station);
}

static enum satqkd_status gather(const struct list *lists, size_t list_count, struct campaign_passes *out,
                                 struct satqkd_error *error) {
    for (size_t i = 0; i < list_count; ++i) {
        out->count += lists[i].count;
    }
    out->passes = calloc(out->count + 1, sizeof *out->passes);
    if (!out->passes) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu passes", out->count);
    }
    size_t taken = 0;
    for (size_t i = 0; i < list_count; ++i) {
        for (size_t k = 0; k < lists[i].count; ++k) {
            lists[i].passes[k].link = out->link_count;
            out->passes[taken++] = lists[i].passes[k];
        }
        out->link_count += lists[i].count > 0;
    }
    qsort(out->passes, out->count, sizeof *out->passes, by_start);
    return SATQKD_OK;
}

enum satqkd_status campaign_passes_find(const struct campaign *campaign, struct orbit *const *orbits, int threads,
                                        struct campaign_passes *out, struct satqkd_error *error) {
    const size_t list_count = campaign->satellite_count * campaign->station_count;
    struct search search = {campaign, orbits, calloc(list_count, sizeof *search.lists)};
    const struct crew_work work = {.count = list_count, .threads = threads, .piece = find_one, .context = &search};
    *out = (struct campaign_passes){0};
    if (!search.lists) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the passes of %zu links", list_count);
    }
    enum satqkd_status status = crew_run(&work, error);
    if (status == SATQKD_OK) {
        status = gather(search.lists, list_count, out, error);
    }
    for (size_t i = 0; i < list_count; ++i) {
        free(search.lists[i].passes);
    }
    free(search.lists);
    return status;
}

void campaign_passes_release(struct campaign_passes *passes) {
    free(passes->passes);
    *passes = (struct campaign_passes){0};
}
