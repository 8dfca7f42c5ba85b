/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/whole_number.h"
#include "orbit/time_utc.h"
#include "report/optimize_out.h"
#include "scenario/keys_slip.h"
#include "scenario/scenario.h"
#include "study/optimize.h"

/* Beyond what a short option could be. */
enum { OPTION_FREE = 256, OPTION_FIX, OPTION_STARTS, OPTION_PASS, OPTION_FROM, OPTION_TO, OPTION_SET, OPTION_JSON };

struct options {
    const char *scenario;
    struct optimize_options optimize;
    struct optimize_change *changes;   /* owned; room for every argument */
    struct scenario_setting *settings; /* the same */
    size_t setting_count;
    bool has_from, has_to, json;
};

static enum satqkd_status read_time(const char *option, const char *text, double *out_utc_s, bool *out_given,
                                    struct satqkd_error *error) {
    if (!time_utc_parse(text, out_utc_s)) {
        char slip[KEYS_SLIP_TEXT];
        keys_slip_time(text, slip);
        return command_misuse("optimize", error,
                              "--%s: '%s' is no UTC time such as 2016-12-19T16:48:00Z (1957 to 2100)%s", option, text,
                              slip);
    }
    *out_given = true;
    return SATQKD_OK;
}

static enum satqkd_status read_count(const char *option, const char *text, int most, int *out,
                                     struct satqkd_error *error) {
    uint64_t value;
    if (!whole_number(text, (uint64_t)most, &value) || value < 1) {
        return command_misuse("optimize", error, "--%s: '%s' is no whole number from 1 to %d", option, text, most);
    }
    *out = (int)value;
    return SATQKD_OK;
}

static const struct option known[] = {{"free", required_argument, NULL, OPTION_FREE},
                                      {"fix", required_argument, NULL, OPTION_FIX},
                                      {"starts", required_argument, NULL, OPTION_STARTS},
                                      {"pass", required_argument, NULL, OPTION_PASS},
                                      {"from", required_argument, NULL, OPTION_FROM},
                                      {"to", required_argument, NULL, OPTION_TO},
                                      {"set", required_argument, NULL, OPTION_SET},
                                      {"json", no_argument, NULL, OPTION_JSON},
                                      {NULL, 0, NULL, 0}};

static enum satqkd_status read_option(int option, char **argv, struct options *out, struct satqkd_error *error) {
    switch (option) {
    case OPTION_FREE:
    case OPTION_FIX:
        out->changes[out->optimize.change_count++] = (struct optimize_change){optarg, option == OPTION_FREE};
        return SATQKD_OK;
    case OPTION_STARTS:
        return read_count("starts", optarg, OPTIMIZE_MOST_STARTS, &out->optimize.starts, error);
    case OPTION_PASS:
        return read_count("pass", optarg, 1000000, &out->optimize.pass, error);
    case OPTION_FROM:
        return read_time("from", optarg, &out->optimize.from_utc_s, &out->has_from, error);
    case OPTION_TO:
        return read_time("to", optarg, &out->optimize.to_utc_s, &out->has_to, error);
    case OPTION_SET:
        out->settings[out->setting_count++].text = optarg;
        return SATQKD_OK;
    case OPTION_JSON:
        out->json = true;
        return SATQKD_OK;
    default:
        return command_bad_option("optimize", option, argv, known, error);
    }
}

static enum satqkd_status read_options(int argc, char **argv, struct options *out, struct satqkd_error *error) {
    opterr = 0; /* what is wrong is said once, by main */
    optind = 1;
    for (int option = 0; (option = getopt_long(argc, argv, ":", known, NULL)) != -1;) {
        enum satqkd_status status = read_option(option, argv, out, error);
        if (status != SATQKD_OK) {
            return status;
        }
    }
    enum satqkd_status status = command_scenario("optimize", argc, argv, &out->scenario, error);
    if (status != SATQKD_OK) {
        return status;
    }
    if (out->has_from != out->has_to) {
        return command_misuse("optimize", error, "--from and --to come together");
    }
    if (out->has_from && !(out->optimize.to_utc_s > out->optimize.from_utc_s)) {
        return command_misuse("optimize", error, "--to must be later than --from");
    }
    if (out->has_from && out->optimize.pass) {
        return command_misuse("optimize", error,
                              "--pass is one pass, --from and --to are all between: say one of them");
    }
    out->optimize.between = out->has_from;
    return SATQKD_OK;
}

static enum satqkd_status optimize_and_show(const struct options *options, struct satqkd_error *error) {
    struct scenario *scenario = NULL;
    struct optimize_out found = {0};
    char *json = NULL;
    enum satqkd_status status =
        scenario_load(options->scenario, options->settings, options->setting_count, &scenario, error);
    if (status == SATQKD_OK) {
        status = optimize_scenario(scenario, &options->optimize, &found, error);
    }
    if (status == SATQKD_OK && options->json) {
        status = optimize_out_json(&found, &json, error);
    }
    if (status == SATQKD_OK && options->json) {
        fputs(json, stdout);
    } else if (status == SATQKD_OK) {
        optimize_out_print(&found, stdout);
    }
    free(json);
    optimize_out_release(&found);
    scenario_destroy(scenario);
    return status;
}

static enum satqkd_status run(int argc, char **argv, struct satqkd_error *error) {
    struct options options = {.optimize = {.starts = OPTIMIZE_USUAL_STARTS}};
    enum satqkd_status status = SATQKD_OK;
    options.settings = calloc((size_t)argc, sizeof *options.settings);
    options.changes = calloc((size_t)argc, sizeof *options.changes);
    if (!options.settings || !options.changes) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the command line");
        goto done;
    }
    options.optimize.changes = options.changes;
    status = read_options(argc, argv, &options, error);
    if (status == SATQKD_OK) {
        status = optimize_and_show(&options, error);
    }
done:
    free(options.settings);
    free(options.changes);
    return status;
}

const struct command command_optimize = {
    .name = "optimize",
    .usage = "optimize SCENARIO [--free KEY]… [--fix KEY]… [--starts N] [--pass N | --from TIME --to TIME] "
             "[--set KEY=VALUE]… [--json]",
    .summary = "intensities, probabilities and basis bias with the longest key",
    .help =
        "Searches the settings with the longest key under protocol.bound, from expected counts (no random numbers), "
        "and\n"
        "shows what a tenth less or more of each would cost.\n"
        "\n"
        "  --free KEY        lets a setting move: intensities, probabilities (or one of them, intensities[1]),\n"
        "                    basis_probabilities, alice_x, bob_x, min_elevation_deg\n"
        "  --fix KEY         keeps it as the scenario has it. Free if not said: intensities above 0, probabilities, "
        "and\n"
        "                    the basis probabilities at both ends (fixed where the bound pools the bases)\n"
        "  --starts N        starting points (default 4): the scenario's settings and N-1 others, always the same\n"
        "  --pass N          the N-th pass of the window, from 1, instead of the highest\n"
        "  --from, --to      all passes between two times over a dark station, as one block; what each would give on\n"
        "                    its own is shown too\n"
        "  --set KEY=VALUE   any key of the scenario, as often as wanted\n"
        "  --json            an object on standard output\n"
        "\n"
        "A free bob_x asks for an active choice of basis at the receiver; --fix bob_x keeps a splitter as it is. Dead\n"
        "times and afterpulses are left out of the expected counts.\n"
        "\n"
        "Examples:\n"
        "  satqkd optimize configs/micius-xinglong-2016-12-19.json \\\n"
        "           --set protocol.bound=lim2014 --set protocol.key_basis=x\n"
        "  satqkd optimize my.json --fix bob_x --free min_elevation_deg \\\n"
        "           --from 2016-12-19T00:00Z --to 2016-12-26T00:00Z\n",
    .run = run,
};
