/* SPDX-License-Identifier: MIT */
#include "scenario/data_path.h"

#include <inttypes.h>
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

static bool is_folder(const char *path) {
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* The file that this code was loaded from, the program or the shared library: C11 and POSIX have no other way to ask. */
static bool loaded_from(char *out) {
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[DATA_PATH_TEXT + 128];
    bool found = false;
    const uintptr_t here = (uintptr_t)&data_path_folder;
    while (maps && !found && fgets(line, sizeof line, maps)) {
        char *dash = NULL;
        const uintptr_t first = (uintptr_t)strtoumax(line, &dash, 16);
        const uintptr_t end = *dash == '-' ? (uintptr_t)strtoumax(dash + 1, NULL, 16) : 0;
        const char *path = strchr(line, '/');
        found = path && here >= first && here < end &&
                fits(snprintf(out, DATA_PATH_TEXT, "%.*s", (int)strcspn(path, "\n"), path));
    }
    if (maps) {
        fclose(maps);
    }
    return found;
}

/* PREFIX/share/satqkd where the program is PREFIX/bin/satqkd, the library PREFIX/lib/ or PREFIX/lib/TRIPLET/libsatqkd.so. */
static bool installed_folder(char *out) {
    static const char subdirectory[] = SATQKD_DATA_SUBDIR;
    static const char *const up[] = {"..", "../.."};
    char object[DATA_PATH_TEXT];
    if (subdirectory[0] == '/') {
        return fits(snprintf(out, DATA_PATH_TEXT, "%s", subdirectory));
    }
    char *slash = loaded_from(object) ? strrchr(object, '/') : NULL;
    if (!slash) {
        return false;
    }
    *slash = '\0';
    for (size_t i = 0; i < sizeof up / sizeof *up; i++) {
        if (fits(snprintf(out, DATA_PATH_TEXT, "%s/%s/%s", object, up[i], subdirectory)) && is_folder(out)) {
            return true;
        }
    }
    return fits(snprintf(out, DATA_PATH_TEXT, "%s/../%s", object, subdirectory));
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
