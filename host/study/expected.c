/* SPDX-License-Identifier: MIT */
#include "study/expected.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "trials/fade.h"

enum { MOST_LIGHT_ORDER = 24, MOST_SKY_ORDER = 8 };
enum { MOST_MOMENTS = (MOST_LIGHT_ORDER + 1) * (MOST_SKY_ORDER + 1) };

/* What a cut series may leave out, of the counts. */
static const double SERIES_TOLERANCE = 1e-12;

/* One second of a pass: central moments of the sky are made when all seconds are known. */
struct second {
    double elevation_rad;
    double pulses;
    double sky_hz;
    double light[MOST_LIGHT_ORDER + 1]; /* E[eta^k] */
    int group, pass;
};

/* Seconds with one polarization response: photons of state s into detector d, of light that its basis receives. */
struct group {
    double response[SOURCE_STATES][DETECTOR_COUNT]; /* gate and detector included, splitter not */
};

struct expected {
    double most_intensity;
    struct second *seconds; /* owned; by falling elevation once finished */
    size_t count, room;
    struct group *groups; /* owned */
    size_t group_count;
    size_t pass_count;
    double sky_response[DETECTOR_COUNT]; /* background events for a sky rate of 1, splitter not included */
    double dark[DETECTOR_COUNT];
    double sky_mean_hz;
    int light_order, sky_order;
};

struct expected_part {
    double pulses;
    double *moments; /* [group][light][sky], pulses E[eta^k (s - mean)^l] */
};

static int stride(const struct expected *expected) {
    return (expected->light_order + 1) * (expected->sky_order + 1);
}

enum satqkd_status expected_create(double most_intensity, struct expected **out, struct satqkd_error *error) {
    *out = calloc(1, sizeof **out);
    if (!*out) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the expected counts");
    }
    (*out)->most_intensity = most_intensity;
    return SATQKD_OK;
}

void expected_destroy(struct expected *expected) {
    if (expected) {
        free(expected->seconds);
        free(expected->groups);
    }
    free(expected);
}

/* The group of a second's response, a new one where there is none; -1 without memory. */
static int group_of(struct expected *expected, const struct scenario *scenario, const struct plan *plan,
                    const struct plan_row *row) {
    struct group group;
    for (int s = 0; s < SOURCE_STATES; ++s) {
        for (int d = 0; d < DETECTOR_COUNT; ++d) {
            const double share = d / 2 == KEY_X ? scenario->protocol.bob_x : 1 - scenario->protocol.bob_x;
            group.response[s][d] = row->link.response[s][d] / share * plan->detector.efficiency[d] * row->link.timing;
        }
    }
    for (size_t i = expected->group_count; i-- > 0;) {
        if (memcmp(&expected->groups[i], &group, sizeof group) == 0) {
            return (int)i;
        }
    }
    struct group *groups = realloc(expected->groups, (expected->group_count + 1) * sizeof *groups);
    if (!groups) {
        return -1;
    }
    expected->groups = groups;
    groups[expected->group_count] = group;
    return (int)expected->group_count++;
}

static enum satqkd_status same_detectors(struct expected *expected, const struct scenario *scenario,
                                         const struct plan *plan, struct satqkd_error *error) {
    for (int d = 0; d < DETECTOR_COUNT; ++d) {
        const double gate_s = scenario->channel.timing.gate_s;
        const double sky = 0.5 * gate_s * plan->detector.efficiency[d]; /* of a basis's light, half to each */
        const double dark = gate_s * scenario->channel.detector.dark_rate_hz[d];
        if (expected->pass_count > 0 && (sky != expected->sky_response[d] || dark != expected->dark[d])) {
            return satqkd_error_set(
                error, SATQKD_INVALID,
                "station.detectors, station.timing: passes of different receivers are no one block");
        }
        expected->sky_response[d] = sky;
        expected->dark[d] = dark;
    }
    return SATQKD_OK;
}

/* E[x^k] of the strength of a pulse, uniform about 1 and drawn anew for each pulse. A block's is among the fades. */
static void strength_moments(const struct plan *plan, double out[MOST_LIGHT_ORDER + 1]) {
    const double half = plan->fluctuation_by_block ? 0 : plan->fluctuation;
    for (int k = 0; k <= MOST_LIGHT_ORDER; ++k) {
        out[k] = half > 0 ? (pow(1 + half, k + 1) - pow(1 - half, k + 1)) / (2 * half * (k + 1)) : 1;
    }
}

/* The nodes of one row's fades. */
struct fades {
    double efficiency[FADE_NODES], weight[FADE_NODES];
};

static void light_moments(const struct plan *plan, const struct plan_row *row, struct fades *fades,
                          const double strength[], double out[]) {
    const int nodes = fade_quadrature(plan, row, fades->efficiency, fades->weight);
    for (int k = 0; k <= MOST_LIGHT_ORDER; ++k) {
        double sum = 0;
        for (int i = 0; i < nodes; ++i) {
            sum += fades->weight[i];
            fades->weight[i] *= fades->efficiency[i];
        }
        out[k] = sum * strength[k];
    }
}

enum satqkd_status expected_add(struct expected *expected, const struct scenario *scenario, const struct plan *plan,
                                struct satqkd_error *error) {
    double strength[MOST_LIGHT_ORDER + 1];
    struct fades *fades = NULL;
    enum satqkd_status status = same_detectors(expected, scenario, plan, error);
    if (status != SATQKD_OK) {
        return status;
    }
    if (expected->count + plan->row_count > expected->room) {
        const size_t room = expected->count + plan->row_count;
        struct second *seconds = realloc(expected->seconds, room * sizeof *seconds);
        if (!seconds) {
            return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu seconds of passes", room);
        }
        expected->seconds = seconds;
        expected->room = room;
    }
    fades = malloc(sizeof *fades); /* gamma-gamma has many nodes */
    if (!fades) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the fades of a pass");
    }
    strength_moments(plan, strength);
    for (size_t r = 0; r < plan->row_count; ++r) {
        const struct plan_row *row = &plan->rows[r];
        struct second *second = &expected->seconds[expected->count];
        second->elevation_rad = row->look.elevation_rad;
        second->pulses = (double)row->pulses;
        second->sky_hz = row->link.sky_rate_hz;
        second->pass = (int)expected->pass_count;
        second->group = group_of(expected, scenario, plan, row);
        if (second->group < 0) {
            status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the polarization of a pass");
            goto done;
        }
        light_moments(plan, row, fades, strength, second->light);
        ++expected->count;
    }
    ++expected->pass_count;
done:
    free(fades);
    return status;
}

static int falling_elevation(const void *a, const void *b) {
    const struct second *x = a, *y = b;
    const int higher = (x->elevation_rad < y->elevation_rad) - (x->elevation_rad > y->elevation_rad);
    return higher ? higher : x->pass - y->pass;
}

/* The order from which on x^k / k! is below the tolerance; -1 where `most` is not enough. */
static int order_for(double x, int most) {
    double term = 1;
    for (int k = 1; k <= most + 1; ++k) {
        term *= x / k;
        /* The first count is of the order of x itself. */
        if (term <= SERIES_TOLERANCE * fmin(1, x) || term == 0) {
            return k - 1 > 1 ? k - 1 : 1;
        }
    }
    return -1;
}

enum satqkd_status expected_finish(struct expected *expected, struct satqkd_error *error) {
    double pulses = 0, sky = 0, farthest = 0, brightest = 0, widest = 0;
    for (size_t i = 0; i < expected->count; ++i) {
        pulses += expected->seconds[i].pulses;
        sky += expected->seconds[i].pulses * expected->seconds[i].sky_hz;
        /* The ratio of two high moments is at least nearly the largest efficiency. */
        const double *light = expected->seconds[i].light;
        brightest =
            fmax(brightest, light[MOST_LIGHT_ORDER - 1] > 1e-290 ? light[MOST_LIGHT_ORDER] / light[MOST_LIGHT_ORDER - 1]
                                                                 : light[2] / fmax(light[1], 1e-300) * 8);
    }
    expected->sky_mean_hz = pulses > 0 ? sky / pulses : 0;
    for (size_t i = 0; i < expected->count; ++i) {
        farthest = fmax(farthest, fabs(expected->seconds[i].sky_hz - expected->sky_mean_hz));
    }
    for (int d = 0; d < DETECTOR_COUNT; ++d) {
        widest = fmax(widest, expected->sky_response[d]);
    }
    double response = 0;
    for (size_t g = 0; g < expected->group_count; ++g) {
        for (int s = 0; s < SOURCE_STATES; ++s) {
            for (int basis = 0; basis < KEY_BASES; ++basis) {
                const double *to = &expected->groups[g].response[s][2 * basis];
                response = fmax(response, to[0] + to[1]);
            }
        }
    }
    expected->light_order = order_for(expected->most_intensity * response * fmin(1, brightest), MOST_LIGHT_ORDER);
    expected->sky_order = order_for(2 * widest * farthest, MOST_SKY_ORDER);
    if (expected->light_order < 0 || expected->sky_order < 0) {
        return satqkd_error_set(
            error, SATQKD_INVALID,
            "the link lets %g of the light through and the sky sends %g photons into a gate: too bright "
            "for the series of the expected counts",
            fmin(1, brightest) * response, 2 * widest * farthest);
    }
    qsort(expected->seconds, expected->count, sizeof *expected->seconds, falling_elevation);
    return SATQKD_OK;
}

size_t expected_passes(const struct expected *expected) {
    return expected->pass_count;
}

void expected_elevations(const struct expected *expected, double *lowest_rad, double *highest_rad) {
    *highest_rad = expected->seconds[0].elevation_rad;
    *lowest_rad = expected->seconds[expected->count - 1].elevation_rad;
}

enum satqkd_status expected_part_create(const struct expected *expected, struct expected_part **out,
                                        struct satqkd_error *error) {
    struct expected_part *part = calloc(1, sizeof *part);
    if (part) {
        part->moments = calloc(expected->group_count * (size_t)stride(expected), sizeof *part->moments);
    }
    if (!part || !part->moments) {
        expected_part_destroy(part);
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the moments of a pass");
    }
    *out = part;
    return SATQKD_OK;
}

void expected_part_destroy(struct expected_part *part) {
    if (part) {
        free(part->moments);
    }
    free(part);
}

/* How much of second i lies above an elevation: seconds meet half-way between their middles. */
static double share_above(const struct expected *expected, size_t i, double elevation_rad) {
    const struct second *seconds = expected->seconds;
    const double here = seconds[i].elevation_rad;
    const double upper = i > 0 ? 0.5 * (here + seconds[i - 1].elevation_rad) : here;
    const double lower = i + 1 < expected->count ? 0.5 * (here + seconds[i + 1].elevation_rad) : here;
    if (elevation_rad <= lower) {
        return 1;
    }
    return elevation_rad >= upper ? 0 : (upper - elevation_rad) / (upper - lower);
}

void expected_part_take(const struct expected *expected, const struct expected_cut *cut, struct expected_part *part) {
    const int sky_terms = expected->sky_order + 1;
    part->pulses = 0;
    memset(part->moments, 0, expected->group_count * (size_t)stride(expected) * sizeof *part->moments);
    for (size_t i = 0; i < expected->count; ++i) {
        const struct second *second = &expected->seconds[i];
        const double share = share_above(expected, i, cut->min_elevation_rad);
        if (!(share > 0)) {
            break;
        }
        if (cut->pass != EXPECTED_ALL_PASSES && cut->pass != second->pass) {
            continue;
        }
        double *moments = part->moments + (size_t)second->group * (size_t)stride(expected);
        const double distance = second->sky_hz - expected->sky_mean_hz;
        double weight = share * second->pulses;
        part->pulses += weight;
        for (int l = 0; l < sky_terms; ++l) {
            for (int k = 0; k <= expected->light_order; ++k) {
                moments[k * sky_terms + l] += weight * second->light[k];
            }
            weight *= distance;
        }
    }
}

/* A set of detectors, as light and noise meet it. */
struct set {
    double light; /* mean events for an efficiency of 1 */
    double sky;   /* for a sky rate of 1 */
    double dark;
};

static struct set both(struct set a, struct set b) {
    return (struct set){a.light + b.light, a.sky + b.sky, a.dark + b.dark};
}

/* Number of pulses in which a set stays silent, less the number of all pulses. */
static double silent_less_all(const struct expected *expected, const double *moments, const struct set *set) {
    const int sky_terms = expected->sky_order + 1;
    double sum = 0;
    /* Horner in both, the constant term left out. */
    for (int k = expected->light_order; k >= 0; --k) {
        const double *row = moments + k * sky_terms;
        double inner = 0;
        for (int l = expected->sky_order; l >= 1; --l) {
            inner = (row[l] + inner) * -set->sky / l;
        }
        inner += k > 0 ? row[0] : 0;
        sum = k > 0 ? (inner + sum) * -set->light / k : inner + sum;
    }
    const double constant = set->sky * expected->sky_mean_hz + set->dark;
    return moments[0] * expm1(-constant) + exp(-constant) * sum;
}

/* Detections and errors of pulses of a state, from one group, were all pulses of this state. */
static void count_state(const struct expected *expected, const double *moments, const struct set detectors[], int state,
                        bool active, double *detections, double *errors) {
    const int wrong = state ^ 1, other = 2 * (1 - state / 2);
    const struct set nobody = {0, 0, 0};
    const struct set rest = active ? nobody : both(detectors[other], detectors[other + 1]);
    const struct set with_right = both(rest, detectors[state]), with_wrong = both(rest, detectors[wrong]);
    const struct set all = both(with_right, detectors[wrong]);
    const double rest_silent = active ? 0 : silent_less_all(expected, moments, &rest);
    *detections = rest_silent - silent_less_all(expected, moments, &all);
    /* A double click is a random bit: ½ (Q + CQ - WQ - CWQ) for silences Q of the rest, C of the right, W of the wrong. */
    *errors = 0.5 * (*detections - (silent_less_all(expected, moments, &with_wrong) -
                                    silent_less_all(expected, moments, &with_right)));
}

void expected_counts(const struct expected *expected, const struct expected_part *part,
                     const struct key_protocol *protocol, struct key_counts *out) {
    const bool active = protocol->basis_choice == KEY_BASIS_ACTIVE;
    memset(out, 0, sizeof *out);
    out->pulses = part->pulses;
    for (size_t g = 0; g < expected->group_count; ++g) {
        const double *moments = part->moments + g * (size_t)stride(expected);
        for (int k = 0; k < protocol->intensity_count; ++k) {
            for (int state = 0; state < SOURCE_STATES; ++state) {
                const int basis = state / 2;
                const double chosen = basis == KEY_X ? protocol->bob_x : 1 - protocol->bob_x;
                const double alice = basis == KEY_X ? protocol->alice_x : 1 - protocol->alice_x;
                struct set detectors[DETECTOR_COUNT];
                for (int d = 0; d < DETECTOR_COUNT; ++d) {
                    const double share = active ? 1 : d / 2 == KEY_X ? protocol->bob_x : 1 - protocol->bob_x;
                    detectors[d] =
                        (struct set){protocol->intensities[k] * share * expected->groups[g].response[state][d],
                                     share * expected->sky_response[d], expected->dark[d]};
                }
                double detections, errors;
                count_state(expected, moments, detectors, state, active, &detections, &errors);
                const double sent = 0.5 * protocol->probabilities[k] * alice * (active ? chosen : 1);
                out->detections[basis][k] += sent * detections;
                out->errors[basis][k] += sent * errors;
            }
        }
    }
}
