/* SPDX-License-Identifier: MIT */
#include "report/band_out.h"

#include "report/json_out.h"

const char *const band_names[BAND_QUANTITIES] = {"sifted_bits", "qber", "secret_bits"};

enum satqkd_status band_out_json(const struct band *band, char **out, struct satqkd_error *error) {
    cJSON *root = cJSON_CreateObject();
    json_out_number(root, "draws", (double)band->draws);
    json_out_number(root, "inputs", (double)band->inputs);
    for (int i = 0; i < BAND_QUANTITIES; ++i) {
        cJSON *object = json_out_object(root, band_names[i]);
        json_out_number(object, "nominal", band->nominal[i]);
        json_out_number(object, "mean", band->mean[i]);
        json_out_number(object, "sd", band->sd[i]);
        json_out_number(object, "low", band->low[i]);
        json_out_number(object, "high", band->high[i]);
    }
    return json_out_finish(root, out, error);
}

void band_out_print(const struct band *band, FILE *stream) {
    fprintf(stream, "Inputs   %zu uncertain ones, %zu draws, mean engine   one sigma from          to\n", band->inputs,
            band->draws);
    for (int i = 0; i < BAND_QUANTITIES; ++i) {
        fprintf(stream, "         %-24s %12.6g   %19.6g %11.6g\n", band_names[i], band->nominal[i], band->low[i],
                band->high[i]);
    }
}
