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
    fputs("\nsatqkd help COMMAND tells more of one, satqkd help config of the keys of a\n"
          "scenario. Exit status: 0 done, 1 failed on the way, 2 wrong input, 3 no usable\n"
          "OpenCL device, 130 interrupted.\n",
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

/* The files that a user writes, by topic, and the forms in which their keys are told. */
static const char *const files[] = {
    [KEYS_DOC_SCENARIO] = "config", [KEYS_DOC_CAMPAIGN] = "campaign-config", [KEYS_DOC_NETWORK] = "network-config"};
enum { FILES = sizeof files / sizeof *files };

static enum satqkd_status show_keys(enum keys_doc_of of, const char *form, struct satqkd_error *error) {
    char *text = NULL;
    enum satqkd_status status;
    if (!form) {
        status = keys_doc_text(of, &text, error);
    } else if (strcmp(form, "--markdown") == 0) {
        status = keys_doc_markdown(of, &text, error);
    } else if (strcmp(form, "--schema") == 0) {
        status = keys_doc_schema(of, &text, error);
    } else {
        return command_misuse("help", error, "%s: '%s' is no form; there are --markdown and --schema", files[of], form);
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
    for (int of = 0; topic && argc < 4 && of < FILES; ++of) {
        if (strcmp(topic, files[of]) == 0) {
            return show_keys((enum keys_doc_of)of, more, error);
        }
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
    .usage = "help [COMMAND] | config [--markdown|--schema] | campaign-config [--markdown|--schema] | "
             "network-config [--markdown|--schema] | man | words KIND",
    .summary = "lists the commands, explains one, or lists a scenario's keys",
    .help = "Without COMMAND: every command with a line on what it does. With COMMAND: its arguments and options.\n"
            "satqkd COMMAND --help is the same.\n\n"
            "  config             every key of a scenario: unit, default, range, meaning\n"
            "  campaign-config    the same of a campaign\n"
            "  network-config     the same of the network that a campaign may name\n"
            "  --markdown         these as docs/scenario.md, campaign.md and network-keys.md\n"
            "  --schema           as a JSON Schema, for editors: docs/scenario.schema.json, campaign.schema.json and\n"
            "                     network.schema.json\n"
            "  man                the manual page, docs/man/satqkd.1\n"
            "  words KIND         for shells to complete: commands, keys, bounds, presets, campaigns, satellites,\n"
            "                     stations, or a command's options\n\n"
            "Examples:\n"
            "  satqkd help run\n"
            "  satqkd help config --schema >scenario.schema.json\n",
    .run = help_run,
};
