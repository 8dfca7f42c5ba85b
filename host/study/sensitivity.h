/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_SENSITIVITY_H
#define SATQKD_STUDY_SENSITIVITY_H

#include <stdbool.h>
#include <stddef.h>

#include "report/band_out.h"
#include "report/validation_out.h"
#include "satqkd/status.h"
#include "scenario/scenario.h"

/** A scenario that is flown again and again by the mean engine with inputs changed. */
struct sensitivity_case {
    const char *scenario; /* path */
    const struct scenario_setting *settings;
    size_t setting_count;
    /* Called between flights; NULL: nobody. Says whether to go on */
    bool (*go_on)(void *context, size_t done, size_t all);
    void *context;
};

enum { SENSITIVITY_USUAL_DRAWS = 200, SENSITIVITY_MOST_DRAWS = 100000 };

/**
 * The band that the scenario's "uncertainties" leave: every input drawn from a normal distribution about its value, all
 * independent; a draw outside the key's range is drawn again. The scenario's seed decides the draws.
 *
 * @param draws  at least 2
 * @return SATQKD_INVALID where the scenario gives no uncertainties, or one of what is no single number
 */
enum satqkd_status sensitivity_band(const struct sensitivity_case *base, size_t draws, struct band *out,
                                    struct satqkd_error *error);

/**
 * What a change of one input at a time does to sifted bits, QBER and key: every number of the terminals, the air and the
 * protocol that is not 0, once lowered and once raised by a share of itself.
 *
 * @param share       0.1 for ten per cent
 * @param out, count  owned by the caller, free(); the largest effect on the key first
 */
enum satqkd_status sensitivity_tornado(const struct sensitivity_case *base, double share, struct validation_swing **out,
                                       size_t *count, struct satqkd_error *error);

#endif
