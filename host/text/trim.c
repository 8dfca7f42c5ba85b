/* SPDX-License-Identifier: MIT */
#include "text/trim.h"

#include <string.h>

char *trim_text(char *text) {
    text += strspn(text, " \t\r");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r", text[length - 1])) {
        length--;
    }
    text[length] = '\0';
    return text;
}
