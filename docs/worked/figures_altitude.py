# SPDX-License-Identifier: MIT
"""docs/worked/altitude.md: key of a pass over the altitude of the orbit."""
import svg
from remake import grouped, rows, table

ALTITUDE, ELEVATION = "orbit.circular.altitude_km", "orbit.circular.max_elevation_deg"
SHOWN = (300, 500, 800, 1200, 1600, 2000)


def make(folder):
    points = rows(folder / "altitude.csv")
    elevations = sorted({p[ELEVATION] for p in points}, reverse=True)
    by = {(p[ELEVATION], p[ALTITUDE]): p for p in points}
    altitudes = sorted({p[ALTITUDE] for p in points})
    body = []
    for altitude in SHOWN:
        high = by[elevations[0], altitude]
        body.append([f"{altitude:g}", f"{high['duration_s']:.0f}", f"{high['efficiency_db_at_min_range']:.1f} to {high['efficiency_db_at_max_range']:.1f}",
                     f"{100 * high['qber']:.2f}", grouped(high["sifted_bits"])] + [grouped(by[e, altitude]["secret_bits"]) for e in elevations])
    head = ["altitude, km", f"pass of {elevations[0]:g}°: s", "loss, dB", "QBER, %", "sifted bits"] + [f"secret bits, {e:g}°" for e in elevations]
    figure = svg.lines("Secret key of one pass (lim2014), payload of Micius, 1 m station", "altitude, km", "secret bits",
                       [(f"up to {e:g}°", altitudes, [by[e, a]["secret_bits"] for a in altitudes]) for e in elevations], log_y=True)
    low, high = (by[elevations[0], altitude]["secret_bits"] for altitude in (SHOWN[0], SHOWN[-1]))
    return table(head, body), {"altitude.svg": figure}, f"a pass of {elevations[0]:g}°: {grouped(low)} bits from {SHOWN[0]} km, {grouped(high)} from {SHOWN[-1]} km"
