/* SPDX-License-Identifier: MIT */
#include "scenario/quote.h"

#include <string.h>

struct quote quote_bytes(const char *text, size_t length) {
    static const char dots[] = "...";
    struct quote out = {{0}};
    size_t room = sizeof out.text - sizeof dots;
    size_t used = length < room ? length : room;
    if (length > room) {
        while (used > 0 && ((unsigned char)text[used] & 0xC0) == 0x80) {
            used--;
        }
    }
    for (size_t i = 0; i < used; i++) {
        unsigned char byte = (unsigned char)text[i];
        out.text[i] = byte < 0x20 || byte == 0x7F ? '?' : text[i];
    }
    if (length > room) {
        memcpy(out.text + used, dots, sizeof dots);
    }
    return out;
}

struct quote quote_text(const char *text) {
    return quote_bytes(text, text ? strlen(text) : 0);
}
