/* SPDX-License-Identifier: MIT */
#include "study/validate_points.h"

#include <math.h>

#include "study/validate_rows.h"

const char validate_points_last_digit[] = "half a unit of the last digit published";

enum satqkd_status validate_points_add(const struct validate_model *model, const struct validate_point *points,
                                       size_t count, struct validation *validation, struct satqkd_error *error) {
    enum satqkd_status status = SATQKD_OK;
    for (size_t i = 0; i < count && status == SATQKD_OK; ++i) {
        const struct validate_point *point = &points[i];
        struct validation_row row = {.experiment = model->name,
                                     .quantity = point->quantity,
                                     .unit = point->unit,
                                     .kind = VALIDATION_MODEL,
                                     .published = point->published,
                                     .simulated = point->value(point->a, point->b),
                                     .tolerance = point->tolerance,
                                     .reason = model->reason,
                                     .source = model->source,
                                     .spread = NAN};
        row.remark = validation_within(&row) ? NULL : model->remark;
        status = validate_rows_add(validation, &row, error);
    }
    return status;
}
