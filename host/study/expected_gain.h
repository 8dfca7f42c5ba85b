/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_STUDY_EXPECTED_GAIN_H
#define SATQKD_STUDY_EXPECTED_GAIN_H

#include <stdbool.h>

#include "scenario/scenario.h"
#include "security/key.h"
#include "trials/plan.h"

/* What one pulse is expected to add to the counts at a given efficiency of the link and a given sky: the same trial as
 * trials/outcome.h computes for a plan, for any settings of the protocol. */

/** A receiver as it stands in one second of a pass; compared byte by byte. */
struct expected_receiver {
    double response[SOURCE_STATES]
                   [DETECTOR_COUNT];    /* of light that the basis gets: timing and detector in, splitter not */
    double sky[DETECTOR_COUNT];         /* events in a gate for a sky rate of 1 Hz, splitter not included */
    double dark[DETECTOR_COUNT];        /* events in a gate */
    double again[DETECTOR_COUNT];       /* share of clicks with an afterpulse after the dead time */
    double dead_pulses[DETECTOR_COUNT]; /* that a click and its afterpulses take, on average */
    double
        between_dead_gates[DETECTOR_COUNT]; /* free-running: dead time of clicks between the gates, afterpulses in, in
                                                  gates' lengths, times the share of the time between the gates */
    double between_again[DETECTOR_COUNT];   /* their afterpulses in a gate, for one event a gate */
    double free_running;                    /* 1: the detectors are armed between the gates too */
    double fluctuation;                     /* half width of the intensity's relative fluctuation from pulse to pulse */
    double all_live;                        /* 1: clicks count while all four are live; 0: each by itself */
    double memory;                          /* 1: dead times or afterpulses do something */
};

/** Makes the receiver of a row. @param out  every byte is set */
void expected_receiver_make(const struct scenario *scenario, const struct plan *plan, const struct plan_row *row,
                            struct expected_receiver *out);

/** Which row of a table of gains holds what. */
enum { EXPECTED_GAIN_DETECTIONS, EXPECTED_GAIN_ERRORS, EXPECTED_GAIN_KINDS };
enum { EXPECTED_GAIN_ROWS = KEY_MAX_INTENSITIES * KEY_BASES * EXPECTED_GAIN_KINDS };

/** @return the row of matched-basis detections or errors of an intensity in a basis */
int expected_gain_row(int intensity, int basis, int kind);

/**
 * Expected matched-basis detections and errors of one pulse.
 *
 * @param protocol    intensities, probabilities, alice_x, bob_x, basis_choice. Passive: bob_x is the splitter's share, and
 *                    clicks in both bases are discarded. Active: all light goes to the detectors of the basis chosen, and
 *                    only these are looked at.
 * @param efficiency  of the link, transmitter's aperture to before the detectors
 * @param sky_hz      photons a second from the sky
 * @param out         EXPECTED_GAIN_ROWS entries, of which those of the protocol's intensities are set
 */
void expected_gain(const struct expected_receiver *receiver, const struct key_protocol *protocol, double efficiency,
                   double sky_hz, double out[EXPECTED_GAIN_ROWS]);

#endif
