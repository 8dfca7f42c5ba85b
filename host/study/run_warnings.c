/* SPDX-License-Identifier: MIT */
#include "study/run_warnings.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "orbit/sun.h"
#include "special/constants.h"

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

/* A real orbit has a time of day; a sky of the night that was named, and no sunlight, do not fit every one. */
static void warn_of_day(const struct scenario *scenario, const struct pass *pass, struct summary *summary) {
    static const double twilight = 1e4; /* W m^-2 sr^-1 m^-1: between a moonlit sky and twilight */
    const struct channel *channel = &scenario->channel;
    enum scenario_orbit_kind kind = scenario->orbit.kind;
    bool timed = kind == SCENARIO_ORBIT_TLE || kind == SCENARIO_ORBIT_KEPLER || kind == SCENARIO_ORBIT_OEM;
    double sun = sun_elevation(&scenario->station, 0.5 * (pass->start_utc_s + pass->stop_utc_s));
    if (timed && !channel->sunlight.counted && channel->sky.radiance < twilight &&
        sun > scenario->dark_sun_elevation_rad) {
        warn(summary,
             "the station is not dark (the Sun stands at %.0f degrees) and the background is that of a night: "
             "atmosphere.sunlight counts the Sun's light",
             CONSTANT_DEGREE * sun);
    }
}

void run_warnings(const struct scenario *scenario, const struct pass *pass, const double extra[TRIAL_EXTRA_COUNTERS],
                  struct summary *summary) {
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
    warn_of_day(scenario, pass, summary);
    if (extra[TRIAL_RESTLESS] > 0 || extra[TRIAL_FORGOTTEN] > 0) {
        warn(summary,
             "the detectors hardly rest: before %.0f segments no pause was long enough to forget the past, and %.0f "
             "afterpulses were dropped; the counts are approximate",
             extra[TRIAL_RESTLESS], extra[TRIAL_FORGOTTEN]);
    }
}
