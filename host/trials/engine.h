/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TRIALS_ENGINE_H
#define SATQKD_TRIALS_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "device/device.h"
#include "trials/levels.h"
#include "trials/plan.h"
#include "trials/tally.h"

/*
 * The engines that draw random numbers, on the device. `pulse`: every pulse of the pass is a trial (kernels/pulses.cl). `event`: the
 * waiting time to the next pulse that can click is drawn at once (kernels/events.cl); the same distribution, other numbers. Both
 * share the fades (kernels/fades.cl) and all that happens in time order (kernels/shared/detect.h).
 */

enum engine_kind { ENGINE_EVENT, ENGINE_PULSE };

/** How the work is cut up; the counts do not depend on it. Zeros choose what suits the device. */
struct engine_cut {
    uint32_t item_segments; /* segments of a work-item */
    uint32_t local_size;    /* work-items of a work-group */
    uint32_t launch_items;  /* work-items of a launch, at most */
};

/** Who is told how far it is, and who may stop it; every member may be NULL. */
struct engine_watch {
    void (*progress)(void *context, double done_pulses, double all_pulses, double kernel_s);
    bool (*stop)(void *context); /* asked between launches: true ends the run with SATQKD_INTERRUPTED */
    void *context;
};

/** Where several engines on several devices take their work-items from; thread-safe. */
struct engine_queue {
    /** @param wanted  at most so many @return how many, from *first on; 0: none are left */
    size_t (*take)(void *context, size_t wanted, size_t *first);
    void *context;
};

/** A pass on a device, ready to be flown with any seed. */
struct engine;

/**
 * Brings a pass to a device.
 *
 * @param device, plan, levels  borrowed for the engine's life
 * @param cut  NULL: as suits the device
 * @param out  owned by the caller, engine_destroy
 */
enum satqkd_status engine_create(struct device *device, enum engine_kind kind, const struct plan *plan,
                                 const struct levels *levels, const struct engine_cut *cut, struct engine **out,
                                 struct satqkd_error *error);

/** @param engine NULL is fine */
void engine_destroy(struct engine *engine);

/**
 * Flies the pass once.
 *
 * @param watch     NULL: nobody
 * @param tally     from tally_create; cleared and filled
 * @param kernel_s  increased by the kernels' own seconds; NULL is fine
 */
enum satqkd_status engine_fly(struct engine *engine, uint64_t seed, const struct engine_watch *watch,
                              struct tally *tally, double *kernel_s, struct satqkd_error *error);

/**
 * Flies what a queue hands out: the same for one of several engines, whose tallies add up to that of the whole pass.
 *
 * @param queue  of engine_items() work-items; NULL: all of them
 */
enum satqkd_status engine_fly_queue(struct engine *engine, uint64_t seed, const struct engine_queue *queue,
                                    const struct engine_watch *watch, struct tally *tally, double *kernel_s,
                                    struct satqkd_error *error);

/** @return the number of work-items of the pass: the same on every device */
size_t engine_items(const struct engine *engine);

/** @return pulses before a work-item; of the whole pass for engine_items() */
double engine_pulses_before(const struct engine *engine, size_t item);

/** Takes over how many events the other engine's work-items had, so that engine_events knows of those of both. */
void engine_add_matched(struct engine *engine, const struct engine *other);

/**
 * Flies the pass once more and keeps every accepted click in the matched basis.
 *
 * @param seed, tally  of an engine_fly before: the counts tell how much room the clicks need
 * @param out, count   in ascending order of pulses; owned by the caller, free(); NULL and 0 where there is none
 */
enum satqkd_status engine_events(struct engine *engine, uint64_t seed, const struct engine_watch *watch,
                                 struct trial_event **out, size_t *count, double *kernel_s, struct satqkd_error *error);

/**
 * The blocks as the last flight had them, for tests and for charts of fades.
 *
 * @param blocks  plan->blocks entries
 */
enum satqkd_status engine_blocks(struct engine *engine, struct trial_block *blocks, struct satqkd_error *error);

/** Seed of a repetition: the seed itself for number 0, then words of its own stream. */
uint64_t engine_seed(uint64_t seed, uint32_t number);

#endif
