/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/secrecy.h"
#include "cli/whole_number.h"
#include "device/device.h"
#include "report/directory.h"
#include "report/terminal_plot.h"
#include "scenario/scenario.h"
#include "study/run.h"
#include "study/sensitivity.h"

enum { DIRECTORY_TEXT = 256, SETTING_TEXT = 64 };

struct options {
    const char *scenario;
    const char *out;
    struct run_options run;
    struct options_settings settings;
    char seed[SETTING_TEXT], pass[SETTING_TEXT]; /* settings that --seed and --pass stand for */
    bool json, quiet, plot;
    int draws; /* of uncertain inputs; 0: none */
};

static void show_progress(void *context, double done, double all, double kernel_s) {
    char rate[32];
    snprintf(rate, sizeof rate, "%.2f G pulses/s", kernel_s > 0 ? 1e-9 * done / kernel_s : 0.0);
    progress_update(context, done / all, rate);
}

static bool stop_asked(void *context) {
    (void)context;
    return interrupt_pending();
}

static enum satqkd_status read_seed(const char *text, void *into, struct satqkd_error *error) {
    struct options *out = into;
    uint64_t seed;
    if (!whole_number(text, UINT64_MAX, &seed)) {
        return command_misuse("run", error, "--seed: '%s' is no whole number from 0 to 18446744073709551615", text);
    }
    /* As a text, because a JSON number holds 53 bits. */
    snprintf(out->seed, sizeof out->seed, seed >> 53 ? "trials.seed=\"%" PRIu64 "\"" : "trials.seed=%" PRIu64, seed);
    return options_set(&out->settings, out->seed, error);
}

/* A key of the scenario, so that scenario.json flies the same pass again. */
static enum satqkd_status read_pass(const char *text, void *into, struct satqkd_error *error) {
    struct options *out = into;
    uint64_t pass;
    if (!whole_number(text, INT_MAX, &pass) || pass < 1) {
        return command_misuse("run", error, "--pass: '%s' is no whole number from 1 on", text);
    }
    snprintf(out->pass, sizeof out->pass, "window.pass=%" PRIu64, pass);
    return options_set(&out->settings, out->pass, error);
}

static enum satqkd_status read_options(int argc, char **argv, struct options *out, struct satqkd_error *error) {
    int engine = RUN_EVENT, repeat = 1;
    const struct options_entry entries[] = {{"out", .text = &out->out},
                                            {"engine", .word = &engine, .words = run_engine_names()},
                                            {"seed", .read = read_seed, .into = out},
                                            {"device", .text = &out->run.devices},
                                            {"pass", .read = read_pass, .into = out},
                                            {"repeat", .whole = &repeat, .least = 1},
                                            {"events", .text = &out->run.events},
                                            {"set", .settings = &out->settings},
                                            {"uncertainty", .whole = &out->draws, .least = 2,
                                             .most = SENSITIVITY_MOST_DRAWS, .without = SENSITIVITY_USUAL_DRAWS},
                                            {"json", .flag = &out->json},
                                            {"plot", .flag = &out->plot},
                                            {"quiet", .flag = &out->quiet},
                                            {0}};
    char **operands = NULL;
    enum satqkd_status status = options_read("run", entries, argc, argv, &operands, error);
    if (status == SATQKD_OK) {
        status = options_one("run", operands, "scenario", &out->scenario, error);
    }
    if (status != SATQKD_OK) {
        return status;
    }
    out->run.engine = (enum run_engine)engine;
    out->run.repeat = (size_t)repeat;
    if (out->run.engine == RUN_MEAN && (out->run.repeat > 1 || out->run.events)) {
        return command_misuse("run", error, "--engine mean draws nothing: --repeat and --events need event or pulse");
    }
    if (out->json && out->plot) {
        return command_misuse("run", error, "--plot draws below the table, and --json leaves only JSON: take one");
    }
    return SATQKD_OK;
}

/* The default directory, runs/NAME, with what no file name should have replaced. */
static void default_directory(const char *name, char out[DIRECTORY_TEXT]) {
    snprintf(out, DIRECTORY_TEXT, "runs/%s", name);
    for (char *c = out + strlen("runs/"); *c; ++c) {
        if (*c == '/' || (unsigned char)*c < ' ' || (*c == '.' && c[-1] == '/')) {
            *c = '_';
        }
    }
}

static bool go_on_drawing(void *context, size_t done, size_t all) {
    progress_update(context, (double)done / (double)all, "");
    return !stop_asked(context);
}

/* What uncertain inputs leave of the prediction, into uncertainty.json. */
static enum satqkd_status draw_band(const struct options *options, const char *directory, struct progress *progress,
                                    struct band *out, struct satqkd_error *error) {
    const struct sensitivity_case base = {.scenario = options->scenario,
                                          .settings = options->settings.list,
                                          .setting_count = options->settings.count,
                                          .go_on = go_on_drawing,
                                          .context = progress};
    char *json = NULL;
    enum satqkd_status status = sensitivity_band(&base, (size_t)options->draws, out, error);
    if (status == SATQKD_OK) {
        status = band_out_json(out, &json, error);
    }
    if (status == SATQKD_OK) {
        status = directory_write(directory, "uncertainty.json", json, error);
    }
    free(json);
    return status;
}

static enum satqkd_status fly_and_write(struct options *options, const struct scenario *scenario,
                                        struct satqkd_error *error) {
    char directory[DIRECTORY_TEXT];
    struct band band = {0};
    struct run *run = NULL;
    char *json = NULL;
    default_directory(scenario->name, directory);
    const char *out = options->out ? options->out : directory;
    enum satqkd_status status = directory_create(out, error);
    if (status != SATQKD_OK || (status = interrupt_watch_terminate(error))) {
        return status;
    }
    struct progress progress = progress_start(options->quiet);
    const struct engine_watch watch = {.progress = show_progress, .stop = stop_asked, .context = &progress};
    options->run.watch = &watch;
    status = run_fly(scenario, &options->run, &run, error);
    if (status == SATQKD_OK && options->draws > 0) {
        status = draw_band(options, out, &progress, &band, error);
    }
    progress_finish(&progress);
    if (status == SATQKD_OK) {
        status = interrupt_check(error);
    }
    if (status == SATQKD_OK) {
        status = run_write(scenario, run, out, error);
    }
    if (status == SATQKD_OK && options->json) {
        status = summary_json(&run->summary, &json, error);
    }
    if (status == SATQKD_OK && options->json) {
        fputs(json, stdout);
    } else if (status == SATQKD_OK) {
        summary_print(&run->summary, stdout);
        if (options->draws > 0) {
            band_out_print(&band, stdout);
        }
        if (options->plot) {
            terminal_plot_rate(run->rows, run->row_count, run->summary.pass.duration_s, terminal_plot_style_of(stdout),
                               stdout);
        }
        printf("Written  %s\n         report.html, summary.json, counts.json, timeline.csv, scenario.json%s%s\n", out,
               run->summary.repeat_count > 1 ? ",\n         passes.csv, spread.csv" : "",
               options->draws > 0 ? ",\n         uncertainty.json" : "");
    }
    free(json);
    run_destroy(run);
    return status;
}

static enum satqkd_status run(int argc, char **argv, struct satqkd_error *error) {
    struct options options = {.run = {.device = DEVICE_DEFAULT}};
    struct scenario *scenario = NULL;
    enum satqkd_status status = read_options(argc, argv, &options, error);
    if (status == SATQKD_OK) {
        status = scenario_load(options.scenario, options.settings.list, options.settings.count, &scenario, error);
    }
    if (status == SATQKD_OK && options.run.events) {
        status = secrecy_begin(error); /* both ends' raw key */
    }
    if (status == SATQKD_OK) {
        status = fly_and_write(&options, scenario, error);
    }
    scenario_destroy(scenario);
    free(options.settings.list);
    return status;
}

const struct command command_run = {
    .name = "run",
    .usage = "run SCENARIO [--out DIR] [--engine event|pulse|mean] [--seed N] [--device N|NAME[,…]|all] [--pass N] "
             "[--repeat N] [--events FILE.h5] [--uncertainty[=N]] "
             "[--set KEY=VALUE]… [--json|--plot] [--quiet]",
    .summary = "fly one pass: link, every pulse's trial, counts, key",
    .help = "Flies the highest pass in the scenario's window (without a window: of the 24 hours after the\n"
            "orbit's epoch), and writes report.html, summary.json, counts.json, timeline.csv and scenario.json.\n"
            "\n"
            "  --out DIR         where the files go (default runs/NAME); made with its parents\n"
            "  --engine event    draws the waiting times between the pulses that can click (default)\n"
            "  --engine pulse    every pulse is a trial: the same distribution, a hundred times the work\n"
            "  --engine mean     expectation values, no random numbers, in a fraction of a second\n"
            "  --seed N          of the trials, 0 to 2^64-1; the same seed gives the same counts anywhere\n"
            "  --device N|NAME   an index of `satqkd devices` or part of a name (default: the first GPU, else the\n"
            "                    first); several with commas between, or all: they share the work, the counts stay\n"
            "  --pass N          the N-th pass of the window, from 1, instead of the highest\n"
            "  --repeat N        fly it N times: the spread in summary.json, one row a flight in passes.csv\n"
            "  --events FILE.h5  every matched-basis click of the first flight, for post-processing (HDF5)\n"
            "  --uncertainty[=N]  draws the inputs that the scenario calls uncertain N times (200), flies each by the\n"
            "                    mean engine, and tells the one-sigma band; uncertainty.json\n"
            "  --set KEY=VALUE   any key of the scenario, as often as wanted\n"
            "  --json            summary.json on stdout instead of the table\n"
            "  --plot            the sifted rate over the pass in characters, below the table\n"
            "  --quiet           no progress bar\n"
            "\n"
            "Examples:\n"
            "  satqkd run configs/micius-xinglong-2016-12-19.json\n"
            "  satqkd run my.json --engine mean --set station.telescope.diameter_m=1.2 --json\n",
    .run = run,
};
