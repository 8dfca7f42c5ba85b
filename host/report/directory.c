/* SPDX-License-Identifier: MIT */
#include "report/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_TEXT = 4096 };

static enum satqkd_status too_long(const char *path, struct satqkd_error *error) {
    return satqkd_error_set(error, SATQKD_FAILURE, "%.200s…: the path is too long", path);
}

enum satqkd_status directory_create(const char *path, struct satqkd_error *error) {
    char partial[PATH_TEXT];
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof partial) {
        return too_long(path, error);
    }
    for (size_t i = 1; i <= length; ++i) {
        if (path[i] == '/' || path[i] == '\0') {
            memcpy(partial, path, i);
            partial[i] = '\0';
            if (mkdir(partial, 0777) != 0 && errno != EEXIST) {
                return satqkd_error_set(error, SATQKD_FAILURE,
                                        "%s: cannot make the directory %s: %s; choose another with --out", path,
                                        partial, strerror(errno));
            }
        }
    }
    struct stat info;
    if (stat(path, &info) != 0 || !S_ISDIR(info.st_mode)) {
        return satqkd_error_set(error, SATQKD_FAILURE, "%s: is not a directory; choose another with --out", path);
    }
    if (access(path, W_OK | X_OK) != 0) {
        return satqkd_error_set(error, SATQKD_FAILURE, "%s: cannot write there: %s; choose another with --out", path,
                                strerror(errno));
    }
    return SATQKD_OK;
}

static int write_all(int descriptor, const char *text) {
    size_t left = strlen(text);
    while (left > 0) {
        ssize_t written = write(descriptor, text, left);
        if (written < 0 && errno != EINTR) {
            return -1;
        }
        if (written > 0) {
            text += written;
            left -= (size_t)written;
        }
    }
    return fsync(descriptor);
}

enum satqkd_status directory_write(const char *directory, const char *name, const char *text,
                                   struct satqkd_error *error) {
    char path[PATH_TEXT];
    char temporary[PATH_TEXT];
    int length = snprintf(path, sizeof path, "%s/%s", directory, name);
    int other = snprintf(temporary, sizeof temporary, "%s/.%s.%ld", directory, name, (long)getpid());
    if (length < 0 || other < 0 || (size_t)length >= sizeof path || (size_t)other >= sizeof temporary) {
        return too_long(directory, error);
    }
    int descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    int failed = descriptor < 0 || write_all(descriptor, text) != 0;
    int reason = errno;
    if (descriptor >= 0 && close(descriptor) != 0 && !failed) {
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
