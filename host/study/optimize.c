/* SPDX-License-Identifier: MIT */
#include "study/optimize.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "special/constants.h"
#include "stopwatch.h"
#include "study/gather.h"
#include "study/optimize_search.h"

enum { CUT_STEPS = 60 };
static const double TENTH = 0.1;

/* Where a setting stands, in the order of the table. */
static double *place_of(struct variables_settings *settings, int row) {
    struct key_protocol *protocol = &settings->protocol;
    const int count = protocol->intensity_count;
    if (row < count) {
        return &protocol->intensities[row];
    }
    if (row < 2 * count) {
        return &protocol->probabilities[row - count];
    }
    return row == 2 * count       ? &protocol->alice_x
           : row == 2 * count + 1 ? &protocol->bob_x
                                  : &settings->min_elevation_rad;
}

/* A setting times a factor; a probability stays below 1, and the other ones of its kind make room. */
static double scaled(struct variables_settings *settings, int row, double factor) {
    struct key_protocol *protocol = &settings->protocol;
    const int count = protocol->intensity_count;
    double *value = place_of(settings, row);
    const double before = *value;
    *value = row >= count && row < 2 * count + 2 ? fmin(before * factor, 1 - (1 - before) * TENTH) : before * factor;
    for (int k = 0; row >= count && row < 2 * count && k < count; ++k) {
        protocol->probabilities[k] *= k == row - count ? 1 : (1 - *value) / (1 - before);
    }
    return *value;
}

static void name_row(const struct variables *variables, int count, int row, struct optimize_out_row *out) {
    static const char *const others[] = {"alice_x", "bob_x", "min_elevation_deg"};
    if (row < 2 * count) {
        snprintf(out->name, sizeof out->name, "%s[%d]", row < count ? "intensities" : "probabilities", row % count);
        out->is_free = row < count ? variables->intensity[row] : variables->probability[row - count];
    } else {
        const bool is_free[] = {variables->alice_x, variables->bob_x, variables->min_elevation};
        snprintf(out->name, sizeof out->name, "%s", others[row - 2 * count]);
        out->is_free = is_free[row - 2 * count];
    }
}

static void fill_rows(struct optimize_search *search, const struct variables_settings *best, struct optimize_out *out) {
    const int count = best->protocol.intensity_count;
    const bool elevations = search->variables->highest_rad > search->variables->lowest_rad;
    const int rows = 2 * count + (elevations ? 3 : 2);
    for (int i = 0; i < rows; ++i) {
        struct optimize_out_row *row = &out->rows[out->row_count++];
        struct variables_settings low = *best, high = *best;
        const double unit = i == 2 * count + 2 ? CONSTANT_DEGREE : 1;
        name_row(search->variables, count, i, row);
        row->value = *place_of(&low, i) * unit;
        row->low = scaled(&low, i, 1 - TENTH) * unit;
        row->high = scaled(&high, i, 1 + TENTH) * unit;
        row->low_bits = optimize_search_length(search, &low);
        row->high_bits = optimize_search_length(search, &high);
    }
}

/* The best elevation to begin at: a scan, then halving steps around its best. */
static void fill_cut(struct optimize_search *search, const struct variables_settings *best, struct optimize_out *out) {
    const double lowest = search->variables->lowest_rad, highest = search->variables->highest_rad;
    struct variables_settings settings = *best;
    double step = (highest - lowest) / CUT_STEPS, at = fmax(lowest, best->min_elevation_rad);
    out->best_cut_deg = out->best_cut_bits = NAN;
    if (!(highest > lowest)) {
        return;
    }
    double most = optimize_search_length(search, best);
    for (int i = 0; i <= CUT_STEPS; ++i) {
        settings.min_elevation_rad = lowest + step * i;
        const double bits = optimize_search_length(search, &settings);
        at = bits > most ? settings.min_elevation_rad : at;
        most = fmax(most, bits);
    }
    for (; step > 1e-5; step /= 2) {
        for (int side = -1; side <= 1; side += 2) {
            settings.min_elevation_rad = fmax(lowest, at + side * step / 2);
            const double bits = optimize_search_length(search, &settings);
            at = bits > most ? settings.min_elevation_rad : at;
            most = fmax(most, bits);
        }
    }
    out->best_cut_deg = at * CONSTANT_DEGREE;
    out->best_cut_bits = floor(most);
}

static void fill_warning(const struct variables_settings *best, struct optimize_out *out) {
    const struct key_protocol *protocol = &best->protocol;
    if (protocol->basis_choice == KEY_BASIS_PASSIVE && protocol->bob_x != 0.5) {
        snprintf(out->warning, sizeof out->warning,
                 "bob_x %.4g: the proof assumes an active basis choice there (protocol.basis_choice active); a passive "
                 "splitter of 50:50 stays so with --fix bob_x",
                 protocol->bob_x);
    }
}

static struct optimize_out_settings shown(const struct variables_settings *settings,
                                          const struct variables *variables) {
    const bool elevations = variables->highest_rad > variables->lowest_rad;
    return (struct optimize_out_settings){settings->protocol,
                                          elevations ? settings->min_elevation_rad * CONSTANT_DEGREE : NAN};
}

/* What the other way to make blocks would give: with the settings given, with those found, and with its own best. */
static enum satqkd_status fill_other(struct optimize_search *search, const struct variables_settings *given,
                                     const struct variables_settings *start, const struct variables_settings *best,
                                     struct optimize_out *out, struct satqkd_error *error) {
    const enum expected_blocks_of other =
        search->of == EXPECTED_BLOCK_A_PASS ? EXPECTED_BLOCK_JOINT : EXPECTED_BLOCK_A_PASS;
    const struct variables_settings *from[] = {start, best};
    struct key_result key;
    enum satqkd_status status = optimize_search_key(search, given, other, &key, error);
    out->other_given_bits = key.secret_bits;
    if (status == SATQKD_OK) {
        status = optimize_search_key(search, best, other, &key, error);
    }
    out->other_bits = out->other_best_bits = key.secret_bits;
    search->of = other;
    for (int i = 0; i < 2 && out->passes > out->blocks && status == SATQKD_OK; ++i) {
        struct variables_settings settings = *from[i];
        double reached = 0;
        settings.protocol.key_basis = best->protocol.key_basis;
        status = optimize_search_climb(search, &settings, &reached, error);
        out->other_best_bits = fmax(out->other_best_bits, floor(fmax(0, reached)));
    }
    search->of = out->block_a_pass ? EXPECTED_BLOCK_A_PASS : EXPECTED_BLOCK_JOINT;
    return status;
}

/* A bound that looks at fewer intensities than are sent: the others are light wasted, and given up. */
static void drop_unused(struct key_protocol *protocol) {
    const struct key_bound *bound = key_bound_find(protocol->bound);
    double sum = 0;
    if (!bound || bound->intensities == 0 || bound->intensities >= protocol->intensity_count) {
        return;
    }
    protocol->intensity_count = bound->intensities;
    for (int k = 0; k < protocol->intensity_count; ++k) {
        sum += protocol->probabilities[k];
    }
    for (int k = 0; k < protocol->intensity_count; ++k) {
        protocol->probabilities[k] /= sum;
    }
}

/* Which settings move. */
static enum satqkd_status choose_variables(const struct expected *expected, const struct optimize_options *options,
                                           const struct variables_settings *start, struct variables *out,
                                           struct satqkd_error *error) {
    enum satqkd_status status = SATQKD_OK;
    *out = variables_usual(&start->protocol);
    expected_elevations(expected, &out->lowest_rad, &out->highest_rad);
    for (size_t i = 0; i < options->change_count && status == SATQKD_OK; ++i) {
        status = variables_set(out, &start->protocol, options->changes[i].name, options->changes[i].is_free, error);
    }
    return status == SATQKD_OK ? variables_check(out, start, error) : status;
}

/* Blocks that have a chance to be there. */
static size_t count_flown(struct optimize_search *search, enum expected_blocks_of of,
                          const struct variables_settings *settings) {
    const struct expected_blocks *blocks = &search->blocks[of];
    size_t flown = 0;
    expected_blocks_take(search->expected, settings->min_elevation_rad, &search->blocks[of]);
    for (size_t i = 0; i < blocks->count; ++i) {
        flown += blocks->odds[i] > 0;
    }
    return flown;
}

static enum satqkd_status search_and_fill(struct optimize_search *search, const struct variables_settings *given,
                                          const struct variables_settings *start, struct optimize_out *out,
                                          struct satqkd_error *error) {
    struct variables_settings best;
    enum satqkd_status status = optimize_search_key(search, given, search->of, &out->key_given, error);
    if (status == SATQKD_OK) {
        status = optimize_search_climb_all(search, start, out->start_count, &best, out->start_bits, error);
    }
    if (status == SATQKD_OK) {
        status = optimize_search_key(search, &best, search->of, &out->key, error);
    }
    if (status != SATQKD_OK) {
        return status;
    }
    out->passes = count_flown(search, EXPECTED_BLOCK_A_PASS, &best);
    out->blocks = count_flown(search, EXPECTED_BLOCK_JOINT, &best);
    out->given = shown(given, search->variables);
    out->found = shown(&best, search->variables);
    fill_rows(search, &best, out);
    fill_cut(search, &best, out);
    fill_warning(&best, out);
    return fill_other(search, given, start, &best, out, error);
}

enum satqkd_status optimize_expected(const struct scenario *scenario, const struct expected *expected,
                                     const struct optimize_options *options, struct optimize_out *out,
                                     struct satqkd_error *error) {
    const struct variables_settings given = {scenario->protocol, scenario->window.min_elevation_rad};
    struct variables_settings start = given;
    struct variables variables;
    struct optimize_search search = {0};
    memset(out, 0, sizeof *out);
    drop_unused(&start.protocol);
    enum satqkd_status status = choose_variables(expected, options, &start, &variables, error);
    if (status == SATQKD_OK) {
        status = optimize_search_create(expected, &variables, options->block_of, &search, error);
    }
    if (status != SATQKD_OK) {
        goto done;
    }
    snprintf(out->name, sizeof out->name, "%s", scenario->name);
    out->block_a_pass = options->block_of == EXPECTED_BLOCK_A_PASS;
    out->start_count = options->starts;
    out->start_bits = calloc((size_t)options->starts, sizeof *out->start_bits);
    status = out->start_bits ? search_and_fill(&search, &given, &start, out, error)
                             : satqkd_error_set(error, SATQKD_FAILURE, "optimize: out of memory");
    out->evaluations = search.evaluations;
done:
    optimize_search_release(&search);
    return status;
}

double optimize_most_intensity(const struct key_protocol *protocol) {
    double brightest = variables_most_intensity;
    for (int k = 0; k < protocol->intensity_count; ++k) {
        brightest = fmax(brightest, (1 + TENTH) * protocol->intensities[k]);
    }
    return brightest;
}

/* Scenarios of the same satellite and station are one partner. @param labels  of those before, and of this one */
static void label_partner(const struct scenario *const scenarios[], size_t index, size_t labels[]) {
    labels[index] = 0;
    for (size_t i = 0; i < index; ++i) {
        if (strcmp(scenarios[i]->satellite_name, scenarios[index]->satellite_name) == 0 &&
            strcmp(scenarios[i]->station_name, scenarios[index]->station_name) == 0) {
            labels[index] = labels[i];
            return;
        }
        labels[index] = labels[i] >= labels[index] ? labels[i] + 1 : labels[index];
    }
}

static enum satqkd_status gather(const struct scenario *scenario, const struct optimize_passes *passes, size_t partner,
                                 struct expected *expected, struct satqkd_error *error) {
    if (passes->between) {
        return gather_between(scenario, passes->from_utc_s, passes->to_utc_s, partner, expected, error);
    }
    return passes->all ? gather_all(scenario, partner, expected, error)
                       : gather_one(scenario, passes->number, partner, expected, error);
}

enum satqkd_status optimize_scenarios(const struct scenario *const scenarios[], size_t count,
                                      const struct optimize_passes *passes, const struct optimize_options *options,
                                      struct optimize_out *out, struct satqkd_error *error) {
    const double begin = stopwatch_seconds();
    struct expected *expected = NULL;
    size_t *labels = calloc(count, sizeof *labels);
    memset(out, 0, sizeof *out);
    enum satqkd_status status =
        labels ? expected_create(optimize_most_intensity(&scenarios[0]->protocol), &expected, error)
               : satqkd_error_set(error, SATQKD_FAILURE, "optimize: out of memory");
    for (size_t i = 0; i < count && status == SATQKD_OK; ++i) {
        label_partner(scenarios, i, labels);
        status = gather(scenarios[i], passes, labels[i], expected, error);
    }
    if (status == SATQKD_OK) {
        status = expected_finish(expected, error);
    }
    if (status == SATQKD_OK) {
        status = optimize_expected(scenarios[0], expected, options, out, error);
    }
    expected_destroy(expected);
    free(labels);
    out->wall_s = stopwatch_seconds() - begin;
    return status;
}
