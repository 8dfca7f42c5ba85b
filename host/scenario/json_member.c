/* SPDX-License-Identifier: MIT */
#include "scenario/json_member.h"

#include <cjson/cJSON.h>

bool json_member_put(struct cJSON *object, const char *name, struct cJSON *value) {
    const bool there = cJSON_GetObjectItemCaseSensitive(object, name) != NULL;
    const bool done = value && (there ? cJSON_ReplaceItemInObjectCaseSensitive(object, name, value)
                                      : cJSON_AddItemToObject(object, name, value));
    if (done && value->string) {
        return true;
    }
    /* cJSON up to 1.7.15 puts a member without a name in place where there is no memory for the name. */
    cJSON_Delete(done ? cJSON_DetachItemViaPointer(object, value) : value);
    return false;
}
