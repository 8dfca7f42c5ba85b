/* SPDX-License-Identifier: MIT */
#include "study/campaign_weather.h"

#include <math.h>
#include <stdlib.h>

#include "shared/philox.h"

static const double DAY_S = 86400.0;
/* Above it in the index stands the station; seconds and nights since 1970 stay below. */
enum { STATION_SHIFT = 40 };

struct weather_sky {
    bool begun;
    int64_t unit;
    double u;
};

/* 53 bits of two words, in [0, 1). */
static double uniform(word32 high, word32 low) {
    return ldexp((double)(words_join(high, low) >> 11), -53);
}

static void move_on(const struct campaign_weather *weather, size_t station, int64_t unit, uint32_t draw,
                    struct weather_sky *sky) {
    const double unit_s = weather->unit == CAMPAIGN_SKY_NIGHT ? DAY_S : 1.0;
    const double later_s = unit_s * (double)(unit - sky->unit);
    const word64 index = (word64)station << STATION_SHIFT | (word64)unit;
    const struct philox_words words = philox(weather->seed, index, PHILOX_FOR_WEATHER, draw);
    const double keep = weather->correlation_time_s > 0 ? exp(-later_s / weather->correlation_time_s) : 0;
    if (!sky->begun || uniform(words.c, words.d) >= keep) {
        sky->u = uniform(words.a, words.b);
    }
    sky->begun = true;
    sky->unit = unit;
}

enum satqkd_status campaign_weather_draw(const struct campaign *campaign, const struct campaign_passes *passes,
                                         uint32_t draw, bool *clear, struct satqkd_error *error) {
    const struct campaign_weather *weather = &campaign->weather;
    struct weather_sky *skies = calloc(campaign->station_count, sizeof *skies);
    if (!skies) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the skies of %zu stations",
                                campaign->station_count);
    }
    for (size_t i = 0; i < passes->count; ++i) {
        const struct campaign_pass *pass = &passes->passes[i];
        struct weather_sky *sky = &skies[pass->station];
        const int64_t unit = weather->unit == CAMPAIGN_SKY_NIGHT ? pass->night : (int64_t)floor(pass->pass.start_utc_s);
        if (weather->given && (!sky->begun || unit != sky->unit)) {
            move_on(weather, pass->station, unit, draw, sky);
        }
        clear[i] = !weather->given || sky->u < pass->clear_chance;
    }
    free(skies);
    return SATQKD_OK;
}
