/* SPDX-License-Identifier: MIT */
#include "cli/help_fill.h"

#include <stdbool.h>
#include <string.h>

enum { COLUMNS = 80 };

/* Where the next word goes. */
struct filler {
    FILE *out;
    size_t column; /* 0: a new line */
    size_t hang;   /* indentation of a paragraph's further lines */
    bool open;     /* a paragraph that the next line may go on with */
};

/* Columns of UTF-8 text. */
static size_t width_of(const char *text, size_t bytes) {
    size_t width = 0;
    for (size_t i = 0; i < bytes; ++i) {
        width += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return width;
}

static void end_line(struct filler *filler) {
    if (filler->column > 0) {
        fputc('\n', filler->out);
    }
    filler->column = 0;
}

static void put_words(struct filler *filler, const char *text, size_t length) {
    while (length > 0) {
        size_t bytes = 0;
        while (bytes < length && text[bytes] != ' ') {
            ++bytes;
        }
        const size_t width = width_of(text, bytes);
        if (filler->column > filler->hang && filler->column + 1 + width > COLUMNS) {
            end_line(filler);
        }
        const bool first = filler->column <= filler->hang;
        const size_t spaces = first ? filler->hang - filler->column : 1;
        fprintf(filler->out, "%*s%.*s", (int)spaces, "", (int)bytes, text);
        filler->column += spaces + width;
        text += bytes;
        length -= bytes;
        while (length > 0 && *text == ' ') {
            ++text;
            --length;
        }
    }
}

/* Bytes before the description: behind the last gap of a line. 0: there is no gap. */
static size_t head_of(const char *line, size_t indent, size_t length) {
    size_t head = 0;
    for (size_t i = indent; i + 2 < length; ++i) {
        if (line[i] == ' ' && line[i + 1] == ' ' && line[i + 2] != ' ') {
            head = i + 2;
        }
    }
    return head;
}

static void put_line(struct filler *filler, const char *line, size_t length) {
    const size_t indent = strspn(line, " ");
    const size_t head = indent > 0 ? head_of(line, indent, length) : 0;
    const bool below = indent > 0 && indent + 2 >= filler->hang && indent <= filler->hang + 2; /* as people align */
    const bool goes_on = filler->open && head == 0 && (indent == filler->hang || below);
    if (!goes_on) {
        end_line(filler);
        filler->hang = indent;
        if (head > 0) {
            filler->hang = width_of(line, head);
            fprintf(filler->out, "%.*s", (int)head, line);
            filler->column = filler->hang;
        }
    }
    const size_t from = head > 0 ? head : indent;
    put_words(filler, line + from, length - from);
    filler->open = true;
}

void help_fill(const char *text, FILE *out) {
    struct filler filler = {.out = out};
    bool verbatim = false;
    for (const char *line = text; *line;) {
        const size_t length = strcspn(line, "\n");
        verbatim = verbatim || strncmp(line, "Examples:", strlen("Examples:")) == 0;
        if (verbatim || length == 0) {
            end_line(&filler);
            fprintf(out, "%.*s\n", (int)length, line);
            filler.open = false;
        } else {
            put_line(&filler, line, length);
        }
        line += length + (line[length] == '\n');
    }
    end_line(&filler);
}
