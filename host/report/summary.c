/* SPDX-License-Identifier: MIT */
#include "report/summary.h"

#include <inttypes.h>
#include <math.h>

#include "orbit/time_utc.h"
#include "report/json_out.h"

static void put_link(cJSON *link, const struct summary_link *at, const char *where) {
    const struct {
        const char *name;
        double value;
    } terms[] = {
        {"efficiency_db", at->efficiency_db},
        {"diffraction_db", at->diffraction_db},
        {"pointing_db", at->pointing_db},
        {"atmosphere_db", at->atmosphere_db},
        {"optics_db", at->optics_db},
        {"coupling_db", at->coupling_db},
        {"timing_db", at->timing_db},
        {"detector_db", at->detector_db},
        {"elevation_deg", at->elevation_deg},
        {"sifted_bps", at->sifted_bps},
        {"fried_m", at->fried_m},
        {"scintillation_index", at->scintillation_index},
        {"coupling_index", at->coupling_index},
        {"live_db", at->live_db},
        {"sky_hz", at->sky_hz},
        {"sun_elevation_deg", at->sun_elevation_deg},
        {"sun_angle_deg", at->sun_angle_deg},
    };
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; ++i) {
        char key[64];
        snprintf(key, sizeof key, "%s_at_%s_range", terms[i].name, where);
        json_out_number(link, key, terms[i].value);
    }
}

static void put_key(cJSON *out, const struct key_result *key, double duration_s) {
    json_out_text_item(out, "bound", key->bound);
    json_out_number(out, "secret_bits", key->secret_bits);
    json_out_number(out, "block_bits", key->block_bits);
    json_out_number(out, "rate_bps", key->secret_bits / duration_s);
    json_out_number(out, "eps_sec", key->eps_sec);
    json_out_number(out, "eps_cor", key->eps_cor);
    json_out_number(out, "leak_ec_bits", key->leak_ec_bits);
    json_out_number(out, "vacuum_events", key->vacuum_events);
    json_out_number(out, "single_photon_events", key->single_photon_events);
    json_out_number(out, "phase_error", key->phase_error);
}

static void put_device(cJSON *root, const struct summary *summary) {
    cJSON *device = json_out_object(root, "device");
    json_out_text_item(device, "name", summary->device_name);
    json_out_text_item(device, "platform", summary->device_platform);
    json_out_text_item(device, "driver", summary->device_driver);
    json_out_number(root, "wall_s", summary->wall_s);
    json_out_number(root, "kernel_s", summary->kernel_s);
    json_out_number(root, "pulses_per_s", summary->kernel_s > 0 ? summary->counts.pulses / summary->kernel_s : NAN);
    if (summary->table_hash) {
        char hash[20];
        snprintf(hash, sizeof hash, "%016" PRIx64, summary->table_hash);
        json_out_text_item(root, "table_hash", hash);
    }
}

static void put_pass(cJSON *root, const struct summary *summary) {
    char start[TIME_UTC_TEXT];
    time_utc_format(summary->pass.start_utc_s, 3, start, sizeof start);
    cJSON *pass = json_out_object(root, "pass");
    json_out_text_item(pass, "start_utc", start);
    json_out_number(pass, "duration_s", summary->pass.duration_s);
    json_out_number(pass, "min_range_km", summary->pass.min_range_km);
    json_out_number(pass, "max_range_km", summary->pass.max_range_km);
    json_out_number(pass, "max_elevation_deg", summary->pass.max_elevation_deg);
    if (summary->pass.choice[0]) {
        json_out_text_item(pass, "choice", summary->pass.choice);
    }
}

static void put_counts(cJSON *root, const struct summary *summary) {
    cJSON *counts = json_out_object(root, "counts");
    json_out_number(counts, "pulses", summary->counts.pulses);
    json_out_number(counts, "detections", summary->counts.detections);
    json_out_number(counts, "matched_basis", summary->counts.matched_basis);
    json_out_number(counts, "sifted_bits", summary->counts.sifted_bits);
    json_out_number(counts, "error_bits", summary->counts.error_bits);
    json_out_number(counts, "double_clicks", summary->counts.double_clicks);
    json_out_number(counts, "cross_basis_clicks", summary->counts.cross_clicks);
    json_out_number(counts, "expected_noise", summary->counts.noise);
    json_out_number(counts, "clicks_lost_to_dead_time", summary->counts.lost_dead);
    json_out_number(counts, "clicks_not_accepted_while_waiting", summary->counts.lost_waiting);
    json_out_number(counts, "afterpulses", summary->counts.afterpulses);
    json_out_number(root, "qber", summary->qber);
}

static void put_repeats(cJSON *root, const struct summary *summary) {
    cJSON *repeat = json_out_object(root, "repeat");
    json_out_number(repeat, "passes", (double)summary->repeat_count);
    json_out_number(repeat, "no_key_share", summary->no_key_share);
    json_out_numbers(repeat, "quantile_probabilities", repeats_probability, REPEATS_QUANTILES);
    for (int i = 0; i < REPEATS_QUANTITIES; ++i) {
        cJSON *spread = json_out_object(repeat, summary->repeats[i].name);
        json_out_number(spread, "mean", summary->repeats[i].mean);
        json_out_number(spread, "sd", summary->repeats[i].sd);
        json_out_numbers(spread, "quantiles", summary->repeats[i].quantile, REPEATS_QUANTILES);
    }
    cJSON *gap = json_out_object(repeat, "gap");
    json_out_number(gap, "secret_bits_at_expected_counts", summary->gap.at_expected_counts);
    json_out_number(gap, "secret_bits_expected", summary->gap.expected);
    json_out_number(gap, "secret_bits_expected_standard_error", summary->gap.standard_error);
    json_out_number(gap, "gap_bits", summary->gap.bits);
}

static void put_fiber(cJSON *root, const struct summary *summary) {
    cJSON *fiber = json_out_object(root, "fiber");
    json_out_number(fiber, "loss_db_per_km", summary->fiber.loss_db_per_km);
    json_out_number(fiber, "length_km_at_max_range", summary->fiber.length_km);
    json_out_number(fiber, "efficiency_log10_at_max_range", summary->fiber.efficiency_log10);
    json_out_number(fiber, "orders_of_magnitude_gain_at_max_range", summary->fiber.orders_of_magnitude_gain);
    json_out_number(fiber, "years_per_sifted_bit_ideal_10ghz", summary->fiber.years_per_sifted_bit);
    json_out_number(fiber, "years_per_sifted_bit_ideal_10ghz_log10", summary->fiber.years_log10);
    if (summary->fiber.curve_count) {
        cJSON *curve = json_out_object(fiber, "key_curve");
        json_out_numbers(curve, "length_km", summary->fiber.curve_km, summary->fiber.curve_count);
        json_out_numbers(curve, "secret_bits_per_s", summary->fiber.curve_bps, summary->fiber.curve_count);
    }
}

static void put_expected(cJSON *root, const struct summary_expected *expected) {
    cJSON *object = json_out_object(root, "expected");
    json_out_number(object, "pulses_per_s", expected->pulses_per_s);
    json_out_numbers(object, "t_s", expected->t_s, expected->count);
    json_out_numbers(object, "sifted_bps", expected->sifted_bps, expected->count);
    json_out_numbers(object, "error_bps", expected->error_bps, expected->count);
}

static void put_fades(cJSON *root, const struct summary_fades *fades) {
    cJSON *object = json_out_object(root, "fades");
    json_out_number(object, "blocks", fades->blocks);
    json_out_number(object, "block_ms", 1e3 * fades->block_s);
    json_out_number(object, "mean_db", fades->mean_db);
    json_out_number(object, "sd_db", fades->sd_db);
    json_out_number(object, "histogram_low_db", fades->low_db);
    json_out_number(object, "histogram_width_db", fades->width_db);
    json_out_numbers(object, "share", fades->share, SUMMARY_BINS);
}

enum satqkd_status summary_json(const struct summary *summary, char **out, struct satqkd_error *error) {
    cJSON *root = cJSON_CreateObject();
    json_out_text_item(root, "name", summary->name);
    json_out_text_item(root, "satellite", summary->satellite);
    json_out_text_item(root, "station", summary->station);
    json_out_text_item(root, "engine", summary->engine);
    if (summary->seed < (UINT64_C(1) << 53)) {
        json_out_number(root, "seed", (double)summary->seed);
    } else {
        char seed[24];
        snprintf(seed, sizeof seed, "%" PRIu64, summary->seed);
        json_out_text_item(root, "seed", seed);
    }
    put_device(root, summary);
    put_pass(root, summary);
    cJSON *link = json_out_object(root, "link");
    put_link(link, &summary->at_min_range, "min");
    put_link(link, &summary->at_max_range, "max");
    put_counts(root, summary);
    put_key(json_out_object(root, "key"), &summary->key, summary->pass.duration_s);
    cJSON *bounds = json_out_array(root, "bounds");
    for (int i = 0; i < summary->bound_count; ++i) {
        cJSON *bound = cJSON_CreateObject();
        put_key(bound, &summary->bounds[i], summary->pass.duration_s);
        json_out_item(bounds, bound);
    }
    put_fiber(root, summary);
    if (summary->expected.count) {
        put_expected(root, &summary->expected);
    }
    if (summary->fades.blocks > 0) {
        put_fades(root, &summary->fades);
    }
    if (summary->repeat_count > 1) {
        put_repeats(root, summary);
    }
    if (summary->warning[0]) {
        json_out_text_item(root, "warning", summary->warning);
    }
    return json_out_finish(root, out, error);
}
