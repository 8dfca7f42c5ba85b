/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/whole_number.h"
#include "orbit/time_utc.h"
#include "report/optimize_out.h"
#include "scenario/keys_slip.h"
#include "scenario/scenario.h"
#include "study/optimize.h"
#include "study/optimize_campaign.h"

/* Beyond what a short option could be. */
enum {
    OPTION_FREE = 256,
    OPTION_FIX,
    OPTION_STARTS,
    OPTION_PASS,
    OPTION_ALL_PASSES,
    OPTION_CAMPAIGN,
    OPTION_FROM,
    OPTION_TO,
    OPTION_BLOCK,
    OPTION_SET,
    OPTION_JSON
};

struct options {
    char **scenarios; /* of the command line */
    size_t scenario_count;
    struct optimize_options optimize;
    struct optimize_passes passes;
    struct optimize_change *changes;   /* owned; room for every argument */
    struct scenario_setting *settings; /* the same */
    size_t setting_count;
    bool has_from, has_to, campaign, json;
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

static enum satqkd_status read_block(const char *text, enum expected_blocks_of *out, struct satqkd_error *error) {
    if (strcmp(text, "joint") != 0 && strcmp(text, "pass") != 0) {
        return command_misuse("optimize", error, "--block: '%s' must be joint or pass", text);
    }
    *out = strcmp(text, "pass") == 0 ? EXPECTED_BLOCK_A_PASS : EXPECTED_BLOCK_JOINT;
    return SATQKD_OK;
}

static const struct option known[] = {{"free", required_argument, NULL, OPTION_FREE},
                                      {"fix", required_argument, NULL, OPTION_FIX},
                                      {"starts", required_argument, NULL, OPTION_STARTS},
                                      {"pass", required_argument, NULL, OPTION_PASS},
                                      {"all-passes", no_argument, NULL, OPTION_ALL_PASSES},
                                      {"campaign", no_argument, NULL, OPTION_CAMPAIGN},
                                      {"from", required_argument, NULL, OPTION_FROM},
                                      {"to", required_argument, NULL, OPTION_TO},
                                      {"block", required_argument, NULL, OPTION_BLOCK},
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
        return read_count("pass", optarg, 1000000, &out->passes.number, error);
    case OPTION_ALL_PASSES:
        out->passes.all = true;
        return SATQKD_OK;
    case OPTION_CAMPAIGN:
        out->campaign = true;
        return SATQKD_OK;
    case OPTION_BLOCK:
        return read_block(optarg, &out->optimize.block_of, error);
    case OPTION_FROM:
        return read_time("from", optarg, &out->passes.from_utc_s, &out->has_from, error);
    case OPTION_TO:
        return read_time("to", optarg, &out->passes.to_utc_s, &out->has_to, error);
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
    if (optind >= argc) {
        return command_misuse("optimize", error, "no scenario");
    }
    out->scenarios = argv + optind;
    out->scenario_count = (size_t)(argc - optind);
    if (out->has_from != out->has_to) {
        return command_misuse("optimize", error, "--from and --to come together");
    }
    if (out->has_from && !(out->passes.to_utc_s > out->passes.from_utc_s)) {
        return command_misuse("optimize", error, "--to must be later than --from");
    }
    if (out->campaign && out->scenario_count > 1) {
        return command_misuse("optimize", error, "--campaign: unexpected argument '%s': one campaign at a time",
                              out->scenarios[1]);
    }
    if (out->has_from + out->passes.all + (out->passes.number > 0) + out->campaign > 1) {
        return command_misuse("optimize", error,
                              "--pass is one pass, --all-passes are all of the window, --from and --to all between, "
                              "--campaign all of its schedule: say one of them");
    }
    out->passes.between = out->has_from;
    return SATQKD_OK;
}

static enum satqkd_status optimize_scenario_files(const struct options *options, struct optimize_out *found,
                                                  struct satqkd_error *error) {
    const size_t count = options->scenario_count;
    struct scenario **scenarios = calloc(count, sizeof(struct scenario *));
    enum satqkd_status status =
        scenarios ? SATQKD_OK : satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu scenarios", count);
    for (size_t i = 0; i < count && status == SATQKD_OK; ++i) {
        status = scenario_load(options->scenarios[i], options->settings, options->setting_count, &scenarios[i], error);
    }
    if (status == SATQKD_OK) {
        status = optimize_scenarios((const struct scenario *const *)scenarios, count, &options->passes,
                                    &options->optimize, found, error);
    }
    for (size_t i = 0; scenarios && i < count; ++i) {
        scenario_destroy(scenarios[i]);
    }
    free(scenarios);
    return status;
}

static enum satqkd_status optimize_campaign_file(const struct options *options, struct optimize_out *found,
                                                 struct satqkd_error *error) {
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct campaign *campaign = NULL;
    enum satqkd_status status =
        campaign_load(options->scenarios[0], options->settings, options->setting_count, &campaign, error);
    if (status == SATQKD_OK) {
        status = optimize_campaign(campaign, cores > 0 ? (int)cores : 1, &options->optimize, found, error);
    }
    campaign_destroy(campaign);
    return status;
}

static enum satqkd_status optimize_and_show(const struct options *options, struct satqkd_error *error) {
    struct optimize_out found = {0};
    char *json = NULL;
    enum satqkd_status status = options->campaign ? optimize_campaign_file(options, &found, error)
                                                  : optimize_scenario_files(options, &found, error);
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
    .usage = "optimize SCENARIO… [--free KEY]… [--fix KEY]… [--starts N] [--pass N | --all-passes | --campaign | "
             "--from TIME --to "
             "TIME] [--block joint|pass] [--set KEY=VALUE]… [--json]",
    .summary = "intensities, probabilities and basis bias with the longest key",
    .help =
        "Searches the settings with the longest key under protocol.bound, from expected counts (no random numbers; "
        "dead\n"
        "times and afterpulses as in the mean engine), and shows what a tenth less or more of each would cost. Of "
        "several\n"
        "scenarios the first one's protocol is taken, and one setting for the passes of all is sought.\n"
        "\n"
        "  --free KEY        lets a setting move: intensities, probabilities (or one of them, intensities[1]),\n"
        "                    basis_probabilities, alice_x, bob_x, min_elevation_deg\n"
        "  --fix KEY         keeps it as the scenario has it. Free if not said: intensities above 0, probabilities,\n"
        "                    and the basis probabilities at both ends (fixed where the bound pools the bases)\n"
        "  --starts N        starting points (default 4): the scenario's settings and N-1 others, always the same\n"
        "  --pass N          the N-th pass of the window, from 1, instead of the highest\n"
        "  --all-passes      every pass of the window, by day and by night\n"
        "  --from, --to      all passes between two times over a dark station\n"
        "  --campaign        the file is a campaign: the passes of its schedule, each as often as its sky is clear\n"
        "  --block joint|pass  what is post-processed together: all passes of a pair of satellite and station (of a\n"
        "                    campaign, those of its campaign.block; the default), or each pass by itself. The sum of\n"
        "                    these keys is made longest, and the other way shown beside it\n"
        "  --set KEY=VALUE   any key of the scenarios, or of the campaign, as often as wanted\n"
        "  --json            an object on standard output\n"
        "\n"
        "A free bob_x asks for an active choice of basis at the receiver; --fix bob_x keeps a splitter as it is.\n"
        "\n"
        "Examples:\n"
        "  satqkd optimize configs/micius-xinglong-2016-12-19.json \\\n"
        "           --set protocol.bound=lim2014 --set protocol.key_basis=x\n"
        "  satqkd optimize my.json --fix bob_x --free min_elevation_deg \\\n"
        "           --from 2016-12-19T00:00Z --to 2016-12-26T00:00Z\n"
        "  satqkd optimize --campaign \\\n"
        "           configs/campaigns/micius-five-stations.json --starts 1\n",
    .run = run,
};
