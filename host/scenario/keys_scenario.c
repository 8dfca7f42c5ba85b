/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stddef.h>

#include "scenario/keys.h"
#include "scenario/keys_protocol.h"
#include "scenario/scenario.h"

#define PI 3.14159265358979323846

/* Factors to SI. */
#define NANO 1e-9
#define MICRO 1e-6
#define MILLI 1e-3
#define KILO 1e3
#define MEGA 1e6
#define DEGREE (PI / 180.0)
#define DAY 86400.0

#define AT(member) KEYS_AT(struct scenario, member)
#define SECOND_AT(member) .second_offset = offsetof(struct scenario, member)
#define COUNT_AT(member) .count_offset = offsetof(struct scenario, member)
#define NOT_STORED KEYS_NOT_STORED

/* Time of the culmination of a planned pass, and start of a track, where nobody cares. */
#define SOME_TIME "\"2025-01-01T00:00:00Z\""

/* Choices are stored through an int. */
_Static_assert(sizeof(enum beam_divergence) == sizeof(int), "beam_divergence");
_Static_assert(sizeof(enum polarization_mount) == sizeof(int), "polarization_mount");
_Static_assert(sizeof(enum scintillation_choice) == sizeof(int), "scintillation_choice");
_Static_assert(sizeof(enum source_fluctuation) == sizeof(int), "source_fluctuation");
_Static_assert(sizeof(enum turbulence_profile) == sizeof(int), "turbulence_profile");

static const struct keys_choice divergences[] = {{"uniform_disc", BEAM_UNIFORM_DISC},
                                                 {"e2", BEAM_E2},
                                                 {"fwhm", BEAM_FWHM},
                                                 {"diffraction", BEAM_DIFFRACTION},
                                                 {NULL, 0}};

static const struct keys_choice mounts[] = {
    {"tube", POLARIZATION_TUBE}, {"nasmyth", POLARIZATION_NASMYTH}, {"coude", POLARIZATION_COUDE}, {NULL, 0}};

static const struct keys_choice scintillations[] = {{"auto", SCINTILLATION_AUTO},
                                                    {"log_normal", SCINTILLATION_FORCE_LOG_NORMAL},
                                                    {"gamma_gamma", SCINTILLATION_FORCE_GAMMA_GAMMA},
                                                    {NULL, 0}};

static const struct keys_choice fluctuations[] = {
    {"pulse", SOURCE_FLUCTUATION_PULSE}, {"block", SOURCE_FLUCTUATION_BLOCK}, {NULL, 0}};

static const struct keys_choice profiles[] = {
    {"hufnagel_valley", TURBULENCE_HUFNAGEL_VALLEY}, {"slab", TURBULENCE_SLAB}, {"none", TURBULENCE_NONE}, {NULL, 0}};

/* Clear skies, W m^-2 sr^-1 nm^-1. Moonless and full moon: Er-long et al. 2005, New J. Phys. 7, 215 (1.5e-5 and 1.5e-3 per µm).
   Twilight: a hundred full moons, the ratio of their natural illuminances (10 lx to 0.1 lx, RCA Electro-Optics Handbook 1974).
   Day: sunlight of 0.99 W m^-2 nm^-1 at 850 nm (ASTM E490) scattered once, evenly, by an optical depth of 0.2: 0.99 · 0.2 / 4 pi. */
static const struct keys_choice skies[] = {
    {"moonless", 1.5e-8}, {"full_moon", 1.5e-6}, {"twilight", 1.5e-4}, {"day", 1.6e-2}, {NULL, 0}};

static const char *const sourced[] = {"", "satellite", "station", "atmosphere", "protocol", NULL};

static const char later_orbit[] = "comes with a later version; this one reads tle, circular and track";
static const struct keys_later later[] = {{"orbit.kepler", later_orbit}, {"orbit.oem", later_orbit}, {NULL, NULL}};

/* Groups of keys that exclude each other. */
enum { ALTERNATIVE_ORBIT = 1, ALTERNATIVE_EXTINCTION, ALTERNATIVE_SKY };

/* The usual entries: path, what they are, where they go, and what they mean. */
#define OBJECT(path_, kind_, presence_, meaning_)                                                                      \
    {                                                                                                                  \
        .path = (path_), .kind = (kind_), .presence = (presence_), .fallback = "{}", KEYS_NOT_STORED,                  \
        .meaning = (meaning_)                                                                                          \
    }
#define PLAIN(path_, kind_, presence_, fallback_, member_, meaning_)                                                   \
    {                                                                                                                  \
        .path = (path_), .kind = (kind_), .presence = (presence_), .fallback = (fallback_), AT(member_),               \
        .meaning = (meaning_)                                                                                          \
    }
#define CHOICE(path_, presence_, fallback_, choices_, member_, meaning_)                                               \
    {                                                                                                                  \
        .path = (path_), .kind = KEYS_CHOICE, .presence = (presence_), .fallback = (fallback_), .choices = (choices_), \
        AT(member_), .meaning = (meaning_)                                                                             \
    }
/* Numbers: behind the meaning come unit, factor to SI, lowest, highest, and which ends are excluded. */
#define NUMBER(path_, member_, meaning_, ...)                                                                          \
    {                                                                                                                  \
        .path = (path_), .kind = KEYS_NUMBER, .presence = KEYS_REQUIRED, .value = {__VA_ARGS__}, AT(member_),          \
        .meaning = (meaning_)                                                                                          \
    }
#define NUMBER_OR(path_, fallback_, member_, meaning_, ...)                                                            \
    {                                                                                                                  \
        .path = (path_), .kind = KEYS_NUMBER, .presence = KEYS_DEFAULT, .fallback = (fallback_),                       \
        .value = {__VA_ARGS__}, AT(member_), .meaning = (meaning_)                                                     \
    }
#define OPTIONAL_NUMBER(path_, member_, meaning_, ...)                                                                 \
    {                                                                                                                  \
        .path = (path_), .kind = KEYS_NUMBER, .presence = KEYS_OPTIONAL, .value = {__VA_ARGS__}, AT(member_),          \
        .meaning = (meaning_)                                                                                          \
    }

static const struct keys_entry entries[] = {
    {.path = "schema",
     .kind = KEYS_NUMBER,
     .presence = KEYS_REQUIRED,
     .value = {"", 1, 1, 1, KEYS_CLOSED},
     NOT_STORED,
     .meaning = "version of this format"},
    PLAIN("name", KEYS_TEXT, KEYS_REQUIRED, NULL, name, "name of the scenario, and of the folder of its runs"),

    OBJECT("satellite", KEYS_REFERENCE, KEYS_REQUIRED, "the satellite's payload"),
    PLAIN("satellite.name", KEYS_TEXT, KEYS_DEFAULT, "\"satellite\"", satellite_name, "name in reports"),
    OBJECT("satellite.source", KEYS_OBJECT, KEYS_DEFAULT, "the weak-coherent-pulse source"),
    NUMBER("satellite.source.wavelength_nm", channel.source.wavelength_m, "wavelength in vacuum", "nm", NANO, 200,
           20000, KEYS_CLOSED),
    NUMBER("satellite.source.repetition_rate_mhz", channel.source.repetition_rate_hz, "pulses sent", "MHz", MEGA, 0,
           1e5, KEYS_LOW_OPEN),
    NUMBER("satellite.source.pulse_fwhm_ns", channel.source.pulse_fwhm_s, "width of a pulse, full at half maximum",
           "ns", NANO, 0, 1000, KEYS_LOW_OPEN),
    NUMBER_OR("satellite.source.preparation_error", "0", channel.source.preparation_error,
              "share of the light in the orthogonal state that lasers and reference frames add", "", 1, 0, 0.5,
              KEYS_CLOSED),
    NUMBER_OR("satellite.source.intensity_fluctuation", "0", channel.source.intensity_fluctuation,
              "relative half width of a uniform fluctuation about each intensity", "", 1, 0, 0.5, KEYS_CLOSED),
    CHOICE("satellite.source.fluctuation", KEYS_DEFAULT, "\"pulse\"", fluctuations, channel.source.fluctuation,
           "what draws a fluctuation of its own: every pulse or every coherence block"),
    OBJECT("satellite.telescope", KEYS_OBJECT, KEYS_DEFAULT, "the transmitting telescope"),
    NUMBER("satellite.telescope.diameter_m", channel.beam.aperture_diameter_m, "aperture", "m", 1, 0, 10,
           KEYS_LOW_OPEN),
    NUMBER_OR("satellite.telescope.obscuration_ratio", "0", channel.beam.obscuration_ratio,
              "diameter of the central obscuration over that of the aperture", "", 1, 0, 1, KEYS_HIGH_OPEN),
    CHOICE("satellite.telescope.divergence_is", KEYS_REQUIRED, NULL, divergences, channel.beam.divergence_is,
           "what the divergence angle means; the literature prints all of these as \"divergence\", 5 dB apart"),
    OPTIONAL_NUMBER("satellite.telescope.divergence_urad", channel.beam.divergence_rad,
                    "far-field divergence, a full angle; needed unless divergence_is is \"diffraction\", unused then",
                    "urad", MICRO, 0, 1e4, KEYS_LOW_OPEN),
    NUMBER_OR(
        "satellite.telescope.truncation_ratio", "1.12", channel.beam.truncation_ratio,
        "aperture radius over 1/e2 radius of the beam in it, for \"diffraction\" alone; 1.12 gives an open aperture "
        "the most light on the axis (Klein and Degnan 1974)",
        "", 1, 0, 10, KEYS_LOW_OPEN),
    NUMBER_OR("satellite.telescope.beam_quality", "1", channel.beam.beam_quality, "M2, for \"diffraction\" alone", "",
              1, 1, 100, KEYS_CLOSED),
    OBJECT("satellite.pointing", KEYS_OBJECT, KEYS_DEFAULT, "the tracking error of the transmitter"),
    NUMBER("satellite.pointing.jitter_urad", channel.pointing.jitter_rad, "sigma on each of two axes", "urad", MICRO, 0,
           1000, KEYS_CLOSED),
    NUMBER_OR("satellite.pointing.bias_urad", "0", channel.pointing.bias_rad, "constant boresight error", "urad", MICRO,
              0, 1000, KEYS_CLOSED),
    NUMBER_OR("satellite.pointing.bandwidth_hz", "10", channel.pointing.bandwidth_hz,
              "of the jitter, an Ornstein-Uhlenbeck process; 10 is chosen: what a fine-pointing loop leaves is "
              "slower than it",
              "Hz", 1, 0, 1e5, KEYS_LOW_OPEN),
    NUMBER_OR("satellite.pointing.slew_jitter_s", "0", channel.pointing.slew_jitter_s,
              "times the line of sight's angular speed: jitter added in quadrature", "s", 1, 0, 1, KEYS_CLOSED),

    OBJECT("station", KEYS_REFERENCE, KEYS_REQUIRED, "the ground station"),
    PLAIN("station.name", KEYS_TEXT, KEYS_DEFAULT, "\"station\"", station_name, "name in reports"),
    NUMBER("station.latitude_deg", station.latitude_rad, "geodetic, WGS-84, north positive", "deg", DEGREE, -90, 90,
           KEYS_CLOSED),
    NUMBER("station.longitude_deg", station.longitude_rad, "east positive", "deg", DEGREE, -180, 180, KEYS_CLOSED),
    NUMBER("station.altitude_m", station.altitude_m, "above the ellipsoid", "m", 1, -500, 9000, KEYS_CLOSED),
    OBJECT("station.telescope", KEYS_OBJECT, KEYS_DEFAULT, "the receiving telescope and its optics"),
    NUMBER("station.telescope.diameter_m", channel.receiver.aperture_diameter_m, "aperture", "m", 1, 0, 50,
           KEYS_LOW_OPEN),
    NUMBER_OR("station.telescope.obscuration_ratio", "0", channel.receiver.obscuration_ratio,
              "diameter of the central obscuration over that of the aperture", "", 1, 0, 1, KEYS_HIGH_OPEN),
    NUMBER("station.telescope.optics_efficiency", channel.receiver.optics_efficiency, "pupil to before the detectors",
           "", 1, 0, 1, KEYS_LOW_OPEN),
    NUMBER("station.telescope.field_of_view_urad", channel.receiver.field_of_view_rad, "full angle", "urad", MICRO, 0,
           1e5, KEYS_LOW_OPEN),
    NUMBER("station.telescope.filter_bandwidth_nm", channel.receiver.filter_bandwidth_m, "of the spectral filter", "nm",
           NANO, 0, 1000, KEYS_LOW_OPEN),
    OBJECT("station.detectors", KEYS_OBJECT, KEYS_DEFAULT, "the four detectors, in the order H, V, +45, -45 degrees"),
    {.path = "station.detectors.efficiency",
     .kind = KEYS_NUMBER_OR_FOUR,
     .presence = KEYS_REQUIRED,
     .value = {"", 1, 0, 1, KEYS_LOW_OPEN},
     .least = DETECTOR_COUNT,
     .most = DETECTOR_COUNT,
     AT(channel.detector.efficiency),
     .count_offset = KEYS_NOWHERE,
     .meaning = "detection efficiency, one number or four"},
    {.path = "station.detectors.dark_rate_hz",
     .kind = KEYS_NUMBER_OR_FOUR,
     .presence = KEYS_REQUIRED,
     .value = {"Hz", 1, 0, 1e7, KEYS_CLOSED},
     .least = DETECTOR_COUNT,
     .most = DETECTOR_COUNT,
     AT(channel.detector.dark_rate_hz),
     .count_offset = KEYS_NOWHERE,
     .meaning = "free-running, before the gate; one number or four"},
    NUMBER_OR("station.detectors.jitter_ns", "0", channel.detector.jitter_s, "rms", "ns", NANO, 0, 1000, KEYS_CLOSED),
    NUMBER_OR("station.detectors.dead_time_ns", "0", channel.detector.dead_time_s,
              "a detector is blind for this long after its click", "ns", NANO, 0, 1e6, KEYS_CLOSED),
    {.path = "station.detectors.afterpulse_probability",
     .kind = KEYS_NUMBER_OR_FOUR,
     .presence = KEYS_DEFAULT,
     .fallback = "0",
     .value = {"", 1, 0, 0.5, KEYS_CLOSED},
     .least = DETECTOR_COUNT,
     .most = DETECTOR_COUNT,
     AT(channel.detector.afterpulse_probability),
     .count_offset = KEYS_NOWHERE,
     .meaning = "that a click is followed by an afterpulse; one number or four"},
    NUMBER_OR("station.detectors.afterpulse_decay_ns", "100", channel.detector.afterpulse_decay_s,
              "mean of an afterpulse's delay, exponentially distributed from its click on; 100 is chosen, for silicon",
              "ns", NANO, 0, 1e6, KEYS_LOW_OPEN),
    PLAIN("station.detectors.all_live", KEYS_FLAG, KEYS_DEFAULT, "true", channel.detector.all_live,
          "whether a click counts only while all four detectors are live, as the security proofs ask"),
    OBJECT("station.timing", KEYS_OBJECT, KEYS_DEFAULT, "the software gate"),
    NUMBER("station.timing.gate_ns", channel.timing.gate_s, "full width, at most a pulse's period", "ns", NANO, 0, 1000,
           KEYS_LOW_OPEN),
    NUMBER_OR("station.timing.synchronisation_jitter_ns", "0", channel.timing.synchronisation_jitter_s, "rms", "ns",
              NANO, 0, 1000, KEYS_CLOSED),
    OBJECT("station.polarization", KEYS_OBJECT, KEYS_DEFAULT, "the polarization analyser"),
    NUMBER("station.polarization.contrast", channel.polarization.contrast,
           "intrinsic, bright over dark, of optics and analyser without the residual rotation", "", 1, 1, 1e9,
           KEYS_LOW_OPEN),
    PLAIN("station.polarization.compensated", KEYS_FLAG, KEYS_DEFAULT, "true", channel.polarization.compensated,
          "whether a half-wave plate follows the rotation of the frame"),
    NUMBER_OR("station.polarization.residual_bias_deg", "0", channel.polarization.residual_bias_rad,
              "rotation that the compensation leaves, constant", "deg", DEGREE, 0, 90, KEYS_CLOSED),
    NUMBER_OR("station.polarization.residual_jitter_deg", "0", channel.polarization.residual_jitter_rad,
              "rotation that the compensation leaves, rms", "deg", DEGREE, 0, 90, KEYS_CLOSED),
    NUMBER_OR("station.polarization.residual_bandwidth_hz", "1", channel.polarization.residual_bandwidth_hz,
              "of the rms part, an Ornstein-Uhlenbeck process; 1 is chosen: a plate that turns once in minutes errs "
              "slowly",
              "Hz", 1, 0, 1e5, KEYS_LOW_OPEN),
    CHOICE("station.polarization.mount", KEYS_DEFAULT, "\"tube\"", mounts, channel.polarization.mount,
           "where the analyser rides"),
    {.path = "station.city_light",
     .kind = KEYS_PAIRS,
     .presence = KEYS_DEFAULT,
     .fallback = "[]",
     .value = {"deg", DEGREE, 0, 360, KEYS_HIGH_OPEN},
     .second = {"", 1, 0, 1e6, KEYS_CLOSED},
     .least = 0,
     .most = SKY_TABLE_MAX,
     AT(channel.sky.table_azimuth_rad),
     SECOND_AT(channel.sky.table_factor),
     COUNT_AT(channel.sky.table_count),
     .meaning = "rows [azimuth_deg, factor on the sky's radiance]; none: 1 everywhere"},
    NUMBER_OR("station.darkness_sun_elevation_deg", "-12", dark_sun_elevation_rad,
              "the station is dark while the Sun is below this", "deg", DEGREE, -90, 90, KEYS_CLOSED),

    OBJECT("orbit", KEYS_OBJECT, KEYS_REQUIRED, "where the satellite is: tle, circular or track"),
    {.path = "orbit.tle",
     .kind = KEYS_LINES,
     .presence = KEYS_REQUIRED,
     .alternative = ALTERNATIVE_ORBIT,
     .least = 2,
     .most = 2,
     .line_length = 69,
     AT(orbit.tle),
     .meaning = "a two-line element set, for SGP4"},
    NUMBER_OR("orbit.max_age_days", "30", orbit.max_age_s, "how far from its epoch a tle may be used", "days", DAY, 0,
              36525, KEYS_LOW_OPEN),
    {.path = "orbit.circular",
     .kind = KEYS_OBJECT,
     .presence = KEYS_OPTIONAL,
     .alternative = ALTERNATIVE_ORBIT,
     NOT_STORED,
     .meaning = "one pass of a planned satellite on a circular orbit"},
    NUMBER("orbit.circular.altitude_km", orbit.altitude_m, "above the equatorial radius of WGS-84", "km", KILO, 100,
           400000, KEYS_CLOSED),
    NUMBER("orbit.circular.inclination_deg", orbit.inclination_rad, "of the orbit's plane", "deg", DEGREE, 0, 180,
           KEYS_CLOSED),
    NUMBER("orbit.circular.max_elevation_deg", orbit.max_elevation_rad, "at culmination over the station", "deg",
           DEGREE, 0, 90, KEYS_LOW_OPEN),
    PLAIN("orbit.circular.epoch_utc", KEYS_TIME, KEYS_DEFAULT, SOME_TIME, orbit.epoch_utc_s, "time of the culmination"),
    {.path = "orbit.track",
     .kind = KEYS_TRACK,
     .presence = KEYS_OPTIONAL,
     .alternative = ALTERNATIVE_ORBIT,
     NOT_STORED,
     .meaning = "samples: columns t_s, range_km, elevation_deg, azimuth_deg, or t_s, efficiency"},
    PLAIN("orbit.track_start_utc", KEYS_TIME, KEYS_OPTIONAL, SOME_TIME, orbit.track_start_utc_s,
          "time of a track's t_s = 0; if not said, window.start"),

    OBJECT("window", KEYS_OBJECT, KEYS_DEFAULT, "which part of which pass counts"),
    PLAIN("window.start", KEYS_TIME, KEYS_OPTIONAL, NULL, window.start_utc_s, "comes with stop"),
    PLAIN("window.stop", KEYS_TIME, KEYS_OPTIONAL, NULL, window.stop_utc_s, "comes with start"),
    NUMBER_OR("window.min_elevation_deg", "0", window.min_elevation_rad, "geometric", "deg", DEGREE, 0, 90,
              KEYS_HIGH_OPEN),
    OPTIONAL_NUMBER("window.max_range_km", window.max_range_m, "none if not said", "km", KILO, 0, 1e6, KEYS_LOW_OPEN),
    OPTIONAL_NUMBER("window.pass", window.pass, "which of the window's passes, counted from 1; the highest if not said",
                    "", 1, 1, 1e6, KEYS_CLOSED),

    OBJECT("atmosphere", KEYS_OBJECT, KEYS_DEFAULT, "extinction, turbulence and the sky's light"),
    {.path = "atmosphere.zenith_optical_depth",
     .kind = KEYS_NUMBER,
     .presence = KEYS_DEFAULT,
     .fallback = "0.2",
     .alternative = ALTERNATIVE_EXTINCTION,
     .value = {"", 1, 0, 20, KEYS_CLOSED},
     AT(channel.extinction.zenith_optical_depth),
     .meaning = "at the wavelength and the station's own altitude; 0.2 is what 23 km of visibility give at 850 nm and "
                "sea level"},
    {.path = "atmosphere.visibility_km",
     .kind = KEYS_NUMBER,
     .presence = KEYS_OPTIONAL,
     .alternative = ALTERNATIVE_EXTINCTION,
     .value = {"km", KILO, 0, 1000, KEYS_LOW_OPEN},
     AT(channel.extinction.visibility_m),
     .meaning = "meteorological, at sea level"},
    {.path = "atmosphere.transmittance_table",
     .kind = KEYS_PAIRS,
     .presence = KEYS_OPTIONAL,
     .alternative = ALTERNATIVE_EXTINCTION,
     .value = {"deg", DEGREE, 0, 90, KEYS_CLOSED},
     .second = {"", 1, 0, 1, KEYS_LOW_OPEN},
     .least = 1,
     .most = EXTINCTION_TABLE_MAX,
     AT(channel.extinction.table_elevation_rad),
     SECOND_AT(channel.extinction.table_transmittance),
     COUNT_AT(channel.extinction.table_count),
     .meaning = "rows [elevation_deg, transmittance], as from MODTRAN or libRadtran"},
    CHOICE(
        "atmosphere.scintillation", KEYS_DEFAULT, "\"auto\"", scintillations, channel.scintillation,
        "distribution of the intensity's fade; auto: log-normal below a Rytov variance of 1, gamma-gamma from there"),
    OBJECT("atmosphere.turbulence", KEYS_OBJECT, KEYS_DEFAULT, "Cn2 over the station, and the wind"),
    CHOICE("atmosphere.turbulence.profile", KEYS_DEFAULT, "\"hufnagel_valley\"", profiles, channel.turbulence.profile,
           "form of Cn2(h)"),
    NUMBER_OR("atmosphere.turbulence.ground_cn2", "1.7e-14", channel.turbulence.ground_cn2,
              "A of Hufnagel-Valley, 1.7e-14 in the 5/7 set; the value within a slab", "m^-2/3", 1, 0, 1e-10,
              KEYS_CLOSED),
    NUMBER_OR("atmosphere.turbulence.upper_wind_m_s", "21", channel.turbulence.upper_wind_m_s,
              "W of Hufnagel-Valley, rms of 5 to 20 km; 21 in the 5/7 set", "m/s", 1, 0, 200, KEYS_CLOSED),
    NUMBER_OR("atmosphere.turbulence.ground_wind_m_s", "5", channel.turbulence.ground_wind_m_s,
              "of the Bufton wind profile", "m/s", 1, 0, 200, KEYS_CLOSED),
    NUMBER_OR("atmosphere.turbulence.slab_height_m", "1000", channel.turbulence.slab_height_m,
              "thickness, for \"slab\" alone", "m", 1, 0, 1e5, KEYS_LOW_OPEN),
    {.path = "atmosphere.sky",
     .kind = KEYS_LEVEL,
     .presence = KEYS_DEFAULT,
     .alternative = ALTERNATIVE_SKY,
     .fallback = "\"moonless\"",
     .choices = skies,
     .value = {"W/m2/sr/nm", 1 / NANO, 0, 1, KEYS_CLOSED},
     AT(channel.sky.radiance),
     .meaning = "radiance of a clear sky by name"},
    {.path = "atmosphere.sky_radiance_w_m2_sr_nm",
     .kind = KEYS_NUMBER,
     .presence = KEYS_OPTIONAL,
     .alternative = ALTERNATIVE_SKY,
     .value = {"W/m2/sr/nm", 1 / NANO, 0, 1, KEYS_CLOSED},
     AT(channel.sky.radiance),
     .meaning = "radiance of the sky behind the satellite"},

    OBJECT("protocol", KEYS_OBJECT, KEYS_DEFAULT,
           "what both ends agreed on; default intensities and probabilities are those of Liao et al. 2017"),
    {.path = "protocol.intensities",
     KEYS_INTENSITIES,
     .presence = KEYS_DEFAULT,
     .fallback = "[0.8, 0.1, 0]",
     AT(protocol.intensities),
     COUNT_AT(protocol.intensity_count)},
    {.path = "protocol.probabilities",
     KEYS_PROBABILITIES,
     .presence = KEYS_DEFAULT,
     .fallback = "[0.5, 0.25, 0.25]",
     AT(protocol.probabilities),
     .count_offset = KEYS_NOWHERE},
    KEYS_BASIS_PROBABILITIES("protocol.", struct scenario),
    KEYS_PROTOCOL(struct scenario),

    OBJECT("trials", KEYS_OBJECT, KEYS_DEFAULT, "how the pass is drawn"),
    PLAIN("trials.seed", KEYS_SEED, KEYS_DEFAULT, "1", seed, "the same seed gives the same counts"),
    NUMBER_OR("trials.coherence_time_ms", "1", coherence_time_s, "a fade lasts for such a block", "ms", MILLI, 0.01,
              1000, KEYS_CLOSED),

    OBJECT("fiber", KEYS_OBJECT, KEYS_DEFAULT, "the fibre that the link is compared with"),
    NUMBER_OR("fiber.loss_db_per_km", "0.2", fiber_loss_db_per_km, "attenuation", "dB/km", 1, 0, 100, KEYS_CLOSED),
};

enum { ENTRY_COUNT = sizeof entries / sizeof *entries };
_Static_assert((int)ENTRY_COUNT <= (int)KEYS_MOST, "KEYS_MOST");

const struct keys_table *keys_scenario(void) {
    static const struct keys_table table = {entries, ENTRY_COUNT, sourced, later};
    return &table;
}
