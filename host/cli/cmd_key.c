/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/options.h"
#include "report/key_out.h"
#include "scenario/counts.h"
#include "security/key.h"
#include "study/blocks.h"

enum { MOST_BOUNDS = 32 };

struct options {
    const char *bound; /* NULL: the files' own */
    bool json, explain;
    char **files;
    size_t file_count;
};

/* One counts file. */
struct pass {
    struct key_protocol protocol;
    struct key_counts counts;
};

/* All that belongs to one call. */
struct work {
    struct pass *passes;        /* owned: one a file */
    struct pass block;          /* all of them together */
    struct key_out_part *parts; /* owned: for each bound, one a file */
    struct key_out answers[MOST_BOUNDS];
    size_t count;
};

static enum satqkd_status read_files(const struct options *options, struct work *work, struct satqkd_error *error) {
    work->passes = calloc(options->file_count, sizeof *work->passes);
    work->parts = calloc(options->file_count * MOST_BOUNDS, sizeof *work->parts);
    if (!work->passes || !work->parts) {
        return satqkd_error_set(error, SATQKD_FAILURE, "key: out of memory");
    }
    for (size_t i = 0; i < options->file_count; ++i) {
        struct pass *pass = &work->passes[i];
        enum satqkd_status status = counts_read(options->files[i], &pass->protocol, &pass->counts, error);
        if (status != SATQKD_OK) {
            return status;
        }
        if (options->bound) {
            snprintf(pass->protocol.bound, sizeof pass->protocol.bound, "%s", options->bound);
        }
        if (i == 0) {
            work->block = *pass;
            continue;
        }
        status = blocks_add(&work->block.protocol, &work->block.counts, &pass->protocol, &pass->counts, error);
        if (status != SATQKD_OK) {
            satqkd_error_prefix(error, "%s: ", options->files[i]);
            return status;
        }
    }
    return SATQKD_OK;
}

/* One bound's answer: the block's, and each file's on its own where there are several. */
static enum satqkd_status answer(const struct options *options, const char *bound, struct work *work,
                                 struct satqkd_error *error) {
    struct key_out *out = &work->answers[work->count];
    struct key_trace trace = key_steps_trace(&out->steps);
    struct pass block = work->block;
    snprintf(block.protocol.bound, sizeof block.protocol.bound, "%s", bound);
    enum satqkd_status status =
        key_explain(&block.protocol, &block.counts, options->explain ? &trace : NULL, &out->result, error);
    struct key_out_part *parts = work->parts + work->count * options->file_count;
    for (size_t i = 0; i < options->file_count && options->file_count > 1 && status == SATQKD_OK; ++i) {
        struct key_result result;
        struct key_protocol protocol = work->passes[i].protocol;
        snprintf(protocol.bound, sizeof protocol.bound, "%s", bound);
        status = key_length(&protocol, &work->passes[i].counts, &result, error);
        if (status == SATQKD_OK) {
            parts[i] = (struct key_out_part){options->files[i], result.secret_bits};
            out->parts = parts;
            out->part_count = options->file_count;
        }
    }
    if (status == SATQKD_OK && out->steps.out_of_memory) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "key: out of memory for the explanation");
    }
    ++work->count;
    return status;
}

/* Every bound that fits; the others are named on stderr. */
static enum satqkd_status answer_all(const struct options *options, struct work *work, struct satqkd_error *error) {
    enum satqkd_status status = SATQKD_OK;
    for (const struct key_bound *const *bound = key_bounds();
         *bound && work->count < MOST_BOUNDS && status == SATQKD_OK; ++bound) {
        const char *misfit = (*bound)->misfit(&work->block.protocol, &work->block.counts);
        if (misfit) {
            fprintf(stderr, "satqkd: key: %s left out: %s\n", (*bound)->name, misfit);
        } else {
            status = answer(options, (*bound)->name, work, error);
        }
    }
    return status;
}

static enum satqkd_status show(const struct options *options, bool all, const struct work *work,
                               struct satqkd_error *error) {
    char *text = NULL;
    if (!options->json) {
        key_out_print(work->answers, work->count, stdout);
        return SATQKD_OK;
    }
    enum satqkd_status status = key_out_json(work->answers, work->count, all, &text, error);
    if (status == SATQKD_OK) {
        fputs(text, stdout);
    }
    free(text);
    return status;
}

static enum satqkd_status key_of_files(const struct options *options, struct satqkd_error *error) {
    const bool all = options->bound && strcmp(options->bound, "all") == 0;
    struct work *work = calloc(1, sizeof *work);
    if (!work) {
        return satqkd_error_set(error, SATQKD_FAILURE, "key: out of memory");
    }
    enum satqkd_status status = read_files(options, work, error);
    if (status == SATQKD_OK) {
        status = all ? answer_all(options, work, error) : answer(options, work->block.protocol.bound, work, error);
        if (status != SATQKD_OK) {
            satqkd_error_prefix(error, options->file_count > 1 ? "%s and others: " : "%s: ", options->files[0]);
        }
    }
    if (status == SATQKD_OK) {
        status = show(options, all, work, error);
    }
    for (size_t i = 0; i < work->count; ++i) {
        key_steps_release(&work->answers[i].steps);
    }
    free(work->passes);
    free(work->parts);
    free(work);
    return status;
}

static enum satqkd_status key_run(int argc, char **argv, struct satqkd_error *error) {
    struct options options = {0};
    const struct options_entry entries[] = {
        {"bound", .text = &options.bound}, {"json", .flag = &options.json}, {"explain", .flag = &options.explain}, {0}};
    const enum satqkd_status status = options_read("key", entries, argc, argv, &options.files, error);
    if (status != SATQKD_OK) {
        return status;
    }
    if (!options.files[0]) {
        return command_misuse("key", error, "which counts file?");
    }
    while (options.files[options.file_count]) {
        ++options.file_count;
    }
    if (options.bound && strcmp(options.bound, "all") != 0 && !key_bound_find(options.bound)) {
        char names[KEY_BOUND_NAMES_TEXT];
        return command_misuse("key", error, "--bound: unknown bound '%s'; known are %s, or all", options.bound,
                              key_bound_names(names));
    }
    return key_of_files(&options, error);
}

const struct command command_key = {
    .name = "key",
    .usage = "key COUNTS… [--bound NAME|all] [--json] [--explain]",
    .summary = "the key length from measured or simulated counts",
    .help =
        "COUNTS is a JSON file of matched-basis detections and errors for each basis and intensity, such as the "
        "counts.json\n"
        "of a run; - reads standard input. The length is what remains secret of the block after error correction and\n"
        "privacy amplification, rounded down; 0 is a result. Several files, agreed on alike, are one block; what each\n"
        "would give on its own is shown beside it.\n\n"
        "  --bound NAME  asymptotic, liao2017, lim2014, chernoff or rusca2018 (default: protocol.bound of the counts)\n"
        "  --bound all   every bound that fits the counts; those that do not are named on standard error\n"
        "  --explain     every intermediate with its symbol and equation; with --json as the array \"explain\"\n"
        "  --json        an object, with --bound all an array of objects\n\n"
        "Examples:\n"
        "  satqkd key runs/micius-xinglong-2016-12-19/counts.json --bound all\n"
        "  satqkd key night1/counts.json night2/counts.json --bound lim2014 --explain\n",
    .run = key_run,
};
