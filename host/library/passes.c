/* SPDX-License-Identifier: MIT */
#include "satqkd/passes.h"

#include <stdlib.h>

#include "library/handles.h"
#include "orbit/time_utc.h"
#include "special/constants.h"
#include "study/list_passes.h"

_Static_assert((int)SATQKD_TIME_TEXT == (int)TIME_UTC_TEXT, "the public buffer holds what time_utc_format writes");

enum satqkd_status satqkd_passes(const struct satqkd_scenario *scenario, double from_utc_s, double to_utc_s,
                                 struct satqkd_pass **out, size_t *count, struct satqkd_error *error) {
    struct pass *passes = NULL;
    *out = NULL;
    *count = 0;
    size_t found = 0;
    enum satqkd_status status = list_passes(scenario->scenario, from_utc_s, to_utc_s, &passes, &found, error);
    if (status != SATQKD_OK || found == 0) {
        goto done;
    }
    *out = calloc(found, sizeof **out);
    if (!*out) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu passes", found);
        goto done;
    }
    *count = found;
    for (size_t i = 0; i < found; ++i) {
        const struct pass *pass = &passes[i];
        (*out)[i] = (struct satqkd_pass){.start_utc_s = pass->start_utc_s,
                                         .stop_utc_s = pass->stop_utc_s,
                                         .max_elevation_utc_s = pass->max_elevation_utc_s,
                                         .max_elevation_deg = CONSTANT_DEGREE * pass->max_elevation_rad,
                                         .min_range_km = pass->min_range_m / 1e3,
                                         .duration_s = pass->stop_utc_s - pass->start_utc_s,
                                         .satellite_sunlit = pass->satellite_sunlit,
                                         .station_dark = pass->station_dark};
    }
done:
    free(passes);
    return status;
}

enum satqkd_status satqkd_time_parse(const char *text, double *out_utc_s, struct satqkd_error *error) {
    return time_utc_parse(text, out_utc_s)
               ? SATQKD_OK
               : satqkd_error_set(error, SATQKD_INVALID,
                                  "'%s' is no UTC time such as 2016-12-19T16:48:00Z (1957 to 2100)", text);
}

void satqkd_time_format(double utc_s, int decimals, char *out) {
    time_utc_format(utc_s, decimals, out, SATQKD_TIME_TEXT);
}
