/* SPDX-License-Identifier: MIT */
#include "scenario/json_string.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* Length of the valid UTF-8 character at c (RFC 3629: no overlong form, no surrogate, at most U+10FFFF); 0 if it is none. */
static size_t character_length(const unsigned char *c, size_t left) {
    size_t length = 0;
    if (c[0] < 0x80) {
        length = 1;
    } else if (c[0] >= 0xC2 && c[0] < 0xE0) {
        length = 2;
    } else if ((c[0] & 0xF0) == 0xE0) {
        length = 3;
    } else if (c[0] >= 0xF0 && c[0] < 0xF5) {
        length = 4;
    }
    if (length == 0 || length > left) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        if ((c[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    bool overlong = (c[0] == 0xE0 && c[1] < 0xA0) || (c[0] == 0xF0 && c[1] < 0x90);
    bool beyond = (c[0] == 0xED && c[1] >= 0xA0) || (c[0] == 0xF4 && c[1] >= 0x90);
    return overlong || beyond ? 0 : length;
}

static void append_code_point(struct text_buffer *out, unsigned long code) {
    static const unsigned char lead[] = {0, 0x00, 0xC0, 0xE0, 0xF0};
    char bytes[4];
    size_t count = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = count - 1; i > 0; i--) {
        bytes[i] = (char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    bytes[0] = (char)(lead[count] | code);
    text_buffer_append(out, bytes, count);
}

/* The code of a \uXXXX at `at`, which moves behind it; -1 where there is none. */
static long hexadecimal(const char *text, size_t length, size_t *at) {
    if (length - *at < 6 || text[*at] != '\\' || text[*at + 1] != 'u') {
        return -1;
    }
    long code = 0;
    for (size_t i = 2; i < 6; i++) {
        int digit = (unsigned char)text[*at + i];
        if (!isxdigit(digit)) {
            return -1;
        }
        code = 16 * code + (isdigit(digit) ? digit - '0' : tolower(digit) - 'a' + 10);
    }
    *at += 6;
    return code;
}

/* An escape; `at` is its backslash. */
static const char *escape(const char *text, size_t length, size_t *at, struct text_buffer *decoded) {
    static const char letters[] = "\"\\/bfnrt";
    static const char meant[] = "\"\\/\b\f\n\r\t";
    size_t start = *at;
    char letter = start + 1 < length ? text[start + 1] : '\0';
    const char *simple = letter ? strchr(letters, letter) : NULL;
    if (simple) {
        text_buffer_append(decoded, &meant[simple - letters], 1);
        *at += 2;
        return NULL;
    }
    if (letter != 'u') {
        return "an unknown escape; JSON knows \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX";
    }
    long code = hexadecimal(text, length, at);
    if (code < 0) {
        return "\\u wants four hexadecimal digits";
    }
    if (code >= 0xD800 && code < 0xE000) {
        long low = code < 0xDC00 ? hexadecimal(text, length, at) : -1;
        if (low < 0xDC00 || low >= 0xE000) {
            *at = start;
            return "half of a surrogate pair; write both halves, or the character itself";
        }
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    if (code == 0) {
        *at = start;
        return "\\u0000 is not taken; no text here may hold a NUL";
    }
    append_code_point(decoded, (unsigned long)code);
    return NULL;
}

const char *json_string(const char *text, size_t length, size_t *at, struct text_buffer *decoded) {
    size_t start = (*at)++;
    while (*at < length) {
        unsigned char byte = (unsigned char)text[*at];
        if (byte == '"') {
            (*at)++;
            return NULL;
        }
        if (byte < 0x20) {
            return "a line break, tab or other control character within a text; write it as an escape like \\n";
        }
        if (byte == '\\') {
            const char *wrong = escape(text, length, at, decoded);
            if (wrong) {
                return wrong;
            }
            continue;
        }
        size_t count = character_length((const unsigned char *)text + *at, length - *at);
        if (count == 0) {
            return "bytes that are no UTF-8; save the file as UTF-8";
        }
        text_buffer_append(decoded, text + *at, count);
        *at += count;
    }
    *at = start;
    return "a text that does not end; close it with a quotation mark";
}
