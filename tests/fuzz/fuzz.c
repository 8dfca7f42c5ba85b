/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Of the process's own time, so that a busy machine is not taken for a hang. */
static const double LONGEST_S = 1.0;

static double began_s;
static int file = -1;
static char path[64];

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void fuzz_require(int holds, const char *what) {
    if (!holds) {
        fprintf(stderr, "== fuzz: %s\n", what);
        abort();
    }
}

static void forget_file(void) {
    unlink(path);
}

const char *fuzz_file(const uint8_t *data, size_t size) {
    if (file < 0) {
        snprintf(path, sizeof path, "/dev/shm/satqkd-fuzz-%ld", (long)getpid());
        file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        atexit(forget_file);
    }
    const int good = file >= 0 && ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == (ssize_t)size;
    fuzz_require(good, "no file in memory");
    return path;
}

char *fuzz_text(const uint8_t *data, size_t size) {
    char *text = malloc(size + 1);
    fuzz_require(text != NULL, "out of memory");
    memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

void fuzz_begin(void) {
    began_s = seconds();
}

void fuzz_end(void) {
    fuzz_require(seconds() - began_s < LONGEST_S, "the input took more than a second");
}
