/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CHANNEL_CHANNEL_H
#define SATQKD_CHANNEL_CHANNEL_H

#include "channel/adaptive_optics.h"
#include "channel/beam.h"
#include "channel/coupling.h"
#include "channel/extinction.h"
#include "channel/pointing.h"
#include "channel/polarization.h"
#include "channel/scintillation.h"
#include "channel/sky.h"
#include "channel/sunlight.h"
#include "channel/turbulence.h"
#include "channel/wander.h"
#include "orbit/orbit.h"
#include "satqkd/status.h"
#include "terminal/detector.h"
#include "terminal/source.h"
#include "terminal/timing.h"

/** Who sends: the satellite, or the station. Source, beam and pointing are the sender's, the rest the other's. */
enum channel_direction { CHANNEL_DOWNLINK, CHANNEL_UPLINK };

/** Everything between the laser and the clicks that does not change during a pass. */
struct channel {
    enum channel_direction direction;
    struct source source;
    struct beam beam;
    struct pointing pointing;
    struct receiver receiver;
    struct coupling coupling;
    struct adaptive_optics optics; /* the station's, in either direction */
    struct extinction extinction;
    struct turbulence turbulence;
    enum scintillation_choice scintillation;
    struct sky
        sky; /* what the receiver sees behind the sender: the sky, or the Earth; without sunlight where sunlight is counted */
    struct sunlight sunlight;
    struct polarization polarization;
    struct timing timing;
    struct detector detector;
    double bob_x;  /* share of the splitter to the X basis, or of the time that a switch chooses it */
    bool switched; /* the basis is chosen by a switch that all light passes, the sky's as well; else by a splitter */
    double station_altitude_m;
};

/** The link at one moment: efficiencies are linear, 0..1, and multiply. */
struct channel_link {
    double diffraction; /* coupling of the centred beam of beam_radius_m into the pupil */
    double pointing;    /* mean coupling under jitter and wander over the centred one */
    double atmosphere;  /* transmittance */
    double optics;      /* receiver optics */
    double timing;      /* gate acceptance, times live */
    double detector;    /* mean efficiency of the four detectors, weighted with the splitter */
    double coupling;    /* mean, into what stands in the focus; 1 in free space */
    double live;        /* what background between the gates leaves of free-running detectors' time; else 1 */
    double efficiency;  /* transmitter's aperture to before the detectors: the first four, and the coupling */

    double
        steady; /* atmosphere × optics × coupling: what a fade does not touch (the whole efficiency of a given track) */
    double beam_radius_m; /* 1/e² at the pupil, on an uplink short-term; 0 for a given track: no pointing fade then */
    double jitter_m;      /* pointing sigma per axis in the pupil's plane */
    double bias_m;
    double wander_m;                    /* uplink: what the air adds, sigma per axis of a process of its own; else 0 */
    double wander_hz;                   /* its bandwidth */
    double point_ahead_rad;             /* 2 v / c, v across the line of sight */
    double pupil_m, obscuration_m;      /* radii */
    double scintillation_index;         /* variance of the unit-mean fade of the intensity in the pupil */
    double coupling_index;              /* of the coupling's own fade, a single-mode fibre's */
    struct scintillation scintillation; /* the distribution of both fades together */
    struct turbulence_path path;
    double sun_elevation_rad, sun_angle_rad; /* the latter from the line of sight; NaN where sunlight is not counted */
    double sky_radiance;                     /* W m^-2 sr^-1 m^-1 */
    double sky_rate_hz;                      /* background photons before the detectors */
    double
        background[DETECTOR_COUNT]; /* mean events (sky and dark) per gate in which it is read, after the efficiency */
    double response[SOURCE_STATES][DETECTOR_COUNT]; /* polarization_response */
    double rotation_rad;                            /* frame rotation before compensation, relative to the alignment */
    double visibility;          /* of the polarization, preparation error included, without any rotation */
    double rotation_base_rad;   /* the residual bias; rotation_rad where nothing compensates */
    double residual_jitter_rad; /* rms about rotation_base_rad; response is the mean over it */
};

/** Sets what follows from the parameters once and for all: coupling_prepare, adaptive_optics_prepare. */
void channel_prepare(struct channel *channel);

/** @return share of the time that lies between the gates, 0..1 */
double channel_between_gates(const struct channel *channel);

/**
 * The link of one view of the satellite.
 *
 * @param channel    parameters, prepared (one that is all zeros but for what it had before has free space and no adaptive optics)
 * @param look       the view; where look->efficiency is not NaN, it replaces diffraction, pointing, atmosphere, optics and coupling
 *                   (diffraction = efficiency, the others 1), nothing fades, nothing turns, and the sky is that of azimuth 0 and,
 *                   in sunlight, of the zenith. Where sunlight is counted look->sun must be set
 * @param aligned_angle_rad  polarization_frame_angle at which the receiver was aligned (the start of the pass)
 * @param out        every member set; of no use after an error
 * @return SATQKD_OK, or SATQKD_INVALID where a model leaves its domain (elevation not above 0, …) or the Sun stands within the telescope's
 *         exclusion angle, with the value in the message; where its shutter is closed then, the link of an efficiency of 0 without sky
 */
enum satqkd_status channel_link(const struct channel *channel, const struct orbit_look *look, double aligned_angle_rad,
                                struct channel_link *out, struct satqkd_error *error);

/**
 * Loss in dB, positive: -10 log10(efficiency).
 */
double channel_db(double efficiency);

#endif
