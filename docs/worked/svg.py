# SPDX-License-Identifier: MIT
"""Charts as SVG text: axes, lines, bars; light and dark by the reader's own setting. The standard library alone."""
import math
from html import escape

COLORS = ["#0b5fa5", "#b4530a", "#1a7f5a", "#7a4bb3", "#b8336a", "#57606a"]
DARK = ["#6cb6f5", "#f0a35c", "#5fcf9f", "#bd9bf0", "#f08bb0", "#a3aebb"]

STYLE = """text { font: 12px system-ui, "DejaVu Sans", sans-serif; fill: #566173 } .t { fill: #1b2430; font-weight: 600 }
.g { stroke: #d5dae1; stroke-width: .6 } .l { fill: none; stroke-width: 1.8 } .paper { fill: #fff }
""" + "".join(f".s{i} {{ stroke: {c} }} .f{i} {{ fill: {c} }}\n" for i, c in enumerate(COLORS)) + \
    "@media (prefers-color-scheme: dark) { .paper { fill: #12171e } text { fill: #a3aebb } .t { fill: #e4e9ef } .g { stroke: #333d49 }\n" + \
    "".join(f".s{i} {{ stroke: {c} }} .f{i} {{ fill: {c} }}\n" for i, c in enumerate(DARK)) + "}"


def number(value):
    """A tick's label: 500, 20 k, 3 M; small ones as powers of ten."""
    for size, name in ((1e12, " T"), (1e9, " G"), (1e6, " M"), (1e4, " k")):
        if abs(value) >= size * (1 - 1e-9):
            return f"{value / min(size, 1e3 if name == ' k' else size):g}{name}"
    if value != 0 and abs(value) < 1e-3:
        power = math.floor(math.log10(abs(value)) + 1e-9)
        digits = f"{value / 10.0 ** power:.3g}"
        return ("" if digits == "1" else f"{digits}·") + "10" + str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{value:g}"


class Axis:
    """From values to a place between two ends of the paper."""

    def __init__(self, low, high, start, end, log=False):
        self.low, self.high, self.start, self.end, self.log = low, high, start, end, log

    def at(self, value):
        if self.log:
            share = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self, about=6):
        if self.log:
            first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
            if last - first >= 1:
                return [10.0 ** k for k in range(first, last + 1, max(1, (last - first) // about))]
            return [v for k in range(first - 1, last + 2) for v in (10.0 ** k, 2 * 10.0 ** k, 5 * 10.0 ** k) if self.low <= v <= self.high]
        raw = (self.high - self.low) / about
        power = 10.0 ** math.floor(math.log10(raw))
        step = next(m * power for m in (1, 2, 5, 10) if m * power >= raw * (1 - 1e-9))
        return [k * step for k in range(math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9) + 1)]


def limits(values, log, margin=0.04):
    """Ends of an axis that hold all values."""
    low, high = min(values), max(values)
    if log:
        return low / 1.25, high * 1.25
    low = 0 if 0 < low < 0.5 * high else low
    pad = margin * ((high - low) or abs(high) or 1)
    return (low if low == 0 else low - pad), high + pad


def text(x, y, words, anchor="start", name=None, turn=None):
    extra = (f' class="{name}"' if name else "") + (f' transform="rotate({turn} {x:.1f} {y:.1f})"' if turn is not None else "")
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{extra}>{escape(words)}</text>'


def document(width, height, title, parts):
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title, True)}">\n'
            f'<style>{STYLE}</style>\n<rect class="paper" width="{width}" height="{height}"/>\n' + "\n".join(parts) + "\n</svg>\n")


def legend(names, x, y, width=720):
    """One line, or two where one is too short."""
    parts, left = [], x
    if sum(30 + 6.7 * len(name) for _, name in names) > width - x:
        y -= 18
    for i, name in names:
        if x + 15 + 6.7 * len(name) > width:
            x, y = left, y + 18
        parts.append(f'<rect class="f{i}" x="{x:.1f}" y="{y - 9:.1f}" width="10" height="10" rx="2"/>')
        parts.append(text(x + 15, y, name))
        x += 30 + 6.7 * len(name)
    return parts


def frame(x_axis, y_axis, x_label, y_label, x_ticks=None):
    """Grid, ticks and labels of a plot whose axes know where they are."""
    parts = []
    for value in x_ticks or x_axis.ticks():
        place = x_axis.at(value)
        parts.append(f'<line class="g" x1="{place:.1f}" y1="{y_axis.start:.1f}" x2="{place:.1f}" y2="{y_axis.end:.1f}"/>')
        parts.append(text(place, y_axis.start + 17, number(value), "middle"))
    for value in y_axis.ticks():
        place = y_axis.at(value)
        parts.append(f'<line class="g" x1="{x_axis.start:.1f}" y1="{place:.1f}" x2="{x_axis.end:.1f}" y2="{place:.1f}"/>')
        parts.append(text(x_axis.start - 7, place + 4, number(value), "end"))
    parts.append(text((x_axis.start + x_axis.end) / 2, y_axis.start + 36, x_label, "middle"))
    parts.append(text(26, (y_axis.start + y_axis.end) / 2, y_label, "middle", turn=-90))
    return parts


def lines(title, x_label, y_label, series, log_x=False, log_y=False, x_ticks=None, width=720, height=400):
    """series: [(name, xs, ys)]; what is None, or not above 0 on a logarithmic axis, leaves a gap."""
    seen = [(x, y) for _, xs, ys in series for x, y in zip(xs, ys) if y is not None and (y > 0 or not log_y)]
    x_low, x_high = min(x for x, _ in seen), max(x for x, _ in seen)
    x_axis = Axis(min([x_low] + (x_ticks or [])), max([x_high] + (x_ticks or [])), 78, width - 24, log_x)
    y_axis = Axis(*limits([y for _, y in seen], log_y), height - 94, 44, log_y)
    parts = [text(24, 26, title, name="t")] + frame(x_axis, y_axis, x_label, y_label, x_ticks)
    for i, (_, xs, ys) in enumerate(series):
        path, pen_up = "", True
        for x, y in zip(xs, ys):
            if y is None or (log_y and y <= 0):
                pen_up = True
                continue
            path += f'{"M" if pen_up else "L"}{x_axis.at(x):.1f} {y_axis.at(y):.1f}'
            pen_up = False
            if len(xs) <= 40:
                parts.append(f'<circle class="f{i}" cx="{x_axis.at(x):.1f}" cy="{y_axis.at(y):.1f}" r="2.6"/>')
        parts.append(f'<path class="l s{i}" d="{path}"/>')
    return document(width, height, title, parts + legend([(i, s[0]) for i, s in enumerate(series)], 78, height - 14))


def bars(title, x_label, y_label, names, series, log_y=False, every=1, width=720, height=400):
    """Groups of bars side by side. names: of the groups, each `every`-th is written; series: [(name, values)]."""
    values = [v for _, ys in series for v in ys if v and v > 0]
    y_axis = Axis(*(limits(values, True) if log_y else (0, 1.05 * max(values))), height - 76, 44, log_y)
    x_axis = Axis(0, len(names), 78, width - 24)
    parts = [text(24, 26, title, name="t")]
    for value in y_axis.ticks():
        place = y_axis.at(value)
        parts.append(f'<line class="g" x1="{x_axis.start}" y1="{place:.1f}" x2="{x_axis.end}" y2="{place:.1f}"/>')
        parts.append(text(x_axis.start - 7, place + 4, number(value), "end"))
    one = 0.84 / len(series)
    for g, name in enumerate(names):
        if g % every == 0:
            parts.append(text(x_axis.at(g + 0.5), y_axis.start + 17, name, "middle"))
        for i, (_, ys) in enumerate(series):
            if ys[g] and ys[g] > 0:
                left, right, top = x_axis.at(g + 0.08 + i * one), x_axis.at(g + 0.08 + (i + 1) * one), y_axis.at(ys[g])
                parts.append(f'<rect class="f{i}" x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{y_axis.start - top:.1f}"/>')
    parts.append(text((x_axis.start + x_axis.end) / 2, y_axis.start + 36, x_label, "middle"))
    parts.append(text(26, (y_axis.start + y_axis.end) / 2, y_label, "middle", turn=-90))
    return document(width, height, title, parts + legend([(i, s[0]) for i, s in enumerate(series)], 78, height - 14))
