/* SPDX-License-Identifier: MIT */
#include "satqkd/scenario.h"

#include <stdlib.h>

#include "library/handles.h"

/* Opens a file, or parses a text where `json` is not NULL. */
static enum satqkd_status open_either(const char *path, const char *json, const char *const *settings,
                                      struct satqkd_scenario **out, struct satqkd_error *error) {
    struct satqkd_scenario *handle = calloc(1, sizeof *handle);
    struct scenario_setting *list = NULL;
    size_t count = 0;
    enum satqkd_status status = SATQKD_OK;
    *out = NULL;
    while (settings && settings[count]) {
        ++count;
    }
    list = calloc(count + 1, sizeof *list);
    if (!handle || !list) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a scenario");
        goto done;
    }
    for (size_t i = 0; i < count; ++i) {
        list[i].text = settings[i];
    }
    status = json ? scenario_parse("scenario", json, list, count, &handle->scenario, error)
                  : scenario_load(path, list, count, &handle->scenario, error);
done:
    free(list);
    if (status == SATQKD_OK) {
        *out = handle;
    } else {
        free(handle);
    }
    return status;
}

enum satqkd_status satqkd_scenario_open(const char *path, const char *const *settings, struct satqkd_scenario **out,
                                        struct satqkd_error *error) {
    return open_either(path, NULL, settings, out, error);
}

enum satqkd_status satqkd_scenario_parse(const char *json, const char *const *settings, struct satqkd_scenario **out,
                                         struct satqkd_error *error) {
    return open_either(NULL, json, settings, out, error);
}

enum satqkd_status satqkd_scenario_json(const struct satqkd_scenario *scenario, char **out,
                                        struct satqkd_error *error) {
    return scenario_text(scenario->scenario, out, error);
}

void satqkd_scenario_close(struct satqkd_scenario *scenario) {
    if (scenario) {
        scenario_destroy(scenario->scenario);
    }
    free(scenario);
}

void satqkd_free(void *memory) {
    free(memory);
}
