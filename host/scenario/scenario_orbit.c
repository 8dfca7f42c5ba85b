/* SPDX-License-Identifier: MIT */
#include "scenario/scenario_orbit.h"

#include <math.h>

#include "orbit/frames.h"
#include "scenario/scenario_oem.h"
#include "scenario/scenario_track.h"

static const char kepler_key[] = "orbit.kepler";
static const char ltan_key[] = "orbit.kepler.sun_synchronous_ltan_h";

static enum satqkd_status derive_kepler(const struct scenario_document *document, struct scenario_orbit *orbit,
                                        struct satqkd_error *error) {
    struct kepler_elements *elements = &orbit->kepler;
    if (document_node(document, "orbit.kepler.altitude_km")) {
        elements->semi_major_axis_m = frames_equatorial_radius() + orbit->kepler_altitude_m;
    }
    if (!document_node(document, ltan_key)) {
        return SATQKD_OK;
    }
    if (document_node(document, "orbit.kepler.raan_deg")) {
        return document_fault(document, error, "orbit.kepler.raan_deg",
                              "excludes %s, which says where the node is; keep one of the two", ltan_key);
    }
    enum satqkd_status status =
        kepler_sun_synchronous(elements->semi_major_axis_m, elements->eccentricity, &elements->inclination_rad, error);
    if (status) {
        document_place_error(document, error, kepler_key);
        return status;
    }
    elements->raan_rad = kepler_node_at_local_time(elements->epoch_utc_s, orbit->kepler_ltan_s);
    return SATQKD_OK;
}

enum satqkd_status scenario_orbit_derive(const struct scenario_document *document, struct scenario_orbit *orbit,
                                         struct satqkd_error *error) {
    if (document_node(document, scenario_track_key)) {
        orbit->kind = SCENARIO_ORBIT_TRACK;
        return scenario_track_points(document, orbit, error);
    }
    if (document_node(document, "orbit.fixed")) {
        orbit->kind = SCENARIO_ORBIT_FIXED;
        orbit->fixed.efficiency = pow(10, -0.1 * orbit->fixed_loss_db);
        return SATQKD_OK;
    }
    if (document_node(document, scenario_oem_key)) {
        orbit->kind = SCENARIO_ORBIT_OEM;
        return scenario_oem_states(document, orbit, error);
    }
    if (document_node(document, kepler_key)) {
        orbit->kind = SCENARIO_ORBIT_KEPLER;
        return derive_kepler(document, orbit, error);
    }
    if (document_node(document, "orbit.circular")) {
        orbit->kind = SCENARIO_ORBIT_CIRCULAR;
        return SATQKD_OK;
    }
    orbit->kind = SCENARIO_ORBIT_TLE;
    return orbit->tle_lines % 2 == 0 ? SATQKD_OK
                                     : document_fault(document, error, "orbit.tle",
                                                      "%d lines; give both lines of every set", orbit->tle_lines);
}

static enum satqkd_status make_tles(const struct scenario_orbit *orbit, struct orbit **out,
                                    struct satqkd_error *error) {
    const char *lines[2 * SCENARIO_TLE_SETS];
    for (int i = 0; i < orbit->tle_lines; i++) {
        lines[i] = orbit->tle[i];
    }
    return orbit_create_tles(lines, (size_t)orbit->tle_lines / 2, orbit->max_age_s, out, error);
}

enum satqkd_status scenario_make_orbit(const struct scenario *scenario, struct orbit **out,
                                       struct satqkd_error *error) {
    const struct scenario_orbit *orbit = &scenario->orbit;
    switch (orbit->kind) {
    case SCENARIO_ORBIT_TLE:
        return make_tles(orbit, out, error);
    case SCENARIO_ORBIT_CIRCULAR:
        return orbit_create_circular(orbit->altitude_m, orbit->inclination_rad, orbit->max_elevation_rad,
                                     &scenario->station, orbit->epoch_utc_s, out, error);
    case SCENARIO_ORBIT_KEPLER:
        return orbit_create_kepler(&orbit->kepler, out, error);
    case SCENARIO_ORBIT_OEM:
        return orbit_create_ephemeris(orbit->states, orbit->state_count, orbit->frame, orbit->degree, out, error);
    case SCENARIO_ORBIT_TRACK:
        return orbit_create_track(orbit->points, orbit->point_count, orbit->track_start_utc_s, out, error);
    case SCENARIO_ORBIT_FIXED:
        return orbit_create_fixed(&orbit->fixed, orbit->fixed_duration_s, orbit->fixed_start_utc_s, out, error);
    }
    return satqkd_error_set(error, SATQKD_INVALID, "orbit: no known kind (%d)", (int)orbit->kind);
}
