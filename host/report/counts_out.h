/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_REPORT_COUNTS_OUT_H
#define SATQKD_REPORT_COUNTS_OUT_H

#include "satqkd/status.h"
#include "security/key.h"

/**
 * counts.json of the run directory, the input of `satqkd key`.
 *
 * @param out  ends with a newline; owned by the caller, free()
 */
enum satqkd_status counts_out_json(const struct key_protocol *protocol, const struct key_counts *counts, char **out,
                                   struct satqkd_error *error);

#endif
