/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_PAGE_FILES_H
#define SATQKD_STUDY_PAGE_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "scenario/file_text.h"

/** A file of a directory that a report is made of. */
struct page_files_wanted {
    const char *name;
    const char *key;    /* JSON: the object that it must have */
    const char *begins; /* in its place CSV: how its header begins */
    bool required;
};

/**
 * Reads the files of a directory; one that is not required and not there stays as it is.
 *
 * @param what  wrote the directory, for messages: "run"
 * @param out   zero-initialised, `count` of them; file_text_release each, whatever the result
 * @return SATQKD_INVALID where a required file is missing or a file is not what it should be
 */
enum satqkd_status page_files_read(const char *directory, const char *what, const struct page_files_wanted *wanted,
                                   size_t count, struct file_text *out, struct satqkd_error *error);

#endif
