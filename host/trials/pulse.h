/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TRIALS_PULSE_H
#define SATQKD_TRIALS_PULSE_H

#include <stdbool.h>
#include <stdint.h>

#include "device/device.h"
#include "trials/levels.h"
#include "trials/plan.h"
#include "trials/tally.h"

/*
 * The pulse engine: every pulse of the pass is a trial on the device (kernels/pulses.cl).
 */

/** How the work is cut up; the counts do not depend on it. Zeros choose what suits the device. */
struct pulse_cut {
    uint32_t item_blocks; /* coherence blocks of a work-item */
    uint32_t local_size;  /* work-items of a work-group */
    uint32_t
        launch_items; /* work-items of a launch, at most; grows and shrinks so that a launch takes about a quarter of a second */
};

/** Who is told how far it is, and who may stop it; every member may be NULL. */
struct pulse_watch {
    void (*progress)(void *context, double done_pulses, double all_pulses, double kernel_s);
    bool (*stop)(void *context); /* asked between launches: true ends the run with SATQKD_INTERRUPTED */
    void *context;
};

/**
 * Flies every pulse.
 *
 * @param device    where
 * @param plan      the pass
 * @param levels    its blocks (levels_create)
 * @param seed, pass  of the run
 * @param cut       NULL: as suits the device
 * @param watch     NULL: nobody
 * @param tally     from tally_create, filled
 * @param kernel_s  increased by the kernel's own seconds; NULL is fine
 */
enum satqkd_status pulse_run(struct device *device, const struct plan *plan, const struct levels *levels, uint64_t seed,
                             uint32_t pass, const struct pulse_cut *cut, const struct pulse_watch *watch,
                             struct tally *tally, double *kernel_s, struct satqkd_error *error);

#endif
