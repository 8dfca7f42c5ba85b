/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_PAGE_FILES_H
#define SATQKD_STUDY_PAGE_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "satqkd/status.h"

enum { PAGE_FILES_MOST = 8 };

/** A file of a directory that a report is made of. */
struct page_files_wanted {
    const char *name;
    const char *key;    /* JSON: the object that it must have */
    const char *begins; /* in its place CSV: how its header begins */
    bool required;
    size_t offset; /* of the member, a const char *, that gets its text */
};

/**
 * Writes report.html of a directory anew from the files in it.
 *
 * @param what    wrote the directory, for messages: "run"
 * @param wanted  at most PAGE_FILES_MOST
 * @param texts   zero-initialised struct of texts; what is not required and not there stays NULL
 * @param html    makes the page of the texts
 * @return SATQKD_INVALID where a required file is missing or a file is not what it should be
 */
enum satqkd_status
page_files_rewrite(const char *directory, const char *what, const struct page_files_wanted *wanted, size_t count,
                   void *texts, enum satqkd_status (*html)(const void *texts, char **page, struct satqkd_error *error),
                   struct satqkd_error *error);

#endif
