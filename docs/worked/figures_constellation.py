# SPDX-License-Identifier: MIT
"""docs/worked/constellation.md: 24 satellites, three stations, five nodes of a city."""
import datetime
import json

import svg
from remake import grouped, rows, table

FROM = "Airport"


def wait(seconds):
    if seconds is None:
        return "–"
    return f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds / 3600:.1f} h"


def growth(folder, summary):
    """Stations' keys, and those relayed between two, added up by the hour."""
    start = datetime.datetime.fromisoformat(summary["from"].replace("Z", "+00:00"))
    cells, pieces = rows(folder / "calendar.csv"), rows(folder / "relays.csv")
    ends = list(range(1, int(24 * summary["days"]) + 1))

    def sums(of, time, bits):
        at = [((datetime.datetime.fromisoformat(one[time].replace("Z", "+00:00")) - start).total_seconds() / 3600, one[bits]) for one in of]
        return [sum(value for hour, value in at if hour < end) for end in ends]

    stations = [(s["name"], ends, sums([c for c in cells if c["station"] == s["name"]], "start_utc", "secret_bits")) for s in summary["stations"]]
    pairs = [(f"{p['station_a']} – {p['station_b']}", ends, sums([r for r in pieces if (r["station_a"], r["station_b"]) == (p["station_a"], p["station_b"])], "time_utc", "bits"))
             for p in summary["relays"]["pairs"]]
    return stations + pairs


def make(folder):
    clear, cloudy = (json.loads((folder / name / "summary.json").read_text()) for name in ("constellation", "constellation-clouds"))
    drawn = {s["name"]: s["secret_bits_draws"]["quantiles"] for s in cloudy["stations"]}
    days = clear["days"]
    stations = table(["station", "passes", "secret bits a day, clear", "clouds, 5 %", "median", "95 %"],
                     [[s["name"], f"{s['passes_scheduled']:.0f} of {s['passes_found']:.0f}", grouped(s["secret_bits"] / days)] + [grouped(drawn[s["name"]][q] / days) for q in (0, 2, 4)]
                      for s in clear["stations"]])
    pairs = rows(folder / "constellation" / "network.csv")
    fibres = rows(folder / "constellation" / "fibres.csv")
    mine = [(p["node_b"] if p["node_a"] == FROM else p["node_a"], p) for p in pairs if FROM in (p["node_a"], p["node_b"])]
    mine.sort(key=lambda one: -one[1]["all_paths_bits"])
    network = table([f"{FROM} to", "all paths, bits a day", "widest path", "bits in three days", "wait, mean", "longest", "not served"],
                    [[name, grouped(p["all_paths_bits_per_day"]), p["widest_path"], grouped(p["widest_bits"]), wait(p["mean_wait_s"]), wait(p["longest_wait_s"]), f"{100 * p['unserved']:.0f} %"]
                     for name, p in mine])
    links = table(["fibre", "km", "dB", "bit/s"], [[f"{f['from']} – {f['to']}", f"{f['length_km']:g}", f"{f['loss_db']:.1f}", grouped(f["bits_per_s"])] for f in fibres])
    figure = svg.lines("Key added up hour by hour under clear skies", "hours since the start", "secret bits", growth(folder / "constellation", clear), log_y=True,
                       x_ticks=list(range(0, 73, 12)))
    relayed = dict(mine)["Nanshan"]
    short = f"{FROM} to Nanshan: {grouped(relayed['all_paths_bits_per_day'])} bits a day, a key of 256 bits after {wait(relayed['mean_wait_s'])} on average"
    return "\n\n".join([stations, links, network]), {"constellation.svg": figure}, short
