/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_CHANNEL_TURBULENCE_H
#define SATQKD_CHANNEL_TURBULENCE_H

enum { TURBULENCE_HEIGHTS = 120 };

/** Which way the light goes: from space to a receiver below the air, or from below it to a receiver in space. */
enum turbulence_direction { TURBULENCE_DOWN, TURBULENCE_UP };

enum turbulence_profile { TURBULENCE_NONE, TURBULENCE_HUFNAGEL_VALLEY, TURBULENCE_SLAB };

/** Refractive-index structure Cn²(h) over the station, and the wind that carries it. Heights are above the station. */
struct turbulence {
    enum turbulence_profile profile;
    double ground_cn2;      /* A, m^(-2/3); HV 5/7: 1.7e-14. The slab's value too */
    double upper_wind_m_s;  /* W of Hufnagel–Valley, rms 5 to 20 km; HV 5/7: 21 */
    double ground_wind_m_s; /* of the Bufton profile */
    double slab_height_m;   /* thickness of TURBULENCE_SLAB */
};

/** Path integrals of a profile on one line of sight. */
struct turbulence_path {
    double fried_m;             /* r0, plane wave */
    double isoplanatic_rad;     /* theta0 */
    double rytov_plane;         /* Rytov variance, plane wave (downlink) */
    double rytov_spherical;     /* the same, spherical wave from the ground (uplink) */
    double greenwood_hz;        /* Greenwood frequency, Bufton wind plus slew */
    double rytov;               /* the one of the two that the link's direction has */
    double scintillation_index; /* averaged over the aperture */
    double log_variance_large; /* of the intensity's large and small scales: their sum is ln(1 + scintillation_index) */
    double log_variance_small;
    double scintillation_hz; /* bandwidth f_c of the intensity, see turbulence_path */
};

/**
 * Cn² at a height above the station.
 *
 * @param height_m  >= 0
 * @return m^(-2/3)
 */
double turbulence_cn2(const struct turbulence *turbulence, double height_m);

/**
 * Transverse wind at a height: Bufton (1973) profile plus what the telescope's slew adds.
 *
 * @param slew_rad_s  angular speed of the line of sight
 * @return m/s
 */
double turbulence_wind(const struct turbulence *turbulence, double height_m, double slew_rad_s);

/**
 * Heights and weights that integrate over the profile, from the station to min(top of the air, satellite): the sum of weight f(height)
 * is the integral of f over the height, Cn² not included.
 *
 * @param satellite_height_m  above the station
 * @param height_m, weight_m  arrays of TURBULENCE_HEIGHTS; ascending panels of a composite Gauss–Legendre rule
 * @return how many; 0 where there is no turbulence
 */
int turbulence_heights(const struct turbulence *turbulence, double satellite_height_m, double *height_m,
                       double *weight_m);

/**
 * All path integrals from the ground to min(top, satellite) by composite Gauss–Legendre.
 *
 * @param direction  of the light: scintillation index and bandwidth are those of a plane wave down to the receiver's aperture on the
 *                   ground, or of a spherical wave up to one in space
 * @param wavelength_m, elevation_rad (> 0), satellite_height_m (above the station), receiver_diameter_m, slew_rad_s
 * @param out  every member set; r0 infinite and the rest 0 for TURBULENCE_NONE
 *
 * Scintillation index: up to a Rytov variance of 0.3 the weak-fluctuation flux variance over the aperture; from 1 on the
 * extended theory (log-variances of large and small scales) for the aperture that averages as much in the weak limit; between
 * them a smooth passage. A central obscuration is not counted.
 *
 * Bandwidth f_c: mean over Cn² h^(5/6) of v / (2 pi l) with l² = (D/2)² + z/k, z the distance along the path: a pattern that the
 * wind v carries over the pupil has lost its correlation (1/e) after l / v, where l is the Fresnel scale of the layer (Tatarskii
 * 1971: characteristic frequency v / sqrt(2 pi lambda z)) or, if larger, half the aperture (two circles shifted by 0.53 D
 * overlap by 1/e). Upwards h^(5/6) is (h (1 - h/H))^(5/6), and a layer sees the aperture's shadow: (D/2) h/H and z (1 - h/H) stand for
 * D/2 and z.
 *
 * Sources: Andrews and Phillips, Laser Beam Propagation through Random Media, 2nd ed. 2005, chapters 10 and 12; Greenwood 1977.
 */
void turbulence_path(const struct turbulence *turbulence, enum turbulence_direction direction, double wavelength_m,
                     double elevation_rad, double satellite_height_m, double receiver_diameter_m, double slew_rad_s,
                     struct turbulence_path *out);

#endif
