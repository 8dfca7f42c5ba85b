/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/whole_number.h"
#include "device/device.h"
#include "report/directory.h"
#include "study/sweep_page.h"

/* Beyond what a short option could be. */
enum {
    OPTION_VARY = 256,
    OPTION_OUT,
    OPTION_REPORT,
    OPTION_ENGINE,
    OPTION_DEVICE,
    OPTION_PASS,
    OPTION_THREADS,
    OPTION_SET,
    OPTION_JSON,
    OPTION_QUIET
};

struct options {
    struct sweep_options sweep;
    struct scenario_setting *settings; /* owned; room for every argument */
    struct sweep_axis axes[SWEEP_MOST_AXES];
    const char *out, *report;
    char *json; /* of the points, where it is wanted */
    bool quiet;
};

static enum satqkd_status read_index(const char *option, const char *text, int least, int *out,
                                     struct satqkd_error *error) {
    uint64_t value;
    if (!whole_number(text, 1000000, &value) || (int)value < least) {
        return command_misuse("sweep", error, "--%s: '%s' is no whole number from %d on", option, text, least);
    }
    *out = (int)value;
    return SATQKD_OK;
}

static enum satqkd_status read_axis(struct options *out, struct satqkd_error *error) {
    if (out->sweep.axis_count == SWEEP_MOST_AXES) {
        return command_misuse("sweep", error, "--vary: at most %d keys", SWEEP_MOST_AXES);
    }
    return sweep_axis_parse(optarg, &out->axes[out->sweep.axis_count++], error);
}

static const struct option known[] = {{"vary", required_argument, NULL, OPTION_VARY},
                                      {"out", required_argument, NULL, OPTION_OUT},
                                      {"report", required_argument, NULL, OPTION_REPORT},
                                      {"engine", required_argument, NULL, OPTION_ENGINE},
                                      {"device", required_argument, NULL, OPTION_DEVICE},
                                      {"pass", required_argument, NULL, OPTION_PASS},
                                      {"threads", required_argument, NULL, OPTION_THREADS},
                                      {"set", required_argument, NULL, OPTION_SET},
                                      {"json", no_argument, NULL, OPTION_JSON},
                                      {"quiet", no_argument, NULL, OPTION_QUIET},
                                      {NULL, 0, NULL, 0}};

static enum satqkd_status read_option(int option, char **argv, struct options *out, struct satqkd_error *error) {
    switch (option) {
    case OPTION_VARY:
        return read_axis(out, error);
    case OPTION_OUT:
        out->out = optarg;
        return SATQKD_OK;
    case OPTION_REPORT:
        out->report = optarg;
        return SATQKD_OK;
    case OPTION_ENGINE:
        return run_engine_find(optarg, &out->sweep.run.engine)
                   ? SATQKD_OK
                   : command_misuse("sweep", error, "--engine: there is no engine '%s'", optarg);
    case OPTION_DEVICE:
        return read_index("device", optarg, 0, &out->sweep.run.device, error);
    case OPTION_PASS:
        return read_index("pass", optarg, 1, &out->sweep.run.pass, error);
    case OPTION_THREADS:
        return read_index("threads", optarg, 1, &out->sweep.threads, error);
    case OPTION_SET:
        out->settings[out->sweep.setting_count++].text = optarg;
        return SATQKD_OK;
    case OPTION_JSON:
        out->sweep.json = &out->json;
        return SATQKD_OK;
    case OPTION_QUIET:
        out->quiet = true;
        return SATQKD_OK;
    default:
        return command_bad_option("sweep", option, argv, known, error);
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
    enum satqkd_status status = command_scenario("sweep", argc, argv, &out->sweep.scenario, error);
    if (status != SATQKD_OK) {
        return status;
    }
    if (out->sweep.axis_count == 0) {
        return command_misuse("sweep", error, "nothing to vary: give --vary KEY=A:B:N or KEY=a,b,c");
    }
    return SATQKD_OK;
}

static bool show(void *context, size_t done, size_t all) {
    char rate[48];
    snprintf(rate, sizeof rate, "%zu of %zu points", done, all);
    progress_update(context, (double)done / (double)all, rate);
    return !interrupt_pending();
}

/* To a file that is there whole or not at all, or to standard output. */
static enum satqkd_status write_text(const char *path, const char *text, struct satqkd_error *error) {
    if (!path) {
        fputs(text, stdout);
        return SATQKD_OK;
    }
    return directory_write_path(path, text, error);
}

static enum satqkd_status sweep(struct options *options, struct satqkd_error *error) {
    char *csv = NULL, *page = NULL;
    enum satqkd_status status = interrupt_watch(error);
    if (status != SATQKD_OK) {
        return status;
    }
    struct progress progress = progress_start(options->quiet);
    options->sweep.go_on = show;
    options->sweep.context = &progress;
    status = sweep_run(&options->sweep, &csv, error);
    progress_finish(&progress);
    if (status == SATQKD_OK && options->json) {
        fputs(options->json, stdout);
    }
    if (status == SATQKD_OK && (options->out || !options->json)) {
        status = write_text(options->out, csv, error);
    }
    if (status == SATQKD_OK && options->report) {
        status = sweep_page_html(&options->sweep, csv, &page, error);
    }
    if (status == SATQKD_OK && options->report) {
        status = write_text(options->report, page, error);
    }
    free(page);
    free(csv);
    free(options->json);
    return status;
}

static enum satqkd_status run(int argc, char **argv, struct satqkd_error *error) {
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct options options = {.sweep = {.run = {.engine = RUN_MEAN, .device = DEVICE_DEFAULT, .repeat = 1},
                                        .threads = cores > 0 ? (int)cores : 1}};
    options.settings = calloc((size_t)argc, sizeof *options.settings);
    if (!options.settings) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the command line");
    }
    options.sweep.settings = options.settings;
    options.sweep.axes = options.axes;
    enum satqkd_status status = read_options(argc, argv, &options, error);
    if (status == SATQKD_OK) {
        status = sweep(&options, error);
    }
    for (size_t i = 0; i < options.sweep.axis_count; ++i) {
        sweep_axis_release(&options.axes[i]);
    }
    free(options.settings);
    return status;
}

const struct command command_sweep = {
    .name = "sweep",
    .usage = "sweep SCENARIO --vary KEY=A:B:N|a,b,c [--vary …] [--out FILE.csv] [--report FILE.html] "
             "[--engine event|pulse|mean] [--pass N] [--device N] [--threads N] [--set KEY=VALUE]… [--json] [--quiet]",
    .summary = "one pass again and again with other settings, as CSV",
    .help =
        "Flies the scenario once for every value, or every combination of values, of the keys named, and writes a "
        "line\n"
        "each: the varied keys, then sifted_bits, qber, secret_bits, detections, duration_s and the link's loss.\n"
        "\n"
        "  --vary KEY=A:B:N    N numbers from A to B, both ends included; any key of the scenario\n"
        "  --vary KEY=a,b,c    these values; repeatable: the key named last changes fastest\n"
        "  --out FILE.csv      instead of standard output\n"
        "  --report FILE.html  charts of it as well, in one file\n"
        "  --engine NAME       as for run; mean if not said\n"
        "  --pass N            the N-th pass of the window, from 1, instead of the highest\n"
        "  --threads N         points at work at a time (default: one a core); the engine mean alone takes several\n"
        "  --set KEY=VALUE     for every point\n"
        "  --device N          an index of `satqkd devices`, for the engines event and pulse\n"
        "  --json              the points as an array of objects on standard output\n"
        "  --quiet             no progress bar\n"
        "\n"
        "A point that cannot be flown ends the sweep, and is named.\n"
        "\n"
        "Examples:\n"
        "  satqkd sweep configs/circular-500km.json --report sweep.html \\\n"
        "           --vary orbit.circular.altitude_km=300:2000:18\n"
        "  satqkd sweep my.json --vary station.telescope.diameter_m=0.28,0.6,1 \\\n"
        "           --vary atmosphere.sky=moonless,day\n",
    .run = run,
};
