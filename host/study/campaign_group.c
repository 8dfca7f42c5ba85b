/* SPDX-License-Identifier: MIT */
#include "study/campaign_group.h"

#include <stdint.h>
#include <stdlib.h>

enum { SLOTS = 64, NONE = -1 };

/* A choice that was made, and the one before it: where a state came from. */
struct step {
    int64_t before; /* index, or NONE */
    size_t pass;
    int64_t moved; /* its new place while steps that no state needs are thrown out; NONE: not needed */
};

/* The chosen passes that are not over yet, one bit a slot. */
struct state {
    uint64_t active;
    double weight;
    int64_t last; /* step, or NONE */
};

struct solver {
    const struct campaign_schedule_pass *passes;
    double slew_time_s;
    struct state *states; /* room for twice CAMPAIGN_SCHEDULE_STATES */
    size_t state_count;
    struct step *steps;
    size_t step_count, step_room;
    size_t kept_steps; /* after the last time that steps were thrown out */
    size_t slot[SLOTS];
    uint64_t used; /* slots */
    bool exact;
};

bool campaign_group_conflict(const struct campaign_schedule_pass *a, const struct campaign_schedule_pass *b,
                             double slew_time_s) {
    const bool one_satellite = a->satellite == b->satellite;
    const bool one_station = a->station == b->station;
    /* Two parts of one stay need no slewing between them. */
    return one_satellite != one_station && b->start_s < a->stop_s + slew_time_s;
}

static int by_active(const void *a, const void *b) {
    const struct state *x = a, *y = b;
    if (x->active != y->active) {
        return x->active < y->active ? -1 : 1;
    }
    if (x->weight != y->weight) {
        return x->weight > y->weight ? -1 : 1;
    }
    return (x->last > y->last) - (x->last < y->last);
}

static int by_weight(const void *a, const void *b) {
    const struct state *x = a, *y = b;
    if (x->weight != y->weight) {
        return x->weight > y->weight ? -1 : 1;
    }
    return (x->active > y->active) - (x->active < y->active);
}

/* Forgets passes that are over, and of states that became equal all but the heaviest. */
static void expire(struct solver *solver, double now_s) {
    uint64_t over = 0;
    for (int i = 0; i < SLOTS; ++i) {
        const uint64_t bit = UINT64_C(1) << i;
        if ((solver->used & bit) && solver->passes[solver->slot[i]].stop_s + solver->slew_time_s <= now_s) {
            over |= bit;
        }
    }
    if (!over) {
        return;
    }
    solver->used &= ~over;
    for (size_t i = 0; i < solver->state_count; ++i) {
        solver->states[i].active &= ~over;
    }
    qsort(solver->states, solver->state_count, sizeof *solver->states, by_active);
    size_t kept = 0;
    for (size_t i = 0; i < solver->state_count; ++i) {
        if (kept == 0 || solver->states[i].active != solver->states[kept - 1].active) {
            solver->states[kept++] = solver->states[i];
        }
    }
    solver->state_count = kept;
}

/* Throws out steps that no state goes back to. Steps come behind those before them. */
static void throw_out(struct solver *solver) {
    size_t kept = 0;
    for (size_t i = 0; i < solver->step_count; ++i) {
        solver->steps[i].moved = NONE;
    }
    for (size_t i = 0; i < solver->state_count; ++i) {
        if (solver->states[i].last != NONE) {
            solver->steps[solver->states[i].last].moved = 0;
        }
    }
    for (size_t i = solver->step_count; i-- > 0;) {
        if (solver->steps[i].moved != NONE && solver->steps[i].before != NONE) {
            solver->steps[solver->steps[i].before].moved = 0;
        }
    }
    for (size_t i = 0; i < solver->step_count; ++i) {
        struct step step = solver->steps[i];
        if (step.moved != NONE) {
            step.before = step.before == NONE ? NONE : solver->steps[step.before].moved;
            /* Places before this one are free: they only ever move down. */
            solver->steps[i].moved = (int64_t)kept;
            solver->steps[kept].before = step.before;
            solver->steps[kept].pass = step.pass;
            ++kept;
        }
    }
    for (size_t i = 0; i < solver->state_count; ++i) {
        int64_t *last = &solver->states[i].last;
        *last = *last == NONE ? NONE : solver->steps[*last].moved;
    }
    solver->step_count = kept;
    solver->kept_steps = kept;
}

static enum satqkd_status make_room(struct solver *solver, struct satqkd_error *error) {
    if (solver->step_count > 2 * solver->kept_steps + 8 * CAMPAIGN_SCHEDULE_STATES) {
        throw_out(solver);
    }
    const size_t wanted = solver->step_count + solver->state_count;
    if (wanted <= solver->step_room) {
        return SATQKD_OK;
    }
    const size_t room = 2 * wanted + CAMPAIGN_SCHEDULE_STATES;
    struct step *grown = realloc(solver->steps, room * sizeof *grown);
    if (!grown) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a schedule of %zu steps", room);
    }
    solver->steps = grown;
    solver->step_room = room;
    return SATQKD_OK;
}

/* @return a slot that is free, or NONE */
static int free_slot(const struct solver *solver) {
    for (int i = 0; i < SLOTS; ++i) {
        if (!(solver->used & (UINT64_C(1) << i))) {
            return i;
        }
    }
    return NONE;
}

/* To every state without a pass in its way one more, in which it is chosen. */
static void branch(struct solver *solver, size_t pass, int slot) {
    const struct campaign_schedule_pass *next = &solver->passes[pass];
    uint64_t in_the_way = 0;
    for (int i = 0; i < SLOTS; ++i) {
        const uint64_t bit = UINT64_C(1) << i;
        if ((solver->used & bit) &&
            campaign_group_conflict(&solver->passes[solver->slot[i]], next, solver->slew_time_s)) {
            in_the_way |= bit;
        }
    }
    solver->slot[slot] = pass;
    solver->used |= UINT64_C(1) << slot;
    const size_t count = solver->state_count;
    for (size_t i = 0; i < count; ++i) {
        const struct state state = solver->states[i];
        if (!(state.active & in_the_way)) {
            solver->steps[solver->step_count] = (struct step){.before = state.last, .pass = pass};
            solver->states[solver->state_count++] = (struct state){.active = state.active | UINT64_C(1) << slot,
                                                                   .weight = state.weight + next->weight,
                                                                   .last = (int64_t)solver->step_count++};
        }
    }
    if (solver->state_count > CAMPAIGN_SCHEDULE_STATES) {
        qsort(solver->states, solver->state_count, sizeof *solver->states, by_weight);
        solver->state_count = CAMPAIGN_SCHEDULE_STATES;
        solver->exact = false;
    }
}

static void choose_best(const struct solver *solver, bool *chosen) {
    const struct state *best = &solver->states[0];
    for (size_t i = 1; i < solver->state_count; ++i) {
        best = by_weight(&solver->states[i], best) < 0 ? &solver->states[i] : best;
    }
    for (int64_t step = best->last; step != NONE; step = solver->steps[step].before) {
        chosen[solver->steps[step].pass] = true;
    }
}

enum satqkd_status campaign_group_solve(const struct campaign_schedule_pass *passes, const size_t *members,
                                        size_t count, double slew_time_s, bool *chosen, bool *exact,
                                        struct satqkd_error *error) {
    struct solver solver = {.passes = passes,
                            .slew_time_s = slew_time_s,
                            .states = calloc(2 * CAMPAIGN_SCHEDULE_STATES, sizeof *solver.states),
                            .state_count = 1,
                            .exact = true};
    enum satqkd_status status = SATQKD_OK;
    if (!solver.states) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a schedule");
    }
    solver.states[0] = (struct state){.last = NONE};
    for (size_t i = 0; i < count && status == SATQKD_OK; ++i) {
        chosen[members[i]] = false;
        if (!(passes[members[i]].weight > 0)) {
            continue;
        }
        expire(&solver, passes[members[i]].start_s);
        const int slot = free_slot(&solver);
        if (slot == NONE) {
            solver.exact = false;
            continue;
        }
        status = make_room(&solver, error);
        if (status == SATQKD_OK) {
            branch(&solver, members[i], slot);
        }
    }
    if (status == SATQKD_OK) {
        choose_best(&solver, chosen);
        *exact = solver.exact;
    }
    free(solver.states);
    free(solver.steps);
    return status;
}
