/* SPDX-License-Identifier: MIT */
#include "scenario/campaign_keys.h"

#include <stddef.h>

#include "special/constants.h"

#define HOUR 3600.0
#define DAY 86400.0

#define AT(member) KEYS_AT(struct campaign, member)

static const struct keys_choice engines[] = {{"mean", CAMPAIGN_MEAN}, {"event", CAMPAIGN_EVENT}, {NULL, 0}};
static const struct keys_choice lights[] = {
    {"night", CAMPAIGN_NIGHT}, {"day", CAMPAIGN_DAY}, {"any", CAMPAIGN_ANY}, {NULL, 0}};
static const struct keys_choice methods[] = {{"optimal", CAMPAIGN_OPTIMAL}, {"greedy", CAMPAIGN_GREEDY}, {NULL, 0}};
static const struct keys_choice weights[] = {{"secret_bits", CAMPAIGN_SECRET_BITS},
                                             {"sifted_bits", CAMPAIGN_SIFTED_BITS},
                                             {"duration", CAMPAIGN_DURATION},
                                             {NULL, 0}};
static const struct keys_choice blocks[] = {{"pass", CAMPAIGN_BLOCK_PASS},
                                            {"night", CAMPAIGN_BLOCK_NIGHT},
                                            {"month", CAMPAIGN_BLOCK_MONTH},
                                            {"campaign", CAMPAIGN_BLOCK_ALL},
                                            {NULL, 0}};
static const struct keys_choice orders[] = {
    {"newest_first", CAMPAIGN_NEWEST_FIRST}, {"oldest_first", CAMPAIGN_OLDEST_FIRST}, {NULL, 0}};
static const struct keys_choice fulls[] = {
    {"drop_oldest", CAMPAIGN_DROP_OLDEST}, {"refuse", CAMPAIGN_REFUSE}, {NULL, 0}};
static const struct keys_choice sky_units[] = {{"pass", CAMPAIGN_SKY_PASS}, {"night", CAMPAIGN_SKY_NIGHT}, {NULL, 0}};

/* Choices are stored through an int. */
_Static_assert(sizeof(enum campaign_engine) == sizeof(int), "campaign_engine");
_Static_assert(sizeof(enum campaign_light) == sizeof(int), "campaign_light");
_Static_assert(sizeof(enum campaign_block) == sizeof(int), "campaign_block");
_Static_assert(sizeof(enum campaign_sky_unit) == sizeof(int), "campaign_sky_unit");

#define PLAIN(path_, kind_, presence_, fallback_, member_, meaning_)                                                   \
    {                                                                                                                  \
        .path = (path_), .kind = (kind_), .presence = (presence_), .fallback = (fallback_), AT(member_),               \
        .meaning = (meaning_)                                                                                          \
    }
#define LIST(path_, most_, meaning_)                                                                                   \
    {                                                                                                                  \
        .path = (path_), .kind = KEYS_LIST, .presence = KEYS_REQUIRED, .least = 1, .most = (most_), KEYS_NOT_STORED,   \
        .meaning = (meaning_)                                                                                          \
    }
#define CHOICE(path_, fallback_, choices_, member_, meaning_)                                                          \
    {                                                                                                                  \
        .path = (path_), .kind = KEYS_CHOICE, .presence = KEYS_DEFAULT, .fallback = (fallback_),                       \
        .choices = (choices_), AT(member_), .meaning = (meaning_)                                                      \
    }
#define NUMBER(path_, presence_, fallback_, member_, meaning_, ...)                                                    \
    {                                                                                                                  \
        .path = (path_), .kind = KEYS_NUMBER, .presence = (presence_), .fallback = (fallback_),                        \
        .value = {__VA_ARGS__}, AT(member_), .meaning = (meaning_)                                                     \
    }

static const struct keys_entry root_entries[] = {
    KEYS_SCHEMA(1),
    PLAIN("name", KEYS_TEXT, KEYS_REQUIRED, NULL, name, "name of the campaign, and of the folder it is written to"),
    LIST("satellites", CAMPAIGN_MOST_SATELLITES, "payload, orbit and, for a constellation, walker of each"),
    LIST("stations", CAMPAIGN_MOST_STATIONS, "the stations, objects or the paths of the files that hold them"),
    PLAIN("from", KEYS_TIME, KEYS_REQUIRED, NULL, from_utc_s, "start of the campaign"),
    PLAIN("to", KEYS_TIME, KEYS_REQUIRED, NULL, to_utc_s, "its end"),
    KEYS_GROUP("scenario", KEYS_PART, KEYS_DEFAULT,
               "what all links have in common: direction, window, atmosphere, protocol, trials, … as in a scenario"),
    CHOICE("engine", "\"mean\"", engines, engine, "what flies each pass: expectation values, or random trials"),
    NUMBER("repeats", KEYS_DEFAULT, "1", repeats,
           "flights of each pass by the event engine; the first makes the tables", "", 1, 1, CAMPAIGN_MOST_REPEATS,
           KEYS_CLOSED),
    CHOICE(
        "block", "\"pass\"", blocks, block,
        "whose counts are one block of the key bound: those of a satellite over a station in a pass, a night (from one "
        "local noon to the next), a month (UTC), or the whole campaign"),
    KEYS_GROUP("light", KEYS_OBJECT, KEYS_DEFAULT, "which part of a pass is flown, by the Sun over the station"),
    CHOICE("light.rule", "\"night\"", lights, light, "while the Sun is below the limit, above it, or always"),
    NUMBER("light.sun_elevation_deg", KEYS_OPTIONAL, NULL, sun_elevation_rad,
           "the limit for all stations; if not said, every station's own darkness_sun_elevation_deg", "deg",
           1 / CONSTANT_DEGREE, -90, 90, KEYS_CLOSED),
    KEYS_GROUP("schedule", KEYS_OBJECT, KEYS_DEFAULT, "who is served where passes overlap"),
    CHOICE("schedule.method", "\"optimal\"", methods, schedule.method,
           "the passes of the greatest total weight, or always the heaviest that is still free"),
    CHOICE("schedule.weight", "\"secret_bits\"", weights, schedule.weight,
           "of a pass: expected secret or sifted bits (times the chance of a clear sky), or its time"),
    NUMBER("schedule.slew_time_s", KEYS_DEFAULT, "0", schedule.slew_time_s,
           "a satellite, or a station, needs from the end of one pass to the start of the next", "s", 1, 0, 86400,
           KEYS_CLOSED),
    KEYS_GROUP("weather", KEYS_OBJECT, KEYS_OPTIONAL,
               "clouds drawn by the stations' clear_sky_probability; if not said, none"),
    NUMBER("weather.draws", KEYS_DEFAULT, "100", weather.draws,
           "drawn weathers of the whole campaign; the first makes the tables, all make the quantiles", "", 1, 1, 1e6,
           KEYS_CLOSED),
    PLAIN("weather.seed", KEYS_SEED, KEYS_DEFAULT, "1", weather.seed, "of the draws"),
    CHOICE("weather.unit", "\"night\"", sky_units, weather.unit,
           "a station's sky is the same for a night (from one local noon to the next), or for a pass"),
    NUMBER(
        "weather.correlation_time_h", KEYS_DEFAULT, "24", weather.correlation_time_s,
        "a sky is kept from one unit to the next, a time t later, with the chance exp(-t / this), and drawn anew else; "
        "0: always anew",
        "h", HOUR, 0, 1e4, KEYS_CLOSED),
    KEYS_GROUP("key_store", KEYS_OBJECT, KEYS_OPTIONAL, "what becomes of the keys of every pair of stations"),
    NUMBER("key_store.consumption_bps", KEYS_DEFAULT, "0", store.consumption_bps,
           "each pair's use; 256 bits a minute renew one AES-256 key: 4.27", "bit/s", 1, 0, 1e12, KEYS_CLOSED),
    NUMBER("key_store.max_age_days", KEYS_OPTIONAL, NULL, store.max_age_s,
           "older keys are thrown away; none if not said", "d", DAY, 0, 1e5, KEYS_LOW_OPEN),
    KEYS_GROUP("relays", KEYS_OBJECT, KEYS_OPTIONAL,
               "satellites as trusted relays: keys of two stations are combined aboard; if not said, none are"),
    {.path = "relays.pairs",
     .kind = KEYS_LIST,
     .presence = KEYS_OPTIONAL,
     .least = 1,
     .most = CAMPAIGN_MOST_PAIRS,
     KEYS_NOT_STORED,
     .meaning = "stations that want a key of their own, {\"a\": …, \"b\": …} by name; all with all if not said"},
    NUMBER("relays.memory_bits", KEYS_OPTIONAL, NULL, relays.memory_bits,
           "of each satellite, for keys that wait for their other station; no limit if not said", "bit", 1, 0, 1e18,
           KEYS_LOW_OPEN),
    CHOICE("relays.when_full", "\"drop_oldest\"", fulls, relays.when_full,
           "what has waited longest makes room, or what does not fit is not kept"),
    CHOICE("relays.order", "\"newest_first\"", orders, relays.order,
           "which of the keys aboard is combined first: the newest keeps waits short, the oldest empties the memory"),
    PLAIN("network", KEYS_TEXT, KEYS_OPTIONAL, NULL, network_path,
          "path of a file of city nodes and fibres: key between any two of them and the stations"),
};

static const struct keys_entry payload_entries[] = {
    {.path = "name",
     .kind = KEYS_TEXT,
     .presence = KEYS_OPTIONAL,
     KEYS_AT(struct campaign_payload, name),
     .meaning = "in tables; if not said, the payload's own"},
    KEYS_GROUP("satellite", KEYS_PART, KEYS_REQUIRED, "the payload, as in a scenario"),
    KEYS_GROUP("orbit", KEYS_PART, KEYS_REQUIRED,
               "as in a scenario: tle, kepler or oem; of a constellation its first satellite's"),
    KEYS_GROUP("walker", KEYS_OBJECT, KEYS_OPTIONAL, "a Walker constellation t/p/f of the orbit, which must be kepler"),
    {.path = "walker.satellites",
     .kind = KEYS_NUMBER,
     .presence = KEYS_REQUIRED,
     .value = {"", 1, 1, CAMPAIGN_MOST_SATELLITES, KEYS_CLOSED},
     KEYS_AT(struct campaign_payload, walker_satellites),
     .meaning = "t, of all planes"},
    {.path = "walker.planes",
     .kind = KEYS_NUMBER,
     .presence = KEYS_REQUIRED,
     .value = {"", 1, 1, CAMPAIGN_MOST_SATELLITES, KEYS_CLOSED},
     KEYS_AT(struct campaign_payload, walker_planes),
     .meaning = "p"},
    {.path = "walker.phasing",
     .kind = KEYS_NUMBER,
     .presence = KEYS_DEFAULT,
     .fallback = "0",
     .value = {"", 1, 0, CAMPAIGN_MOST_SATELLITES, KEYS_CLOSED},
     KEYS_AT(struct campaign_payload, walker_phasing),
     .meaning = "f, how many 1/t turns a plane is ahead of the one before"},
    {.path = "walker.node_spread_deg",
     .kind = KEYS_NUMBER,
     .presence = KEYS_DEFAULT,
     .fallback = "360",
     .value = {"deg", 1 / CONSTANT_DEGREE, 0, 360, KEYS_LOW_OPEN},
     KEYS_AT(struct campaign_payload, walker_node_spread_rad),
     .meaning = "over which the ascending nodes are spread: 360 for a delta, 180 for a star"},
};

static const struct keys_entry site_entries[] = {
    {.path = "name",
     .kind = KEYS_TEXT,
     .presence = KEYS_OPTIONAL,
     KEYS_AT(struct campaign_site, name),
     .meaning = "in tables; if not said, the station's own"},
    KEYS_GROUP("station", KEYS_PART, KEYS_REQUIRED, "the station, as in a scenario"),
    KEYS_GROUP("atmosphere", KEYS_PART, KEYS_OPTIONAL, "in place of the one in scenario"),
};

static const struct keys_entry pair_entries[] = {
    {.path = "a",
     .kind = KEYS_TEXT,
     .presence = KEYS_REQUIRED,
     KEYS_AT(struct campaign_pair_names, a),
     .meaning = "a station's name"},
    {.path = "b",
     .kind = KEYS_TEXT,
     .presence = KEYS_REQUIRED,
     KEYS_AT(struct campaign_pair_names, b),
     .meaning = "another station's name"},
};

enum {
    ROOT_COUNT = sizeof root_entries / sizeof *root_entries,
    PAYLOAD_COUNT = sizeof payload_entries / sizeof *payload_entries,
    SITE_COUNT = sizeof site_entries / sizeof *site_entries,
    PAIR_COUNT = sizeof pair_entries / sizeof *pair_entries
};

static const char *const sourced[] = {"", NULL};
static const char listed[] = "satqkd help campaign-config";

static const char of_scenario[] =
    "of a scenario, which satqkd run flies; a campaign has it in \"satellites\", \"stations\" or \"scenario\"";
static const struct keys_later of_another_file[] = {{"direction", of_scenario},
                                                    {"satellite", of_scenario},
                                                    {"station", of_scenario},
                                                    {"orbit", of_scenario},
                                                    {NULL, NULL}};

const struct keys_table *campaign_keys_root(void) {
    static const struct keys_table table = {root_entries, ROOT_COUNT, sourced, of_another_file, listed};
    return &table;
}

const char *campaign_keys_word(const char *key, int value) {
    const struct keys_entry *entry = keys_find(campaign_keys_root(), key);
    for (const struct keys_choice *choice = entry ? entry->choices : NULL; choice && choice->name; choice++) {
        if (choice->value == value) {
            return choice->name;
        }
    }
    return NULL;
}

const struct keys_table *campaign_keys_payload(void) {
    static const struct keys_table table = {payload_entries, PAYLOAD_COUNT, sourced, NULL, listed};
    return &table;
}

const struct keys_table *campaign_keys_site(void) {
    static const struct keys_table table = {site_entries, SITE_COUNT, sourced, NULL, listed};
    return &table;
}

const struct keys_table *campaign_keys_pair(void) {
    static const struct keys_table table = {pair_entries, PAIR_COUNT, sourced, NULL, listed};
    return &table;
}
