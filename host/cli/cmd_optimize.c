/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/options.h"
#include "report/optimize_out.h"
#include "scenario/scenario.h"
#include "study/crew.h"
#include "study/optimize.h"
#include "study/optimize_campaign.h"

struct options {
    char **scenarios; /* of the command line */
    size_t scenario_count;
    struct optimize_options optimize;
    struct optimize_passes passes;
    struct optimize_change *changes; /* owned */
    struct options_settings settings;
    bool campaign, json;
};

/* A setting that is to move or to stay. */
static enum satqkd_status add_change(const char *text, void *into, bool free, struct satqkd_error *error) {
    struct options *out = into;
    const size_t count = out->optimize.change_count;
    struct optimize_change *changes = realloc(out->changes, (count + 1) * sizeof *changes);
    if (!changes) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the command line");
    }
    changes[count] = (struct optimize_change){text, free};
    out->optimize.changes = out->changes = changes;
    out->optimize.change_count = count + 1;
    return SATQKD_OK;
}

static enum satqkd_status read_free(const char *text, void *into, struct satqkd_error *error) {
    return add_change(text, into, true, error);
}

static enum satqkd_status read_fix(const char *text, void *into, struct satqkd_error *error) {
    return add_change(text, into, false, error);
}

static enum satqkd_status read_options(int argc, char **argv, struct options *out, struct satqkd_error *error) {
    static const char *const blocks[] = {[EXPECTED_BLOCK_JOINT] = "joint", [EXPECTED_BLOCK_A_PASS] = "pass", NULL};
    int block = EXPECTED_BLOCK_JOINT;
    const struct options_entry entries[] = {
        {"free", .read = read_free, .into = out},
        {"fix", .read = read_fix, .into = out},
        {"starts", .whole = &out->optimize.starts, .least = 1, .most = OPTIMIZE_MOST_STARTS},
        {"pass", .whole = &out->passes.number, .least = 1},
        {"all-passes", .flag = &out->passes.all},
        {"campaign", .flag = &out->campaign},
        {"from", .utc_s = &out->passes.from_utc_s},
        {"to", .utc_s = &out->passes.to_utc_s},
        {"block", .word = &block, .words = blocks},
        {"set", .settings = &out->settings},
        {"json", .flag = &out->json},
        {0}};
    out->passes.from_utc_s = out->passes.to_utc_s = NAN;
    enum satqkd_status status = options_read("optimize", entries, argc, argv, &out->scenarios, error);
    if (status != SATQKD_OK) {
        return status;
    }
    if (!out->scenarios[0]) {
        return command_misuse("optimize", error, "no scenario given");
    }
    while (out->scenarios[out->scenario_count]) {
        ++out->scenario_count;
    }
    out->optimize.block_of = (enum expected_blocks_of)block;
    out->passes.between = !isnan(out->passes.from_utc_s);
    if (out->passes.between != !isnan(out->passes.to_utc_s)) {
        return command_misuse("optimize", error, "--from and --to come together");
    }
    if (out->passes.between && !(out->passes.to_utc_s > out->passes.from_utc_s)) {
        return command_misuse("optimize", error, "--to must be later than --from");
    }
    if (out->campaign && out->scenario_count > 1) {
        return command_misuse("optimize", error, "--campaign: unexpected argument '%s': one campaign at a time",
                              out->scenarios[1]);
    }
    if (out->passes.between + out->passes.all + (out->passes.number > 0) + out->campaign > 1) {
        return command_misuse("optimize", error,
                              "--pass is one pass, --all-passes are all of the window, --from and --to all between, "
                              "--campaign all of its schedule: say one of them");
    }
    return SATQKD_OK;
}

static enum satqkd_status optimize_scenario_files(const struct options *options, struct optimize_out *found,
                                                  struct satqkd_error *error) {
    const size_t count = options->scenario_count;
    struct scenario **scenarios = calloc(count, sizeof(struct scenario *));
    enum satqkd_status status =
        scenarios ? SATQKD_OK : satqkd_error_set(error, SATQKD_FAILURE, "out of memory for %zu scenarios", count);
    for (size_t i = 0; i < count && status == SATQKD_OK; ++i) {
        status =
            scenario_load(options->scenarios[i], options->settings.list, options->settings.count, &scenarios[i], error);
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
    struct campaign *campaign = NULL;
    enum satqkd_status status =
        campaign_load(options->scenarios[0], options->settings.list, options->settings.count, &campaign, error);
    if (status == SATQKD_OK) {
        status = optimize_campaign(campaign, crew_threads(), &options->optimize, found, error);
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
    enum satqkd_status status = read_options(argc, argv, &options, error);
    if (status == SATQKD_OK) {
        status = optimize_and_show(&options, error);
    }
    free(options.settings.list);
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
