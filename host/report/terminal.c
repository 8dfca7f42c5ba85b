/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "orbit/time_utc.h"
#include "report/summary.h"
#include "report/terminal_wrap.h"
#include "text/number.h"

enum { INDENT = 9 }; /* of the text in each line, behind its head */

static void print_head(const struct summary *s, FILE *out) {
    char start[TIME_UTC_TEXT];
    time_utc_format(s->pass.start_utc_s, 0, start, sizeof start);
    fprintf(out, "%s: %s to %s, %s\n", s->name, s->satellite, s->station, start);
    fprintf(out, "Engine %s, seed %" PRIu64, s->engine, s->seed);
    if (s->kernel_s > 0) {
        fprintf(out, ", %.3g s of kernels, %.3g G pulses/s\non %.*s", s->kernel_s,
                1e-9 * s->counts.pulses * (double)s->repeat_count / s->kernel_s, TERMINAL_COLUMNS - 3, s->device_name);
    }
    fprintf(out, "\n\n");
    if (s->pass.choice[0]) {
        fprintf(out, "%s\n", s->pass.choice);
    }
}

static void print_link(const struct summary *s, FILE *out) {
    const struct summary_link *near = &s->at_min_range;
    const struct summary_link *far = &s->at_max_range;
    const struct {
        const char *name;
        double near, far;
        const char *unit;
        bool rare; /* told only where there is any */
    } rows[] = {
        {"elevation", near->elevation_deg, far->elevation_deg, "deg", false},
        {"diffraction into the pupil", near->diffraction_db, far->diffraction_db, "dB", false},
        {"pointing jitter", near->pointing_db, far->pointing_db, "dB", false},
        {"atmosphere", near->atmosphere_db, far->atmosphere_db, "dB", false},
        {"receiver optics", near->optics_db, far->optics_db, "dB", false},
        {"coupling into the focus", near->coupling_db, far->coupling_db, "dB", true},
        {"= link, to before the detectors", near->efficiency_db, far->efficiency_db, "dB", false},
        {"gate", near->timing_db, far->timing_db, "dB", false},
        {"dead by light between the gates", near->live_db, far->live_db, "dB", true},
        {"detectors", near->detector_db, far->detector_db, "dB", false},
        {"the Sun's elevation", near->sun_elevation_deg, far->sun_elevation_deg, "deg", true},
        {"the Sun from the line of sight", near->sun_angle_deg, far->sun_angle_deg, "deg", true},
        {"sifted key rate", 1e-3 * near->sifted_bps, 1e-3 * far->sifted_bps, "kbit/s", false},
    };
    fprintf(out, "Pass     %.1f s, %.1f to %.1f km, up to %.1f deg\n", s->pass.duration_s, s->pass.min_range_km,
            s->pass.max_range_km, s->pass.max_elevation_deg);
    fprintf(out, "Link     %-34s %8.1f km %8.1f km\n", "at the slant range of", near->range_km, far->range_km);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; ++i) {
        bool any = isfinite(rows[i].near) && (rows[i].near != 0 || rows[i].far != 0);
        if (any || !rows[i].rare) {
            fprintf(out, "         %-34s %8.2f    %8.2f %s\n", rows[i].name, rows[i].near, rows[i].far, rows[i].unit);
        }
    }
}

static void print_count(FILE *out, const char *head, const char *name, double count, double percent, const char *of) {
    fprintf(out, "%-8s %-28s %15s", head, name, number_grouped(count).text);
    if (isfinite(percent)) {
        fprintf(out, "  %.2f %% of %s", percent, of);
    }
    fprintf(out, "\n");
}

static void print_counts(const struct summary *s, FILE *out) {
    double detections = s->counts.detections;
    print_count(out, "Counts", strcmp(s->engine, "pulse") == 0 ? "pulses, every one a trial" : "pulses",
                s->counts.pulses, NAN, "");
    print_count(out, "", "detections", detections, NAN, "");
    print_count(out, "", "in the same basis", s->counts.matched_basis, NAN, "");
    print_count(out, "", "sifted key (signal states)", s->counts.sifted_bits, 100 * s->counts.sifted_bits / detections,
                "detections");
    print_count(out, "", "errors in it", s->counts.error_bits, 100 * s->qber, "the sifted key");
    print_count(out, "", "background and dark, expected", s->counts.noise, 100 * s->counts.noise / detections,
                "detections");
}

static void print_keys(const struct summary *s, FILE *out) {
    for (int i = -1; i < s->bound_count; ++i) {
        const struct key_result *key = i < 0 ? &s->key : &s->bounds[i];
        char name[64];
        if (i >= 0 && strcmp(key->bound, s->key.bound) == 0) {
            continue;
        }
        snprintf(name, sizeof name, "%s%s", key->bound, i < 0 ? "" : ", the same counts");
        fprintf(out, "%-8s %-28s %15s  bits, %.3g kbit/s\n", i < 0 ? "Key" : "", name,
                number_grouped(key->secret_bits).text, 1e-3 * key->secret_bits / s->pass.duration_s);
    }
    fprintf(out, "         eps_sec %g, eps_cor %g, %.0f bits said in error correction\n", s->key.eps_sec,
            s->key.eps_cor, s->key.leak_ec_bits);
}

static void print_repeats(const struct summary *s, FILE *out) {
    char flights[32];
    snprintf(flights, sizeof flights, "%zu flights", s->repeat_count);
    fprintf(out, "Repeat   %-14s %11s %8s %11s %11s %11s\n", flights, "mean", "sd", "5 %", "median", "95 %");
    for (int i = 0; i < REPEATS_QUANTITIES; ++i) {
        const struct repeats_spread *r = &s->repeats[i];
        fprintf(out, "         %-14s %11.7g %8.3g %11.7g %11.7g %11.7g\n", r->name, r->mean, r->sd, r->quantile[1],
                r->quantile[3], r->quantile[5]);
    }
    fprintf(out, "         %.3g %% of the flights give no key\n", 100 * s->no_key_share);
    fprintf(out, "         at expected counts %.0f bits: %.0f +- %.0f %s the expected key\n", s->gap.at_expected_counts,
            fabs(s->gap.bits), s->gap.standard_error, s->gap.bits < 0 ? "below" : "above");
}

void summary_print(const struct summary *s, FILE *out) {
    print_head(s, out);
    print_link(s, out);
    print_counts(s, out);
    print_keys(s, out);
    if (s->fiber.length_km > 0) {
        char text[256];
        char years[32];
        const bool finite = isfinite(s->fiber.years_per_sifted_bit);
        snprintf(years, sizeof years, finite ? "%.3g" : "10^%.0f",
                 finite ? s->fiber.years_per_sifted_bit : s->fiber.years_log10);
        snprintf(text, sizeof text,
                 "%.0f km at %g dB/km: the link is %.1f orders of magnitude better; an ideal 10 GHz source would wait "
                 "%s years for one sifted bit",
                 s->fiber.length_km, s->fiber.loss_db_per_km, s->fiber.orders_of_magnitude_gain, years);
        terminal_wrap(out, INDENT, "Fibre", text);
    }
    if (s->repeat_count > 1) {
        print_repeats(s, out);
    }
    if (s->warning[0]) {
        terminal_wrap(out, INDENT, "Note", s->warning);
    }
}
