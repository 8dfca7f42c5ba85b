/* SPDX-License-Identifier: MIT */
#include "study/doubts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "scenario/keys.h"
#include "scenario/keys_slip.h"

/* Latitude and longitude below these are angles in radians more often than places in the Gulf of Guinea. */
static const double right_angle_rad = 1.6, half_turn_rad = 3.2;

static void doubt_numbers(const struct scenario *scenario, void (*tell)(void *context, const char *text),
                          void *context) {
    const struct keys_table *table = keys_scenario(scenario->channel.direction);
    for (size_t i = 0; i < table->count; i++) {
        const char *path = table->entries[i].path;
        const cJSON *value = document_node(scenario->document, path);
        char doubt[KEYS_SLIP_TEXT];
        char text[DOUBTS_TEXT];
        if (cJSON_IsNumber(value) && keys_slip_doubt(path, value->valuedouble, doubt)) {
            snprintf(text, sizeof text, "%s: %s", path, doubt);
            tell(context, text);
        }
    }
}

static double number_at(const struct scenario *scenario, const char *path) {
    const cJSON *value = document_node(scenario->document, path);
    return cJSON_IsNumber(value) ? value->valuedouble : NAN;
}

/* A pass that was drawn up for its geometry has no time of day that means anything. */
static bool has_a_night(const struct scenario *scenario) {
    const enum scenario_orbit_kind kind = scenario->orbit.kind;
    return kind == SCENARIO_ORBIT_TLE || kind == SCENARIO_ORBIT_KEPLER || kind == SCENARIO_ORBIT_OEM;
}

/* Darker than the table's twilight. */
static bool sky_of_night(const struct scenario *scenario) {
    const struct keys_entry *sky = keys_find(keys_scenario(CHANNEL_DOWNLINK), "atmosphere.sky");
    for (const struct keys_choice *choice = sky ? sky->choices : NULL; choice && choice->name; choice++) {
        if (strcmp(choice->name, "twilight") == 0) {
            return scenario->channel.sky.radiance < choice->value * sky->value.scale;
        }
    }
    return false;
}

bool doubts_daylight(const struct scenario *scenario, const struct pass *pass) {
    return scenario->channel.direction == CHANNEL_DOWNLINK && has_a_night(scenario) && !pass->station_dark &&
           !scenario->channel.sunlight.counted && sky_of_night(scenario);
}

void doubts(const struct scenario *scenario, const struct pass *pass, void (*tell)(void *context, const char *text),
            void *context) {
    doubt_numbers(scenario, tell, context);
    if (fabs(number_at(scenario, "station.latitude_deg")) <= right_angle_rad &&
        fabs(number_at(scenario, "station.longitude_deg")) <= half_turn_rad) {
        tell(context, "station: latitude and longitude near 0, 0, in the sea off Africa: are these radians?");
    }
    if (doubts_daylight(scenario, pass)) {
        tell(context,
             "atmosphere.sky: the Sun is up or near the horizon at that pass: let atmosphere.sunlight count its "
             "light, or set window.start and window.stop to a night, in UTC");
    }
}
