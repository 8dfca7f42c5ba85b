/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_LIST_PASSES_H
#define SATQKD_STUDY_LIST_PASSES_H

#include "orbit/pass.h"
#include "scenario/scenario.h"

/**
 * All passes of a scenario's orbit above window.min_elevation_deg between two times; the window's other limits do not cut the list.
 *
 * @param from_utc_s, to_utc_s  POSIX seconds
 * @param out, count            owned by the caller, free()
 * @return SATQKD_INVALID where the orbit is not good for all that time: the message names --from or --to
 */
enum satqkd_status list_passes(const struct scenario *scenario, double from_utc_s, double to_utc_s, struct pass **out,
                               size_t *count, struct satqkd_error *error);

#endif
