/* SPDX-License-Identifier: MIT */
#include "cli/secrecy.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

enum satqkd_status secrecy_begin(struct satqkd_error *error) {
    /* The limit alone would not do: a core pattern that is a pipe does not ask for it. */
    const struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
        return satqkd_error_set(error, SATQKD_FAILURE, "core dumps, which keys would be in, cannot be switched off: %s",
                                strerror(errno));
    }
    return SATQKD_OK;
}
