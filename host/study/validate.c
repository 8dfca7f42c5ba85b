/* SPDX-License-Identifier: MIT */
#include "study/validate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "scenario/file_text.h"
#include "scenario/json_text.h"
#include "study/sensitivity.h"
#include "study/validate_rows.h"

const double validate_most_change = 1e-3;

static const double swing_share = 0.1;

enum satqkd_status validate_rows_add(struct validation *validation, const struct validation_row *row,
                                     struct satqkd_error *error) {
    if (!validation->rows) {
        validation->rows = calloc(VALIDATE_MOST_ROWS, sizeof *validation->rows);
    }
    if (!validation->rows || validation->row_count == VALIDATE_MOST_ROWS) {
        return satqkd_error_set(error, SATQKD_FAILURE, "validate: no room for more than %zu rows",
                                validation->row_count);
    }
    if (!isfinite(row->simulated)) {
        return satqkd_error_set(error, SATQKD_FAILURE, "validate: %s: %s came out as %g", row->experiment,
                                row->quantity, row->simulated);
    }
    validation->rows[validation->row_count++] = *row;
    return SATQKD_OK;
}

static enum satqkd_status add_sensitivity(const struct validate_options *options, struct validation *out,
                                          struct satqkd_error *error) {
    const struct sensitivity_case base = {
        .scenario = validate_micius, .go_on = options->go_on, .context = options->context};
    out->swing_share = swing_share;
    enum satqkd_status status = sensitivity_tornado(&base, swing_share, &out->swings, &out->swing_count, error);
    if (status == SATQKD_OK) {
        status = sensitivity_band(&base, options->draws, &out->band, error);
        out->has_band = status == SATQKD_OK;
        out->band_published = validate_micius_published;
    }
    return status;
}

enum satqkd_status validate_run(const struct validate_options *options, struct validation *out,
                                struct satqkd_error *error) {
    *out = (struct validation){
        .frozen =
            "Three parameters were chosen, all on the Micius pass of 2016-12-19, within what its paper leaves open: "
            "the air's zenith optical depth, 0.68 (that night's sifted bits); the stray light, a radiance that makes "
            "noise half a per cent of the detections; the preparation error of the states, 0.6 % (that night's "
            "errors). "
            "Printed numbers of the same paper were read so that they agree with each other: 10 urad as the uniform "
            "disc's full angle (22 dB), and the contrast of 280:1 split into the analyser's and a residual rotation. "
            "The leakage of its error correction, f = 1.6, is taken for a Hamming-type code and not printed. All of it "
            "stays as it is for every other row. \"Chosen on it\" marks the rows of which this is true: they say how "
            "well these numbers fit, not how well the program predicts. \"Predicted\": nothing was chosen on the row. "
            "\"Context\": inputs that matter are not public. \"Derived\": follows from printed inputs by a closed "
            "form. "
            "Not compared: what others measured with entangled pairs (Yin et al., Nature 582, 501, 2020), for the "
            "program flies decoy-state BB84 only."};
    enum satqkd_status status = validate_passes(options, out, error);
    if (status == SATQKD_OK) {
        status = validate_models(out, error);
    }
    if (status == SATQKD_OK && options->sensitivity) {
        status = add_sensitivity(options, out, error);
    }
    if (status == SATQKD_OK && options->nights > 0) {
        out->nights_drawn = options->nights;
        out->nights_from = validate_nights_drawn;
        status = validate_nights(options->nights, out->nights, error);
    }
    return status;
}

void validate_release(struct validation *validation) {
    free(validation->rows);
    free(validation->swings);
    *validation = (struct validation){0};
}

static const char *text_of(const cJSON *object, const char *key) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsString(item) ? item->valuestring : "";
}

static const cJSON *find_row(const cJSON *rows, const struct validation_row *row) {
    const cJSON *item;
    cJSON_ArrayForEach(item, rows) {
        if (strcmp(text_of(item, "experiment"), row->experiment) == 0 &&
            strcmp(text_of(item, "quantity"), row->quantity) == 0) {
            return item;
        }
    }
    return NULL;
}

static enum satqkd_status compare(const struct validation *validation, const cJSON *rows, const char *path,
                                  struct satqkd_error *error) {
    const int known = cJSON_GetArraySize(rows);
    char told[600] = "";
    size_t moved = 0, length = 0;
    if (!cJSON_IsArray(rows)) {
        return satqkd_error_set(error, SATQKD_INVALID, "%s: no array of rows, as satqkd validate --json writes it",
                                path);
    }
    for (size_t i = 0; i < validation->row_count; ++i) {
        const struct validation_row *row = &validation->rows[i];
        const cJSON *item = find_row(rows, row);
        const cJSON *before = cJSON_GetObjectItemCaseSensitive(item, "simulated");
        const double old = cJSON_IsNumber(before) ? before->valuedouble : NAN;
        if (fabs(row->simulated - old) <= validate_most_change * fabs(old)) {
            continue;
        }
        ++moved;
        char line[300];
        const size_t more =
            (size_t)snprintf(line, sizeof line, "%s%s: %s is %.9g %s, and was %.9g", moved > 1 ? "; " : "",
                             row->experiment, row->quantity, row->simulated, row->unit, old);
        if (more < sizeof line && length + more < sizeof told) {
            memcpy(told + length, line, more + 1);
            length += more;
        }
    }
    if (moved > 0) {
        return satqkd_error_set(error, SATQKD_FAILURE,
                                "%s: %zu rows moved by more than %g %% or are new: %s. If the physics was meant to "
                                "change, remake the page with satqkd validate --out",
                                path, moved, 100 * validate_most_change, told);
    }
    if ((size_t)known != validation->row_count) {
        return satqkd_error_set(error, SATQKD_FAILURE, "%s: has %d rows and there are %zu now: some are gone", path,
                                known, validation->row_count);
    }
    return SATQKD_OK;
}

enum satqkd_status validate_against(const struct validation *validation, const char *path, struct satqkd_error *error) {
    struct file_text text = {0};
    cJSON *rows = NULL;
    enum satqkd_status status = file_text_read(path, &text, error);
    if (status == SATQKD_OK) {
        status = json_text_tree(&text, &rows, error);
    }
    if (status == SATQKD_OK) {
        status = compare(validation, rows, path, error);
    }
    cJSON_Delete(rows);
    file_text_release(&text);
    return status;
}
