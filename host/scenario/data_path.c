/* SPDX-License-Identifier: MIT */
#include "scenario/data_path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scenario/quote.h"

static bool fits(int length) {
    return length > 0 && length < DATA_PATH_TEXT;
}

static bool is_file(const char *path) {
    struct stat about;
    return stat(path, &about) == 0 && !S_ISDIR(about.st_mode);
}

/* <folder of the running program>/../share/satqkd */
static bool installed_folder(char *out) {
    static const char subdirectory[] = SATQKD_DATA_SUBDIR;
    if (subdirectory[0] == '/') {
        return fits(snprintf(out, DATA_PATH_TEXT, "%s", subdirectory));
    }
    char program[DATA_PATH_TEXT];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0) {
        return false;
    }
    program[length] = '\0';
    char *slash = strrchr(program, '/');
    if (!slash) {
        return false;
    }
    *slash = '\0';
    return fits(snprintf(out, DATA_PATH_TEXT, "%s/../%s", program, subdirectory));
}

bool data_path_folder(size_t index, char *out) {
    const char *chosen = getenv("SATQKD_DATA_DIR");
    if (chosen && chosen[0] && fits(snprintf(out, DATA_PATH_TEXT, "%s", chosen)) && index-- == 0) {
        return true;
    }
    if (installed_folder(out) && index-- == 0) {
        return true;
    }
    return index == 0 && fits(snprintf(out, DATA_PATH_TEXT, "%s", SATQKD_SOURCE_DIR));
}

bool data_path_find(const char *name, char *out) {
    static const struct {
        const char *before, *after;
    } forms[] = {{"/configs/", ""}, {"/configs/", ".json"}, {"/", ""}};
    char folder[DATA_PATH_TEXT];
    if (name[0] == '/' || name[0] == '\0') {
        return false;
    }
    for (size_t i = 0; data_path_folder(i, folder); i++) {
        for (size_t form = 0; form < sizeof forms / sizeof *forms; form++) {
            if (fits(snprintf(out, DATA_PATH_TEXT, "%s%s%s%s", folder, forms[form].before, name, forms[form].after)) &&
                is_file(out)) {
                return true;
            }
        }
    }
    return false;
}

enum satqkd_status data_path_resolve(const char *folder, const char *name, char *out, struct satqkd_error *error) {
    bool absolute = name[0] == '/';
    const char *separator = folder[0] && !absolute ? "/" : "";
    if (fits(snprintf(out, DATA_PATH_TEXT, "%s%s%s", absolute ? "" : folder, separator, name)) &&
        access(out, F_OK) == 0) {
        return SATQKD_OK;
    }
    struct quote wanted = quote_text(name);
    if (absolute) {
        return satqkd_error_set(error, SATQKD_INVALID, "%s: no such file", wanted.text);
    }
    if (data_path_find(name, out)) {
        return SATQKD_OK;
    }
    char searched[DATA_PATH_TEXT] = "";
    satqkd_error_set(error, SATQKD_INVALID, "%s: no such file in %s", wanted.text,
                     folder[0] ? folder : "the working folder");
    for (size_t i = 0; data_path_folder(i, searched); i++) {
        struct satqkd_error so_far = error ? *error : (struct satqkd_error){0};
        satqkd_error_set(error, SATQKD_INVALID, "%s, nor in %s/configs", so_far.message, searched);
    }
    return SATQKD_INVALID;
}
