/* SPDX-License-Identifier: MIT */
#include "study/new_orbit.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <cjson/cJSON.h>

#include "orbit/kepler.h"
#include "orbit/time_utc.h"
#include "scenario/quote.h"
#include "scenario/tle_file.h"
#include "special/constants.h"

static const char default_epoch[] = "2025-01-01T00:00:00Z";

static enum satqkd_status no_memory(struct satqkd_error *error) {
    return satqkd_error_set(error, SATQKD_FAILURE, "no memory left to write a scenario");
}

static const char *epoch_of(const struct new_scenario *request) {
    return request->epoch ? request->epoch : request->start ? request->start : default_epoch;
}

static enum satqkd_status fill_tle(const struct new_scenario *request, cJSON *orbit, cJSON *sources,
                                   struct satqkd_error *error) {
    struct tle_file_set *sets = NULL;
    size_t count = 0;
    char about[512];
    enum satqkd_status status =
        tle_file_read(request->tle_file, request->tle_name, request->tle_norad, &sets, &count, error);
    if (status) {
        return status;
    }
    if (count > SCENARIO_TLE_SETS) {
        status = satqkd_error_set(error, SATQKD_INVALID, "%s: %zu sets of the satellite; a scenario holds %d",
                                  request->tle_file, count, SCENARIO_TLE_SETS);
        goto done;
    }
    cJSON *lines = cJSON_AddArrayToObject(orbit, "tle");
    for (size_t i = 0; lines && i < count; i++) {
        cJSON *first = cJSON_CreateString(sets[i].line1);
        cJSON *second = cJSON_CreateString(sets[i].line2);
        if (!first || !second) {
            cJSON_Delete(first);
            cJSON_Delete(second);
            lines = NULL;
            break;
        }
        cJSON_AddItemToArray(lines, first);
        cJSON_AddItemToArray(lines, second);
    }
    snprintf(about, sizeof about, "object %s%s%s, %zu set%s, from the file %s", sets[0].catalogue,
             sets[0].name[0] ? " " : "", quote_text(sets[0].name).text, count, count == 1 ? "" : "s",
             quote_text(request->tle_file).text);
    if (!lines || !cJSON_AddStringToObject(sources, "orbit.tle", about)) {
        status = no_memory(error);
    }
done:
    free(sets);
    return status;
}

static bool add_number(cJSON *object, const char *name, double value) {
    return isnan(value) || cJSON_AddNumberToObject(object, name, value);
}

static enum satqkd_status fill_circular(const struct new_scenario *request, cJSON *orbit, struct satqkd_error *error) {
    if (isnan(request->inclination_deg)) {
        return satqkd_error_set(error, SATQKD_INVALID, "--max-elevation-deg: give --inclination-deg too");
    }
    cJSON *circular = cJSON_AddObjectToObject(orbit, "circular");
    if (!circular || !add_number(circular, "altitude_km", request->altitude_km) ||
        !add_number(circular, "inclination_deg", request->inclination_deg) ||
        !add_number(circular, "max_elevation_deg", request->max_elevation_deg) ||
        !cJSON_AddStringToObject(circular, "epoch_utc", epoch_of(request))) {
        return no_memory(error);
    }
    return SATQKD_OK;
}

static enum satqkd_status fill_kepler(const struct new_scenario *request, cJSON *orbit, struct satqkd_error *error) {
    if (isnan(request->inclination_deg) == isnan(request->ltan_h)) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "--altitude-km: give --inclination-deg, or --ltan for a Sun-synchronous orbit%s",
                                isnan(request->ltan_h) ? "" : ", not both");
    }
    cJSON *kepler = cJSON_AddObjectToObject(orbit, "kepler");
    if (!kepler || !cJSON_AddStringToObject(kepler, "epoch_utc", epoch_of(request)) ||
        !add_number(kepler, "altitude_km", request->altitude_km) ||
        !add_number(kepler, "eccentricity", request->eccentricity) ||
        !add_number(kepler, "inclination_deg", request->inclination_deg) ||
        !add_number(kepler, "sun_synchronous_ltan_h", request->ltan_h)) {
        return no_memory(error);
    }
    return SATQKD_OK;
}

static enum satqkd_status fill_geostationary(const struct new_scenario *request, cJSON *orbit, cJSON *sources,
                                             struct satqkd_error *error) {
    struct kepler_elements elements;
    double epoch_s = 0;
    char about[160];
    if (!(fabs(request->geostationary_deg) <= 360)) {
        return satqkd_error_set(error, SATQKD_INVALID, "--geostationary: %g; give a longitude from -180 to 180 deg",
                                request->geostationary_deg);
    }
    if (!time_utc_parse(epoch_of(request), &epoch_s)) {
        return satqkd_error_set(error, SATQKD_INVALID, "--epoch: \"%s\" is no UTC time such as 2025-01-01T00:00:00Z",
                                quote_text(epoch_of(request)).text);
    }
    kepler_geostationary(request->geostationary_deg / CONSTANT_DEGREE, epoch_s, &elements);
    snprintf(about, sizeof about, "worked out: over longitude %g deg at the epoch, and from then on",
             request->geostationary_deg);
    cJSON *kepler = cJSON_AddObjectToObject(orbit, "kepler");
    if (!kepler || !cJSON_AddStringToObject(kepler, "epoch_utc", epoch_of(request)) ||
        !add_number(kepler, "semi_major_axis_km", elements.semi_major_axis_m / 1e3) ||
        !add_number(kepler, "inclination_deg", 0) ||
        !add_number(kepler, "mean_anomaly_deg", elements.mean_anomaly_rad * CONSTANT_DEGREE) ||
        !cJSON_AddStringToObject(sources, "orbit.kepler.semi_major_axis_km", about) ||
        !cJSON_AddStringToObject(sources, "orbit.kepler.mean_anomaly_deg", about)) {
        return no_memory(error);
    }
    return SATQKD_OK;
}

enum satqkd_status new_orbit_fill(const struct new_scenario *request, struct cJSON *orbit, struct cJSON *sources,
                                  struct satqkd_error *error) {
    bool planned = !isnan(request->altitude_km);
    bool stands = !isnan(request->geostationary_deg);
    int kinds = (request->tle_file != NULL) + planned + stands;
    if (kinds != 1) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "%s orbit: give one of --tle FILE, --altitude-km (with --inclination-deg or --ltan), "
                                "--geostationary LONGITUDE",
                                kinds ? "more than one" : "no");
    }
    if ((request->tle_name || request->tle_norad) && !request->tle_file) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "--name and --norad choose a satellite in a file: give --tle FILE");
    }
    if (!planned && (!isnan(request->inclination_deg) || !isnan(request->ltan_h) ||
                     !isnan(request->max_elevation_deg) || !isnan(request->eccentricity))) {
        return satqkd_error_set(
            error, SATQKD_INVALID,
            "--inclination-deg, --ltan, --eccentricity and --max-elevation-deg go with --altitude-km");
    }
    if (request->tle_file) {
        return fill_tle(request, orbit, sources, error);
    }
    if (stands) {
        return fill_geostationary(request, orbit, sources, error);
    }
    return isnan(request->max_elevation_deg) ? fill_kepler(request, orbit, error)
                                             : fill_circular(request, orbit, error);
}
