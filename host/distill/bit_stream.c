/* SPDX-License-Identifier: MIT */
#include "distill/bit_stream.h"

#include <stdlib.h>
#include <string.h>

enum { BYTE = 8, LEAST_ROOM = 1 << 16 };

static bool make_room(struct bit_writer *writer, size_t bytes) {
    if (bytes > writer->room) {
        const size_t room = 2 * bytes > LEAST_ROOM ? 2 * bytes : LEAST_ROOM;
        unsigned char *grown = realloc(writer->data, room);
        if (!grown) {
            writer->failed = true;
            return false;
        }
        writer->data = grown;
        writer->room = room;
    }
    return true;
}

void bit_writer_put(struct bit_writer *writer, uint64_t value, unsigned width) {
    const size_t whole = (size_t)((writer->bits - writer->held) / BYTE);
    if (writer->failed || !make_room(writer, whole + sizeof writer->hold + 1)) {
        return;
    }
    writer->hold |= (value & ((UINT64_C(1) << width) - 1)) << writer->held;
    writer->held += width;
    writer->bits += width;
    for (size_t byte = whole; writer->held >= BYTE; ++byte) {
        writer->data[byte] = (unsigned char)writer->hold;
        writer->hold >>= BYTE;
        writer->held -= BYTE;
    }
}

void bit_writer_rice(struct bit_writer *writer, uint64_t value, unsigned shift) {
    const unsigned run = BIT_STREAM_MOST / 2;
    uint64_t ones = value >> shift;
    for (; ones >= run; ones -= run) {
        bit_writer_put(writer, ~UINT64_C(0), run);
    }
    bit_writer_put(writer, (UINT64_C(1) << ones) - 1, (unsigned)ones + 1);
    bit_writer_put(writer, value, shift);
}

void bit_writer_zeros(struct bit_writer *writer, uint64_t count) {
    for (; count > BIT_STREAM_MOST; count -= BIT_STREAM_MOST) {
        bit_writer_put(writer, 0, BIT_STREAM_MOST);
    }
    bit_writer_put(writer, 0, (unsigned)count);
}

bool bit_writer_finish(struct bit_writer *writer) {
    const size_t whole = (size_t)((writer->bits - writer->held) / BYTE);
    if (!writer->failed && make_room(writer, whole + 1) && writer->held > 0) {
        writer->data[whole] = (unsigned char)writer->hold;
    }
    return !writer->failed;
}

uint64_t bit_reader_get(struct bit_reader *reader, unsigned width) {
    uint64_t value = 0;
    if (reader->failed || width > reader->bits - reader->at) {
        reader->failed = true;
        return 0;
    }
    for (unsigned got = 0; got < width;) {
        const unsigned skip = (unsigned)(reader->at % BYTE);
        const unsigned take = BYTE - skip < width - got ? BYTE - skip : width - got;
        const unsigned byte = reader->data[reader->at / BYTE] >> skip;
        value |= (uint64_t)(byte & ((1u << take) - 1)) << got;
        got += take;
        reader->at += take;
    }
    return value;
}

uint64_t bit_reader_rice(struct bit_reader *reader, unsigned shift) {
    uint64_t ones = 0;
    while (bit_reader_get(reader, 1)) {
        ++ones;
    }
    return ones << shift | bit_reader_get(reader, shift);
}
