"""Axes with marks on them, described once: a browser and Matplotlib show the same description.

Read top to bottom, this module lets you

* put marks (marks.py) on axes, plain or in powers of ten, with limits and ticks;
* describe these as lines, areas, markers and images, with every place as a part of its axis;
* show the description in a figure, as controls.js does in a browser.
"""

import base64
import io
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import PIL.Image
from matplotlib.ticker import LogLocator, MaxNLocator

from dlcourse.plots import COLORS, axes
from dlcourse.widgets.drawing.marks import ADDRESS, Band, VLine


@dataclass
class Axes:
    """Axes with their marks. Limits (low, high) that are not given follow from the marks; `bare` axes have no ticks."""

    xlabel: str
    ylabel: str
    marks: list = field(default_factory=list)
    xlim: tuple = None
    ylim: tuple = None
    xlog: bool = False
    ylog: bool = False
    bare: bool = False

    def limits(self, of):
        """The limits of the axis "x" or "y"."""
        given, log = (self.xlim, self.xlog) if of == "x" else (self.ylim, self.ylog)
        if given is not None:
            return given
        values = np.concatenate([np.ravel(getattr(mark, name)) for mark in self.marks for name in along(mark, of)])
        values = values[np.isfinite(values) & ((values > 0) | (not log))]
        low, high = (values.min(), values.max()) if len(values) else (1, 10)
        if log:
            return low / 1.5, high * 1.5
        margin = 0.05 * (high - low) or 1.0
        return low - margin, high + margin

    def described(self):
        """The axes as whoever shows them needs them: every place as a part of its axis, from 0 to 1."""
        plane = Plane(*(Scale(self.limits(of), log) for of, log in (("x", self.xlog), ("y", self.ylog))))
        marks = [{"label": mark.label, "color": mark.color} | mark.shape(plane) for mark in self.marks]
        xticks, yticks = ([[part, short(value)] for part, value in self.ticks(scale)] for scale in plane)
        return {"xlabel": self.xlabel, "ylabel": self.ylabel, "marks": marks, "xticks": xticks, "yticks": yticks}

    def ticks(self, scale):
        """The ticks of one of its axes."""
        return [] if self.bare else scale.ticks()


def along(mark, of):
    """The names of a mark's numbers along the axis "x" or "y"."""
    if of == "x":
        return ["x"]
    return {VLine: [], Band: ["y", "high"]}.get(type(mark), ["y"])


class Plane(NamedTuple):
    """The two axes."""

    x: "Scale"
    y: "Scale"

    def outline(self, x, y):
        """The places [[x, y], ...] as parts of the axes; those that are nowhere are left out."""
        places = zip(self.x.parts(x), self.y.parts(y), strict=True)
        return [list(place) for place in places if None not in place]


class Scale:
    """An axis between two limits, plain or in powers of ten."""

    def __init__(self, limits, log):
        self.limits, self.log = limits, log
        self.low, self.high = np.log10(limits) if log else limits
        self.length = self.high - self.low

    def parts(self, values):
        """The values as parts of the axis: 0 is its lower end, 1 its upper. What is nowhere is None."""
        values = np.atleast_1d(np.asarray(values, float))
        if self.log:
            values = np.log10(np.maximum(values, self.limits[0] * 1e-3))
        parts = (values - self.low) / self.length
        return [round(float(part), 4) if np.isfinite(part) else None for part in np.clip(parts, -5, 5)]

    def ticks(self):
        """Some round numbers on the axis, and the part that each is at."""
        ticks = LogLocator(numticks=6) if self.log else MaxNLocator(5, steps=[1, 2, 2.5, 5, 10])
        values = ticks.tick_values(*self.limits)
        parts = self.parts(values)
        return [(part, value) for part, value in zip(parts, values, strict=True) if 0 <= part <= 1]


def short(value):
    """A number with a few digits, powers of ten as 1e-5; words as they are."""
    if isinstance(value, str):
        return value
    digits = max(3, len(f"{abs(value):.0f}")) if abs(value) < 1e4 else 3
    return f"{value:.{digits}g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")


# The figure


def draw(described, figure, position):
    """Draw described axes into a figure."""
    ax = axes(figure, described["xlabel"], described["ylabel"], position=position)
    for mark in described["marks"]:
        color = COLORS[mark["color"]] if mark["color"] < 3 else "#000000"
        for i, outline in enumerate(mark["outlines"]):
            x, y = np.reshape(outline, (-1, 2)).T
            [artist] = SHAPES[mark["shape"]](ax, x, y, mark, color)
            artist.set(zorder=2, label=mark["label"] if i == 0 and mark["label"] else "_")
    for axis, ticks in ((ax.xaxis, described["xticks"]), (ax.yaxis, described["yticks"])):
        axis.set_ticks([part for part, _ in ticks], [text for _, text in ticks])
    ax.set(xlim=(0, 1), ylim=(0, 1))
    if any(mark["label"] for mark in described["marks"]):
        ax.legend(frameon=False, fontsize=9)


def draw_line(ax, x, y, mark, color):
    """A line through the places."""
    return ax.plot(x, y, linestyle=(0, [part / 2 for part in mark["dashes"]]) if mark["dashes"] else "-", color=color)


def draw_area(ax, x, y, mark, color):
    """What the places enclose."""
    return ax.fill(x, y, facecolor=color, edgecolor=color, alpha=mark["opacity"], linewidth=0.6)


def draw_marker(ax, x, y, mark, color):
    """A glyph at each of the places; up is positive here, and Matplotlib's markers have a size of their own."""
    glyph = [(right, -down) for right, down in mark["glyph"]]
    return ax.plot(x, y, marker=glyph, markersize=1.3 * np.abs(glyph).max(), color=color, linestyle="")


def draw_image(ax, x, y, mark, _color):
    """The pixels between two corners."""
    pixels = PIL.Image.open(io.BytesIO(base64.b64decode(mark["address"].removeprefix(ADDRESS))))
    return [ax.imshow(pixels, cmap="gray", vmin=0, vmax=255, extent=(*x, *y), aspect="auto")]


SHAPES = {"line": draw_line, "area": draw_area, "marker": draw_marker, "image": draw_image}
