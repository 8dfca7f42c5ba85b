/* SPDX-License-Identifier: MIT */
#include "cli/cmd_help.h"

#include "cli/command.h"
#include "cli/help_fill.h"
#include "cli/help_man.h"
#include "cli/help_words.h"
#include "scenario/keys_doc.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void cmd_help_overview(FILE *out) {
    fputs("satqkd predicts how much secret key a satellite delivers to a ground station.\n\n"
          "  satqkd COMMAND [ARGUMENT...]\n\n",
          out);
    size_t width = 0;
    for (const struct command *const *command = command_table(); *command; command++) {
        size_t length = strlen((*command)->name);
        width = length > width ? length : width;
    }
    for (const struct command *const *command = command_table(); *command; command++) {
        fprintf(out, "  %-*s  %s\n", (int)width, (*command)->name, (*command)->summary);
    }
    fputs("\nsatqkd help COMMAND tells more of one, satqkd help config of the keys of a scenario.\n"
          "Exit status: 0 done, 1 failed on the way, 2 wrong input, 3 no usable OpenCL device, 130 interrupted.\n",
          out);
}

/* Columns of UTF-8 text. */
static size_t columns_of(const char *text, size_t bytes) {
    size_t columns = 0;
    for (size_t i = 0; i < bytes; i++) {
        columns += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return columns;
}

/* In lines of 80 columns; what stands in brackets stays together where a line holds it. */
static void print_usage(const char *usage, FILE *out) {
    enum { LINE = 80, INDENT = 7 };
    size_t column = INDENT;
    fputs("satqkd", out);
    for (const char *part = usage; *part;) {
        size_t length = 0;
        int depth = 0;
        for (; part[length] && (depth > 0 || part[length] != ' '); length++) {
            depth += (part[length] == '[') - (part[length] == ']');
        }
        size_t width = columns_of(part, length);
        bool fits = column + width < LINE;
        fprintf(out, "%s%*s%.*s", fits ? "" : "\n", fits ? 1 : INDENT, "", (int)length, part);
        column = (fits ? column : INDENT) + width + 1;
        part += length + (part[length] == ' ');
    }
    fputc('\n', out);
}

void cmd_help_command(const struct command *command, FILE *out) {
    print_usage(command->usage, out);
    fprintf(out, "%s\n\n", command->summary);
    help_fill(command->help, out);
}

/* Topics that list the keys of a file as text or as Markdown. */
static const struct listing {
    const char *topic;
    enum satqkd_status (*list)(bool markdown, char **out, struct satqkd_error *error);
} listings[] = {{"campaign-config", keys_doc_campaign}, {"network-config", keys_doc_network}, {NULL, NULL}};

static const struct listing *find_listing(const char *topic) {
    for (const struct listing *listing = listings; topic && listing->topic; listing++) {
        if (strcmp(listing->topic, topic) == 0) {
            return listing;
        }
    }
    return NULL;
}

/* The keys of a scenario, in one of three forms, or of another file, in one of two. */
static enum satqkd_status show_config(const struct listing *listing, const char *form, struct satqkd_error *error) {
    char *text = NULL;
    enum satqkd_status status;
    if (listing && (!form || strcmp(form, "--markdown") == 0)) {
        status = listing->list(form != NULL, &text, error);
    } else if (listing) {
        return command_misuse("help", error, "%s: '%s' is no form; there is --markdown", listing->topic, form);
    } else if (!form) {
        status = keys_doc_text(&text, error);
    } else if (strcmp(form, "--markdown") == 0) {
        status = keys_doc_markdown(&text, error);
    } else if (strcmp(form, "--schema") == 0) {
        status = keys_doc_schema(&text, error);
    } else {
        return command_misuse("help", error, "config: '%s' is no form; there are --markdown and --schema", form);
    }
    if (status == SATQKD_OK) {
        fputs(text, stdout);
    }
    free(text);
    return status;
}

static enum satqkd_status help_run(int argc, char **argv, struct satqkd_error *error) {
    const char *topic = argc > 1 ? argv[1] : NULL;
    const char *more = argc > 2 ? argv[2] : NULL;
    const struct listing *listing = find_listing(topic);
    if (topic && argc < 4 && (listing || strcmp(topic, "config") == 0)) {
        return show_config(listing, more, error);
    }
    if (more && argc < 4 && strcmp(topic, "words") == 0) {
        return help_words(more, stdout, error);
    }
    if (argc > 2) {
        return command_misuse(argv[0], error, "one command at a time, not '%s' too", argv[2]);
    }
    if (!topic) {
        cmd_help_overview(stdout);
        return SATQKD_OK;
    }
    if (strcmp(topic, "man") == 0) {
        help_man(stdout);
        return SATQKD_OK;
    }
    const struct command *command = command_find(topic, error);
    if (!command) {
        return SATQKD_INVALID;
    }
    cmd_help_command(command, stdout);
    return SATQKD_OK;
}

const struct command command_help = {
    .name = "help",
    .usage = "help [COMMAND] | config [--markdown|--schema] | campaign-config [--markdown] | network-config "
             "[--markdown] | man | words KIND",
    .summary = "lists the commands, explains one, or lists a scenario's keys",
    .help = "Without COMMAND: every command with a line on what it does. With COMMAND: its arguments and options.\n"
            "satqkd COMMAND --help is the same.\n\n"
            "  config             every key of a scenario: unit, default, range, meaning\n"
            "  config --markdown  the same as docs/scenario.md\n"
            "  config --schema    the same as a JSON Schema, for editors: docs/scenario.schema.json\n"
            "  campaign-config    every key of a campaign; --markdown as docs/campaign.md\n"
            "  network-config     every key of a campaign's network; --markdown as docs/network.md\n"
            "  man                the manual page, docs/man/satqkd.1\n"
            "  words KIND         for shells to complete: commands, keys, bounds, presets, satellites, stations, or a\n"
            "                     command's options\n\n"
            "Examples:\n"
            "  satqkd help run\n"
            "  satqkd help config --schema >scenario.schema.json\n",
    .run = help_run,
};
