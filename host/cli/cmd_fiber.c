/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/json_print.h"
#include "cli/options.h"
#include "fiber.h"
#include "report/json_out.h"
#include "security/fiber_rate.h"
#include "terminal/timing.h"

static const double loss_db_per_km = 0.2; /* Liao et al. 2017; ITU-T G.652 fibre at 1550 nm */
static const char default_lengths[] = "0,50,100,150,200,300,400,600,800,1000,1200";

/* The receiver of Liao et al. 2017 as far as fiber_rate_micius leaves it open. */
static const struct source micius_source = {
    .wavelength_m = 848.6e-9, .repetition_rate_hz = 100e6, .pulse_fwhm_s = 0.2e-9, .preparation_error = 0.005};
static const struct detector micius_detector = {
    .efficiency = {0.5, 0.5, 0.5, 0.5}, .dark_rate_hz = {25, 25, 25, 25}, .jitter_s = 0.350e-9};
static const struct timing micius_timing = {.gate_s = 2e-9, .synchronisation_jitter_s = 0.529e-9};
static const double micius_contrast = 280; /* to 1, the average of the pass */

struct fiber_row {
    double length_km, efficiency, secret, plob, twin_field, ideal_years;
    double efficiency_log10; /* where a double cannot tell the efficiency from none */
};

static const struct {
    const char *key;
    const char *title, *unit;
    size_t offset;
} columns[] = {
    {"length_km", "length", "km", offsetof(struct fiber_row, length_km)},
    {"efficiency", "efficiency", "", offsetof(struct fiber_row, efficiency)},
    {"secret_bits_per_s", "secret key", "bit/s", offsetof(struct fiber_row, secret)},
    {"plob_bits_per_s", "PLOB bound", "bit/s", offsetof(struct fiber_row, plob)},
    {"twin_field_scaling_per_s", "twin field", "~ bit/s", offsetof(struct fiber_row, twin_field)},
    {"ideal_10ghz_years_per_sifted_bit", "ideal 10 GHz", "years/bit", offsetof(struct fiber_row, ideal_years)},
};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

static double cell(const struct fiber_row *row, int column) {
    double value;
    memcpy(&value, (const char *)row + columns[column].offset, sizeof value);
    return value;
}

static struct fiber_rate_system micius(void) {
    const double intrinsic = 1 / (micius_contrast + 1), prepared = micius_source.preparation_error;
    struct fiber_rate_system system = fiber_rate_micius;
    system.receiver_efficiency *= timing_acceptance(&micius_timing, &micius_source, &micius_detector);
    for (int d = 0; d < DETECTOR_COUNT; ++d) {
        system.noise_probability += micius_detector.dark_rate_hz[d] * micius_timing.gate_s;
    }
    system.misalignment_error = prepared * (1 - intrinsic) + intrinsic * (1 - prepared);
    return system;
}

static struct fiber_row row_of(const struct fiber_rate_system *system, double length_km) {
    const double efficiency = fiber_efficiency(loss_db_per_km, length_km * 1000);
    return (struct fiber_row){
        .length_km = length_km,
        .efficiency = efficiency,
        .secret = fiber_rate(system, efficiency),
        .plob = fiber_plob(efficiency) * system->repetition_rate_hz,
        .twin_field = fiber_twin_field(efficiency) * system->repetition_rate_hz,
        .ideal_years = fiber_ideal_years_per_sifted_bit(efficiency),
        .efficiency_log10 = -0.1 * loss_db_per_km * length_km,
    };
}

/* Lengths "L,L,…" in km. rows has room for one more than the commas. */
static enum satqkd_status fill_rows(const char *lengths, struct fiber_row *rows, struct satqkd_error *error) {
    const struct fiber_rate_system system = micius();
    for (const char *text = lengths;; ++text) {
        char *end;
        double length_km = strtod(text, &end);
        if (end == text || (*end != ',' && *end != '\0') || !(length_km >= 0 && isfinite(length_km))) {
            return command_misuse("fiber", error, "--length-km: '%s' must be lengths from 0, as in 100 or 50,100,200",
                                  lengths);
        }
        *rows++ = row_of(&system, length_km);
        text = end;
        if (!*text) {
            return SATQKD_OK;
        }
    }
}

static enum satqkd_status print_json(const struct fiber_row *rows, int count, struct satqkd_error *error) {
    cJSON *root = cJSON_CreateObject();
    for (int column = 0; column < COLUMNS; ++column) {
        cJSON *array = json_out_array(root, columns[column].key);
        for (int i = 0; i < count; ++i) {
            json_out_item(array, json_out_plain_number(cell(&rows[i], column))); /* infinite becomes null */
        }
    }
    return json_print(root, error);
}

static void print_cell(const struct fiber_row *row, int column) {
    const size_t offset = columns[column].offset;
    const double power = offset == offsetof(struct fiber_row, efficiency) ? row->efficiency_log10
                         : offset == offsetof(struct fiber_row, ideal_years)
                             ? fiber_ideal_years_log10(row->efficiency_log10)
                             : NAN;
    char text[32];
    if (row->efficiency > 0 || isnan(power)) {
        snprintf(text, sizeof text, "%.5g", cell(row, column));
    } else {
        snprintf(text, sizeof text, "10^%.0f", power);
    }
    printf("%13s", text);
}

static void print_table(const struct fiber_row *rows, int count) {
    for (int column = 0; column < COLUMNS; ++column) {
        printf("%13s", columns[column].title);
    }
    putchar('\n');
    for (int column = 0; column < COLUMNS; ++column) {
        printf("%13s", columns[column].unit);
    }
    putchar('\n');
    for (int i = 0; i < count; ++i) {
        for (int column = 0; column < COLUMNS; ++column) {
            print_cell(&rows[i], column);
        }
        putchar('\n');
    }
}

static enum satqkd_status fiber_run(int argc, char **argv, struct satqkd_error *error) {
    const char *lengths = default_lengths;
    bool json = false;
    const struct options_entry entries[] = {{"length-km", .text = &lengths}, {"json", .flag = &json}, {0}};
    char **operands = NULL;
    enum satqkd_status status = options_read("fiber", entries, argc, argv, &operands, error);
    if (status != SATQKD_OK) {
        return status;
    }
    if (operands[0]) {
        return command_misuse("fiber", error, "unexpected argument '%s'; lengths are given as --length-km L[,L...]",
                              operands[0]);
    }
    int count = 1;
    for (const char *comma = lengths; (comma = strchr(comma, ',')); ++comma) {
        ++count;
    }
    struct fiber_row *rows = calloc((size_t)count, sizeof *rows);
    if (!rows) {
        return satqkd_error_set(error, SATQKD_FAILURE, "fiber: out of memory for %d lengths", count);
    }
    status = fill_rows(lengths, rows, error);
    if (status == SATQKD_OK && json) {
        status = print_json(rows, count, error);
    } else if (status == SATQKD_OK) {
        print_table(rows, count);
    }
    free(rows);
    return status;
}

const struct command command_fiber = {
    .name = "fiber",
    .usage = "fiber [--length-km L[,L...]] [--json]",
    .summary = "what a fibre of the same length would do instead",
    .help = "For each length of fibre of 0.2 dB/km: its efficiency; the secret key rate of the Micius source and "
            "receiver over\n"
            "it (vacuum and weak decoy, no statistical terms); the PLOB bound, the most that any protocol without a "
            "repeater\n"
            "can reach, and the twin-field scaling sqrt(efficiency), both at the same 100 MHz; and the years that an "
            "ideal\n"
            "10 GHz single-photon source with perfect detectors needs for one sifted bit.\n\n"
            "  --length-km L[,L...]  lengths in km (default 0 to 1200)\n"
            "  --json                one array a quantity; null where it is infinite\n\n"
            "Examples:\n"
            "  satqkd fiber\n"
            "  satqkd fiber --length-km 100,1200 --json\n",
    .run = fiber_run,
};
