/* SPDX-License-Identifier: MIT */
#include "report/calendar_out.h"

#include <stdio.h>

#include "orbit/time_utc.h"
#include "report/csv_field.h"
#include "report/csv_table.h"

static const double hour_s = 3600;

static void put_cell(FILE *stream, const struct calendar_out *calendar, size_t index, size_t station) {
    const struct calendar_out_cell *cell = &calendar->cells[station * calendar->cell_count + index];
    char start[TIME_UTC_TEXT];
    if (cell->passes == 0) {
        return;
    }
    time_utc_format(calendar->from_utc_s + calendar->cell_s * (double)index, 0, start, sizeof start);
    fputs(start, stream);
    csv_field_number(stream, calendar->cell_s / hour_s);
    fputc(',', stream);
    csv_field_text(stream, calendar->stations[station]);
    csv_field_number(stream, cell->passes);
    csv_field_number(stream, cell->clear_passes);
    csv_field_number(stream, cell->sifted_bits);
    csv_field_number(stream, cell->secret_bits);
    fputc('\n', stream);
}

enum satqkd_status calendar_out_csv(const struct calendar_out *calendar, char **out, struct satqkd_error *error) {
    size_t size;
    *out = NULL;
    FILE *stream = open_memstream(out, &size);
    if (stream) {
        fputs("start_utc,hours,station,passes,clear_passes,sifted_bits,secret_bits\n", stream);
        for (size_t index = 0; index < calendar->cell_count; ++index) {
            for (size_t station = 0; station < calendar->station_count; ++station) {
                put_cell(stream, calendar, index, station);
            }
        }
    }
    return csv_table_finish(stream, out, calendar->cell_count * calendar->station_count, "rows", error);
}
