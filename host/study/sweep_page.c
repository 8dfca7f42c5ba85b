/* SPDX-License-Identifier: MIT */
#include "study/sweep_page.h"

#include <stdlib.h>
#include <string.h>

#include "report/json_out.h"
#include "report/page.h"
#include "satqkd/satqkd.h"
#include "scenario/keys_doc.h"

enum { POINTS_MOST = 800000 }; /* bytes of CSV in a page */

/* Which keys were varied, and how. */
static enum satqkd_status describe(const struct sweep_options *options, const struct scenario *scenario, char **out,
                                   struct satqkd_error *error) {
    cJSON *root = cJSON_CreateObject();
    json_out_text_item(root, "name", scenario->name);
    json_out_text_item(root, "engine", run_engine_name(options->run.engine));
    cJSON *axes = json_out_array(root, "axes");
    for (size_t i = 0; i < options->axis_count; ++i) {
        cJSON *axis = cJSON_CreateObject();
        json_out_text_item(axis, "key", options->axes[i].key);
        cJSON *values = json_out_array(axis, "values");
        for (size_t v = 0; v < options->axes[i].count; ++v) {
            cJSON_AddItemToArray(values, cJSON_CreateString(options->axes[i].values[v]));
        }
        cJSON_AddItemToArray(axes, axis);
    }
    return json_out_finish(root, out, error);
}

enum satqkd_status sweep_page_html(const struct sweep_options *options, const char *csv, char **out,
                                   struct satqkd_error *error) {
    const char *first[SWEEP_MOST_AXES];
    struct scenario *scenario = NULL;
    char *sweep = NULL, *text = NULL, *keys = NULL;
    *out = NULL;
    if (strlen(csv) > POINTS_MOST) {
        return satqkd_error_set(
            error, SATQKD_INVALID,
            "--report: %zu kB of points are too many for a page, which holds %d; vary less, or take "
            "--out alone",
            strlen(csv) / 1000, POINTS_MOST / 1000);
    }
    for (size_t i = 0; i < options->axis_count; ++i) {
        first[i] = options->axes[i].values[0];
    }
    enum satqkd_status status = sweep_scenario(options, first, &scenario, error);
    if (status == SATQKD_OK) {
        status = describe(options, scenario, &sweep, error);
    }
    if (status == SATQKD_OK) {
        status = scenario_text(scenario, &text, error);
    }
    if (status == SATQKD_OK) {
        status = keys_doc_brief(&keys, error);
    }
    if (status == SATQKD_OK) {
        const struct page_part parts[] = {{"version", satqkd_version(), PAGE_TEXT},
                                          {"sweep", sweep, PAGE_JSON},
                                          {"scenario", text, PAGE_JSON},
                                          {"keys", keys, PAGE_JSON},
                                          {"points", csv, PAGE_TEXT}};
        status = page_html(PAGE_SWEEP, parts, sizeof parts / sizeof parts[0], out, error);
    }
    free(keys);
    free(text);
    free(sweep);
    scenario_destroy(scenario);
    return status;
}
