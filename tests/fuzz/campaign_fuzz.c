/* SPDX-License-Identifier: MIT */
/* A campaign: a whole one where the input begins with a brace, else a --set a line on one that is known to be good. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "scenario/campaign.h"

enum { MOST_SETTINGS = 16 };

static const char base[] =
    "{\"schema\":1,\"name\":\"base\",\"satellites\":[{\"satellite\":\"satellites/micius.json\",\"orbit\":{\"kepler\":"
    "{\"epoch_utc\":\"2025-01-01T00:00:00Z\",\"altitude_km\":500,\"eccentricity\":0,\"inclination_deg\":97,"
    "\"raan_deg\":0,\"arg_perigee_deg\":0,\"mean_anomaly_deg\":0}}}],\"stations\":[\"stations/xinglong.json\"],"
    "\"from\":\"2025-01-01T00:00:00Z\",\"to\":\"2025-01-02T00:00:00Z\"}";

static void come_back(const struct campaign *campaign) {
    struct satqkd_error error = {0};
    struct campaign *again = NULL;
    char *text = NULL, *same = NULL;
    fuzz_require(campaign_text(campaign, &text, &error) == SATQKD_OK, "no text");
    const char *path = fuzz_file((const uint8_t *)text, strlen(text));
    fuzz_require(campaign_load(path, NULL, 0, &again, &error) == SATQKD_OK, "its own text is refused");
    fuzz_require(campaign_text(again, &same, &error) == SATQKD_OK && strcmp(text, same) == 0, "another text");
    campaign_destroy(again);
    free(same);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct scenario_setting settings[MOST_SETTINGS];
    struct satqkd_error error = {0};
    struct campaign *campaign = NULL;
    size_t count = 0;
    char *text = fuzz_text(data, size);
    const char *path = text[0] == '{' ? fuzz_file(data, size) : fuzz_file((const uint8_t *)base, sizeof base - 1);
    if (text[0] != '{') {
        for (char *line = strtok(text, "\n"); line && count < MOST_SETTINGS; line = strtok(NULL, "\n")) {
            settings[count++].text = line;
        }
    }
    fuzz_begin();
    const enum satqkd_status status = campaign_load(path, settings, count, &campaign, &error);
    fuzz_require(status == SATQKD_OK || error.message[0] != '\0', "a refusal without a reason");
    if (status == SATQKD_OK) {
        come_back(campaign);
    }
    campaign_destroy(campaign);
    fuzz_end();
    free(text);
    return 0;
}
