/* SPDX-License-Identifier: MIT */
#include "scenario/scenario_oem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "orbit/time_utc.h"
#include "scenario/data_path.h"
#include "scenario/json_member.h"
#include "scenario/oem.h"

const char scenario_oem_key[] = "orbit.oem";

enum { ROW_NUMBERS = 7 };

static const double kilo = 1e3;

enum satqkd_status scenario_oem_inline(struct scenario_document *document, const char *folder,
                                       struct satqkd_error *error) {
    char path[DATA_PATH_TEXT];
    cJSON *oem = document_node(document, scenario_oem_key);
    cJSON *read = NULL;
    if (!cJSON_IsString(oem)) {
        return SATQKD_OK;
    }
    enum satqkd_status status = data_path_resolve(folder, oem->valuestring, path, error);
    if (status) {
        document_place_error(document, error, scenario_oem_key);
        return status;
    }
    status = oem_read(path, &read, error);
    if (!status && !json_member_put(document_node(document, "orbit"), "oem", read)) {
        status = document_out_of_memory(error);
    }
    return status;
}

static enum satqkd_status read_head(const struct scenario_document *document, struct scenario_orbit *orbit,
                                    double *start_utc_s, struct satqkd_error *error) {
    static const struct {
        const char *name;
        enum ephemeris_frame frame;
    } frames[] = {{"earth_fixed", EPHEMERIS_EARTH_FIXED}, {"teme", EPHEMERIS_TEME}, {"gcrf", EPHEMERIS_INERTIAL}};
    const cJSON *frame = document_node(document, "orbit.oem.frame");
    const cJSON *degree = document_node(document, "orbit.oem.degree");
    const cJSON *start = document_node(document, "orbit.oem.start_utc");
    size_t found = 0;
    while (cJSON_IsString(frame) && found < 3 && strcmp(frames[found].name, frame->valuestring) != 0) {
        found++;
    }
    if (!cJSON_IsString(frame) || found == 3) {
        return document_fault(document, error, "orbit.oem.frame",
                              "give one of \"earth_fixed\", \"teme\", \"gcrf\" (or the path of an OEM file as oem)");
    }
    if (!cJSON_IsNumber(degree) || !(degree->valuedouble >= 3 && degree->valuedouble <= EPHEMERIS_MOST_DEGREE) ||
        degree->valuedouble != degree->valueint) {
        return document_fault(document, error, "orbit.oem.degree", "give an odd number from 3 to %d",
                              EPHEMERIS_MOST_DEGREE);
    }
    if (!cJSON_IsString(start) || !time_utc_parse(start->valuestring, start_utc_s)) {
        return document_fault(document, error, "orbit.oem.start_utc",
                              "give a time in UTC like \"2016-12-19T16:48:00Z\"");
    }
    orbit->frame = frames[found].frame;
    orbit->degree = degree->valueint;
    return SATQKD_OK;
}

static enum satqkd_status read_row(const struct scenario_document *document, const cJSON *row, size_t index,
                                   double start_utc_s, struct ephemeris_state *out, struct satqkd_error *error) {
    double numbers[ROW_NUMBERS];
    int count = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, row) {
        if (!cJSON_IsNumber(item) || count == ROW_NUMBERS) {
            count = -1;
            break;
        }
        numbers[count++] = item->valuedouble;
    }
    if (!cJSON_IsArray(row) || count != ROW_NUMBERS) {
        char path[DOCUMENT_PATH];
        snprintf(path, sizeof path, "orbit.oem.rows[%zu]", index);
        return document_fault(document, error, path,
                              "give a row of 7 numbers: t_s, x, y, z in km, and their velocities in km/s");
    }
    out->utc_s = start_utc_s + numbers[0];
    for (int axis = 0; axis < 3; axis++) {
        out->position_m[axis] = kilo * numbers[1 + axis];
        out->velocity_m_s[axis] = kilo * numbers[4 + axis];
    }
    return SATQKD_OK;
}

enum satqkd_status scenario_oem_states(const struct scenario_document *document, struct scenario_orbit *orbit,
                                       struct satqkd_error *error) {
    const cJSON *rows = document_node(document, "orbit.oem.rows");
    double start_utc_s = 0;
    enum satqkd_status status = read_head(document, orbit, &start_utc_s, error);
    if (status) {
        return status;
    }
    int count = cJSON_GetArraySize(rows);
    if (!cJSON_IsArray(rows) || count < 2 || count > OEM_MOST_STATES) {
        return document_fault(document, error, "orbit.oem.rows", "give an array of 2 to %d rows", OEM_MOST_STATES);
    }
    orbit->states = calloc((size_t)count, sizeof *orbit->states);
    if (!orbit->states) {
        return document_out_of_memory(error);
    }
    const cJSON *row;
    cJSON_ArrayForEach(row, rows) {
        status = read_row(document, row, orbit->state_count, start_utc_s, &orbit->states[orbit->state_count], error);
        if (status) {
            return status;
        }
        orbit->state_count++;
    }
    return SATQKD_OK;
}
