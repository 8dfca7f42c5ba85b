/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stddef.h>

#include "channel/noll.h"
#include "scenario/keys.h"
#include "scenario/keys_light.h"
#include "scenario/keys_protocol.h"
#include "scenario/scenario.h"
#include "special/constants.h"

/* Factors to SI. */
#define NANO 1e-9
#define MICRO 1e-6
#define MILLI 1e-3
#define KILO 1e3
#define MEGA 1e6
#define DEGREE (CONSTANT_PI / 180.0)
#define DAY 86400.0

#define AT(member) KEYS_AT(struct scenario, member)
#define SECOND_AT(member) .second_offset = offsetof(struct scenario, member)
#define COUNT_AT(member) .count_offset = offsetof(struct scenario, member)
#define NOT_STORED KEYS_NOT_STORED

/* Time of the culmination of a planned pass, and start of a track, where nobody cares. */
#define SOME_TIME "\"2025-01-01T00:00:00Z\""

/* Choices are stored through an int. */
_Static_assert(sizeof(enum channel_direction) == sizeof(int), "channel_direction");
_Static_assert(sizeof(enum adaptive_optics_beacon) == sizeof(int), "adaptive_optics_beacon");
_Static_assert(sizeof(enum coupling_kind) == sizeof(int), "coupling_kind");
_Static_assert(sizeof(enum beam_divergence) == sizeof(int), "beam_divergence");
_Static_assert(sizeof(enum polarization_mount) == sizeof(int), "polarization_mount");
_Static_assert(sizeof(enum scintillation_choice) == sizeof(int), "scintillation_choice");
_Static_assert(sizeof(enum source_fluctuation) == sizeof(int), "source_fluctuation");
_Static_assert(sizeof(enum sunlight_guard) == sizeof(int), "sunlight_guard");
_Static_assert(sizeof(enum turbulence_profile) == sizeof(int), "turbulence_profile");

static const struct keys_choice directions[] = {{"downlink", CHANNEL_DOWNLINK}, {"uplink", CHANNEL_UPLINK}, {NULL, 0}};

static const struct keys_choice divergences[] = {{"uniform_disc", BEAM_UNIFORM_DISC},
                                                 {"e2", BEAM_E2},
                                                 {"fwhm", BEAM_FWHM},
                                                 {"diffraction", BEAM_DIFFRACTION},
                                                 {NULL, 0}};

static const struct keys_choice couplings[] = {{"free_space", COUPLING_FREE_SPACE},
                                               {"multimode", COUPLING_MULTIMODE},
                                               {"single_mode", COUPLING_SINGLE_MODE},
                                               {NULL, 0}};

static const struct keys_choice guards[] = {{"refuse", SUNLIGHT_REFUSE}, {"close", SUNLIGHT_CLOSE}, {NULL, 0}};

static const struct keys_choice beacons[] = {
    {"satellite", ADAPTIVE_OPTICS_SATELLITE}, {"point_ahead", ADAPTIVE_OPTICS_POINT_AHEAD}, {NULL, 0}};

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

/* Ground under the full Moon, by the model of Bonato et al. 2009 (New J. Phys. 11, 045017): sunlight as above, off the Moon (geometric
   albedo 0.12, 1737.4 km at 384400 km) and off land (0.3, evenly): 0.99 · 2.45e-6 · 0.3 / pi. Cities are up to ten times brighter. */
#define EARTH_RADIANCE "2.3e-7"

static const char *const sourced[] = {"", "satellite", "station", "atmosphere", "protocol", NULL};

static const char sky_behind[] =
    "is for a receiver that looks up; in an uplink (direction) give satellite.earth_radiance_w_m2_sr_nm";
static const char station_sends[] = "belongs to the end that sends, the station in an uplink (direction)";
static const char satellite_receives[] = "belongs to the end that receives, the satellite in an uplink (direction)";
static const char satellite_sends[] = "belongs to the end that sends, the satellite in a downlink (direction)";
static const char station_receives[] = "belongs to the end that receives, the station in a downlink (direction)";

static const char beacon_up[] = "belongs to an uplink (direction); what comes down is measured by its own light";
static const char ground_below[] = "belongs to an uplink (direction), whose receiver looks down on the ground";

static const char of_campaign[] = "of a campaign, not of a scenario: satqkd campaign flies it";
static const char listed[] = "satqkd help config";

static const struct keys_later not_in_downlink[] = {{"satellites", of_campaign},
                                                    {"stations", of_campaign},
                                                    {"station.source", satellite_sends},
                                                    {"station.pointing", satellite_sends},
                                                    {"satellite.detectors", station_receives},
                                                    {"satellite.timing", station_receives},
                                                    {"satellite.polarization", station_receives},
                                                    {"satellite.coupling", station_receives},
                                                    {"station.adaptive_optics.beacon", beacon_up},
                                                    {"atmosphere.sunlight.ground_albedo", ground_below},
                                                    {NULL, NULL}};
static const struct keys_later not_in_uplink[] = {{"satellites", of_campaign},
                                                  {"stations", of_campaign},
                                                  {"satellite.source", station_sends},
                                                  {"satellite.pointing", station_sends},
                                                  {"station.detectors", satellite_receives},
                                                  {"station.timing", satellite_receives},
                                                  {"station.polarization", satellite_receives},
                                                  {"station.coupling", satellite_receives},
                                                  {"station.city_light", sky_behind},
                                                  {"atmosphere.sky", sky_behind},
                                                  {"atmosphere.sky_radiance_w_m2_sr_nm", sky_behind},
                                                  {NULL, NULL}};

/* Groups of keys that exclude each other. */
enum { ALTERNATIVE_ORBIT = 1, ALTERNATIVE_EXTINCTION, ALTERNATIVE_SKY, ALTERNATIVE_SIZE, ALTERNATIVE_PLANE };

/* The usual entries: path, what they are, where they go, and what they mean. */
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
#define ONE_OF(path_, presence_, alternative_, member_, meaning_, ...)                                                 \
    {                                                                                                                  \
        .path = (path_), .kind = KEYS_NUMBER, .presence = (presence_), .alternative = (alternative_),                  \
        .value = {__VA_ARGS__}, AT(member_), .meaning = (meaning_)                                                     \
    }

#define UPLINK 0
#define ENTRIES downlink_entries
#define SENDER "satellite"
#define RECEIVER "station"
#include "scenario/keys_direction.h"
#undef UPLINK
#undef ENTRIES
#undef SENDER
#undef RECEIVER
#define UPLINK 1
#define ENTRIES uplink_entries
#define SENDER "station"
#define RECEIVER "satellite"
#include "scenario/keys_direction.h"

enum {
    DOWNLINK_COUNT = sizeof downlink_entries / sizeof *downlink_entries,
    UPLINK_COUNT = sizeof uplink_entries / sizeof *uplink_entries
};
_Static_assert((int)DOWNLINK_COUNT <= (int)KEYS_MOST && (int)UPLINK_COUNT <= (int)KEYS_MOST, "KEYS_MOST");

const struct keys_table *keys_scenario(enum channel_direction direction) {
    static const struct keys_table downlink = {downlink_entries, DOWNLINK_COUNT, sourced, not_in_downlink, listed};
    static const struct keys_table uplink = {uplink_entries, UPLINK_COUNT, sourced, not_in_uplink, listed};
    return direction == CHANNEL_UPLINK ? &uplink : &downlink;
}
