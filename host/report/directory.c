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
static bool temporary_name(const char *directory, const char *name, char out[PATH_TEXT]) {
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

static int write_all(int descriptor, const char *text, bool sync) {
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
    return sync ? fsync(descriptor) : 0;
}

static enum satqkd_status cannot_write(const char *directory, const char *name, int reason,
                                       struct satqkd_error *error) {
    return satqkd_error_set(error, SATQKD_FAILURE, "%s/%s: cannot be written: %s", directory, name, strerror(reason));
}

static enum satqkd_status write_temporary(const char *directory, const struct directory_file *file,
                                          struct satqkd_error *error) {
    char temporary[PATH_TEXT];
    if (!temporary_name(directory, file->name, temporary)) {
        return too_long(directory, error);
    }
    int descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool failed = descriptor < 0 || write_all(descriptor, file->text, true) != 0;
    int reason = errno;
    if (descriptor >= 0 && close(descriptor) != 0 && !failed) {
        failed = true;
        reason = errno;
    }
    return failed ? cannot_write(directory, file->name, reason, error) : SATQKD_OK;
}

/* The temporary name is shorter than PATH_TEXT, as it was when the file was written, and the own one is shorter still. */
static enum satqkd_status give_name(const char *directory, const struct directory_file *file,
                                    struct satqkd_error *error) {
    char temporary[PATH_TEXT];
    char path[PATH_TEXT];
    bool named = temporary_name(directory, file->name, temporary);
    snprintf(path, sizeof path, "%s/%s", directory, file->name);
    bool done = !file->text ? !named || unlink(path) == 0 || errno == ENOENT : rename(temporary, path) == 0;
    return done ? SATQKD_OK : cannot_write(directory, file->name, errno, error);
}

enum satqkd_status directory_write_files(const char *directory, const struct directory_file *files, size_t count,
                                         struct satqkd_error *error) {
    char temporary[PATH_TEXT];
    enum satqkd_status status = SATQKD_OK;
    for (size_t i = 0; i < count && status == SATQKD_OK; ++i) {
        if (files[i].text) {
            status = write_temporary(directory, &files[i], error);
        }
    }
    for (size_t i = 0; i < count && status == SATQKD_OK; ++i) {
        status = give_name(directory, &files[i], error);
    }
    for (size_t i = 0; i < count && status != SATQKD_OK; ++i) {
        if (temporary_name(directory, files[i].name, temporary)) {
            unlink(temporary);
        }
    }
    return status;
}

enum satqkd_status directory_write(const char *directory, const char *name, const char *text,
                                   struct satqkd_error *error) {
    struct directory_file file = {.name = name, .text = text};
    return directory_write_files(directory, &file, 1, error);
}

/* What is no regular file, such as a device or a pipe, has no other name to be written under first. */
static enum satqkd_status write_through(const char *path, const char *text, struct satqkd_error *error) {
    const int descriptor = open(path, O_WRONLY | O_CLOEXEC);
    const bool written = descriptor >= 0 && write_all(descriptor, text, false) == 0;
    const int reason = errno;
    if (descriptor >= 0) {
        close(descriptor);
    }
    return written ? SATQKD_OK
                   : satqkd_error_set(error, SATQKD_FAILURE, "%s: cannot be written: %s", path, strerror(reason));
}

enum satqkd_status directory_write_path(const char *path, const char *text, struct satqkd_error *error) {
    char folder[PATH_TEXT];
    struct stat about;
    const char *slash = strrchr(path, '/');
    if (stat(path, &about) == 0 && !S_ISREG(about.st_mode)) {
        return write_through(path, text, error);
    }
    if (!slash) {
        return directory_write(".", path, text, error);
    }
    const int length = snprintf(folder, sizeof folder, "%.*s", slash == path ? 1 : (int)(slash - path), path);
    return length < PATH_TEXT ? directory_write(folder, slash + 1, text, error) : too_long(path, error);
}
