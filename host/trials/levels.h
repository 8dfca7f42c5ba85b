/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TRIALS_LEVELS_H
#define SATQKD_TRIALS_LEVELS_H

#include <stdint.h>

#include "satqkd/status.h"
#include "shared/fade.h"
#include "shared/trial.h"
#include "trials/plan.h"

/**
 * A pass as the device wants it, for any seed: kernels/shared/trial.h and fade.h tell what each array means.
 */
struct levels {
    struct trial_run run;       /* but for the seed */
    struct trial_row *rows;     /* one a row of the plan */
    struct fade_row *fade_rows; /* the same */
    float *couplings;           /* FADE_COUPLING_NODES a row */
    float *maps;                /* FADE_MAPS × FADE_MAP_NODES a row */
    uint64_t *tables;           /* table_count × run.table_words */
    uint32_t table_count;
    uint32_t quads; /* of fade processes that do something */
};

/**
 * Lays a plan out for the device.
 *
 * @param out  owned by the caller, levels_destroy
 * @return SATQKD_INVALID where a pulse makes so many detection events that the tables cannot hold them (mean above about 14);
 *         SATQKD_FAILURE without memory
 */
enum satqkd_status levels_create(const struct plan *plan, struct levels **out, struct satqkd_error *error);

/** @param levels NULL is fine */
void levels_destroy(struct levels *levels);

/** FNV-1a hash of all that decides trials but the seed: printed with a run, so that two machines can tell why their counts differ. */
uint64_t levels_hash(const struct levels *levels, const struct plan *plan);

#endif
