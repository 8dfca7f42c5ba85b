/* SPDX-License-Identifier: MIT */
#include "study/optimize_search.h"

#include <math.h>
#include <stdlib.h>

#include <nlopt.h>

/* Beyond what a search from one point takes; it ends by its tolerances. */
enum { MOST_EVALUATIONS = 20000 };
static const double KEY_TOLERANCE = 1e-9; /* relative: far below the 0.1 % in which starting points may differ */
static const double VARIABLE_TOLERANCE = 1e-7;
static const double FIRST_STEP = 0.3;
static const double MISFIT = -1e30; /* no key can be as bad */

enum satqkd_status optimize_search_create(const struct expected *expected, const struct variables *variables,
                                          enum expected_blocks_of of, struct optimize_search *out,
                                          struct satqkd_error *error) {
    enum satqkd_status status = SATQKD_OK;
    size_t most = 0;
    *out = (struct optimize_search){.expected = expected, .variables = variables, .of = of, .cut_rad = {NAN, NAN}};
    for (int i = 0; i < OPTIMIZE_SEARCH_BLOCKS && status == SATQKD_OK; ++i) {
        status = expected_blocks_create(expected, (enum expected_blocks_of)i, &out->blocks[i], error);
        most = out->blocks[i].count > most ? out->blocks[i].count : most;
    }
    out->counts = status == SATQKD_OK ? calloc(most, sizeof *out->counts) : NULL;
    return status == SATQKD_OK && !out->counts
               ? satqkd_error_set(error, SATQKD_FAILURE, "optimize: out of memory for %zu blocks", most)
               : status;
}

void optimize_search_release(struct optimize_search *search) {
    for (int i = 0; i < OPTIMIZE_SEARCH_BLOCKS; ++i) {
        expected_blocks_release(&search->blocks[i]);
    }
    free(search->counts);
    search->counts = NULL;
}

/* Counts of all blocks into search->counts. @return how many blocks */
static size_t count_blocks(struct optimize_search *search, const struct variables_settings *settings,
                           enum expected_blocks_of of) {
    struct expected_blocks *blocks = &search->blocks[of];
    if (search->cut_rad[of] != settings->min_elevation_rad) {
        search->cut_rad[of] = settings->min_elevation_rad;
        expected_blocks_take(search->expected, settings->min_elevation_rad, blocks);
    }
    expected_counts(search->expected, blocks, &settings->protocol, search->counts);
    ++search->evaluations;
    return blocks->count;
}

static double mean_of(double a, double weight_a, double b, double weight_b) {
    return weight_a + weight_b > 0 ? (a * weight_a + b * weight_b) / (weight_a + weight_b) : a;
}

/* @param odds  that there is this key */
static void add_key(struct key_result *sum, struct key_result key, double odds) {
    key.secret_bits *= odds;
    key.length = odds * fmax(0, key.length);
    key.block_bits *= odds;
    key.leak_ec_bits *= odds;
    key.vacuum_events *= odds;
    key.single_photon_events *= odds;
    key.verification_bits *= odds;
    key.authentication_bits *= odds;
    sum->phase_error = mean_of(sum->phase_error, sum->single_photon_events, key.phase_error, key.single_photon_events);
    sum->qber = mean_of(sum->qber, sum->block_bits, key.qber, key.block_bits);
    sum->length += key.length;
    sum->secret_bits += key.secret_bits;
    sum->block_bits += key.block_bits;
    sum->leak_ec_bits += key.leak_ec_bits;
    sum->vacuum_events += key.vacuum_events;
    sum->single_photon_events += key.single_photon_events;
    sum->verification_bits += key.verification_bits;
    sum->authentication_bits += key.authentication_bits;
}

enum satqkd_status optimize_search_key(struct optimize_search *search, const struct variables_settings *settings,
                                       enum expected_blocks_of of, struct key_result *out, struct satqkd_error *error) {
    const size_t count = count_blocks(search, settings, of);
    const double *odds = search->blocks[of].odds;
    struct key_result sum = {0};
    enum satqkd_status status = SATQKD_OK;
    for (size_t i = 0; i < count && status == SATQKD_OK; ++i) {
        status = key_length(&settings->protocol, &search->counts[i], out, error);
        if (status == SATQKD_OK && (count > 1 || odds[i] < 1)) {
            add_key(&sum, *out, odds[i]);
        }
    }
    if (status == SATQKD_OK && (count > 1 || odds[0] < 1)) {
        sum.bound = out->bound;
        sum.eps_sec = out->eps_sec;
        sum.eps_cor = out->eps_cor;
        sum.failure_terms = out->failure_terms;
        sum.secret_bits = floor(sum.secret_bits);
        *out = sum;
    }
    return status;
}

/* Length of all keys; where there is none, what grows towards one and is below 0; MISFIT where the bound does not fit. */
static double merit(struct optimize_search *search, const struct variables_settings *settings) {
    const struct key_bound *bound = key_bound_find(settings->protocol.bound);
    double length = 0, towards = -1;
    if (bound->misfit(&settings->protocol, NULL)) {
        return MISFIT;
    }
    const size_t count = count_blocks(search, settings, search->of);
    for (size_t i = 0; i < count; ++i) {
        const double odds = search->blocks[search->of].odds[i];
        struct key_result key;
        if (!(odds > 0)) {
            continue;
        }
        if (key_length(&settings->protocol, &search->counts[i], &key, NULL) != SATQKD_OK) {
            return MISFIT;
        }
        const double secret = key.single_photon_events * (1 - key_entropy(key.phase_error));
        length += key.secret_bits > 0 ? odds * key.length : 0;
        towards += fmin(0, key.vacuum_events + secret - key.leak_ec_bits - key.verification_bits);
        towards -= 0.1 * key.block_bits;
    }
    return length > 0 ? length : towards;
}

double optimize_search_length(struct optimize_search *search, const struct variables_settings *settings) {
    const double found = merit(search, settings);
    return found == MISFIT ? NAN : fmax(0, found);
}

static double objective(unsigned count, const double *x, double *gradient, void *context) {
    (void)count;
    (void)gradient;
    struct optimize_search *search = context;
    struct variables_settings settings = search->settings;
    variables_decode(search->variables, x, &settings);
    return merit(search, &settings);
}

enum satqkd_status optimize_search_climb(struct optimize_search *search, struct variables_settings *settings,
                                         double *reached, struct satqkd_error *error) {
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
    *reached = MISFIT;
    const nlopt_result result = ready ? nlopt_optimize(climber, x, reached) : NLOPT_OUT_OF_MEMORY;
    nlopt_destroy(climber);
    /* NLOPT_ROUNDOFF_LIMITED is as near as it comes. */
    if (result < 0 && result != NLOPT_ROUNDOFF_LIMITED) {
        return satqkd_error_set(error, SATQKD_FAILURE, "optimize: the search failed (NLopt %d)", (int)result);
    }
    variables_decode(search->variables, x, settings);
    return SATQKD_OK;
}

enum satqkd_status optimize_search_climb_all(struct optimize_search *search, const struct variables_settings *given,
                                             int starts, struct variables_settings *best, double *start_bits,
                                             struct satqkd_error *error) {
    static const enum key_basis every[] = {KEY_BASIS_BOTH, KEY_BASIS_X, KEY_BASIS_Z};
    const int bases = search->variables->key_basis ? 3 : 1;
    double most = -INFINITY;
    *best = *given;
    for (int i = 0; i < starts * bases; ++i) {
        struct variables_settings settings = *given;
        double reached = MISFIT;
        settings.protocol.key_basis = bases > 1 ? every[i % bases] : given->protocol.key_basis;
        if (i / bases > 0) {
            variables_start(search->variables, i / bases, &settings);
        }
        enum satqkd_status status = optimize_search_climb(search, &settings, &reached, error);
        if (status != SATQKD_OK) {
            return status;
        }
        start_bits[i / bases] = fmax(start_bits[i / bases], floor(fmax(0, reached)));
        if (reached > most) {
            most = reached;
            *best = settings;
        }
    }
    return SATQKD_OK;
}
