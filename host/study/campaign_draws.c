/* SPDX-License-Identifier: MIT */
#include "study/campaign_draws.h"

#include <stdlib.h>

#include "study/campaign_blocks.h"
#include "study/campaign_weather.h"

static enum satqkd_status make_room(const struct campaign *campaign, size_t passes, struct campaign_draws *out,
                                    struct satqkd_error *error) {
    out->clear = calloc(passes + 1, sizeof *out->clear);
    out->bits = calloc(passes + 1, sizeof *out->bits);
    out->all_bits = calloc(out->count, sizeof *out->all_bits);
    out->satellite_bits = calloc(campaign->satellite_count * out->count, sizeof *out->satellite_bits);
    out->station_bits = calloc(campaign->station_count * out->count, sizeof *out->station_bits);
    return out->clear && out->bits && out->all_bits && out->satellite_bits && out->station_bits
               ? SATQKD_OK
               : satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu weathers", out->count);
}

/* The last draw first, so that the first one's skies and keys are what stays. */
enum satqkd_status campaign_draws_make(const struct campaign *campaign, const struct campaign_result *result,
                                       struct campaign_draws *out, struct satqkd_error *error) {
    const struct campaign_passes *passes = &result->passes;
    const size_t wanted = campaign->weather.given ? (size_t)campaign->weather.draws : 1;
    *out = (struct campaign_draws){.count = wanted > result->repeats ? wanted : result->repeats};
    enum satqkd_status status = make_room(campaign, passes->count, out, error);
    for (size_t draw = out->count; draw-- > 0 && status == SATQKD_OK;) {
        status = campaign_weather_draw(campaign, passes, (uint32_t)draw, out->clear, error);
        if (status == SATQKD_OK) {
            status = campaign_blocks_keys(campaign, result, draw % result->repeats, out->clear, out->bits, error);
        }
        if (status == SATQKD_OK && campaign->relays.given) {
            status = campaign_relays_add(campaign, passes, out->bits, draw, out->count, &out->relays, error);
        }
        for (size_t i = 0; i < passes->count && status == SATQKD_OK; ++i) {
            out->all_bits[draw] += out->bits[i];
            out->satellite_bits[passes->passes[i].satellite * out->count + draw] += out->bits[i];
            out->station_bits[passes->passes[i].station * out->count + draw] += out->bits[i];
        }
    }
    if (status != SATQKD_OK) {
        campaign_draws_release(out);
    }
    return status;
}

void campaign_draws_release(struct campaign_draws *draws) {
    free(draws->clear);
    free(draws->bits);
    free(draws->all_bits);
    free(draws->satellite_bits);
    free(draws->station_bits);
    campaign_relays_release(&draws->relays);
    *draws = (struct campaign_draws){0};
}
