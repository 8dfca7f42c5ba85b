# SPDX-License-Identifier: MIT
"""docs/worked/higher_orbits.md: key from medium and geostationary orbits, and the station that it takes."""
import json

import svg
from remake import grouped, rows, table

DIAMETER = "station.telescope.diameter_m"


def summary_row(name, folder):
    summary = json.loads((folder / name / "summary.json").read_text())
    bounds = {b["bound"]: b["secret_bits"] for b in summary["bounds"]}
    link, at = summary["pass"], summary["link"]
    return [name.upper(), f"{link['min_range_km']:.0f} to {link['max_range_km']:.0f}", f"{link['duration_s'] / 3600:.2f}",
            f"{at['efficiency_db_at_min_range']:.1f} to {at['efficiency_db_at_max_range']:.1f}", f"{100 * summary['qber']:.2f}",
            grouped(summary["counts"]["sifted_bits"]), grouped(bounds["lim2014"]), grouped(bounds["chernoff"]), grouped(bounds["asymptotic"])]


def make(folder):
    numbers = table(["orbit", "range, km", "hours", "loss, dB", "QBER, %", "sifted bits", "secret, lim2014", "chernoff", "asymptotic"],
                    [summary_row(name, folder) for name in ("meo", "geo")])
    series = []
    for name, label in (("meo", "MEO, 10 000 km, a pass of 90 minutes"), ("geo", "GEO, one hour")):
        points = rows(folder / f"{name}-aperture.csv")
        series.append((label, [p[DIAMETER] for p in points], [p["secret_bits"] for p in points]))
    figure = svg.lines("Secret key (lim2014) over the station's aperture", "diameter of the station's telescope, m", "secret bits", series, log_y=True)
    least = [f"{label}: {min(x for x, y in zip(xs, ys) if y > 0):g} m" for label, xs, ys in series]
    rate = points[-1]["secret_bits"] / points[-1]["duration_s"]
    short = "; ".join(f"{row[0]}: {row[6]} bits in {row[2]} h over {row[3]} dB" for row in (summary_row(name, folder) for name in ("meo", "geo")))
    numbers += f"\n\nGEO at {points[-1][DIAMETER]:g} m: {grouped(rate)} bit/s."
    return numbers + "\n\nSmallest aperture of the sweep that gives a key: " + "; ".join(least) + ".", {"higher_orbits.svg": figure}, short
