/* SPDX-License-Identifier: MIT */
/* Prints the words that inputs are made of, as a dictionary for libFuzzer: every key with its choices, command, option and bound. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "orbit/orbit.h"
#include "scenario/keys.h"
#include "security/key.h"

static void word(const char *before, const char *text, size_t length, const char *after) {
    printf("\"%s%.*s%s\"\n", before, (int)length, text, after);
}

static void table_words(const struct keys_table *table) {
    for (size_t i = 0; i < table->count; i++) {
        const struct keys_entry *entry = &table->entries[i];
        const char *leaf = strrchr(entry->path, '.');
        leaf = leaf ? leaf + 1 : entry->path;
        word("", entry->path, strlen(entry->path), "=");
        word("\\\"", leaf, strlen(leaf), "\\\":");
        for (const struct keys_choice *choice = entry->choices; choice && choice->name; choice++) {
            word("", choice->name, strlen(choice->name), "");
        }
    }
}

static void usage_words(const char *usage) {
    for (const char *at = strstr(usage, "--"); at; at = strstr(at + 2, "--")) {
        word("", at, 2 + strspn(at + 2, "abcdefghijklmnopqrstuvwxyz-"), "");
    }
}

int main(void) {
    static const char *const others[] = {"null", "[]", "{}", "1e308", "-0", "1e-308", "2016-12-19T16:49:58Z", "false"};
    table_words(keys_scenario(CHANNEL_DOWNLINK));
    table_words(keys_scenario(CHANNEL_UPLINK));
    for (const struct command *const *command = command_table(); *command; command++) {
        word("", (*command)->name, strlen((*command)->name), "\\x0a");
        usage_words((*command)->usage);
    }
    for (const struct key_bound *const *bound = key_bounds(); *bound; bound++) {
        word("", (*bound)->name, strlen((*bound)->name), "");
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        word("", others[i], strlen(others[i]), "");
    }
    return 0;
}
