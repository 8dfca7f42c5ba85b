/* SPDX-License-Identifier: MIT */
#include "scenario/json_scan.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/json_string.h"
#include "scenario/quote.h"
#include "scenario/text_buffer.h"

/* A key of an object that is still open. */
struct scan_key {
    size_t name;      /* where it starts in scan.names, which may move */
    const char *text; /* the same, once the object is complete */
    size_t offset;
};

struct scan {
    const char *text;
    size_t length, at;
    int depth;
    struct text_buffer path;
    struct text_buffer names; /* decoded keys of the open objects, each with its NUL */
    struct scan_key *keys;
    size_t key_count, key_capacity;
    const char *wanted; /* NULL: the whole text is checked */
    bool found;
    size_t found_at;
    struct json_scan_fault *fault;
    bool out_of_memory;
};

static bool scan_value(struct scan *s);

SATQKD_PRINTF(3, 4)
static bool complain(struct scan *s, size_t offset, const char *format, ...) {
    if (s->fault) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(s->fault->message, sizeof s->fault->message, format, arguments);
        va_end(arguments);
        s->fault->offset = offset;
        struct quote path = quote_bytes(s->path.data, s->path.length);
        memcpy(s->fault->path, path.text, sizeof path.text);
    }
    return false;
}

static int peek(const struct scan *s) {
    return s->at < s->length ? (unsigned char)s->text[s->at] : -1;
}

static void skip_space(struct scan *s) {
    while (s->at < s->length && s->text[s->at] != '\0' && strchr(" \t\r\n", s->text[s->at])) {
        s->at++;
    }
}

/* What stands at the reading point, for a message. */
static struct quote here(const struct scan *s) {
    if (s->at >= s->length) {
        return quote_text("the end of the text");
    }
    char shown[16];
    unsigned char byte = (unsigned char)s->text[s->at];
    if (byte > 0x20 && byte < 0x7F) {
        snprintf(shown, sizeof shown, "'%c'", byte);
    } else {
        snprintf(shown, sizeof shown, "byte 0x%02X", byte);
    }
    return quote_text(shown);
}

/* The reading point is at the opening quote. */
static bool scan_string(struct scan *s, struct text_buffer *decoded) {
    const char *wrong = json_string(s->text, s->length, &s->at, decoded);
    return !wrong || complain(s, s->at, "%s", wrong);
}

static size_t scan_digits(struct scan *s) {
    size_t start = s->at;
    while (peek(s) >= '0' && peek(s) <= '9') {
        s->at++;
    }
    return s->at - start;
}

static bool scan_number(struct scan *s) {
    size_t start = s->at;
    s->at += peek(s) == '-';
    size_t whole = s->at;
    if (scan_digits(s) == 0) {
        if (isalpha(peek(s))) {
            return complain(s, start, "infinity and NaN are no JSON numbers; give a finite number");
        }
        return complain(s, start, "a minus sign without digits; give a number like -1.5");
    }
    if (s->text[whole] == '0' && s->at - whole > 1) {
        return complain(s, start, "a number with leading zeros; write it without them");
    }
    if (peek(s) == '.') {
        s->at++;
        if (scan_digits(s) == 0) {
            return complain(s, start, "a decimal point without digits behind it; write 1.0 or 1");
        }
    }
    if (peek(s) == 'e' || peek(s) == 'E') {
        s->at++;
        s->at += peek(s) == '+' || peek(s) == '-';
        if (scan_digits(s) == 0) {
            return complain(s, start, "an exponent without digits; write it like 1e-9");
        }
    }
    char digits[JSON_SCAN_NUMBER_LONGEST + 1] = {0};
    size_t length = s->at - start;
    if (length > JSON_SCAN_NUMBER_LONGEST) {
        return complain(s, start, "a number of %zu characters; 17 digits say all that a double holds", length);
    }
    memcpy(digits, s->text + start, length);
    if (!isfinite(strtod(digits, NULL))) {
        return complain(s, start, "%s is beyond the range of a double (1.8e308)", digits);
    }
    return true;
}

static bool scan_word(struct scan *s) {
    static const char *const words[] = {"true", "false", "null"};
    size_t start = s->at;
    while (isalnum(peek(s)) || peek(s) == '_') {
        s->at++;
    }
    size_t length = s->at - start;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (length == strlen(words[i]) && memcmp(s->text + start, words[i], length) == 0) {
            return true;
        }
    }
    struct quote word = quote_bytes(s->text + start, length);
    bool number = length >= 3 && (strncmp(word.text, "NaN", 3) == 0 || strncmp(word.text, "nan", 3) == 0 ||
                                  strncmp(word.text, "Inf", 3) == 0 || strncmp(word.text, "inf", 3) == 0);
    s->at = start;
    if (number) {
        return complain(s, start, "%s is no JSON number; give a finite number", word.text);
    }
    return complain(s, start, "%s is no JSON value; a text stands in quotation marks", word.text);
}

static bool is_wanted(struct scan *s, size_t offset) {
    if (s->wanted && strcmp(s->wanted, s->path.data ? s->path.data : "") == 0) {
        s->found = true;
        s->found_at = offset;
    }
    return s->found;
}

static int compare_keys(const void *a, const void *b) {
    const struct scan_key *left = a;
    const struct scan_key *right = b;
    int order = strcmp(left->text, right->text);
    return order ? order : (left->offset > right->offset) - (left->offset < right->offset);
}

/* Closes an object whose keys start at `first`: none may stand twice. Sorted, so that a hostile file of a million keys costs no more than
   its sorting. */
static bool close_object(struct scan *s, size_t first, size_t names_before) {
    size_t count = s->key_count - first;
    struct scan_key *keys = s->keys + first;
    const struct scan_key *twice = NULL;
    for (size_t i = 0; i < count; i++) {
        keys[i].text = s->names.data + keys[i].name;
    }
    if (count > 1) {
        qsort(keys, count, sizeof *keys, compare_keys);
    }
    for (size_t i = 1; i < count; i++) {
        if (strcmp(keys[i - 1].text, keys[i].text) == 0 && (!twice || keys[i].offset < twice->offset)) {
            twice = &keys[i];
        }
    }
    if (twice) {
        text_buffer_print(&s->path, "%s%.100s", s->path.length ? "." : "", twice->text);
        return complain(s, twice->offset, "duplicate key; keep one of the two");
    }
    s->key_count = first;
    text_buffer_cut(&s->names, names_before);
    return true;
}

/* A key, its colon, and its value; the path grows by the key meanwhile. */
static bool scan_member(struct scan *s) {
    if (peek(s) != '"') {
        return complain(s, s->at, "expected a key in quotation marks, found %s", here(s).text);
    }
    if (s->key_count == s->key_capacity) {
        size_t capacity = 2 * s->key_capacity + 32;
        struct scan_key *keys = realloc(s->keys, capacity * sizeof *keys);
        if (!keys) {
            s->out_of_memory = true;
            return false;
        }
        s->keys = keys;
        s->key_capacity = capacity;
    }
    struct scan_key *key = &s->keys[s->key_count];
    key->name = s->names.length;
    key->offset = s->at;
    if (!scan_string(s, &s->names)) {
        return false;
    }
    text_buffer_append(&s->names, "", 1);
    if (s->names.failed) {
        return false;
    }
    s->key_count++;
    size_t path_before = s->path.length;
    if (path_before) {
        text_buffer_text(&s->path, ".");
    }
    text_buffer_text(&s->path, s->names.data + key->name);
    if (s->path.failed || is_wanted(s, key->offset)) {
        return false;
    }
    skip_space(s);
    if (peek(s) != ':') {
        return complain(s, s->at, "expected a colon behind the key, found %s", here(s).text);
    }
    s->at++;
    if (!scan_value(s)) {
        return false;
    }
    text_buffer_cut(&s->path, path_before);
    return true;
}

static bool scan_object(struct scan *s) {
    size_t first = s->key_count;
    size_t names_before = s->names.length;
    s->at++;
    skip_space(s);
    if (peek(s) == '}') {
        s->at++;
        return true;
    }
    for (;;) {
        skip_space(s);
        if (!scan_member(s)) {
            return false;
        }
        skip_space(s);
        if (peek(s) == '}') {
            s->at++;
            return close_object(s, first, names_before);
        }
        if (peek(s) != ',') {
            return complain(s, s->at, "expected a comma or the object's closing brace, found %s", here(s).text);
        }
        s->at++;
    }
}

static bool scan_array(struct scan *s) {
    size_t path_before = s->path.length;
    s->at++;
    skip_space(s);
    if (peek(s) == ']') {
        s->at++;
        return true;
    }
    for (size_t index = 0;; index++) {
        skip_space(s);
        text_buffer_print(&s->path, "[%zu]", index);
        if (s->path.failed || is_wanted(s, s->at) || !scan_value(s)) {
            return false;
        }
        text_buffer_cut(&s->path, path_before);
        skip_space(s);
        if (peek(s) == ']') {
            s->at++;
            return true;
        }
        if (peek(s) != ',') {
            return complain(s, s->at, "expected a comma or the array's closing bracket, found %s", here(s).text);
        }
        s->at++;
    }
}

static bool scan_value(struct scan *s) {
    skip_space(s);
    int c = peek(s);
    if (c == '{' || c == '[') {
        if (++s->depth > JSON_SCAN_DEEPEST) {
            return complain(s, s->at, "nested deeper than %d levels", JSON_SCAN_DEEPEST);
        }
        bool fine = c == '{' ? scan_object(s) : scan_array(s);
        s->depth--;
        return fine;
    }
    if (c == '"') {
        size_t names_before = s->names.length;
        bool fine = scan_string(s, &s->names);
        text_buffer_cut(&s->names, names_before);
        return fine;
    }
    if (c == '-' || (c >= '0' && c <= '9')) {
        return scan_number(s);
    }
    if (c > 0 && isalpha(c)) {
        return scan_word(s);
    }
    return complain(s, s->at, "expected a value, found %s", here(s).text);
}

static bool scan_text(struct scan *s) {
    if (s->length >= 3 && memcmp(s->text, "\xEF\xBB\xBF", 3) == 0) {
        return complain(s, 0, "starts with a byte order mark; save the file as UTF-8 without one");
    }
    skip_space(s);
    if (s->at == s->length) {
        return complain(s, 0, "the file is empty; a JSON object is wanted");
    }
    if (is_wanted(s, s->at) || !scan_value(s)) {
        return false;
    }
    skip_space(s);
    return s->at == s->length || complain(s, s->at, "text behind the end of the JSON value: %s", here(s).text);
}

static void release(struct scan *s) {
    free(s->path.data);
    free(s->names.data);
    free(s->keys);
}

enum satqkd_status json_scan(const char *text, size_t length, struct json_scan_fault *fault) {
    struct scan s = {.text = text, .length = length, .fault = fault};
    bool fine = scan_text(&s);
    bool out_of_memory = s.out_of_memory || s.path.failed || s.names.failed;
    release(&s);
    return out_of_memory ? SATQKD_FAILURE : fine ? SATQKD_OK : SATQKD_INVALID;
}

bool json_scan_find(const char *text, size_t length, const char *path, size_t *offset) {
    struct scan s = {.text = text, .length = length, .wanted = path};
    scan_text(&s);
    *offset = s.found_at;
    release(&s);
    return s.found;
}
