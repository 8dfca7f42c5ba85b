/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_BAND_OUT_H
#define SATQKD_REPORT_BAND_OUT_H

#include <stddef.h>
#include <stdio.h>

#include "satqkd/status.h"

enum { BAND_SIFTED, BAND_QBER, BAND_KEY, BAND_QUANTITIES };

/** What the uncertainty of the inputs leaves of a prediction. */
struct band {
    size_t draws, inputs;
    double nominal[BAND_QUANTITIES]; /* with every input at its value */
    double mean[BAND_QUANTITIES];
    double sd[BAND_QUANTITIES];                         /* of the sample, n - 1 */
    double low[BAND_QUANTITIES], high[BAND_QUANTITIES]; /* the middle 68.3 %: one standard deviation of a normal */
};

extern const char *const band_names[BAND_QUANTITIES]; /* as in summary.json */

/** uncertainty.json as text. @param out  ends with a newline; owned by the caller, free() */
enum satqkd_status band_out_json(const struct band *band, char **out, struct satqkd_error *error);

/** The band for people, within 80 columns. */
void band_out_print(const struct band *band, FILE *stream);

#endif
