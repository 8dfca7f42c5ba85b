/* SPDX-License-Identifier: MIT */
#include "report/terminal_plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* 9 columns of labels, the axis, and the bars make 79. */
enum { BARS = 68, LINES = 10, LABEL = 9, PARTS = 8 };

static const char colour_on[] = "\033[36m";
static const char colour_off[] = "\033[0m";

static bool names_utf8(void) {
    static const char *const variables[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; ++i) {
        const char *value = getenv(variables[i]);
        if (value && value[0]) { /* the first that is set decides */
            return strstr(value, "UTF-8") || strstr(value, "utf8");
        }
    }
    return false;
}

struct terminal_plot_style terminal_plot_style_of(FILE *stream) {
    const char *refused = getenv("NO_COLOR"); /* no-color.org: set to anything but nothing */
    const char *terminal = getenv("TERM");
    bool coloured = isatty(fileno(stream)) && terminal && strcmp(terminal, "dumb") != 0;
    return (struct terminal_plot_style){.colour = coloured && !(refused && refused[0]), .unicode = names_utf8()};
}

/* Mean rate of the seconds that begin in each slice; a slice without any takes its left neighbour's. */
static double fill_rates(const struct timeline_row *rows, size_t count, double duration_s, double rates[BARS]) {
    double sifted[BARS] = {0};
    double seconds[BARS] = {0};
    double most = 0;
    for (size_t i = 0; i < count; ++i) {
        double stop = i + 1 < count ? rows[i + 1].t_s : duration_s;
        int bar = (int)fmin(fmax(rows[i].t_s / duration_s * BARS, 0), BARS - 1);
        sifted[bar] += rows[i].sifted_bits;
        seconds[bar] += stop - rows[i].t_s;
    }
    for (int bar = 0; bar < BARS; ++bar) {
        rates[bar] = seconds[bar] > 0 ? sifted[bar] / seconds[bar] : bar > 0 ? rates[bar - 1] : 0;
        most = fmax(most, rates[bar]);
    }
    return most;
}

/* What a bar fills of a line, in eighths. */
static void put_cell(int eighths, bool unicode, FILE *out) {
    static const char *const blocks[PARTS + 1] = {" ",      "\u2581", "\u2582", "\u2583", "\u2584",
                                                  "\u2585", "\u2586", "\u2587", "\u2588"};
    int filled = eighths < 0 ? 0 : eighths > PARTS ? PARTS : eighths;
    if (unicode) {
        fputs(blocks[filled], out);
    } else {
        fputc(filled >= PARTS / 2 ? '#' : ' ', out);
    }
}

void terminal_plot_rate(const struct timeline_row *rows, size_t count, double duration_s,
                        struct terminal_plot_style style, FILE *out) {
    double rates[BARS];
    double most = count > 0 && duration_s > 0 ? fill_rates(rows, count, duration_s, rates) : 0;
    if (!(most > 0)) {
        fputs("\nNothing was sifted: there is no rate to draw.\n", out);
        return;
    }
    const bool kilo = most >= 1000;
    fprintf(out, "\nSifted key rate, %sbit/s\n", kilo ? "k" : "");
    for (int line = LINES - 1; line >= 0; --line) {
        double edge = most * (line + 1) / LINES / (kilo ? 1000 : 1);
        if (line == LINES - 1 || line == LINES / 2 - 1) {
            fprintf(out, "%*.3g |", LABEL, edge);
        } else {
            fprintf(out, "%*s |", LABEL, "");
        }
        fputs(style.colour ? colour_on : "", out);
        for (int bar = 0; bar < BARS; ++bar) {
            put_cell((int)rint(rates[bar] / most * LINES * PARTS) - line * PARTS, style.unicode, out);
        }
        fputs(style.colour ? colour_off : "", out);
        fputc('\n', out);
    }
    fprintf(out, "%*d +", LABEL, 0);
    for (int bar = 0; bar < BARS; ++bar) {
        fputc('-', out);
    }
    char end[32];
    snprintf(end, sizeof end, "%.0f s", duration_s);
    fprintf(out, "\n%*s  0%*s\n", LABEL, "", BARS - 1, end);
}
