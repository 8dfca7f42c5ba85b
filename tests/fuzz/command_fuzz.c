/* SPDX-License-Identifier: MIT */
/*
 * The whole program below main, an argument a line. Nothing is flown, no device is opened and no file is written: what a command line asks
 * for ends in the stand-ins below, which the linker puts in place of the real ones (CMakeLists.txt names them).
 */
#define _DEFAULT_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/interrupt.h"
#include "device/device.h"
#include "fuzz.h"
#include "orbit/pass.h"
#include "study/bench.h"
#include "study/campaign_run.h"
#include "study/optimize.h"
#include "study/run.h"
#include "study/sweep.h"
#include "study/validate.h"

enum { MOST_ARGUMENTS = 24 };

int satqkd_main(int argc, char **argv); /* host/cli/main.c under another name */

static enum satqkd_status not_here(struct satqkd_error *error) {
    return satqkd_error_set(error, SATQKD_FAILURE, "not while fuzzing");
}

/* clang-format off: one line a stand-in. */
#define STAND_IN(name, ...)                                                                                            \
    enum satqkd_status __wrap_##name(__VA_ARGS__);                                                                     \
    enum satqkd_status __wrap_##name(__VA_ARGS__)
/* clang-format on */

STAND_IN(interrupt_watch, struct satqkd_error *error) {
    (void)error;
    return SATQKD_OK;
}

STAND_IN(device_list, struct device_info **out, size_t *count, struct satqkd_error *error) {
    *out = NULL;
    *count = 0;
    return satqkd_error_set(error, SATQKD_NO_DEVICE, "not while fuzzing");
}

STAND_IN(device_open, int index, struct device **out, struct satqkd_error *error) {
    (void)index;
    *out = NULL;
    return satqkd_error_set(error, SATQKD_NO_DEVICE, "not while fuzzing");
}

STAND_IN(run_fly, const struct scenario *scenario, const struct run_options *options, struct run **out,
         struct satqkd_error *error) {
    (void)scenario, (void)options;
    *out = NULL;
    return not_here(error);
}

STAND_IN(sweep_run, const struct sweep_options *options, char **csv, struct satqkd_error *error) {
    (void)options, (void)csv;
    return not_here(error);
}

STAND_IN(optimize_scenario, const struct scenario *scenario, const struct optimize_options *options,
         struct optimize_out *out, struct satqkd_error *error) {
    (void)scenario, (void)options, (void)out;
    return not_here(error);
}

STAND_IN(campaign_run, const struct campaign *campaign, const struct campaign_options *options,
         struct campaign_result *out, struct satqkd_error *error) {
    (void)campaign, (void)options, (void)out;
    return not_here(error);
}

STAND_IN(validate_run, const struct validate_options *options, struct validation *out, struct satqkd_error *error) {
    (void)options, (void)out;
    return not_here(error);
}

STAND_IN(bench_run, const struct scenario *scenario, const char *const *names, size_t name_count, int device,
         struct bench_result *out, size_t *count, struct satqkd_error *error) {
    (void)scenario, (void)names, (void)name_count, (void)device, (void)out;
    *count = 0;
    return not_here(error);
}

STAND_IN(pass_find, const struct orbit *orbit, const struct orbit_station *station, const struct pass_search *search,
         struct pass **out, size_t *count, struct satqkd_error *error) {
    (void)orbit, (void)station, (void)search, (void)error;
    *out = NULL;
    *count = 0;
    return SATQKD_OK;
}

FILE *__real_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode) {
    if (mode[0] != 'r' || strchr(mode, '+')) {
        errno = EROFS;
        return NULL;
    }
    return __real_fopen(path, mode);
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...) {
    if ((flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT)) {
        errno = EROFS;
        return -1;
    }
    return __real_open(path, flags);
}

int __wrap_mkdir(const char *path, unsigned mode);
int __wrap_mkdir(const char *path, unsigned mode) {
    (void)path, (void)mode;
    errno = EROFS;
    return -1;
}

int __wrap_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to) {
    (void)from, (void)to;
    errno = EROFS;
    return -1;
}

int __wrap_unlink(const char *path);
int __wrap_unlink(const char *path) {
    (void)path;
    errno = EROFS;
    return -1;
}

/* A command that refused an option in the middle of a word leaves getopt pointing into it: in a program it ends there. */
static void forget_options(void) {
    static const struct option none[] = {{NULL, 0, NULL, 0}};
    char name[] = "fuzz";
    char *arguments[] = {name, NULL};
    optind = 0;
    getopt_long(1, arguments, "", none, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char name[] = "satqkd";
    char *arguments[MOST_ARGUMENTS + 1] = {name};
    int count = 1;
    char *text = fuzz_text(data, size);
    for (char *rest = text, *line; count < MOST_ARGUMENTS && (line = strsep(&rest, "\n")) != NULL;) {
        arguments[count++] = line;
    }
    if (isatty(STDIN_FILENO)) { /* "-" is the standard input */
        fuzz_require(freopen("/dev/null", "r", stdin) != NULL, "no /dev/null");
    }
    forget_options();
    fuzz_begin();
    const int status = satqkd_main(count, arguments);
    fuzz_end();
    fuzz_require(status >= 0 && status <= 3, "an exit status that there is not");
    free(text);
    return 0;
}
