/* SPDX-License-Identifier: MIT */
#include "channel/polarization.h"

#include <math.h>

/*
 * On the tube the angle counts from the horizontal toward the zenith, anticlockwise as the observer sees the sky. A flat
 * mirror at 45° that rides on the tube sends the light along the elevation axis to the right-hand port of the fork: against
 * the fork the field then has turned back by the elevation. A second one sends it down the azimuth axis: against the ground it
 * turns forth by the azimuth. (The other port has the opposite sign of the elevation, and is not modelled.) A pass through the
 * zenith itself turns the tube by half a turn at once; light does not tell a field from its opposite.
 */
double polarization_frame_angle(const struct orbit_look *look, enum polarization_mount mount) {
    double sin_azimuth = sin(look->azimuth_rad), cos_azimuth = cos(look->azimuth_rad);
    double sin_elevation = sin(look->elevation_rad), cos_elevation = cos(look->elevation_rad);
    const double *velocity = look->velocity;
    double right = velocity[0] * cos_azimuth - velocity[1] * sin_azimuth;
    double up = cos_elevation * velocity[2] - sin_elevation * (velocity[0] * sin_azimuth + velocity[1] * cos_azimuth);
    double angle = atan2(up, right);
    switch (mount) {
    case POLARIZATION_TUBE:
        break;
    case POLARIZATION_NASMYTH:
        angle -= look->elevation_rad;
        break;
    case POLARIZATION_COUDE:
        angle += look->azimuth_rad - look->elevation_rad;
        break;
    }
    return angle;
}

double polarization_visibility(const struct polarization *polarization, double preparation_error) {
    return (1.0 - 2.0 / (polarization->contrast + 1.0)) * (1.0 - 2.0 * preparation_error);
}

double polarization_base_angle(const struct polarization *polarization, double rotation_rad) {
    return polarization->compensated ? polarization->residual_bias_rad : rotation_rad;
}

double polarization_jitter(const struct polarization *polarization) {
    return polarization->compensated ? polarization->residual_jitter_rad : 0.0;
}

void polarization_response(const struct polarization *polarization, double preparation_error, double rotation_rad,
                           double bob_x, double response[SOURCE_STATES][DETECTOR_COUNT]) {
    /* Angles of H, V, +45°, -45° in units of 45°; doubled, they are quarter turns, and no rounding enters. */
    static const int eighths[] = {0, 2, 1, 3};
    double delta = polarization_base_angle(polarization, rotation_rad);
    double jitter = polarization_jitter(polarization);
    double visibility = polarization_visibility(polarization, preparation_error) * exp(-2.0 * jitter * jitter);
    double cosine = visibility * cos(2.0 * delta);
    double sine = visibility * sin(2.0 * delta);
    const double turned[] = {cosine, -sine, -cosine, sine}; /* V cos(2 delta + quarter turns) */
    for (int s = 0; s < SOURCE_STATES; s++) {
        for (int d = 0; d < DETECTOR_COUNT; d++) {
            double share = d / 2 == 1 ? bob_x : 1.0 - bob_x;
            response[s][d] = share * 0.5 * (1.0 + turned[(eighths[s] - eighths[d] + 4) % 4]);
        }
    }
}
