# SPDX-License-Identifier: MIT
"""libsatqkd's functions and structs as include/satqkd/ declares them."""
import ctypes
import ctypes.util
import os
import pathlib
from ctypes import POINTER, c_bool, c_char, c_char_p, c_double, c_int, c_size_t, c_void_p

NAME = "libsatqkd.so.0"  # the SONAME that the structs below belong to
ENGINES = ("event", "pulse", "mean")  # in the order of enum satqkd_engine
GO_ON = ctypes.CFUNCTYPE(c_bool, c_void_p, c_double)


class Error(ctypes.Structure):
    _fields_ = [("status", c_int), ("message", c_char * 1024)]


class Pass(ctypes.Structure):
    _fields_ = [("start_utc_s", c_double), ("stop_utc_s", c_double), ("max_elevation_utc_s", c_double),
                ("max_elevation_deg", c_double), ("min_range_km", c_double), ("duration_s", c_double),
                ("satellite_sunlit", c_bool), ("station_dark", c_bool)]


class RunOptions(ctypes.Structure):
    _fields_ = [("engine", c_int), ("device", c_char_p), ("repeat", c_size_t), ("events", c_char_p), ("go_on", GO_ON),
                ("context", c_void_p)]


class Key(ctypes.Structure):
    _fields_ = [("bound", c_char_p), ("secret_bits", c_double), ("block_bits", c_double), ("qber", c_double),
                ("eps_sec", c_double), ("eps_cor", c_double), ("leak_ec_bits", c_double), ("vacuum_events", c_double),
                ("single_photon_events", c_double), ("phase_error", c_double)]


class SatqkdError(Exception):
    """What went wrong, where, and what would be right. status: the program's exit status, 1, 2, 3 or 130."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


# Function: what it returns, what it takes. Those that can fail return a status and take an error last, which call() adds.
_FUNCTIONS = {
    "satqkd_version": (c_char_p, []),
    "satqkd_free": (None, [c_void_p]),
    "satqkd_scenario_open": (c_int, [c_char_p, POINTER(c_char_p), POINTER(c_void_p), POINTER(Error)]),
    "satqkd_scenario_parse": (c_int, [c_char_p, POINTER(c_char_p), POINTER(c_void_p), POINTER(Error)]),
    "satqkd_scenario_json": (c_int, [c_void_p, POINTER(c_void_p), POINTER(Error)]),
    "satqkd_scenario_close": (None, [c_void_p]),
    "satqkd_time_parse": (c_int, [c_char_p, POINTER(c_double), POINTER(Error)]),
    "satqkd_passes": (c_int, [c_void_p, c_double, c_double, POINTER(POINTER(Pass)), POINTER(c_size_t), POINTER(Error)]),
    "satqkd_run_fly": (c_int, [c_void_p, POINTER(RunOptions), POINTER(c_void_p), POINTER(Error)]),
    "satqkd_run_summary": (c_char_p, [c_void_p]),
    "satqkd_run_counts": (c_char_p, [c_void_p]),
    "satqkd_run_rows": (c_size_t, [c_void_p]),
    "satqkd_run_column_name": (c_char_p, [c_size_t]),
    "satqkd_run_column": (POINTER(c_double), [c_void_p, c_char_p]),
    "satqkd_run_write": (c_int, [c_void_p, c_void_p, c_char_p, POINTER(Error)]),
    "satqkd_run_close": (None, [c_void_p]),
    "satqkd_key_bound": (c_char_p, [c_size_t]),
    "satqkd_key_text": (c_int, [c_char_p, c_char_p, POINTER(Key), POINTER(Error)]),
    "satqkd_key_file": (c_int, [c_char_p, c_char_p, POINTER(Key), POINTER(Error)]),
}


def _candidates():
    if chosen := os.environ.get("SATQKD_LIBRARY"):
        yield chosen
        return
    here = pathlib.Path(__file__).resolve()
    for folder in here.parents[2:6]:  # a checkout's python/satqkd, or PREFIX/lib/python3/dist-packages/satqkd
        yield from map(str, sorted(folder.glob(f"build/lib/{NAME}")))
        yield from map(str, sorted(folder.glob(f"lib/{NAME}")))
        yield from map(str, sorted(folder.glob(f"lib/*/{NAME}")))
    yield NAME


def _load():
    tried = []
    for path in _candidates():
        try:
            loaded = ctypes.CDLL(path)
        except OSError as error:
            tried.append(str(error))
            continue
        for name, (result, arguments) in _FUNCTIONS.items():
            function = getattr(loaded, name)
            function.restype, function.argtypes = result, arguments
        return loaded
    raise ImportError(f"{NAME} is not found; build it (./satqkd --version; cmake --build build) or name it in SATQKD_LIBRARY. "
                      "Tried: " + "; ".join(tried))


library = _load()


def call(function, *arguments):
    """Calls a function that can fail; raises SatqkdError with its message."""
    error = Error()
    status = function(*arguments, ctypes.byref(error))
    if status != 0:
        raise SatqkdError(status, error.message.decode(errors="replace"))
