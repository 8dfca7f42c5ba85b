/* SPDX-License-Identifier: MIT */
/*
 * The same pass through the library again and again in one process: soak [SECONDS [ENGINE]]. Each repetition reads the scenario, opens the
 * device, flies, takes the counts and gives all back. Ends with 1 where counts differ, where descriptors stay open, or where memory grows by
 * more than a MiB once everything is warm.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scenario/scenario.h"
#include "stopwatch.h"
#include "study/run.h"

enum { WARM = 100, LOOK_EVERY = 50, KIB = 1024 };
static const double MOST_GROWTH_KIB = 1024;

static long descriptors(void) {
    long count = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (folder && readdir(folder)) {
        count++;
    }
    if (folder) {
        closedir(folder);
    }
    return count;
}

/* Private memory that is in use: what the process shares with others, files of libraries, comes and goes by itself. */
static double resident_kib(void) {
    unsigned long all = 0, resident = 0, shared = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%lu %lu %lu", &all, &resident, &shared) != 3) {
        resident = shared = 0;
    }
    if (file) {
        fclose(file);
    }
    return (double)(resident - shared) * (double)sysconf(_SC_PAGESIZE) / KIB;
}

static enum satqkd_status fly(enum run_engine engine, struct key_counts *counts, struct satqkd_error *error) {
    const struct scenario_setting window = {"window.max_range_km=700"};
    const struct run_options options = {.engine = engine, .device = -1, .repeat = 1};
    struct scenario *scenario = NULL;
    struct run *run = NULL;
    enum satqkd_status status = scenario_load("micius-xinglong-2016-12-19", &window, 1, &scenario, error);
    if (status == SATQKD_OK) {
        status = run_fly(scenario, &options, &run, error);
    }
    if (status == SATQKD_OK) {
        *counts = run->counts;
    }
    run_destroy(run);
    scenario_destroy(scenario);
    return status;
}

int main(int argc, char **argv) {
    const double limit_s = argc > 1 ? atof(argv[1]) : 60;
    enum run_engine engine = RUN_EVENT;
    struct satqkd_error error = {0};
    struct key_counts first, counts;
    double warm_kib = 0, most_kib = 0, begin_s = stopwatch_seconds();
    long warm_descriptors = 0, number = 0;
    if (argc > 2 && !run_engine_find(argv[2], &engine)) {
        fprintf(stderr, "soak: no engine %s\n", argv[2]);
        return SATQKD_INVALID;
    }
    memset(&first, 0, sizeof first);
    for (; stopwatch_seconds() - begin_s < limit_s || number <= WARM + LOOK_EVERY; number++) {
        memset(&counts, 0, sizeof counts);
        if (fly(engine, &counts, &error) != SATQKD_OK) {
            fprintf(stderr, "soak: repetition %ld: %s\n", number, error.message);
            return SATQKD_FAILURE;
        }
        if (number == 0) {
            first = counts;
        } else if (memcmp(&counts, &first, sizeof counts) != 0) {
            fprintf(stderr, "soak: repetition %ld: other counts\n", number);
            return SATQKD_FAILURE;
        }
        if (number == WARM) {
            warm_kib = most_kib = resident_kib();
            warm_descriptors = descriptors();
        } else if (number > WARM && number % LOOK_EVERY == 0) {
            const double now_kib = resident_kib();
            most_kib = now_kib > most_kib ? now_kib : most_kib;
            printf("%8.0f s  repetition %8ld  private memory %9.0f KiB (%+.0f)  descriptors %ld\n",
                   stopwatch_seconds() - begin_s, number, now_kib, now_kib - warm_kib, descriptors());
            fflush(stdout);
        }
    }
    const long left = descriptors() - warm_descriptors;
    printf("%ld repetitions in %.0f s, all with the same counts; private memory grew by %.0f KiB at most after the "
           "first %d; %ld "
           "descriptors left open\n",
           number, stopwatch_seconds() - begin_s, most_kib - warm_kib, WARM, left);
    return left != 0 || most_kib - warm_kib > MOST_GROWTH_KIB ? SATQKD_FAILURE : SATQKD_OK;
}
