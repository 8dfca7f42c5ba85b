/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_DISTILL_RECORDING_H
#define SATQKD_DISTILL_RECORDING_H

#include <stdbool.h>
#include <stdio.h>

#include "distill/classical_channel.h"

/** Writes down what goes over a classical channel: a line a message, "seconds alice|bob bytes hexadecimal". */
struct recording {
    FILE *file;  /* borrowed */
    bool failed; /* a write did not succeed; nothing more is written */
};

/** @return a tap that records and lets everything pass */
struct classical_tap recording_tap(struct recording *recording);

#endif
