/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_VALIDATE_H
#define SATQKD_STUDY_VALIDATE_H

#include <stdbool.h>
#include <stddef.h>

#include "report/validation_out.h"
#include "satqkd/status.h"

struct validate_options {
    bool sensitivity; /* tornado and band of the Micius pass */
    size_t draws;     /* of the band */
    size_t nights;    /* drawn for each of the campaign's passes; 0: none */
    size_t flights;   /* of the event engine for the spread; 0: none, and none where there is no device */
    int device;       /* DEVICE_DEFAULT or an index */
    /* Called between flights; NULL: nobody. Says whether to go on */
    bool (*go_on)(void *context, size_t done, size_t all);
    void *context;
};

/**
 * Everything that is compared with published numbers: experiments as the scenarios in configs/validation, with the mean
 * engine, and single models.
 *
 * @param out  validate_release, whatever is returned
 */
enum satqkd_status validate_run(const struct validate_options *options, struct validation *out,
                                struct satqkd_error *error);

/** Frees what it owns; a zero-initialised one is fine. */
void validate_release(struct validation *validation);

/** A simulated number may move by this share of itself before validate_against complains. */
extern const double validate_most_change;

/**
 * Compares the simulated numbers with those that an earlier validation.json has.
 *
 * @param path  of that file
 * @return SATQKD_FAILURE where rows moved, are new or are gone: the message names the first and says how many
 */
enum satqkd_status validate_against(const struct validation *validation, const char *path, struct satqkd_error *error);

#endif
