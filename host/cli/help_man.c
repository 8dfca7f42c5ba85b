/* SPDX-License-Identifier: MIT */
#include "cli/help_man.h"

#include <stdlib.h>

#include "cli/command.h"
#include "cli/help_fill.h"
#include "satqkd/satqkd.h"

/* Text as roff takes it: "-" stays a minus, and no line begins with a control character. */
static void put(const char *text, FILE *out) {
    for (const char *c = text; *c; c++) {
        if ((c == text || c[-1] == '\n') && (*c == '.' || *c == '\'')) {
            fputs("\\&", out);
        }
        if (*c == '-') {
            fputs("\\-", out);
        } else if (*c == '\\') {
            fputs("\\e", out);
        } else {
            fputc(*c, out);
        }
    }
}

/* The help as the terminal shows it; as it is written where there is no memory to fill it. */
static void put_help(const char *help, FILE *out) {
    char *filled = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&filled, &size);
    if (stream) {
        help_fill(help, stream);
        fclose(stream);
    }
    put(filled ? filled : help, out);
    free(filled);
}

static void put_command(const struct command *command, FILE *out) {
    fprintf(out, ".SS %s\n", command->name);
    put(command->summary, out);
    fputs(".\n.PP\n.B satqkd\n", out);
    put(command->usage, out);
    fputs("\n.PP\n.nf\n", out);
    put_help(command->help, out);
    fputs(".fi\n", out);
}

void help_man(FILE *out) {
    fprintf(out,
            ".\\\" SPDX-License-Identifier: MIT\n.\\\" Written by: satqkd help man\n"
            ".TH SATQKD 1 \"\" \"satqkd %s\" \"User Commands\"\n"
            ".SH NAME\nsatqkd \\- predicts how much secret key a satellite delivers to a ground station\n"
            ".SH SYNOPSIS\n.B satqkd\n.I COMMAND\n[\\fIARGUMENT\\fR...]\n"
            ".SH DESCRIPTION\n"
            "A scenario (JSON) says which satellite sends to which ground station, by which link and protocol.\n"
            ".B satqkd run\n"
            "flies a pass of it: orbit, link budget, fades, every pulse's trial on an OpenCL device, counts, and "
            "the length of the\nsecret key under several security proofs. What it finds lies in a run directory; "
            "report.html there shows it.\n.PP\n"
            ".B satqkd help config\nlists every key of a scenario. Data go to standard output, all else to "
            "standard error.\n",
            satqkd_version());
    fputs(".SH COMMANDS\n", out);
    for (const struct command *const *command = command_table(); *command; command++) {
        put_command(*command, out);
    }
    fputs(".SH EXIT STATUS\n.TP\n.B 0\ndone; a pass that yields no key is a result\n.TP\n.B 1\nfailed on the way\n"
          ".TP\n.B 2\nwrong command line, configuration or named input; the message says what would be right\n"
          ".TP\n.B 3\nno usable OpenCL device\n.TP\n.B 130\ninterrupted\n"
          ".SH ENVIRONMENT\n"
          ".TP\n.B NO_COLOR\nset to anything: no colours, on a terminal either\n"
          ".TP\n.B POCL_CACHE_DIR\nwhere PoCL keeps compiled kernels, if the home directory cannot be written\n"
          ".TP\n.B SATQKD_DATA_DIR\nfolder of the default data; configs/ lies in it\n"
          ".TP\n.B SATQKD_KERNEL_DIR\nkernels to use instead of those that are built in\n"
          ".SH FILES\n"
          ".TP\n.I runs/NAME/\nwhat a run writes if not told otherwise: summary.json, timeline.csv, counts.json, "
          "scenario.json, report.html\n"
          ".SH EXAMPLES\n.nf\nsatqkd run micius\\-xinglong\\-2016\\-12\\-19 \\-\\-plot\n"
          "satqkd key runs/micius\\-xinglong\\-2016\\-12\\-19/counts.json \\-\\-bound all\n.fi\n",
          out);
}
