/* SPDX-License-Identifier: MIT */
#include "scenario/tle_file.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cjson/cJSON.h>

#include "orbit/sgp4.h"
#include "scenario/json_text.h"
#include "scenario/quote.h"

/* The sets of a file, as many as there are. */
struct sets {
    struct tle_file_set *items;
    size_t count, capacity;
};

static struct tle_file_set *add(struct sets *sets, const char *file, struct satqkd_error *error) {
    if (sets->count == TLE_FILE_MOST) {
        satqkd_error_set(error, SATQKD_INVALID, "%s: more than %d element sets: give a part of the file", file,
                         TLE_FILE_MOST);
        return NULL;
    }
    if (sets->count == sets->capacity) {
        size_t capacity = sets->capacity ? 2 * sets->capacity : 16;
        struct tle_file_set *grown = realloc(sets->items, capacity * sizeof *grown);
        if (!grown) {
            satqkd_error_set(error, SATQKD_FAILURE, "%s: no memory left to read it", file);
            return NULL;
        }
        sets->items = grown;
        sets->capacity = capacity;
    }
    struct tle_file_set *set = &sets->items[sets->count++];
    memset(set, 0, sizeof *set);
    return set;
}

/* Refuses a set that the propagator would. */
static enum satqkd_status check(struct tle_file_set *set, const char *file, size_t line, struct satqkd_error *error) {
    struct sgp4_elements elements;
    enum satqkd_status status = sgp4_read_tle(set->line1, set->line2, &elements, error);
    if (status) {
        satqkd_error_prefix(error, "%s:%zu: ", file, line);
        return status;
    }
    snprintf(set->catalogue, sizeof set->catalogue, "%.5s", elements.catalogue);
    return SATQKD_OK;
}

static void trim_end(char *line) {
    size_t length = strlen(line);
    while (length > 0 && isspace((unsigned char)line[length - 1])) {
        length--;
    }
    line[length] = '\0';
}

static bool is_line(const char *line, char number) {
    return line[0] == number && line[1] == ' ' && strlen(line) > 24;
}

static enum satqkd_status read_lines(struct file_text *text, struct sets *sets, struct satqkd_error *error) {
    char name[TLE_FILE_NAME] = "";
    struct tle_file_set *open = NULL; /* has its first line */
    size_t number = 0;
    enum satqkd_status status = SATQKD_OK;
    for (char *line = text->data; line && !status;) {
        char *newline = strchr(line, '\n');
        if (newline) {
            *newline = '\0';
        }
        trim_end(line);
        number++;
        if (strlen(line) >= OMM_LINE) {
            return satqkd_error_set(error, SATQKD_INVALID, "%s:%zu: %zu characters; a line of elements has 69",
                                    text->name, number, strlen(line));
        }
        if (open && line[0]) {
            if (!is_line(line, '2')) {
                return satqkd_error_set(error, SATQKD_INVALID,
                                        "%s:%zu: line 1 of a set stands before; give its line 2 here", text->name,
                                        number);
            }
            snprintf(open->line2, OMM_LINE, "%s", line);
            status = check(open, text->name, number, error);
            open = NULL;
            name[0] = '\0';
        } else if (is_line(line, '1')) {
            open = add(sets, text->name, error);
            if (!open) {
                return error && error->status ? error->status : SATQKD_FAILURE;
            }
            snprintf(open->line1, OMM_LINE, "%s", line);
            snprintf(open->name, sizeof open->name, "%s", name);
        } else if (is_line(line, '2') || name[0]) {
            if (line[0]) {
                return satqkd_error_set(error, SATQKD_INVALID, "%s:%zu: \"%s\": line 1 of a set belongs here",
                                        text->name, number, quote_text(line).text);
            }
        } else if (line[0] != '#') {
            snprintf(name, sizeof name, "%.63s", strncmp(line, "0 ", 2) == 0 ? line + 2 : line);
        }
        line = newline ? newline + 1 : NULL;
    }
    if (!status && open) {
        status = satqkd_error_set(error, SATQKD_INVALID, "%s:%zu: ends after line 1 of a set; its line 2 is missing",
                                  text->name, number);
    }
    return status;
}

static enum satqkd_status read_messages(const struct file_text *text, struct sets *sets, struct satqkd_error *error) {
    cJSON *tree = NULL;
    enum satqkd_status status = json_text_tree(text, &tree, error);
    const cJSON *message = cJSON_IsArray(tree) ? tree->child : tree;
    for (size_t index = 0; !status && message; index++) {
        struct tle_file_set *set = add(sets, text->name, error);
        const cJSON *name = cJSON_GetObjectItemCaseSensitive(message, "OBJECT_NAME");
        if (!set) {
            status = error && error->status ? error->status : SATQKD_FAILURE;
            break;
        }
        snprintf(set->name, sizeof set->name, "%.63s", cJSON_IsString(name) ? name->valuestring : "");
        status = omm_lines(message, set->line1, set->line2, error);
        if (status) {
            satqkd_error_prefix(error, "%s: message %zu: ", text->name, index + 1);
        } else {
            status = check(set, text->name, index + 1, error);
        }
        message = cJSON_IsArray(tree) ? message->next : NULL;
    }
    cJSON_Delete(tree);
    return status;
}

static bool has_part(const char *text, const char *part) {
    size_t length = strlen(part);
    for (; *text; text++) {
        if (strncasecmp(text, part, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_catalogue(const struct tle_file_set *set, const char *norad) {
    const char *digits = norad + strspn(norad, "0");
    const char *own = set->catalogue + strspn(set->catalogue, "0");
    if (strspn(digits, "0123456789") == 6 && !digits[6]) { /* a number beyond five digits: Alpha-5 in the lines */
        static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ";
        const char *letter = set->catalogue[0] ? strchr(letters, set->catalogue[0]) : NULL;
        return letter && 10 + (letter - letters) == (digits[0] - '0') * 10 + digits[1] - '0' &&
               strcmp(set->catalogue + 1, digits + 2) == 0;
    }
    return strcasecmp(own, digits) == 0;
}

static bool fits(const struct tle_file_set *set, const char *name, const char *norad, bool part) {
    return (!norad || is_catalogue(set, norad)) &&
           (!name || (part ? has_part(set->name, name) : strcasecmp(set->name, name) == 0));
}

/* Moves the sets that fit to the front. @return how many; 0 too where they are of several satellites, then `several` is set */
static size_t choose(struct sets *sets, const char *name, const char *norad, bool part, bool *several) {
    size_t kept = 0;
    const struct tle_file_set *first = NULL;
    for (size_t i = 0; i < sets->count; i++) {
        if (fits(&sets->items[i], name, norad, part)) {
            *several = *several || (first && strcmp(first->catalogue, sets->items[i].catalogue) != 0);
            first = first ? first : &sets->items[i];
        }
    }
    for (size_t i = 0; !*several && i < sets->count; i++) {
        if (fits(&sets->items[i], name, norad, part)) {
            sets->items[kept++] = sets->items[i];
        }
    }
    return kept;
}

static enum satqkd_status complain(const char *file, const struct sets *sets, bool several,
                                   struct satqkd_error *error) {
    enum { SHOWN = 6 };
    char list[SHOWN * (TLE_FILE_NAME + 16)] = "";
    size_t used = 0;
    for (size_t i = 0; i < sets->count && i < SHOWN; i++) {
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s%s%s", i ? ", " : "",
                                 quote_text(sets->items[i].name).text, sets->items[i].name[0] ? " " : "",
                                 sets->items[i].catalogue);
        used = used < sizeof list ? used : sizeof list - 1;
    }
    return satqkd_error_set(error, SATQKD_INVALID,
                            "%s: %s among its %zu element sets; choose with --name or --norad: %s%s", file,
                            several ? "more than one satellite fits" : "no satellite fits", sets->count, list,
                            sets->count > SHOWN ? ", …" : "");
}

enum satqkd_status tle_file_read(const char *path, const char *name, const char *norad, struct tle_file_set **out,
                                 size_t *count, struct satqkd_error *error) {
    struct file_text text = {0};
    struct sets sets = {0};
    bool several = false;
    *out = NULL;
    *count = 0;
    enum satqkd_status status = file_text_read(path, &text, error);
    if (status) {
        goto done;
    }
    if (memchr(text.data, '\0', text.length)) {
        status = satqkd_error_set(error, SATQKD_INVALID, "%s: a NUL byte: this is no text", text.name);
        goto done;
    }
    char first = text.data[strspn(text.data, " \t\r\n")];
    if (first == '<') {
        status = satqkd_error_set(error, SATQKD_INVALID, "%s: XML; give lines of elements or OMM as JSON", text.name);
    } else {
        status = first == '{' || first == '[' ? read_messages(&text, &sets, error) : read_lines(&text, &sets, error);
    }
    if (status) {
        goto done;
    }
    if (sets.count == 0) {
        status = satqkd_error_set(error, SATQKD_INVALID,
                                  "%s: no element set; give two lines of 69 characters, or OMM as JSON", text.name);
        goto done;
    }
    *count = choose(&sets, name, norad, false, &several);
    if (*count == 0 && !several && name) {
        *count = choose(&sets, name, norad, true, &several);
    }
    if (*count == 0) {
        status = complain(text.name, &sets, several, error);
        goto done;
    }
    *out = sets.items;
    sets.items = NULL;
done:
    free(sets.items);
    file_text_release(&text);
    return status;
}
