# SPDX-License-Identifier: MIT
"""docs/worked/uplink.md: up against down, and what bending the beam beforehand gains."""
import json
import svg
from remake import grouped, rows, table

APERTURE = "station.telescope.diameter_m"
RUNS = [("up, 0.13 m", "up-small"), ("up, 0.3 m", "up"), ("… tip and tilt, satellite as beacon", "up-tilt"), ("… 36 modes, satellite as beacon", "up-36"),
        ("… 36 modes, guide star", "up-star"), ("… and by day", "up-day"), ("down, the same ends", "down")]


def make(folder):
    body, secret, loss = [], {}, {}
    for what, name in RUNS:
        summary = json.loads((folder / name / "summary.json").read_text(encoding="utf-8"))
        link, counts = summary["link"], summary["counts"]
        bounds = {bound["bound"]: bound["secret_bits"] for bound in summary["bounds"]}
        secret[name], loss[name] = grouped(summary["key"]["secret_bits"]), f"{link['efficiency_db_at_min_range']:.1f} dB"
        beam = [link[f"diffraction_db_at_{where}_range"] + link[f"pointing_db_at_{where}_range"] for where in ("min", "max")]
        body.append([what, f"{beam[0]:.1f} to {beam[1]:.1f}", f"{link['efficiency_db_at_min_range']:.1f} to {link['efficiency_db_at_max_range']:.1f}",
                     f"{100 * summary['qber']:.1f}", grouped(counts["sifted_bits"]), grouped(summary["key"]["secret_bits"]), grouped(bounds["asymptotic"])])
    head = ["link", "beam and pointing, dB", "link, dB", "QBER, %", "sifted bits", "secret, lim2014", "asymptotic"]
    series = [(name, [p[APERTURE] for p in points], [p["efficiency_db_at_min_range"] for p in points])
              for name, points in (("nothing corrected", rows(folder / "open.csv")), ("tip and tilt, satellite as beacon", rows(folder / "tilt.csv")),
                                   ("36 modes, guide star", rows(folder / "star.csv")))]
    figure = svg.lines("Loss of the uplink at 503 km over the aperture that sends", "aperture, m", "dB", series)
    short = (f"the same ends, loss at culmination and key of a pass: up {loss['up']}, {secret['up']} bits; up with a guide star {loss['up-star']}, {secret['up-star']} bits; "
             f"down {loss['down']}, {secret['down']} bits")
    return table(head, body), {"uplink.svg": figure}, short
