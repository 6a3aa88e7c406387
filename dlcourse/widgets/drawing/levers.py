"""Plots that follow levers, which is what most pictures to play with are.

A subclass names its levers, each with the values that it can take, and says what they show:

    class Wave(Levers):
        name, alt = "Wave", "A sine wave over one second."
        levers = (Lever("cycles", "cycles a second", [1, 2, 3]),)

        def look(self, cycles):
            x = np.linspace(0, 1, 100)
            wave = Panel("seconds", "height", [Line(x, np.sin(2 * np.pi * cycles * x), "the wave")])
            return [wave], f"{cycles} cycles."

    Wave(cycles=2)

The browser shows the panels as they are described, and so does `figure` where there is none.
"""

from typing import NamedTuple

import numpy as np
import traitlets as t

from dlcourse.plots import Figure
from dlcourse.widgets.drawing.panels import draw, short
from dlcourse.widgets.drawing.picture import Picture, files


class Lever(NamedTuple):
    """What can be chosen: numbers are on a slider, words in a list. `start` is the value to begin with."""

    name: str
    label: str
    values: list
    start: object = None

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
        """The lever as the browser needs it."""
        words = isinstance(self.values[0], str)
        return {"label": self.label, "words": words, "values": [short(value) for value in self.values]}


class Levers(Picture):
    """A picture with levers. A subclass has a `name`, an `alt` text, `levers`, and `look(**values)`.

    `look` takes the value of each lever under its name, and gives the panels and a sentence that says what they show.
    `positions` holds where each lever is among its values.
    """

    _esm, _css = files(__file__)

    name, alt, levers = "", "", ()
    positions = t.List(t.Int()).tag(sync=True)
    controls = t.List(t.Dict(), read_only=True).tag(sync=True)
    panels = t.List(t.Dict(), read_only=True).tag(sync=True)
    title = t.Unicode(read_only=True).tag(sync=True)

    def __init__(self, **values):
        if unknown := set(values) - {lever.name for lever in self.levers}:
            names = ", ".join(lever.name for lever in self.levers)
            raise ValueError(f"{type(self).__name__} has no lever {', '.join(sorted(unknown))}, but {names}.")
        super().__init__()
        self.set_trait("controls", [lever.described() for lever in self.levers])
        self.set_trait("title", self.name)
        starts = {lever.name: lever.values[0] if lever.start is None else lever.start for lever in self.levers}
        self.positions = [lever.position((starts | values)[lever.name]) for lever in self.levers]

    @property
    def values(self):
        """The value of each lever under its name."""
        return {lever.name: lever.values[at] for lever, at in zip(self.levers, self.positions, strict=True)}

    def look(self, **values):
        """The panels for these values, and what they show in words."""
        raise NotImplementedError

    @t.validate("positions")
    def _check(self, proposal):
        counts, places = [len(lever.values) for lever in self.levers], proposal.value
        if len(places) != len(counts) or not all(0 <= at < n for at, n in zip(places, counts, strict=True)):
            raise t.TraitError(f"positions must be {len(counts)} numbers below {counts}, not {places}.")
        return places

    @t.observe("positions")
    def _show(self, _change):
        panels, summary = self.look(**self.values)
        with self.hold_sync():
            self.set_trait("panels", [panel.described() for panel in panels])
            self.set_trait("summary", summary)

    def figure(self):
        """What is shown now, as a figure."""
        panels, summary = self.look(**self.values)
        figure = Figure(summary, self.alt)
        for i, panel in enumerate(panels, start=1):
            draw(panel.described(), figure, 100 + 10 * len(panels) + i)
        return figure
