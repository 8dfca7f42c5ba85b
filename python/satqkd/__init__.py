# SPDX-License-Identifier: MIT
"""satqkd from Python: open a scenario, list its passes, fly one, ask for key lengths.

    import satqkd
    scenario = satqkd.open("micius-xinglong-2016-12-19", set={"station.telescope.diameter_m": 0.28})
    run = scenario.run(engine="mean")
    run.summary["key"]["secret_bits"], run.timeline["sifted_bits"].sum()
    satqkd.key(run.counts, bound="lim2014")["secret_bits"]

A thin layer over libsatqkd by ctypes: nothing is compiled, nothing is computed here. The library is looked for where SATQKD_LIBRARY
says, then beside this module (the build folder of a checkout, the lib folders of an installation), then as the system finds it.
numpy is needed for `timeline` alone.
"""
import ctypes
import datetime
import json
import os

from ._library import ENGINES, GO_ON, Key, Pass, RunOptions, SatqkdError, call, library

__all__ = ["SatqkdError", "Run", "Scenario", "bounds", "key", "open", "parse", "version"]


def version():
    """Version of the library in use."""
    return library.satqkd_version().decode()


def _settings(values):
    """KEY=VALUE for each item of a dict, the values as JSON; a NULL ends the list."""
    texts = [f"{name}={json.dumps(value)}".encode() for name, value in (values or {}).items()]
    return (ctypes.c_char_p * (len(texts) + 1))(*texts, None)


def _seconds(when):
    """POSIX seconds of a datetime (without a zone it is UTC), a number or an ISO 8601 text."""
    if isinstance(when, datetime.datetime):
        return (when if when.tzinfo else when.replace(tzinfo=datetime.timezone.utc)).timestamp()
    if isinstance(when, str):
        seconds = ctypes.c_double()
        call(library.satqkd_time_parse, when.encode(), ctypes.byref(seconds))
        return seconds.value
    return float(when)


def _pass(struct):
    """A struct satqkd_pass as a dict: "…_utc_s", POSIX seconds, becomes the datetime "…_utc"."""
    found = {}
    for name, _ in Pass._fields_:
        value = getattr(struct, name)
        if name.endswith("_utc_s"):
            name, value = name[:-2], datetime.datetime.fromtimestamp(value, datetime.timezone.utc)
        found[name] = value
    return found


class Scenario:
    """A scenario, resolved and checked; made by open() and parse()."""

    def __init__(self, handle):
        self._handle = handle

    def __del__(self):
        if getattr(self, "_handle", None) and library:
            library.satqkd_scenario_close(self._handle)

    def json(self):
        """Every key with its value, as text: parse() makes the same scenario of it."""
        text = ctypes.c_void_p()
        call(library.satqkd_scenario_json, self._handle, ctypes.byref(text))
        try:
            return ctypes.string_at(text).decode()
        finally:
            library.satqkd_free(text)

    def passes(self, start, stop):
        """Passes over the station between two times, dicts in the order of time; their times are datetimes in UTC.

        start, stop: datetime (without a zone: UTC), POSIX seconds or "2016-12-19T00:00:00Z".
        """
        array, count = ctypes.POINTER(Pass)(), ctypes.c_size_t()
        call(library.satqkd_passes, self._handle, _seconds(start), _seconds(stop), ctypes.byref(array), ctypes.byref(count))
        try:
            return [_pass(array[i]) for i in range(count.value)]
        finally:
            library.satqkd_free(array)

    def run(self, engine="event", device=None, repeat=1, events=None, go_on=None):
        """Flies one pass.

        engine: "event", "pulse" or "mean". device: as --device takes it. events: HDF5 file for every matched-basis click.
        go_on: called now and then with the share that is done; returning False ends the run with an error of status 130.
        The seed and the pass are keys of the scenario, "trials.seed" and "window.pass".
        """
        if engine not in ENGINES:
            raise ValueError(f"engine {engine!r}: there are {', '.join(ENGINES)}")
        raised = []

        def ask(_, done):
            try:
                return go_on(done) is not False
            except BaseException as error:  # cannot pass through C: raised again below
                raised.append(error)
                return False

        options = RunOptions(ENGINES.index(engine), None if device is None else str(device).encode(), repeat,
                             None if events is None else os.fsencode(events), GO_ON(ask) if go_on else GO_ON(), None)
        handle = ctypes.c_void_p()
        try:
            call(library.satqkd_run_fly, self._handle, ctypes.byref(options), ctypes.byref(handle))
        except SatqkdError:
            if raised:
                raise raised[0]
            raise
        return Run(handle, self)


class Run:
    """One flown pass.

    summary, counts: what summary.json and counts.json hold, as dicts.
    timeline: a numpy array for each column of timeline.csv ("t_s", "range_km", "sifted_bits"…; the time is "utc_s").
    """

    def __init__(self, handle, scenario):
        self._handle = handle
        self._scenario = scenario
        self.summary = json.loads(library.satqkd_run_summary(handle))
        self.counts = json.loads(library.satqkd_run_counts(handle))

    def __del__(self):
        if getattr(self, "_handle", None) and library:
            library.satqkd_run_close(self._handle)

    @property
    def timeline(self):
        import numpy

        rows = library.satqkd_run_rows(self._handle)
        columns = {}
        while name := library.satqkd_run_column_name(len(columns)):
            values = library.satqkd_run_column(self._handle, name)
            columns[name.decode()] = numpy.ctypeslib.as_array(values, shape=(rows,)).copy()  # outlives the run
        return columns

    def write(self, directory):
        """Writes the run directory: report.html, summary.json, timeline.csv, counts.json, scenario.json."""
        call(library.satqkd_run_write, self._handle, self._scenario._handle, os.fsencode(directory))


def open(path, set=None):
    """A scenario of a JSON file or of the default data's names; set: keys to change, {"station.altitude_m": 100}."""
    handle = ctypes.c_void_p()
    call(library.satqkd_scenario_open, os.fsencode(path), _settings(set), ctypes.byref(handle))
    return Scenario(handle)


def parse(text, set=None):
    """A scenario of a text, or of a dict that is one."""
    handle = ctypes.c_void_p()
    text = text if isinstance(text, str) else json.dumps(text)
    call(library.satqkd_scenario_parse, text.encode(), _settings(set), ctypes.byref(handle))
    return Scenario(handle)


def bounds():
    """Names of the security proofs."""
    names = []
    while name := library.satqkd_key_bound(len(names)):
        names.append(name.decode())
    return names


def key(counts, bound=None):
    """The key length of measured or simulated counts, as a dict.

    counts: a dict or a JSON text as counts.json of a run, or the path of such a file (anything that os.fspath takes but a text).
    bound: one of bounds(); if not said, the counts' own.
    """
    answer = Key()
    name = None if bound is None else bound.encode()
    if isinstance(counts, os.PathLike):
        call(library.satqkd_key_file, os.fsencode(counts), name, ctypes.byref(answer))
    else:
        text = counts if isinstance(counts, str) else json.dumps(counts)
        call(library.satqkd_key_text, text.encode(), name, ctypes.byref(answer))
    return {field: value.decode() if isinstance(value := getattr(answer, field), bytes) else value
            for field, _ in Key._fields_}
