/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_DELIVERY_H
#define SATQKD_STUDY_DELIVERY_H

#include <stddef.h>

/** What a pass leaves behind: a key that a satellite shares with a station. What campaigns hand to relays and networks. */
struct delivery {
    double time_s;             /* the pass's end, since the campaign's start */
    size_t satellite, station; /* as the campaign numbers them */
    double bits;               /* secret, at least 0 */
};

#endif
