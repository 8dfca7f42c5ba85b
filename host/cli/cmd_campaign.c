/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/whole_number.h"
#include "report/directory.h"
#include "stopwatch.h"
#include "study/campaign_run.h"
#include "study/crew.h"

/* Beyond what a short option could be. */
enum { OPTION_OUT = 256, OPTION_RESUME, OPTION_DEVICE, OPTION_THREADS, OPTION_SET, OPTION_JSON, OPTION_QUIET };

enum { PATH_TEXT = 4096 };

struct options {
    struct campaign_options run;
    const char *file;
    struct scenario_setting *settings; /* owned; room for every argument */
    size_t setting_count;
    const char *out;
    bool json, quiet;
};

static const struct option known[] = {
    {"out", required_argument, NULL, OPTION_OUT},       {"resume", no_argument, NULL, OPTION_RESUME},
    {"device", required_argument, NULL, OPTION_DEVICE}, {"threads", required_argument, NULL, OPTION_THREADS},
    {"set", required_argument, NULL, OPTION_SET},       {"json", no_argument, NULL, OPTION_JSON},
    {"quiet", no_argument, NULL, OPTION_QUIET},         {NULL, 0, NULL, 0}};

static enum satqkd_status read_index(const char *option, int least, int most, int *out, struct satqkd_error *error) {
    uint64_t value;
    if (!whole_number(optarg, (uint64_t)most, &value) || (int)value < least) {
        return command_misuse("campaign", error, "--%s: '%s' is no whole number from %d to %d", option, optarg, least,
                              most);
    }
    *out = (int)value;
    return SATQKD_OK;
}

static enum satqkd_status read_option(int option, char **argv, struct options *out, struct satqkd_error *error) {
    switch (option) {
    case OPTION_OUT:
        out->out = optarg;
        return SATQKD_OK;
    case OPTION_RESUME:
        out->run.resume = true;
        return SATQKD_OK;
    case OPTION_DEVICE:
        return read_index("device", 0, DEVICE_MOST, &out->run.device, error);
    case OPTION_THREADS:
        return read_index("threads", 1, CREW_MOST, &out->run.threads, error);
    case OPTION_SET:
        out->settings[out->setting_count++].text = optarg;
        return SATQKD_OK;
    case OPTION_JSON:
        out->json = true;
        return SATQKD_OK;
    case OPTION_QUIET:
        out->quiet = true;
        return SATQKD_OK;
    default:
        return command_bad_option("campaign", option, argv, known, error);
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
    if (optind >= argc || !argv[optind][0]) {
        return command_misuse("campaign", error, "no campaign given");
    }
    if (optind + 1 < argc) {
        return command_misuse("campaign", error, "unexpected argument '%s': one campaign at a time", argv[optind + 1]);
    }
    out->file = argv[optind];
    return SATQKD_OK;
}

/* What the bar is drawn from. */
struct showing {
    struct progress progress;
    const char *part;
    double begun_s;
    size_t before; /* passes that were there when the part began, from a journal */
    bool quiet;
};

static bool show(void *context, const char *part, size_t done, size_t all) {
    struct showing *showing = context;
    char rate[96];
    const double now_s = stopwatch_seconds();
    if (showing->part != part) {
        progress_finish(&showing->progress);
        *showing = (struct showing){progress_start(showing->quiet), part, now_s, done, showing->quiet};
    }
    const double each_s = (double)(done - showing->before) / fmax(now_s - showing->begun_s, 1e-3);
    snprintf(rate, sizeof rate, "%s: %zu of %zu passes, %.3g a second", part, done, all, each_s);
    progress_update(&showing->progress, all ? (double)done / (double)all : 1, rate);
    return !interrupt_pending();
}

static enum satqkd_status fly(const struct campaign *campaign, struct options *options, struct satqkd_error *error) {
    char directory[PATH_TEXT];
    struct campaign_result result = {0};
    struct campaign_shown shown = {0};
    struct showing showing = {.quiet = options->quiet};
    const struct campaign_watch watch = {show, &showing};
    const int length = snprintf(directory, sizeof directory, "%s%s", options->out ? options->out : "runs/",
                                options->out ? "" : campaign->name);
    if (length >= (int)sizeof directory) {
        return satqkd_error_set(error, SATQKD_FAILURE, "--out: the path is too long");
    }
    enum satqkd_status status = directory_create(directory, error);
    if (status == SATQKD_OK) {
        status = interrupt_watch(error);
    }
    options->run.directory = directory;
    options->run.watch = &watch;
    if (status == SATQKD_OK) {
        status = campaign_run(campaign, &options->run, &result, error);
    }
    progress_finish(&showing.progress);
    if (status == SATQKD_OK) {
        status = campaign_write(campaign, &result, directory, &shown, error);
    }
    if (status == SATQKD_OK && options->json) {
        fputs(shown.json, stdout);
    } else if (status == SATQKD_OK && !options->quiet) {
        printf("%sWritten  %s\n", shown.terminal, directory);
    }
    campaign_shown_release(&shown);
    campaign_result_release(&result);
    return status;
}

static enum satqkd_status run(int argc, char **argv, struct satqkd_error *error) {
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct options options = {.run = {.threads = cores > 0 ? (int)cores : 1, .device = DEVICE_DEFAULT}};
    struct campaign *campaign = NULL;
    options.settings = calloc((size_t)argc, sizeof *options.settings);
    if (!options.settings) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the command line");
    }
    enum satqkd_status status = read_options(argc, argv, &options, error);
    if (status == SATQKD_OK) {
        status = campaign_load(options.file, options.settings, options.setting_count, &campaign, error);
    }
    if (status == SATQKD_OK) {
        status = fly(campaign, &options, error);
    }
    campaign_destroy(campaign);
    free(options.settings);
    return status;
}

const struct command command_campaign = {
    .name = "campaign",
    .usage =
        "campaign CAMPAIGN [--out DIR] [--resume] [--device N] [--threads N] [--set KEY=VALUE]… [--json] [--quiet]",
    .summary = "days to years: satellites, stations, weather, key stores",
    .help = "Finds every pass of the campaign's satellites over its stations, flies them, chooses who is served where "
            "they\n"
            "overlap, draws the weather, and writes passes.csv, summary.json and more into the folder.\n"
            "\n"
            "  --out DIR           default runs/NAME\n"
            "  --resume            goes on from what an interrupted run of the same campaign has left in the folder\n"
            "  --device N          for the event engine: index as listed by satqkd devices\n"
            "  --threads N         passes of the mean engine at work at a time (default: one a core)\n"
            "  --set KEY=VALUE     any key of the campaign; keys that begin with scenario. reach every link\n"
            "  --json              summary.json on standard output\n"
            "  --quiet             nothing on standard error but errors\n"
            "\n"
            "Examples:\n"
            "  satqkd campaign configs/campaigns/micius-five-stations.json \\\n"
            "           --set to=2017-02-01T00:00:00Z\n"
            "  satqkd campaign configs/campaigns/micius-five-stations.json --json \\\n"
            "           --set to=2017-01-03T00:00:00Z --set scenario.protocol.bound=chernoff\n",
    .run = run,
};
