/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/json_print.h"
#include "cli/options.h"
#include "report/json_out.h"
#include "study/campaign_page.h"
#include "study/run_page.h"

enum { PATH_TEXT = 4096 };

static enum satqkd_status report_run(int argc, char **argv, struct satqkd_error *error) {
    const char *directory = NULL;
    bool json = false;
    const struct options_entry entries[] = {{"json", .flag = &json}, {0}};
    char **operands = NULL;
    enum satqkd_status status = options_read("report", entries, argc, argv, &operands, error);
    if (status == SATQKD_OK) {
        status = options_one("report", operands, "run directory", &directory, error);
    }
    if (status == SATQKD_OK) {
        status =
            campaign_page_is(directory) ? campaign_page_rewrite(directory, error) : run_page_rewrite(directory, error);
    }
    if (status == SATQKD_OK && json) {
        char path[PATH_TEXT];
        cJSON *root = cJSON_CreateObject();
        snprintf(path, sizeof path, "%s/report.html", directory);
        json_out_text_item(root, "written", path);
        status = json_print(root, error);
    } else if (status == SATQKD_OK) {
        printf("Written  %s/report.html\n", directory);
    }
    return status;
}

const struct command command_report = {
    .name = "report",
    .usage = "report RUN-DIR [--json]",
    .summary = "write the report.html of a run or a campaign again",
    .help =
        "Reads what `satqkd run` wrote into RUN-DIR (summary.json, scenario.json, counts.json, timeline.csv and,\n"
        "where they exist, passes.csv, spread.csv and fades.csv) or `satqkd campaign` (campaign.json, summary.json,\n"
        "calendar.csv, …) and writes RUN-DIR/report.html from it: one file with charts, tables and the data behind\n"
        "them, that needs no network and prints to A4.\n"
        "\n"
        "  --json            {\"written\": PATH} instead of a line\n"
        "\n"
        "Examples:\n"
        "  satqkd report runs/micius-xinglong-2016-12-19\n"
        "  for run in runs/*/; do satqkd report \"$run\"; done\n",
    .run = report_run,
};
