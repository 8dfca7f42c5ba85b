/* SPDX-License-Identifier: MIT */
#include "cli/progress.h"

#include "stopwatch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { BAR_CELLS = 30, USUAL_COLUMNS = 80, LINE_BYTES = 256 };

static const double redraw_interval_s = 0.1;

static size_t terminal_columns(void) {
    struct winsize size;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : USUAL_COLUMNS;
}

/* "0:42", "12:03", "3:00:12", or nothing where no one can tell. */
static void format_time_left(char *text, size_t size, double seconds) {
    text[0] = '\0';
    if (!(seconds >= 0 && seconds < 1e6)) {
        return;
    }
    unsigned whole = (unsigned)ceil(seconds);
    unsigned hours = whole / 3600;
    unsigned minutes = whole / 60 % 60;
    if (hours > 0) {
        snprintf(text, size, "%u:%02u:%02u left", hours, minutes, whole % 60);
    } else {
        snprintf(text, size, "%u:%02u left", minutes, whole % 60);
    }
}

struct progress progress_start(bool quiet) {
    const char *terminal = getenv("TERM");
    bool redraws = terminal && strcmp(terminal, "dumb") != 0;
    return (struct progress){.shown = !quiet && redraws && isatty(STDERR_FILENO), .started_s = stopwatch_seconds()};
}

void progress_update(struct progress *progress, double fraction, const char *rate) {
    double now_s = stopwatch_seconds();
    if (!progress->shown || now_s - progress->drawn_s < redraw_interval_s) {
        return;
    }
    progress->drawn_s = now_s;
    double done = fmin(fmax(fraction, 0), 1); /* fmax takes NaN as absent */
    char left[32];
    format_time_left(left, sizeof left, (now_s - progress->started_s) * (1 - done) / done);
    char bar[BAR_CELLS + 1];
    size_t filled = (size_t)(done * BAR_CELLS);
    memset(bar, '-', BAR_CELLS);
    memset(bar, '#', filled);
    bar[BAR_CELLS] = '\0';
    char line[LINE_BYTES];
    snprintf(line, sizeof line, "[%s] %3.0f %%  %s%s%s", bar, 100 * done, rate ? rate : "", rate ? "  " : "", left);
    /* A line as wide as the terminal would wrap and leave its head behind. */
    size_t columns = terminal_columns();
    if (strlen(line) >= columns) {
        line[columns < sizeof line ? columns - 1 : sizeof line - 1] = '\0';
    }
    fprintf(stderr, "\r%s\033[K", line);
    fflush(stderr);
}

void progress_finish(struct progress *progress) {
    if (progress->shown && progress->drawn_s > 0) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
    progress->shown = false;
}
