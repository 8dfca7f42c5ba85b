/* SPDX-License-Identifier: MIT */
#include "cli/cmd_help.h"

#include "cli/command.h"

#include <stdio.h>
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
    fputs("\nsatqkd help COMMAND tells more of one; satqkd --version prints the version.\n"
          "Exit status: 0 done, 1 failed on the way, 2 wrong input, 3 no usable OpenCL device, 130 interrupted.\n",
          out);
}

void cmd_help_command(const struct command *command, FILE *out) {
    fprintf(out, "satqkd %s\n%s\n\n%s", command->usage, command->summary, command->help);
    size_t length = strlen(command->help);
    if (length == 0 || command->help[length - 1] != '\n') {
        fputc('\n', out);
    }
}

static enum satqkd_status help_run(int argc, char **argv, struct satqkd_error *error) {
    if (argc > 2) {
        return command_misuse(argv[0], error, "one command at a time, not '%s' too", argv[2]);
    }
    if (argc < 2) {
        cmd_help_overview(stdout);
        return SATQKD_OK;
    }
    const struct command *command = command_find(argv[1], error);
    if (!command) {
        return SATQKD_INVALID;
    }
    cmd_help_command(command, stdout);
    return SATQKD_OK;
}

const struct command command_help = {
    .name = "help",
    .usage = "help [COMMAND]",
    .summary = "lists the commands, or explains one",
    .help = "Without COMMAND: every command with a line on what it does. With COMMAND: its arguments and options.\n"
            "satqkd COMMAND --help is the same.\n\n"
            "Example:\n"
            "  satqkd help run\n",
    .run = help_run,
};
