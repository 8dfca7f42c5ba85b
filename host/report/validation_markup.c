/* SPDX-License-Identifier: MIT */
#include "report/validation_markup.h"

#include <math.h>
#include <string.h>

void validation_markup_text(const struct validation_markup *markup, const char *text) {
    for (; *text; ++text) {
        if (markup->html && strchr("<>&\"", *text)) {
            fprintf(markup->page, "&#%d;", *text);
        } else if (!markup->html && *text == '|') {
            fputs("\\|", markup->page);
        } else {
            fputc(*text, markup->page);
        }
    }
}

void validation_markup_heading(const struct validation_markup *markup, int level, const char *text) {
    if (markup->html) {
        fprintf(markup->page, "<h%d>", level);
    } else {
        fprintf(markup->page, "%.*s ", level, "###");
    }
    validation_markup_text(markup, text);
    if (markup->html) {
        fprintf(markup->page, "</h%d>\n", level);
    } else {
        fputs("\n\n", markup->page);
    }
}

void validation_markup_paragraph(const struct validation_markup *markup, const char *text) {
    fputs(markup->html ? "<p>" : "", markup->page);
    validation_markup_text(markup, text);
    fputs(markup->html ? "</p>\n" : "\n\n", markup->page);
}

void validation_markup_table(const struct validation_markup *markup, const char *titles) {
    size_t columns = 1;
    fputs(markup->html ? "<table><tr><th>" : "| ", markup->page);
    for (const char *c = titles; *c; ++c) {
        if (*c == '|') {
            ++columns;
            fputs(markup->html ? "</th><th>" : " | ", markup->page);
        } else {
            fputc(*c, markup->page);
        }
    }
    fputs(markup->html ? "</th></tr>\n" : " |\n|", markup->page);
    for (size_t i = 0; i < columns && !markup->html; ++i) {
        fputs("---|", markup->page);
    }
    fputs(markup->html ? "" : "\n", markup->page);
}

void validation_markup_table_end(const struct validation_markup *markup) {
    fputs(markup->html ? "</table>\n" : "\n", markup->page);
}

void validation_markup_row(const struct validation_markup *markup, bool bad) {
    fputs(!markup->html ? "|" : bad ? "<tr class=\"outside\">" : "<tr>", markup->page);
}

void validation_markup_row_end(const struct validation_markup *markup) {
    fputs(markup->html ? "</tr>\n" : "\n", markup->page);
}

void validation_markup_cell(const struct validation_markup *markup, const char *text) {
    fputs(markup->html ? "<td>" : " ", markup->page);
    validation_markup_text(markup, text);
    fputs(markup->html ? "</td>" : " |", markup->page);
}

void validation_markup_number(const struct validation_markup *markup, double value, int digits) {
    char text[64] = "–";
    if (fabs(value) >= 1e4 && fabs(value) < 1e15) {
        snprintf(text, sizeof text, "%.0f", value);
    } else if (!isnan(value)) {
        snprintf(text, sizeof text, "%.*g", digits, value);
    }
    validation_markup_cell(markup, text);
}
