/* SPDX-License-Identifier: MIT */
/*
 * What the host computes for the device, of each scenario named: a line with the hash of the tables, which must be the same from every
 * compiler, and the sums of the mean engine, which need agree to a tolerance alone.
 */
#include <stdio.h>
#include <stdlib.h>

#include "scenario/scenario.h"
#include "study/choose_pass.h"
#include "trials/levels.h"
#include "trials/mean.h"
#include "trials/plan.h"
#include "trials/tally.h"

static enum satqkd_status tell(const char *path, struct satqkd_error *error) {
    char choice[CHOOSE_PASS_TEXT];
    struct pass pass;
    struct scenario *scenario = NULL;
    struct orbit *orbit = NULL;
    struct plan *plan = NULL;
    struct levels *levels = NULL;
    struct tally *tally = NULL;
    enum satqkd_status status = SATQKD_OK;
    if ((status = scenario_load(path, NULL, 0, &scenario, error)) ||
        (status = scenario_make_orbit(scenario, &orbit, error)) ||
        (status = choose_pass(scenario, orbit, 0, &pass, choice, error)) ||
        (status = plan_create(scenario, orbit, &pass, &plan, error)) ||
        (status = levels_create(plan, &levels, error)) || (status = tally_create(plan, &tally, error))) {
        goto done;
    }
    mean_expectation(plan, tally);
    const struct tally_sums sums = tally_sum(tally, 0, tally->row_count);
    printf("%s %016llx %.17g %.17g %.17g\n", scenario->name, (unsigned long long)levels_hash(levels, plan),
           sums.detections, sums.sifted, sums.errors);
done:
    tally_destroy(tally);
    levels_destroy(levels);
    plan_destroy(plan);
    orbit_destroy(orbit);
    scenario_destroy(scenario);
    return status;
}

int main(int argc, char **argv) {
    struct satqkd_error error = {0};
    for (int i = 1; i < argc; i++) {
        if (tell(argv[i], &error) != SATQKD_OK) {
            fprintf(stderr, "numbers: %s\n", error.message);
            return error.status;
        }
    }
    return SATQKD_OK;
}
