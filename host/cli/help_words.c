/* SPDX-License-Identifier: MIT */
#include "cli/help_words.h"

#include <stdbool.h>
#include <string.h>

#include "cli/command.h"
#include "scenario/keys.h"
#include "scenario/preset.h"
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

static void put_presets(const char *below, FILE *out) {
    char names[PRESETS_MOST][PRESET_NAME];
    const size_t count = preset_names(below, names);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "%s\n", names[i]);
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
