/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_LIBRARY_HANDLES_H
#define SATQKD_LIBRARY_HANDLES_H

#include "satqkd/satqkd.h"
#include "scenario/scenario.h"
#include "study/run.h"

/* What the public handles hold. */

struct satqkd_scenario {
    struct scenario *scenario; /* owned */
};

struct satqkd_run {
    struct run *run;    /* owned */
    char *summary;      /* JSON text; owned */
    char *counts;       /* the same */
    struct cJSON *tree; /* of the summary; owned */
    double *columns;    /* every column of the timeline, one behind the other; owned */
};

#endif
