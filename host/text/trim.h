/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TEXT_TRIM_H
#define SATQKD_TEXT_TRIM_H

/** @return the text without the blanks, tabs and carriage returns around it; cut in place */
char *trim_text(char *text);

#endif
