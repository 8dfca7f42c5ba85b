/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_KEYS_LIGHT_H
#define SATQKD_SCENARIO_KEYS_LIGHT_H

/*
 * Keys of what becomes of the light on its way into the detectors, and of what comes in with it, for keys_direction.h: in terms of the
 * entries that keys_scenario.c defines.
 */

/* What stands in the focus of the end that receives; "station" or "satellite". */
#define KEYS_COUPLING(receiver)                                                                                        \
    KEYS_GROUP(receiver ".coupling", KEYS_OBJECT, KEYS_DEFAULT, "what stands in the receiver's focus"),                \
        CHOICE(receiver ".coupling.type", KEYS_DEFAULT, "\"free_space\"", couplings, channel.coupling.kind,            \
               "free_space: the detectors see all that arrives; multimode: what the air throws out of "                \
               "field_of_view_urad is "                                                                                \
               "lost; single_mode: a fibre of one mode, whose field of view is that mode's own"),                      \
        NUMBER_OR(receiver ".coupling.jitter_urad", "0", channel.coupling.jitter_rad,                                  \
                  "of the image in the focus, as an angle on the sky, sigma on each of two axes", "urad", MICRO, 0,    \
                  1000, KEYS_CLOSED),                                                                                  \
        NUMBER_OR(receiver ".coupling.wavefront_error_nm", "0", channel.coupling.wavefront_m,                          \
                  "rms of the receiver's own optics, for single_mode", "nm", NANO, 0, 1000, KEYS_CLOSED)

/* Of the station, in either direction; the beacon is an uplink's alone. */
#define KEYS_ADAPTIVE_OPTICS                                                                                           \
    KEYS_GROUP("station.adaptive_optics", KEYS_OBJECT, KEYS_DEFAULT,                                                   \
               "of the station's telescope: corrects what comes down, bends what goes up beforehand"),                 \
        NUMBER_OR("station.adaptive_optics.modes", "1", channel.optics.modes,                                          \
                  "Zernike modes corrected, in Noll's order with piston: 1 none, 3 tip and tilt; a whole number", "",  \
                  1, 1, NOLL_MOST_MODES, KEYS_CLOSED),                                                                 \
        OPTIONAL_NUMBER("station.adaptive_optics.bandwidth_hz", channel.optics.bandwidth_hz,                           \
                        "at which the closed loop has lost 3 dB; needed from 2 modes on", "Hz", 1, 0, 1e5,             \
                        KEYS_LOW_OPEN)

/* The Sun's light in the air; the ground's albedo is an uplink's alone. */
#define KEYS_SUNLIGHT                                                                                                  \
    {.path = "atmosphere.sunlight",                                                                                    \
     .kind = KEYS_OBJECT,                                                                                              \
     .presence = KEYS_OPTIONAL,                                                                                        \
     NOT_STORED,                                                                                                       \
     .meaning =                                                                                                        \
         "there ({} will do): the Sun's light is added to the background by its elevation and its angle to the "       \
         "line of sight at every moment"},                                                                             \
        NUMBER_OR("atmosphere.sunlight.scattered", "0.95", channel.sunlight.scattered,                                 \
                  "single-scattering albedo of the aerosol; 0.95 is assumed", "", 1, 0, 1, KEYS_CLOSED),               \
        NUMBER_OR("atmosphere.sunlight.asymmetry", "0.65", channel.sunlight.asymmetry,                                 \
                  "of the aerosol's phase function (Henyey and Greenstein); 0.65 is assumed", "", 1, 0, 0.95,          \
                  KEYS_CLOSED)

#endif
