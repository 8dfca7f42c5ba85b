#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""check_module.py PROGRAM PREFIX: compares the Python module with what the program prints and writes; asserts, line by line."""
import csv
import datetime
import json
import math
import pathlib
import subprocess
import sys

import numpy

import satqkd

PROGRAM, PREFIX = sys.argv[1:]
NIGHT = "micius-xinglong-2016-12-19"
SHORT = {"window.max_range_km": 660}


def printed(*arguments):
    return json.loads(subprocess.run([PROGRAM, *arguments, "--json"], check=True, capture_output=True).stdout)


def refused(status, word, call):
    try:
        call()
    except satqkd.SatqkdError as error:
        assert error.status == status and word in str(error), (error.status, error)
    else:
        raise AssertionError(f"not refused: {word}")


assert pathlib.Path(satqkd.library._name).is_relative_to(PREFIX), satqkd.library._name
scenario = satqkd.open(NIGHT, set=SHORT)
assert json.loads(scenario.json())["window"]["max_range_km"] == 660
assert satqkd.parse(json.loads(scenario.json())).json() == scenario.json()

for night in ("2016-12-19T00:00Z", datetime.datetime(2016, 12, 19), datetime.datetime(2016, 12, 19, tzinfo=datetime.timezone.utc), 1482105600):
    passes = scenario.passes(night, "2016-12-20T00:00Z")
    listed = printed("passes", NIGHT, "--from", "2016-12-19T00:00Z", "--to", "2016-12-20T00:00Z")
    assert len(passes) == len(listed) > 4
    for one, other in zip(passes, listed):
        assert one.keys() == other.keys()
        for name in one:
            if name.endswith("_utc"):
                assert abs(one[name] - datetime.datetime.fromisoformat(other[name].replace("Z", "+00:00"))) < datetime.timedelta(milliseconds=1)
            else:
                assert one[name] == other[name], name

told = []
run = scenario.run(go_on=lambda done: told.append(done))
assert told and all(0 <= done <= 1 for done in told)
run.write("run")
with open("run/timeline.csv", newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file))
timeline = run.timeline
assert set(timeline) == set(rows[0]) - {"time_utc"} | {"utc_s"}
for name, values in timeline.items():
    assert isinstance(values, numpy.ndarray) and values.dtype == float and values.shape == (len(rows),)
    if name != "utc_s":
        assert numpy.array_equal(values, [float(row[name] or math.nan) for row in rows], equal_nan=True), name
assert timeline["sifted_bits"].sum() == run.summary["counts"]["sifted_bits"] > 0
assert json.loads(pathlib.Path("run/summary.json").read_text(encoding="utf-8")) == run.summary

assert [one["bound"] for one in printed("key", "run/counts.json", "--bound", "all")] == satqkd.bounds()
for bound in satqkd.bounds():
    answer = printed("key", "run/counts.json", "--bound", bound)
    for counts in (run.counts, json.dumps(run.counts), pathlib.Path("run/counts.json")):
        key = satqkd.key(counts, bound)
        assert all(key[name] == answer[name] for name in key), bound

mean = satqkd.open(NIGHT).run(engine="mean")
assert mean.summary["key"] == printed("run", NIGHT, "--engine", "mean", "--out", "mean")["key"]
del scenario, mean
assert timeline["t_s"][0] == 0  # the arrays outlive their run

refused(2, "nowhere: no such file", lambda: satqkd.open("nowhere"))
refused(2, "altitude_m", lambda: satqkd.open(NIGHT, set={"station.altitude_km": 1}))
refused(2, "UTC time", lambda: satqkd.open(NIGHT).passes("yesterday", 0))
refused(2, "lim2014", lambda: satqkd.key(run.counts, "lim2015"))
refused(130, "interrupted", lambda: satqkd.open(NIGHT).run(go_on=lambda done: False))
try:
    satqkd.open(NIGHT).run(go_on=lambda done: 1 / 0)
except ZeroDivisionError:
    pass
else:
    raise AssertionError("an exception of go_on was lost")
