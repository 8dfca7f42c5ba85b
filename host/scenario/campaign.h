/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_CAMPAIGN_H
#define SATQKD_SCENARIO_CAMPAIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "orbit/walker.h"
#include "satqkd/status.h"
#include "scenario/network_file.h"
#include "scenario/scenario.h"

enum {
    CAMPAIGN_MOST_SATELLITES = 10000,
    CAMPAIGN_MOST_STATIONS = 1000,
    CAMPAIGN_MOST_PAIRS = 10000,
    CAMPAIGN_MOST_REPEATS = 1000
};

enum campaign_engine { CAMPAIGN_MEAN, CAMPAIGN_EVENT };

/** Which part of a pass is flown, by the Sun over the station. */
enum campaign_light { CAMPAIGN_NIGHT, CAMPAIGN_DAY, CAMPAIGN_ANY };

enum campaign_method { CAMPAIGN_OPTIMAL, CAMPAIGN_GREEDY };

/** What a pass is worth to the schedule. */
enum campaign_weight { CAMPAIGN_SECRET_BITS, CAMPAIGN_SIFTED_BITS, CAMPAIGN_DURATION };

/** Whose counts are one block of the key bound. */
enum campaign_block { CAMPAIGN_BLOCK_PASS, CAMPAIGN_BLOCK_NIGHT, CAMPAIGN_BLOCK_MONTH, CAMPAIGN_BLOCK_ALL };

/** How long a station's sky keeps its state. */
enum campaign_sky_unit { CAMPAIGN_SKY_PASS, CAMPAIGN_SKY_NIGHT };

/** One satellite that flies. */
struct campaign_satellite {
    char name[SCENARIO_NAME_TEXT];
    size_t payload;                  /* which element of the file's satellites it is, or comes from */
    bool of_walker;                  /* its orbit is `elements`, else the payload's */
    struct kepler_elements elements; /* of_walker alone */
};

struct campaign_station {
    char name[SCENARIO_NAME_TEXT];
    struct orbit_station place;
    double dark_sun_elevation_rad;
    double clear_sky_probability[SCENARIO_MONTHS]; /* January first */
    int clear_sky_months;                          /* SCENARIO_MONTHS, or 0 where it is not given */
};

struct campaign_schedule {
    enum campaign_method method;
    enum campaign_weight weight;
    double slew_time_s; /* between two passes of one satellite or of one station */
};

struct campaign_weather {
    bool given;
    double draws;
    uint64_t seed;
    enum campaign_sky_unit unit;
    double correlation_time_s;
};

struct campaign_store {
    bool given;
    double consumption_bps; /* of every pair */
    double max_age_s;       /* INFINITY: keys do not grow too old */
};

/** What a satellite does when its memory for keys that wait is full. */
enum campaign_full { CAMPAIGN_DROP_OLDEST, CAMPAIGN_REFUSE };

/** Which of the keys aboard are combined first. */
enum campaign_order { CAMPAIGN_OLDEST_FIRST, CAMPAIGN_NEWEST_FIRST };

struct campaign_pair {
    size_t a, b; /* stations */
};

/** The satellites as trusted relays. */
struct campaign_relays {
    bool given;
    struct campaign_pair *pairs; /* owned */
    size_t pair_count;
    double memory_bits; /* of a satellite; INFINITY: no limit */
    enum campaign_full when_full;
    enum campaign_order order;
};

enum { CAMPAIGN_PATH = 1024 };

/** A campaign as resolved: SI units and radians, every default filled in. */
struct campaign {
    char name[SCENARIO_NAME_TEXT];
    double from_utc_s, to_utc_s;
    enum campaign_engine engine;
    double repeats; /* flights of every pass by the event engine */
    enum campaign_light light;
    double sun_elevation_rad; /* NAN: every station's own darkness_sun_elevation_deg */
    enum campaign_block block;
    struct campaign_schedule schedule;
    struct campaign_weather weather;
    struct campaign_store store;
    struct campaign_relays relays;
    char network_path[CAMPAIGN_PATH]; /* "": no network */
    struct network_file network;
    struct campaign_satellite *satellites;
    size_t satellite_count;
    struct campaign_station *stations;
    size_t station_count;
    size_t payload_count;
    struct scenario **links;            /* [payload][station]: what a pass of such a satellite over the station is */
    struct scenario_document *document; /* of the file; owned */
};

/**
 * Reads, resolves and checks a campaign and the scenario of every payload over every station.
 *
 * @param path      of the JSON file, found as by scenario_load
 * @param settings  KEY=VALUE, with the reach that campaign_settings.h tells
 * @param out       owned by the caller, campaign_destroy
 * @return SATQKD_INVALID with "FILE:LINE: key.path: what is wrong, what would be right"; SATQKD_FAILURE without memory
 */
enum satqkd_status campaign_load(const char *path, const struct scenario_setting *settings, size_t setting_count,
                                 struct campaign **out, struct satqkd_error *error);

/** @param campaign NULL is fine */
void campaign_destroy(struct campaign *campaign);

/** The scenario of a satellite over a station; its orbit is that of the payload. @return borrowed */
const struct scenario *campaign_link(const struct campaign *campaign, size_t satellite, size_t station);

/** The orbit of a satellite. @param out owned by the caller, orbit_destroy */
enum satqkd_status campaign_make_orbit(const struct campaign *campaign, size_t satellite, struct orbit **out,
                                       struct satqkd_error *error);

/**
 * The resolved campaign as JSON text (DIR/campaign.json): it refers to no other file but a network.json beside it, and loading it again gives the
 * same campaign.
 *
 * @param out  owned by the caller, free()
 */
enum satqkd_status campaign_text(const struct campaign *campaign, char **out, struct satqkd_error *error);

#endif
