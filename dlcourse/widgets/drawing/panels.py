"""Axes with marks on them, which a browser and Matplotlib draw alike.

Read top to bottom, this module lets you

* say what is to be seen: lines, points, bars, bands, rules and images, in the units of the axes;
* put it on axes, plain or in powers of ten, with limits and ticks;
* describe these for a browser, with every place as a part of its axis, or draw them into a figure.
"""

import base64
import io
from dataclasses import dataclass, field

import numpy as np
import PIL.Image
from matplotlib.ticker import LogLocator, MaxNLocator

from dlcourse.plots import COLORS, LINES, MARKERS, axes

# Marks

# x and y are arrays of one length. Marks of one `color`, a number below 4, belong together.


@dataclass
class Line:
    """A line through the points."""

    x: list
    y: list
    label: str = ""
    color: int = 0


@dataclass
class Points:
    """A marker at each of the points."""

    x: list
    y: list
    label: str = ""
    color: int = 0


@dataclass
class Bars:
    """A bar from 0 to each y, or from the lower end of a log axis; `width` is in units of x."""

    x: list
    y: list
    label: str = ""
    color: int = 0
    width: float = 0.8


@dataclass
class Band:
    """The area between y and `high`."""

    x: list
    y: list
    high: list
    label: str = ""
    color: int = 0


@dataclass
class Rule:
    """An upright line across the panel at the number x."""

    x: float
    label: str = ""
    color: int = 3


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

    def address(self):
        """The image as an address that holds it."""
        file = io.BytesIO()
        PIL.Image.fromarray((255 * np.clip(self.pixels, 0, 1)).astype(np.uint8)).save(file, "png")
        return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


# Axes


@dataclass
class Panel:
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
        room = 0.05 * (high - low) or 1.0
        return low - room, high + room

    def described(self):
        """The panel as the browser needs it: every place as a part of the axis, from 0 to 1."""
        scales = {"x": Scale(self.limits("x"), self.xlog), "y": Scale(self.limits("y"), self.ylog)}
        marks = [
            {"kind": type(mark).__name__, "label": mark.label, "color": mark.color}
            | {name: scales[of].parts(getattr(mark, name)) for of in "xy" for name in along(mark, of)}
            | (
                {"base": scales["y"].parts(0)[0], "width": mark.width / scales["x"].length}
                if type(mark) is Bars
                else {}
            )
            | ({"address": mark.address()} if type(mark) is Image else {})
            for mark in self.marks
        ]
        ticks = {f"{of}ticks": [[part, short(at)] for part, at in self.ticks(scale)] for of, scale in scales.items()}
        return {"xlabel": self.xlabel, "ylabel": self.ylabel, "marks": marks, **ticks}

    def ticks(self, scale):
        """The ticks of one of its axes."""
        return [] if self.bare else scale.ticks()

    def draw(self, figure, position):
        """Draw the panel into a figure."""
        ax = axes(figure, self.xlabel, self.ylabel, position=position, xlog=self.xlog, ylog=self.ylog)
        for mark in self.marks:
            color, label = COLORS[mark.color] if mark.color < 3 else "#000000", mark.label or None
            if isinstance(mark, Rule):
                ax.axvline(mark.x, color=color, linestyle=LINES[mark.color], linewidth=1.2, label=label)
            elif isinstance(mark, Band):
                ax.fill_between(mark.x, mark.y, mark.high, color=color, alpha=0.2, linewidth=0, label=label)
            elif isinstance(mark, Bars):
                ax.bar(mark.x, mark.y, mark.width, color=color, alpha=0.8, label=label)
            elif isinstance(mark, Image):
                ax.imshow(mark.pixels, cmap="gray", vmin=0, vmax=1, extent=(*mark.x, *mark.y), aspect="auto", zorder=3)
            elif isinstance(mark, Points):
                ax.plot(mark.x, mark.y, MARKERS[mark.color], color=color, markersize=5, label=label)
            else:
                ax.plot(mark.x, mark.y, LINES[mark.color], color=color, label=label)
        for of, axis, log in (("x", ax.xaxis, self.xlog), ("y", ax.yaxis, self.ylog)):
            limits = self.limits(of)
            ticks = self.ticks(Scale(limits, log))
            axis.set_ticks([value for _, value in ticks], [short(value) for _, value in ticks])
            axis.set_ticks([], minor=True)
            ax.set(**{f"{of}lim": limits})
        if any(mark.label for mark in self.marks):
            ax.legend(frameon=False, fontsize=9)


def along(mark, of):
    """The names of a mark's numbers along the axis "x" or "y"."""
    if of == "x":
        return ["x"]
    return {Rule: [], Band: ["y", "high"]}.get(type(mark), ["y"])


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
