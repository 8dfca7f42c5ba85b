/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_RUN_PAGE_H
#define SATQKD_STUDY_RUN_PAGE_H

#include "satqkd/status.h"

/** The texts of the files of a run directory, each NULL where there is none. */
struct run_page_texts {
    const char *scenario, *summary, *counts; /* JSON; never NULL */
    const char *timeline;                    /* CSV; never NULL */
    const char *passes, *spread, *fades;     /* CSV */
};

/**
 * report.html of a run.
 *
 * @param out  owned by the caller, free()
 */
enum satqkd_status run_page_html(const struct run_page_texts *texts, char **out, struct satqkd_error *error);

/**
 * Reads a run directory and writes its report.html again.
 *
 * @return SATQKD_INVALID where a file that every run has is missing or is not what a run writes
 */
enum satqkd_status run_page_rewrite(const char *directory, struct satqkd_error *error);

#endif
