/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SATQKD_H
#define SATQKD_SATQKD_H

#include "satqkd/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** @return the version of the library in use, "0.1.0": static, never NULL */
const char *satqkd_version(void);

#ifdef __cplusplus
}
#endif

#endif
