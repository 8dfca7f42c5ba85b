/* SPDX-License-Identifier: MIT */
#include "study/sensitivity.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "scenario/document.h"
#include "scenario/keys.h"
#include "security/normal_quantile.h"
#include "shared/philox.h"
#include "study/run.h"
#include "text/number.h"

enum { MOST_INPUTS = 64, MOST_SWINGS = 128, TEXT = 256, MOST_TRIES = 100 };

/* Half of what lies outside one standard deviation of a normal distribution. */
static const double one_sigma_tail = 0.15865525393145705;

struct input {
    char path[VALIDATION_KEY];
    double value, sigma;
    struct keys_quantity range;
};

/* Flies the case with the texts set beyond its own settings. */
static enum satqkd_status fly(const struct sensitivity_case *base, char (*texts)[TEXT], size_t count, double out[],
                              struct satqkd_error *error) {
    const struct run_options options = {.engine = RUN_MEAN, .repeat = 1};
    struct scenario_setting *settings = calloc(base->setting_count + count + 1, sizeof *settings);
    struct scenario *scenario = NULL;
    struct run *run = NULL;
    if (!settings) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the settings of a flight");
    }
    for (size_t i = 0; i < base->setting_count; ++i) {
        settings[i] = base->settings[i];
    }
    for (size_t i = 0; i < count; ++i) {
        settings[base->setting_count + i].text = texts[i];
    }
    enum satqkd_status status = scenario_load(base->scenario, settings, base->setting_count + count, &scenario, error);
    if (status == SATQKD_OK) {
        status = run_fly(scenario, &options, &run, error);
    }
    if (status == SATQKD_OK) {
        out[BAND_SIFTED] = run->summary.counts.sifted_bits;
        out[BAND_QBER] = run->summary.qber;
        out[BAND_KEY] = run->summary.key.secret_bits;
    }
    run_destroy(run);
    scenario_destroy(scenario);
    free(settings);
    return status;
}

static enum satqkd_status keep_going(const struct sensitivity_case *base, size_t done, size_t all,
                                     struct satqkd_error *error) {
    return !base->go_on || base->go_on(base->context, done, all)
               ? SATQKD_OK
               : satqkd_error_set(error, SATQKD_INTERRUPTED, "interrupted after %zu of %zu flights", done, all);
}

static enum satqkd_status read_inputs(const struct scenario *scenario, struct input inputs[MOST_INPUTS], size_t *count,
                                      struct satqkd_error *error) {
    const struct keys_table *table = keys_scenario(scenario->channel.direction);
    const cJSON *item;
    *count = 0;
    cJSON_ArrayForEach(item, document_node(scenario->document, keys_uncertainties)) {
        char key[VALIDATION_KEY];
        snprintf(key, sizeof key, "%.*s", (int)strcspn(item->string, "["), item->string);
        const struct keys_entry *entry = keys_find(table, key);
        const cJSON *value = document_node(scenario->document, item->string);
        if (!entry || !cJSON_IsNumber(value)) {
            return document_fault(scenario->document, error, keys_uncertainties,
                                  "%s is no single number here; give one, or an uncertainty of one element ([0])",
                                  item->string);
        }
        if (*count == MOST_INPUTS) {
            return document_fault(scenario->document, error, keys_uncertainties, "more than %d inputs", MOST_INPUTS);
        }
        struct input *input = &inputs[(*count)++];
        snprintf(input->path, sizeof input->path, "%s", item->string);
        input->value = value->valuedouble;
        input->sigma = item->valuedouble;
        input->range = entry->value;
    }
    if (*count == 0) {
        return document_fault(scenario->document, error, keys_uncertainties,
                              "missing; give the standard deviations of inputs, like {\"station.telescope."
                              "optics_efficiency\": 0.02}");
    }
    return SATQKD_OK;
}

static double normal(word64 seed, word64 draw, word32 input, word32 try) {
    const double unit = (philox(seed, draw, PHILOX_FOR_UNCERTAINTIES, input * MOST_TRIES + try).a + 0.5) / 4294967296.0;
    return unit < 0.5 ? -normal_quantile(unit) : normal_quantile(1 - unit);
}

static void draw_input(const struct input *input, word64 seed, word64 draw, word32 index, char text[TEXT]) {
    double value = input->value;
    for (word32 try = 0; try < MOST_TRIES; ++try) {
        const double drawn = input->value + input->sigma * normal(seed, draw, index, try);
        if (keys_in_range(&input->range, drawn)) {
            value = drawn;
            break;
        }
    }
    snprintf(text, TEXT, "%s=%s", input->path, number_text(value).text);
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Linear between the order statistics, the first at 0 and the last at 1. */
static double quantile(const double *sorted, size_t count, double probability) {
    const double place = probability * (double)(count - 1);
    const size_t below = (size_t)place;
    const double share = place - (double)below;
    return below + 1 < count ? sorted[below] * (1 - share) + sorted[below + 1] * share : sorted[count - 1];
}

/* samples: [quantity][draw], sorted here. */
static void summarise(double *samples, size_t draws, struct band *out) {
    for (int q = 0; q < BAND_QUANTITIES; ++q) {
        double *values = samples + (size_t)q * draws, sum = 0, squares = 0;
        for (size_t i = 0; i < draws; ++i) {
            sum += values[i];
        }
        out->mean[q] = sum / (double)draws;
        for (size_t i = 0; i < draws; ++i) {
            squares += (values[i] - out->mean[q]) * (values[i] - out->mean[q]);
        }
        out->sd[q] = sqrt(squares / (double)(draws - 1));
        qsort(values, draws, sizeof *values, ascending);
        out->low[q] = quantile(values, draws, one_sigma_tail);
        out->high[q] = quantile(values, draws, 1 - one_sigma_tail);
    }
}

enum satqkd_status sensitivity_band(const struct sensitivity_case *base, size_t draws, struct band *out,
                                    struct satqkd_error *error) {
    struct input inputs[MOST_INPUTS];
    char texts[MOST_INPUTS][TEXT];
    size_t count = 0;
    struct scenario *scenario = NULL;
    double *samples = calloc(draws * BAND_QUANTITIES, sizeof *samples);
    enum satqkd_status status = samples ? SATQKD_OK : satqkd_error_set(error, SATQKD_FAILURE, "out of memory");
    if (status == SATQKD_OK) {
        status = scenario_load(base->scenario, base->settings, base->setting_count, &scenario, error);
    }
    if (status == SATQKD_OK) {
        status = read_inputs(scenario, inputs, &count, error);
    }
    if (status == SATQKD_OK) {
        status = fly(base, texts, 0, out->nominal, error);
    }
    for (size_t d = 0; d < draws && status == SATQKD_OK; ++d) {
        double flown[BAND_QUANTITIES];
        for (size_t i = 0; i < count; ++i) {
            draw_input(&inputs[i], scenario->seed, d, (word32)i, texts[i]);
        }
        status = fly(base, texts, count, flown, error);
        for (int q = 0; q < BAND_QUANTITIES && status == SATQKD_OK; ++q) {
            samples[(size_t)q * draws + d] = flown[q];
        }
        status = status == SATQKD_OK ? keep_going(base, d + 1, draws, error) : status;
    }
    if (status == SATQKD_OK) {
        out->draws = draws;
        out->inputs = count;
        summarise(samples, draws, out);
    }
    scenario_destroy(scenario);
    free(samples);
    return status;
}

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
static enum satqkd_status fly_changed(const struct sensitivity_case *base, const struct keys_entry *entry,
                                      const char *path, double value, double out[BAND_QUANTITIES],
                                      struct satqkd_error *error) {
    char text[1][TEXT];
    struct satqkd_error refused = {0};
    snprintf(text[0], TEXT, "%s=%s", path, number_text(value).text);
    enum satqkd_status status =
        keys_in_range(&entry->value, value) ? fly(base, text, 1, out, &refused) : SATQKD_INVALID;
    if (status == SATQKD_INVALID) {
        out[BAND_SIFTED] = out[BAND_QBER] = out[BAND_KEY] = NAN;
        return SATQKD_OK;
    }
    if (status != SATQKD_OK && error) {
        *error = refused;
    }
    return status;
}

static enum satqkd_status swing(const struct sensitivity_case *base, const struct keys_entry *entry, const char *path,
                                double value, double share, const double nominal[], struct validation_swing *out,
                                struct satqkd_error *error) {
    double flown[2][BAND_QUANTITIES];
    *out = (struct validation_swing){.value = value};
    snprintf(out->key, sizeof out->key, "%s", path);
    enum satqkd_status status = SATQKD_OK;
    for (int side = 0; side < 2 && status == SATQKD_OK; ++side) {
        status = fly_changed(base, entry, path, value * (side ? 1 + share : 1 - share), flown[side], error);
        out->sifted[side] = flown[side][BAND_SIFTED] / nominal[BAND_SIFTED] - 1;
        out->qber[side] = flown[side][BAND_QBER] - nominal[BAND_QBER];
        out->secret[side] = flown[side][BAND_KEY] / nominal[BAND_KEY] - 1;
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
static enum satqkd_status swing_entry(const struct sensitivity_case *base, const struct scenario *scenario,
                                      const struct keys_entry *entry, double share, const double nominal[],
                                      struct validation_swing *out, size_t *count, struct satqkd_error *error) {
    const cJSON *node = document_node(scenario->document, entry->path);
    const int elements = cJSON_IsArray(node) ? cJSON_GetArraySize(node) : 1;
    enum satqkd_status status = SATQKD_OK;
    for (int i = 0; i < elements && *count < MOST_SWINGS && status == SATQKD_OK; ++i) {
        const cJSON *item = cJSON_IsArray(node) ? cJSON_GetArrayItem(node, i) : node;
        char path[VALIDATION_KEY];
        if (!cJSON_IsNumber(item) || item->valuedouble == 0) {
            continue;
        }
        snprintf(path, sizeof path, "%s", entry->path);
        if (item != node) {
            snprintf(path, sizeof path, "%s[%d]", entry->path, i);
        }
        status = swing(base, entry, path, item->valuedouble, share, nominal, &out[*count], error);
        /* What has no effect is left out. */
        *count += status == SATQKD_OK && (reach(&out[*count]) > 1e-9 || fabs(out[*count].sifted[1]) > 1e-9);
        status = status == SATQKD_OK ? keep_going(base, *count, MOST_SWINGS, error) : status;
    }
    return status;
}

enum satqkd_status sensitivity_tornado(const struct sensitivity_case *base, double share, struct validation_swing **out,
                                       size_t *count, struct satqkd_error *error) {
    struct scenario *scenario = NULL;
    double nominal[BAND_QUANTITIES];
    *count = 0;
    *out = calloc(MOST_SWINGS, sizeof **out);
    enum satqkd_status status = *out ? SATQKD_OK : satqkd_error_set(error, SATQKD_FAILURE, "out of memory");
    if (status == SATQKD_OK) {
        status = scenario_load(base->scenario, base->settings, base->setting_count, &scenario, error);
    }
    if (status == SATQKD_OK) {
        status = fly(base, NULL, 0, nominal, error);
    }
    const struct keys_table *table = scenario ? keys_scenario(scenario->channel.direction) : NULL;
    for (size_t i = 0; status == SATQKD_OK && i < table->count; ++i) {
        const struct keys_entry *entry = &table->entries[i];
        const bool number =
            entry->kind == KEYS_NUMBER || entry->kind == KEYS_NUMBER_OR_FOUR || entry->kind == KEYS_NUMBERS;
        if (number && is_input(entry->path)) {
            status = swing_entry(base, scenario, entry, share, nominal, *out, count, error);
        }
    }
    if (status == SATQKD_OK) {
        qsort(*out, *count, sizeof **out, falling_reach);
    } else {
        free(*out);
        *out = NULL;
    }
    scenario_destroy(scenario);
    return status;
}
