/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "report/counts_out.h"
#include "report/directory.h"
#include "study/run.h"
#include "study/run_page.h"

/* In the order in which the files get their names: the summary tells that all others are there. */
enum file { SCENARIO, TIMELINE, COUNTS, FADES, PASSES, SPREAD, REPORT, SUMMARY, FILES };

static const char *const names[FILES] = {
    [SCENARIO] = "scenario.json", [TIMELINE] = "timeline.csv", [COUNTS] = "counts.json", [FADES] = "fades.csv",
    [PASSES] = "passes.csv",      [SPREAD] = "spread.csv",     [REPORT] = "report.html", [SUMMARY] = "summary.json"};

/* The texts that are made for writing; fades.csv the run has. */
static enum satqkd_status make_texts(const struct scenario *scenario, const struct run *run, char *texts[FILES],
                                     struct satqkd_error *error) {
    enum satqkd_status status = scenario_text(scenario, &texts[SCENARIO], error);
    if (status == SATQKD_OK) {
        status = timeline_csv(run->rows, run->row_count, &texts[TIMELINE], error);
    }
    if (status == SATQKD_OK) {
        status = counts_out_json(&scenario->protocol, &run->counts, &texts[COUNTS], error);
    }
    if (status == SATQKD_OK && run->summary.repeat_count > 1) {
        status = repeats_csv(run->repeats, run->summary.repeat_count, &texts[PASSES], error);
    }
    if (status == SATQKD_OK && run->spread) {
        status = spread_csv(run->spread, run->row_count, &texts[SPREAD], error);
    }
    if (status == SATQKD_OK) {
        status = summary_json(&run->summary, &texts[SUMMARY], error);
    }
    if (status == SATQKD_OK) {
        struct run_page_texts page = {.scenario = texts[SCENARIO],
                                      .summary = texts[SUMMARY],
                                      .counts = texts[COUNTS],
                                      .timeline = texts[TIMELINE],
                                      .passes = texts[PASSES],
                                      .spread = texts[SPREAD],
                                      .fades = run->fades_csv};
        status = run_page_html(&page, &texts[REPORT], error);
    }
    return status;
}

enum satqkd_status run_write(const struct scenario *scenario, const struct run *run, const char *directory,
                             struct satqkd_error *error) {
    char *texts[FILES] = {NULL};
    struct directory_file files[FILES];
    enum satqkd_status status = make_texts(scenario, run, texts, error);
    for (int i = 0; i < FILES; ++i) {
        files[i] = (struct directory_file){.name = names[i], .text = i == FADES ? run->fades_csv : texts[i]};
    }
    if (status == SATQKD_OK) {
        status = directory_write_files(directory, files, FILES, error);
    }
    for (int i = 0; i < FILES; ++i) {
        free(texts[i]);
    }
    return status;
}
