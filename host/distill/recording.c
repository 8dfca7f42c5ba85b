/* SPDX-License-Identifier: MIT */
#include "distill/recording.h"

static void write_hexadecimal(FILE *file, const unsigned char *bytes, size_t length) {
    static const char digits[] = "0123456789abcdef";
    char piece[512] = "";
    size_t used = 0;
    for (size_t i = 0; i < length; ++i) {
        piece[used++] = digits[bytes[i] >> 4];
        piece[used++] = digits[bytes[i] & 15];
        if (used == sizeof piece) {
            fwrite(piece, 1, used, file);
            used = 0;
        }
    }
    fwrite(piece, 1, used, file);
}

static enum classical_deed record(void *context, const struct classical_sight *sight, unsigned char *wire) {
    struct recording *recording = context;
    (void)wire;
    if (!recording->failed) {
        fprintf(recording->file, "%.6f %s %zu ", sight->sent_s, sight->from == CLASSICAL_ALICE ? "alice" : "bob",
                sight->length);
        write_hexadecimal(recording->file, sight->wire, sight->length);
        recording->failed = putc('\n', recording->file) == EOF || ferror(recording->file);
    }
    return CLASSICAL_DELIVER;
}

struct classical_tap recording_tap(struct recording *recording) {
    return (struct classical_tap){.meet = record, .context = recording};
}
