/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_TRIALS_FADES_H
#define SATQKD_TRIALS_FADES_H

#include "device/device.h"
#include "trials/levels.h"
#include "trials/plan.h"

/** The fades of a pass on a device: a struct trial_block for every coherence block. */
struct fades;

/**
 * @param device, plan, levels  outlive the fades
 * @param file                  the program that has their kernels: an engine's
 * @param local                 size of a work-group
 * @param out                   owned by the caller, fades_destroy
 */
enum satqkd_status fades_create(struct device *device, const struct plan *plan, const struct levels *levels,
                                const char *file, size_t local, struct fades **out, struct satqkd_error *error);

/** @param fades NULL is fine */
void fades_destroy(struct fades *fades);

/**
 * Draws all blocks anew: the same for a seed, on every device.
 *
 * @param kernel_s  increased by the kernels' own seconds
 */
enum satqkd_status fades_draw(struct fades *fades, uint64_t seed, double *kernel_s, struct satqkd_error *error);

/** @return the struct trial_block of all plan->blocks, borrowed */
const struct device_buffer *fades_blocks(const struct fades *fades);

#endif
