/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_SCENARIO_OEM_H
#define SATQKD_SCENARIO_SCENARIO_OEM_H

#include "scenario/document.h"
#include "scenario/scenario.h"

extern const char scenario_oem_key[]; /* "orbit.oem" */

/**
 * Replaces the path at orbit.oem by what oem_read finds in that file; anything else is left as it is.
 *
 * @param folder  where the path starts from; then the default data (data_path.h)
 */
enum satqkd_status scenario_oem_inline(struct scenario_document *document, const char *folder,
                                       struct satqkd_error *error);

/**
 * Reads the object at orbit.oem into the orbit: states, frame, degree.
 *
 * @param orbit  its states are owned by the caller, also after an error
 * @return SATQKD_INVALID with the key path of what is wrong
 */
enum satqkd_status scenario_oem_states(const struct scenario_document *document, struct scenario_orbit *orbit,
                                       struct satqkd_error *error);

#endif
