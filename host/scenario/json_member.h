/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_SCENARIO_JSON_MEMBER_H
#define SATQKD_SCENARIO_JSON_MEMBER_H

#include <stdbool.h>

struct cJSON;

/**
 * Gives an object a member, in the place of one of the same name where there is one.
 *
 * @param value  taken over, also where it fails; NULL is a failure
 * @return false without memory; the object may have lost its old member of this name then, and nothing else
 */
bool json_member_put(struct cJSON *object, const char *name, struct cJSON *value);

#endif
