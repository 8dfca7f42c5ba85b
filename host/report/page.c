/* SPDX-License-Identifier: MIT */
#include "report/page.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/page_assets.h"

/* Rows beyond this many bytes of CSV are thinned, so that the page of a pass of days still opens at once. */
enum { ROWS_MOST = 300000 };

static const char mark[] = "@@";
static const char data_name[] = "data";
static const char scripts_name[] = "scripts";

enum { SCRIPTS_MOST = 6 };

static const char *const scripts[][SCRIPTS_MOST + 1] = {
    [PAGE_RUN] = {"page_sky.js", "page_run.js", NULL},
    [PAGE_SWEEP] = {"page_sweep.js", NULL},
    [PAGE_CAMPAIGN] = {"page_svg.js", "page_coast.js", "page_map.js", "page_calendar.js", "page_quantiles.js",
                       "page_campaign.js", NULL},
};

/* A text that grows; once memory has run out nothing more is added. */
struct growing {
    char *data;
    size_t length, capacity;
    bool failed;
};

static void add(struct growing *out, const char *bytes, size_t count) {
    if (!out->failed && out->capacity - out->length <= count) {
        size_t capacity = 2 * (out->length + count) + 4096;
        char *data = realloc(out->data, capacity);
        if (!data) {
            out->failed = true;
            return;
        }
        out->data = data;
        out->capacity = capacity;
    }
    if (!out->failed) {
        memcpy(out->data + out->length, bytes, count);
        out->length += count;
        out->data[out->length] = '\0';
    }
}

static void add_text(struct growing *out, const char *text) {
    add(out, text, strlen(text));
}

/* "<" would let a text of the scenario end the script element that holds the data. */
static void add_json(struct growing *out, const char *text) {
    for (size_t run; *text; text += run) {
        run = strcspn(text, "<");
        add(out, text, run);
        if (text[run]) {
            add_text(out, "\\u003c");
            ++run;
        }
    }
}

/* The inside of a JSON string. */
static void add_escaped(struct growing *out, const char *text, size_t count) {
    size_t from = 0;
    for (size_t i = 0; i < count; ++i) {
        unsigned char c = (unsigned char)text[i];
        if (c < ' ' || c == '"' || c == '\\' || c == '<') {
            char code[8];
            int length = snprintf(code, sizeof code, c == '\n' ? "\\n" : "\\u%04x", c);
            add(out, text + from, i - from);
            add(out, code, (size_t)length);
            from = i + 1;
        }
    }
    add(out, text + from, count - from);
}

/* The header and every n-th row, n as small as the limit allows. */
static void add_rows(struct growing *out, const char *text) {
    size_t every = strlen(text) / ROWS_MOST + 1;
    size_t row = 0;
    while (*text) {
        size_t length = strcspn(text, "\n");
        length += text[length] == '\n';
        if (row == 0 || (row - 1) % every == 0) {
            add_escaped(out, text, length);
        }
        text += length;
        ++row;
    }
}

static void add_part(struct growing *out, const struct page_part *part) {
    add_text(out, "\"");
    add_text(out, part->name);
    add_text(out, "\":");
    if (part->kind == PAGE_JSON) {
        add_json(out, part->text);
        return;
    }
    add_text(out, "\"");
    if (part->kind == PAGE_TEXT) {
        add_escaped(out, part->text, strlen(part->text));
    } else {
        add_rows(out, part->text);
    }
    add_text(out, "\"");
}

static void add_data(struct growing *out, const struct page_part *parts, size_t count) {
    const char *before = "{";
    for (size_t i = 0; i < count; ++i) {
        if (parts[i].text) {
            add_text(out, before);
            add_part(out, &parts[i]);
            before = ",";
        }
    }
    add_text(out, "}");
}

static const struct page_asset *asset_of(const char *name, size_t length) {
    for (const struct page_asset *asset = page_assets; asset->name; ++asset) {
        if (strlen(asset->name) == length && strncmp(asset->name, name, length) == 0) {
            return asset;
        }
    }
    return NULL;
}

static bool is(const char *name, size_t length, const char *wanted) {
    return length == strlen(wanted) && strncmp(name, wanted, length) == 0;
}

static void add_scripts(struct growing *out, enum page_kind kind) {
    for (const char *const *script = scripts[kind]; *script; ++script) {
        const struct page_asset *asset = asset_of(*script, strlen(*script));
        add_text(out, "<script>");
        add(out, asset->text, asset->length);
        add_text(out, "</script>\n");
    }
}

enum satqkd_status page_html(enum page_kind kind, const struct page_part *parts, size_t count, char **out,
                             struct satqkd_error *error) {
    struct growing page = {0};
    const char *at = asset_of("page.html", strlen("page.html"))->text;
    *out = NULL;
    for (const char *open; (open = strstr(at, mark));) {
        const char *name = open + strlen(mark);
        const char *close = strstr(name, mark);
        size_t length = close ? (size_t)(close - name) : 0;
        const struct page_asset *asset = asset_of(name, length);
        add(&page, at, (size_t)(open - at));
        if (asset) {
            add(&page, asset->text, asset->length);
        } else if (is(name, length, data_name)) {
            add_data(&page, parts, count);
        } else if (is(name, length, scripts_name)) {
            add_scripts(&page, kind);
        } else {
            free(page.data);
            return satqkd_error_set(error, SATQKD_FAILURE, "report/assets/page.html: no asset '%.*s'", (int)length,
                                    name);
        }
        at = close + strlen(mark);
    }
    add_text(&page, at);
    if (page.failed) {
        free(page.data);
        return satqkd_error_set(error, SATQKD_FAILURE, "out of memory for report.html");
    }
    *out = page.data;
    return SATQKD_OK;
}
