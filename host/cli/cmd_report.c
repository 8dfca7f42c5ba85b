/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/json_print.h"
#include "report/json_out.h"
#include "study/campaign_page.h"
#include "study/run_page.h"

enum { PATH_TEXT = 4096 };

static enum satqkd_status report_run(int argc, char **argv, struct satqkd_error *error) {
    static const struct option known[] = {{"json", no_argument, NULL, 'j'}, {NULL, 0, NULL, 0}};
    bool json = false;
    opterr = 0;
    optind = 1;
    for (int option; (option = getopt_long(argc, argv, ":", known, NULL)) != -1;) {
        if (option != 'j') {
            return command_bad_option("report", option, argv, known, error);
        }
        json = true;
    }
    if (optind >= argc || !argv[optind][0]) {
        return command_misuse("report", error, "which run directory?");
    }
    if (optind + 1 < argc) {
        return command_misuse("report", error, "unexpected argument '%s': one run directory at a time",
                              argv[optind + 1]);
    }
    enum satqkd_status status = campaign_page_is(argv[optind]) ? campaign_page_rewrite(argv[optind], error)
                                                               : run_page_rewrite(argv[optind], error);
    if (status == SATQKD_OK && json) {
        char path[PATH_TEXT];
        cJSON *root = cJSON_CreateObject();
        snprintf(path, sizeof path, "%s/report.html", argv[optind]);
        json_out_text_item(root, "written", path);
        status = json_print(root, error);
    } else if (status == SATQKD_OK) {
        printf("Written  %s/report.html\n", argv[optind]);
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
