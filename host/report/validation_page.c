/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/validation_out.h"

/* How a page in one of two languages is written. */
struct style {
    bool html;
};

static void put_text(FILE *page, const struct style *style, const char *text) {
    for (; *text; ++text) {
        if (style->html && strchr("<>&\"", *text)) {
            fprintf(page, "&#%d;", *text);
        } else if (!style->html && *text == '|') {
            fputs("\\|", page);
        } else {
            fputc(*text, page);
        }
    }
}

static void heading(FILE *page, const struct style *style, const char *text) {
    fputs(style->html ? "<h2>" : "\n## ", page);
    put_text(page, style, text);
    fputs(style->html ? "</h2>\n" : "\n\n", page);
}

static void paragraph(FILE *page, const struct style *style, const char *text) {
    fputs(style->html ? "<p>" : "", page);
    put_text(page, style, text);
    fputs(style->html ? "</p>\n" : "\n\n", page);
}

/* The head of a table: column titles parted by '|'. */
static void table_head(FILE *page, const struct style *style, const char *titles) {
    if (!style->html) {
        fputs("| ", page);
        for (const char *c = titles; *c; ++c) {
            fputs(*c == '|' ? " | " : (char[2]){*c, '\0'}, page);
        }
        fputs(" |\n|", page);
        for (const char *c = titles; c; c = strchr(c + 1, '|')) {
            fputs("---|", page);
        }
        fputc('\n', page);
        return;
    }
    fputs("<table><tr><th>", page);
    for (; *titles; ++titles) {
        if (*titles == '|') {
            fputs("</th><th>", page);
        } else {
            fputc(*titles, page);
        }
    }
    fputs("</th></tr>\n", page);
}

static void row_begin(FILE *page, const struct style *style, bool bad) {
    fputs(!style->html ? "|" : bad ? "<tr class=\"outside\">" : "<tr>", page);
}

static void row_end(FILE *page, const struct style *style) {
    fputs(style->html ? "</tr>\n" : "\n", page);
}

static void cell(FILE *page, const struct style *style, const char *text) {
    fputs(style->html ? "<td>" : " ", page);
    put_text(page, style, text);
    fputs(style->html ? "</td>" : " |", page);
}

static void number_cell(FILE *page, const struct style *style, double value, int digits) {
    char text[64] = "–";
    if (!isnan(value)) {
        /* Counts as people write them, the rest by their digits. */
        const bool count = fabs(value) >= 1e4 && fabs(value) < 1e15;
        if (count) {
            snprintf(text, sizeof text, "%.0f", value);
        } else {
            snprintf(text, sizeof text, "%.*g", digits, value);
        }
    }
    cell(page, style, text);
}

static void table_end(FILE *page, const struct style *style) {
    fputs(style->html ? "</table>\n" : "\n", page);
}

/* Remark, and what air would do. */
static void remark_cell(FILE *page, const struct style *style, const struct validation_row *row) {
    char air[160] = "";
    if (row->has_depth && isnan(row->depth)) {
        snprintf(air, sizeof air, "For information: no air, however clear, would give the published number.");
    } else if (row->has_depth) {
        snprintf(air, sizeof air, "For information: a zenith optical depth of %.2f would give the published number.",
                 row->depth);
    }
    fputs(style->html ? "<td>" : " ", page);
    put_text(page, style, row->remark ? row->remark : "");
    if (row->remark && air[0]) {
        fputs(row->remark[strlen(row->remark) - 1] == '.' ? " " : ". ", page);
    }
    put_text(page, style, air);
    fputs(style->html ? "</td>" : " |", page);
}

static void measured_rows(FILE *page, const struct style *style, const struct validation *validation) {
    table_head(page, style,
               "experiment|quantity|unit|role|published|simulated|ratio|spread of one flight|tolerance|inside|why that "
               "tolerance|remark|source");
    for (size_t i = 0; i < validation->row_count; ++i) {
        const struct validation_row *row = &validation->rows[i];
        if (row->kind == VALIDATION_MODEL) {
            continue;
        }
        row_begin(page, style, !validation_within(row));
        cell(page, style, row->experiment);
        cell(page, style, row->quantity);
        cell(page, style, row->unit);
        cell(page, style, validation_kind_name(row->kind));
        number_cell(page, style, row->published, 7);
        number_cell(page, style, row->simulated, 5);
        number_cell(page, style, row->simulated / row->published, 4);
        number_cell(page, style, row->spread, 2);
        number_cell(page, style, row->tolerance, 3);
        cell(page, style, validation_within(row) ? "yes" : "NO");
        cell(page, style, row->reason);
        remark_cell(page, style, row);
        cell(page, style, row->source);
        row_end(page, style);
    }
    table_end(page, style);
}

static void model_rows(FILE *page, const struct style *style, const struct validation *validation) {
    table_head(page, style,
               "model|quantity|unit|published|here|digits|tolerance|inside|why that tolerance|remark|source");
    for (size_t i = 0; i < validation->row_count; ++i) {
        const struct validation_row *row = &validation->rows[i];
        if (row->kind != VALIDATION_MODEL) {
            continue;
        }
        row_begin(page, style, !validation_within(row));
        cell(page, style, row->experiment);
        cell(page, style, row->quantity);
        cell(page, style, row->unit);
        number_cell(page, style, row->published, 9);
        number_cell(page, style, row->simulated, 9);
        number_cell(page, style, validation_digits(row), 2);
        number_cell(page, style, row->tolerance, 2);
        cell(page, style, validation_within(row) ? "yes" : "NO");
        cell(page, style, row->reason);
        remark_cell(page, style, row);
        cell(page, style, row->source);
        row_end(page, style);
    }
    table_end(page, style);
}

static void band_table(FILE *page, const struct style *style, const struct validation *validation) {
    const struct band *band = &validation->band;
    char text[200];
    snprintf(text, sizeof text,
             "%zu inputs drawn together from the uncertainties that the scenario gives, %zu draws, expectation values; "
             "one sigma is the middle 68.3 %%.",
             band->inputs, band->draws);
    paragraph(page, style, text);
    table_head(page, style,
               "quantity|with every input at its value|one sigma from|to|mean of the draws|standard deviation");
    for (int i = 0; i < BAND_QUANTITIES; ++i) {
        row_begin(page, style, false);
        cell(page, style, band_names[i]);
        number_cell(page, style, band->nominal[i], 6);
        number_cell(page, style, band->low[i], 6);
        number_cell(page, style, band->high[i], 6);
        number_cell(page, style, band->mean[i], 6);
        number_cell(page, style, band->sd[i], 3);
        row_end(page, style);
    }
    table_end(page, style);
}

static void swing_table(FILE *page, const struct style *style, const struct validation *validation) {
    table_head(page, style,
               "input|value|sifted bits, lowered, %|raised, %|QBER, lowered, points|raised, points|key, lowered, "
               "%|raised, %");
    for (size_t i = 0; i < validation->swing_count; ++i) {
        const struct validation_swing *swing = &validation->swings[i];
        row_begin(page, style, false);
        cell(page, style, swing->key);
        number_cell(page, style, swing->value, 6);
        for (int side = 0; side < 2; ++side) {
            number_cell(page, style, 100 * swing->sifted[side], 3);
        }
        for (int side = 0; side < 2; ++side) {
            number_cell(page, style, 100 * swing->qber[side], 3);
        }
        for (int side = 0; side < 2; ++side) {
            number_cell(page, style, 100 * swing->secret[side], 3);
        }
        row_end(page, style);
    }
    table_end(page, style);
}

/* Bars from the middle: the key's change, lowered and raised input. */
static void tornado_chart(FILE *page, const struct validation *validation) {
    enum { BARS = 20, BAR = 18, LABELS = 330, HALF = 260 };
    const size_t count = validation->swing_count < BARS ? validation->swing_count : BARS;
    double most = 0.01;
    for (size_t i = 0; i < count; ++i) {
        most = fmax(most, fmax(fabs(validation->swings[i].secret[0]), fabs(validation->swings[i].secret[1])));
    }
    fprintf(page, "<svg role=\"img\" width=\"%d\" height=\"%zu\" font-size=\"12\">", LABELS + 2 * HALF + 120,
            (count + 2) * BAR);
    for (size_t i = 0; i < count; ++i) {
        const struct validation_swing *swing = &validation->swings[i];
        const size_t y = i * BAR;
        fprintf(page, "<text x=\"%d\" y=\"%zu\" text-anchor=\"end\">%s</text>", LABELS - 50, y + 13, swing->key);
        for (int side = 0; side < 2; ++side) {
            if (isnan(swing->secret[side])) {
                continue;
            }
            const double length = HALF * fabs(swing->secret[side]) / most;
            fprintf(page, "<rect x=\"%.1f\" y=\"%zu\" width=\"%.1f\" height=\"%d\" class=\"%s\"/>",
                    LABELS + HALF - (swing->secret[side] < 0 ? length : 0), y + 3 + (size_t)side * 6, length, 6,
                    side ? "raised" : "lowered");
        }
    }
    fprintf(page, "<text x=\"%d\" y=\"%zu\">key, change: -%.0f %% to +%.0f %% of its value</text></svg>\n",
            LABELS + 100, (count + 1) * BAR, 100 * most, 100 * most);
}

static const char sheet[] =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>satqkd validation</title><style>"
    "body{font:15px/1.45 sans-serif;margin:2em;max-width:110em}table{border-collapse:collapse}"
    "td,th{border:1px solid #bbb;padding:.2em .5em;text-align:left;vertical-align:top;font-size:13px}"
    ".outside td{background:#fde3d0}.lowered{fill:#3b6ea8}.raised{fill:#d0812f}</style>\n";

static void counts_line(FILE *page, const struct style *style, const struct validation *validation) {
    char text[400];
    const struct validation_tally tally = validation_count(validation);
    snprintf(text, sizeof text,
             "%zu rows, %zu inside their tolerance; %zu of the rows are measurements by others, %zu of these inside. "
             "Simulated numbers are expectation values (engine mean). Remade by: satqkd validate --out results",
             tally.all, tally.inside, tally.measured, tally.measured_inside);
    paragraph(page, style, text);
}

static void write_page(FILE *page, const struct style *style, const struct validation *validation) {
    fputs(style->html ? sheet : "", page);
    fputs(style->html ? "<h1>How far to trust satqkd</h1>\n" : "# How far to trust satqkd\n\n", page);
    counts_line(page, style, validation);
    heading(page, style, "Frozen parameters");
    paragraph(page, style, validation->frozen);
    heading(page, style, "Experiments");
    measured_rows(page, style, validation);
    if (validation->has_band) {
        heading(page, style, "Micius pass: what the uncertainty of the inputs leaves");
        band_table(page, style, validation);
    }
    if (validation->swings) {
        char text[120];
        snprintf(text, sizeof text, "Micius pass: every input changed by %.0f %%", 100 * validation->swing_share);
        heading(page, style, text);
        if (style->html) {
            tornado_chart(page, validation);
        }
        swing_table(page, style, validation);
    }
    heading(page, style, "Single models");
    model_rows(page, style, validation);
    fputs(style->html ? "</html>\n" : "", page);
}

static enum satqkd_status finish(FILE *page, char **out, struct satqkd_error *error) {
    const bool failed = !page || ferror(page);
    if ((page && fclose(page) != 0) || failed) {
        free(*out);
        *out = NULL;
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for the validation's page");
    }
    return SATQKD_OK;
}

static enum satqkd_status make(const struct style *style, const struct validation *validation, char **out,
                               struct satqkd_error *error) {
    size_t size = 0;
    *out = NULL;
    FILE *page = open_memstream(out, &size);
    if (page) {
        write_page(page, style, validation);
    }
    return finish(page, out, error);
}

enum satqkd_status validation_page_markdown(const struct validation *validation, char **out,
                                            struct satqkd_error *error) {
    const struct style style = {.html = false};
    return make(&style, validation, out, error);
}

enum satqkd_status validation_page_html(const struct validation *validation, char **out, struct satqkd_error *error) {
    const struct style style = {.html = true};
    return make(&style, validation, out, error);
}

/* One line an experiment: rows inside, and the first row, which is the one that says most. */
static void short_lines(FILE *page, const struct validation *validation) {
    fputs("| compared with | inside | first quantity: published | simulated |\n|---|---|---|---|\n", page);
    for (size_t i = 0; i < validation->row_count && validation->rows[i].kind != VALIDATION_MODEL;) {
        const struct validation_row *first = &validation->rows[i];
        size_t all = 0, inside = 0;
        for (; i < validation->row_count && strcmp(validation->rows[i].experiment, first->experiment) == 0; ++i) {
            ++all;
            inside += validation_within(&validation->rows[i]);
        }
        fprintf(page, "| %s | %zu of %zu | %s: %.7g %s | %.*g |\n", first->experiment, inside, all, first->quantity,
                first->published, first->unit, first->simulated < 1e4 ? 4 : 7, first->simulated);
    }
}

enum satqkd_status validation_page_short(const struct validation *validation, char **out, struct satqkd_error *error) {
    size_t size = 0, models = 0, models_inside = 0;
    *out = NULL;
    FILE *page = open_memstream(out, &size);
    for (size_t i = 0; page && i < validation->row_count; ++i) {
        const bool model = validation->rows[i].kind == VALIDATION_MODEL;
        models += model;
        models_inside += model && validation_within(&validation->rows[i]);
    }
    if (page) {
        const struct validation_tally tally = validation_count(validation);
        fprintf(page,
                "%zu of %zu measurements and %zu of %zu checks of single models are inside their tolerance; all in "
                "[results/validation.md](results/validation.md).\n\n",
                tally.measured_inside, tally.measured, models_inside, models);
        short_lines(page, validation);
    }
    return finish(page, out, error);
}
