# SPDX-License-Identifier: MIT
"""docs/worked/relay.md: keys of Xinglong and Nanshan, combined aboard."""
import datetime
import json

import svg
from remake import grouped, rows, table

STATIONS = ("Xinglong", "Nanshan")


def night(text):
    """The night that a time belongs to: both stations are dark between 10 and 24 h UTC."""
    return text[:10]


def quantiles(spread):
    return [grouped(spread["quantiles"][q]) for q in (0, 2, 4)]


def make(folder):
    clear, cloudy = (json.loads((folder / name / "summary.json").read_text()) for name in ("relay", "relay-clouds"))
    share = {s["name"]: s for s in clear["stations"]}
    drawn = {s["name"]: s for s in cloudy["stations"]}
    pair, drawn_pair = clear["relays"]["pairs"][0], cloudy["relays"]["pairs"][0]
    pieces = rows(folder / "relay" / "relays.csv")
    waits = [(p["wait_s"] / 3600, p["bits"]) for p in pieces]
    body = [[name, f"{share[name]['passes_scheduled']:.0f}", grouped(share[name]["secret_bits"]), *quantiles(drawn[name]["secret_bits_draws"])] for name in STATIONS]
    body.append(["both, relayed", f"{len(pieces)} pieces", grouped(pair["bits"]), *quantiles(drawn_pair["bits_draws"])])
    one_orbit = sum(bits for wait, bits in waits if wait < 2) / pair["bits"]
    numbers = table(["30 days", "passes", "secret bits, clear", "clouds, 5 %", "median", "95 %"], body)
    numbers += (f"\n\nThe first night, {pieces[0]['time_utc'][:10]}: {grouped(pieces[0]['bits'])} bits end to end, {waits[0][0]:.2f} h after the pass over Xinglong.")
    numbers += (f"\n\nUnder clear skies {grouped(pair['bits_a_day'])} bits a day end to end; wait aboard {min(w for w, _ in waits):.2f} to {max(w for w, _ in waits):.1f} h, "
                f"{pair['mean_wait_h']:.1f} h on average over the bits; {100 * one_orbit:.0f} % of the bits wait less than two hours. "
                f"Aboard at the end, all of Nanshan: {grouped(clear['relays']['aboard_bits'])} bits.")
    start = datetime.date.fromisoformat(clear["from"][:10])
    days = [(start + datetime.timedelta(d)).isoformat() for d in range(30)]
    passes = rows(folder / "relay" / "passes.csv")
    series = [(name, [sum(p["secret_bits"] for p in passes if p["station"] == name and night(p["start_utc"]) == day) for day in days]) for name in STATIONS]
    series.append(("relayed between them", [sum(p["bits"] for p in pieces if night(p["time_utc"]) == day) for day in days]))
    figure = svg.bars("Secret key night by night under clear skies", "night of (UTC)", "secret bits", [d[5:] for d in days], series, every=4)
    return numbers, {"relay.svg": figure}, f"{grouped(pair['bits_a_day'])} bits a day end to end under clear skies, {pair['mean_wait_h']:.1f} h aboard on average"
