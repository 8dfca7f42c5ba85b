/* SPDX-License-Identifier: MIT */
#include "report/validation_out.h"

#include <math.h>
#include <string.h>

#include "report/json_out.h"

static const char *const kind_names[] = {[VALIDATION_PREDICTED] = "predicted",
                                         [VALIDATION_CHOSEN] = "chosen on it",
                                         [VALIDATION_CONTEXT] = "context",
                                         [VALIDATION_DERIVED] = "derived",
                                         [VALIDATION_MODEL] = "model"};

const char *validation_kind_name(enum validation_kind kind) {
    return kind_names[kind];
}

bool validation_within(const struct validation_row *row) {
    /* A bit of room for the last digit of numbers that are equal to the tolerance. */
    return fabs(row->simulated - row->published) <= row->tolerance * (1 + 1e-12);
}

bool validation_measured(const struct validation_row *row) {
    return row->kind <= VALIDATION_CONTEXT;
}

struct validation_tally validation_count(const struct validation *validation) {
    struct validation_tally tally = {0};
    for (size_t i = 0; i < validation->row_count; ++i) {
        const struct validation_row *row = &validation->rows[i];
        const bool inside = validation_within(row), measured = validation_measured(row);
        ++tally.all;
        tally.inside += inside;
        tally.measured += measured;
        tally.measured_inside += measured && inside;
    }
    return tally;
}

double validation_digits(const struct validation_row *row) {
    const double off = fabs(row->simulated / row->published - 1);
    return off > 0 ? fmin(15, fmax(0, -log10(off))) : 15;
}

static void add_row(cJSON *array, const struct validation_row *row) {
    cJSON *object = cJSON_CreateObject();
    json_out_item(array, object);
    json_out_text_item(object, "experiment", row->experiment);
    json_out_text_item(object, "quantity", row->quantity);
    json_out_text_item(object, "kind", kind_names[row->kind]);
    json_out_number(object, "published", row->published);
    json_out_number(object, "simulated", row->simulated);
    json_out_number(object, "ratio", row->simulated / row->published);
    json_out_number(object, "difference", row->simulated - row->published);
    json_out_number(object, "spread", row->spread);
    json_out_number(object, "tolerance", row->tolerance);
    json_out_text_item(object, "tolerance_reason", row->reason);
    json_out_text_item(object, "unit", row->unit);
    json_out_text_item(object, "source", row->source);
    json_out_flag(object, "within", validation_within(row));
    if (row->remark) {
        json_out_text_item(object, "remark", row->remark);
    }
    if (row->has_depth) {
        json_out_number(object, "zenith_optical_depth_that_would_do", row->depth);
    }
}

enum satqkd_status validation_out_json(const struct validation *validation, char **out, struct satqkd_error *error) {
    cJSON *root = cJSON_CreateArray();
    for (size_t i = 0; i < validation->row_count; ++i) {
        add_row(root, &validation->rows[i]);
    }
    return json_out_finish(root, out, error);
}

void validation_out_print(const struct validation *validation, FILE *stream) {
    const struct validation_tally tally = validation_count(validation);
    const char *experiment = "";
    fprintf(stream, "%-44s %12s %12s %8s %9s\n", "", "published", "simulated", "ratio", "");
    for (size_t i = 0; i < validation->row_count; ++i) {
        const struct validation_row *row = &validation->rows[i];
        if (strcmp(experiment, row->experiment) != 0) {
            experiment = row->experiment;
            fprintf(stream, "%s\n", experiment);
        }
        fprintf(stream, "  %-42.42s %12.6g %12.6g %8.4g %s %s\n", row->quantity, row->published, row->simulated,
                row->simulated / row->published, validation_within(row) ? " inside" : "OUTSIDE", row->unit);
    }
    fprintf(stream, "%zu rows, %zu inside; of the %zu measurements among them %zu\n", tally.all, tally.inside,
            tally.measured, tally.measured_inside);
}
