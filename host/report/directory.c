/* SPDX-License-Identifier: MIT */
#include "report/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_TEXT = 4096 };

static const char another[] = "choose another with --out";

static enum satqkd_status too_long(const char *path, struct satqkd_error *error) {
    return satqkd_error_set(error, SATQKD_FAILURE, "%.200s…: the path is too long", path);
}

/* Whether the name that a file is written under before it has its own fits. */
static int temporary_name(const char *directory, const char *name, char out[PATH_TEXT]) {
    int length = snprintf(out, PATH_TEXT, "%s/.%s.%ld", directory, name, (long)getpid());
    return length > 0 && length < PATH_TEXT;
}

static enum satqkd_status make_with_parents(const char *path, struct satqkd_error *error) {
    char partial[PATH_TEXT];
    size_t length = strlen(path);
    if (length >= sizeof partial) {
        return too_long(path, error);
    }
    for (size_t i = 1; i <= length; ++i) {
        if (path[i] == '/' || path[i] == '\0') {
            memcpy(partial, path, i);
            partial[i] = '\0';
            if (mkdir(partial, 0777) != 0 && errno != EEXIST) {
                int reason = errno;
                bool itself = i == length;
                return satqkd_error_set(error, SATQKD_FAILURE, "%s: the directory%s%s cannot be made: %s; %s", path,
                                        itself ? "" : " ", itself ? "" : partial, strerror(reason), another);
            }
        }
    }
    return SATQKD_OK;
}

enum satqkd_status directory_create(const char *path, struct satqkd_error *error) {
    char temporary[PATH_TEXT];
    struct stat info;
    enum satqkd_status status = make_with_parents(path, error);
    if (status != SATQKD_OK) {
        return status;
    }
    if (stat(path, &info) != 0 || !S_ISDIR(info.st_mode)) {
        return satqkd_error_set(error, SATQKD_FAILURE, "%s: is not a directory; %s", path, another);
    }
    if (!temporary_name(path, "probe", temporary)) {
        return too_long(path, error);
    }
    /* A file tells more than access(), which knows neither what root may do nor what /proc lets anyone do. */
    int descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        return satqkd_error_set(error, SATQKD_FAILURE, "%s: no file can be made there: %s; %s", path, strerror(errno),
                                another);
    }
    close(descriptor);
    unlink(temporary);
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
    if (length < 0 || (size_t)length >= sizeof path || !temporary_name(directory, name, temporary)) {
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
