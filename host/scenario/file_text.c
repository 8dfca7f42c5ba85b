/* SPDX-License-Identifier: MIT */
#include "scenario/file_text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "scenario/text_buffer.h"

static const char no_memory[] = "%s: no memory left to read it";

/* All of a stream, as far as the limit lets it. */
static enum satqkd_status read_stream(FILE *stream, const char *name, struct text_buffer *out,
                                      struct satqkd_error *error) {
    static const size_t piece = 65536;
    char *bytes = malloc(piece);
    if (!bytes) {
        return satqkd_error_set(error, SATQKD_FAILURE, no_memory, name);
    }
    size_t count;
    while ((count = fread(bytes, 1, piece, stream)) > 0 && !out->failed && out->length <= FILE_TEXT_LARGEST) {
        text_buffer_append(out, bytes, count);
    }
    free(bytes);
    if (ferror(stream)) {
        return satqkd_error_set(error, SATQKD_INVALID, "%s: cannot be read: %s", name, strerror(errno));
    }
    if (out->length > FILE_TEXT_LARGEST) {
        return satqkd_error_set(error, SATQKD_INVALID, "%s: larger than %d MiB; no file of this kind is", name,
                                FILE_TEXT_LARGEST >> 20);
    }
    text_buffer_text(out, "");
    return out->failed ? satqkd_error_set(error, SATQKD_FAILURE, no_memory, name) : SATQKD_OK;
}

enum satqkd_status file_text_read(const char *path, struct file_text *out, struct satqkd_error *error) {
    bool standard_input = strcmp(path, "-") == 0;
    const char *name = standard_input ? "standard input" : path;
    struct text_buffer bytes = {0};
    struct stat about;
    FILE *stream = standard_input ? stdin : fopen(path, "rb");
    enum satqkd_status status = SATQKD_OK;
    memset(out, 0, sizeof *out);
    if (!stream) {
        status = satqkd_error_set(error, SATQKD_INVALID, "%s: cannot be opened: %s", name, strerror(errno));
        goto done;
    }
    if (fstat(fileno(stream), &about) == 0 && S_ISDIR(about.st_mode)) {
        status = satqkd_error_set(error, SATQKD_INVALID, "%s: a folder; name a file in it", name);
        goto done;
    }
    status = read_stream(stream, name, &bytes, error);
    if (status) {
        goto done;
    }
    out->name = strdup(name);
    if (!out->name) {
        status = satqkd_error_set(error, SATQKD_FAILURE, no_memory, name);
        goto done;
    }
    out->data = bytes.data;
    out->length = bytes.length;
    bytes.data = NULL;
done:
    if (stream && !standard_input) {
        fclose(stream);
    }
    free(bytes.data);
    return status;
}

void file_text_release(struct file_text *text) {
    free(text->name);
    free(text->data);
    memset(text, 0, sizeof *text);
}
