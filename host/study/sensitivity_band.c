/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "scenario/document.h"
#include "scenario/keys.h"
#include "security/normal_quantile.h"
#include "shared/philox.h"
#include "study/sensitivity_flight.h"
#include "text/number.h"

enum { MOST_INPUTS = 64, MOST_TRIES = 100 };

/* Half of what lies outside one standard deviation of a normal distribution. */
static const double one_sigma_tail = 0.15865525393145705;

struct input {
    char path[VALIDATION_KEY];
    double value, sigma;
    struct keys_quantity range;
};

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

static void draw_input(const struct input *input, word64 seed, word64 draw, word32 index, char text[SENSITIVITY_TEXT]) {
    double value = input->value;
    for (word32 try = 0; try < MOST_TRIES; ++try) {
        const double drawn = input->value + input->sigma * normal(seed, draw, index, try);
        if (keys_in_range(&input->range, drawn)) {
            value = drawn;
            break;
        }
    }
    snprintf(text, SENSITIVITY_TEXT, "%s=%s", input->path, number_text(value).text);
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

/* All draws: the first piece has every input at its value. */
struct draws {
    struct sensitivity_flights flights;
    const struct input *inputs;
    size_t input_count, count;
    word64 seed;
    double *nominal;
    double *samples; /* [quantity][draw] */
};

static enum satqkd_status fly_draw(void *context, size_t index, struct satqkd_error *error) {
    struct draws *draws = context;
    char texts[MOST_INPUTS][SENSITIVITY_TEXT];
    double flown[BAND_QUANTITIES];
    if (index == 0) {
        return sensitivity_flight_fly(&draws->flights, texts, 0, draws->nominal, error);
    }
    for (size_t i = 0; i < draws->input_count; ++i) {
        draw_input(&draws->inputs[i], draws->seed, index - 1, (word32)i, texts[i]);
    }
    const enum satqkd_status status = sensitivity_flight_fly(&draws->flights, texts, draws->input_count, flown, error);
    for (int q = 0; q < BAND_QUANTITIES && status == SATQKD_OK; ++q) {
        draws->samples[(size_t)q * draws->count + index - 1] = flown[q];
    }
    return status;
}

enum satqkd_status sensitivity_band(const struct sensitivity_case *base, size_t draws, struct band *out,
                                    struct satqkd_error *error) {
    struct input inputs[MOST_INPUTS];
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
        struct draws work = {.flights = {.base = base, .all = draws + 1},
                             .inputs = inputs,
                             .input_count = count,
                             .count = draws,
                             .seed = scenario->seed,
                             .nominal = out->nominal,
                             .samples = samples};
        status = sensitivity_flight_all(&work.flights, draws + 1, &work, fly_draw, error);
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
