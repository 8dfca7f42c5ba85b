/* SPDX-License-Identifier: MIT */
#include "cli/help_words.h"

#include <dirent.h>
#include <stdbool.h>
#include <string.h>

#include "cli/command.h"
#include "scenario/data_path.h"
#include "scenario/keys.h"
#include "security/key.h"

static void put_commands(FILE *out) {
    for (const struct command *const *command = command_table(); *command; command++) {
        fprintf(out, "%s\n", (*command)->name);
    }
}

/* The keys that hold values, of a downlink and then those that only an uplink has. */
static void put_keys(FILE *out) {
    const struct keys_table *down = keys_scenario(CHANNEL_DOWNLINK);
    const struct keys_table *tables[] = {down, keys_scenario(CHANNEL_UPLINK)};
    for (int t = 0; t < 2; t++) {
        for (size_t i = 0; i < tables[t]->count; i++) {
            const struct keys_entry *entry = &tables[t]->entries[i];
            bool value = entry->kind != KEYS_OBJECT && entry->kind != KEYS_REFERENCE;
            if (value && (t == 0 || !keys_find(down, entry->path))) {
                fprintf(out, "%s\n", entry->path);
            }
        }
    }
}

static void put_bounds(FILE *out) {
    for (const struct key_bound *const *bound = key_bounds(); *bound; bound++) {
        fprintf(out, "%s\n", (*bound)->name);
    }
    fputs("all\n", out);
}

/* The files of a folder in the first default data that have any. @param below  "/configs" or a folder in it */
static void put_presets(const char *below, FILE *out) {
    static const char ending[] = ".json";
    char folder[DATA_PATH_TEXT];
    char configs[DATA_PATH_TEXT + 32];
    bool found = false;
    for (size_t i = 0; !found && data_path_folder(i, folder); i++) {
        snprintf(configs, sizeof configs, "%s%s", folder, below);
        DIR *directory = opendir(configs);
        for (struct dirent *entry; directory && (entry = readdir(directory));) {
            size_t length = strlen(entry->d_name);
            if (length > strlen(ending) && strcmp(entry->d_name + length - strlen(ending), ending) == 0) {
                fprintf(out, "%.*s\n", (int)(length - strlen(ending)), entry->d_name);
                found = true;
            }
        }
        if (directory) {
            closedir(directory);
        }
    }
}

/* Every "--word" of a usage line. */
static void put_options(const struct command *command, FILE *out) {
    for (const char *at = command->usage; (at = strstr(at, "--"));) {
        size_t length = 2 + strspn(at + 2, "abcdefghijklmnopqrstuvwxyz-");
        fprintf(out, "%.*s\n", (int)length, at);
        at += length;
    }
    fputs("--help\n", out);
}

enum satqkd_status help_words(const char *kind, FILE *out, struct satqkd_error *error) {
    if (strcmp(kind, "commands") == 0) {
        put_commands(out);
    } else if (strcmp(kind, "keys") == 0) {
        put_keys(out);
    } else if (strcmp(kind, "bounds") == 0) {
        put_bounds(out);
    } else if (strcmp(kind, "presets") == 0) {
        put_presets("/configs", out);
    } else if (strcmp(kind, "campaigns") == 0) {
        put_presets("/configs/campaigns", out);
    } else if (strcmp(kind, "satellites") == 0) {
        put_presets("/configs/satellites", out);
    } else if (strcmp(kind, "stations") == 0) {
        put_presets("/configs/stations", out);
    } else {
        const struct command *command = command_find(kind, error);
        if (!command) {
            return SATQKD_INVALID;
        }
        put_options(command, out);
    }
    return SATQKD_OK;
}
