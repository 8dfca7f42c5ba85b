/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_DOCUMENT_H
#define SATQKD_SCENARIO_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "satqkd/status.h"
#include "scenario/json_text.h"

struct cJSON;

enum { DOCUMENT_PATH = 256, DOCUMENT_FILES = 3 };

/** A file that the tree came from, and the key below which it hangs ("" for the first, "station"). */
struct document_file {
    struct file_text text;
    const char *prefix; /* a constant of the key table */
};

/** A tree of JSON made of one or more files and what the command line set, which knows where each value came from. */
struct scenario_document {
    struct cJSON *root;
    struct document_file files[DOCUMENT_FILES];
    size_t file_count;
    char **set; /* key paths given by --set, each owned */
    size_t set_count;
};

/**
 * Reads a file as a document of its own.
 *
 * @param path  "-" is the standard input
 * @param out   owned by the caller, document_destroy
 * @return SATQKD_INVALID for a file that file_text.h or json_text.h refuses, or whose outermost value is no object
 */
enum satqkd_status document_open(const char *path, struct scenario_document **out, struct satqkd_error *error);

/**
 * The same of a text in memory.
 *
 * @param name  that messages give it; paths within it start from the folder that it is in
 */
enum satqkd_status document_read(const char *name, const char *text, struct scenario_document **out,
                                 struct satqkd_error *error);

/** @param document NULL is fine */
void document_destroy(struct scenario_document *document);

/** @return the value at "orbit.tle[0]" ("" is the root), NULL where there is none */
struct cJSON *document_node(const struct scenario_document *document, const char *path);

/**
 * Replaces a text that names a file by the object in that file; anything else is left as it is.
 *
 * @param prefix  key path of the reference, a constant that outlives the document
 * @param folder  where the path starts from; then the default data (data_path.h)
 */
enum satqkd_status document_refer(struct scenario_document *document, const char *prefix, const char *folder,
                                  struct satqkd_error *error);

/** Folder of the first file, without the slash ("" for the working folder). @param out at least DATA_PATH_TEXT bytes */
void document_folder(const struct scenario_document *document, char *out);

/** Notes that --set gave the value at a path, so that messages say so. */
enum satqkd_status document_mark_set(struct scenario_document *document, const char *path, struct satqkd_error *error);

/**
 * The refusal of a value: "FILE:LINE: key.path: …" or "--set: key.path: …". A value that is missing is placed at the object that lacks it.
 *
 * @param path    of the value
 * @param format  what is wrong and what would be right
 * @return SATQKD_INVALID
 */
enum satqkd_status document_fault(const struct scenario_document *document, struct satqkd_error *error,
                                  const char *path, const char *format, ...) SATQKD_PRINTF(4, 5);

/**
 * Puts the place before a message of a lower floor that starts with a key path and a colon ("bases.x.errors[1]: …").
 *
 * @param path  where the message names no key that the document holds
 */
void document_place_error(const struct scenario_document *document, struct satqkd_error *error, const char *path);

/** SATQKD_FAILURE: no memory left. */
enum satqkd_status document_out_of_memory(struct satqkd_error *error);

#endif
