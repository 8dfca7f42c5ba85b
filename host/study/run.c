/* SPDX-License-Identifier: MIT */
#include "study/run.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fiber.h"
#include "special/constants.h"
#include "stopwatch.h"
#include "study/choose_pass.h"
#include "study/run_charts.h"
#include "study/run_events.h"
#include "study/run_repeats.h"
#include "study/run_warnings.h"
#include "trials/fleet.h"
#include "trials/levels.h"
#include "trials/mean.h"
#include "trials/tally.h"

/* Rates "at" a range are taken over the rows within this time of it: shot noise of a few per cent at a kilobit per second. */
static const double RATE_WINDOW_S = 5.0;
static const char *const engine_names[] = {[RUN_EVENT] = "event", [RUN_PULSE] = "pulse", [RUN_MEAN] = "mean", NULL};

const char *run_engine_name(enum run_engine engine) {
    return engine_names[engine];
}

const char *const *run_engine_names(void) {
    return engine_names;
}

bool run_engine_find(const char *name, enum run_engine *out) {
    for (size_t i = 0; engine_names[i]; ++i) {
        if (strcmp(engine_names[i], name) == 0) {
            *out = (enum run_engine)i;
            return true;
        }
    }
    return false;
}

/* Everything that lives only while a pass is flown. */
struct flight {
    const struct scenario *scenario;
    struct orbit *orbit;
    struct pass pass;
    struct plan *plan;
    struct tally *tally;
    struct levels *levels; /* NULL for the mean engine */
};

static void fill_device(const struct device *device, size_t count, struct summary *summary) {
    const struct device_info *info = device_describe(device);
    if (count > 1) {
        snprintf(summary->device_name, sizeof summary->device_name, "%zu devices: %.*s, …", count, DEVICE_TEXT - 40,
                 info->name);
    } else {
        memcpy(summary->device_name, info->name, sizeof summary->device_name);
    }
    memcpy(summary->device_platform, info->platform, sizeof summary->device_platform);
    memcpy(summary->device_driver, info->driver, sizeof summary->device_driver);
}

/* What --repeat keeps of one flight. */
static enum satqkd_status fill_repeat(const struct flight *flight, const struct tally *tally, uint64_t seed,
                                      struct repeats_row *out, struct satqkd_error *error) {
    struct key_counts counts;
    struct key_result key;
    struct tally_sums sums = tally_sum(tally, 0, tally->row_count);
    tally_counts(tally, flight->plan, &counts);
    enum satqkd_status status = key_length(&flight->scenario->protocol, &counts, &key, error);
    *out = (struct repeats_row){.seed = seed,
                                .detections = sums.detections,
                                .matched = sums.matched,
                                .sifted_bits = sums.sifted,
                                .error_bits = sums.errors,
                                .qber = sums.sifted > 0 ? sums.errors / sums.sifted : NAN,
                                .secret_bits = status == SATQKD_OK ? key.secret_bits : 0};
    return status;
}

/* Progress over all flights as one. */
struct repeat_watch {
    const struct engine_watch *watch;
    double flights, done, kernel_s;
};

static void repeat_progress(void *context, double done, double all, double kernel_s) {
    const struct repeat_watch *repeat = context;
    if (repeat->watch && repeat->watch->progress) {
        repeat->watch->progress(repeat->watch->context, repeat->done * all + done, repeat->flights * all,
                                repeat->kernel_s + kernel_s);
    }
}

static bool repeat_stop(void *context) {
    const struct repeat_watch *repeat = context;
    return repeat->watch && repeat->watch->stop && repeat->watch->stop(repeat->watch->context);
}

static void add_to_spread(const struct flight *flight, const struct tally *tally, struct spread_row *spread) {
    for (size_t i = 0; i < flight->plan->row_count; ++i) {
        struct tally_sums sums = tally_sum(tally, i, i + 1);
        spread[i].t_s = flight->plan->rows[i].start_s;
        spread_add(&spread[i], sums.sifted, sums.errors);
    }
}

static enum satqkd_status fly_repeats(struct flight *flight, struct fleet *fleet, const struct run_options *options,
                                      struct run *run, struct satqkd_error *error) {
    struct repeat_watch repeat = {.watch = options->watch, .flights = (double)options->repeat};
    struct engine_watch watch = {.progress = repeat_progress, .stop = repeat_stop, .context = &repeat};
    struct tally *spare = NULL;
    enum satqkd_status status = tally_create(flight->plan, &spare, error);
    for (size_t i = 0; i < options->repeat && status == SATQKD_OK; ++i) {
        uint64_t seed = engine_seed(flight->scenario->seed, (uint32_t)i);
        struct tally *tally = i == 0 ? flight->tally : spare;
        repeat.done = (double)i;
        repeat.kernel_s = run->summary.kernel_s;
        status = fleet_fly(fleet, seed, &watch, tally, &run->summary.kernel_s, error);
        if (status == SATQKD_OK) {
            status = fill_repeat(flight, tally, seed, &run->repeats[i], error);
        }
        if (status == SATQKD_OK && run->spread) {
            add_to_spread(flight, tally, run->spread);
        }
        if (status == SATQKD_OK && i == 0) {
            status = run_charts_fades(fleet_first(fleet), flight->levels, flight->plan,
                                      flight->scenario->coherence_time_s, &run->summary.fades, &run->fades_csv, error);
        }
        if (status == SATQKD_OK && i == 0 && options->events) {
            status = run_events_write(flight->scenario, flight->plan, fleet_first(fleet), tally, options->events,
                                      &run->summary.kernel_s, error);
        }
    }
    tally_destroy(spare);
    return status;
}

/* @param devices  opened, in the order in which they are named; to be closed, also after a failure */
static enum satqkd_status open_devices(const struct run_options *options, struct device *devices[DEVICE_MOST],
                                       size_t *count, struct satqkd_error *error) {
    int indices[DEVICE_MOST] = {options->device};
    size_t named = 1;
    enum satqkd_status status = options->devices ? device_choose(options->devices, indices, &named, error) : SATQKD_OK;
    for (*count = 0; *count < named && status == SATQKD_OK; *count += status == SATQKD_OK) {
        status = device_open(indices[*count], &devices[*count], error);
    }
    return status;
}

static enum satqkd_status fly_engine(struct flight *flight, const struct run_options *options, struct run *run,
                                     struct satqkd_error *error) {
    struct device *devices[DEVICE_MOST];
    size_t count = 0;
    struct levels *levels = NULL;
    struct fleet *fleet = NULL;
    enum engine_kind kind = options->engine == RUN_PULSE ? ENGINE_PULSE : ENGINE_EVENT;
    enum satqkd_status status = open_devices(options, devices, &count, error);
    if (status == SATQKD_OK) {
        fill_device(devices[0], count, &run->summary);
        status = levels_create(flight->plan, &levels, error);
    }
    if (status == SATQKD_OK) {
        flight->levels = levels;
        run->summary.table_hash = levels_hash(levels, flight->plan);
        status = fleet_create(devices, count, kind, flight->plan, levels, options->cut, &fleet, error);
    }
    if (status == SATQKD_OK) {
        status = fly_repeats(flight, fleet, options, run, error);
    }
    fleet_destroy(fleet);
    levels_destroy(levels);
    for (size_t i = 0; i < count; ++i) {
        device_close(devices[i]);
    }
    return status;
}

static enum satqkd_status fly_mean(struct flight *flight, struct run *run, struct satqkd_error *error) {
    mean_expectation(flight->plan, flight->tally);
    for (int i = 0; i < TRIAL_EXTRA_COUNTERS; ++i) {
        flight->tally->extra[i] = NAN;
    }
    return fill_repeat(flight, flight->tally, flight->scenario->seed, &run->repeats[0], error);
}

static void fill_rows(const struct flight *flight, struct run *run) {
    for (size_t i = 0; i < run->row_count; ++i) {
        const struct plan_row *row = &flight->plan->rows[i];
        const struct channel_link *link = &row->link;
        struct tally_sums sums = tally_sum(flight->tally, i, i + 1);
        run->rows[i] = (struct timeline_row){
            .utc_s = flight->plan->start_utc_s + row->start_s,
            .t_s = row->start_s,
            .range_km = 1e-3 * row->look.slant_range_m,
            .elevation_deg = CONSTANT_DEGREE * row->look.elevation_rad,
            .azimuth_deg = CONSTANT_DEGREE * row->look.azimuth_rad,
            .loss_db = channel_db(link->efficiency),
            .efficiency = link->efficiency,
            .diffraction_db = channel_db(link->diffraction),
            .pointing_db = channel_db(link->pointing),
            .atmosphere_db = channel_db(link->atmosphere),
            .optics_db = channel_db(link->optics),
            .scintillation_index = link->scintillation_index,
            .rotation_deg = CONSTANT_DEGREE * link->rotation_rad,
            .coupling_db = channel_db(link->coupling),
            .sky_hz = link->sky_rate_hz,
            .sun_elevation_deg = CONSTANT_DEGREE * link->sun_elevation_rad,
            .sun_angle_deg = CONSTANT_DEGREE * link->sun_angle_rad,
            .pulses = (double)row->pulses,
            .detections = sums.detections,
            .matched = sums.matched,
            .sifted_bits = sums.sifted,
            .error_bits = sums.errors,
        };
    }
}

static double sifted_rate_near(const struct flight *flight, const struct run *run, double t_s) {
    double sifted = 0;
    double seconds = 0;
    for (size_t i = 0; i < run->row_count; ++i) {
        const struct plan_row *row = &flight->plan->rows[i];
        if (row->stop_s > t_s - RATE_WINDOW_S && row->start_s < t_s + RATE_WINDOW_S) {
            sifted += run->rows[i].sifted_bits;
            seconds += row->stop_s - row->start_s;
        }
    }
    return sifted / seconds;
}

static enum satqkd_status fill_link(const struct flight *flight, const struct run *run, double utc_s,
                                    struct summary_link *out, struct satqkd_error *error) {
    struct channel_link link;
    struct orbit_look look;
    const struct scenario *scenario = flight->scenario;
    enum satqkd_status status = orbit_observe(flight->orbit, &scenario->station, utc_s, &look, error);
    if (status == SATQKD_OK) {
        status = plan_link(scenario, flight->orbit, &flight->pass, utc_s, &link, error);
    }
    if (status != SATQKD_OK) {
        return status;
    }
    *out = (struct summary_link){
        .range_km = 1e-3 * look.slant_range_m,
        .elevation_deg = CONSTANT_DEGREE * look.elevation_rad,
        .efficiency_db = channel_db(link.efficiency),
        .diffraction_db = channel_db(link.diffraction),
        .pointing_db = channel_db(link.pointing),
        .atmosphere_db = channel_db(link.atmosphere),
        .optics_db = channel_db(link.optics),
        .coupling_db = channel_db(link.coupling),
        .timing_db = channel_db(link.timing / link.live),
        .live_db = channel_db(link.live),
        .detector_db = channel_db(link.detector),
        .sifted_bps = sifted_rate_near(flight, run, utc_s - flight->pass.start_utc_s),
        .fried_m = link.path.fried_m,
        .scintillation_index = link.scintillation_index,
        .beam_radius_m = link.beam_radius_m,
        .coupling_index = link.coupling_index,
        .sky_hz = link.sky_rate_hz,
        .sun_elevation_deg = CONSTANT_DEGREE * link.sun_elevation_rad,
        .sun_angle_deg = CONSTANT_DEGREE * link.sun_angle_rad,
    };
    return SATQKD_OK;
}

static void fill_counts(const struct flight *flight, struct summary *summary) {
    struct tally_sums sums = tally_sum(flight->tally, 0, flight->tally->row_count);
    summary->counts.pulses = (double)flight->plan->pulses;
    summary->counts.detections = sums.detections;
    summary->counts.matched_basis = sums.matched;
    summary->counts.sifted_bits = sums.sifted;
    summary->counts.error_bits = sums.errors;
    summary->counts.double_clicks = sums.squashed;
    summary->counts.cross_clicks = sums.cross;
    summary->counts.lost_dead = flight->tally->extra[TRIAL_LOST_DEAD];
    summary->counts.lost_waiting = flight->tally->extra[TRIAL_LOST_WAITING];
    summary->counts.afterpulses = flight->tally->extra[TRIAL_AFTERPULSES];
    summary->counts.noise = 0;
    for (size_t i = 0; i < flight->plan->row_count; ++i) {
        for (int d = 0; d < DETECTOR_COUNT; ++d) {
            const struct plan_row *row = &flight->plan->rows[i];
            const double x = flight->scenario->protocol.bob_x;
            const double read = !flight->plan->active_basis ? 1 : d / 2 == KEY_X ? x : 1 - x;
            summary->counts.noise += read * row->link.background[d] * (double)row->pulses;
        }
    }
    summary->qber = sums.sifted > 0 ? sums.errors / sums.sifted : NAN;
}

static enum satqkd_status fill_keys(const struct scenario *scenario, const struct key_counts *counts,
                                    struct summary *summary, struct satqkd_error *error) {
    enum satqkd_status status = key_length(&scenario->protocol, counts, &summary->key, error);
    for (const struct key_bound *const *bound = key_bounds(); *bound && status == SATQKD_OK; ++bound) {
        struct key_protocol protocol = scenario->protocol;
        snprintf(protocol.bound, sizeof protocol.bound, "%s", (*bound)->name);
        if (summary->bound_count < SUMMARY_MAX_BOUNDS && !(*bound)->misfit(&protocol, counts)) {
            status = key_length(&protocol, counts, &summary->bounds[summary->bound_count++], error);
        }
    }
    return status;
}

static void fill_fiber(const struct flight *flight, struct summary *summary) {
    double loss = flight->scenario->fiber_loss_db_per_km;
    double length_m = 1e3 * summary->at_max_range.range_km;
    double efficiency = pow(10.0, -0.1 * summary->at_max_range.efficiency_db);
    summary->fiber.loss_db_per_km = loss;
    summary->fiber.length_km = 1e-3 * length_m;
    summary->fiber.efficiency_log10 = -0.1 * loss * summary->fiber.length_km;
    summary->fiber.orders_of_magnitude_gain = fiber_orders_of_magnitude(efficiency, loss, length_m);
    summary->fiber.years_log10 = fiber_ideal_years_log10(summary->fiber.efficiency_log10);
    summary->fiber.years_per_sifted_bit = fiber_ideal_years_per_sifted_bit(fiber_efficiency(loss, length_m));
}

static void fill_head(const struct flight *flight, const struct run_options *options, struct summary *summary) {
    snprintf(summary->name, sizeof summary->name, "%s", flight->scenario->name);
    snprintf(summary->satellite, sizeof summary->satellite, "%s", flight->scenario->satellite_name);
    snprintf(summary->station, sizeof summary->station, "%s", flight->scenario->station_name);
    summary->engine = engine_names[options->engine];
    summary->seed = flight->scenario->seed;
    summary->pass.start_utc_s = flight->pass.start_utc_s;
    summary->pass.duration_s = flight->pass.stop_utc_s - flight->pass.start_utc_s;
    summary->pass.min_range_km = 1e-3 * flight->pass.min_range_m;
    summary->pass.max_range_km = 1e-3 * flight->pass.max_range_m;
    summary->pass.max_elevation_deg = CONSTANT_DEGREE * flight->pass.max_elevation_rad;
}

/* The end of the pass at which the satellite is the farther away. */
static enum satqkd_status farthest_time(const struct flight *flight, double *utc_s, struct satqkd_error *error) {
    struct orbit_look first;
    struct orbit_look last;
    const struct orbit_station *station = &flight->scenario->station;
    enum satqkd_status status = orbit_observe(flight->orbit, station, flight->pass.start_utc_s, &first, error);
    if (status == SATQKD_OK) {
        status = orbit_observe(flight->orbit, station, flight->pass.stop_utc_s, &last, error);
    }
    if (status == SATQKD_OK) {
        *utc_s = last.slant_range_m > first.slant_range_m ? flight->pass.stop_utc_s : flight->pass.start_utc_s;
    }
    return status;
}

static enum satqkd_status fill_run(const struct flight *flight, struct run *run, struct satqkd_error *error) {
    struct summary *summary = &run->summary;
    double farthest = 0;
    fill_rows(flight, run);
    fill_counts(flight, summary);
    tally_counts(flight->tally, flight->plan, &run->counts);
    enum satqkd_status status = farthest_time(flight, &farthest, error);
    if (status == SATQKD_OK) {
        status = fill_link(flight, run, flight->pass.min_range_utc_s, &summary->at_min_range, error);
    }
    if (status == SATQKD_OK) {
        status = fill_link(flight, run, farthest, &summary->at_max_range, error);
    }
    if (status == SATQKD_OK) {
        status = fill_keys(flight->scenario, &run->counts, summary, error);
    }
    if (status == SATQKD_OK) {
        fill_fiber(flight, summary);
        run_charts_fiber(flight->scenario, flight->plan, summary);
        status = run_charts_expected(flight->plan, &summary->expected, error);
    }
    if (status == SATQKD_OK) {
        run_warnings(flight->scenario, &flight->pass, flight->tally->extra, summary);
        status = run_repeats_fill(flight->scenario, flight->plan, run->repeats, summary, error);
    }
    return status;
}

enum satqkd_status run_fly(const struct scenario *scenario, const struct run_options *options, struct run **out,
                           struct satqkd_error *error) {
    double begin = stopwatch_seconds();
    struct flight flight = {.scenario = scenario};
    struct run *run = calloc(1, sizeof *run);
    enum satqkd_status status = SATQKD_OK;
    *out = NULL;
    if (!run) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a run");
    }
    status = scenario_make_orbit(scenario, &flight.orbit, error);
    if (status != SATQKD_OK) {
        goto done;
    }
    status = choose_pass(scenario, flight.orbit, options->pass, &flight.pass, run->summary.pass.choice, error);
    if (status != SATQKD_OK) {
        goto done;
    }
    fill_head(&flight, options, &run->summary);
    status = plan_create(scenario, flight.orbit, &flight.pass, &flight.plan, error);
    if (status != SATQKD_OK) {
        goto done;
    }
    status = tally_create(flight.plan, &flight.tally, error);
    if (status != SATQKD_OK) {
        goto done;
    }
    run->row_count = flight.plan->row_count;
    run->rows = calloc(run->row_count, sizeof *run->rows);
    run->summary.repeat_count = options->engine == RUN_MEAN ? 1 : options->repeat;
    run->repeats = calloc(run->summary.repeat_count, sizeof *run->repeats);
    bool several = run->summary.repeat_count > 1;
    run->spread = several ? calloc(run->row_count, sizeof *run->spread) : NULL;
    if (!run->rows || !run->repeats || (several && !run->spread)) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a timeline of %zu rows", run->row_count);
        goto done;
    }
    status = options->engine == RUN_MEAN ? fly_mean(&flight, run, error) : fly_engine(&flight, options, run, error);
    if (status == SATQKD_OK) {
        status = fill_run(&flight, run, error);
    }
done:
    orbit_destroy(flight.orbit);
    plan_destroy(flight.plan);
    tally_destroy(flight.tally);
    run->summary.wall_s = stopwatch_seconds() - begin;
    if (status == SATQKD_OK) {
        *out = run;
    } else {
        run_destroy(run);
    }
    return status;
}

void run_destroy(struct run *run) {
    if (run) {
        free(run->rows);
        free(run->repeats);
        free(run->spread);
        free(run->fades_csv);
    }
    free(run);
}
