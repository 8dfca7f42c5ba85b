/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CLI_SECRECY_H
#define SATQKD_CLI_SECRECY_H

#include "satqkd/status.h"

/**
 * From here on the process has keys in it: no core dump of it is written, and no other process of the user may look into it. Buffers of
 * libraries and drivers, which do not guard theirs, are covered too.
 *
 * @return SATQKD_FAILURE where the system refuses
 */
enum satqkd_status secrecy_begin(struct satqkd_error *error);

#endif
