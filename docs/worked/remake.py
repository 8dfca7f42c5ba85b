#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the commands of the worked configurations and writes their numbers and figures again.

    docs/worked/remake.py [--program BINARY] [--check] [PAGE…]

The commands are those of the first ```sh block of docs/worked/PAGE.md, run in a folder of their own; the numbers go between
<!-- numbers --> and <!-- end --> of the page, figures beside it, and what comes out in short into README.md. --check writes nothing and fails where a page or figure is not what the
program gives now: other text, or a number that is off by more than a hundredth.
"""
import argparse
import csv
import importlib
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PAGES = ["altitude", "constellation", "daylight", "higher_orbits", "relay", "uplink"]
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent)]
from pages import alike, filled, table


def rows(path):
    """A CSV's rows as dictionaries: numbers where they are numbers, None where nothing stands."""
    def value(field):
        if field == "":
            return None
        try:
            return float(field)
        except ValueError:
            return field
    with open(path, newline="", encoding="utf-8") as file:
        return [{name: value(field) for name, field in row.items()} for row in csv.DictReader(file)]


def grouped(value):
    """Three significant digits, thousands apart; a dash for nothing."""
    if value is None:
        return "–"
    if value == 0:
        return "0"
    rounded = float(f"{value:.3g}")
    return f"{rounded:,.0f}".replace(",", " ") if abs(rounded) >= 100 else f"{rounded:g}"


def run_commands(page, program, folder):
    text = (HERE / f"{page}.md").read_text(encoding="utf-8")
    block = re.search(r"```sh\n(.*?)```", text, re.S).group(1).replace("\\\n", " ")
    (folder / "configs").symlink_to(ROOT / "configs")
    for line in filter(None, map(str.strip, block.splitlines())):
        words = shlex.split(line)
        assert words[0] == "./satqkd", line
        result = subprocess.run([program] + words[1:], cwd=folder, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            sys.exit(f"{page}: {line}\n{result.stderr}")


def remake(page, program, check):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        run_commands(page, program, folder)
        numbers, figures, short = importlib.import_module(f"figures_{page}").make(folder)
    path, index = HERE / f"{page}.md", HERE / "README.md"
    wanted = {path: filled(path, r"<!-- numbers -->\n", f"{numbers}\n"), index: filled(index, f"<!-- {page} -->", short),
              **{HERE / figure: text for figure, text in figures.items()}}
    for file, text in wanted.items():
        if not check:
            file.write_text(text, encoding="utf-8")
        elif not file.exists() or not alike(file.read_text(encoding="utf-8"), text, 0.01, lambda _: 0.2):
            sys.exit(f"{file}: not what the program gives now; remake it: docs/worked/remake.py {page}\n{text[:3000]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=str(ROOT / "satqkd"))
    parser.add_argument("--check", action="store_true")
    parser.add_argument("pages", nargs="*")
    arguments = parser.parse_args()
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    for page in arguments.pages or PAGES:
        remake(page, str(pathlib.Path(arguments.program).resolve()), arguments.check)


if __name__ == "__main__":
    main()
