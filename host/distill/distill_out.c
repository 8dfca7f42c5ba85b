/* SPDX-License-Identifier: MIT */
#include "distill/distill_out.h"

#include <math.h>
#include <stdbool.h>

#include "report/json_out.h"

/* The pass of 19 December 2016 (Liao et al., Nature 549, 43, 2017), for comparison. */
static const struct {
    double sifted_bits, qber, secret_bits, uplink_bps, downlink_bps;
} paper = {1671072, 0.011, 300939, 1e6, 4e6};

static const char *const basis_names[KEY_BASES] = {[KEY_Z] = "z", [KEY_X] = "x"};

static void add_correction(cJSON *root, const struct distill_result *result, const struct distill_about *about) {
    double parities = 0, tags = 0;
    cJSON *ec = json_out_object(root, "ec");
    for (int i = 0; i < result->blocks; ++i) {
        parities += (double)result->block[i].account.leak_bits;
        tags += (double)result->block[i].verification_bits;
    }
    json_out_text_item(ec, "scheme", about->scheme);
    json_out_number(ec, "leak_bits", (double)result->leak_bits);
    json_out_number(ec, "parity_bits", parities);
    json_out_number(ec, "verification_bits", tags);
    json_out_number(ec, "bob_bits", (double)result->bob_bits);
    json_out_number(ec, "efficiency_f", result->efficiency_f);
    json_out_number(ec, "rounds", (double)result->rounds);
    json_out_number(ec, "residual_errors", (double)result->residual_errors);
    json_out_text_item(
        ec, "assumption",
        "leak_bits counts what Alice says; Bob's bits follow from it and from where the errors are, which "
        "the eavesdropper is taken to know (Tupkary and Luetkenhaus, arXiv:2307.00576)");
}

static void add_block(cJSON *blocks, const struct distill_result *result, int number) {
    const struct distill_block *block = &result->block[number];
    cJSON *item = cJSON_CreateObject();
    if (!json_out_item(blocks, item)) {
        return;
    }
    json_out_text_item(item, "basis", result->blocks > 1 ? basis_names[number] : "as the bound counts");
    json_out_number(item, "in_bits", (double)block->bits);
    json_out_number(item, "out_bits", (double)block->secret_bits);
    json_out_number(item, "errors", (double)block->errors);
    json_out_number(item, "leak_bits", (double)block->leak_bits);
    json_out_number(item, "phase_error", block->key.phase_error);
    json_out_number(item, "verification_failure", block->failure);
}

static void add_amplification(cJSON *root, const struct distill_result *result, const struct distill_about *about) {
    cJSON *pa = json_out_object(root, "pa");
    json_out_text_item(pa, "family", about->family);
    json_out_number(pa, "in_bits", (double)result->block_bits);
    json_out_number(pa, "out_bits", (double)result->secret_bits);
    json_out_text_item(pa, "seed", result->expanded ? "expanded" : about->seed_from);
    json_out_text_item(pa, "seed_from", about->seed_from);
    cJSON *blocks = json_out_array(pa, "blocks");
    for (int i = 0; i < result->blocks && i < BLOCK_MOST; ++i) {
        add_block(blocks, result, i);
    }
}

static enum classical_end ground(const struct distill_about *about) {
    return about->satellite == CLASSICAL_ALICE ? CLASSICAL_BOB : CLASSICAL_ALICE;
}

static void add_traffic(cJSON *root, const struct classical_traffic *traffic, const struct distill_about *about) {
    cJSON *object = json_out_object(root, "traffic");
    json_out_number(object, "uplink_bits", (double)traffic->bits[ground(about)]);
    json_out_number(object, "downlink_bits", (double)traffic->bits[about->satellite]);
    json_out_number(object, "seconds", traffic->contact_s);
    json_out_number(object, "messages",
                    (double)(traffic->messages[CLASSICAL_ALICE] + traffic->messages[CLASSICAL_BOB]));
    json_out_number(object, "round_trips", (double)traffic->turns / 2);
    json_out_number(object, "done_s", traffic->end_s);
    json_out_number(object, "seconds_beyond_known_contacts", traffic->beyond_s);
}

enum satqkd_status distill_json(const struct distill_result *result, const struct distill_about *about, char **out,
                                struct satqkd_error *error) {
    cJSON *root = cJSON_CreateObject();
    json_out_text_item(root, "events", about->events);
    json_out_text_item(root, "bound", about->bound);
    json_out_number(root, "sifted_bits", (double)result->sifted_bits);
    json_out_number(root, "block_bits", (double)result->block_bits);
    json_out_number(root, "qber", result->qber);
    add_correction(root, result, about);
    json_out_flag(root, "verified", result->verified);
    add_amplification(root, result, about);
    add_traffic(root, &result->traffic, about);
    cJSON *authentication = json_out_object(root, "authentication");
    json_out_number(authentication, "key_bits", (double)result->authentication_bits);
    json_out_number(authentication, "failure", result->authentication_failure);
    cJSON *seconds = json_out_object(root, "seconds");
    json_out_number(seconds, "sift", result->sift_s);
    json_out_number(seconds, "correct", result->correct_s);
    json_out_number(seconds, "hash", result->hash_s);
    json_out_number(seconds, "wall", about->wall_s);
    json_out_number(root, "secret_bits", (double)result->secret_bits);
    json_out_number(root, "eps_sec", result->eps_sec);
    json_out_number(root, "eps_cor", result->eps_cor);
    return json_out_finish(root, out, error);
}

static void line(FILE *stream, const char *label, double value, const char *format, const char *reference) {
    char text[32];
    snprintf(text, sizeof text, format, value);
    fprintf(stream, "%-34s%18s%18s\n", label, isnan(value) ? "-" : text, reference);
}

static const char *number(char text[32], const char *format, double value) {
    snprintf(text, 32, format, value);
    return text;
}

void distill_print(const struct distill_result *result, const struct distill_about *about, FILE *stream) {
    char text[32];
    const struct classical_traffic *traffic = &result->traffic;
    fprintf(stream, "%-34s%18s%18s\n", "", "here", "Micius, 2017");
    line(stream, "sifted bits (signal)", (double)result->sifted_bits, "%.0f", number(text, "%.0f", paper.sifted_bits));
    line(stream, "string to correct and hash, bits", (double)result->block_bits, "%.0f", "");
    line(stream, "error rate, %", 100 * result->qber, "%.3f", number(text, "%.1f", 100 * paper.qber));
    line(stream, "leakage of the correction, bits", (double)result->leak_bits, "%.0f", "");
    line(stream, "  over the least possible, f", result->efficiency_f, "%.4f", "");
    line(stream, "  said by Bob besides, bits", (double)result->bob_bits, "%.0f", "");
    line(stream, "secret key, bits", (double)result->secret_bits, "%.0f", number(text, "%.0f", paper.secret_bits));
    line(stream, "uplink, bits", (double)traffic->bits[ground(about)], "%.0f",
         number(text, "%.0f bit/s", paper.uplink_bps));
    line(stream, "downlink, bits", (double)traffic->bits[about->satellite], "%.0f",
         number(text, "%.0f bit/s", paper.downlink_bps));
    line(stream, "radio contact used, s", traffic->contact_s, "%.2f", "");
    line(stream, "key at hand after, s from start", traffic->end_s, "%.1f", "");
    line(stream, "round trips", (double)traffic->turns / 2, "%.0f", "");
    line(stream, "authentication key used, bits", (double)result->authentication_bits, "%.0f", "");
    fprintf(stream, "\n%s, correction %s, hash %s; ", about->bound, about->scheme, about->family);
    if (result->expanded) {
        fprintf(stream,
                "eps_cor %g\nNo eps_sec: the matrix is expanded from 32 bytes, and that is not proven universal.\n",
                result->eps_cor);
    } else {
        fprintf(stream, "eps_sec %g, eps_cor %g\n", result->eps_sec, result->eps_cor);
    }
    fprintf(stream, "Seconds: sifting %.2f, correction %.2f, hashing %.2f, in all %.2f\n", result->sift_s,
            result->correct_s, result->hash_s, about->wall_s);
    if (!result->verified) {
        fprintf(stream, "The strings could not be made equal: no key is made of what was not verified.\n");
    }
    if (traffic->beyond_s > 0) {
        fprintf(stream, "%.1f s of contact more are needed than the orbit is known to give.\n", traffic->beyond_s);
    }
}
