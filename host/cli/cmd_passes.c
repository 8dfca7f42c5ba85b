/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/options.h"
#include "orbit/time_utc.h"
#include "scenario/scenario.h"
#include "special/constants.h"
#include "study/list_passes.h"

struct options {
    const char *scenario;
    double from_utc_s, to_utc_s; /* NaN: not given */
    bool json;
    struct options_settings settings;
};

static enum satqkd_status read_options(int argc, char **argv, struct options *out, struct satqkd_error *error) {
    const struct options_entry entries[] = {{"from", .utc_s = &out->from_utc_s},
                                            {"to", .utc_s = &out->to_utc_s},
                                            {"set", .settings = &out->settings},
                                            {"json", .flag = &out->json},
                                            {0}};
    char **operands = NULL;
    enum satqkd_status status = options_read("passes", entries, argc, argv, &operands, error);
    if (status == SATQKD_OK) {
        status = options_one("passes", operands, "scenario", &out->scenario, error);
    }
    if (status == SATQKD_OK && (isnan(out->from_utc_s) || isnan(out->to_utc_s))) {
        return command_misuse("passes", error, "--%s is missing: between which times?",
                              isnan(out->from_utc_s) ? "from" : "to");
    }
    return status;
}

static const char *yes_no(bool value) {
    return value ? "yes" : "no";
}

/* Within 80 columns. */
static void print_table(const struct pass *passes, size_t count) {
    printf("%-20s %-20s %9s %8s %7s %-6s %s\n", "start", "stop", "elevation", "range", "time", "sunlit", "dark");
    printf("%-20s %-20s %9s %8s %7s\n", "UTC", "UTC", "up to deg", "from km", "s");
    for (size_t i = 0; i < count; i++) {
        const struct pass *pass = &passes[i];
        char start[TIME_UTC_TEXT];
        char stop[TIME_UTC_TEXT];
        time_utc_format(pass->start_utc_s, 0, start, sizeof start);
        time_utc_format(pass->stop_utc_s, 0, stop, sizeof stop);
        printf("%-20s %-20s %9.2f %8.1f %7.1f %-6s %s\n", start, stop, pass->max_elevation_rad * CONSTANT_DEGREE,
               pass->min_range_m / 1e3, pass->stop_utc_s - pass->start_utc_s, yes_no(pass->satellite_sunlit),
               yes_no(pass->station_dark));
    }
}

static void print_json(const struct pass *passes, size_t count) {
    printf("[");
    for (size_t i = 0; i < count; i++) {
        const struct pass *pass = &passes[i];
        char start[TIME_UTC_TEXT];
        char stop[TIME_UTC_TEXT];
        char highest[TIME_UTC_TEXT];
        time_utc_format(pass->start_utc_s, 3, start, sizeof start);
        time_utc_format(pass->stop_utc_s, 3, stop, sizeof stop);
        time_utc_format(pass->max_elevation_utc_s, 3, highest, sizeof highest);
        printf("%s\n  {\"start_utc\": \"%s\", \"stop_utc\": \"%s\", \"max_elevation_utc\": \"%s\", "
               "\"max_elevation_deg\": %.17g, \"min_range_km\": %.17g, \"duration_s\": %.17g, "
               "\"satellite_sunlit\": %s, \"station_dark\": %s}",
               i ? "," : "", start, stop, highest, pass->max_elevation_rad * CONSTANT_DEGREE, pass->min_range_m / 1e3,
               pass->stop_utc_s - pass->start_utc_s, pass->satellite_sunlit ? "true" : "false",
               pass->station_dark ? "true" : "false");
    }
    printf("%s]\n", count ? "\n" : "");
}

static enum satqkd_status print_passes(const struct options *options, struct satqkd_error *error) {
    struct scenario *scenario = NULL;
    struct pass *passes = NULL;
    size_t count = 0;
    enum satqkd_status status =
        scenario_load(options->scenario, options->settings.list, options->settings.count, &scenario, error);
    if (status == SATQKD_OK) {
        status = list_passes(scenario, options->from_utc_s, options->to_utc_s, &passes, &count, error);
    }
    if (status == SATQKD_OK) {
        (options->json ? print_json : print_table)(passes, count);
    }
    free(passes);
    scenario_destroy(scenario);
    return status;
}

static enum satqkd_status run(int argc, char **argv, struct satqkd_error *error) {
    struct options options = {.from_utc_s = NAN, .to_utc_s = NAN};
    enum satqkd_status status = read_options(argc, argv, &options, error);
    if (status == SATQKD_OK) {
        status = print_passes(&options, error);
    }
    free(options.settings.list);
    return status;
}

const struct command command_passes = {
    .name = "passes",
    .usage = "passes SCENARIO --from ISO8601 --to ISO8601 [--set KEY=VALUE] [--json]",
    .summary = "lists the passes of the orbit over the station",
    .help = "  --from TIME        UTC, such as 2016-12-19T00:00:00Z\n"
            "  --to TIME          UTC, later than --from\n"
            "  --set KEY=VALUE    changes the scenario; repeatable\n"
            "  --json             an array of passes on standard output\n"
            "\n"
            "A pass is the time above window.min_elevation_deg; the window's other limits do not cut the list, --from\n"
            "and --to do. Sunlit (the satellite) and dark (the station) are told for the highest point; a track of\n"
            "efficiencies does not say where its satellite is: its sunlit is always \"no\".\n"
            "\n"
            "Examples:\n"
            "  satqkd passes configs/micius-xinglong-2016-12-19.json \\\n"
            "           --from 2016-12-19T00:00Z --to 2016-12-21T00:00Z\n"
            "  satqkd passes my.json --from 2016-12-19T00:00Z --to 2016-12-26T00:00Z \\\n"
            "           --json --set window.min_elevation_deg=20\n",
    .run = run,
};
