/* SPDX-License-Identifier: MIT */
#include "study/new_scenario.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cjson/cJSON.h>

#include "orbit/time_utc.h"
#include "scenario/data_path.h"
#include "scenario/document.h"
#include "scenario/json_write.h"
#include "scenario/keys.h"
#include "scenario/keys_value.h"
#include "scenario/preset.h"
#include "scenario/quote.h"
#include "scenario/text_buffer.h"
#include "special/constants.h"
#include "study/choose_pass.h"
#include "study/doubts.h"
#include "study/new_orbit.h"

static const double day_s = 86400.0;
static const double old_days = 30.0; /* of elements, as orbit.max_age_days has it */

static enum satqkd_status no_memory(struct satqkd_error *error) {
    return satqkd_error_set(error, SATQKD_FAILURE, "no memory left to write a scenario");
}

/* The object in the file of a preset ("micius" in `folder`) or in a file of that name. */
static enum satqkd_status open_end(const char *folder, const char *option, const char *name, cJSON **out,
                                   struct satqkd_error *error) {
    char wanted[DATA_PATH_TEXT];
    char path[DATA_PATH_TEXT];
    struct scenario_document *document = NULL;
    *out = NULL;
    snprintf(wanted, sizeof wanted, "%s/%s", folder, name);
    enum satqkd_status status = SATQKD_OK;
    if (!data_path_find(wanted, path)) {
        status = data_path_resolve("", name, path, error);
    }
    const bool found = !status;
    if (found) {
        status = document_open(path, &document, error);
    }
    if (status) {
        const struct satqkd_error so_far = error ? *error : (struct satqkd_error){0};
        char below[32];
        char meant[PRESET_NAME];
        snprintf(below, sizeof below, "/configs/%s", folder);
        if (!found && preset_nearest(below, name, meant)) {
            return satqkd_error_set(error, status, "--%s: there is no preset or file %s; did you mean %s?", option,
                                    quote_text(name).text, meant);
        }
        return satqkd_error_set(error, status, "--%s: %s; satqkd help words %s lists the presets%s", option,
                                so_far.message, folder,
                                strcmp(folder, "stations") == 0 ? ", and LATITUDE,LONGITUDE,ALTITUDE is a place" : "");
    }
    *out = cJSON_Duplicate(document->root, 1);
    document_destroy(document);
    return *out ? SATQKD_OK : no_memory(error);
}

/* "LATITUDE,LONGITUDE,ALTITUDE". @return whether it is three numbers */
static bool parse_place(const char *text, double out[3]) {
    for (int i = 0; i < 3; i++) {
        char *end = NULL;
        out[i] = strtod(text, &end);
        if (end == text || *end != (i < 2 ? ',' : '\0') || !isfinite(out[i])) {
            return false;
        }
        text = end + 1;
    }
    return true;
}

static bool set_member(cJSON *object, const char *name, cJSON *value) {
    cJSON_DeleteItemFromObjectCaseSensitive(object, name);
    return value && cJSON_AddItemToObject(object, name, value);
}

/* Moves a station's equipment to a place. What the equipment's own site had of light and weather stays behind. */
static enum satqkd_status move_station(cJSON *station, const double place[3], const char *equipment,
                                       struct satqkd_error *error) {
    static const char *const keys[] = {"latitude_deg", "longitude_deg", "altitude_m"};
    static const char *const site[] = {"city_light", "clear_sky_probability"};
    cJSON *sources = cJSON_GetObjectItemCaseSensitive(station, "sources");
    char name[128];
    char about[256];
    snprintf(name, sizeof name, "%.5g, %.5g", place[0], place[1]);
    snprintf(about, sizeof about, "the telescope and detectors of the preset %s at another place", equipment);
    if (!sources) {
        sources = cJSON_AddObjectToObject(station, "sources");
    }
    for (size_t i = 0; i < sizeof site / sizeof *site; i++) {
        cJSON_DeleteItemFromObjectCaseSensitive(station, site[i]);
        cJSON_DeleteItemFromObjectCaseSensitive(sources, site[i]);
    }
    bool done = sources && set_member(station, "name", cJSON_CreateString(name)) &&
                set_member(sources, "name", cJSON_CreateString(about));
    for (int i = 0; i < 3; i++) {
        done = done && set_member(station, keys[i], cJSON_CreateNumber(place[i])) &&
               set_member(sources, keys[i], cJSON_CreateString("given on the command line"));
    }
    return done ? SATQKD_OK : no_memory(error);
}

static enum satqkd_status make_station(const struct new_scenario *request, bool uplink, cJSON **out,
                                       struct satqkd_error *error) {
    double place[3];
    if (!strchr(request->station, ',')) {
        if (request->equipment) {
            return satqkd_error_set(error, SATQKD_INVALID,
                                    "--equipment goes with --station LATITUDE,LONGITUDE,ALTITUDE");
        }
        return open_end("stations", "station", request->station, out, error);
    }
    if (!parse_place(request->station, place)) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "--station: '%s'; give LATITUDE,LONGITUDE,ALTITUDE in degrees and metres, as "
                                "40.3959,117.5775,890, or a preset",
                                quote_text(request->station).text);
    }
    const char *equipment = request->equipment ? request->equipment : uplink ? "ngari" : "xinglong";
    enum satqkd_status status = open_end("stations", "equipment", equipment, out, error);
    return status ? status : move_station(*out, place, equipment, error);
}

/* A satellite that sends has a source; one that receives has detectors: so the direction need not be said. */
static enum satqkd_status check_pair(const struct new_scenario *request, bool uplink, const cJSON *station,
                                     struct satqkd_error *error) {
    bool station_sends = cJSON_GetObjectItemCaseSensitive(station, "source") != NULL;
    if (station_sends == uplink) {
        return SATQKD_OK;
    }
    return satqkd_error_set(error, SATQKD_INVALID,
                            uplink ? "--station: %s receives as the satellite does; give one that sends, as ngari"
                                   : "--station: %s sends as the satellite does; give one that receives, as xinglong",
                            quote_text(request->equipment ? request->equipment : request->station).text);
}

/* The scenario as the request says it, not yet resolved. */
static enum satqkd_status draft(const struct new_scenario *request, cJSON *root, struct satqkd_error *error) {
    cJSON *satellite = NULL;
    cJSON *station = NULL;
    enum satqkd_status status = open_end("satellites", "satellite", request->satellite, &satellite, error);
    if (status) {
        return status;
    }
    bool uplink = cJSON_GetObjectItemCaseSensitive(satellite, "detectors") != NULL;
    bool done = cJSON_AddNumberToObject(root, "schema", 1) && cJSON_AddStringToObject(root, "name", request->name) &&
                cJSON_AddStringToObject(root, "direction", uplink ? "uplink" : "downlink") &&
                cJSON_AddItemToObject(root, "satellite", satellite);
    if (!done) {
        return no_memory(error);
    }
    status = make_station(request, uplink, &station, error);
    if (!status) {
        status = check_pair(request, uplink, station, error);
    }
    if (status) {
        cJSON_Delete(station);
        return status;
    }
    done = cJSON_AddItemToObject(root, "station", station);
    cJSON *orbit = cJSON_AddObjectToObject(root, "orbit");
    cJSON *window = cJSON_AddObjectToObject(root, "window");
    cJSON *sources = cJSON_AddObjectToObject(root, "sources");
    if (!done || !orbit || !window || !sources ||
        (request->start && !cJSON_AddStringToObject(window, "start", request->start)) ||
        (request->stop && !cJSON_AddStringToObject(window, "stop", request->stop))) {
        return no_memory(error);
    }
    return new_orbit_fill(request, orbit, sources, error);
}

/* The object with "sources" that is nearest around a key; `within` is the key as that object sees it. */
static cJSON *sourced_around(const struct keys_table *table, const struct scenario_document *document, const char *path,
                             const char **within) {
    const char *nearest = "";
    for (const char *const *sourced = table->sourced; *sourced; sourced++) {
        size_t length = strlen(*sourced);
        if (length > strlen(nearest) && strncmp(path, *sourced, length) == 0 && path[length] == '.') {
            nearest = *sourced;
        }
    }
    *within = path + strlen(nearest) + (nearest[0] != '\0');
    cJSON *object = document_node(document, nearest);
    cJSON *sources = cJSON_GetObjectItemCaseSensitive(object, "sources");
    return sources ? sources : cJSON_AddObjectToObject(object, "sources");
}

static bool is_default(const struct keys_entry *entry, const struct scenario_document *document) {
    cJSON *fallback = entry->presence == KEYS_DEFAULT ? cJSON_Parse(entry->fallback) : NULL;
    bool equal = fallback && cJSON_Compare(fallback, document_node(document, entry->path), 1);
    cJSON_Delete(fallback);
    return equal;
}

/* "MEANING (RANGE). Source: SOURCE" in the sources of every key. */
static enum satqkd_status explain(const struct keys_table *table, const struct scenario_document *document,
                                  struct satqkd_error *error) {
    for (size_t i = 0; i < table->count; i++) {
        const struct keys_entry *entry = &table->entries[i];
        if (entry->kind == KEYS_OBJECT || entry->kind == KEYS_REFERENCE || !document_node(document, entry->path)) {
            continue;
        }
        char wanted[KEYS_VALUE_WANTED];
        const char *within = NULL;
        cJSON *sources = sourced_around(table, document, entry->path, &within);
        const cJSON *given = cJSON_GetObjectItemCaseSensitive(sources, within);
        struct text_buffer text = {0};
        keys_value_wanted(entry, wanted);
        text_buffer_text(&text, entry->meaning);
        text_buffer_text(&text, " (");
        text_buffer_text(&text, wanted);
        text_buffer_text(&text, "). Source: ");
        text_buffer_text(&text, cJSON_IsString(given)         ? given->valuestring
                                : is_default(entry, document) ? "the default"
                                                              : "given");
        bool done = !text.failed && sources && set_member(sources, within, cJSON_CreateString(text.data));
        free(text.data);
        if (!done) {
            return no_memory(error);
        }
    }
    return SATQKD_OK;
}

static void note(char *notes, const char *text) {
    size_t used = strlen(notes);
    snprintf(notes + used, NEW_SCENARIO_NOTES - used, "%s\n", text);
}

static void note_doubt(void *notes, const char *text) {
    char line[DOUBTS_TEXT + 16];
    snprintf(line, sizeof line, "warning: %s", text);
    note(notes, line);
}

/* Of the window's passes the highest that is no day's under a night's sky. @return its number, 0 where there is none */
static int highest_by_night(const struct scenario *scenario, const struct orbit *orbit, struct pass *out) {
    struct pass pass;
    char choice[CHOOSE_PASS_TEXT];
    int best = 0;
    for (int number = 1; choose_pass(scenario, orbit, number, &pass, choice, NULL) == SATQKD_OK; number++) {
        if (!doubts_daylight(scenario, &pass) && (best == 0 || pass.max_elevation_rad > out->max_elevation_rad)) {
            best = number;
            *out = pass;
        }
    }
    return best;
}

/* A scenario that says nothing of which pass is made for a night's. */
static enum satqkd_status take_night(struct scenario *scenario, const struct orbit *orbit, struct pass *pass,
                                     struct satqkd_error *error) {
    int number = 0;
    if (scenario->window.pass > 0 || !doubts_daylight(scenario, pass) ||
        (number = highest_by_night(scenario, orbit, pass)) == 0) {
        return SATQKD_OK;
    }
    cJSON *window = document_node(scenario->document, "window");
    cJSON *sources = cJSON_GetObjectItemCaseSensitive(scenario->document->root, "sources");
    scenario->window.pass = number;
    return window && sources && set_member(window, "pass", cJSON_CreateNumber(number)) &&
                   set_member(sources, "window.pass",
                              cJSON_CreateString("the highest over a dark station: the sky is that of a night"))
               ? SATQKD_OK
               : no_memory(error);
}

/* Looks for the pass that a run would fly, and says which; and how old the elements are. */
static enum satqkd_status find_pass(struct scenario *scenario, char *notes, struct satqkd_error *error) {
    struct orbit *orbit = NULL;
    struct pass pass;
    char choice[CHOOSE_PASS_TEXT];
    char start[TIME_UTC_TEXT];
    char line[512];
    enum satqkd_status status = scenario_make_orbit(scenario, &orbit, error);
    if (!status) {
        status = choose_pass(scenario, orbit, 0, &pass, choice, error);
    }
    if (!status) {
        status = take_night(scenario, orbit, &pass, error);
    }
    if (status) {
        orbit_destroy(orbit);
        return status;
    }
    time_utc_format(pass.start_utc_s, 0, start, sizeof start);
    snprintf(line, sizeof line, "the pass of %s: %.0f s, up to %.1f deg, from %.0f km on, the station %s", start,
             pass.stop_utc_s - pass.start_utc_s, CONSTANT_DEGREE * pass.max_elevation_rad, pass.min_range_m / 1e3,
             pass.station_dark ? "in the dark" : "not in the dark");
    note(notes, line);
    doubts(scenario, &pass, note_doubt, notes);
    double first_s = 0;
    double last_s = 0;
    orbit_span(orbit, &first_s, &last_s);
    double age = ((double)time(NULL) - (last_s - scenario->orbit.max_age_s)) / day_s;
    if (scenario->orbit.kind == SCENARIO_ORBIT_TLE && !scenario->window.has_times && age > old_days) {
        snprintf(line, sizeof line,
                 "warning: orbit.tle: the newest elements are %.0f days old today: for passes to come take fresh ones",
                 age);
        note(notes, line);
    }
    orbit_destroy(orbit);
    return SATQKD_OK;
}

enum satqkd_status new_scenario_text(const struct new_scenario *request, char **out, char *notes,
                                     struct satqkd_error *error) {
    struct scenario *scenario = NULL;
    char *text = NULL;
    cJSON *root = cJSON_CreateObject();
    *out = NULL;
    notes[0] = '\0';
    enum satqkd_status status = root ? draft(request, root, error) : no_memory(error);
    if (!status) {
        status = json_write(root, &text, error);
    }
    if (!status) {
        status = scenario_parse("the new scenario", text, request->settings, request->setting_count, &scenario, error);
    }
    if (!status) {
        status = find_pass(scenario, notes, error);
    }
    if (!status) {
        const struct keys_table *table = keys_scenario(scenario->channel.direction);
        status = explain(table, scenario->document, error);
    }
    if (!status) {
        status = scenario_text(scenario, out, error);
    }
    scenario_destroy(scenario);
    free(text);
    cJSON_Delete(root);
    return status;
}
