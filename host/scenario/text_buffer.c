/* SPDX-License-Identifier: MIT */
#include "scenario/text_buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void text_buffer_append(struct text_buffer *buffer, const char *bytes, size_t count) {
    if (buffer->failed) {
        return;
    }
    if (buffer->capacity - buffer->length <= count) {
        size_t capacity = 2 * (buffer->length + count) + 64;
        char *data = realloc(buffer->data, capacity);
        if (!data) {
            buffer->failed = true;
            return;
        }
        buffer->data = data;
        buffer->capacity = capacity;
    }
    memcpy(buffer->data + buffer->length, bytes, count);
    buffer->length += count;
    buffer->data[buffer->length] = '\0';
}

void text_buffer_text(struct text_buffer *buffer, const char *text) {
    text_buffer_append(buffer, text, strlen(text));
}

void text_buffer_print(struct text_buffer *buffer, const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length > 0) {
        text_buffer_text(buffer, text);
    }
}

void text_buffer_cut(struct text_buffer *buffer, size_t length) {
    if (buffer->data && length < buffer->length) {
        buffer->length = length;
        buffer->data[length] = '\0';
    }
}
