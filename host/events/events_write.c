/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "events/events_layout.h"

enum { CHUNK_ROWS = 1 << 16, DEFLATE_LEVEL = 1, PATH_TEXT = 4096 };

/* Each of these returns whether HDF5 took it. */

static bool attribute(hid_t object, const char *name, hid_t stored, hid_t memory, hsize_t count, const void *value) {
    const hid_t space = count == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &count, NULL);
    const hid_t made = H5Acreate2(object, name, stored, space, H5P_DEFAULT, H5P_DEFAULT);
    bool good = made >= 0 && H5Awrite(made, memory, value) >= 0;
    good = made >= 0 && H5Aclose(made) >= 0 && good;
    return H5Sclose(space) >= 0 && good;
}

static bool attribute_text(hid_t object, const char *name, const char *value) {
    const hid_t type = H5Tcopy(H5T_C_S1); /* of variable length: h5py gives a str then, else bytes */
    bool good = H5Tset_size(type, H5T_VARIABLE) >= 0 && H5Tset_cset(type, H5T_CSET_UTF8) >= 0 &&
                attribute(object, name, type, type, 0, &value);
    return H5Tclose(type) >= 0 && good;
}

static bool attribute_counter(hid_t object, const char *name, uint64_t value) {
    return attribute(object, name, H5T_STD_U64LE, H5T_NATIVE_UINT64, 0, &value);
}

static bool attribute_numbers(hid_t object, const char *name, const double *values, hsize_t count) {
    return attribute(object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, count, values);
}

static bool write_head(hid_t group, const struct events_head *head) {
    const hsize_t count = (hsize_t)head->intensity_count;
    return attribute_counter(group, "schema", EVENTS_SCHEMA) && attribute_text(group, "name", head->name) &&
           attribute_text(group, "start_utc", head->start_utc) && attribute_counter(group, "seed", head->seed) &&
           attribute_counter(group, "pulses", head->pulses) &&
           attribute_counter(group, "detections", head->detections) &&
           attribute_numbers(group, "intensities", head->intensities, count) &&
           attribute_numbers(group, "probabilities", head->probabilities, count) &&
           attribute_numbers(group, "alice_x", &head->alice_x, 0) && attribute_numbers(group, "bob_x", &head->bob_x, 0);
}

static hid_t stored_type(enum events_kind kind) {
    return kind == EVENTS_COUNTER ? H5T_STD_U64LE : kind == EVENTS_SECONDS ? H5T_IEEE_F64LE : H5T_STD_U8LE;
}

static hid_t memory_type(enum events_kind kind) {
    return kind == EVENTS_COUNTER ? H5T_NATIVE_UINT64 : kind == EVENTS_SECONDS ? H5T_NATIVE_DOUBLE : H5T_NATIVE_UINT8;
}

/* Of the wide columns deflating saves a quarter and takes as long as all the rest: 1.8 million rows in 0.24 s instead of 0.15 s. */
static bool deflated(enum events_kind kind) {
    return kind == EVENTS_SMALL;
}

static bool write_column(hid_t group, const struct events *events, int column) {
    const struct events_column *of = &events_columns[column];
    const hsize_t rows = events->count, chunk = CHUNK_ROWS;
    const hid_t space = H5Screate_simple(1, &rows, NULL);
    const hid_t layout = H5Pcreate(H5P_DATASET_CREATE);
    bool good = layout >= 0;
    if (rows > 0) {
        good = H5Pset_chunk(layout, 1, rows < chunk ? &rows : &chunk) >= 0 && good;
        if (deflated(of->kind)) {
            good = H5Pset_shuffle(layout) >= 0 && H5Pset_deflate(layout, DEFLATE_LEVEL) >= 0 && good;
        }
    }
    const hid_t set = H5Dcreate2(group, of->name, stored_type(of->kind), space, H5P_DEFAULT, layout, H5P_DEFAULT);
    good = set >= 0 && good && attribute_text(set, "meaning", of->meaning);
    if (good && rows > 0) {
        good = H5Dwrite(set, memory_type(of->kind), H5S_ALL, H5S_ALL, H5P_DEFAULT,
                        events_column_data(events, column)) >= 0;
    }
    good = set >= 0 && H5Dclose(set) >= 0 && good;
    H5Pclose(layout);
    return H5Sclose(space) >= 0 && good;
}

static enum satqkd_status write_file(const char *temporary, const struct events *events, const struct events_head *head,
                                     struct satqkd_error *error) {
    enum satqkd_status status = SATQKD_OK;
    hid_t group = H5I_INVALID_HID;
    const hid_t file = H5Fcreate(temporary, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    bool good = file >= 0;
    if (good) {
        group = H5Gcreate2(file, EVENTS_GROUP, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
        good = group >= 0 && write_head(group, head);
    }
    for (int column = 0; column < EVENTS_COLUMNS && good; ++column) {
        good = write_column(group, events, column);
    }
    if (!good) {
        status = events_hdf5_error(error, SATQKD_FAILURE, "cannot be written");
    }
    if (group >= 0) {
        H5Gclose(group);
    }
    if (file >= 0 && H5Fclose(file) < 0 && good) {
        status = events_hdf5_error(error, SATQKD_FAILURE, "cannot be written");
    }
    return status;
}

/* HDF5 itself leaves that to the system, which may give the file its name before its bytes are on the disk. */
static bool synced(const char *path) {
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    const bool good = descriptor >= 0 && fsync(descriptor) == 0;
    const int reason = errno;
    if (descriptor >= 0) {
        close(descriptor);
    }
    errno = reason;
    return good;
}

enum satqkd_status events_write(const char *path, const struct events *events, const struct events_head *head,
                                struct satqkd_error *error) {
    char temporary[PATH_TEXT];
    enum satqkd_status status = events_check(events, head, error);
    if (status != SATQKD_OK) {
        satqkd_error_prefix(error, "%s: ", path);
        return status;
    }
    const int length = snprintf(temporary, sizeof temporary, "%s.%ld.part", path, (long)getpid());
    if (length < 0 || (size_t)length >= sizeof temporary) {
        return satqkd_error_set(error, SATQKD_FAILURE, "%.200s…: the path is too long", path);
    }
    /* Made here first, so that HDF5 finds a file that others cannot read. */
    const int descriptor = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0 || close(descriptor) != 0) {
        return satqkd_error_set(error, SATQKD_FAILURE, "%s: cannot be written: %s", path, strerror(errno));
    }
    const struct events_quiet quiet = events_quiet_begin();
    status = write_file(temporary, events, head, error);
    events_quiet_end(&quiet);
    if (status != SATQKD_OK) {
        satqkd_error_prefix(error, "%s: ", path);
    } else if (!synced(temporary) || rename(temporary, path) != 0) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "%s: cannot be written: %s", path, strerror(errno));
    }
    if (status != SATQKD_OK) {
        unlink(temporary);
    }
    return status;
}
