/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_SCENARIO_ORBIT_H
#define SATQKD_SCENARIO_SCENARIO_ORBIT_H

#include "scenario/document.h"
#include "scenario/scenario.h"

/** What kind of orbit a document describes, and what follows from its keys: track, states, the plane that turns with the Sun. */
enum satqkd_status scenario_orbit_derive(const struct scenario_document *document, struct scenario_orbit *orbit,
                                         struct satqkd_error *error);

#endif
