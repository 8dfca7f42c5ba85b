# SPDX-License-Identifier: MIT
"""docs/worked/daylight.md: a fibre of one mode by day and by night, with and without adaptive optics."""
import json
import svg
from remake import grouped, rows, table

MODES, TIME = "station.adaptive_optics.modes", "orbit.circular.epoch_utc"
RUNS = [("day", "fibre, 120 modes corrected", "day"), ("day", "fibre, tip and tilt alone", "day-tilt"), ("day", "fibre, nothing corrected", "day-open"),
        ("day", "field stop of 20 µrad", "day-stop"), ("night", "fibre, 120 modes corrected", "night"),
        ("night", "fibre, nothing corrected", "night-open"), ("night", "field stop of 20 µrad", "night-stop")]


def make(folder):
    body, secret = [], {}
    for when, what, name in RUNS:
        summary = json.loads((folder / name / "summary.json").read_text(encoding="utf-8"))
        link, counts = summary["link"], summary["counts"]
        secret[name] = grouped(summary["key"]["secret_bits"])
        body.append([when, what, f"{link['coupling_db_at_min_range']:.1f} to {link['coupling_db_at_max_range']:.1f}",
                     f"{link['efficiency_db_at_min_range']:.1f} to {link['efficiency_db_at_max_range']:.1f}", grouped(link["sky_hz_at_min_range"]),
                     f"{100 * summary['qber']:.2f}", grouped(counts["sifted_bits"]), grouped(summary["key"]["secret_bits"])])
    head = ["when", "in the focus", "coupling, dB", "link, dB", "sky, photons/s", "QBER, %", "sifted bits", "secret bits"]
    day, night = rows(folder / "day-modes.csv"), rows(folder / "night-modes.csv")
    modes = svg.lines("Secret key of one pass (lim2014) into a single-mode fibre at 1550 nm", "Zernike modes corrected, piston counted", "secret bits",
                      [("afternoon", [p[MODES] for p in day], [p["secret_bits"] for p in day]),
                       ("night", [p[MODES] for p in night], [p["secret_bits"] for p in night])], log_x=True)
    fibre, stop = rows(folder / "fibre-hours.csv"), rows(folder / "stop-hours.csv")
    hour = lambda p: (float(p[TIME][11:13]) + 6.5) % 24  # solar time at 97.7 degrees east
    series = [(name, *zip(*sorted((hour(p), p["secret_bits"]) for p in points)))
              for name, points in (("fibre behind adaptive optics", fibre), ("field stop of 20 µrad, no adaptive optics", stop))]
    hours = svg.lines("The same pass around the clock, the air of the day all along", "hour of the Sun at the station", "secret bits", series)
    short = (f"key of a pass by day: {secret['day']} bits with 120 modes corrected, {secret['day-tilt']} with tip and tilt alone, {secret['day-open']} with nothing, "
             f"{secret['day-stop']} through a field stop; at night {secret['night']} with 120 modes")
    return table(head, body), {"daylight.svg": modes, "daylight_hours.svg": hours}, short
