/* SPDX-License-Identifier: MIT */
#include "study/optimize.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nlopt.h>

#include "special/constants.h"
#include "stopwatch.h"
#include "study/gather.h"

/* Beyond what a search from one point takes; it ends by its tolerances. */
enum { MOST_EVALUATIONS = 20000, CUT_STEPS = 60 };
static const double KEY_TOLERANCE = 1e-9; /* relative: far below the 0.1 % in which starting points may differ */
static const double VARIABLE_TOLERANCE = 1e-7;
static const double FIRST_STEP = 0.3;
static const double MISFIT = -1e30; /* no key can be as bad */
static const double TENTH = 0.1;

/* A search at work. */
struct search {
    const struct expected *expected;
    const struct variables *variables;
    struct variables_settings settings; /* what is not free stays */
    struct expected_part **parts;       /* owned: of all passes, then of each */
    double *cuts_rad;                   /* owned: at which elevation each was taken; NaN: not yet */
    bool apart;                         /* every pass is a block of its own: the sum of their keys is sought */
    long evaluations;
};

static size_t part_count(const struct expected *expected) {
    return 1 + expected_passes(expected);
}

static enum satqkd_status search_prepare(const struct expected *expected, struct search *search,
                                         struct satqkd_error *error) {
    const size_t count = part_count(expected);
    enum satqkd_status status = SATQKD_OK;
    search->expected = expected;
    search->parts = calloc(count, sizeof *search->parts);
    search->cuts_rad = calloc(count, sizeof *search->cuts_rad);
    if (!search->parts || !search->cuts_rad) {
        return satqkd_error_set(error, SATQKD_FAILURE, "optimize: out of memory for %zu passes", count);
    }
    for (size_t i = 0; i < count && status == SATQKD_OK; ++i) {
        search->cuts_rad[i] = NAN;
        status = expected_part_create(expected, &search->parts[i], error);
    }
    return status;
}

static void search_release(struct search *search) {
    for (size_t i = 0; search->parts && i < part_count(search->expected); ++i) {
        expected_part_destroy(search->parts[i]);
    }
    free(search->parts);
    free(search->cuts_rad);
}

static const struct expected_part *take(struct search *search, double min_elevation_rad, int pass) {
    const size_t index = (size_t)(pass + 1);
    const struct expected_cut cut = {pass, min_elevation_rad};
    if (search->cuts_rad[index] != min_elevation_rad) {
        search->cuts_rad[index] = min_elevation_rad;
        expected_part_take(search->expected, &cut, search->parts[index]);
    }
    return search->parts[index];
}

static enum satqkd_status key_of(struct search *search, const struct variables_settings *settings, int pass,
                                 struct key_result *out, struct satqkd_error *error) {
    struct key_counts counts;
    expected_counts(search->expected, take(search, settings->min_elevation_rad, pass), &settings->protocol, &counts);
    ++search->evaluations;
    return key_length(&settings->protocol, &counts, out, error);
}

/* Every pass a block of its own. */
static double bits_apart(struct search *search, const struct variables_settings *settings) {
    double sum = 0;
    for (size_t pass = 0; pass < expected_passes(search->expected); ++pass) {
        struct key_result key;
        sum += key_of(search, settings, (int)pass, &key, NULL) == SATQKD_OK ? key.secret_bits : 0;
    }
    return sum;
}

/* What is maximised: the length, and where there is no key, something that grows towards one. */
static double merit(struct search *search, const struct variables_settings *settings) {
    const struct key_bound *bound = key_bound_find(settings->protocol.bound);
    struct key_result key;
    if (bound->misfit(&settings->protocol, NULL) ||
        key_of(search, settings, EXPECTED_ALL_PASSES, &key, NULL) != SATQKD_OK) {
        return MISFIT;
    }
    const double apart = search->apart ? bits_apart(search, settings) : 0;
    if (apart > 0) {
        return apart;
    }
    if (!search->apart && key.length > 0 && key.secret_bits > 0) {
        return key.length;
    }
    const double secret = key.single_photon_events * (1 - key_entropy(key.phase_error));
    return fmin(0, key.vacuum_events + secret - key.leak_ec_bits - key.verification_bits) - 1 - 0.1 * key.block_bits;
}

static double objective(unsigned count, const double *x, double *gradient, void *context) {
    (void)count;
    (void)gradient;
    struct search *search = context;
    struct variables_settings settings = search->settings;
    variables_decode(search->variables, x, &settings);
    return merit(search, &settings);
}

/* The best that is reached from one point, which it replaces. */
static enum satqkd_status climb(struct search *search, struct variables_settings *settings, double *best,
                                struct satqkd_error *error) {
    const int count = variables_count(search->variables);
    double x[VARIABLES_MAX], low[VARIABLES_MAX], high[VARIABLES_MAX];
    nlopt_opt climber = nlopt_create(NLOPT_LN_SBPLX, (unsigned)count);
    bool ready = climber != NULL;
    search->settings = *settings;
    variables_encode(search->variables, settings, x);
    variables_bounds(search->variables, low, high);
    ready = ready && nlopt_set_max_objective(climber, objective, search) > 0;
    ready = ready && nlopt_set_lower_bounds(climber, low) > 0 && nlopt_set_upper_bounds(climber, high) > 0;
    ready = ready && nlopt_set_ftol_rel(climber, KEY_TOLERANCE) > 0 && nlopt_set_maxeval(climber, MOST_EVALUATIONS) > 0;
    ready = ready && nlopt_set_xtol_rel(climber, VARIABLE_TOLERANCE) > 0 &&
            nlopt_set_initial_step1(climber, search->variables->min_elevation ? FIRST_STEP / 2 : FIRST_STEP) > 0;
    const nlopt_result result = ready ? nlopt_optimize(climber, x, best) : NLOPT_OUT_OF_MEMORY;
    nlopt_destroy(climber);
    /* NLOPT_ROUNDOFF_LIMITED is as near as it comes. */
    if (result < 0 && result != NLOPT_ROUNDOFF_LIMITED) {
        return satqkd_error_set(error, SATQKD_FAILURE, "optimize: the search failed (NLopt %d)", (int)result);
    }
    variables_decode(search->variables, x, settings);
    return SATQKD_OK;
}

/* From every starting point, with each key basis that may be taken: a start counts by the best of them. */
static enum satqkd_status climb_all(struct search *search, const struct variables_settings *given, int starts,
                                    struct variables_settings *best, double *start_bits, struct satqkd_error *error) {
    static const enum key_basis every[] = {KEY_BASIS_BOTH, KEY_BASIS_X, KEY_BASIS_Z};
    const int bases = search->variables->key_basis ? 3 : 1;
    double best_merit = -INFINITY;
    for (int i = 0; i < starts * bases; ++i) {
        struct variables_settings settings = *given;
        double reached = MISFIT;
        settings.protocol.key_basis = bases > 1 ? every[i % bases] : given->protocol.key_basis;
        if (i / bases > 0) {
            variables_start(search->variables, i / bases, &settings);
        }
        enum satqkd_status status = climb(search, &settings, &reached, error);
        if (status != SATQKD_OK) {
            return status;
        }
        start_bits[i / bases] = fmax(start_bits[i / bases], floor(fmax(0, reached)));
        if (reached > best_merit) {
            best_merit = reached;
            *best = settings;
        }
    }
    return SATQKD_OK;
}

/* The best sum of keys where every pass is a block of its own: from the settings given and from the one block's best. */
static enum satqkd_status climb_apart(struct search *search, const struct variables_settings *given,
                                      const struct variables_settings *best, double *bits, struct satqkd_error *error) {
    const struct variables_settings *from[] = {given, best};
    enum satqkd_status status = SATQKD_OK;
    search->apart = true;
    *bits = 0;
    for (int i = 0; i < 2 && status == SATQKD_OK; ++i) {
        struct variables_settings settings = *from[i];
        double reached = 0;
        settings.protocol.key_basis = best->protocol.key_basis;
        status = climb(search, &settings, &reached, error);
        *bits = fmax(*bits, floor(fmax(0, reached)));
    }
    search->apart = false;
    return status;
}

/* Length with one setting changed, NaN where the bound does not fit. */
static double bits_at(struct search *search, const struct variables_settings *settings) {
    const struct key_bound *bound = key_bound_find(settings->protocol.bound);
    struct key_result key;
    if (bound->misfit(&settings->protocol, NULL) ||
        key_of(search, settings, EXPECTED_ALL_PASSES, &key, NULL) != SATQKD_OK) {
        return NAN;
    }
    return key.secret_bits > 0 ? key.length : 0;
}

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

static void fill_rows(struct search *search, const struct variables_settings *best, struct optimize_out *out) {
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
        row->low_bits = bits_at(search, &low);
        row->high_bits = bits_at(search, &high);
    }
}

/* The best elevation to begin at: a scan, then halving steps around its best. */
static void fill_cut(struct search *search, const struct variables_settings *best, struct optimize_out *out) {
    const double lowest = search->variables->lowest_rad, highest = search->variables->highest_rad;
    struct variables_settings settings = *best;
    double step = (highest - lowest) / CUT_STEPS, at = fmax(lowest, best->min_elevation_rad);
    out->best_cut_deg = out->best_cut_bits = NAN;
    if (!(highest > lowest)) {
        return;
    }
    double most = bits_at(search, best);
    for (int i = 0; i <= CUT_STEPS; ++i) {
        settings.min_elevation_rad = lowest + step * i;
        const double bits = bits_at(search, &settings);
        at = bits > most ? settings.min_elevation_rad : at;
        most = fmax(most, bits);
    }
    for (; step > 1e-5; step /= 2) {
        for (int side = -1; side <= 1; side += 2) {
            settings.min_elevation_rad = fmax(lowest, at + side * step / 2);
            const double bits = bits_at(search, &settings);
            at = bits > most ? settings.min_elevation_rad : at;
            most = fmax(most, bits);
        }
    }
    out->best_cut_deg = at * CONSTANT_DEGREE;
    out->best_cut_bits = floor(most);
}

static void fill_warning(const struct scenario *scenario, const struct variables_settings *best,
                         struct optimize_out *out) {
    const struct key_protocol *protocol = &best->protocol;
    const struct detector *detector = &scenario->channel.detector;
    if (detector->dead_time_s > 0 || detector->afterpulse_probability[0] > 0) {
        snprintf(out->warning, sizeof out->warning,
                 "the detectors' dead time and afterpulses are left out of these keys; run --engine mean has them");
        return;
    }
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

static enum satqkd_status fill(const struct scenario *scenario, struct search *search,
                               const struct variables_settings *given, const struct variables_settings *start,
                               const struct variables_settings *best, struct optimize_out *out,
                               struct satqkd_error *error) {
    enum satqkd_status status = key_of(search, best, EXPECTED_ALL_PASSES, &out->key, error);
    if (status != SATQKD_OK) {
        return status;
    }
    out->found = shown(best, search->variables);
    out->apart_given_bits = bits_apart(search, given);
    out->apart_bits = bits_apart(search, best);
    out->apart_best_bits = out->apart_bits;
    if (out->passes > 1 && (status = climb_apart(search, start, best, &out->apart_best_bits, error))) {
        return status;
    }
    fill_rows(search, best, out);
    fill_cut(search, best, out);
    fill_warning(scenario, best, out);
    return SATQKD_OK;
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

enum satqkd_status optimize_expected(const struct scenario *scenario, const struct expected *expected,
                                     const struct optimize_options *options, struct optimize_out *out,
                                     struct satqkd_error *error) {
    struct variables_settings given = {scenario->protocol, scenario->window.min_elevation_rad}, start, best;
    struct search search = {0};
    struct variables variables;
    memset(out, 0, sizeof *out);
    enum satqkd_status status = search_prepare(expected, &search, error);
    if (status != SATQKD_OK) {
        goto done;
    }
    start = given;
    drop_unused(&start.protocol);
    variables = variables_usual(&start.protocol);
    expected_elevations(expected, &variables.lowest_rad, &variables.highest_rad);
    search.variables = &variables;
    for (size_t i = 0; i < options->change_count && status == SATQKD_OK; ++i) {
        status =
            variables_set(&variables, &start.protocol, options->changes[i].name, options->changes[i].is_free, error);
    }
    if (status != SATQKD_OK || (status = variables_check(&variables, &start, error)) ||
        (status = key_of(&search, &given, EXPECTED_ALL_PASSES, &out->key_given, error))) {
        goto done;
    }
    snprintf(out->name, sizeof out->name, "%s", scenario->name);
    out->passes = expected_passes(expected);
    out->given = shown(&given, &variables);
    out->start_count = options->starts;
    out->start_bits = calloc((size_t)options->starts, sizeof *out->start_bits);
    if (!out->start_bits) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "optimize: out of memory");
        goto done;
    }
    status = climb_all(&search, &start, options->starts, &best, out->start_bits, error);
    if (status == SATQKD_OK) {
        status = fill(scenario, &search, &given, &start, &best, out, error);
    }
    out->evaluations = search.evaluations;
done:
    search_release(&search);
    return status;
}

enum satqkd_status optimize_scenario(const struct scenario *scenario, const struct optimize_options *options,
                                     struct optimize_out *out, struct satqkd_error *error) {
    const double begin = stopwatch_seconds();
    struct expected *expected = NULL;
    double brightest = variables_most_intensity;
    for (int k = 0; k < scenario->protocol.intensity_count; ++k) {
        brightest = fmax(brightest, 1.1 * scenario->protocol.intensities[k]);
    }
    memset(out, 0, sizeof *out);
    enum satqkd_status status = expected_create(brightest, &expected, error);
    if (status == SATQKD_OK) {
        status = options->between ? gather_between(scenario, options->from_utc_s, options->to_utc_s, expected, error)
                                  : gather_one(scenario, options->pass, expected, error);
    }
    if (status == SATQKD_OK) {
        status = expected_finish(expected, error);
    }
    if (status == SATQKD_OK) {
        status = optimize_expected(scenario, expected, options, out, error);
    }
    expected_destroy(expected);
    out->wall_s = stopwatch_seconds() - begin;
    return status;
}
