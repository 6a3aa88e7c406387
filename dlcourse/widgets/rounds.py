"""An experiment to repeat: several ways are compared in rounds, each round with digits and random numbers of its own.

Read top to bottom, this module lets you

* say what a number of rounds has found, and by how much one way is ahead of another in the same rounds;
* see that as a figure;
* run the rounds yourself, one by one, at the level you choose.
"""

import numpy as np
import traitlets as t

from dlcourse.plots import COLORS, MARKERS, Figure, axes, plus_minus
from dlcourse.widgets.drawing.picture import Picture, files

# What the rounds found


def describe(level, found):
    """In words: the mean of each way over the rounds, and the first way's lead over each other; found {way: list}."""
    rounds = len(next(iter(found.values()), []))
    if not rounds:
        return f"{level}: no round yet."
    means = ", ".join(f"{way} {np.mean(values):.1%}" for way, values in found.items())
    first, *others = found
    leads = []
    for other in others:
        gains = 100 * np.subtract(found[first], found[other])
        lead = plus_minus(gains, "+") if rounds > 1 else f"{gains[0]:+.1f}"
        leads.append(f"{first} against {other} {lead} points, ahead in {np.sum(gains > 0)}")
    count = f"{rounds} round{'s' if rounds > 1 else ''}"
    return f"{level}, {count}, on average: {means}. In the same rounds: {'; '.join(leads)}."


# The picture


def rounds_figure(found, caption):
    """A figure: a dot for each round, a row for each way, and the means."""
    figure = Figure(caption=caption, alt="Accuracies of each round, a row of dots for each way.", height=2.6)
    ax = axes(figure, "accuracy on test digits")
    for row, (way, values) in enumerate(found.items()):
        ax.plot(values, np.full(len(values), row), MARKERS[row], color=COLORS[row], alpha=0.6, label=way)
        if values:
            ax.plot([np.mean(values)] * 2, [row - 0.3, row + 0.3], color=COLORS[row])
    ax.set_yticks(range(len(found)), list(found))
    ax.set(xlim=(0, 1), ylim=(len(found) - 0.5, -0.5))
    return figure


class Rounds(Picture):
    """The experiment: choose a level, run rounds, and watch the dots.

    `ways` are the names of what is compared, `levels` {name: value} the settings to choose from; run(value, seed)
    returns {way: accuracy}.  Each level has rounds of its own, with the seeds 0, 1, 2, ...; `results` holds them all.
    """

    _esm, _css = files(__file__)

    level = t.Int(0, min=0).tag(sync=True)
    names = t.List(t.Unicode(), read_only=True).tag(sync=True)  # of the levels
    ways = t.List(t.Unicode(), read_only=True).tag(sync=True)
    found = t.Dict(read_only=True).tag(sync=True)  # {way: accuracies} at this level
    waiting = t.Int(0, read_only=True).tag(sync=True)  # rounds that are still to be run

    def __init__(self, ways, levels, run, **others):
        if not ways or not levels:
            raise ValueError("at least one way and one level are needed to compare anything")
        self._run, self._values = run, list(levels.values())
        self.results = {name: {way: [] for way in ways} for name in levels}
        super().__init__(**others)
        self.set_trait("names", list(levels))
        self.set_trait("ways", list(ways))
        self._show()
        self.on_msg(self._asked)

    @t.validate("level")
    def _is_there(self, proposal):
        if proposal["value"] >= len(self._values):
            raise t.TraitError(f"there are {len(self._values)} levels: level is 0 to {len(self._values) - 1}")
        return proposal["value"]

    def run(self, rounds):
        """Run so many more rounds at this level."""
        level = self.level
        results = self.results[self.names[level]]
        for remaining in reversed(range(rounds)):
            found = self._run(self._values[level], len(results[self.ways[0]]))
            for way in self.ways:
                results[way].append(float(found[way]))
            self.set_trait("waiting", remaining)
            self._show()

    def _asked(self, _widget, content, _buffers):
        """What a click asks for."""
        if isinstance(content.get("run"), int):
            self.run(content["run"])

    @t.observe("level")
    def _show(self, _change=None):
        if not self.names:
            return  # not there yet
        name = self.names[self.level]
        with self.hold_sync():
            self.set_trait("found", {way: list(values) for way, values in self.results[name].items()})
            self.set_trait("summary", describe(name, self.found))

    def figure(self):
        """What is shown now, as a figure."""
        return rounds_figure(self.found, self.summary)
