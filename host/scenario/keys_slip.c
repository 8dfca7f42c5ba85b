/* SPDX-License-Identifier: MIT */
#include "scenario/keys_slip.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "orbit/time_utc.h"

/* Values from `low` to `high` of a key that ends so were meant otherwise; `factor` makes the right number of them, 0: there is none. */
struct slip {
    const char *ending;
    double low, high;
    double factor, offset;
    const char *format; /* of the value and the right one */
};

static const struct slip refused[] = {
    {"wavelength_nm", 0.2, 20, 1e3, 0, "; %g is micrometres, in nm it is %g"},
    {"wavelength_nm", 2e-7, 2e-5, 1e9, 0, "; %g is metres, in nm it is %g"},
    {"latitude_deg", -180, 180, 0, 0, "; were latitude and longitude exchanged?"},
    {"longitude_deg", 180, 360, 1, -360, "; %g east is %g: west is negative"},
    {"station.altitude_m", 9000, 30000, 0.3048, 0, "; %g feet are %g m"},
    {"altitude_km", 100000, 4e8, 1e-3, 0, "; %g m are %g km"},
    {"altitude_km", 0.1, 99, 0, 0, "; no orbit lasts so low"},
    {"loss_db_per_km", -100, 0, -1, 0, "; a loss is positive: for %g give %g dB/km"},
    {"optical_depth", -20, 0, -1, 0, "; an optical depth is positive, and lets exp(-depth) through"},
    {"efficiency", 1, 100, 0.01, 0, "; %g percent are %g"},
    {"efficiency", -100, 0, 0, 0, "; a share of the light, not dB: -3 dB are 0.5"},
    {"contrast", -100, 1, 0, 0, "; bright over dark, not dB: 20 dB are 100"},
    {"_ltan_h", 24, 360, 1.0 / 15, 0, "; %g degrees are %g h"},
    {"clear_sky_probability", 1, 100, 0.01, 0, "; %g percent are %g"},
};

static const struct slip doubtful[] = {
    {"divergence_urad", 0, 1e-3, 1e6, 0, "%g urad: are these radians? Then give %g"},
    {"divergence_urad", 1e-3, 0.5, 1e3, 0, "%g urad: are these milliradians? Then give %g"},
    {"jitter_urad", 1e-12, 2e-5, 1e6, 0, "%g urad: are these radians? Then give %g"},
    {"jitter_urad", 2e-5, 1e-2, 1e3, 0, "%g urad: are these milliradians? Then give %g"},
    {"jitter_urad", 200, 1000, 0, 0, "so wide a jitter loses nearly all light: microradians, not nanoradians?"},
    {"field_of_view_urad", 0, 1e-3, 1e6, 0, "%g urad: are these radians? Then give %g"},
    {"field_of_view_urad", 1e-3, 1, 1e3, 0, "%g urad: are these milliradians? Then give %g"},
    {"gate_ns", 0, 1e-3, 1e9, 0, "%g ns: are these seconds? Then give %g"},
    {"pulse_fwhm_ns", 0, 1e-6, 1e9, 0, "%g ns: are these seconds? Then give %g"},
    {"repetition_rate_mhz", 2e4, 1e5, 0, 0, "more than 20 GHz: is this MHz?"},
    {"station.altitude_m", 5500, 9000, 0.3048, 0, "%g m: higher than any observatory; are these feet? Then give %g"},
    {"telescope.diameter_m", 5, 50, 0.01, 0, "%g m: are these centimetres? Then give %g"},
    {"zenith_optical_depth", 5, 20, 0, 0, "less than 1 % of the light comes through: optical depth, not dB?"},
};

static bool ends_with(const char *text, const char *ending) {
    size_t length = strlen(text);
    size_t tail = strlen(ending);
    return length >= tail && strcmp(text + length - tail, ending) == 0;
}

static bool find(const struct slip *slips, size_t count, const char *path, double value, char *out) {
    char key[256];
    snprintf(key, sizeof key, "%.*s", (int)strcspn(path, "["), path);
    out[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        const struct slip *slip = &slips[i];
        if (ends_with(key, slip->ending) && value >= slip->low && value <= slip->high) {
            snprintf(out, KEYS_SLIP_TEXT, slip->format, value, slip->factor * value + slip->offset);
            return true;
        }
    }
    return false;
}

void keys_slip(const char *path, double value, char *out) {
    find(refused, sizeof refused / sizeof *refused, path, value, out);
}

bool keys_slip_doubt(const char *path, double value, char *out) {
    return find(doubtful, sizeof doubtful / sizeof *doubtful, path, value, out);
}

void keys_slip_time(const char *text, char *out) {
    double utc_s = 0;
    char utc[TIME_UTC_TEXT];
    out[0] = '\0';
    if (time_utc_zoned(text, &utc_s)) {
        time_utc_format(utc_s, 0, utc, sizeof utc);
        snprintf(out, KEYS_SLIP_TEXT, "; times are UTC, without a zone: for that moment give %s", utc);
    }
}
