#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Runs the commands of the documents and writes what they print into them, so that no number in a document is typed.

    docs/remake.py [--check] [--program build/bin/satqkd] [FILE.md…]     README.md and all documents beside this file, if none is named

A block ```console holds commands behind "$ " (further lines of one behind "> ") and below each what it prints. The commands of a document
run one behind the other in a folder with nothing in it but the program, which is in PATH as well. Times, rates and names of devices differ from machine to machine and are
left as they are. In the text, a number in `backquotes` must be in what some command of that document printed.
--check writes nothing: it names what differs, and fails.
"""
import argparse
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
# What is another on every machine and in every run.
VOLATILE = [
    (re.compile(r"[\d.e+-]+ s of kernels, [\d.e+-]+ G pulses/s"), "… s of kernels, … G pulses/s"),
    (re.compile(r"^on .*$", re.M), "on …"),
    (re.compile(r"\b\d+ days old today"), "… days old today"),
    (re.compile(r"evaluations, [\d.]+ s"), "evaluations, … s"),
]
NUMBER = re.compile(r"`(-?\d[\d .,]*\d|\d)( ?%)?`")


def steady(text):
    for pattern, instead in VOLATILE:
        text = pattern.sub(instead, text)
    return text


def steps(block):
    """The commands of a block: (lines as shown, the command, the lines it printed)."""
    found = []
    for line in block:
        if line.startswith("$ "):
            found.append(([line], line[2:], []))
        elif line.startswith("> ") and found and not found[-1][2]:
            shown, command, printed = found.pop()
            found.append((shown + [line], f"{command}\n{line[2:]}", printed))
        elif found:
            found[-1][2].append(line)
        else:
            raise SystemExit(f"a console block begins with a command, not with: {line}")
    return found


def run(command, folder, environment):
    ended = subprocess.run(["/bin/sh", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return ended.stdout.rstrip("\n").split("\n") if ended.stdout.strip() else [], ended.returncode


def remade(text, folder, environment, complaints):
    """The document with what its commands print now."""
    lines, everything = [], []
    block = None
    for line in text.split("\n"):
        if block is None:
            lines.append(line)
            block = [] if line == "```console" else None
        elif line != "```":
            block.append(line)
        else:
            for shown, command, before in steps(block):
                printed, status = run(command, folder, environment)
                everything += printed
                same = steady("\n".join(printed)) == steady("\n".join(before))
                lines += shown + (before if same else printed)
                if status not in (0, 2):  # 2: a document may show a refusal
                    complaints.append(f"exit status {status}: {command}")
            lines.append(line)
            block = None
    known = "\n".join(everything)
    for match in NUMBER.finditer(text):
        if match[1] not in known:
            complaints.append(f"no command prints {match[0]}")
    return "\n".join(lines)


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--check", action="store_true", help="compare only")
    options.add_argument("--program", type=pathlib.Path, default=HERE.parent / "build/bin/satqkd")
    options.add_argument("files", nargs="*", type=pathlib.Path, metavar="FILE.md")
    chosen = options.parse_args()
    failed = False
    documents = [HERE.parent / "README.md", *sorted(HERE.glob("*.md"))]
    for path in chosen.files or [p for p in documents if "```console" in p.read_text(encoding="utf-8")]:
        complaints = []
        with tempfile.TemporaryDirectory() as folder:
            bin_folder = pathlib.Path(folder, "bin")
            work = pathlib.Path(folder, "work")
            bin_folder.mkdir()
            work.mkdir()
            for place in (bin_folder, work):
                (place / "satqkd").symlink_to(chosen.program.resolve())
            environment = {**os.environ, "PATH": f"{bin_folder}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
            before = path.read_text(encoding="utf-8")
            after = remade(before, work, environment, complaints)
        if after != before and not chosen.check:
            path.write_text(after, encoding="utf-8")
        if after != before and chosen.check:
            complaints += difflib.unified_diff(before.split("\n"), after.split("\n"), str(path), "now", lineterm="", n=1)
        for complaint in complaints:
            print(f"{path.name}: {complaint}")
        failed = failed or bool(complaints)
    return failed


if __name__ == "__main__":
    sys.exit(main())
