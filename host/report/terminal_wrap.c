/* SPDX-License-Identifier: MIT */
#include "report/terminal_wrap.h"

#include <stdbool.h>
#include <string.h>

/* Columns of UTF-8 text. */
static int columns_of(const char *text, int bytes) {
    int columns = 0;
    for (int i = 0; i < bytes; ++i) {
        columns += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return columns;
}

void terminal_wrap(FILE *out, int indent, const char *head, const char *text) {
    int column = fprintf(out, "%-*s", indent, head);
    bool first = true;
    for (const char *word = text; *word; first = false) {
        const int length = (int)strcspn(word, " ");
        const int width = columns_of(word, length);
        if (!first && column + 1 + width > TERMINAL_COLUMNS) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
            first = true;
        }
        fprintf(out, "%s%.*s", first ? "" : " ", length, word);
        column += width + !first;
        word += length;
        word += strspn(word, " ");
    }
    fputc('\n', out);
}
