/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_CAMPAIGN_WEATHER_H
#define SATQKD_STUDY_CAMPAIGN_WEATHER_H

#include <stdbool.h>
#include <stdint.h>

#include "study/campaign_passes.h"

/**
 * Draws the sky of every pass. A station has a number u, evenly spread from 0 to 1, and is clear while u is below the month's chance of a
 * clear sky, so that every month has its own chance whatever came before. From one unit (a night, or a pass) to the next, a
 * time t later, u stays with the chance exp(-t / correlation_time) and is drawn anew else: within a month the correlation of two skies
 * falls as exp(-t / correlation_time). Stations are independent.
 *
 * @param draw   its number; the same draw of a longer campaign begins with the same skies
 * @param clear  one a pass; all true without weather
 */
enum satqkd_status campaign_weather_draw(const struct campaign *campaign, const struct campaign_passes *passes,
                                         uint32_t draw, bool *clear, struct satqkd_error *error);

#endif
