/* SPDX-License-Identifier: MIT */
#include "study/campaign_calendar.h"

#include <math.h>
#include <stdlib.h>

#include "report/calendar_out.h"

static const double hour_s = 3600, day_s = 86400, week_s = 7 * 86400;

static void fill(const struct campaign *campaign, const struct campaign_result *result, const bool *clear,
                 const double *bits, const struct calendar_out *calendar, struct calendar_out_cell *cells) {
    for (size_t i = 0; i < result->passes.count; ++i) {
        const struct campaign_pass *pass = &result->passes.passes[i];
        const double index = floor((pass->pass.start_utc_s - campaign->from_utc_s) / calendar->cell_s);
        if (!result->chosen[i] || !(index >= 0 && index < (double)calendar->cell_count)) {
            continue;
        }
        struct calendar_out_cell *cell = &cells[pass->station * calendar->cell_count + (size_t)index];
        cell->passes += 1;
        if (clear[i]) {
            cell->clear_passes += 1;
            cell->sifted_bits += campaign_result_flight(result, i, 0)->sifted_bits;
            cell->secret_bits += bits[i];
        }
    }
}

enum satqkd_status campaign_calendar_csv(const struct campaign *campaign, const struct campaign_result *result,
                                         const bool *clear, const double *bits, char **out,
                                         struct satqkd_error *error) {
    const double span_s = campaign->to_utc_s - campaign->from_utc_s;
    const size_t stations = campaign->station_count;
    struct calendar_out calendar = {
        .from_utc_s = campaign->from_utc_s, .cell_s = span_s <= week_s ? hour_s : day_s, .station_count = stations};
    calendar.cell_count = (size_t)ceil(span_s / calendar.cell_s);
    struct calendar_out_cell *cells = calloc(stations * calendar.cell_count + 1, sizeof *cells);
    const char **names = calloc(stations + 1, sizeof *names);
    enum satqkd_status status = SATQKD_FAILURE;
    *out = NULL;
    if (!cells || !names) {
        satqkd_error_set(error, status, "out of memory for a calendar of %zu stations", stations);
        goto done;
    }
    for (size_t i = 0; i < stations; ++i) {
        names[i] = campaign->stations[i].name;
    }
    fill(campaign, result, clear, bits, &calendar, cells);
    calendar.cells = cells;
    calendar.stations = names;
    status = calendar_out_csv(&calendar, out, error);
done:
    free(names);
    free(cells);
    return status;
}
