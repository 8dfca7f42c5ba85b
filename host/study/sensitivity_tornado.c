/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "scenario/document.h"
#include "scenario/keys.h"
#include "study/sensitivity_flight.h"
#include "text/number.h"

enum { MOST_SWINGS = 128 };

/* Every input once lowered and once raised; before these one flight with all at their values. */
struct swings {
    struct sensitivity_flights flights;
    double share;
    const struct keys_entry *entries[MOST_SWINGS]; /* of the inputs */
    struct validation_swing *out;
    size_t count;
    double nominal[BAND_QUANTITIES];
};

/* Places, times and how trials are drawn are no inputs that are measured. */
static bool is_input(const char *path) {
    static const char *const within[] = {"satellite.",        "station.telescope.",    "station.detectors.",
                                         "station.timing.",   "station.polarization.", "station.source.",
                                         "station.pointing.", "atmosphere.",           "protocol."};
    for (size_t i = 0; i < sizeof within / sizeof *within; ++i) {
        if (strncmp(path, within[i], strlen(within[i])) == 0) {
            return strncmp(path, "protocol.probabilities", strlen("protocol.probabilities")) != 0;
        }
    }
    return false;
}

/* One input up or down; NaN where the key's range or the scenario's checks forbid it. */
static enum satqkd_status fly_changed(struct swings *swings, size_t input, double value, double out[BAND_QUANTITIES],
                                      struct satqkd_error *error) {
    char text[1][SENSITIVITY_TEXT];
    struct satqkd_error refused = {0};
    snprintf(text[0], SENSITIVITY_TEXT, "%s=%s", swings->out[input].key, number_text(value).text);
    enum satqkd_status status = keys_in_range(&swings->entries[input]->value, value)
                                    ? sensitivity_flight_fly(&swings->flights, text, 1, out, &refused)
                                    : SATQKD_INVALID;
    if (status == SATQKD_INVALID) {
        out[BAND_SIFTED] = out[BAND_QBER] = out[BAND_KEY] = NAN;
        return SATQKD_OK;
    }
    if (status != SATQKD_OK && error) {
        *error = refused;
    }
    return status;
}

/* The flown numbers themselves; they are compared with the nominal ones when all are there. */
static enum satqkd_status fly_input(void *context, size_t index, struct satqkd_error *error) {
    struct swings *swings = context;
    if (index == 0) {
        return sensitivity_flight_fly(&swings->flights, NULL, 0, swings->nominal, error);
    }
    struct validation_swing *out = &swings->out[index - 1];
    enum satqkd_status status = SATQKD_OK;
    for (int side = 0; side < 2 && status == SATQKD_OK; ++side) {
        double flown[BAND_QUANTITIES];
        const double value = out->value * (side ? 1 + swings->share : 1 - swings->share);
        status = fly_changed(swings, index - 1, value, flown, error);
        out->sifted[side] = flown[BAND_SIFTED];
        out->qber[side] = flown[BAND_QBER];
        out->secret[side] = flown[BAND_KEY];
    }
    return status;
}

static double reach(const struct validation_swing *swing) {
    return fmax(fabs(swing->secret[0]), fabs(swing->secret[1])); /* fmax leaves a NaN out */
}

static int falling_reach(const void *a, const void *b) {
    const double x = reach(a), y = reach(b);
    const int order = (x < y) - (x > y);
    return order ? order : strcmp(((const struct validation_swing *)a)->key, ((const struct validation_swing *)b)->key);
}

/* Every number of an entry, a single one or an array's. */
static void list_entry(const struct scenario *scenario, const struct keys_entry *entry, struct swings *swings) {
    const cJSON *node = document_node(scenario->document, entry->path);
    const int elements = cJSON_IsArray(node) ? cJSON_GetArraySize(node) : 1;
    for (int i = 0; i < elements && swings->count < MOST_SWINGS; ++i) {
        const cJSON *item = cJSON_IsArray(node) ? cJSON_GetArrayItem(node, i) : node;
        if (!cJSON_IsNumber(item) || item->valuedouble == 0) {
            continue;
        }
        struct validation_swing *out = &swings->out[swings->count];
        swings->entries[swings->count++] = entry;
        out->value = item->valuedouble;
        if (item == node) {
            snprintf(out->key, sizeof out->key, "%s", entry->path);
        } else {
            snprintf(out->key, sizeof out->key, "%s[%d]", entry->path, i);
        }
    }
}

static void list_inputs(const struct scenario *scenario, struct swings *swings) {
    const struct keys_table *table = keys_scenario(scenario->channel.direction);
    for (size_t i = 0; i < table->count; ++i) {
        const struct keys_entry *entry = &table->entries[i];
        const bool number =
            entry->kind == KEYS_NUMBER || entry->kind == KEYS_NUMBER_OR_FOUR || entry->kind == KEYS_NUMBERS;
        if (number && is_input(entry->path)) {
            list_entry(scenario, entry, swings);
        }
    }
}

/* Changes for flown numbers; what has no effect is left out. */
static size_t compare(struct swings *swings) {
    size_t kept = 0;
    for (size_t i = 0; i < swings->count; ++i) {
        struct validation_swing *out = &swings->out[i];
        for (int side = 0; side < 2; ++side) {
            out->sifted[side] = out->sifted[side] / swings->nominal[BAND_SIFTED] - 1;
            out->qber[side] = out->qber[side] - swings->nominal[BAND_QBER];
            out->secret[side] = out->secret[side] / swings->nominal[BAND_KEY] - 1;
        }
        if (reach(out) > 1e-9 || fabs(out->sifted[1]) > 1e-9) {
            swings->out[kept++] = *out;
        }
    }
    return kept;
}

enum satqkd_status sensitivity_tornado(const struct sensitivity_case *base, double share, struct validation_swing **out,
                                       size_t *count, struct satqkd_error *error) {
    struct scenario *scenario = NULL;
    struct swings swings = {.flights = {.base = base}, .share = share};
    *count = 0;
    *out = swings.out = calloc(MOST_SWINGS, sizeof **out);
    enum satqkd_status status = *out ? SATQKD_OK : satqkd_error_set(error, SATQKD_FAILURE, "out of memory");
    if (status == SATQKD_OK) {
        status = scenario_load(base->scenario, base->settings, base->setting_count, &scenario, error);
    }
    if (status == SATQKD_OK) {
        list_inputs(scenario, &swings);
        swings.flights.all = 2 * swings.count + 1;
        status = sensitivity_flight_all(&swings.flights, swings.count + 1, &swings, fly_input, error);
    }
    if (status == SATQKD_OK) {
        *count = compare(&swings);
        qsort(*out, *count, sizeof **out, falling_reach);
    } else {
        free(*out);
        *out = NULL;
    }
    scenario_destroy(scenario);
    return status;
}
