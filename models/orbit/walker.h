/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_ORBIT_WALKER_H
#define SATQKD_ORBIT_WALKER_H

#include "orbit/kepler.h"

/** A Walker constellation i: t/p/f (Walker, J. Br. Interplanet. Soc. 37, 559, 1984): circular orbits alike, evenly spread. */
struct walker {
    int satellites;            /* t, a multiple of the planes */
    int planes;                /* p */
    int phasing;               /* f, 0 to p - 1: how many 1/t turns a plane is ahead of the one before */
    double node_spread_rad;    /* of the ascending nodes: 2 pi for a delta, pi for a star */
    struct kepler_elements of; /* the first satellite of the first plane; its orbit is all the others' */
};

/**
 * The elements of one satellite.
 *
 * @param index  from 0: the satellites of the first plane, of the second, …
 * @return SATQKD_INVALID for numbers that are no such constellation
 */
enum satqkd_status walker_elements(const struct walker *walker, int index, struct kepler_elements *out,
                                   struct satqkd_error *error);

#endif
