/* SPDX-License-Identifier: MIT */
#include "scenario/scenario.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "scenario/data_path.h"
#include "scenario/document.h"
#include "scenario/json_write.h"
#include "scenario/keys.h"
#include "scenario/keys_value.h"
#include "scenario/quote.h"
#include "scenario/scenario_check.h"
#include "scenario/scenario_oem.h"
#include "scenario/scenario_orbit.h"
#include "scenario/scenario_track.h"
#include "scenario/settings.h"

static const char direction_key[] = "direction";

/* The direction decides which keys there are, also for the settings: so it comes before all else. The last setting of it counts. */
static enum satqkd_status find_table(const struct scenario_document *document, const struct scenario_setting *settings,
                                     size_t setting_count, const struct keys_table **out, struct satqkd_error *error) {
    const struct cJSON *given = document_node(document, direction_key);
    const char *text = cJSON_IsString(given) ? given->valuestring : given ? "" : "downlink";
    bool set = false;
    size_t length = strlen(direction_key);
    for (size_t i = 0; i < setting_count; i++) {
        if (strncmp(settings[i].text, direction_key, length) == 0 && settings[i].text[length] == '=') {
            text = settings[i].text + length + 1;
            set = true;
        }
    }
    if (strcmp(text, "downlink") == 0 || (set && (strcmp(text, "\"downlink\"") == 0 || strcmp(text, "null") == 0))) {
        *out = keys_scenario(CHANNEL_DOWNLINK);
        return SATQKD_OK;
    }
    *out = keys_scenario(CHANNEL_UPLINK);
    if (strcmp(text, "uplink") == 0 || (set && strcmp(text, "\"uplink\"") == 0)) {
        return SATQKD_OK;
    }
    char wanted[KEYS_VALUE_WANTED];
    keys_value_wanted(keys_find(*out, direction_key), wanted);
    return set ? satqkd_error_set(error, SATQKD_INVALID, "--set: direction: %s is not known; give %s",
                                  quote_text(text).text, wanted)
               : document_fault(document, error, direction_key, "not known; give %s", wanted);
}

/* The document with everything in it that the scenario refers to, and the settings applied. `path` is of its file, or the name of its
   text. */
static enum satqkd_status open_document(const char *path, const char *text, const struct scenario_setting *settings,
                                        size_t setting_count, const struct keys_table **table,
                                        struct scenario_document **out, struct satqkd_error *error) {
    char file[DATA_PATH_TEXT];
    char folder[DATA_PATH_TEXT];
    enum satqkd_status status = text ? document_read(path, text, out, error) : data_path_resolve("", path, file, error);
    if (!status && !text) {
        status = document_open(file, out, error);
    }
    if (status) {
        return status;
    }
    status = find_table(*out, settings, setting_count, table, error);
    if (status) {
        return status;
    }
    document_folder(*out, folder);
    for (size_t i = 0; !status && i < (*table)->count; i++) {
        if ((*table)->entries[i].kind == KEYS_REFERENCE) {
            status = document_refer(*out, (*table)->entries[i].path, folder, error);
        }
    }
    for (size_t i = 0; !status && i < setting_count; i++) {
        status = settings_apply(*table, *out, settings[i].text, error);
    }
    if (!status) {
        status = scenario_track_inline(*out, folder, error);
    }
    if (!status) {
        status = scenario_oem_inline(*out, folder, error);
    }
    return status;
}

/* What follows from which alternatives are there, and from values that several structs need. */
static enum satqkd_status derive(struct scenario *s, struct satqkd_error *error) {
    struct channel *channel = &s->channel;
    channel->station_altitude_m = s->station.altitude_m;
    channel->bob_x = s->protocol.bob_x;
    channel->switched = s->protocol.basis_choice == KEY_BASIS_ACTIVE;
    if (document_node(s->document, "atmosphere.visibility_km")) {
        channel->extinction.kind = EXTINCTION_VISIBILITY;
    } else if (document_node(s->document, "atmosphere.transmittance_table")) {
        channel->extinction.kind = EXTINCTION_TABLE;
    } else {
        channel->extinction.kind = EXTINCTION_OPTICAL_DEPTH;
    }
    channel->sunlight.counted = document_node(s->document, "atmosphere.sunlight") != NULL;
    channel_prepare(channel);
    s->window.has_times = document_node(s->document, "window.start") != NULL;
    return scenario_orbit_derive(s->document, &s->orbit, error);
}

static enum satqkd_status load(const char *path, const char *text, const struct scenario_setting *settings,
                               size_t setting_count, struct scenario **out, struct satqkd_error *error) {
    const struct keys_table *table = NULL;
    struct scenario *scenario = calloc(1, sizeof *scenario);
    *out = NULL;
    if (!scenario) {
        return document_out_of_memory(error);
    }
    scenario->window.max_range_m = INFINITY;
    scenario->protocol.leak_ec_bits = NAN;
    scenario->orbit.fixed_loss_db = NAN;
    scenario->channel.optics.bandwidth_hz = NAN;
    enum satqkd_status status = open_document(path, text, settings, setting_count, &table, &scenario->document, error);
    if (!status) {
        status = keys_known(table, scenario->document, error);
    }
    if (!status) {
        status = scenario_track_start(table, scenario->document, error);
    }
    if (!status) {
        status = keys_read(table, scenario->document, scenario, error);
    }
    if (!status) {
        status = derive(scenario, error);
    }
    if (!status) {
        status = scenario_check(scenario, error);
    }
    if (status) {
        scenario_destroy(scenario);
        return status;
    }
    *out = scenario;
    return SATQKD_OK;
}

enum satqkd_status scenario_load(const char *path, const struct scenario_setting *settings, size_t setting_count,
                                 struct scenario **out, struct satqkd_error *error) {
    return load(path, NULL, settings, setting_count, out, error);
}

enum satqkd_status scenario_parse(const char *name, const char *text, const struct scenario_setting *settings,
                                  size_t setting_count, struct scenario **out, struct satqkd_error *error) {
    return load(name, text, settings, setting_count, out, error);
}

void scenario_destroy(struct scenario *scenario) {
    if (scenario) {
        free(scenario->orbit.points);
        free(scenario->orbit.states);
        document_destroy(scenario->document);
        free(scenario);
    }
}

enum satqkd_status scenario_text(const struct scenario *scenario, char **out, struct satqkd_error *error) {
    return json_write(scenario->document->root, out, error);
}
