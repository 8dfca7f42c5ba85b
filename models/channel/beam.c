/* SPDX-License-Identifier: MIT */
#include "channel/beam.h"

#include <math.h>

#include "special/constants.h"
#include "special/marcum.h"

/*
 * Far-field radius per range of a truncated, obscured Gaussian beam: of the Gaussian beam that has the same irradiance on the
 * axis. Klein and Degnan (1974, Applied Optics 13, 2134, equation for the gain on the axis) have the gain
 * (4 pi A / lambda²) (2 / t²) (exp(-t²) - exp(-g² t²))², t the truncation and g the obscuration ratio, over the power of the
 * whole beam. The link's photon numbers are those that leave the telescope, so the share that the edge and the obscuration
 * cut off, 1 - (exp(-2 g² t²) - exp(-2 t²)), is taken out of it. An untruncated beam gives lambda / (pi w0), a uniformly lit
 * aperture the gain 4 pi A (1 - g²) / lambda².
 */
static double diffraction_slope(const struct beam *beam, double wavelength_m) {
    double t2 = beam->truncation_ratio * beam->truncation_ratio;
    double g2 = beam->obscuration_ratio * beam->obscuration_ratio;
    double amplitude = -expm1(-(1.0 - g2) * t2); /* both differences without their common factor exp(-g² t²) */
    double power = -expm1(-2.0 * (1.0 - g2) * t2);
    double wave_radius = CONSTANT_PI * beam->aperture_diameter_m / wavelength_m;
    double gain = wave_radius * wave_radius * 2.0 / t2 * amplitude * amplitude / power;
    return sqrt(8.0 / gain);
}

double beam_radius(const struct beam *beam, double wavelength_m, double range_m) {
    double slope = 0.0;
    double waist = 0.5 * beam->aperture_diameter_m;
    switch (beam->divergence_is) {
    case BEAM_UNIFORM_DISC:
        slope = beam->divergence_rad / sqrt(2.0);
        break;
    case BEAM_E2:
        slope = 0.5 * beam->divergence_rad;
        break;
    case BEAM_FWHM:
        slope = beam->divergence_rad / sqrt(2.0 * log(2.0));
        break;
    case BEAM_DIFFRACTION:
        slope = beam->beam_quality * diffraction_slope(beam, wavelength_m);
        waist /= beam->truncation_ratio;
        break;
    }
    return hypot(waist, slope * range_m);
}

double beam_coupling(double radius_m, double offset_m, double pupil_m, double obscuration_m) {
    double edge = 2.0 * pupil_m / radius_m;
    double hole = 2.0 * obscuration_m / radius_m;
    double offset = 2.0 * offset_m / radius_m;
    if (offset == 0.0) {
        return -exp(-0.5 * hole * hole) * expm1(-0.5 * (edge - hole) * (edge + hole));
    }
    double inside = marcum_p(offset, edge);
    if (hole == 0.0) {
        return inside;
    }
    /* The difference of whichever tails are the smaller: a beam that falls into the obscuration leaves 1 - 1 else. */
    return inside < 0.5 ? inside - marcum_p(offset, hole) : marcum_q(offset, hole) - marcum_q(offset, edge);
}
