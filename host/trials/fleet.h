/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TRIALS_FLEET_H
#define SATQKD_TRIALS_FLEET_H

#include "trials/engine.h"

/*
 * One pass on several devices at once: an engine each, every one in a thread of its own. They take work-items from one queue, as many as
 * they fly in a launch, so that each gets a share by its own measured speed; the counts are those of one device, because an item's do
 * not depend on where it is flown. The fades are drawn on every device, all of them: they are a few per cent of the work.
 */
struct fleet;

/**
 * @param devices, count      at least one, borrowed for the fleet's life
 * @param kind, plan, levels, cut  as for engine_create
 * @param out                 owned by the caller, fleet_destroy
 */
enum satqkd_status fleet_create(struct device *const *devices, size_t count, enum engine_kind kind,
                                const struct plan *plan, const struct levels *levels, const struct engine_cut *cut,
                                struct fleet **out, struct satqkd_error *error);

/** @param fleet NULL is fine */
void fleet_destroy(struct fleet *fleet);

/** As engine_fly; kernel_s is the sum over the devices. The watch is asked by one thread at a time. */
enum satqkd_status fleet_fly(struct fleet *fleet, uint64_t seed, const struct engine_watch *watch, struct tally *tally,
                             double *kernel_s, struct satqkd_error *error);

/** The engine of the first device, which after fleet_fly knows what engine_events wants to know. @return borrowed */
struct engine *fleet_first(struct fleet *fleet);

/** @return the share of the work-items that a device flew last, 0 to 1 */
double fleet_share(const struct fleet *fleet, size_t device);

#endif
