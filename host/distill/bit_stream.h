/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_BIT_STREAM_H
#define SATQKD_DISTILL_BIT_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BIT_STREAM_MOST = 56 }; /* bits of one number */

/** Bits written one number after the other, the lowest first. Zero-initialise it; free() the data. */
struct bit_writer {
    unsigned char *data;
    size_t room;
    uint64_t bits;
    uint64_t hold; /* not yet in data */
    unsigned held;
    bool failed; /* memory has run out: nothing more is written */
};

/** Writes the lowest bits of a value. @param width  0 to BIT_STREAM_MOST */
void bit_writer_put(struct bit_writer *writer, uint64_t value, unsigned width);

/**
 * Writes a whole number by Golomb's code for powers of two (Rice 1979): value / 2^shift in ones and a zero, then the rest in binary.
 */
void bit_writer_rice(struct bit_writer *writer, uint64_t value, unsigned shift);

/** Writes so many zeros. */
void bit_writer_zeros(struct bit_writer *writer, uint64_t count);

/** Brings what is held into the data. @return whether all is there */
bool bit_writer_finish(struct bit_writer *writer);

/** Bits read in the same order. */
struct bit_reader {
    const unsigned char *data;
    uint64_t bits, at;
    bool failed; /* more was asked for than there is: zeros were returned */
};

uint64_t bit_reader_get(struct bit_reader *reader, unsigned width);
uint64_t bit_reader_rice(struct bit_reader *reader, unsigned shift);

#endif
