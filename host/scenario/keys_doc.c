/* SPDX-License-Identifier: MIT */
#include "scenario/keys_doc.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "scenario/campaign_keys.h"
#include "scenario/keys.h"
#include "scenario/keys_value.h"
#include "scenario/network_file.h"
#include "scenario/text_buffer.h"

/* The keys of a downlink, then those that only an uplink has: a row of every text below. */
enum { MOST_ROWS = 2 * KEYS_MOST };

struct row {
    const struct keys_entry *entry;
    const char *where; /* "": in both directions */
};

static size_t collect(struct row rows[MOST_ROWS]) {
    const struct keys_table *down = keys_scenario(CHANNEL_DOWNLINK);
    const struct keys_table *up = keys_scenario(CHANNEL_UPLINK);
    size_t count = 0;
    for (size_t i = 0; i < down->count; i++) {
        bool both = keys_find(up, down->entries[i].path) != NULL;
        rows[count++] = (struct row){&down->entries[i], both ? "" : "downlink"};
    }
    for (size_t i = 0; i < up->count; i++) {
        if (!keys_find(down, up->entries[i].path)) {
            rows[count++] = (struct row){&up->entries[i], "uplink"};
        }
    }
    return count;
}

static bool is_object(const struct keys_entry *entry) {
    return entry->kind == KEYS_OBJECT || entry->kind == KEYS_REFERENCE;
}

static const char *default_of(const struct keys_entry *entry) {
    return entry->presence == KEYS_DEFAULT ? entry->fallback : entry->presence == KEYS_REQUIRED ? "required" : "none";
}

static const char *unit_of(const struct keys_entry *entry) {
    return entry->value.unit && entry->kind != KEYS_LEVEL ? entry->value.unit : "";
}

static enum satqkd_status finish(struct text_buffer *buffer, char **out, struct satqkd_error *error) {
    *out = buffer->data;
    return buffer->failed ? document_out_of_memory(error) : SATQKD_OK;
}

static void text_row(struct text_buffer *text, const struct row *row) {
    const struct keys_entry *entry = row->entry;
    char wanted[KEYS_VALUE_WANTED];
    keys_value_wanted(entry, wanted);
    text_buffer_print(text, "\n%s%s%s%s\n", entry->path, row->where[0] ? " (" : "", row->where,
                      row->where[0] ? " alone)" : "");
    text_buffer_print(text, "    %s\n", entry->meaning);
    if (!is_object(entry)) {
        text_buffer_print(text, "    %s; %s%s\n", wanted, entry->presence == KEYS_DEFAULT ? "default " : "",
                          default_of(entry));
    }
}

static void text_scenario(struct text_buffer *text) {
    struct row rows[MOST_ROWS];
    size_t count = collect(rows);
    text_buffer_text(text, "The keys of a scenario. --set KEY=VALUE reaches each of them; every one may also stand in "
                           "the file.\n");
    for (size_t i = 0; i < count; i++) {
        text_row(text, &rows[i]);
    }
}

/* A cell of a table: a bar would end it. */
static void cell(struct text_buffer *text, const char *content) {
    for (size_t run; *content; content += run) {
        run = strcspn(content, "|");
        text_buffer_append(text, content, run);
        if (content[run]) {
            text_buffer_text(text, "\\|");
            run++;
        }
    }
    text_buffer_text(text, " | ");
}

static void markdown_row(struct text_buffer *text, const struct row *row) {
    const struct keys_entry *entry = row->entry;
    char wanted[KEYS_VALUE_WANTED];
    keys_value_wanted(entry, wanted);
    text_buffer_print(text, "| `%s`%s%s | ", entry->path, row->where[0] ? ", " : "", row->where);
    cell(text, unit_of(entry));
    text_buffer_print(text, "%s%s%s | ", entry->presence == KEYS_DEFAULT ? "`" : "", default_of(entry),
                      entry->presence == KEYS_DEFAULT ? "`" : "");
    cell(text, wanted);
    cell(text, entry->meaning);
    text_buffer_cut(text, text->length - 1);
    text_buffer_text(text, "\n");
}

static const char table_head[] = "| key | unit | default | value | meaning |\n|---|---|---|---|---|\n";

static void markdown_scenario(struct text_buffer *text) {
    struct row rows[MOST_ROWS];
    size_t count = collect(rows);
    text_buffer_text(text,
                     "# The keys of a scenario\n\n"
                     "Written by `satqkd help config --markdown` from the table by which the program checks scenarios. "
                     "`--set KEY=VALUE` reaches each key. "
                     "`satellite` and `station` may name a file that holds the object. An object may hold `sources`, "
                     "which gives for keys below it a text that says where the value is from. "
                     "Who sends has `source` and `pointing`, who receives `detectors`, `timing` and `polarization`: "
                     "keys marked downlink or uplink belong to that `direction` alone.\n\n");
    text_buffer_text(text, table_head);
    for (size_t i = 0; i < count; i++) {
        if (!is_object(rows[i].entry)) {
            markdown_row(text, &rows[i]);
        }
    }
    text_buffer_text(text, "\nThe objects that hold them:\n\n");
    for (size_t i = 0; i < count; i++) {
        if (is_object(rows[i].entry)) {
            text_buffer_print(text, "- `%s`%s%s: %s\n", rows[i].entry->path, rows[i].where[0] ? ", " : "",
                              rows[i].where, rows[i].entry->meaning);
        }
    }
}

/* The tables of a campaign or of a network, one below the other. */
static void tell_parts(enum keys_doc_of of, bool markdown, struct text_buffer *text) {
    const struct {
        enum keys_doc_of of;
        const char *what;
        const struct keys_table *table;
    } parts[] = {{KEYS_DOC_CAMPAIGN, "the file", campaign_keys_root()},
                 {KEYS_DOC_CAMPAIGN, "each of \"satellites\"", campaign_keys_payload()},
                 {KEYS_DOC_CAMPAIGN, "each of \"stations\"", campaign_keys_site()},
                 {KEYS_DOC_CAMPAIGN, "each of \"relays.pairs\"", campaign_keys_pair()},
                 {KEYS_DOC_NETWORK, "the file", network_file_keys()},
                 {KEYS_DOC_NETWORK, "each of \"nodes\"", network_file_node_keys()},
                 {KEYS_DOC_NETWORK, "each of \"fibres\"", network_file_fibre_keys()}};
    for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
        if (parts[p].of != of) {
            continue;
        }
        text_buffer_print(text, markdown ? "\n## Of %s\n\n" : "\nOf %s:\n", parts[p].what);
        text_buffer_text(text, markdown ? table_head : "");
        for (size_t i = 0; i < parts[p].table->count; i++) {
            const struct row row = {&parts[p].table->entries[i], ""};
            (markdown ? markdown_row : text_row)(text, &row);
        }
    }
}

enum satqkd_status keys_doc_text(enum keys_doc_of of, char **out, struct satqkd_error *error) {
    struct text_buffer text = {0};
    if (of == KEYS_DOC_SCENARIO) {
        text_scenario(&text);
    } else {
        text_buffer_text(
            &text,
            of == KEYS_DOC_CAMPAIGN
                ? "The keys of a campaign. --set KEY=VALUE reaches them, in an element of a list as stations[0].name.\n"
                : "The keys of a network.\n");
        tell_parts(of, false, &text);
    }
    return finish(&text, out, error);
}

enum satqkd_status keys_doc_markdown(enum keys_doc_of of, char **out, struct satqkd_error *error) {
    struct text_buffer text = {0};
    if (of == KEYS_DOC_SCENARIO) {
        markdown_scenario(&text);
    } else {
        text_buffer_text(&text, of == KEYS_DOC_CAMPAIGN
                                    ? "# The keys of a campaign\n\nWritten by `satqkd help campaign-config --markdown` "
                                      "from the tables by which the program checks campaigns; "
                                      "[campaigns.md](campaigns.md) tells what they do. `--set KEY=VALUE` reaches "
                                      "them, in an element of a list as `stations[0].name`; those below `scenario`, "
                                      "`satellite`, `orbit`, `station` and `atmosphere` are "
                                      "[a scenario's](scenario.md).\n"
                                    : "# The keys of a network\n\nWritten by `satqkd help network-config --markdown` "
                                      "from the tables by which the program checks the file that a campaign's "
                                      "`network` names. [What is computed from it](network.md).\n");
        tell_parts(of, true, &text);
    }
    return finish(&text, out, error);
}

enum satqkd_status keys_doc_brief(char **out, struct satqkd_error *error) {
    struct row rows[MOST_ROWS];
    size_t count = collect(rows);
    cJSON *root = cJSON_CreateObject();
    bool whole = root != NULL;
    for (size_t i = 0; i < count; i++) {
        const struct keys_entry *entry = rows[i].entry;
        if (is_object(entry)) {
            continue;
        }
        cJSON *key = cJSON_AddObjectToObject(root, entry->path);
        whole = whole && cJSON_AddStringToObject(key, "unit", unit_of(entry)) &&
                cJSON_AddStringToObject(key, "meaning", entry->meaning) &&
                (entry->presence != KEYS_DEFAULT || cJSON_AddRawToObject(key, "default", entry->fallback));
    }
    *out = whole ? cJSON_PrintUnformatted(root) : NULL;
    cJSON_Delete(root);
    return *out ? SATQKD_OK : document_out_of_memory(error);
}
