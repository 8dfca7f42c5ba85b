/* SPDX-License-Identifier: MIT */
#include "channel/channel.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

#include "special/constants.h"

double channel_db(double efficiency) {
    return 0.0 - 10.0 * log10(efficiency); /* not -10 log10: no loss is 0, not -0 */
}

void channel_prepare(struct channel *channel) {
    coupling_prepare(&channel->coupling, &channel->receiver);
    adaptive_optics_prepare(&channel->optics);
}

double channel_between_gates(const struct channel *channel) {
    return 1.0 - fmin(channel->timing.gate_s * channel->source.repetition_rate_hz, 1.0);
}

/* Share of the light, before any polarization, that meets a detector: its basis's part of the splitter, halved. */
static double detector_share(const struct channel *channel, int detector) {
    return 0.5 * (detector / 2 == 1 ? channel->bob_x : 1.0 - channel->bob_x);
}

/* A track of efficiencies: the one number stands for the whole way to before the detectors, and no fade is added. */
static enum satqkd_status given_link(const struct orbit_look *look, struct channel_link *out,
                                     struct satqkd_error *error) {
    if (!(look->efficiency >= 0.0 && look->efficiency <= 1.0)) {
        return satqkd_error_set(error, SATQKD_INVALID, "the track's efficiency is %g; it must lie within 0..1",
                                look->efficiency);
    }
    out->diffraction = out->efficiency = out->steady = look->efficiency;
    out->pointing = out->atmosphere = out->optics = out->coupling = 1.0;
    out->path.fried_m = INFINITY;
    scintillation_make(SCINTILLATION_AUTO, &out->path, &out->scintillation);
    return SATQKD_OK;
}

static enum satqkd_status check_look(const struct channel *channel, const struct orbit_look *look,
                                     struct satqkd_error *error) {
    if (!(look->elevation_rad > 0.0 && look->elevation_rad <= 0.5 * CONSTANT_PI)) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "the satellite's elevation is %g°; a link needs one above 0° and up to 90°",
                                look->elevation_rad * CONSTANT_DEGREE);
    }
    if (!(look->slant_range_m > 0.0 && look->slant_range_m < INFINITY)) {
        return satqkd_error_set(error, SATQKD_INVALID, "the slant range is %g m; it must be positive and finite",
                                look->slant_range_m);
    }
    if (!(look->satellite_height_m > channel->station_altitude_m)) {
        return satqkd_error_set(error, SATQKD_INVALID, "the satellite's height of %g m is not above the station's %g m",
                                look->satellite_height_m, channel->station_altitude_m);
    }
    return SATQKD_OK;
}

/* Downwards the air meets a beam that is wide already; upwards it spreads the beam and lets it wander. */
static void set_beam(const struct channel *channel, const struct orbit_look *look, double apparent_rad,
                     struct channel_link *out) {
    double range_m = look->slant_range_m;
    if (channel->direction == CHANNEL_DOWNLINK) {
        out->beam_radius_m = beam_radius(&channel->beam, channel->source.wavelength_m, range_m);
        return;
    }
    struct wander wander;
    wander_make(&channel->turbulence, &channel->beam, channel->source.wavelength_m, apparent_rad,
                look->satellite_height_m - channel->station_altitude_m, range_m, look->angular_speed_rad_s, &wander);
    wander_correct(&channel->optics, &channel->beam, channel->source.wavelength_m, range_m, &out->path,
                   channel->optics.beacon == ADAPTIVE_OPTICS_POINT_AHEAD ? 0.0 : out->point_ahead_rad, &wander);
    out->beam_radius_m = wander.short_term_m;
    out->wander_m = wander.sigma_rad * range_m;
    out->wander_hz = wander.bandwidth_hz;
}

/* What the receiver's focus takes of the light in the pupil: the air's marks on the phase are left far behind on the way up. */
static void set_coupling(const struct channel *channel, struct channel_link *out) {
    struct adaptive_optics_residual residual = {.fried_m = INFINITY};
    struct coupling_light light;
    if (channel->direction == CHANNEL_DOWNLINK) {
        adaptive_optics_leave(&channel->optics, channel->receiver.aperture_diameter_m, &out->path, out->path.fried_m,
                              0.0, &residual);
    }
    coupling_of(&channel->coupling, &channel->receiver, channel->source.wavelength_m, &residual, &out->path, &light);
    out->coupling = light.efficiency;
    out->coupling_index = light.index;
    coupling_fade(&light, &out->scintillation);
}

static enum satqkd_status beam_link(const struct channel *channel, const struct orbit_look *look,
                                    struct channel_link *out, struct satqkd_error *error) {
    const struct receiver *receiver = &channel->receiver;
    double range_m = look->slant_range_m;
    double apparent_rad = extinction_apparent_elevation(look->elevation_rad);
    turbulence_path(&channel->turbulence, channel->direction == CHANNEL_UPLINK ? TURBULENCE_UP : TURBULENCE_DOWN,
                    channel->source.wavelength_m, apparent_rad, look->satellite_height_m - channel->station_altitude_m,
                    receiver->aperture_diameter_m, look->angular_speed_rad_s, &out->path);
    out->scintillation_index = out->path.scintillation_index;
    scintillation_make(channel->scintillation, &out->path, &out->scintillation);
    out->point_ahead_rad = wander_point_ahead(look->angular_speed_rad_s * range_m);
    set_beam(channel, look, apparent_rad, out);
    out->jitter_m = pointing_sigma(&channel->pointing, look->angular_speed_rad_s) * range_m;
    out->bias_m = channel->pointing.bias_rad * range_m;
    out->pupil_m = 0.5 * receiver->aperture_diameter_m;
    out->obscuration_m = out->pupil_m * receiver->obscuration_ratio;
    out->diffraction = beam_coupling(out->beam_radius_m, 0.0, out->pupil_m, out->obscuration_m);
    if (!(out->diffraction > DBL_MIN)) {
        return satqkd_error_set(error, SATQKD_INVALID,
                                "a centred beam of %g m radius puts no light (%g) into a pupil of %g m radius with an "
                                "obscuration of %g m; a wider beam or a smaller obscuration would",
                                out->beam_radius_m, out->diffraction, out->pupil_m, out->obscuration_m);
    }
    out->pointing = pointing_mean_coupling(out->beam_radius_m, hypot(out->jitter_m, out->wander_m), out->bias_m,
                                           out->pupil_m, out->obscuration_m) /
                    out->diffraction;
    out->atmosphere = extinction_transmittance(&channel->extinction, channel->source.wavelength_m,
                                               channel->station_altitude_m, look->elevation_rad);
    out->optics = receiver->optics_efficiency;
    set_coupling(channel, out);
    out->steady = out->atmosphere * out->optics * out->coupling;
    out->efficiency = out->diffraction * out->pointing * out->steady;
    return SATQKD_OK;
}

/* Where the Sun is, as seen from the line of sight. */
static enum satqkd_status set_sun(const struct channel *channel, const double line[3], const double sun[3],
                                  struct channel_link *out, struct satqkd_error *error) {
    double cosine = line[0] * sun[0] + line[1] * sun[1] + line[2] * sun[2];
    out->sun_elevation_rad = out->sun_angle_rad = NAN;
    if (!channel->sunlight.counted) {
        return SATQKD_OK;
    }
    if (!(hypot(hypot(sun[0], sun[1]), sun[2]) > 0.5)) {
        return satqkd_error_set(error, SATQKD_INVALID, "sunlight is to be counted, and nobody says where the Sun is");
    }
    out->sun_elevation_rad = asin(fmin(fmax(sun[2], -1.0), 1.0));
    out->sun_angle_rad = acos(fmin(fmax(cosine, -1.0), 1.0));
    return SATQKD_OK;
}

/* Into the Sun nothing is flown, or nothing comes through the shutter. */
static enum satqkd_status face_sun(const struct channel *channel, struct channel_link *out, bool *closed,
                                   struct satqkd_error *error) {
    const struct sunlight *sunlight = &channel->sunlight;
    *closed = sunlight->counted && sunlight_blinds(sunlight, out->sun_elevation_rad, out->sun_angle_rad);
    if (*closed && sunlight->guard == SUNLIGHT_REFUSE) {
        return satqkd_error_set(
            error, SATQKD_INVALID,
            "the Sun, %.1f° high, is %.1f° from the line of sight, within the telescope's exclusion of "
            "%g°: leave that part of the pass out (window), close the shutter for it (station.telescope.at_sun), or "
            "lower "
            "station.telescope.sun_exclusion_deg if the telescope bears it",
            out->sun_elevation_rad * CONSTANT_DEGREE, out->sun_angle_rad * CONSTANT_DEGREE,
            sunlight->exclusion_rad * CONSTANT_DEGREE);
    }
    return SATQKD_OK;
}

/* The night's radiance, and the Sun's where it counts. */
static void set_radiance(const struct channel *channel, double azimuth_rad, double elevation_rad,
                         struct channel_link *out) {
    out->sky_radiance = channel->sky.radiance * sky_azimuth_factor(&channel->sky, azimuth_rad);
    if (channel->sunlight.counted) {
        double (*sunlit)(const struct sunlight *, const struct extinction *, double, double, double, double, double) =
            channel->direction == CHANNEL_UPLINK ? sunlight_ground : sunlight_sky;
        out->sky_radiance +=
            sunlit(&channel->sunlight, &channel->extinction, channel->source.wavelength_m, channel->station_altitude_m,
                   elevation_rad, out->sun_elevation_rad, out->sun_angle_rad);
    }
}

/* What clicks between the gates cost: the time they make dead, and their afterpulses in later gates.
 * gate_hz: while a detector is read; rate_hz: on the average */
static void free_running(const struct channel *channel, const double gate_hz[DETECTOR_COUNT],
                         const double rate_hz[DETECTOR_COUNT], struct channel_link *out) {
    const struct detector *detector = &channel->detector;
    double between = channel_between_gates(channel);
    double afterpulses_hz[DETECTOR_COUNT], all = 1.0, mean = 0.0;
    for (int d = 0; d < DETECTOR_COUNT; d++) {
        double live = detector_live_share(detector, d, between * rate_hz[d], &afterpulses_hz[d]);
        all *= live;
        mean += live / DETECTOR_COUNT;
    }
    out->live = detector->all_live ? all : mean;
    out->timing *= out->live;
    for (int d = 0; d < DETECTOR_COUNT; d++) {
        out->background[d] = out->live * (gate_hz[d] + afterpulses_hz[d]) * channel->timing.gate_s;
    }
}

/* What the detectors see besides the signal, and what they make of it. */
static void detection(const struct channel *channel, struct channel_link *out) {
    double rate_hz[DETECTOR_COUNT], gate_hz[DETECTOR_COUNT];
    double etendue = coupling_etendue(&channel->coupling, &channel->receiver, channel->source.wavelength_m);
    out->timing = timing_acceptance(&channel->timing, &channel->source, &channel->detector);
    out->live = 1.0;
    out->sky_rate_hz = sky_photon_rate(out->sky_radiance, &channel->receiver, etendue, channel->source.wavelength_m);
    for (int d = 0; d < DETECTOR_COUNT; d++) {
        double efficiency = channel->detector.efficiency[d];
        double share = detector_share(channel, d);
        out->detector += share * efficiency;
        rate_hz[d] = out->sky_rate_hz * share * efficiency + channel->detector.dark_rate_hz[d];
        gate_hz[d] =
            channel->switched ? out->sky_rate_hz * 0.5 * efficiency + channel->detector.dark_rate_hz[d] : rate_hz[d];
        out->background[d] = gate_hz[d] * channel->timing.gate_s;
    }
    if (channel->detector.free_running) {
        free_running(channel, gate_hz, rate_hz, out);
    }
}

/* The parameters were checked where they were read; what still leaves its domain here must not travel on as NaN. */
static enum satqkd_status check_result(const struct channel_link *link, struct satqkd_error *error) {
    const struct {
        const char *name;
        double value, limit;
    } results[] = {
        {"efficiency", link->efficiency, 1.0},
        {"coupling", link->coupling, 1.0},
        {"timing acceptance", link->timing, 1.0},
        {"detector efficiency", link->detector, 1.0},
        {"beam radius", link->beam_radius_m, DBL_MAX},
        {"jitter in the pupil's plane", link->jitter_m, DBL_MAX},
        {"wander in the pupil's plane", link->wander_m, DBL_MAX},
        {"wander's bandwidth", link->wander_hz, DBL_MAX},
        {"sky photon rate", link->sky_rate_hz, DBL_MAX},
        {"scintillation index", link->scintillation_index, DBL_MAX},
        {"coupling's fluctuation", link->coupling_index, 1.0},
        {"scintillation bandwidth", link->path.scintillation_hz, DBL_MAX},
        {"mean background of a gate", link->background[0], DBL_MAX},
        {"mean background of a gate", link->background[1], DBL_MAX},
        {"mean background of a gate", link->background[2], DBL_MAX},
        {"mean background of a gate", link->background[3], DBL_MAX},
    };
    for (size_t i = 0; i < sizeof results / sizeof results[0]; i++) {
        if (!(results[i].value >= 0.0 && results[i].value <= results[i].limit)) {
            return satqkd_error_set(error, SATQKD_INVALID, "the link's %s is %g; it must lie within 0..%g",
                                    results[i].name, results[i].value, results[i].limit);
        }
    }
    return SATQKD_OK;
}

enum satqkd_status channel_link(const struct channel *channel, const struct orbit_look *look, double aligned_angle_rad,
                                struct channel_link *out, struct satqkd_error *error) {
    static const double zenith[3] = {0.0, 0.0, 1.0};
    static const struct orbit_look shut = {.efficiency = 0.0};
    bool given = !isnan(look->efficiency), closed = false;
    const double *line = given ? zenith : look->direction;
    *out = (struct channel_link){0};
    enum satqkd_status status = given ? SATQKD_OK : check_look(channel, look, error);
    if (status == SATQKD_OK) {
        status = set_sun(channel, line, look->sun, out, error);
    }
    if (status == SATQKD_OK) {
        status = face_sun(channel, out, &closed, error);
    }
    if (status == SATQKD_OK) {
        status = given || closed ? given_link(closed ? &shut : look, out, error) : beam_link(channel, look, out, error);
    }
    if (status != SATQKD_OK) {
        return status;
    }
    if (!given) { /* a given efficiency comes without a geometry: nothing is known to turn */
        out->rotation_rad = polarization_frame_angle(look, channel->polarization.mount) - aligned_angle_rad;
    }
    if (!closed) {
        set_radiance(channel, given ? 0.0 : look->azimuth_rad, asin(fmin(line[2], 1.0)), out);
    }
    detection(channel, out);
    out->visibility = polarization_visibility(&channel->polarization, channel->source.preparation_error);
    out->rotation_base_rad = polarization_base_angle(&channel->polarization, out->rotation_rad);
    out->residual_jitter_rad = polarization_jitter(&channel->polarization);
    polarization_response(&channel->polarization, channel->source.preparation_error, out->rotation_rad, channel->bob_x,
                          out->response);
    return check_result(out, error);
}
