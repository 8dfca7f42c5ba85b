/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SPECIAL_CONSTANTS_H
#define SATQKD_SPECIAL_CONSTANTS_H

#define CONSTANT_PI 3.14159265358979323846
#define CONSTANT_LN2 0.69314718055994530942
#define CONSTANT_DEGREE (180.0 / CONSTANT_PI) /* degrees in a radian */
#define CONSTANT_LIGHT_SPEED 299792458.0      /* m/s, exact by the definition of the metre */
#define CONSTANT_PLANCK 6.62607015e-34        /* J s, exact since the SI of 2019 */

#endif
