# SPDX-License-Identifier: MIT
"""What the scripts share that write a program's numbers into pages: docs/worked/remake.py, results/remake.py."""
import re

NUMBER = re.compile(r"-?\d{1,3}(?: \d{3})+(?![\d.])|-?\d+(?:\.\d+)?(?:e-?\d+)?") # 9 550 000, or 12.5


def table(head, body):
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head)] + ["| " + " | ".join(line) + " |" for line in body])


def alike(one, other, share, least):
    """The same but for numbers that are within a share of the other one, or within least(that one's text)."""
    if NUMBER.split(one) != NUMBER.split(other):
        return False
    pairs = zip(NUMBER.findall(one), NUMBER.findall(other))
    values = ((float(a.replace(" ", "")), float(b.replace(" ", "")), least(b)) for a, b in pairs)
    return all(abs(a - b) <= max(share * abs(b), unit) for a, b, unit in values)


def filled(path, mark, text):
    """A page with a text between a mark and the next <!-- end -->."""
    page, count = re.subn(f"({mark}).*?(<!-- end -->)", lambda m: f"{m[1]}{text}{m[2]}", path.read_text(encoding="utf-8"), flags=re.S)
    assert count == 1, (path, mark)
    return page
