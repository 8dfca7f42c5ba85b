/* SPDX-License-Identifier: MIT */
#include "study/expected.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "study/expected_gain.h"
#include "study/expected_levels.h"
#include "trials/fade.h"

/* Levels of efficiency, of a second and of a receiver, and of the sky. */
enum { MOST_LEVELS = 32, MOST_SKY_LEVELS = 8 };

/* One second of a pass, or several alike. */
struct second {
    double elevation_rad;
    double pulses;
    double sky_hz;
    double most; /* efficiency: the range is 0 to it */
    double
        weights[MOST_LEVELS]; /* E[f] is their sum with f at the levels of that range; once finished, of the group's */
    int group, pass;
};

struct entry {
    size_t block; /* where passes are put together */
    double odds;
};

/* Seconds behind one receiver, and their levels. */
struct group {
    struct expected_receiver receiver;
    double most;              /* efficiency */
    double sky_low, sky_high; /* Hz */
    int count, sky_count;     /* of levels */
    size_t first;             /* of them among all */
};

struct expected {
    double most_intensity;
    struct second *seconds; /* owned; by falling elevation once finished */
    size_t count, room;
    struct group *groups; /* owned */
    size_t group_count, level_count;
    struct entry *passes; /* owned */
    size_t pass_count, joint_count;
};

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
        free(expected->passes);
    }
    free(expected);
}

/* Weights of a second for the levels of a wider range: what both know of the distribution are its moments. */
static void spread(const struct second *second, double most, int n, double weights[]) {
    double moments[MOST_LEVELS] = {0};
    for (int i = 0; i < MOST_LEVELS; ++i) {
        expected_levels_add(2 * expected_levels_at(0, second->most, i, MOST_LEVELS) / most - 1, second->weights[i], n,
                            moments);
    }
    expected_levels_weights(moments, n, weights);
}

/* The group of a row's receiver, a new one where there is none; -1 without memory. */
static int group_of(struct expected *expected, const struct scenario *scenario, const struct plan *plan,
                    const struct plan_row *row) {
    struct group group = {.sky_low = INFINITY, .sky_high = -INFINITY};
    expected_receiver_make(scenario, plan, row, &group.receiver);
    for (size_t i = expected->group_count; i-- > 0;) {
        /* NOLINTNEXTLINE(bugprone-suspicious-memory-comparison,cert-exp42-c,cert-flp37-c): doubles alone, every byte set */
        if (memcmp(&expected->groups[i].receiver, &group.receiver, sizeof group.receiver) == 0) {
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

/* The nodes of one row's fades. */
struct fades {
    double efficiency[FADE_NODES], weight[FADE_NODES];
};

static void fill_second(const struct plan *plan, const struct plan_row *row, struct fades *fades,
                        struct second *second) {
    const int nodes = fade_quadrature(plan, row, fades->efficiency, fades->weight);
    double moments[MOST_LEVELS] = {0};
    second->elevation_rad = row->look.elevation_rad;
    second->pulses = (double)row->pulses;
    second->sky_hz = row->link.sky_rate_hz;
    second->most = 0;
    for (int i = 0; i < nodes; ++i) {
        second->most = fmax(second->most, fades->efficiency[i]);
    }
    second->most = fmax(second->most, 1e-300); /* a link that is shut has a range too */
    for (int i = 0; i < nodes; ++i) {
        expected_levels_add(2 * fades->efficiency[i] / second->most - 1, fades->weight[i], MOST_LEVELS, moments);
    }
    expected_levels_weights(moments, MOST_LEVELS, second->weights);
}

/* Puts a second to those from `first` on, to one that differs by efficiency alone where there is such a one. */
static void put_together(struct expected *expected, size_t first, const struct second *second) {
    for (size_t i = first; i < expected->count; ++i) {
        struct second *there = &expected->seconds[i];
        if (there->group == second->group && there->sky_hz == second->sky_hz && there->pulses + second->pulses > 0) {
            const double most = fmax(there->most, second->most), all = there->pulses + second->pulses;
            double one[MOST_LEVELS], other[MOST_LEVELS];
            spread(there, most, MOST_LEVELS, one);
            spread(second, most, MOST_LEVELS, other);
            for (int k = 0; k < MOST_LEVELS; ++k) {
                there->weights[k] = (there->pulses * one[k] + second->pulses * other[k]) / all;
            }
            there->most = most;
            there->pulses = all;
            return;
        }
    }
    expected->seconds[expected->count++] = *second;
}

/* Room for the seconds of one more pass. */
static enum satqkd_status make_room(struct expected *expected, size_t more, struct satqkd_error *error) {
    const size_t wanted = expected->count + more;
    struct entry *passes = realloc(expected->passes, (expected->pass_count + 1) * sizeof *passes);
    if (!passes) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu passes", expected->pass_count + 1);
    }
    expected->passes = passes;
    if (wanted > expected->room) {
        const size_t room = wanted > 2 * expected->room ? wanted : 2 * expected->room;
        struct second *seconds = realloc(expected->seconds, room * sizeof *seconds);
        if (!seconds) {
            return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu seconds of passes", room);
        }
        expected->seconds = seconds;
        expected->room = room;
    }
    return SATQKD_OK;
}

enum satqkd_status expected_add(struct expected *expected, const struct scenario *scenario, const struct plan *plan,
                                size_t block, bool whole, struct satqkd_error *error) {
    const size_t first = expected->count;
    struct fades *fades = malloc(sizeof *fades); /* gamma-gamma has many nodes */
    enum satqkd_status status = fades ? make_room(expected, plan->row_count, error)
                                      : satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a pass's fades");
    for (size_t r = 0; r < plan->row_count && status == SATQKD_OK; ++r) {
        struct second second = {.pass = (int)expected->pass_count,
                                .group = group_of(expected, scenario, plan, &plan->rows[r])};
        if (second.group < 0) {
            status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the polarization of a pass");
        } else {
            fill_second(plan, &plan->rows[r], fades, &second);
            if (whole) {
                second.elevation_rad = 0;
                put_together(expected, first, &second);
            } else {
                expected->seconds[expected->count++] = second;
            }
        }
    }
    free(fades);
    if (status == SATQKD_OK) {
        expected->passes[expected->pass_count++] = (struct entry){block, 1};
        expected->joint_count = block + 1 > expected->joint_count ? block + 1 : expected->joint_count;
    }
    return status;
}

static int falling_elevation(const void *a, const void *b) {
    const struct second *x = a, *y = b;
    const int higher = (x->elevation_rad < y->elevation_rad) - (x->elevation_rad > y->elevation_rad);
    return higher ? higher : x->pass - y->pass;
}

/* How many levels a receiver needs for the brightest pulse. */
static enum satqkd_status choose_levels(const struct expected *expected, struct group *group,
                                        struct satqkd_error *error) {
    const struct expected_receiver *receiver = &group->receiver;
    const double photons = expected->most_intensity * (1 + receiver->fluctuation) * group->most;
    double light = 0, sky = 0, noise = 0, dead = 0;
    for (int d = 0; d < DETECTOR_COUNT; ++d) {
        sky = fmax(sky, 2 * receiver->sky[d]);
        noise = fmax(noise, receiver->dark[d]);
        dead = fmax(dead, receiver->dead_pulses[d]);
        for (int s = 0; s < SOURCE_STATES; ++s) {
            light = fmax(light, photons * (receiver->response[s][d] + receiver->response[s][d ^ 1]));
        }
    }
    const double range = sky * (group->sky_high - group->sky_low);
    group->count = expected_levels_for_light(light, MOST_LEVELS);
    group->sky_count = range > 0 ? expected_levels_for_light(range, MOST_SKY_LEVELS) : 1;
    if (group->count > MOST_LEVELS || group->sky_count > MOST_SKY_LEVELS) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "up to %g photons of a pulse are detected and %g of the sky: too bright for the "
                                "expected counts",
                                light, sky * group->sky_high);
    }
    const int more = expected_levels_for_memory(dead * (noise + sky * group->sky_low), dead * light, MOST_LEVELS);
    const int more_sky = expected_levels_for_memory(dead * noise, dead * range, MOST_SKY_LEVELS);
    group->count = more > group->count ? more : group->count;
    group->sky_count = range > 0 && more_sky > group->sky_count ? more_sky : group->sky_count;
    return SATQKD_OK;
}

enum satqkd_status expected_finish(struct expected *expected, struct satqkd_error *error) {
    for (size_t i = 0; i < expected->count; ++i) {
        struct group *group = &expected->groups[expected->seconds[i].group];
        group->most = fmax(group->most, expected->seconds[i].most);
        group->sky_low = fmin(group->sky_low, expected->seconds[i].sky_hz);
        group->sky_high = fmax(group->sky_high, expected->seconds[i].sky_hz);
    }
    for (size_t g = 0; g < expected->group_count; ++g) {
        struct group *group = &expected->groups[g];
        enum satqkd_status status = choose_levels(expected, group, error);
        if (status != SATQKD_OK) {
            return status;
        }
        group->first = expected->level_count;
        expected->level_count += (size_t)group->count * (size_t)group->sky_count;
    }
    for (size_t i = 0; i < expected->count; ++i) {
        struct second *second = &expected->seconds[i];
        const struct group *group = &expected->groups[second->group];
        double weights[MOST_LEVELS];
        spread(second, group->most, group->count, weights);
        memcpy(second->weights, weights, (size_t)group->count * sizeof *weights);
    }
    qsort(expected->seconds, expected->count, sizeof *expected->seconds, falling_elevation);
    return SATQKD_OK;
}

size_t expected_passes(const struct expected *expected) {
    return expected->pass_count;
}

size_t expected_joint_blocks(const struct expected *expected) {
    return expected->joint_count;
}

void expected_set_odds(struct expected *expected, size_t pass, double odds) {
    expected->passes[pass].odds = odds;
}

size_t expected_levels(const struct expected *expected) {
    return expected->level_count;
}

void expected_elevations(const struct expected *expected, double *lowest_rad, double *highest_rad) {
    *highest_rad = expected->seconds[0].elevation_rad;
    *lowest_rad = expected->seconds[expected->count - 1].elevation_rad;
}

enum satqkd_status expected_blocks_create(const struct expected *expected, enum expected_blocks_of of,
                                          struct expected_blocks *out, struct satqkd_error *error) {
    const size_t count = of == EXPECTED_BLOCK_A_PASS ? expected->pass_count : expected->joint_count;
    *out = (struct expected_blocks){.of = of, .count = count};
    out->weights = calloc(count * expected->level_count, sizeof *out->weights);
    out->pulses = calloc(count, sizeof *out->pulses);
    out->odds = calloc(count, sizeof *out->odds);
    out->gains = calloc(expected->level_count * EXPECTED_GAIN_ROWS, sizeof *out->gains);
    return out->weights && out->pulses && out->odds && out->gains
               ? SATQKD_OK
               : satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the levels of %zu blocks", count);
}

void expected_blocks_release(struct expected_blocks *blocks) {
    free(blocks->weights);
    free(blocks->pulses);
    free(blocks->odds);
    free(blocks->gains);
    *blocks = (struct expected_blocks){0};
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

/* Adds a second to the weights of its block. */
static void put(const struct group *group, const struct second *second, double pulses, double *weights) {
    double moments[MOST_SKY_LEVELS] = {0}, sky[MOST_SKY_LEVELS] = {1};
    if (group->sky_count > 1) {
        const double range = group->sky_high - group->sky_low;
        expected_levels_add(2 * (second->sky_hz - group->sky_low) / range - 1, 1, group->sky_count, moments);
        expected_levels_weights(moments, group->sky_count, sky);
    }
    for (int s = 0; s < group->sky_count; ++s) {
        for (int i = 0; i < group->count; ++i) {
            weights[s * group->count + i] += pulses * sky[s] * second->weights[i];
        }
    }
}

/* Whether a block is there, or how likely: that of one pass may be missing, of several there is always something. */
static void fill_odds(const struct expected *expected, struct expected_blocks *blocks) {
    memset(blocks->odds, 0, blocks->count * sizeof *blocks->odds);
    for (size_t i = 0; i < expected->pass_count; ++i) {
        const struct entry *pass = &expected->passes[i];
        double *odds = &blocks->odds[blocks->of == EXPECTED_BLOCK_A_PASS ? i : pass->block];
        *odds = *odds > 0 && pass->odds > 0 ? 1 : fmax(*odds, pass->odds);
    }
}

void expected_blocks_take(const struct expected *expected, double min_elevation_rad, struct expected_blocks *blocks) {
    memset(blocks->weights, 0, blocks->count * expected->level_count * sizeof *blocks->weights);
    memset(blocks->pulses, 0, blocks->count * sizeof *blocks->pulses);
    fill_odds(expected, blocks);
    for (size_t i = 0; i < expected->count; ++i) {
        const struct second *second = &expected->seconds[i];
        const struct entry *pass = &expected->passes[second->pass];
        const double share = share_above(expected, i, min_elevation_rad);
        if (!(share > 0)) {
            break;
        }
        if (pass->odds > 0) {
            const struct group *group = &expected->groups[second->group];
            const size_t block = blocks->of == EXPECTED_BLOCK_A_PASS ? (size_t)second->pass : pass->block;
            const double pulses = second->pulses * share * pass->odds / blocks->odds[block];
            blocks->pulses[block] += pulses;
            put(group, second, pulses, blocks->weights + block * expected->level_count + group->first);
        }
    }
}

void expected_gains(const struct expected *expected, const struct key_protocol *protocol, double *gains) {
    for (size_t g = 0; g < expected->group_count; ++g) {
        const struct group *group = &expected->groups[g];
        for (int i = 0; i < group->count * group->sky_count; ++i) {
            const double efficiency = expected_levels_at(0, group->most, i % group->count, group->count);
            const double sky_hz =
                expected_levels_at(group->sky_low, group->sky_high, i / group->count, group->sky_count);
            expected_gain(&group->receiver, protocol, efficiency, sky_hz,
                          gains + (group->first + (size_t)i) * EXPECTED_GAIN_ROWS);
        }
    }
}

void expected_product(const double *gains, int rows, const double *weights, size_t levels, size_t blocks, double *out) {
    for (size_t block = 0; block < blocks; ++block) {
        double sums[EXPECTED_GAIN_ROWS] = {0};
        for (size_t level = 0; level < levels; ++level) {
            const double weight = weights[block * levels + level];
            for (int row = 0; row < rows; ++row) {
                sums[row] += weight * gains[level * EXPECTED_GAIN_ROWS + (size_t)row];
            }
        }
        memcpy(out + block * EXPECTED_GAIN_ROWS, sums, sizeof sums);
    }
}

void expected_counts(const struct expected *expected, struct expected_blocks *blocks,
                     const struct key_protocol *protocol, struct key_counts *out) {
    expected_gains(expected, protocol, blocks->gains);
    for (size_t block = 0; block < blocks->count; ++block) {
        double sums[EXPECTED_GAIN_ROWS];
        expected_product(blocks->gains, expected_gain_row(protocol->intensity_count, 0, 0),
                         blocks->weights + block * expected->level_count, expected->level_count, 1, sums);
        out[block] = (struct key_counts){.pulses = blocks->pulses[block]};
        for (int k = 0; k < protocol->intensity_count; ++k) {
            for (int basis = 0; basis < KEY_BASES; ++basis) {
                const double *pair = &sums[expected_gain_row(k, basis, 0)];
                out[block].detections[basis][k] = pair[EXPECTED_GAIN_DETECTIONS];
                out[block].errors[basis][k] = pair[EXPECTED_GAIN_ERRORS];
            }
        }
    }
}
