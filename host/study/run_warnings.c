/* SPDX-License-Identifier: MIT */
#include "study/run_warnings.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "study/doubts.h"

static void warn(struct summary *summary, const char *format, ...) SATQKD_PRINTF(2, 3);

static void warn(struct summary *summary, const char *format, ...) {
    size_t length = strlen(summary->warning);
    va_list arguments;
    if (length > 0 && length + 2 < sizeof summary->warning) {
        length += (size_t)snprintf(summary->warning + length, sizeof summary->warning - length, "; ");
    }
    va_start(arguments, format);
    vsnprintf(summary->warning + length, sizeof summary->warning - length, format, arguments);
    va_end(arguments);
}

static void warn_of_doubt(void *summary, const char *text) {
    warn(summary, "%s", text);
}

void run_warnings(const struct scenario *scenario, const struct pass *pass, const double extra[TRIAL_EXTRA_COUNTERS],
                  struct summary *summary) {
    doubts(scenario, pass, warn_of_doubt, summary);
    if (scenario->protocol.basis_choice != KEY_BASIS_ACTIVE && scenario->protocol.bob_x != 0.5) {
        warn(
            summary,
            "a passive splitter other than 50:50 (basis_probabilities.bob_x %g): the proof assumes active basis choice",
            scenario->protocol.bob_x);
    }
    if (!scenario->channel.detector.all_live && scenario->channel.detector.dead_time_s > 0) {
        warn(summary, "clicks count while other detectors are dead (station.detectors.all_live false): the proofs do "
                      "not cover it");
    }
    if (extra[TRIAL_RESTLESS] > 0 || extra[TRIAL_FORGOTTEN] > 0) {
        warn(summary,
             "the detectors hardly rest: before %.0f segments no pause was long enough to forget the past, and %.0f "
             "afterpulses were dropped; the counts are approximate",
             extra[TRIAL_RESTLESS], extra[TRIAL_FORGOTTEN]);
    }
}
