/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/kernel_files.h"
#include "device/opencl.h"

enum { MAX_INCLUDED = 32, MAX_KERNEL_BYTES = 1 << 20 };

struct expansion {
    char *text;
    size_t length;
    char included[MAX_INCLUDED][64];
    int included_count;
    const char *folder; /* NULL: the embedded files */
};

static enum satqkd_status append(struct expansion *expansion, const char *text, size_t length,
                                 struct satqkd_error *error) {
    char *grown = realloc(expansion->text, expansion->length + length + 1);
    if (!grown) {
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for a kernel's text");
    }
    memcpy(grown + expansion->length, text, length);
    expansion->text = grown;
    expansion->length += length;
    grown[expansion->length] = '\0';
    return SATQKD_OK;
}

static enum satqkd_status read_file(const char *folder, const char *name, char **out, struct satqkd_error *error) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    *out = NULL;
    FILE *file = fopen(path, "rb");
    if (!file) {
        return satqkd_error_set(error, SATQKD_INVALID, "kernel file %s cannot be opened (SATQKD_KERNEL_DIR is set)",
                                path);
    }
    char *text = calloc(MAX_KERNEL_BYTES + 1, 1);
    size_t length = text ? fread(text, 1, MAX_KERNEL_BYTES, file) : 0;
    fclose(file);
    if (length == 0) {
        free(text);
        return satqkd_error_set(error, SATQKD_INVALID, "kernel file %s is empty or cannot be read", path);
    }
    *out = text;
    return SATQKD_OK;
}

static enum satqkd_status find_text(const struct expansion *expansion, const char *name, const char **text,
                                    char **owned, struct satqkd_error *error) {
    *owned = NULL;
    if (expansion->folder) {
        enum satqkd_status status = read_file(expansion->folder, name, owned, error);
        *text = *owned;
        return status;
    }
    for (size_t i = 0; i < kernel_file_count; ++i) {
        if (strcmp(kernel_files[i].name, name) == 0) {
            *text = kernel_files[i].text;
            return SATQKD_OK;
        }
    }
    return satqkd_error_set(error, SATQKD_FAILURE, "there is no kernel file %s in this binary", name);
}

static int already_included(struct expansion *expansion, const char *name) {
    for (int i = 0; i < expansion->included_count; ++i) {
        if (strcmp(expansion->included[i], name) == 0) {
            return 1;
        }
    }
    if (expansion->included_count < MAX_INCLUDED) {
        snprintf(expansion->included[expansion->included_count++], sizeof expansion->included[0], "%s", name);
    }
    return 0;
}

/* From here on the compiler's messages speak of this line of this file. */
static enum satqkd_status append_place(struct expansion *expansion, unsigned line, const char *name,
                                       struct satqkd_error *error) {
    char place[96];
    int length = snprintf(place, sizeof place, "#line %u \"%s\"\n", line, name);
    return append(expansion, place, (size_t)length, error);
}

static enum satqkd_status expand(struct expansion *expansion, const char *name, struct satqkd_error *error) {
    const char *text = NULL;
    char *owned = NULL;
    if (already_included(expansion, name)) {
        return SATQKD_OK;
    }
    enum satqkd_status status = find_text(expansion, name, &text, &owned, error);
    if (status == SATQKD_OK) {
        status = append_place(expansion, 1, name, error);
    }
    for (unsigned line = 1; status == SATQKD_OK && *text; ++line) {
        const char *end = strchr(text, '\n');
        size_t length = end ? (size_t)(end - text) + 1 : strlen(text);
        char inner[64];
        /* <stdint.h> and the like stay: only the host's half of a shared header has them. */
        if (sscanf(text, "#include \"%63[^\"\n]\"", inner) == 1) {
            status = expand(expansion, inner, error);
            if (status == SATQKD_OK) {
                status = append_place(expansion, line + 1, name, error);
            }
        } else {
            status = append(expansion, text, length, error);
        }
        text += length;
    }
    free(owned);
    return status;
}

enum satqkd_status opencl_source(const char *file, char **out, struct satqkd_error *error) {
    struct expansion expansion = {.folder = getenv("SATQKD_KERNEL_DIR")};
    enum satqkd_status status = expand(&expansion, file, error);
    if (status != SATQKD_OK) {
        free(expansion.text);
        expansion.text = NULL;
    }
    *out = expansion.text;
    return status;
}
