/* SPDX-License-Identifier: MIT */
#include "distill/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_TEXT = 4096, KEY_MODE = 0600 };

static int write_all(int descriptor, const unsigned char *key, size_t left) {
    while (left > 0) {
        const ssize_t written = write(descriptor, key, left);
        if (written < 0 && errno != EINTR) {
            return -1;
        }
        if (written > 0) {
            key += written;
            left -= (size_t)written;
        }
    }
    return fsync(descriptor);
}

enum satqkd_status key_file_write(const char *path, const unsigned char *key, size_t bytes,
                                  struct satqkd_error *error) {
    char temporary[PATH_TEXT];
    const int length = snprintf(temporary, sizeof temporary, "%s.%ld.part", path, (long)getpid());
    if (length < 0 || (size_t)length >= sizeof temporary) {
        return satqkd_error_set(error, SATQKD_FAILURE, "%.200s…: the path is too long", path);
    }
    const int descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, KEY_MODE);
    if (descriptor < 0) {
        return satqkd_error_set(error, SATQKD_FAILURE, "%s: cannot be written: %s", temporary, strerror(errno));
    }
    /* The mask of the process can only have taken rights away; the owner's are given back while the file is empty. */
    int failed = fchmod(descriptor, KEY_MODE) != 0 || write_all(descriptor, key, bytes) != 0;
    int reason = errno;
    if (close(descriptor) != 0 && !failed) {
        failed = 1;
        reason = errno;
    }
    if (!failed && rename(temporary, path) != 0) {
        failed = 1;
        reason = errno;
    }
    if (failed) {
        unlink(temporary);
        return satqkd_error_set(error, SATQKD_FAILURE, "%s: cannot be written: %s", path, strerror(reason));
    }
    return SATQKD_OK;
}

enum satqkd_status key_file_remove(const char *path, struct satqkd_error *error) {
    if (unlink(path) != 0 && errno != ENOENT) {
        return satqkd_error_set(error, SATQKD_FAILURE, "%s: an earlier key cannot be removed: %s", path,
                                strerror(errno));
    }
    return SATQKD_OK;
}
