"""A plane of two hyperparameters to throw darts at: each dart is a training, and shows what it found.

Read top to bottom, this module lets you

* say what a number of trials has found, and how many values of each hyperparameter it tried;
* see that as a figure;
* throw darts by hand, at random or on a grid, and watch the trainings.
"""

import math

import numpy as np
import traitlets as t

from dlcourse.capstone import grid_search, random_search
from dlcourse.plots import COLORS, Figure, axes
from dlcourse.widgets.drawing.picture import Picture, files

# What the darts found


def describe(names, throws):
    """In words: how many trials, how many values of each of the two hyperparameters, and the best of them.

    throws is a list of [x, y, accuracy], the accuracy nan where the training diverged.
    """
    if not throws:
        return "No trial yet."
    trials = f"{len(throws)} trial{'s' if len(throws) > 1 else ''}"
    x, y, _ = zip(*throws, strict=True)
    tried = f"{different(x)} of the {names[0]} and {different(y)} of the {names[1]}"
    finite = [throw for throw in throws if not math.isnan(throw[2])]
    lost = f" {len(throws) - len(finite)} diverged." if len(finite) < len(throws) else ""
    if not finite:
        return f"{trials}; values tried: {tried}.{lost}"
    x, y, best = max(finite, key=lambda throw: throw[2])
    return f"{trials}; values tried: {tried}. The best has {best:.3f}, at {names[0]} {x:.2g}, {names[1]} {y:.2g}.{lost}"


def different(values):
    """How many different numbers these are, to six digits."""
    return len({f"{value:.6g}" for value in values})


# The picture


def dart_figure(space, throws, caption):
    """A figure: the trials in the plane, darker where they are better, with their values at the edges."""
    (x_name, (x_kind, x_low, x_high)), (y_name, (y_kind, y_low, y_high)) = space.items()
    figure = Figure(caption=caption, alt="Trials in a plane of two hyperparameters, darker where they are better.")
    ax = axes(figure, x_name, y_name, xlog=x_kind == "log", ylog=y_kind == "log")
    ax.set(xlim=(x_low, x_high), ylim=(y_low, y_high))
    if throws:
        x, y, found = np.array(throws).T
        ax.scatter(x, y, c=np.nan_to_num(found), cmap="Blues", vmin=0, vmax=1, edgecolors=COLORS[0], zorder=3)
        ax.plot(x, np.full(len(x), y_low), "|", color=COLORS[1], markersize=12)
        ax.plot(np.full(len(y), x_low), y, "_", color=COLORS[1], markersize=12)
    return figure


class DartBoard(Picture):
    """The board: click it to throw a dart, or throw several at random or on a grid.

    `space` {name: (kind, low, high)} has two hyperparameters of kind "lin" or "log"; `run` takes a
    trial {name: value} and returns its validation accuracy, nan where it diverged.  `throws` holds [x, y, accuracy].
    """

    _esm, _css = files(__file__)

    plane = t.List(read_only=True).tag(sync=True)  # of both hyperparameters [name, kind, low, high]
    darts = t.List(read_only=True).tag(sync=True)  # throws, as the browser reads them: None in place of nan
    waiting = t.Int(0, read_only=True).tag(sync=True)  # trials that are still to be run

    def __init__(self, space, run, seed=0, **others):
        if len(space) != 2:
            raise ValueError(f"a board has two hyperparameters, not {len(space)}: {', '.join(space) or 'none'}")
        if not all(kind in ("lin", "log") for kind, _, _ in space.values()):
            raise ValueError('the hyperparameters of a board are of kind "lin" or "log"')
        self.space, self._run, self._seed, self.throws = dict(space), run, seed, []
        super().__init__(**others)
        self.set_trait("plane", [[name, *about] for name, about in space.items()])
        self._show()
        self.on_msg(self._asked)

    def throw(self, *trials):
        """Run these trials {name: value}, one after the other."""
        for remaining, trial in zip(reversed(range(len(trials))), trials, strict=True):
            self.throws.append([*(float(trial[name]) for name in self.space), float(self._run(trial))])
            self.set_trait("waiting", remaining)
            self._show()

    def at_random(self, n):
        """Throw n darts at random; others each time."""
        self._seed += 1
        self.throw(*random_search(self.space, n, self._seed))

    def on_a_grid(self, levels):
        """Throw levels x levels darts on a grid, which begins at another random place each time."""
        self._seed += 1
        self.throw(*grid_search(self.space, levels, self._seed))

    def clear(self):
        """Take all darts off the board."""
        self.throws.clear()
        self._show()

    def _asked(self, _widget, content, _buffers):
        """What a click asks for."""
        actions = {"throw": self._throw_at, "random": self.at_random, "grid": self.on_a_grid}
        for name, value in content.items():
            if name == "clear":
                self.clear()
            elif name in actions:
                actions[name](value)

    def _throw_at(self, place):
        self.throw(dict(zip(self.space, place, strict=True)))

    def _show(self):
        with self.hold_sync():
            self.set_trait("darts", [[x, y, None if math.isnan(found) else found] for x, y, found in self.throws])
            self.set_trait("summary", describe(list(self.space), self.throws))

    def figure(self):
        """What is shown now, as a figure."""
        return dart_figure(self.space, self.throws, self.summary)
