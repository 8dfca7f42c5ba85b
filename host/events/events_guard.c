/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700 /* setitimer */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "events/events_layout.h"

/*
 * A file that somebody made wrong on purpose can make the HDF5 library crash, loop or take all memory (1.10 follows a damaged heap for
 * ever). So a process of its own reads the file, with limits, and hands plain rows over, which are checked anew here.
 */

/* What a reader may take: half a second of the processor and a gibibyte for a small file, and in proportion for a large one. A row takes 21 bytes in memory, and
 * deflating cannot make them less than 1/1032; real clicks shrink to a half. The processor reads 200 MB a second. */
enum { FILE_BYTES_A_SECOND = 10000000, MEMORY_PER_FILE_BYTE = 64, ROWS_PER_FILE_BYTE = 50 };
static const rlim_t LEAST_MEMORY = (rlim_t)1 << 30;
enum { LEAST_MICROSECONDS = 500000 };

/* What comes before the rows. */
struct verdict {
    enum satqkd_status status;
    struct satqkd_error error;
    struct events_head head;
    size_t count;
};

static bool write_all(int descriptor, const void *data, size_t bytes) {
    const char *from = data;
    while (bytes > 0) {
        const ssize_t written = write(descriptor, from, bytes);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        if (written > 0) {
            from += written;
            bytes -= (size_t)written;
        }
    }
    return true;
}

static bool read_all(int descriptor, void *data, size_t bytes) {
    char *to = data;
    while (bytes > 0) {
        const ssize_t got = read(descriptor, to, bytes);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return false;
        }
        if (got > 0) {
            to += got;
            bytes -= (size_t)got;
        }
    }
    return true;
}

static size_t column_bytes(int column, size_t count) {
    return events_columns[column].kind == EVENTS_SMALL ? count : count * sizeof(uint64_t);
}

/* Bytes of address space that this process has now. */
static rlim_t address_space(void) {
    char text[64] = "0"; /* its first number: pages */
    FILE *statistics = fopen("/proc/self/statm", "r");
    if (statistics) {
        if (!fgets(text, sizeof text, statistics)) {
            text[0] = '\0';
        }
        fclose(statistics);
    }
    return (rlim_t)strtoul(text, NULL, 10) * (rlim_t)sysconf(_SC_PAGESIZE);
}

static void set_limit(int resource, rlim_t most) {
    struct rlimit limit;
    if (getrlimit(resource, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max < most ? limit.rlim_max : most;
        setrlimit(resource, &limit);
    }
}

/* The reading process. It has no core dump: both ends' raw key is in it. */
static void serve(const char *path, rlim_t file_bytes, int out) {
    struct verdict verdict = {.status = SATQKD_OK};
    struct events *events = NULL;
    const rlim_t now = address_space();
    const struct itimerval time = {
        .it_value = {.tv_sec = (time_t)(file_bytes / FILE_BYTES_A_SECOND), .tv_usec = LEAST_MICROSECONDS}};
    signal(SIGPROF, SIG_DFL);
    setitimer(ITIMER_PROF, &time, NULL);
    set_limit(RLIMIT_CORE, 0);
    /* Where address sanitizers have reserved terabytes, a limit would only be in their way. */
    if (now > 0 && now < (rlim_t)1 << 40) {
        set_limit(RLIMIT_AS, now + LEAST_MEMORY + MEMORY_PER_FILE_BYTE * file_bytes);
    }
    verdict.status = events_read_here(path, &events, &verdict.head, &verdict.error);
    verdict.count = events ? events->count : 0;
    bool good = write_all(out, &verdict, sizeof verdict);
    for (int column = 0; column < EVENTS_COLUMNS && good && events; ++column) {
        good = write_all(out, events_column_data(events, column), column_bytes(column, events->count));
    }
    events_destroy(events);
    _exit(good ? EXIT_SUCCESS : EXIT_FAILURE);
}

/* What the reading process says, taken for no more than that. */
static enum satqkd_status hear(int in, rlim_t file_bytes, struct events **out, struct events_head *head, bool *heard,
                               struct satqkd_error *error) {
    struct verdict verdict;
    *heard = false;
    if (!read_all(in, &verdict, sizeof verdict)) {
        return SATQKD_INVALID;
    }
    if (verdict.status != SATQKD_OK) {
        const bool known = verdict.status == SATQKD_INVALID || verdict.status == SATQKD_FAILURE;
        verdict.error.message[sizeof verdict.error.message - 1] = '\0';
        *heard = known;
        return known ? satqkd_error_set(error, verdict.status, "%s", verdict.error.message) : SATQKD_INVALID;
    }
    if (verdict.count > EVENTS_MOST || verdict.count / ROWS_PER_FILE_BYTE > file_bytes) {
        return SATQKD_INVALID;
    }
    enum satqkd_status status = events_create(verdict.count, out, error);
    *heard = status != SATQKD_OK;
    for (int column = 0; column < EVENTS_COLUMNS && status == SATQKD_OK; ++column) {
        if (!read_all(in, events_column_data(*out, column), column_bytes(column, verdict.count))) {
            return SATQKD_INVALID;
        }
    }
    if (status != SATQKD_OK) {
        return status;
    }
    *heard = true;
    *head = verdict.head;
    head->name[sizeof head->name - 1] = '\0';
    head->start_utc[sizeof head->start_utc - 1] = '\0';
    return events_check(*out, head, error);
}

/* How a reading process ended that said nothing of use. */
static enum satqkd_status lost(int ended, struct satqkd_error *error) {
    const int number = WIFSIGNALED(ended) ? WTERMSIG(ended) : 0;
    return satqkd_error_set(error, SATQKD_INVALID, "the HDF5 library %s it: the file is damaged, or made to do harm",
                            number == SIGPROF || number == SIGKILL ? "does not come to an end with" : "fails on");
}

enum satqkd_status events_read(const char *path, struct events **out, struct events_head *head,
                               struct satqkd_error *error) {
    struct stat info;
    struct events *events = NULL;
    int ends[2];
    int ended = 0;
    bool heard = false;
    *out = NULL;
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode)) {
        return satqkd_error_set(error, SATQKD_INVALID, "%s: there is no such file", path);
    }
    const rlim_t file_bytes = (rlim_t)info.st_size;
    if (pipe(ends) != 0) {
        return satqkd_error_set(error, SATQKD_FAILURE, "%s: cannot be read: %s", path, strerror(errno));
    }
    const pid_t reader = fork();
    if (reader == 0) {
        close(ends[0]);
        serve(path, file_bytes, ends[1]);
    }
    close(ends[1]);
    enum satqkd_status status;
    if (reader < 0) {
        status = satqkd_error_set(error, SATQKD_FAILURE, "cannot be read: %s", strerror(errno));
    } else {
        status = hear(ends[0], file_bytes, &events, head, &heard, error);
    }
    close(ends[0]);
    while (reader > 0 && waitpid(reader, &ended, 0) < 0 && errno == EINTR) {
    }
    if (reader > 0 && !heard) {
        status = lost(ended, error);
    }
    if (status != SATQKD_OK) {
        satqkd_error_prefix(error, "%s: ", path);
        events_destroy(events);
        return status;
    }
    *out = events;
    return SATQKD_OK;
}
