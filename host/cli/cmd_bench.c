/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/json_print.h"
#include "cli/options.h"
#include "device/device.h"
#include "report/json_out.h"
#include "scenario/scenario.h"
#include "study/bench.h"
#include "text/nearest.h"

/* Among the default data: what this program is first measured by. */
static const char SCENARIO[] = "micius-xinglong-2016-12-19";

static enum satqkd_status print_json(const struct bench_result *results, size_t count, struct satqkd_error *error) {
    cJSON *root = cJSON_CreateArray();
    for (size_t i = 0; i < count; ++i) {
        const struct bench_result *r = &results[i];
        cJSON *item = cJSON_CreateObject();
        json_out_text_item(item, "name", r->name);
        json_out_number(item, "median_s", r->median_s);
        json_out_number(item, "kernel_s", r->kernel_s);
        json_out_number(item, "rate", r->rate);
        json_out_text_item(item, "rate_unit", r->rate_unit);
        json_out_number(item, "runs", r->runs);
        json_out_text_item(item, "device", r->device);
        json_out_number(item, "ratio", r->ratio);
        if (r->ratio_to) {
            json_out_text_item(item, "ratio_to", r->ratio_to);
        } else {
            json_out_number(item, "ratio_to", NAN); /* null */
        }
        json_out_number(item, "share", r->share);
        json_out_item(root, item);
    }
    return json_print(root, error);
}

static void print_table(const struct bench_result *results, size_t count) {
    printf("%-20s %12s %12s %22s  %s\n", "name", "median s", "kernel s", "rate", "ratio");
    for (size_t i = 0; i < count; ++i) {
        const struct bench_result *r = &results[i];
        char rate[40];
        snprintf(rate, sizeof rate, "%.4g %s", r->rate, r->rate_unit);
        printf("%-20s %12.4f %12.4f %22s  ", r->name, r->median_s, r->kernel_s, rate);
        if (r->ratio_to) {
            printf("%.3g to %s", r->ratio, r->ratio_to);
        } else {
            printf("baseline");
        }
        if (r->share < 1) {
            printf(" (a share of %.3g timed)", r->share);
        }
        putchar('\n');
    }
    printf("medians on %s\n", results[0].device);
}

static enum satqkd_status check_name(const char *name, struct satqkd_error *error) {
    size_t count = 0;
    for (; bench_names()[count]; ++count) {
        if (strcmp(name, bench_names()[count]) == 0) {
            return SATQKD_OK;
        }
    }
    const char *nearest = nearest_word(name, bench_names(), count);
    return command_misuse("bench", error, "there is no benchmark '%s'; did you mean '%s'?", name,
                          nearest ? nearest : bench_names()[0]);
}

static enum satqkd_status run(int argc, char **argv, struct satqkd_error *error) {
    struct bench_result results[BENCH_MAX];
    struct scenario *scenario = NULL;
    size_t count = 0;
    const char *named = NULL;
    int devices[DEVICE_MOST] = {DEVICE_DEFAULT};
    size_t device_count = 1;
    bool json = false;
    const struct options_entry entries[] = {{"json", .flag = &json}, {"device", .text = &named}, {0}};
    char **names = NULL;
    size_t name_count = 0;
    enum satqkd_status status = options_read("bench", entries, argc, argv, &names, error);
    for (; status == SATQKD_OK && names[name_count]; ++name_count) {
        status = check_name(names[name_count], error);
    }
    if (status == SATQKD_OK && named) {
        status = device_choose(named, devices, &device_count, error);
    }
    if (status == SATQKD_OK && device_count > 1) {
        status = command_misuse("bench", error, "--device: '%s' are several devices: one at a time is timed", named);
    }
    if (status == SATQKD_OK) {
        status = scenario_load(SCENARIO, NULL, 0, &scenario, error);
    }
    if (status == SATQKD_OK) {
        status = bench_run(scenario, (const char *const *)names, name_count, devices[0], results, &count, error);
    }
    if (status == SATQKD_OK && json) {
        status = print_json(results, count, error);
    } else if (status == SATQKD_OK) {
        print_table(results, count);
    }
    scenario_destroy(scenario);
    return status;
}

const struct command command_bench = {
    .name = "bench",
    .usage = "bench [NAME…] [--device N|NAME] [--json]",
    .summary = "measure the engines against their limits",
    .help = "Times the random generators, the engines on the Micius pass and the hashes of privacy amplification,\n"
            "medians of several runs taken in turn. A ratio says how a case compares with its baseline in the same\n"
            "run: the pulse engine with its generator, the random matrix with its key stream, Toeplitz hashing with\n"
            "the random matrix, libgf2x (where that is installed) with Toeplitz hashing. All cases if no name is\n"
            "given; a wrong name is answered with the nearest.\n"
            "\n"
            "  --device N|NAME  an index of `satqkd devices` or part of a name (default: the first GPU, else\n"
            "                   the first)\n"
            "  --json           an array of objects instead of the table\n"
            "\n"
            "Examples:\n"
            "  satqkd bench key settings\n"
            "  satqkd bench key --json\n",
    .run = run,
};
