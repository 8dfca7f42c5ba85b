/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "report/json_out.h"
#include "scenario/counts.h"
#include "security/key.h"

enum { MOST_BOUNDS = 32 };

/* The numbers of a result, in the order in which they are shown. */
static const struct {
    const char *key;
    const char *label;
    size_t offset;
    int decimals; /* in the table; below 0: significant digits instead */
} quantities[] = {
    {"secret_bits", "secret key, bits", offsetof(struct key_result, secret_bits), 0},
    {"length", "before rounding", offsetof(struct key_result, length), 2},
    {"block_bits", "block, bits", offsetof(struct key_result, block_bits), 0},
    {"qber", "error rate of the block", offsetof(struct key_result, qber), 5},
    {"leak_ec_bits", "leakage of the correction, bits", offsetof(struct key_result, leak_ec_bits), 0},
    {"vacuum_events", "vacuum events, at least", offsetof(struct key_result, vacuum_events), 1},
    {"single_photon_events", "single-photon events, at least", offsetof(struct key_result, single_photon_events), 1},
    {"phase_error", "phase error rate, at most", offsetof(struct key_result, phase_error), 5},
    {"eps_sec", "eps_sec", offsetof(struct key_result, eps_sec), -3},
    {"eps_cor", "eps_cor", offsetof(struct key_result, eps_cor), -3},
};
enum { QUANTITIES = sizeof quantities / sizeof quantities[0] };

static double value_of(const struct key_result *result, int quantity) {
    double value;
    memcpy(&value, (const char *)result + quantities[quantity].offset, sizeof value);
    return value;
}

static cJSON *json_of(const struct key_result *result) {
    cJSON *object = cJSON_CreateObject();
    json_out_text_item(object, "bound", result->bound);
    for (int quantity = 0; quantity < QUANTITIES; ++quantity) {
        json_out_number(object, quantities[quantity].key, value_of(result, quantity));
    }
    json_out_text_item(object, "source", key_bound_find(result->bound)->source);
    return object;
}

/* One object, or with `all` an array of whatever length. */
static enum satqkd_status print_json(const struct key_result *results, int count, bool all,
                                     struct satqkd_error *error) {
    char *text = NULL;
    cJSON *root = all ? cJSON_CreateArray() : json_of(&results[0]);
    for (int i = 0; all && i < count; ++i) {
        cJSON_AddItemToArray(root, json_of(&results[i]));
    }
    enum satqkd_status status = json_out_finish(root, &text, error);
    if (status == SATQKD_OK) {
        fputs(text, stdout);
    }
    free(text);
    return status;
}

static void print_table(const struct key_result *results, int count) {
    printf("%-32s", "bound");
    for (int i = 0; i < count; ++i) {
        printf("%16s", results[i].bound);
    }
    putchar('\n');
    for (int quantity = 0; quantity < QUANTITIES; ++quantity) {
        const int decimals = quantities[quantity].decimals;
        printf("%-32s", quantities[quantity].label);
        for (int i = 0; i < count; ++i) {
            printf(decimals < 0 ? "%16.*g" : "%16.*f", decimals < 0 ? -decimals : decimals,
                   value_of(&results[i], quantity));
        }
        putchar('\n');
    }
    putchar('\n');
    for (int i = 0; i < count; ++i) {
        const struct key_bound *bound = key_bound_find(results[i].bound);
        printf("%s: %s (%s)\n", bound->name, bound->title, bound->source);
    }
}

/* Every bound that fits; the others are named on stderr. */
static enum satqkd_status evaluate_all(struct key_protocol *protocol, const struct key_counts *counts,
                                       struct key_result results[MOST_BOUNDS], int *count, struct satqkd_error *error) {
    for (const struct key_bound *const *bound = key_bounds(); *bound && *count < MOST_BOUNDS; ++bound) {
        const char *misfit = (*bound)->misfit(protocol, counts);
        if (misfit) {
            fprintf(stderr, "satqkd: key: %s left out: %s\n", (*bound)->name, misfit);
            continue;
        }
        snprintf(protocol->bound, sizeof protocol->bound, "%s", (*bound)->name);
        enum satqkd_status status = key_length(protocol, counts, &results[*count], error);
        if (status != SATQKD_OK) {
            return status;
        }
        ++*count;
    }
    return SATQKD_OK;
}

static enum satqkd_status key_of_file(const char *path, const char *bound, bool json, struct satqkd_error *error) {
    struct key_protocol protocol;
    struct key_counts counts;
    struct key_result results[MOST_BOUNDS];
    const bool all = bound && strcmp(bound, "all") == 0;
    int count = 0;
    enum satqkd_status status = counts_read(path, &protocol, &counts, error);
    if (status != SATQKD_OK) {
        return status;
    }
    if (all) {
        status = evaluate_all(&protocol, &counts, results, &count, error);
    } else {
        if (bound) {
            snprintf(protocol.bound, sizeof protocol.bound, "%s", bound);
        }
        status = key_length(&protocol, &counts, &results[count++], error);
    }
    if (status != SATQKD_OK) {
        satqkd_error_prefix(error, "%s: ", path);
        return status;
    }
    if (json) {
        return print_json(results, count, all, error);
    }
    print_table(results, count);
    return SATQKD_OK;
}

static enum satqkd_status key_run(int argc, char **argv, struct satqkd_error *error) {
    static const struct option options[] = {
        {"bound", required_argument, NULL, 'b'}, {"json", no_argument, NULL, 'j'}, {NULL, 0, NULL, 0}};
    const char *bound = NULL;
    bool json = false;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
        switch (option) {
        case 'b':
            bound = optarg;
            break;
        case 'j':
            json = true;
            break;
        default:
            return command_bad_option("key", option, argv, options, error);
        }
    }
    if (optind + 1 != argc) {
        return command_misuse("key", error,
                              optind < argc ? "one counts file at a time, not '%s' too" : "which counts file?",
                              optind < argc ? argv[optind + 1] : "");
    }
    if (bound && strcmp(bound, "all") != 0 && !key_bound_find(bound)) {
        char known[KEY_BOUND_NAMES_TEXT];
        return command_misuse("key", error, "--bound: unknown bound '%s'; known are %s, or all", bound,
                              key_bound_names(known));
    }
    return key_of_file(argv[optind], bound, json, error);
}

const struct command command_key = {
    .name = "key",
    .usage = "key COUNTS [--bound NAME|all] [--json]",
    .summary = "the key length from measured or simulated counts",
    .help =
        "COUNTS is a JSON file of matched-basis detections and errors for each basis and intensity, such as the "
        "counts.json\n"
        "of a run; - reads standard input. The length is what remains secret of the block after error correction and\n"
        "privacy amplification, rounded down; 0 is a result.\n\n"
        "  --bound NAME  asymptotic, liao2017, lim2014, chernoff or rusca2018 (default: protocol.bound of the counts)\n"
        "  --bound all   every bound that fits the counts; those that do not are named on standard error\n"
        "  --json        an object, with --bound all an array of objects\n\n"
        "Example:\n"
        "  satqkd key runs/micius-xinglong-2016-12-19/counts.json --bound all\n",
    .run = key_run,
};
