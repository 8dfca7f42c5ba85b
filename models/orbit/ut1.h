/* SPDX-License-Identifier: MIT */
#ifndef SATQKD_ORBIT_UT1_H
#define SATQKD_ORBIT_UT1_H

/**
 * UT1 - UTC: how far the Earth has turned beyond what UTC says (IERS Bulletin A, ut1_table.c). Within 3 ms where it was
 * measured, some tens of ms in the predicted year. Before and after the table its first and its last value hold, with an
 * error that leap seconds keep near a second (ITU-R TF.460: |UT1 - UTC| below 0.9 s).
 *
 * @param utc_s  POSIX seconds
 * @return seconds, -0.9 to 0.9
 */
double ut1_less_utc(double utc_s);

#endif
