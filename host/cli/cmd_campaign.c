/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "report/directory.h"
#include "stopwatch.h"
#include "study/campaign_run.h"
#include "study/crew.h"

enum { PATH_TEXT = 4096 };

struct options {
    struct campaign_options run;
    const char *file;
    struct options_settings settings;
    const char *out;
    bool json, quiet;
};

static enum satqkd_status read_options(int argc, char **argv, struct options *out, struct satqkd_error *error) {
    const struct options_entry entries[] = {{"out", .text = &out->out},
                                            {"resume", .flag = &out->run.resume},
                                            {"device", .whole = &out->run.device, .most = DEVICE_MOST},
                                            {"threads", .whole = &out->run.threads, .least = 1, .most = CREW_MOST},
                                            {"set", .settings = &out->settings},
                                            {"json", .flag = &out->json},
                                            {"quiet", .flag = &out->quiet},
                                            {0}};
    char **operands = NULL;
    const enum satqkd_status status = options_read("campaign", entries, argc, argv, &operands, error);
    return status == SATQKD_OK ? options_one("campaign", operands, "campaign", &out->file, error) : status;
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
        showing->progress = progress_start(showing->quiet);
        showing->part = part;
        showing->begun_s = now_s;
        showing->before = done;
    }
    const double each_s = (double)(done - showing->before) / fmax(now_s - showing->begun_s, 1e-3);
    snprintf(rate, sizeof rate, "%s: %zu of %zu passes, %.3g a second", part, done, all, each_s);
    progress_update(&showing->progress, all ? (double)done / (double)all : 1, rate);
    return !interrupt_pending();
}

/* On rank 0 alone: the others have nothing to write. */
static enum satqkd_status write_all(const struct campaign *campaign, const struct campaign_result *result,
                                    const struct options *options, struct satqkd_error *error) {
    struct campaign_shown shown = {0};
    enum satqkd_status status = campaign_write(campaign, result, options->run.directory, &shown, error);
    if (status == SATQKD_OK) {
        campaign_run_finish(options->run.directory);
    }
    if (status == SATQKD_OK && options->json) {
        fputs(shown.json, stdout);
    } else if (status == SATQKD_OK && !options->quiet) {
        printf("%sWritten  %s\n", shown.terminal, options->run.directory);
    }
    campaign_shown_release(&shown);
    return status;
}

static enum satqkd_status fly(const struct campaign *campaign, struct options *options, struct satqkd_error *error) {
    char directory[PATH_TEXT];
    char farewell[PATH_TEXT + 256];
    struct campaign_result result = {0};
    struct ranks *ranks = options->run.ranks;
    struct showing showing = {.quiet = options->quiet || ranks_own(ranks) > 0};
    const struct campaign_watch watch = {show, &showing};
    const int length = snprintf(directory, sizeof directory, "%s%s", options->out ? options->out : "runs/",
                                options->out ? "" : campaign->name);
    enum satqkd_status status = SATQKD_OK;
    if (length >= (int)sizeof directory) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "--out: the path is too long");
    } else if (ranks_own(ranks) == 0) {
        status = directory_create(directory, error);
    }
    status = ranks_agree(ranks, status, error);
    options->run.directory = directory;
    options->run.watch = &watch;
    snprintf(farewell, sizeof farewell,
             "satqkd: the ranks are asked to end; what was flown is kept in %s/journal: the same command with --resume "
             "goes on from there\n",
             directory);
    if (status == SATQKD_OK) {
        /* Of several ranks one may be gone, and mpirun then ends the others before they can agree on a message. */
        interrupt_say(ranks_count(ranks) > 1 && ranks_own(ranks) == 0 ? farewell : NULL);
        status = campaign_run(campaign, &options->run, &result, error);
        interrupt_say(NULL);
    }
    progress_finish(&showing.progress);
    if (status == SATQKD_OK) {
        status = ranks_own(ranks) == 0 ? write_all(campaign, &result, options, error) : SATQKD_OK;
        status = ranks_agree(ranks, status, error);
    }
    campaign_result_release(&result);
    return status;
}

/* Signals first, so that no thread that MPI starts takes them. */
static enum satqkd_status start(struct options *options, struct satqkd_error *error) {
    struct campaign *campaign = NULL;
    enum satqkd_status status = interrupt_watch_terminate(error);
    if (status == SATQKD_OK) {
        status = ranks_open(&options->run.ranks, error);
    }
    if (status != SATQKD_OK) {
        return status;
    }
    struct ranks *ranks = options->run.ranks;
    if (options->run.threads == 0) {
        const int share = crew_threads() / ranks_count(ranks);
        options->run.threads = share < 1 ? 1 : share;
    }
    status = campaign_load(options->file, options->settings.list, options->settings.count, &campaign, error);
    status = ranks_agree(ranks, status, error);
    if (status == SATQKD_OK) {
        status = fly(campaign, options, error);
    }
    /* Rank 0 speaks for all. */
    if (ranks_own(ranks) > 0 && error) {
        error->message[0] = '\0';
    }
    campaign_destroy(campaign);
    ranks_close(ranks);
    return status;
}

static enum satqkd_status run(int argc, char **argv, struct satqkd_error *error) {
    struct options options = {.run = {.device = DEVICE_DEFAULT}};
    enum satqkd_status status = read_options(argc, argv, &options, error);
    if (status == SATQKD_OK) {
        status = start(&options, error);
    }
    free(options.settings.list);
    return status;
}

const struct command command_campaign = {
    .name = "campaign",
    .usage =
        "campaign CAMPAIGN [--out DIR] [--resume] [--device N] [--threads N] [--set KEY=VALUE]… [--json] [--quiet]",
    .summary = "days to years: satellites, stations, weather, key stores",
    .help =
        "Finds every pass of the campaign's satellites over its stations, flies them, chooses who is served where "
        "they\n"
        "overlap, draws the weather, and writes passes.csv, summary.json and more into the folder.\n"
        "\n"
        "  --out DIR           default runs/NAME\n"
        "  --resume            goes on from what an interrupted run of the same campaign has left in the folder\n"
        "  --device N          for the event engine: index as listed by satqkd devices\n"
        "  --threads N         passes of the mean engine at work at a time (default: one a core, shared by the "
        "ranks of a node)\n"
        "  --set KEY=VALUE     any key of the campaign; scenario.KEY reaches every link, stations[0].station.KEY or\n"
        "                      satellites[0].orbit.KEY those of one station or satellite\n"
        "  --json              summary.json on standard output\n"
        "  --quiet             nothing on standard error but errors\n"
        "\n"
        "mpirun -n N satqkd campaign … shares the work among N processes; docs/cluster.md tells more.\n"
        "\n"
        "Examples:\n"
        "  satqkd campaign configs/campaigns/micius-five-stations.json \\\n"
        "           --set to=2017-02-01T00:00:00Z\n"
        "  satqkd campaign configs/campaigns/micius-five-stations.json --json \\\n"
        "           --set to=2017-01-03T00:00:00Z --set scenario.protocol.bound=chernoff\n",
    .run = run,
};
