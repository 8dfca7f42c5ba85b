/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "device/device.h"
#include "report/directory.h"
#include "study/crew.h"
#include "study/sweep_page.h"

struct options {
    struct sweep_options sweep;
    struct options_settings settings;
    struct sweep_axis axes[SWEEP_MOST_AXES];
    const char *out, *report;
    char *json; /* of the points, where it is wanted */
    bool quiet;
};

static enum satqkd_status read_axis(const char *text, void *into, struct satqkd_error *error) {
    struct options *out = into;
    if (out->sweep.axis_count == SWEEP_MOST_AXES) {
        return command_misuse("sweep", error, "--vary: at most %d keys", SWEEP_MOST_AXES);
    }
    return sweep_axis_parse(text, &out->axes[out->sweep.axis_count++], error);
}

static enum satqkd_status read_options(int argc, char **argv, struct options *out, struct satqkd_error *error) {
    int engine = RUN_MEAN;
    bool json = false;
    const struct options_entry entries[] = {{"vary", .read = read_axis, .into = out},
                                            {"out", .text = &out->out},
                                            {"report", .text = &out->report},
                                            {"engine", .word = &engine, .words = run_engine_names()},
                                            {"device", .whole = &out->sweep.run.device},
                                            {"pass", .whole = &out->sweep.run.pass, .least = 1},
                                            {"threads", .whole = &out->sweep.threads, .least = 1},
                                            {"set", .settings = &out->settings},
                                            {"json", .flag = &json},
                                            {"quiet", .flag = &out->quiet},
                                            {0}};
    char **operands = NULL;
    enum satqkd_status status = options_read("sweep", entries, argc, argv, &operands, error);
    if (status == SATQKD_OK) {
        status = options_one("sweep", operands, "scenario", &out->sweep.scenario, error);
    }
    if (status != SATQKD_OK) {
        return status;
    }
    out->sweep.run.engine = (enum run_engine)engine;
    out->sweep.settings = out->settings.list;
    out->sweep.setting_count = out->settings.count;
    out->sweep.json = json ? &out->json : NULL;
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
    struct options options = {.sweep = {.run = {.device = DEVICE_DEFAULT, .repeat = 1}, .threads = crew_threads()}};
    options.sweep.axes = options.axes;
    enum satqkd_status status = read_options(argc, argv, &options, error);
    if (status == SATQKD_OK) {
        status = sweep(&options, error);
    }
    for (size_t i = 0; i < options.sweep.axis_count; ++i) {
        sweep_axis_release(&options.axes[i]);
    }
    free(options.settings.list);
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
