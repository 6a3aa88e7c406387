"""Axes with marks on them, described once: a browser and Matplotlib show the same description.

Read top to bottom, this module lets you

* say what is to be seen: lines, points, bars, bands, upright lines and images, in the units of the axes;
* put it on axes, plain or in powers of ten, with limits and ticks;
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

# Marks

# x and y are arrays of one length. Marks of one `color`, a number below 4, belong together.  `shape(plane)` is what a
# mark looks like: the name of a shape, its outlines as places on the plane, and what else the shape needs.
DASHES = [[], [7, 4], [8, 3, 2, 3], [2, 3]]  # of each color: how long a stroke, and how long a gap, in pixels
ADDRESS = "data:image/png;base64,"
TURN = np.linspace(0, 2 * np.pi, 25)
GLYPHS = [  # of each color, around (0, 0) and in pixels, down is positive: a circle, a square, a triangle, a diamond
    np.transpose([4 * np.cos(TURN), 4 * np.sin(TURN)]).round(2).tolist(),
    [[-3.5, -3.5], [3.5, -3.5], [3.5, 3.5], [-3.5, 3.5], [-3.5, -3.5]],
    [[0, -4.5], [4.5, 3.5], [-4.5, 3.5], [0, -4.5]],
    [[0, -5], [5, 0], [0, 5], [-5, 0], [0, -5]],
]


@dataclass
class Line:
    """A line through the points."""

    x: list
    y: list
    label: str = ""
    color: int = 0

    def shape(self, plane):
        """One line."""
        return {"shape": "line", "outlines": [plane.outline(self.x, self.y)], "dashes": DASHES[self.color]}


@dataclass
class Points:
    """A marker at each of the points."""

    x: list
    y: list
    label: str = ""
    color: int = 0

    def shape(self, plane):
        """A glyph at each place."""
        return {"shape": "marker", "outlines": [plane.outline(self.x, self.y)], "glyph": GLYPHS[self.color]}


@dataclass
class Bars:
    """A bar from 0 to each y, or from the lower end of a log axis; `width` is in units of x."""

    x: list
    y: list
    label: str = ""
    color: int = 0
    width: float = 0.8

    def shape(self, plane):
        """A rectangle for each bar."""
        sides = [(x - self.width / 2, x + self.width / 2, y) for x, y in zip(self.x, self.y, strict=True)]
        bars = [plane.outline([left, left, right, right], [0, y, y, 0]) for left, right, y in sides]
        return {"shape": "area", "outlines": bars, "opacity": 0.8}


@dataclass
class Band:
    """The area between y and `high`."""

    x: list
    y: list
    high: list
    label: str = ""
    color: int = 0

    def shape(self, plane):
        """There along y, and back along `high`."""
        around = plane.outline([*self.x, *self.x[::-1]], [*self.y, *self.high[::-1]])
        return {"shape": "area", "outlines": [around], "opacity": 0.2}


@dataclass
class VLine:
    """An upright line across the axes at the number x."""

    x: float
    label: str = ""
    color: int = 3

    def shape(self, plane):
        """A line from the lower end of the plane to its upper."""
        [x] = plane.x.parts(self.x)
        return {"shape": "line", "outlines": [[[x, 0], [x, 1]]], "dashes": DASHES[self.color]}


@dataclass
class Image:
    """Grey pixels (H, W), 0 black and 1 white; they take the place from 0 to W and, from below, from 0 to H."""

    pixels: np.ndarray
    label: str = ""
    color: int = 0

    @property
    def x(self):
        """Its left and its right edge."""
        return [0, self.pixels.shape[1]]

    @property
    def y(self):
        """Its lower and its upper edge."""
        return [0, self.pixels.shape[0]]

    def shape(self, plane):
        """Its lower left and upper right corner, and an address that holds the pixels."""
        file = io.BytesIO()
        PIL.Image.fromarray((255 * np.clip(self.pixels, 0, 1)).astype(np.uint8)).save(file, "png")
        address = ADDRESS + base64.b64encode(file.getvalue()).decode()
        return {"shape": "image", "outlines": [plane.outline(self.x, self.y)], "address": address}


# Axes


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
