/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_SENSITIVITY_FLIGHT_H
#define SATQKD_STUDY_SENSITIVITY_FLIGHT_H

#include <pthread.h>

#include "study/sensitivity.h"

enum { SENSITIVITY_TEXT = 256 };

/** Many flights of a case, several at a time. */
struct sensitivity_flights {
    const struct sensitivity_case *base;
    size_t all; /* flights, for who asks how far they are */
    size_t done;
    pthread_mutex_t lock;
};

/**
 * Flies the case with texts set beyond its own settings; on any thread.
 *
 * @param out  sifted bits, QBER, key
 */
enum satqkd_status sensitivity_flight_fly(struct sensitivity_flights *flights, char (*texts)[SENSITIVITY_TEXT],
                                          size_t count, double out[BAND_QUANTITIES], struct satqkd_error *error);

/**
 * Does numbered pieces that each fly, on a thread a core; says how many flights are done, and stops where the case says
 * so. The lock is made and destroyed here.
 */
enum satqkd_status sensitivity_flight_all(struct sensitivity_flights *flights, size_t pieces, void *context,
                                          enum satqkd_status (*piece)(void *context, size_t index,
                                                                      struct satqkd_error *error),
                                          struct satqkd_error *error);

#endif
