/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/validation_markup.h"
#include "report/validation_out.h"

enum { TEXT = 600 };

/* Why the tolerance, what to know, and what air would do. */
static void remark_cell(const struct validation_markup *markup, const struct validation_row *row, bool reason) {
    char air[160] = "", text[4 * TEXT];
    if (row->has_depth && isnan(row->depth)) {
        snprintf(air, sizeof air, "For information: no air, however clear, would give the published number.");
    } else if (row->has_depth) {
        snprintf(air, sizeof air, "For information: a zenith optical depth of %.2f would give the published number.",
                 row->depth);
    }
    const char *parts[] = {reason ? row->reason : "", row->remark ? row->remark : "", air};
    size_t length = 0;
    text[0] = '\0';
    for (size_t i = 0; i < sizeof parts / sizeof *parts; ++i) {
        const char *between = length == 0 || !parts[i][0] ? "" : text[length - 1] == '.' ? " " : "; ";
        length += (size_t)snprintf(text + length, sizeof text - length, "%s%s", between, parts[i]);
        length = length < sizeof text ? length : sizeof text - 1;
    }
    validation_markup_cell(markup, text);
}

/* "sifted rate, kbit/s" */
static void quantity_cell(const struct validation_markup *markup, const struct validation_row *row) {
    char text[TEXT];
    snprintf(text, sizeof text, "%s%s%s", row->quantity, row->unit[0] ? ", " : "", row->unit);
    validation_markup_cell(markup, text);
}

static void measured_row(const struct validation_markup *markup, const struct validation_row *row) {
    quantity_cell(markup, row);
    validation_markup_cell(markup, validation_kind_name(row->kind));
    validation_markup_number(markup, row->published, 7);
    validation_markup_number(markup, row->simulated, 5);
    validation_markup_number(markup, row->simulated / row->published, 4);
    validation_markup_number(markup, row->spread, row->spread < 100 ? 2 : 4);
    validation_markup_number(markup, row->tolerance, 3);
    validation_markup_cell(markup, validation_within(row) ? "yes" : "NO");
    remark_cell(markup, row, true);
}

static void model_row(const struct validation_markup *markup, const struct validation_row *row) {
    quantity_cell(markup, row);
    validation_markup_number(markup, row->published, 9);
    validation_markup_number(markup, row->simulated, 9);
    validation_markup_number(markup, validation_digits(row), 2);
    validation_markup_number(markup, row->tolerance, 2);
    validation_markup_cell(markup, validation_within(row) ? "yes" : "NO");
    remark_cell(markup, row, false);
}

/* The rows of one experiment or model, which stand together. @return how many */
static size_t group(const struct validation_markup *markup, const struct validation_row *rows, size_t most) {
    const bool model = rows->kind == VALIDATION_MODEL;
    char text[TEXT];
    size_t count = 0;
    validation_markup_heading(markup, 3, rows->experiment);
    snprintf(text, sizeof text, model ? "%s. Tolerance: %s." : "%s.", rows->source, rows->reason);
    validation_markup_paragraph(markup, text);
    validation_markup_table(markup, model ? "quantity|published|here|digits|tolerance|inside|remark"
                                          : "quantity|role|published|simulated|ratio|spread of one flight|tolerance|"
                                            "inside|why that tolerance; what to know");
    for (; count < most && strcmp(rows[count].experiment, rows->experiment) == 0; ++count) {
        validation_markup_row(markup, !validation_within(&rows[count]));
        (model ? model_row : measured_row)(markup, &rows[count]);
        validation_markup_row_end(markup);
    }
    validation_markup_table_end(markup);
    return count;
}

static void groups(const struct validation_markup *markup, const struct validation *validation, bool models) {
    for (size_t i = 0; i < validation->row_count;) {
        if ((validation->rows[i].kind == VALIDATION_MODEL) == models) {
            i += group(markup, &validation->rows[i], validation->row_count - i);
        } else {
            ++i;
        }
    }
}

static void band_table(const struct validation_markup *markup, const struct validation *validation) {
    const struct band *band = &validation->band;
    char text[TEXT];
    snprintf(text, sizeof text,
             "%zu inputs drawn together from the uncertainties that the scenario gives, %zu draws, expectation values; "
             "one sigma is the middle 68.3 %%.",
             band->inputs, band->draws);
    validation_markup_paragraph(markup, text);
    validation_markup_table(markup, "quantity|published|one sigma from|to|published inside|with every input at its "
                                    "value|mean of the draws|standard deviation");
    for (int i = 0; i < BAND_QUANTITIES; ++i) {
        const double published = validation->band_published ? validation->band_published[i] : NAN;
        const bool inside = published >= band->low[i] && published <= band->high[i];
        validation_markup_row(markup, !inside);
        validation_markup_cell(markup, band_names[i]);
        validation_markup_number(markup, published, 6);
        validation_markup_number(markup, band->low[i], 4);
        validation_markup_number(markup, band->high[i], 4);
        validation_markup_cell(markup, inside ? "yes" : "NO");
        validation_markup_number(markup, band->nominal[i], 4);
        validation_markup_number(markup, band->mean[i], 4);
        validation_markup_number(markup, band->sd[i], 2);
        validation_markup_row_end(markup);
    }
    validation_markup_table_end(markup);
}

static void night_row(const struct validation_markup *markup, const struct validation_night *night, bool any_station) {
    const struct validation_nights_band *band = any_station ? &night->any_station : &night->same_station;
    validation_markup_row(markup, false);
    validation_markup_cell(markup, night->name);
    validation_markup_number(markup, night->published_kbps, 3);
    validation_markup_number(markup, night->frozen_kbps, 3);
    validation_markup_number(markup, night->frozen_kbps / night->published_kbps, 3);
    validation_markup_cell(markup, any_station ? "air, tracking, station" : "air, tracking");
    for (int i = 0; i < VALIDATION_QUANTILES; ++i) {
        validation_markup_number(markup, band->kbps[i], 3);
    }
    validation_markup_number(markup, 100 * band->below, 3);
    validation_markup_row_end(markup);
}

static void nights_table(const struct validation_markup *markup, const struct validation *validation) {
    char text[TEXT], titles[TEXT];
    size_t length = 0;
    snprintf(text, sizeof text, "Sifted rates at the closest approach, kbit/s; %zu nights each, expectation values. ",
             validation->nights_drawn);
    validation_markup_paragraph(markup, text);
    validation_markup_paragraph(markup, validation->nights_from);
    length = (size_t)snprintf(titles, sizeof titles, "pass|published|frozen|ratio|drawn");
    for (int i = 0; i < VALIDATION_QUANTILES; ++i) {
        length += (size_t)snprintf(titles + length, sizeof titles - length, "|%.0f %%", 100 * validation_quantile[i]);
    }
    snprintf(titles + length, sizeof titles - length, "|nights below the published, %%");
    validation_markup_table(markup, titles);
    for (int i = 0; i < VALIDATION_NIGHTS; ++i) {
        night_row(markup, &validation->nights[i], false);
        night_row(markup, &validation->nights[i], true);
    }
    validation_markup_table_end(markup);
}

static void swing_table(const struct validation_markup *markup, const struct validation *validation) {
    validation_markup_table(markup, "input|value|sifted bits, lowered, %|raised, %|QBER, lowered, points|raised, "
                                    "points|key, lowered, %|raised, %");
    for (size_t i = 0; i < validation->swing_count; ++i) {
        const struct validation_swing *swing = &validation->swings[i];
        validation_markup_row(markup, false);
        validation_markup_cell(markup, swing->key);
        validation_markup_number(markup, swing->value, 6);
        for (int side = 0; side < 2; ++side) {
            validation_markup_number(markup, 100 * swing->sifted[side], 3);
        }
        for (int side = 0; side < 2; ++side) {
            validation_markup_number(markup, 100 * swing->qber[side], 3);
        }
        for (int side = 0; side < 2; ++side) {
            validation_markup_number(markup, 100 * swing->secret[side], 3);
        }
        validation_markup_row_end(markup);
    }
    validation_markup_table_end(markup);
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
    "body{font:15px/1.45 sans-serif;margin:2em;max-width:90em}table{border-collapse:collapse}"
    "td,th{border:1px solid #bbb;padding:.2em .5em;text-align:left;vertical-align:top;font-size:13px}"
    ".outside td{background:#fde3d0}.lowered{fill:#3b6ea8}.raised{fill:#d0812f}</style>\n";

static void counts_line(const struct validation_markup *markup, const struct validation *validation) {
    char text[TEXT];
    const struct validation_tally tally = validation_count(validation);
    snprintf(text, sizeof text,
             "%zu rows, %zu inside their tolerance; %zu of the rows are measurements by others, %zu of these inside. "
             "Simulated numbers are expectation values (engine mean); the spread of one flight is the standard "
             "deviation over %zu flights of the Monte Carlo engine, a dash where no chance is in it. Remade by: satqkd "
             "validate --out results",
             tally.all, tally.inside, tally.measured, tally.measured_inside, validation->flights);
    validation_markup_paragraph(markup, text);
}

/* "sifted rate 40.2 → 21.6 kbit/s" for the first rows outside, and how many more there are. */
static void outside_cell(const struct validation_markup *markup, const struct validation_row *rows, size_t count) {
    enum { SHOWN = 2 };
    char text[SHOWN * TEXT] = "–";
    size_t length = 0, outside = 0;
    for (size_t i = 0; i < count; ++i) {
        const struct validation_row *row = &rows[i];
        if (validation_within(row) || ++outside > SHOWN) {
            continue;
        }
        length += (size_t)snprintf(text + length, sizeof text - length, "%s%s %.4g → %.*g%s%s", length ? "; " : "",
                                   row->quantity, row->published, row->simulated < 1 ? 2 : 3, row->simulated,
                                   row->unit[0] ? " " : "", row->unit);
        length = length < sizeof text ? length : sizeof text - 1;
    }
    if (outside > SHOWN) {
        snprintf(text + length, sizeof text - length, "; %zu more", outside - SHOWN);
    }
    validation_markup_cell(markup, text);
}

/* A line an experiment, and one for all models. */
static void short_table(const struct validation_markup *markup, const struct validation *validation) {
    char text[TEXT];
    validation_markup_table(markup, "compared with|rows inside|rows outside: published → simulated");
    for (size_t i = 0; i < validation->row_count;) {
        const struct validation_row *first = &validation->rows[i];
        const bool model = first->kind == VALIDATION_MODEL;
        size_t all = 0, inside = 0;
        for (; i < validation->row_count && (model ? validation->rows[i].kind == VALIDATION_MODEL
                                                   : strcmp(validation->rows[i].experiment, first->experiment) == 0);
             ++i, ++all) {
            inside += validation_within(&validation->rows[i]);
        }
        validation_markup_row(markup, inside < all);
        validation_markup_cell(markup, model ? "single models: published tables and closed forms" : first->experiment);
        snprintf(text, sizeof text, "%zu of %zu", inside, all);
        validation_markup_cell(markup, text);
        outside_cell(markup, first, all);
        validation_markup_row_end(markup);
    }
    validation_markup_table_end(markup);
}

static void write_page(const struct validation_markup *markup, const struct validation *validation) {
    fputs(markup->html ? sheet : "", markup->page);
    validation_markup_heading(markup, 1, "How far to trust satqkd");
    counts_line(markup, validation);
    short_table(markup, validation);
    validation_markup_heading(markup, 2, "Frozen parameters");
    validation_markup_paragraph(markup, validation->frozen);
    validation_markup_heading(markup, 2, "Experiments");
    groups(markup, validation, false);
    if (validation->nights_drawn > 0) {
        validation_markup_heading(markup, 2, "The campaign's nights: frozen, and with air, tracking and station drawn");
        nights_table(markup, validation);
    }
    if (validation->has_band) {
        validation_markup_heading(markup, 2, "Micius pass: what the uncertainty of the inputs leaves");
        band_table(markup, validation);
    }
    if (validation->swings) {
        char text[120];
        snprintf(text, sizeof text, "Micius pass: every input changed by %.0f %%", 100 * validation->swing_share);
        validation_markup_heading(markup, 2, text);
        if (markup->html) {
            tornado_chart(markup->page, validation);
        }
        swing_table(markup, validation);
    }
    validation_markup_heading(markup, 2, "Single models");
    groups(markup, validation, true);
    fputs(markup->html ? "</html>\n" : "", markup->page);
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

static enum satqkd_status make(bool html, void (*write)(const struct validation_markup *, const struct validation *),
                               const struct validation *validation, char **out, struct satqkd_error *error) {
    size_t size = 0;
    *out = NULL;
    const struct validation_markup markup = {.page = open_memstream(out, &size), .html = html};
    if (markup.page) {
        write(&markup, validation);
    }
    return finish(markup.page, out, error);
}

enum satqkd_status validation_page_markdown(const struct validation *validation, char **out,
                                            struct satqkd_error *error) {
    return make(false, write_page, validation, out, error);
}

enum satqkd_status validation_page_html(const struct validation *validation, char **out, struct satqkd_error *error) {
    return make(true, write_page, validation, out, error);
}

static void write_short(const struct validation_markup *markup, const struct validation *validation) {
    size_t models = 0, models_inside = 0;
    for (size_t i = 0; i < validation->row_count; ++i) {
        const bool model = validation->rows[i].kind == VALIDATION_MODEL;
        models += model;
        models_inside += model && validation_within(&validation->rows[i]);
    }
    const struct validation_tally tally = validation_count(validation);
    fprintf(markup->page,
            "%zu of %zu measurements and %zu of %zu checks of single models are inside their tolerance; each row, with "
            "its tolerance and the likely cause where it is outside, is in "
            "[results/validation.md](results/validation.md).\n\n",
            tally.measured_inside, tally.measured, models_inside, models);
    short_table(markup, validation);
}

enum satqkd_status validation_page_short(const struct validation *validation, char **out, struct satqkd_error *error) {
    return make(false, write_short, validation, out, error);
}
