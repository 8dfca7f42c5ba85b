/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_ORBIT_EARTH_H
#define SATQKD_ORBIT_EARTH_H

/* WGS-84 (NIMA TR8350.2, third edition): GM of table 3.1, and J2 = -sqrt(5) C20, J4 = -3 C40 with the
   coefficients of its gravity model, EGM96. */
#define EARTH_GRAVITY_M3_S2 3.986004418e14
#define EARTH_J2 1.0826298213e-3
#define EARTH_J4 (-1.619621591e-6)

/* Mean motion of the Sun in right ascension: one turn in the tropical year of 365.2421897 days (Simon et al., A&A 282,
   663, 1994), rad/s. What the node of a Sun-synchronous orbit must do. */
#define EARTH_SUN_RATE_RAD_S (6.283185307179586476925287 / (365.2421897 * 86400.0))

#endif
