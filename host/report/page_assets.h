/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_PAGE_ASSETS_H
#define SATQKD_REPORT_PAGE_ASSETS_H

#include <stddef.h>

/** One file of host/report/assets/, embedded at build time by cmake/embed_assets.cmake. */
struct page_asset {
    const char *name;
    const char *text; /* NUL-terminated */
    size_t length;
};

extern const struct page_asset page_assets[]; /* ended by a NULL name */

#endif
