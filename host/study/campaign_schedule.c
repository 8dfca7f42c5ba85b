/* SPDX-License-Identifier: MIT */
#include "study/campaign_schedule.h"

#include <math.h>
#include <stdlib.h>

#include "study/campaign_group.h"

/* The passes, and what is known of them as a whole. */
struct problem {
    const struct campaign_schedule_pass *passes;
    size_t count;
    double slew_time_s;
    double longest_s; /* of a pass */
};

/* Whether a pass can be flown besides those chosen. Only near ones can stand in its way. */
static bool is_free(const struct problem *problem, const bool *chosen, size_t index) {
    const struct campaign_schedule_pass *passes = problem->passes;
    const double reach_s = problem->longest_s + problem->slew_time_s;
    for (size_t i = index; i-- > 0 && passes[i].start_s >= passes[index].start_s - reach_s;) {
        if (chosen[i] && campaign_group_conflict(&passes[i], &passes[index], problem->slew_time_s)) {
            return false;
        }
    }
    const double end_s = passes[index].stop_s + problem->slew_time_s;
    for (size_t i = index + 1; i < problem->count && passes[i].start_s < end_s; ++i) {
        if (chosen[i] && campaign_group_conflict(&passes[index], &passes[i], problem->slew_time_s)) {
            return false;
        }
    }
    return true;
}

struct ranked {
    double weight;
    size_t index;
};

static int heaviest_first(const void *a, const void *b) {
    const struct ranked *x = a, *y = b;
    if (x->weight != y->weight) {
        return x->weight > y->weight ? -1 : 1;
    }
    return (x->index > y->index) - (x->index < y->index);
}

static enum satqkd_status choose_greedily(const struct problem *problem, bool *chosen, struct satqkd_error *error) {
    struct ranked *order = calloc(problem->count + 1, sizeof *order);
    if (!order) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a schedule of %zu passes", problem->count);
    }
    for (size_t i = 0; i < problem->count; ++i) {
        order[i] = (struct ranked){problem->passes[i].weight, i};
        chosen[i] = false;
    }
    qsort(order, problem->count, sizeof *order, heaviest_first);
    for (size_t i = 0; i < problem->count; ++i) {
        chosen[order[i].index] = is_free(problem, chosen, order[i].index);
    }
    free(order);
    return SATQKD_OK;
}

static size_t root_of(size_t *parent, size_t index) {
    while (parent[index] != index) {
        parent[index] = parent[parent[index]];
        index = parent[index];
    }
    return index;
}

/* Groups of passes in conflict: the first pass of each is its root. */
static void join_conflicts(const struct problem *problem, size_t *parent) {
    for (size_t i = 0; i < problem->count; ++i) {
        parent[i] = i;
    }
    for (size_t i = 0; i < problem->count; ++i) {
        const double end_s = problem->passes[i].stop_s + problem->slew_time_s;
        for (size_t j = i + 1; j < problem->count && problem->passes[j].start_s < end_s; ++j) {
            if (campaign_group_conflict(&problem->passes[i], &problem->passes[j], problem->slew_time_s)) {
                const size_t a = root_of(parent, i), b = root_of(parent, j);
                parent[a < b ? b : a] = a < b ? a : b;
            }
        }
    }
}

static size_t satellite_of(const struct campaign_schedule_pass *pass) {
    return pass->satellite;
}

static size_t station_of(const struct campaign_schedule_pass *pass) {
    return pass->station;
}

/*
 * The best schedules of all satellites (or stations), each as if it were alone: from the last pass of each backwards, the better of skipping
 * it and of taking it with the best of what starts after its end.
 *
 * @param best  room for count + 1
 */
static double relaxed(const struct problem *problem, const size_t *members, size_t count,
                      size_t (*who)(const struct campaign_schedule_pass *), double *best, bool *seen) {
    double total = 0;
    for (size_t i = 0; i < count; ++i) {
        seen[i] = false;
    }
    for (size_t first = 0; first < count; ++first) {
        if (seen[first]) {
            continue;
        }
        const size_t one = who(&problem->passes[members[first]]);
        best[count] = 0;
        for (size_t i = count; i-- > first;) {
            const struct campaign_schedule_pass *pass = &problem->passes[members[i]];
            best[i] = best[i + 1];
            if (who(pass) != one) {
                continue;
            }
            seen[i] = true;
            size_t next = i + 1;
            while (next < count &&
                   (who(&problem->passes[members[next]]) != one ||
                    campaign_group_conflict(pass, &problem->passes[members[next]], problem->slew_time_s))) {
                ++next;
            }
            best[i] = fmax(best[i], pass->weight + best[next]);
        }
        total += best[first];
    }
    return total;
}

static double weight_of(const struct problem *problem, const size_t *members, size_t count, const bool *chosen) {
    double weight = 0;
    for (size_t i = 0; i < count; ++i) {
        weight += chosen[members[i]] ? problem->passes[members[i]].weight : 0;
    }
    return weight;
}

/* @return an upper bound of what any schedule of the group weighs */
static enum satqkd_status bound_group(const struct problem *problem, const size_t *members, size_t count, double *out,
                                      struct satqkd_error *error) {
    double *best = calloc(count + 1, sizeof *best);
    bool *seen = calloc(count, sizeof *seen);
    enum satqkd_status status = SATQKD_OK;
    if (best && seen) {
        *out = fmin(relaxed(problem, members, count, satellite_of, best, seen),
                    relaxed(problem, members, count, station_of, best, seen));
    } else {
        status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the bound of a schedule");
    }
    free(best);
    free(seen);
    return status;
}

/* One group; `chosen` holds the greedy choice, which stays where it is better. */
static enum satqkd_status solve_group(const struct problem *problem, const size_t *members, size_t count, bool *chosen,
                                      bool *found, struct campaign_schedule_result *out, struct satqkd_error *error) {
    bool exact = false;
    double bound = 0;
    enum satqkd_status status =
        campaign_group_solve(problem->passes, members, count, problem->slew_time_s, found, &exact, error);
    if (status != SATQKD_OK) {
        return status;
    }
    const double weight = weight_of(problem, members, count, found);
    if (exact || weight > weight_of(problem, members, count, chosen)) {
        for (size_t i = 0; i < count; ++i) {
            chosen[members[i]] = found[members[i]];
        }
    }
    if (exact) {
        bound = weight;
        ++out->exact_groups;
    } else {
        status = bound_group(problem, members, count, &bound, error);
    }
    out->bound += bound;
    return status;
}

static enum satqkd_status solve_groups(const struct problem *problem, enum campaign_method method, bool *chosen,
                                       struct campaign_schedule_result *out, struct satqkd_error *error) {
    size_t *parent = calloc(problem->count + 1, sizeof *parent);
    size_t *start = calloc(problem->count + 2, sizeof *start); /* where a root's members begin */
    size_t *members = calloc(problem->count + 1, sizeof *members);
    bool *found = calloc(problem->count + 1, sizeof *found);
    enum satqkd_status status = SATQKD_OK;
    if (!parent || !start || !members || !found) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a schedule of %zu passes", problem->count);
        goto done;
    }
    join_conflicts(problem, parent);
    for (size_t i = 0; i < problem->count; ++i) {
        ++start[root_of(parent, i) + 2];
    }
    for (size_t i = 2; i < problem->count + 2; ++i) {
        start[i] += start[i - 1];
    }
    for (size_t i = 0; i < problem->count; ++i) {
        members[start[root_of(parent, i) + 1]++] = i;
    }
    /* What was added while filling is the start of the next root now. */
    for (size_t i = 0; i < problem->count && status == SATQKD_OK; ++i) {
        const size_t size = start[i + 1] - start[i];
        if (size == 0) {
            continue;
        }
        ++out->groups;
        out->largest_group = size > out->largest_group ? size : out->largest_group;
        if (method == CAMPAIGN_OPTIMAL) {
            status = solve_group(problem, members + start[i], size, chosen, found, out, error);
        } else {
            double bound = 0;
            status = bound_group(problem, members + start[i], size, &bound, error);
            out->bound += bound;
        }
    }
done:
    free(parent);
    free(start);
    free(members);
    free(found);
    return status;
}

enum satqkd_status campaign_schedule_choose(const struct campaign_schedule_pass *passes, size_t count,
                                            enum campaign_method method, double slew_time_s, bool *chosen,
                                            struct campaign_schedule_result *out, struct satqkd_error *error) {
    struct problem problem = {.passes = passes, .count = count, .slew_time_s = slew_time_s};
    *out = (struct campaign_schedule_result){0};
    for (size_t i = 0; i < count; ++i) {
        problem.longest_s = fmax(problem.longest_s, passes[i].stop_s - passes[i].start_s);
    }
    enum satqkd_status status = choose_greedily(&problem, chosen, error);
    if (status == SATQKD_OK) {
        status = solve_groups(&problem, method, chosen, out, error);
    }
    for (size_t i = 0; i < count && status == SATQKD_OK; ++i) {
        chosen[i] = chosen[i] || (!(passes[i].weight > 0) && is_free(&problem, chosen, i));
        out->weight += chosen[i] ? passes[i].weight : 0;
        out->chosen += chosen[i];
    }
    out->bound = fmax(out->bound, out->weight); /* the same numbers, added up in another order */
    return status;
}
