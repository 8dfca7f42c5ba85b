/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_DOUBTS_H
#define SATQKD_STUDY_DOUBTS_H

#include "orbit/pass.h"
#include "scenario/scenario.h"

enum { DOUBTS_TEXT = 256 };

/**
 * What a scenario and its pass allow, but few mean: radians for microradians, feet for metres, a night's sky on a day's pass.
 *
 * @param tell     called for each doubt with "key: what looks wrong, and the cure", shorter than DOUBTS_TEXT
 * @param context  handed on to it
 */
void doubts(const struct scenario *scenario, const struct pass *pass, void (*tell)(void *context, const char *text),
            void *context);

/** @return whether a downlink is to be received by day under a sky that is darker than twilight */
bool doubts_daylight(const struct scenario *scenario, const struct pass *pass);

#endif
