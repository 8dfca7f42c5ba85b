#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the commands of security.md again and writes what they give into its tables.

    results/remake.py [--program BINARY] [--check] [TABLE…]

TABLE is the name in <!-- made TABLE -->, which begins what is written; <!-- end --> ends it. All if none is named. --check writes nothing and
fails where a number is off by more than a thousandth, or other text stands there. A minute and a half, most of it for `year` and `flights`, which no test runs.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent / "docs"))
from pages import alike, filled, table

PAGE = HERE / "security.md"
CONFIGS = HERE.parent / "configs"
MICIUS = [str(CONFIGS / "micius-xinglong-2016-12-19.json"), "--set", "protocol.f_ec=1.16", "--set", "protocol.intensity_tolerance=0"]
YEAR = ["--campaign", str(CONFIGS / "campaigns/micius-five-stations.json"), "--starts", "1", "--set", "scenario.protocol.f_ec=1.16", "--set",
        "scenario.protocol.intensity_tolerance=0"]
ACTIVE = "protocol.basis_choice=active"
ONE_BASIS = "protocol.key_basis=x"


class Program:
    def __init__(self, path, folder):
        self.path, self.folder = path, folder

    def __call__(self, *words):
        result = subprocess.run([self.path, *words], cwd=self.folder, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            sys.exit(f"satqkd {' '.join(words)}\n{result.stderr}")
        return result.stdout

    def json(self, *words):
        return json.loads(self(*words, "--json"))

    def expected_bounds(self):
        """The bounds on the expected counts of the pass, by name."""
        self("run", *MICIUS, "--engine", "mean", "--quiet", "--out", "expected")
        return {result["bound"]: result for result in self.json("key", "expected/counts.json", "--bound", "all")}


def settings(*keys):
    return [word for key in keys for word in ("--set", key)]


def numbers(values, digits=4):
    return ", ".join(f"{value:.{digits}f}" if value else "0" for value in values)


def bounds(program):
    found = program.expected_bounds()
    names = ["asymptotic", "liao2017", "lim2014", "chernoff", "rusca2018"]
    lines = {
        "secret bits": lambda bound: f"{bound['secret_bits']}",
        "block, bits": lambda bound: f"{bound['block_bits']:.0f}",
        "leakage, bits": lambda bound: f"{bound['leak_ec_bits']:.0f}",
        "single-photon events, at least": lambda bound: f"{bound['single_photon_events']:.0f}",
        "phase error rate, at most": lambda bound: f"{100 * bound['phase_error']:.3f} %",
    }
    return table(["", *names], [[name, *(line(found[bound]) for bound in names)] for name, line in lines.items()])


def tomamichel(program):
    program.expected_bounds()
    path = pathlib.Path(program.folder, "expected/counts.json")
    counts = json.loads(path.read_text(encoding="utf-8"))
    counts["protocol"]["leak_model"] = "tomamichel2017"
    path.write_text(json.dumps(counts), encoding="utf-8")
    key = program.json("key", "expected/counts.json", "--bound", "lim2014")
    return (f"With `\"leak_model\": \"tomamichel2017\"` in the counts' protocol lim2014 gives {key['secret_bits']} bits, with {key['leak_ec_bits']:.0f} bits leaked:\n"
            "what the best one-way scheme for strings of this length needs, not what a code at hand does.")


def best(program):
    given = program.expected_bounds()
    kinds = {
        "active, one": settings(ACTIVE, ONE_BASIS),
        "splitter, one": settings(ONE_BASIS) + ["--fix", "bob_x"],
        "active, both": settings(ACTIVE) + ["--fix", "key_basis"],
        "even bases, both": ["--fix", "basis_probabilities", "--fix", "key_basis"],
    }
    rows = []
    for bound in ("lim2014", "chernoff", "rusca2018"):
        for kind, options in kinds.items():
            if (bound, kind) == ("rusca2018", "active, both"):
                continue
            found = program.json("optimize", *MICIUS, *settings(f"protocol.bound={bound}"), "--starts", "20", *options)
            x = found["basis_probabilities"]
            if found["key_basis"] == "both" and x["alice_x"] < 0.5: # as good as its mirror image
                x = {end: 1 - value for end, value in x.items()}
            rows.append([bound, kind, str(found["secret_bits"]), f"{found['secret_bits'] / given[bound]['secret_bits']:.3f}", numbers(found["intensities"]),
                         numbers(found["probabilities"]), f"{x['alice_x']:.4f}", f"{x['bob_x']:.4f}"])
    return table(["bound", "receiver, key basis", "bits", "times", "intensities", "probabilities", "alice_x", "bob_x"], rows)


def dead_times(program):
    rows = []
    for name, nanoseconds in {"0": 0, "1 us": 1000, "10 us": 10000, "30 us": 30000}.items():
        found = program.json("optimize", *MICIUS, *settings("protocol.bound=chernoff", ONE_BASIS, ACTIVE, f"station.detectors.dead_time_ns={nanoseconds}"))
        rows.append([name, str(found["secret_bits_given"]), str(found["secret_bits"]), numbers(found["intensities"]), numbers(found["probabilities"]),
                     f"{found['basis_probabilities']['alice_x']:.4f}"])
    return table(["dead time", "bits, settings given", "bits", "intensities", "probabilities", "alice_x, bob_x"], rows)


def waiting(program):
    found = program.json("optimize", *MICIUS, *settings("protocol.bound=chernoff", ONE_BASIS, ACTIVE), "--from", "2016-12-19T00:00:00Z", "--to",
                         "2016-12-26T00:00:00Z")
    joint, apart = found["secret_bits"], found["secret_bits_apart_best"]
    return table(["passes over a dark station within 1200 km", "one block, its best settings, bits", "blocks apart, their best settings", "waiting a week gains",
                  "blocks apart, settings of the one block"],
                 [[str(found["passes"]), str(joint), str(apart), f"{100 * (joint / apart - 1):.1f} %", str(found["secret_bits_apart"])]])


def year(program):
    rows = []
    for name, block in {"a pass": "pass", "a month of a station": "month", "the year of a station": "campaign"}.items():
        found = program.json("optimize", *YEAR, "--set", f"block={block}")
        x = found["basis_probabilities"]
        rows.append([name, str(found["passes"]), str(found["blocks"]), f"{1e-6 * found['secret_bits_given']:.1f}", f"{1e-6 * found['secret_bits']:.1f}",
                     f"{found['gain']:.3f}", numbers(found["intensities"]), numbers(found["probabilities"]), numbers([x["alice_x"], x["bob_x"]])])
    return table(["a block is", "passes", "blocks", "Mbit, settings given", "Mbit, one best setting", "times", "intensities", "probabilities", "alice_x, bob_x"], rows)


def crossing(program):
    probabilities = ["[0.6,0.2,0.2]", "[0.4,0.3,0.3]", "[0.2,0.4,0.4]", "[0.1,0.45,0.45]"]
    points = program.json("sweep", *MICIUS, *settings("protocol.intensities=[0.6,0.3,0.06]"), "--vary", "protocol.bound=lim2014,chernoff", "--vary",
                          "protocol.probabilities=" + ",".join(probabilities))
    keys = {name: [str(point["secret_bits"]) for point in points if point["protocol.bound"] == name] for name in ("lim2014", "chernoff")}
    return table(["probabilities", *(text.strip("[]").replace(",", ", ") for text in probabilities)], [[f"{name}, bits", *line] for name, line in keys.items()])


def flights(program):
    rows = []
    for within, passes in ((700, 400), (660, 400), (648.5, 1000), (648, 1000), (647.8, 1000)):
        program("run", *MICIUS, *settings("protocol.bound=lim2014", ONE_BASIS, f"window.max_range_km={within}"), "--repeat", str(passes), "--quiet", "--out", "flown")
        repeat = json.loads(pathlib.Path(program.folder, "flown/summary.json").read_text(encoding="utf-8"))["repeat"]
        gap, key = repeat["gap"], repeat["secret_bits"]
        rows.append([f"{within:g} km", str(passes), str(gap["secret_bits_at_expected_counts"]), f"{key['mean']:.0f}", f"{key['sd']:.0f}",
                     f"{100 * repeat['no_key_share']:.1f} %", f"{gap['gap_bits']:.0f} +- {gap['secret_bits_expected_standard_error']:.0f}"])
    return table(["within", "flights", "at expected counts", "mean of the flights", "sd", "no key", "gap"], rows)


TABLES = {make.__name__: make for make in (bounds, tomamichel, best, dead_times, waiting, year, crossing, flights)}


def two_units(number):
    """Two of the last digit that is shown."""
    return 2.01 * 10.0 ** -len(number.partition(".")[2])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=str(HERE.parent / "satqkd"))
    parser.add_argument("--check", action="store_true")
    parser.add_argument("tables", nargs="*", metavar="TABLE")
    arguments = parser.parse_args()
    for name in arguments.tables or TABLES:
        if name not in TABLES:
            sys.exit(f"{name}: no such table; one of {', '.join(TABLES)}")
        with tempfile.TemporaryDirectory() as folder:
            made = TABLES[name](Program(str(pathlib.Path(arguments.program).resolve()), folder))
        page = filled(PAGE, f"<!-- made {name} -->\n", f"{made}\n")
        if not arguments.check:
            PAGE.write_text(page, encoding="utf-8")
        elif not alike(PAGE.read_text(encoding="utf-8"), page, 1e-3, two_units):
            sys.exit(f"{PAGE}: {name} is not what the program gives now; results/remake.py {name} writes it anew\n{made}")


if __name__ == "__main__":
    main()
