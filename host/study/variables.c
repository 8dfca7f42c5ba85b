/* SPDX-License-Identifier: MIT */
#include "study/variables.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const double variables_most_intensity = 2;
static const double least_intensity = 1e-5;
static const double widest_ratio = 12; /* of probabilities: e^12 */
static const double widest_logit = 8;  /* a basis probability of 0.03 % */

static double logit(double p) {
    return log(p / (1 - p));
}

static double probability_of(double x) {
    return 1 / (1 + exp(-x));
}

struct variables variables_usual(const struct key_protocol *protocol) {
    const struct key_bound *bound = key_bound_find(protocol->bound);
    const bool pooled = bound && bound->pools_bases;
    struct variables variables = {
        .alice_x = !pooled, .bob_x = !pooled, .key_basis = !pooled && protocol->key_basis == KEY_BASIS_BOTH};
    for (int k = 0; k < protocol->intensity_count; ++k) {
        variables.intensity[k] = protocol->intensities[k] > 0;
        variables.probability[k] = protocol->intensity_count > 1;
    }
    return variables;
}

static const char *after(const char *text, const char *prefix) {
    const size_t length = strlen(prefix);
    return strncmp(text, prefix, length) == 0 ? text + length : text;
}

/* "name" or "name[3]": the flags of the list that are meant. */
static bool set_list(bool flags[], int count, const char *list, const char *name, bool is_free) {
    const char *rest = after(name, list);
    char *end;
    if (rest == name) {
        return false;
    }
    if (*rest == '\0') {
        for (int k = 0; k < count; ++k) {
            flags[k] = is_free;
        }
        return true;
    }
    const long index = *rest == '[' ? strtol(rest + 1, &end, 10) : -1;
    if (index < 0 || index >= count || strcmp(end, "]") != 0) {
        return false;
    }
    flags[index] = is_free;
    return true;
}

enum satqkd_status variables_set(struct variables *variables, const struct key_protocol *protocol, const char *name,
                                 bool is_free, struct satqkd_error *error) {
    const int count = protocol->intensity_count;
    const char *key = after(after(name, "protocol."), "window.");
    if (set_list(variables->probability, count, "probabilities", key, is_free)) {
        return SATQKD_OK;
    }
    if (set_list(variables->intensity, count, "intensities", key, is_free)) {
        /* All of them: a vacuum is none that could be varied. */
        for (int k = 0; k < count && strcmp(key, "intensities") == 0; ++k) {
            variables->intensity[k] = variables->intensity[k] && protocol->intensities[k] > 0;
        }
        return SATQKD_OK;
    }
    const bool both = strcmp(key, "basis_probabilities") == 0;
    key = after(key, "basis_probabilities.");
    if (both || strcmp(key, "alice_x") == 0) {
        variables->alice_x = is_free;
    }
    if (both || strcmp(key, "bob_x") == 0) {
        variables->bob_x = is_free;
    }
    if (both || strcmp(key, "alice_x") == 0 || strcmp(key, "bob_x") == 0) {
        return SATQKD_OK;
    }
    if (strcmp(key, "min_elevation_deg") == 0) {
        variables->min_elevation = is_free;
        return SATQKD_OK;
    }
    if (strcmp(key, "key_basis") == 0) {
        variables->key_basis = is_free;
        return SATQKD_OK;
    }
    return satqkd_error_set(
        error, SATQKD_INVALID,
        "'%s' is no setting to free or fix; known are intensities, intensities[0] to [%d], "
        "probabilities, probabilities[0] to [%d], basis_probabilities, alice_x, bob_x, key_basis and "
        "min_elevation_deg",
        name, count - 1, count - 1);
}

static int free_probabilities(const struct variables *variables) {
    int count = 0;
    for (int k = 0; k < KEY_MAX_INTENSITIES; ++k) {
        count += variables->probability[k];
    }
    return count;
}

enum satqkd_status variables_check(const struct variables *variables, const struct variables_settings *settings,
                                   struct satqkd_error *error) {
    const struct key_protocol *protocol = &settings->protocol;
    const struct key_bound *bound = key_bound_find(protocol->bound);
    for (int k = 0; k < protocol->intensity_count; ++k) {
        if (variables->intensity[k] && !(protocol->intensities[k] > 0)) {
            return satqkd_error_set(error, SATQKD_INVALID,
                                    "--free: intensities[%d] is a vacuum, and stays one; give it a value above 0 first "
                                    "(--set protocol.intensities[%d]=0.001)",
                                    k, k);
        }
    }
    if (free_probabilities(variables) == 1) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "--free, --fix: one probability alone cannot be free, because they add up to 1");
    }
    if (bound && bound->pools_bases && (variables->alice_x || variables->bob_x || variables->key_basis)) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "--free: %s pools the errors of both bases, which is no proof for bases of unlike "
                                "probability; take another bound, or leave basis_probabilities fixed",
                                bound->name);
    }
    if (variables->min_elevation && !(variables->highest_rad > variables->lowest_rad)) {
        return satqkd_error_set(error, SATQKD_INVALID, "--free: min_elevation_deg: this track tells no elevations");
    }
    if (variables_count(variables) == 0) {
        return satqkd_error_set(error, SATQKD_INVALID, "--fix: nothing is left to be optimised; free something");
    }
    return SATQKD_OK;
}

int variables_count(const struct variables *variables) {
    const int probabilities = free_probabilities(variables);
    int count = variables->alice_x + variables->bob_x + variables->min_elevation;
    for (int k = 0; k < KEY_MAX_INTENSITIES; ++k) {
        count += variables->intensity[k];
    }
    return count + (probabilities > 0 ? probabilities - 1 : 0);
}

/* The free probability to which the others are put in ratio: the last. */
static int reference_of(const struct variables *variables) {
    int reference = -1;
    for (int k = 0; k < KEY_MAX_INTENSITIES; ++k) {
        reference = variables->probability[k] ? k : reference;
    }
    return reference;
}

void variables_bounds(const struct variables *variables, double low[VARIABLES_MAX], double high[VARIABLES_MAX]) {
    int n = 0;
    for (int k = 0; k < KEY_MAX_INTENSITIES; ++k) {
        if (variables->intensity[k]) {
            low[n] = log(least_intensity);
            high[n++] = log(variables_most_intensity);
        }
    }
    for (int k = 1; k < free_probabilities(variables); ++k) {
        low[n] = -widest_ratio;
        high[n++] = widest_ratio;
    }
    for (int k = 0; k < variables->alice_x + variables->bob_x; ++k) {
        low[n] = -widest_logit;
        high[n++] = widest_logit;
    }
    if (variables->min_elevation) {
        low[n] = 0;
        high[n] = 1;
    }
}

void variables_encode(const struct variables *variables, const struct variables_settings *settings,
                      double x[VARIABLES_MAX]) {
    const struct key_protocol *protocol = &settings->protocol;
    const int reference = reference_of(variables);
    double low[VARIABLES_MAX], high[VARIABLES_MAX];
    int n = 0;
    for (int k = 0; k < KEY_MAX_INTENSITIES; ++k) {
        if (variables->intensity[k]) {
            x[n++] = log(protocol->intensities[k]);
        }
    }
    for (int k = 0; k < reference; ++k) {
        if (variables->probability[k]) {
            x[n++] = log(protocol->probabilities[k] / protocol->probabilities[reference]);
        }
    }
    if (variables->alice_x) {
        x[n++] = logit(protocol->alice_x);
    }
    if (variables->bob_x) {
        x[n++] = logit(protocol->bob_x);
    }
    if (variables->min_elevation) {
        x[n++] =
            (settings->min_elevation_rad - variables->lowest_rad) / (variables->highest_rad - variables->lowest_rad);
    }
    variables_bounds(variables, low, high);
    for (int i = 0; i < n; ++i) {
        x[i] = fmin(fmax(x[i], low[i]), high[i]);
    }
}

void variables_decode(const struct variables *variables, const double x[], struct variables_settings *settings) {
    struct key_protocol *protocol = &settings->protocol;
    const int reference = reference_of(variables);
    double rest = 0, sum = 1;
    int n = 0;
    for (int k = 0; k < KEY_MAX_INTENSITIES; ++k) {
        if (variables->intensity[k]) {
            protocol->intensities[k] = exp(x[n++]);
        }
    }
    const int first = n;
    for (int k = 0; k <= reference; ++k) {
        if (variables->probability[k]) {
            rest += protocol->probabilities[k];
            sum += k < reference ? exp(x[n++]) : 0;
        }
    }
    n = first;
    for (int k = 0; k <= reference; ++k) {
        if (variables->probability[k]) {
            protocol->probabilities[k] = rest * (k < reference ? exp(x[n++]) : 1) / sum;
        }
    }
    if (variables->alice_x) {
        protocol->alice_x = probability_of(x[n++]);
    }
    if (variables->bob_x) {
        protocol->bob_x = probability_of(x[n++]);
    }
    if (variables->min_elevation) {
        settings->min_elevation_rad = variables->lowest_rad + x[n] * (variables->highest_rad - variables->lowest_rad);
    }
}

/* Element of the van der Corput sequence of a base. */
static double halton(int index, int base) {
    double value = 0, digit = 1;
    for (; index > 0; index /= base) {
        digit /= base;
        value += digit * (index % base);
    }
    return value;
}

void variables_start(const struct variables *variables, int index, struct variables_settings *settings) {
    static const int primes[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67};
    struct key_protocol *protocol = &settings->protocol;
    int used = 0;
    double total = 0, rest = 0;
    for (int k = 0; k < protocol->intensity_count; ++k) {
        const double u = halton(index, primes[used++]), v = halton(index, primes[used++]);
        if (variables->intensity[k]) {
            protocol->intensities[k] = k == 0 ? 0.2 + 0.7 * u : protocol->intensities[k - 1] * (0.1 + 0.4 * u);
        }
        if (variables->probability[k]) {
            rest += protocol->probabilities[k];
            protocol->probabilities[k] = 0.1 + v;
            total += protocol->probabilities[k];
        }
    }
    for (int k = 0; k < protocol->intensity_count; ++k) {
        protocol->probabilities[k] *= variables->probability[k] ? rest / total : 1;
    }
    /* To the side of the key basis; a key from both may lean to either. */
    const double low = protocol->key_basis == KEY_BASIS_X ? 0.5 : 0.1;
    const double high = protocol->key_basis == KEY_BASIS_Z ? 0.5 : 0.9;
    if (variables->alice_x) {
        protocol->alice_x = low + (high - low) * halton(index, primes[used++]);
    }
    if (variables->bob_x) {
        protocol->bob_x = low + (high - low) * halton(index, primes[used++]);
    }
    if (variables->min_elevation) {
        settings->min_elevation_rad = variables->lowest_rad + 0.5 * (variables->highest_rad - variables->lowest_rad) *
                                                                  halton(index, primes[used]);
    }
}
