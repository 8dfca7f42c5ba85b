/* SPDX-License-Identifier: MIT */
#include "satqkd/satqkd.h"

const char *satqkd_version(void) {
    return SATQKD_VERSION;
}
