/* SPDX-License-Identifier: MIT */
/*
 * An events file: the bytes of one where the input has HDF5's signature, read as the program reads it; else a recipe from which the library
 * itself makes a file whose attributes and data sets have types, shapes and values that they should not have: that one is read here.
 */
#define _XOPEN_SOURCE 700 /* setitimer */
#include <hdf5.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "events/events_layout.h"
#include "fuzz.h"

/*
 * The half second that a reader may take of the processor is a fiftieth here: damage that HDF5 follows for ever is soon found again and
 * again, and would take all the time there is. And what the reading process dies of is no find: HDF5 reads beyond its own memory on some
 * damage, for which that process is there. What our code does to the same types and shapes is seen in the recipes, which are read here.
 */
void __sanitizer_set_death_callback(void (*callback)(void));
const char *__asan_default_options(void);
const char *__asan_default_options(void) {
    return "allocator_may_return_null=1:"           /* as malloc does */
           "log_path=build-fuzz/log/events-forked"; /* of a process that was forked, a file each */
}
int __real_setitimer(int which, const struct itimerval *value, struct itimerval *old);
int __wrap_setitimer(int which, const struct itimerval *value, struct itimerval *old);
int __wrap_setitimer(int which, const struct itimerval *value, struct itimerval *old) {
    struct itimerval shorter = *value;
    shorter.it_value.tv_usec /= 50;
    __sanitizer_set_death_callback(NULL);
    return __real_setitimer(which, &shorter, old);
}

static const uint8_t *recipe;
static size_t recipe_left;

static uint8_t next_byte(void) {
    if (recipe_left == 0) {
        return 0;
    }
    recipe_left--;
    return *recipe++;
}

static hid_t next_type(uint8_t choice) {
    switch (choice % 8) {
    case 0:
        return H5Tcopy(H5T_STD_U64LE);
    case 1:
        return H5Tcopy(H5T_IEEE_F64LE);
    case 2:
        return H5Tcopy(H5T_STD_U8LE);
    case 3:
        return H5Tcopy(H5T_STD_I64BE);
    case 4:
        return H5Tcopy(H5T_IEEE_F32BE);
    case 5: {
        const hid_t text = H5Tcopy(H5T_C_S1);
        H5Tset_size(text, 1 + choice / 8);
        return text;
    }
    case 6: {
        const hid_t pair = H5Tcreate(H5T_COMPOUND, 16);
        H5Tinsert(pair, "a", 0, H5T_STD_U64LE);
        H5Tinsert(pair, "b", 8, H5T_IEEE_F64LE);
        return pair;
    }
    default:
        return H5Tenum_create(H5T_STD_U8LE);
    }
}

static hid_t next_space(uint8_t choice) {
    const hsize_t few[] = {choice / 4u, 2, 1};
    return choice % 4 == 3 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1 + choice % 4 % 3, few, NULL);
}

/* Values from the recipe, in the stored type, so that nothing is converted. */
static void *next_values(hid_t type, hid_t space) {
    enum { LARGEST = 4096 };
    const size_t bytes = H5Tget_size(type) * (size_t)H5Sget_simple_extent_npoints(space);
    unsigned char *values = calloc(bytes > 0 ? bytes : 1, 1);
    for (size_t i = 0; values && i < bytes && i < LARGEST; i++) {
        values[i] = next_byte();
    }
    return values;
}

static void make_attribute(hid_t group, const char *name) {
    const hid_t type = next_type(next_byte()), space = next_space(next_byte());
    const hid_t made = H5Acreate2(group, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    void *values = next_values(type, space);
    H5Awrite(made, type, values);
    free(values);
    H5Aclose(made);
    H5Sclose(space);
    H5Tclose(type);
}

static void make_column(hid_t group, const char *name) {
    const hid_t type = next_type(next_byte()), space = next_space(next_byte());
    const hid_t made = H5Dcreate2(group, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    void *values = next_values(type, space);
    H5Dwrite(made, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
    free(values);
    H5Dclose(made);
    H5Sclose(space);
    H5Tclose(type);
}

/* A head that is right, so that the columns are looked at. */
static void good_head(hid_t group) {
    const uint64_t schema = EVENTS_SCHEMA, pulses = 1000;
    const double numbers[] = {0.5, 0.5};
    const hsize_t two = 2;
    const hid_t one = H5Screate(H5S_SCALAR), pair = H5Screate_simple(1, &two, NULL), text = H5Tcopy(H5T_C_S1);
    H5Tset_size(text, 20);
    const struct {
        const char *name;
        hid_t type, space;
        const void *value;
    } attributes[] = {
        {"schema", H5T_NATIVE_UINT64, one, &schema},         {"pulses", H5T_NATIVE_UINT64, one, &pulses},
        {"start_utc", text, one, "2016-12-19T16:49:58Z"},    {"intensities", H5T_NATIVE_DOUBLE, pair, numbers},
        {"probabilities", H5T_NATIVE_DOUBLE, pair, numbers}, {"alice_x", H5T_NATIVE_DOUBLE, one, numbers},
        {"bob_x", H5T_NATIVE_DOUBLE, one, numbers}};
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        const hid_t made =
            H5Acreate2(group, attributes[i].name, attributes[i].type, attributes[i].space, H5P_DEFAULT, H5P_DEFAULT);
        H5Awrite(made, attributes[i].type, attributes[i].value);
        H5Aclose(made);
    }
    H5Tclose(text);
    H5Sclose(pair);
    H5Sclose(one);
}

static const char *cook(void) {
    static const char *const names[] = {"schema",     "name",        "start_utc",     "seed",    "pulses",
                                        "detections", "intensities", "probabilities", "alice_x", "bob_x"};
    enum { NAMES = sizeof names / sizeof *names, INCREMENT = 1 << 16 };
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_fapl_core(access, INCREMENT, 0);
    const hid_t file = H5Fcreate("cooked", H5F_ACC_TRUNC, H5P_DEFAULT, access);
    const hid_t group = H5Gcreate2(file, EVENTS_GROUP, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    const unsigned present = next_byte() + 256u * next_byte() + 65536u * next_byte();
    if (present & 1u) {
        good_head(group);
    }
    for (int i = 0; i < NAMES; i++) {
        if (present >> (1 + i) & 1u && H5Aexists(group, names[i]) == 0) {
            make_attribute(group, names[i]);
        }
    }
    for (int i = 0; i < EVENTS_COLUMNS; i++) {
        if (present >> (1 + NAMES + i) & 1u) {
            make_column(group, events_columns[i].name);
        }
    }
    H5Gclose(group);
    H5Fflush(file, H5F_SCOPE_GLOBAL);
    const ssize_t bytes = H5Fget_file_image(file, NULL, 0);
    unsigned char *image = malloc(bytes > 0 ? (size_t)bytes : 1);
    fuzz_require(image && H5Fget_file_image(file, image, (size_t)bytes) == bytes, "no file to read");
    H5Fclose(file);
    H5Pclose(access);
    const char *path = fuzz_file(image, (size_t)bytes);
    free(image);
    return path;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const unsigned char signature[] = {0x89, 'H', 'D', 'F'};
    struct events *events = NULL;
    struct events_head head;
    struct satqkd_error error = {0};
    enum satqkd_status status;
    recipe = data;
    recipe_left = size;
    if (size >= sizeof signature && memcmp(data, signature, sizeof signature) == 0) {
        const char *path = fuzz_file(data, size);
        fuzz_begin();
        status = events_read(path, &events, &head, &error);
    } else {
        const struct events_quiet quiet = events_quiet_begin();
        const char *path = cook();
        events_quiet_end(&quiet);
        fuzz_begin();
        status = events_read_here(path, &events, &head, &error);
    }
    fuzz_require(status == SATQKD_OK || error.message[0] != '\0', "a refusal without a reason");
    fuzz_require(status != SATQKD_OK || events_check(events, &head, &error) == SATQKD_OK, "accepted, and wrong");
    events_destroy(events);
    fuzz_end();
    return 0;
}
