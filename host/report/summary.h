/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_SUMMARY_H
#define SATQKD_REPORT_SUMMARY_H

#include <stdint.h>
#include <stdio.h>

#include "report/repeats.h"
#include "satqkd/status.h"
#include "security/key.h"

enum { SUMMARY_TEXT = 128, SUMMARY_MAX_BOUNDS = 8, SUMMARY_CURVE = 61, SUMMARY_SAMPLES = 25, SUMMARY_BINS = 60 };

/** Loss terms at one moment, dB, positive. */
struct summary_link {
    double range_km, elevation_deg;
    double efficiency_db; /* transmitter's aperture to before the detectors: the first four terms below */
    double diffraction_db, pointing_db, atmosphere_db, optics_db;
    double
        coupling_db; /* one of the efficiency's terms too: into the receiver's fibre or field stop; 0 in free space */
    double timing_db, detector_db;
    double live_db;    /* what background between the gates costs free-running detectors */
    double sifted_bps; /* of the rows within a few seconds */
    double fried_m, scintillation_index, beam_radius_m;
    double coupling_index;                   /* variance of the coupling's own fade */
    double sky_hz;                           /* background photons before the detectors */
    double sun_elevation_deg, sun_angle_deg; /* NaN where sunlight is not counted */
};

/** Expected rates at a few times of the pass, for charts: they change slowly. */
struct summary_expected {
    int count; /* 0: not known */
    double pulses_per_s;
    double t_s[SUMMARY_SAMPLES], sifted_bps[SUMMARY_SAMPLES], error_bps[SUMMARY_SAMPLES];
};

/** How the coherence blocks of the first flight scatter around the mean of their second. */
struct summary_fades {
    double blocks; /* 0: not known, or nothing fades */
    double block_s, mean_db, sd_db;
    double low_db, width_db; /* of the histogram's first bin, and of each */
    double share[SUMMARY_BINS];
};

/** All that a run found out, ready to be written: report declares it, study fills it in. */
struct summary {
    char name[SUMMARY_TEXT], satellite[SUMMARY_TEXT], station[SUMMARY_TEXT];
    const char *engine;
    uint64_t seed;
    char device_name[SUMMARY_TEXT], device_platform[SUMMARY_TEXT],
        device_driver[SUMMARY_TEXT]; /* "" for the mean engine */
    uint64_t table_hash;             /* levels_hash; 0 for the mean engine */
    double wall_s, kernel_s;
    struct {
        double start_utc_s, duration_s, min_range_km, max_range_km, max_elevation_deg;
        char choice[2 * SUMMARY_TEXT]; /* which pass was taken, where the window left a choice; "" else */
    } pass;
    struct summary_link at_min_range, at_max_range;
    struct {
        double pulses, detections, matched_basis, sifted_bits, error_bits, double_clicks, cross_clicks, noise;
        double lost_dead, lost_waiting, afterpulses; /* NaN where the engine does not tell */
    } counts;                                        /* noise: expected clicks from background and dark counts */
    double qber;                                     /* NaN where nothing was sifted */
    struct key_result key;
    struct key_result bounds[SUMMARY_MAX_BOUNDS]; /* every bound that fits, the chosen one too */
    int bound_count;
    char warning[4 * SUMMARY_TEXT]; /* "" where there is nothing to warn of */
    size_t repeat_count;            /* flights of the pass; 1 without --repeat */
    struct repeats_spread repeats[REPEATS_QUANTITIES];
    double no_key_share; /* of the flights */
    struct repeats_gap gap;
    struct {
        double loss_db_per_km, length_km, efficiency_log10, orders_of_magnitude_gain, years_per_sifted_bit,
            years_log10; /* of those years, which may be more than a double holds */
        int curve_count; /* key rates of the scenario's own source and detectors over fibre; 0: not known */
        double curve_km[SUMMARY_CURVE], curve_bps[SUMMARY_CURVE];
    } fiber;
    struct summary_expected expected;
    struct summary_fades fades;
};

/**
 * summary.json of the run directory, as text.
 *
 * @param out  ends with a newline; owned by the caller, free()
 */
enum satqkd_status summary_json(const struct summary *summary, char **out, struct satqkd_error *error);

/** The summary for people, within 80 columns. */
void summary_print(const struct summary *summary, FILE *stream);

#endif
