/* SPDX-License-Identifier: MIT */
#include "scenario/preset.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/data_path.h"
#include "text/nearest.h"

static int compare_names(const void *a, const void *b) {
    return strcmp(a, b);
}

static size_t names_in(const char *path, char out[][PRESET_NAME]) {
    static const char ending[] = ".json";
    size_t count = 0;
    DIR *directory = opendir(path);
    if (!directory) {
        return 0;
    }
    for (struct dirent *entry; count < PRESETS_MOST && (entry = readdir(directory));) {
        const size_t length = strlen(entry->d_name), ended = strlen(ending);
        if (length > ended && length - ended < PRESET_NAME && strcmp(entry->d_name + length - ended, ending) == 0) {
            snprintf(out[count++], PRESET_NAME, "%.*s", (int)(length - ended), entry->d_name);
        }
    }
    closedir(directory);
    return count;
}

size_t preset_names(const char *below, char out[][PRESET_NAME]) {
    char folder[DATA_PATH_TEXT];
    char path[DATA_PATH_TEXT + 64];
    size_t count = 0;
    for (size_t i = 0; count == 0 && data_path_folder(i, folder); i++) {
        snprintf(path, sizeof path, "%s%s", folder, below);
        count = names_in(path, out);
    }
    qsort(out, count, PRESET_NAME, compare_names);
    return count;
}

bool preset_nearest(const char *below, const char *word, char *out) {
    char names[PRESETS_MOST][PRESET_NAME];
    const char *candidates[PRESETS_MOST];
    const size_t count = preset_names(below, names);
    for (size_t i = 0; i < count; i++) {
        candidates[i] = names[i];
    }
    const char *nearest = nearest_word(word, candidates, count);
    if (nearest) {
        snprintf(out, PRESET_NAME, "%s", nearest);
    }
    return nearest != NULL;
}
