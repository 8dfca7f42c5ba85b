/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TRIALS_LEVELS_H
#define SATQKD_TRIALS_LEVELS_H

#include <stdint.h>

#include "satqkd/status.h"
#include "shared/trial.h"
#include "trials/plan.h"

/** A pass as the device wants it: kernels/shared/trial.h tells what each array means. */
struct levels {
    struct trial_block *blocks; /* one a coherence block */
    struct trial_row *rows;     /* one a row */
    uint64_t *tables;           /* table_count × table_words */
    uint32_t table_count;
    uint32_t table_words;
    uint32_t cells;
    uint32_t more;
};

/**
 * Rounds every block's efficiency up to a level (16 an octave) and writes the levels' tables.
 *
 * @param plan          the pass
 * @param efficiencies  of the link, one a block (fade_draw)
 * @param out           owned by the caller, levels_destroy
 * @return SATQKD_INVALID where a pulse makes so many detection events that the tables cannot hold them (mean above about 14);
 *         SATQKD_FAILURE without memory
 */
enum satqkd_status levels_create(const struct plan *plan, const double *efficiencies, struct levels **out,
                                 struct satqkd_error *error);

/** @param levels NULL is fine */
void levels_destroy(struct levels *levels);

/** FNV-1a hash of all tables, rows and blocks: printed with a run, so that two machines can tell why their counts differ. */
uint64_t levels_hash(const struct levels *levels, const struct plan *plan);

#endif
