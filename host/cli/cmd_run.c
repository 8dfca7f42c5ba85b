/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/interrupt.h"
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
    struct scenario_setting *settings; /* owned; room for every argument */
    size_t setting_count;
    char seed[SETTING_TEXT], pass[SETTING_TEXT]; /* settings that --seed and --pass stand for */
    bool json, quiet, plot;
    size_t draws; /* of uncertain inputs; 0: none */
};

struct bar {
    struct progress progress;
};

static void show_progress(void *context, double done, double all, double kernel_s) {
    struct bar *bar = context;
    char rate[32];
    snprintf(rate, sizeof rate, "%.2f G pulses/s", kernel_s > 0 ? 1e-9 * done / kernel_s : 0.0);
    progress_update(&bar->progress, done / all, rate);
}

static bool stop_asked(void *context) {
    (void)context;
    return interrupt_pending();
}

static enum satqkd_status read_seed(const char *text, struct options *out, struct satqkd_error *error) {
    uint64_t seed;
    if (!whole_number(text, UINT64_MAX, &seed)) {
        return command_misuse("run", error, "--seed: '%s' is no whole number from 0 to 18446744073709551615", text);
    }
    /* As a text, because a JSON number holds 53 bits. */
    snprintf(out->seed, sizeof out->seed, seed >> 53 ? "trials.seed=\"%" PRIu64 "\"" : "trials.seed=%" PRIu64, seed);
    out->settings[out->setting_count++].text = out->seed;
    return SATQKD_OK;
}

static enum satqkd_status read_index(const char *option, const char *text, int least, int *out,
                                     struct satqkd_error *error) {
    uint64_t value;
    if (!whole_number(text, INT_MAX, &value) || (int)value < least) {
        return command_misuse("run", error, "--%s: '%s' is no whole number from %d on", option, text, least);
    }
    *out = (int)value;
    return SATQKD_OK;
}

/* A key of the scenario, so that scenario.json flies the same pass again. */
static enum satqkd_status read_pass(const char *text, struct options *out, struct satqkd_error *error) {
    int pass = 0;
    enum satqkd_status status = read_index("pass", text, 1, &pass, error);
    if (status == SATQKD_OK) {
        snprintf(out->pass, sizeof out->pass, "window.pass=%d", pass);
        out->settings[out->setting_count++].text = out->pass;
    }
    return status;
}

static enum satqkd_status read_option(int option, struct options *out, struct satqkd_error *error) {
    switch (option) {
    case 'o':
        if (!optarg[0]) {
            return command_misuse("run", error, "--out: which directory? '' is none");
        }
        out->out = optarg;
        return SATQKD_OK;
    case 'e':
        if (!run_engine_find(optarg, &out->run.engine)) {
            return command_misuse("run", error, "--engine: there is no engine '%s'; there are event, pulse and mean",
                                  optarg);
        }
        return SATQKD_OK;
    case 'n':
        return read_seed(optarg, out, error);
    case 'd':
        out->run.devices = optarg;
        return SATQKD_OK;
    case 'p':
        return read_pass(optarg, out, error);
    case 'r': {
        int repeat = 1;
        enum satqkd_status status = read_index("repeat", optarg, 1, &repeat, error);
        out->run.repeat = (size_t)repeat;
        return status;
    }
    case 'v':
        out->run.events = optarg;
        return SATQKD_OK;
    case 'u': {
        int draws = SENSITIVITY_USUAL_DRAWS;
        enum satqkd_status status = optarg ? read_index("uncertainty", optarg, 2, &draws, error) : SATQKD_OK;
        out->draws = (size_t)draws;
        return draws <= SENSITIVITY_MOST_DRAWS
                   ? status
                   : command_misuse("run", error, "--uncertainty: %d draws; at most %d", draws, SENSITIVITY_MOST_DRAWS);
    }
    case 's':
        out->settings[out->setting_count++].text = optarg;
        return SATQKD_OK;
    case 'j':
        out->json = true;
        return SATQKD_OK;
    case 'l':
        out->plot = true;
        return SATQKD_OK;
    default: /* 'q' */
        out->quiet = true;
        return SATQKD_OK;
    }
}

static enum satqkd_status read_options(int argc, char **argv, struct options *out, struct satqkd_error *error) {
    static const struct option known[] = {{"out", required_argument, NULL, 'o'},
                                          {"engine", required_argument, NULL, 'e'},
                                          {"seed", required_argument, NULL, 'n'},
                                          {"device", required_argument, NULL, 'd'},
                                          {"pass", required_argument, NULL, 'p'},
                                          {"repeat", required_argument, NULL, 'r'},
                                          {"events", required_argument, NULL, 'v'},
                                          {"set", required_argument, NULL, 's'},
                                          {"uncertainty", optional_argument, NULL, 'u'},
                                          {"json", no_argument, NULL, 'j'},
                                          {"plot", no_argument, NULL, 'l'},
                                          {"quiet", no_argument, NULL, 'q'},
                                          {NULL, 0, NULL, 0}};
    opterr = 0; /* what is wrong is said once, by main */
    optind = 1;
    for (int option = 0; (option = getopt_long(argc, argv, ":", known, NULL)) != -1;) {
        enum satqkd_status status = option == '?' || option == ':'
                                        ? command_bad_option("run", option, argv, known, error)
                                        : read_option(option, out, error);
        if (status != SATQKD_OK) {
            return status;
        }
    }
    enum satqkd_status status = command_scenario("run", argc, argv, &out->scenario, error);
    if (status != SATQKD_OK) {
        return status;
    }
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
    struct bar *bar = context;
    progress_update(&bar->progress, (double)done / (double)all, "");
    return !stop_asked(context);
}

/* What uncertain inputs leave of the prediction, into uncertainty.json. */
static enum satqkd_status draw_band(const struct options *options, const char *directory, struct bar *bar,
                                    struct band *out, struct satqkd_error *error) {
    const struct sensitivity_case base = {.scenario = options->scenario,
                                          .settings = options->settings,
                                          .setting_count = options->setting_count,
                                          .go_on = go_on_drawing,
                                          .context = bar};
    char *json = NULL;
    enum satqkd_status status = sensitivity_band(&base, options->draws, out, error);
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
    struct bar bar = {0};
    struct band band = {0};
    struct engine_watch watch = {.progress = show_progress, .stop = stop_asked, .context = &bar};
    struct run *run = NULL;
    char *json = NULL;
    default_directory(scenario->name, directory);
    const char *out = options->out ? options->out : directory;
    enum satqkd_status status = directory_create(out, error);
    if (status != SATQKD_OK || (status = interrupt_watch_terminate(error))) {
        return status;
    }
    bar.progress = progress_start(options->quiet);
    options->run.watch = &watch;
    status = run_fly(scenario, &options->run, &run, error);
    if (status == SATQKD_OK && options->draws > 0) {
        status = draw_band(options, out, &bar, &band, error);
    }
    progress_finish(&bar.progress);
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
    struct options options = {.run = {.engine = RUN_EVENT, .device = DEVICE_DEFAULT, .repeat = 1}};
    struct scenario *scenario = NULL;
    options.settings = calloc((size_t)argc, sizeof *options.settings);
    if (!options.settings) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the command line");
    }
    enum satqkd_status status = read_options(argc, argv, &options, error);
    if (status == SATQKD_OK) {
        status = scenario_load(options.scenario, options.settings, options.setting_count, &scenario, error);
    }
    if (status == SATQKD_OK && options.run.events) {
        status = secrecy_begin(error); /* both ends' raw key */
    }
    if (status == SATQKD_OK) {
        status = fly_and_write(&options, scenario, error);
    }
    scenario_destroy(scenario);
    free(options.settings);
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
