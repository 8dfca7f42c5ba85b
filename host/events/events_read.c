/* SPDX-License-Identifier: MIT */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "events/events_layout.h"

enum { BATCH_ROWS = 1 << 16 };

static enum satqkd_status missing(struct satqkd_error *error, const char *kind, const char *name) {
    return satqkd_error_set(error, SATQKD_INVALID, "%s '%s' is missing in the group '" EVENTS_GROUP "'", kind, name);
}

/* Opens an attribute of a class and counts its values. */
static enum satqkd_status open_attribute(hid_t group, const char *name, H5T_class_t class, const char *wanted,
                                         hid_t *attribute, hssize_t *count, struct satqkd_error *error) {
    *attribute = H5I_INVALID_HID;
    if (H5Aexists(group, name) <= 0) {
        return missing(error, "attribute", name);
    }
    *attribute = H5Aopen(group, name, H5P_DEFAULT);
    const hid_t type = *attribute >= 0 ? H5Aget_type(*attribute) : H5I_INVALID_HID;
    const hid_t space = *attribute >= 0 ? H5Aget_space(*attribute) : H5I_INVALID_HID;
    const H5T_class_t found = type >= 0 ? H5Tget_class(type) : H5T_NO_CLASS;
    *count = space >= 0 ? H5Sget_simple_extent_npoints(space) : -1;
    if (type >= 0) {
        H5Tclose(type);
    }
    if (space >= 0) {
        H5Sclose(space);
    }
    if (found != class && !(class == H5T_FLOAT && found == H5T_INTEGER)) {
        return satqkd_error_set(error, SATQKD_INVALID, "attribute '%s': it must be %s", name, wanted);
    }
    return SATQKD_OK;
}

static void close_attribute(hid_t attribute) {
    if (attribute >= 0) {
        H5Aclose(attribute);
    }
}

static enum satqkd_status read_text(hid_t group, const char *name, char *out, size_t room, struct satqkd_error *error) {
    hid_t attribute;
    hssize_t count;
    enum satqkd_status status = open_attribute(group, name, H5T_STRING, "a text", &attribute, &count, error);
    if (status == SATQKD_OK) {
        const hid_t type = H5Aget_type(attribute);
        const size_t size = H5Tget_size(type);
        char *varying = NULL;
        char *fixed = NULL;
        const char *text = NULL;
        size_t length = 0;
        if (count == 1 && H5Tis_variable_str(type) > 0) {
            text = H5Aread(attribute, type, &varying) >= 0 ? varying : NULL;
            length = text ? strlen(text) : 0;
        } else if (count == 1 && size < room) {
            fixed = calloc(size + 1, 1);
            text = fixed && H5Aread(attribute, type, fixed) >= 0 ? fixed : NULL;
            length = text ? strlen(text) : 0;
        }
        if (!text || length >= room) {
            status = satqkd_error_set(error, SATQKD_INVALID,
                                      "attribute '%s': it must be one text of less than %zu bytes", name, room);
        } else {
            memcpy(out, text, length + 1);
        }
        if (varying) {
            H5free_memory(varying);
        }
        free(fixed);
        H5Tclose(type);
    }
    close_attribute(attribute);
    return status;
}

static enum satqkd_status read_counter(hid_t group, const char *name, uint64_t *out, struct satqkd_error *error) {
    hid_t attribute;
    hssize_t count;
    enum satqkd_status status = open_attribute(group, name, H5T_INTEGER, "a whole number", &attribute, &count, error);
    if (status == SATQKD_OK) {
        const hid_t type = H5Aget_type(attribute);
        int64_t value = 0;
        /* a negative number would become 0 on the way to an unsigned type, without a word */
        bool negative = H5Tget_sign(type) == H5T_SGN_2 && count == 1 &&
                        (H5Aread(attribute, H5T_NATIVE_INT64, &value) < 0 || value < 0);
        H5Tclose(type);
        if (count != 1 || negative || H5Aread(attribute, H5T_NATIVE_UINT64, out) < 0) {
            status =
                satqkd_error_set(error, SATQKD_INVALID, "attribute '%s': it must be one whole number from 0", name);
        }
    }
    close_attribute(attribute);
    return status;
}

/* One or more numbers; *count is the room, and then how many there are. */
static enum satqkd_status read_numbers(hid_t group, const char *name, double *out, int *count,
                                       struct satqkd_error *error) {
    hid_t attribute;
    hssize_t found;
    enum satqkd_status status = open_attribute(group, name, H5T_FLOAT, "of numbers", &attribute, &found, error);
    if (status == SATQKD_OK) {
        if (found < 1 || found > *count || H5Aread(attribute, H5T_NATIVE_DOUBLE, out) < 0) {
            status =
                satqkd_error_set(error, SATQKD_INVALID, "attribute '%s': it must hold 1 to %d numbers", name, *count);
        } else {
            *count = (int)found;
        }
    }
    close_attribute(attribute);
    return status;
}

static enum satqkd_status read_number(hid_t group, const char *name, double *out, struct satqkd_error *error) {
    int one = 1;
    return read_numbers(group, name, out, &one, error);
}

static enum satqkd_status read_choices(hid_t group, struct events_head *head, struct satqkd_error *error) {
    int probabilities = KEY_MAX_INTENSITIES;
    head->intensity_count = KEY_MAX_INTENSITIES;
    enum satqkd_status status = read_numbers(group, "intensities", head->intensities, &head->intensity_count, error);
    if (status == SATQKD_OK) {
        status = read_numbers(group, "probabilities", head->probabilities, &probabilities, error);
    }
    if (status == SATQKD_OK && probabilities != head->intensity_count) {
        status =
            satqkd_error_set(error, SATQKD_INVALID,
                             "attributes 'intensities' and 'probabilities': %d and %d numbers; one of each a setting",
                             head->intensity_count, probabilities);
    }
    if (status == SATQKD_OK) {
        status = read_number(group, "alice_x", &head->alice_x, error);
    }
    return status == SATQKD_OK ? read_number(group, "bob_x", &head->bob_x, error) : status;
}

static enum satqkd_status read_head(hid_t group, struct events_head *head, struct satqkd_error *error) {
    uint64_t schema = 0;
    *head = (struct events_head){.name = ""};
    enum satqkd_status status = read_counter(group, "schema", &schema, error);
    if (status == SATQKD_OK && schema != EVENTS_SCHEMA) {
        status = satqkd_error_set(error, SATQKD_INVALID, "attribute 'schema': %llu; this version reads %d",
                                  (unsigned long long)schema, EVENTS_SCHEMA);
    }
    if (status == SATQKD_OK) {
        status = read_text(group, "start_utc", head->start_utc, sizeof head->start_utc, error);
    }
    if (status == SATQKD_OK) {
        status = read_counter(group, "pulses", &head->pulses, error);
    }
    if (status == SATQKD_OK && H5Aexists(group, "name") > 0) {
        status = read_text(group, "name", head->name, sizeof head->name, error);
    }
    if (status == SATQKD_OK && H5Aexists(group, "seed") > 0) {
        status = read_counter(group, "seed", &head->seed, error);
    }
    if (status == SATQKD_OK && H5Aexists(group, "detections") > 0) {
        status = read_counter(group, "detections", &head->detections, error);
    }
    return status == SATQKD_OK ? read_choices(group, head, error) : status;
}

/* Whole numbers are read as 64-bit signed ones, which hold all that is allowed: a conversion to a narrower or an unsigned type would
 * cut what does not fit without a word. */
static bool store_batch(const struct events *events, int column, size_t first, size_t rows, const int64_t *values) {
    if (events_columns[column].kind == EVENTS_COUNTER) {
        for (size_t i = 0; i < rows; ++i) {
            events->pulse[first + i] = (uint64_t)values[i]; /* a negative one is far beyond 2^53, and refused there */
        }
        return true;
    }
    uint8_t *out = (uint8_t *)events_column_data(events, column) + first;
    bool good = true;
    for (size_t i = 0; i < rows; ++i) {
        good = good && values[i] >= 0 && values[i] <= UINT8_MAX;
        out[i] = (uint8_t)values[i];
    }
    return good;
}

static enum satqkd_status read_rows(hid_t set, hid_t space, const struct events *events, int column,
                                    struct satqkd_error *error) {
    const struct events_column *of = &events_columns[column];
    int64_t *batch = malloc(BATCH_ROWS * sizeof *batch);
    enum satqkd_status status = SATQKD_OK;
    if (!batch) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for events");
    }
    for (size_t first = 0; first < events->count && status == SATQKD_OK; first += BATCH_ROWS) {
        const hsize_t start = first;
        const hsize_t rows = events->count - first < BATCH_ROWS ? events->count - first : BATCH_ROWS;
        const hid_t memory = H5Screate_simple(1, &rows, NULL);
        const bool seconds = of->kind == EVENTS_SECONDS;
        if (H5Sselect_hyperslab(space, H5S_SELECT_SET, &start, NULL, &rows, NULL) < 0 ||
            H5Dread(set, seconds ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT64, memory, space, H5P_DEFAULT,
                    seconds ? (void *)(events->time_s + first) : (void *)batch) < 0) {
            status = events_hdf5_error(error, SATQKD_INVALID, "cannot be read");
        } else if (!seconds && !store_batch(events, column, first, rows, batch)) {
            status = satqkd_error_set(error, SATQKD_INVALID, "a value outside 0 to 255 in rows %zu to %zu", first,
                                      (size_t)(first + rows - 1));
        }
        H5Sclose(memory);
    }
    sodium_memzero(batch, BATCH_ROWS * sizeof *batch); /* bits of raw key; a memset before free() may be left out */
    free(batch);
    return status;
}

/* Opens a data set, checks type and rank, and tells its rows. */
static enum satqkd_status open_column(hid_t group, int column, hid_t *set, hid_t *space, hsize_t *rows,
                                      struct satqkd_error *error) {
    const struct events_column *of = &events_columns[column];
    const H5T_class_t wanted = of->kind == EVENTS_SECONDS ? H5T_FLOAT : H5T_INTEGER;
    *space = H5I_INVALID_HID;
    *set = H5Lexists(group, of->name, H5P_DEFAULT) > 0 ? H5Dopen2(group, of->name, H5P_DEFAULT) : H5I_INVALID_HID;
    if (*set < 0) {
        return missing(error, "data set", of->name);
    }
    const hid_t type = H5Dget_type(*set);
    const H5T_class_t found = H5Tget_class(type);
    H5Tclose(type);
    *space = H5Dget_space(*set);
    if (found != wanted || H5Sget_simple_extent_ndims(*space) != 1) {
        return satqkd_error_set(error, SATQKD_INVALID, "data set '%s': it must be a column of %s", of->name,
                                wanted == H5T_FLOAT ? "floating-point numbers" : "whole numbers");
    }
    H5Sget_simple_extent_dims(*space, rows, NULL);
    if (*rows > EVENTS_MOST) {
        return satqkd_error_set(error, SATQKD_INVALID, "data set '%s': %llu rows; %d are possible", of->name,
                                (unsigned long long)*rows, EVENTS_MOST);
    }
    return SATQKD_OK;
}

static enum satqkd_status read_column(hid_t group, int column, struct events **events, struct satqkd_error *error) {
    hid_t set, space;
    hsize_t rows = 0;
    enum satqkd_status status = open_column(group, column, &set, &space, &rows, error);
    if (status == SATQKD_OK && !*events) {
        status = events_create(rows, events, error);
    }
    if (status == SATQKD_OK && rows != (*events)->count) {
        status = satqkd_error_set(error, SATQKD_INVALID, "data set '%s': %llu rows, but '%s' has %zu",
                                  events_columns[column].name, (unsigned long long)rows, events_columns[0].name,
                                  (*events)->count);
    } else if (status == SATQKD_OK) {
        status = read_rows(set, space, *events, column, error);
        if (status != SATQKD_OK) {
            satqkd_error_prefix(error, "data set '%s': ", events_columns[column].name);
        }
    }
    if (space >= 0) {
        H5Sclose(space);
    }
    if (set >= 0) {
        H5Dclose(set);
    }
    return status;
}

static enum satqkd_status read_group(hid_t file, struct events **events, struct events_head *head,
                                     struct satqkd_error *error) {
    const hid_t group =
        H5Lexists(file, EVENTS_GROUP, H5P_DEFAULT) > 0 ? H5Gopen2(file, EVENTS_GROUP, H5P_DEFAULT) : H5I_INVALID_HID;
    if (group < 0) {
        return satqkd_error_set(error, SATQKD_INVALID, "it has no group '" EVENTS_GROUP "'");
    }
    enum satqkd_status status = read_head(group, head, error);
    for (int column = 0; column < EVENTS_COLUMNS && status == SATQKD_OK; ++column) {
        status = read_column(group, column, events, error);
    }
    H5Gclose(group);
    return status == SATQKD_OK ? events_check(*events, head, error) : status;
}

enum satqkd_status events_read_here(const char *path, struct events **out, struct events_head *head,
                                    struct satqkd_error *error) {
    struct events *events = NULL;
    enum satqkd_status status;
    *out = NULL;
    const struct events_quiet quiet = events_quiet_begin();
    const hid_t file = H5Fis_hdf5(path) > 0 ? H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT) : H5I_INVALID_HID;
    if (file < 0) {
        status = satqkd_error_set(error, SATQKD_INVALID, "it is no readable HDF5 file");
    } else {
        status = read_group(file, &events, head, error);
        H5Fclose(file);
    }
    events_quiet_end(&quiet);
    if (status != SATQKD_OK) {
        events_destroy(events);
        return status;
    }
    *out = events;
    return SATQKD_OK;
}
