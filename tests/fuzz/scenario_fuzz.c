/* SPDX-License-Identifier: MIT */
/*
 * A scenario: a whole one where the input begins with a brace, else a --set a line, on one that is known to be good. What is accepted must
 * come back from its own text, and its orbit and link are looked at.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "scenario/scenario.h"
#include "trials/plan.h"

enum { MOST_SETTINGS = 16 };

static const char base[] =
    "{\"schema\":1,\"name\":\"base\",\"satellite\":{\"source\":{\"wavelength_nm\":850,\"repetition_rate_mhz\":100,"
    "\"pulse_fwhm_ns\":0.2},\"telescope\":{\"diameter_m\":0.3,\"divergence_is\":\"e2\",\"divergence_urad\":10},"
    "\"pointing\":{\"jitter_urad\":1}},\"station\":{\"latitude_deg\":40,\"longitude_deg\":117,\"altitude_m\":890,"
    "\"telescope\":{\"diameter_m\":1,\"optics_efficiency\":0.2,\"field_of_view_urad\":50,\"filter_bandwidth_nm\":1},"
    "\"detectors\":{\"efficiency\":0.5,\"dark_rate_hz\":[10,20,30,40]},\"timing\":{\"gate_ns\":2},"
    "\"polarization\":{\"contrast\":200}},"
    "\"orbit\":{\"circular\":{\"altitude_km\":500,\"inclination_deg\":97,\"max_elevation_deg\":60}}}";

static void look(const struct scenario *scenario) {
    struct satqkd_error error = {0};
    struct orbit *orbit = NULL;
    if (scenario_make_orbit(scenario, &orbit, &error) != SATQKD_OK) {
        return;
    }
    double first, last;
    orbit_span(orbit, &first, &last);
    const double times[] = {first, 0.5 * (first + last), orbit_epoch(orbit), last};
    struct pass pass = {.start_utc_s = times[1]};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        struct channel_link link;
        if (plan_link(scenario, orbit, &pass, times[i], &link, &error) == SATQKD_OK) {
            fuzz_require(link.efficiency >= 0 && link.efficiency <= 1, "an efficiency outside 0 to 1");
        }
    }
    orbit_destroy(orbit);
}

static void come_back(const struct scenario *scenario) {
    struct satqkd_error error = {0};
    struct scenario *again = NULL;
    char *text = NULL, *same = NULL;
    fuzz_require(scenario_text(scenario, &text, &error) == SATQKD_OK, "no text");
    fuzz_require(scenario_parse("own", text, NULL, 0, &again, &error) == SATQKD_OK, "its own text is refused");
    fuzz_require(scenario_text(again, &same, &error) == SATQKD_OK && strcmp(text, same) == 0, "another text");
    scenario_destroy(again);
    free(same);
    free(text);
}

static size_t read_settings(char *text, struct scenario_setting settings[MOST_SETTINGS]) {
    size_t count = 0;
    for (char *line = strtok(text, "\n"); line && count < MOST_SETTINGS; line = strtok(NULL, "\n")) {
        settings[count++].text = line;
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct scenario_setting settings[MOST_SETTINGS];
    struct satqkd_error error = {0};
    struct scenario *scenario = NULL;
    char *text = fuzz_text(data, size);
    const size_t count = text[0] == '{' ? 0 : read_settings(text, settings);
    fuzz_begin();
    const enum satqkd_status status =
        scenario_parse("fuzz", text[0] == '{' ? text : base, settings, count, &scenario, &error);
    fuzz_require(status == SATQKD_OK || error.message[0] != '\0', "a refusal without a reason");
    if (status == SATQKD_OK) {
        look(scenario);
        come_back(scenario);
    }
    scenario_destroy(scenario);
    fuzz_end();
    free(text);
    return 0;
}
