/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STATUS_H
#define SATQKD_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

/** What a call came to. The values are the exit statuses of the program. */
enum satqkd_status {
    SATQKD_OK = 0,
    SATQKD_FAILURE = 1,   /* the world did not play along: disk, memory, device in mid-run */
    SATQKD_INVALID = 2,   /* the caller's input: command line, configuration, named file, argument out of its domain */
    SATQKD_NO_DEVICE = 3, /* no usable OpenCL device */
    SATQKD_INTERRUPTED = 130 /* the caller asked to stop (SIGINT) */
};

/**
 * One message for a human: what went wrong, where (file:line, key path, OpenCL call and device), what would be right.
 * No newline at its end. Zero-initialise before the first use; a call that returns SATQKD_OK leaves it alone.
 */
struct satqkd_error {
    enum satqkd_status status;
    char message[1024];
};

#if defined(__GNUC__)
#define SATQKD_PRINTF(format_index, first_argument) __attribute__((format(printf, format_index, first_argument)))
#else
#define SATQKD_PRINTF(format_index, first_argument)
#endif

/**
 * Records a failure and returns its status, so that `return satqkd_error_set(error, SATQKD_INVALID, …)` is the whole exit.
 *
 * @param error   where the message goes; NULL is fine (the message is dropped). Truncated to fit, never overrun.
 * @param status  any but SATQKD_OK
 * @param format  printf format of one sentence
 * @return status
 */
enum satqkd_status satqkd_error_set(struct satqkd_error *error, enum satqkd_status status, const char *format, ...)
    SATQKD_PRINTF(3, 4);

/**
 * Puts a place before a message that a lower floor left: "configs/a.json: " + "orbit.tle[0]: checksum …".
 *
 * @param error   an error already set; NULL is fine
 * @param format  printf format of the prefix, separators included
 */
void satqkd_error_prefix(struct satqkd_error *error, const char *format, ...) SATQKD_PRINTF(2, 3);

#ifdef __cplusplus
}
#endif

#endif
