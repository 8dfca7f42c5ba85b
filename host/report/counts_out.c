/* SPDX-License-Identifier: MIT */
#include "report/counts_out.h"

#include <math.h>

#include "report/json_out.h"

enum satqkd_status counts_out_json(const struct key_protocol *protocol, const struct key_counts *counts, char **out,
                                   struct satqkd_error *error) {
    static const char *const key_basis[] = {[KEY_BASIS_Z] = "z", [KEY_BASIS_X] = "x", [KEY_BASIS_BOTH] = "both"};
    static const struct {
        const char *name;
        int basis;
    } bases[] = {{"x", KEY_X}, {"z", KEY_Z}};
    int count = protocol->intensity_count;
    cJSON *root = cJSON_CreateObject();
    json_out_number(root, "schema", 1);
    json_out_numbers(root, "intensities", protocol->intensities, count);
    json_out_numbers(root, "probabilities", protocol->probabilities, count);
    json_out_number(root, "pulses", counts->pulses);
    cJSON *probabilities = json_out_object(root, "basis_probabilities");
    json_out_number(probabilities, "alice_x", protocol->alice_x);
    json_out_number(probabilities, "bob_x", protocol->bob_x);
    cJSON *tables = json_out_object(root, "bases");
    for (int i = 0; i < KEY_BASES; ++i) {
        cJSON *table = json_out_object(tables, bases[i].name);
        json_out_numbers(table, "detections", counts->detections[bases[i].basis], count);
        json_out_numbers(table, "errors", counts->errors[bases[i].basis], count);
    }
    cJSON *settings = json_out_object(root, "protocol");
    json_out_text_item(settings, "bound", protocol->bound);
    json_out_number(settings, "eps_sec", protocol->eps_sec);
    json_out_number(settings, "eps_cor", protocol->eps_cor);
    if (isnan(protocol->leak_ec_bits)) {
        json_out_number(settings, "f_ec", protocol->f_ec);
    } else {
        json_out_number(settings, "leak_ec_bits", protocol->leak_ec_bits);
    }
    json_out_text_item(settings, "key_basis", key_basis[protocol->key_basis]);
    json_out_number(settings, "intensity_tolerance", protocol->intensity_tolerance);
    /* The rest is written where it is not the default: the file holds no key but those it needs. */
    if (protocol->leak_model == KEY_LEAK_TOMAMICHEL2017) {
        json_out_text_item(settings, "leak_model", "tomamichel2017");
    }
    if (protocol->verification_bits > 0) {
        json_out_number(settings, "verification_bits", protocol->verification_bits);
    }
    if (protocol->authentication_bits > 0) {
        json_out_number(settings, "authentication_bits", protocol->authentication_bits);
    }
    if (protocol->basis_choice == KEY_BASIS_ACTIVE) {
        json_out_text_item(settings, "basis_choice", "active");
    }
    return json_out_finish(root, out, error);
}
