/* SPDX-License-Identifier: MIT */
#include "scenario/scenario_track.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "scenario/data_path.h"
#include "scenario/json_member.h"
#include "scenario/track_csv.h"
#include "scenario/track_layout.h"

const char scenario_track_key[] = "orbit.track";

enum satqkd_status scenario_track_inline(struct scenario_document *document, const char *folder,
                                         struct satqkd_error *error) {
    char path[DATA_PATH_TEXT];
    cJSON *track = document_node(document, scenario_track_key);
    cJSON *rows = NULL;
    if (!cJSON_IsString(track)) {
        return SATQKD_OK;
    }
    enum satqkd_status status = data_path_resolve(folder, track->valuestring, path, error);
    if (status) {
        document_place_error(document, error, scenario_track_key);
        return status;
    }
    status = track_csv_read(path, &rows, error);
    if (!status && !json_member_put(document_node(document, "orbit"), "track", rows)) {
        status = document_out_of_memory(error);
    }
    return status;
}

enum satqkd_status scenario_track_start(const struct keys_table *table, struct scenario_document *document,
                                        struct satqkd_error *error) {
    static const char start_key[] = "orbit.track_start_utc";
    if (!document_node(document, scenario_track_key)) {
        return !document_node(document, start_key)
                   ? SATQKD_OK
                   : document_fault(document, error, start_key, "has a meaning with orbit.track alone; remove it");
    }
    if (document_node(document, start_key)) {
        return SATQKD_OK;
    }
    const cJSON *window_start = document_node(document, "window.start");
    cJSON *start = window_start ? cJSON_Duplicate(window_start, 1) : cJSON_Parse(keys_find(table, start_key)->fallback);
    if (!start || !cJSON_AddItemToObject(document_node(document, "orbit"), strrchr(start_key, '.') + 1, start)) {
        cJSON_Delete(start);
        return document_out_of_memory(error);
    }
    return SATQKD_OK;
}

static enum satqkd_status find_layout(const struct scenario_document *document, const struct track_layout **out,
                                      struct satqkd_error *error) {
    const char *names[TRACK_LAYOUT_COLUMNS];
    char known[TRACK_LAYOUT_TEXT];
    const cJSON *columns = document_node(document, "orbit.track.columns");
    const cJSON *column;
    int count = 0;
    cJSON_ArrayForEach(column, columns) {
        if (cJSON_IsString(column) && count < TRACK_LAYOUT_COLUMNS) {
            names[count] = column->valuestring;
        }
        count++;
        if (!cJSON_IsString(column)) {
            count = TRACK_LAYOUT_COLUMNS + 1;
            break;
        }
    }
    *out = cJSON_IsArray(columns) && count <= TRACK_LAYOUT_COLUMNS ? track_layout_find(names, count) : NULL;
    if (*out) {
        return SATQKD_OK;
    }
    track_layout_list(known);
    return document_fault(document, error, "orbit.track.columns", "no known columns; give an array of the texts %s",
                          known);
}

/* Row `index` of the array into numbers. */
static enum satqkd_status read_row(const struct scenario_document *document, const struct track_layout *layout,
                                   const cJSON *row, size_t index, double *out, struct satqkd_error *error) {
    char path[DOCUMENT_PATH];
    int count = 0;
    const cJSON *item;
    snprintf(path, sizeof path, "orbit.track.rows[%zu]", index);
    if (!cJSON_IsArray(row) || cJSON_GetArraySize(row) != layout->column_count) {
        return document_fault(document, error, path, "must be an array of %d numbers", layout->column_count);
    }
    cJSON_ArrayForEach(item, row) {
        if (!cJSON_IsNumber(item)) {
            snprintf(path, sizeof path, "orbit.track.rows[%zu][%d]", index, count);
            return document_fault(document, error, path, "must be a number (%s)", layout->names[count]);
        }
        out[count++] = item->valuedouble;
    }
    return SATQKD_OK;
}

static enum satqkd_status check_members(const struct scenario_document *document, const cJSON *track,
                                        struct satqkd_error *error) {
    const cJSON *rows = cJSON_GetObjectItemCaseSensitive(track, "rows");
    const cJSON *member;
    cJSON_ArrayForEach(member, track) {
        if (strcmp(member->string, "columns") != 0 && strcmp(member->string, "rows") != 0) {
            return document_fault(document, error, scenario_track_key, "has \"columns\" and \"rows\" and nothing else");
        }
    }
    int count = cJSON_GetArraySize(rows);
    if (!cJSON_IsArray(rows) || count < TRACK_LAYOUT_LEAST_ROWS || count > TRACK_LAYOUT_MOST_ROWS) {
        return document_fault(document, error, "orbit.track.rows", "must be an array of %d to %d rows",
                              TRACK_LAYOUT_LEAST_ROWS, TRACK_LAYOUT_MOST_ROWS);
    }
    return SATQKD_OK;
}

enum satqkd_status scenario_track_points(const struct scenario_document *document, struct scenario_orbit *orbit,
                                         struct satqkd_error *error) {
    const struct track_layout *layout = NULL;
    const cJSON *track = document_node(document, scenario_track_key);
    const cJSON *rows = cJSON_GetObjectItemCaseSensitive(track, "rows");
    double previous[TRACK_LAYOUT_COLUMNS] = {0};
    enum satqkd_status status = check_members(document, track, error);
    if (!status) {
        status = find_layout(document, &layout, error);
    }
    if (status) {
        return status;
    }
    orbit->points = calloc((size_t)cJSON_GetArraySize(rows), sizeof *orbit->points);
    if (!orbit->points) {
        return document_out_of_memory(error);
    }
    const cJSON *item;
    cJSON_ArrayForEach(item, rows) {
        double row[TRACK_LAYOUT_COLUMNS] = {0};
        char wrong[TRACK_LAYOUT_TEXT];
        int column;
        size_t index = orbit->point_count;
        status = read_row(document, layout, item, index, row, error);
        if (status) {
            return status;
        }
        if (!track_layout_check(layout, row, index ? previous : NULL, &column, wrong)) {
            char path[DOCUMENT_PATH];
            snprintf(path, sizeof path, "orbit.track.rows[%zu][%d]", index, column);
            return document_fault(document, error, path, "%s", wrong);
        }
        memcpy(previous, row, sizeof previous);
        orbit->points[orbit->point_count++] = track_layout_point(layout, row);
    }
    return SATQKD_OK;
}
