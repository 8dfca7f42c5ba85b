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
#include "report/validation_out.h"
#include "study/sensitivity.h"
#include "study/validate.h"

enum {
    FLIGHTS = 6, /* of the event engine: a standard deviation to a third of itself */
    NIGHTS = 500 /* drawn for the campaign: the 5 % quantile to 1 % */
};

struct options {
    const char *out, *against;
    struct validate_options validate;
    bool json, quiet;
};

static bool go_on(void *context, size_t done, size_t all) {
    progress_update(context, (double)done / (double)all, "");
    return !interrupt_pending();
}

static enum satqkd_status read_options(int argc, char **argv, struct options *out, struct satqkd_error *error) {
    const struct options_entry entries[] = {
        {"out", .text = &out->out},   {"against", .text = &out->against}, {"device", .whole = &out->validate.device},
        {"json", .flag = &out->json}, {"quiet", .flag = &out->quiet},     {0}};
    char **operands = NULL;
    const enum satqkd_status status = options_read("validate", entries, argc, argv, &operands, error);
    return status == SATQKD_OK && operands[0]
               ? command_misuse("validate", error, "unexpected argument '%s'; what is compared is built in",
                                operands[0])
               : status;
}

static enum satqkd_status write_pages(const struct validation *validation, const char *directory,
                                      struct satqkd_error *error) {
    enum { FILES = 4 };
    static const char *const names[FILES] = {"validation.json", "validation.md", "validation-short.md",
                                             "validation.html"};
    static enum satqkd_status (*const make[FILES])(const struct validation *, char **, struct satqkd_error *) = {
        validation_out_json, validation_page_markdown, validation_page_short, validation_page_html};
    struct directory_file files[FILES];
    char *texts[FILES] = {NULL};
    enum satqkd_status status = SATQKD_OK;
    for (int i = 0; i < FILES && status == SATQKD_OK; ++i) {
        status = make[i](validation, &texts[i], error);
        files[i] = (struct directory_file){names[i], texts[i]};
    }
    if (status == SATQKD_OK) {
        status = directory_write_files(directory, files, FILES, error);
    }
    for (int i = 0; i < FILES; ++i) {
        free(texts[i]);
    }
    return status;
}

static enum satqkd_status tell(const struct options *options, const struct validation *validation,
                               struct satqkd_error *error) {
    char *json = NULL;
    enum satqkd_status status = options->json ? validation_out_json(validation, &json, error) : SATQKD_OK;
    if (json) {
        fputs(json, stdout);
    } else if (status == SATQKD_OK) {
        validation_out_print(validation, stdout);
        if (validation->has_band) {
            band_out_print(&validation->band, stdout);
        }
    }
    free(json);
    return status;
}

static enum satqkd_status run(int argc, char **argv, struct satqkd_error *error) {
    struct options options = {.validate = {.device = DEVICE_DEFAULT, .draws = SENSITIVITY_USUAL_DRAWS}};
    struct validation validation = {0};
    enum satqkd_status status = read_options(argc, argv, &options, error);
    if (status == SATQKD_OK && options.out) {
        options.validate.sensitivity = true;
        options.validate.flights = FLIGHTS;
        options.validate.nights = NIGHTS;
        status = directory_create(options.out, error);
    }
    if (status == SATQKD_OK) {
        status = interrupt_watch(error);
    }
    if (status != SATQKD_OK) {
        return status;
    }
    struct progress progress = progress_start(options.quiet);
    options.validate.go_on = go_on;
    options.validate.context = &progress;
    status = validate_run(&options.validate, &validation, error);
    progress_finish(&progress);
    if (status == SATQKD_OK) {
        status = tell(&options, &validation, error);
    }
    if (status == SATQKD_OK && options.out) {
        status = write_pages(&validation, options.out, error);
    }
    if (status == SATQKD_OK && options.against) {
        status = validate_against(&validation, options.against, error);
    }
    validate_release(&validation);
    return status;
}

const struct command command_validate = {
    .name = "validate",
    .usage = "validate [--out DIR] [--against FILE.json] [--device N] [--json] [--quiet]",
    .summary = "published numbers against simulated ones",
    .help = "Flies the experiments in configs/validation with the mean engine, checks single models against\n"
            "published tables, and prints what was published, what came out, and whether it is inside the\n"
            "tolerance. A number outside is a result, not a failure.\n"
            "\n"
            "  --out DIR       writes validation.md, .html, .json and validation-short.md there; for these the\n"
            "                  event engine flies every experiment 6 times (where there is a device), every\n"
            "                  input is changed by 10 %, uncertain inputs are drawn 200 times, and the nights of\n"
            "                  the Micius campaign 500 times\n"
            "  --against FILE  an earlier validation.json: fails where a simulated number moved by over 0.1 %\n"
            "  --device N      an index of `satqkd devices`, for the event engine\n"
            "  --json          the rows as JSON instead of the table\n"
            "  --quiet         no progress bar\n"
            "\n"
            "Examples:\n"
            "  satqkd validate\n"
            "  satqkd validate --json >before.json\n"
            "  satqkd validate --against before.json\n",
    .run = run,
};
