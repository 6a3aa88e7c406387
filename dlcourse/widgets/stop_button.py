"""A training that is shown epoch by epoch, and a button to stop it with.

Read top to bottom, this module lets you

* say what stopping after some epoch was worth, next to the lowest loss, to a rule with patience and to going on;
* see that as a figure;
* press the button yourself, on one training after the other, and compare yourself with the rule.
"""

import numpy as np
import traitlets as t

from dlcourse.early_stopping import patience_stop
from dlcourse.plots import COLORS, Figure, axes
from dlcourse.widgets.drawing.picture import Picture, files

RUNNING = -1  # in place of the epoch after which a training was stopped

# What stopping is worth


def describe(losses, accuracy, stopped, patience):
    """In words, what a stop after epoch `stopped` brings home; losses and accuracy (T,) are those of each epoch."""
    if stopped == RUNNING:
        return f"A training of {len(losses)} epochs. Stop it when you think that the lowest loss is behind you."
    rule, lowest = patience_stop(losses, patience), int(np.argmin(losses))
    best, end = (
        rule["best_epoch"],
        f"stops after epoch {rule['stop_epoch']}" if rule["stopped"] else "goes on to the end",
    )
    return (
        f"You stopped after epoch {stopped}: your network has a test accuracy of {accuracy[stopped]:.1%}. "
        f"The lowest validation loss was in epoch {lowest} ({accuracy[lowest]:.1%}). "
        f"A rule with patience {patience} {end} and brings home epoch {best} ({accuracy[best]:.1%}). "
        f"The last epoch has {accuracy[-1]:.1%}."
    )


def compare(losses, accuracy, stops, patience):
    """In words, the mean accuracies over several trainings; `stops` {number: epoch} says where you stopped each."""
    if not stops:
        return ""
    yours = [accuracy[k][epoch] for k, epoch in stops.items()]
    rule = [accuracy[k][patience_stop(losses[k], patience)["best_epoch"]] for k in stops]
    last = [accuracy[k][-1] for k in stops]
    you, by_rule, end = (f"{np.mean(found):.1%}" for found in (yours, rule, last))
    plural = "s" if len(stops) > 1 else ""
    return f"Your {len(stops)} training{plural} so far: you {you}, the rule {by_rule}, to the end {end}."


# The picture


def stop_figure(losses, stopped, caption):
    """A figure: the validation loss in each epoch, its lowest, and where it was stopped, if it was."""
    figure = Figure(caption=caption, alt="The validation loss in each epoch, with its lowest marked.")
    ax = axes(figure, "epoch", "validation loss")
    ax.plot(losses, color=COLORS[0])
    lowest = int(np.argmin(losses))
    ax.plot(lowest, losses[lowest], "o", color=COLORS[0], label="lowest")
    if stopped != RUNNING:
        ax.axvline(stopped, color=COLORS[1], linestyle="--", label="you stopped")
    ax.legend(frameon=False)
    return figure


class StopButton(Picture):
    """The training to watch and to stop.

    losses and accuracy (s, T) are the validation loss and the test accuracy of s trainings in each of T epochs.
    `number` says which of them is shown; `stopped`, after which epoch it was stopped; `stops` holds all your stops.
    """

    _esm, _css = files(__file__)

    number = t.Int(0, min=0).tag(sync=True)
    stopped = t.Int(RUNNING, min=RUNNING).tag(sync=True)
    count = t.Int(read_only=True).tag(sync=True)
    highest = t.Float(read_only=True).tag(sync=True)  # loss of all, so that the axis tells nothing of what is to come
    losses = t.List(t.Float(), read_only=True).tag(sync=True)
    loaded = t.Int(read_only=True).tag(sync=True)  # the number whose losses these are: the browser waits for them
    score = t.Unicode(read_only=True).tag(sync=True)

    def __init__(self, losses, accuracy, patience=10, **others):
        self._losses, self._accuracy = np.asarray(losses, dtype=float), np.asarray(accuracy, dtype=float)
        if self._losses.ndim != 2 or self._losses.shape != self._accuracy.shape or not self._losses.size:
            raise ValueError(f"both are (trainings, epochs), not {self._losses.shape} and {self._accuracy.shape}")
        self._patience, self.stops = patience, {}
        super().__init__(**others)
        self.set_trait("count", len(self._losses))
        self.set_trait("highest", float(self._losses.max()))
        self._show()

    @t.validate("number")
    def _is_there(self, proposal):
        if proposal["value"] >= len(self._losses):
            raise t.TraitError(f"there are {len(self._losses)} trainings: number is 0 to {len(self._losses) - 1}")
        return proposal["value"]

    @t.validate("stopped")
    def _is_an_epoch(self, proposal):
        if proposal["value"] >= self._losses.shape[1]:
            raise t.TraitError(f"there are {self._losses.shape[1]} epochs: the last is {self._losses.shape[1] - 1}")
        return proposal["value"]

    @t.observe("number")
    def _begin(self, _change):
        self.stopped = RUNNING
        self._show()

    @t.observe("stopped")
    def _stop(self, _change):
        if self.stopped != RUNNING:
            self.stops.setdefault(self.number, self.stopped)  # whoever knows how it went on does not count
        self._show()

    def _show(self):
        losses, accuracy = self._losses[self.number], self._accuracy[self.number]
        with self.hold_sync():
            self.set_trait("loaded", self.number)
            self.set_trait("losses", losses.tolist())
            self.set_trait("summary", describe(losses, accuracy, self.stopped, self._patience))
            self.set_trait("score", compare(self._losses, self._accuracy, self.stops, self._patience))

    def figure(self):
        """What is shown now, as a figure."""
        return stop_figure(self._losses[self.number], self.stopped, self.summary)
