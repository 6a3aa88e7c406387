"""Plots that follow controls, which is what most pictures to play with are.

A subclass names its controls, each with the values that it can take, and says what they show:

    class Wave(ControlledPlot):
        name, alt = "Wave", "A sine wave over one second."
        controls = (Control("cycles", "cycles a second", [1, 2, 3]),)

        def render(self, cycles):
            x = np.linspace(0, 1, 100)
            wave = Axes("seconds", "height", [Line(x, np.sin(2 * np.pi * cycles * x), "the wave")])
            return [wave], f"{cycles} cycles."

    Wave(cycles=2)

The browser shows the axes as they are described, and so does `figure` where there is none.
"""

from typing import NamedTuple

import numpy as np
import traitlets as t

from dlcourse.plots import Figure
from dlcourse.widgets.drawing.axes import draw, short
from dlcourse.widgets.drawing.picture import Picture, files


class Control(NamedTuple):
    """What can be chosen: numbers are on a slider, words in a list. `start` is the value to begin with."""

    name: str
    label: str
    values: list
    start: object = None

    @property
    def begins(self):
        """The value to begin with: the first, where none is named."""
        return self.values[0] if self.start is None else self.start

    def position(self, value):
        """Where `value` is among the values; a number finds the nearest. ValueError, where it is none of them."""
        if isinstance(self.values[0], str):
            if value not in self.values:
                raise ValueError(f"{self.name} must be one of {', '.join(self.values)}, not {value!r}.")
            return self.values.index(value)
        low, high = min(self.values), max(self.values)
        if isinstance(value, str) or not low <= value <= high:
            raise ValueError(f"{self.name} must be a number from {low:g} to {high:g}, not {value!r}.")
        return int(np.abs(np.subtract(self.values, value)).argmin())

    def described(self):
        """The control as the browser needs it."""
        words = isinstance(self.values[0], str)
        return {"label": self.label, "words": words, "values": [short(value) for value in self.values]}


class ControlledPlot(Picture):
    """A picture with controls. A subclass has a `name`, an `alt` text, `controls`, and `render(**values)`.

    `render` takes the value of each control under its name, and gives the axes and a sentence that says what they show.
    `positions` holds where each control is among its values.
    """

    _esm, _css = files(__file__)

    name, alt, controls = "", "", ()
    positions = t.List(t.Int()).tag(sync=True)
    inputs = t.List(t.Dict(), read_only=True).tag(sync=True)
    axes = t.List(t.Dict(), read_only=True).tag(sync=True)
    title = t.Unicode(read_only=True).tag(sync=True)

    def __init__(self, **values):
        if unknown := set(values) - {control.name for control in self.controls}:
            names = ", ".join(control.name for control in self.controls)
            raise ValueError(f"{type(self).__name__} has no control {', '.join(sorted(unknown))}, but {names}.")
        super().__init__()
        self.set_trait("inputs", [control.described() for control in self.controls])
        self.set_trait("title", self.name)
        self.positions = [control.position(values.get(control.name, control.begins)) for control in self.controls]

    @property
    def values(self):
        """The value of each control under its name."""
        return {control.name: control.values[at] for control, at in zip(self.controls, self.positions, strict=True)}

    def render(self, **values):
        """The axes for these values, and what they show in words."""
        raise NotImplementedError

    @t.validate("positions")
    def _check(self, proposal):
        counts, places = [len(control.values) for control in self.controls], proposal.value
        if len(places) != len(counts) or not all(0 <= at < n for at, n in zip(places, counts, strict=True)):
            raise t.TraitError(f"positions must be {len(counts)} numbers below {counts}, not {places}.")
        return places

    @t.observe("positions")
    def _show(self, _change):
        axes, summary = self.render(**self.values)
        with self.hold_sync():
            self.set_trait("axes", [ax.described() for ax in axes])
            self.set_trait("summary", summary)

    def figure(self):
        """What is shown now, as a figure."""
        axes, summary = self.render(**self.values)
        figure = Figure(summary, self.alt)
        for i, ax in enumerate(axes, start=1):
            draw(ax.described(), figure, 100 + 10 * len(axes) + i)
        return figure
