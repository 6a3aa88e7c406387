"""Stored trainings that end by a rule with patience: what it waits for, and which weights it should bring home.

Read top to bottom, this module lets you

* end each of ten trainings by the same rule, and measure the network it goes back to, the one it ends with, and the
  best one of all epochs;
* choose patience and minimum improvement, and see one training in full and what became of all ten.
"""

import numpy as np

from dlcourse.early_stopping import patience_stop
from dlcourse.plots import plus_minus
from dlcourse.widgets.drawing.axes import Axes
from dlcourse.widgets.drawing.controls import Control, ControlledPlot
from dlcourse.widgets.drawing.marks import Line, Points, VLine

SEEDS = 10
DELTAS = [0, 0.005, 0.01, 0.02, 0.05, 0.1]


def checked(runs):
    """The validation losses and the test accuracies in percent, both (10, T); ValueError if `runs` has none such."""
    try:
        losses, accuracy = np.asarray(runs["val_loss"], float), 100 * np.asarray(runs["test_accuracy"], float)
    except (KeyError, IndexError, TypeError, ValueError):
        losses = accuracy = np.empty(0)
    fits = losses.shape == accuracy.shape and losses.ndim == 2 and len(losses) == SEEDS and losses.shape[1] > 1
    if not fits or not np.isfinite([losses, accuracy]).all():
        raise ValueError(
            f"PatienceSlider needs val_loss and test_accuracy of {SEEDS} runs at each epoch: "
            'PatienceSlider(results.table("early_stopping", "curves")["noisy"]).'
        )
    return losses, accuracy


def outcomes(losses, patience, min_delta):
    """The epochs in which the rule ends each of the trainings, and those to which it goes back: two arrays (seeds,)."""
    found = [patience_stop(run, patience, min_delta) for run in losses]
    return np.array([o["stop_epoch"] for o in found]), np.array([o["best_epoch"] for o in found])


def at_epochs(accuracy, epochs):
    """The accuracy of each training after an epoch of its own: accuracy (seeds, T), epochs (seeds,)."""
    return accuracy[np.arange(len(epochs)), epochs]


def describe(losses, accuracy, patience, min_delta, seed):
    """In words: what the rule does with the training of this seed, and what it is worth over all of them."""
    stop, best = outcomes(losses, patience, min_delta)
    one, lowest = patience_stop(losses[seed], patience, min_delta), int(losses[seed].argmin())
    ends = "stops after" if one["stopped"] else "never fires, the training ends with"
    missed = "" if best[seed] == lowest else f" (the lowest loss of all comes in epoch {lowest})"
    return (
        f"Seed {seed}: the rule {ends} epoch {stop[seed]}, and goes back to epoch {best[seed]}{missed}. "
        f"Test accuracy, mean and sd of {len(losses)} seeds: {plus_minus(at_epochs(accuracy, best))} % "
        f"with the weights of the best epoch restored, {plus_minus(at_epochs(accuracy, stop))} % with those of the "
        f"last, and {plus_minus(accuracy.max(axis=1))} % in the epoch where it is highest. "
        f"The rule takes {np.mean(stop + 1):.1f} of {losses.shape[1]} epochs on average."
    )


class PatienceSlider(ControlledPlot):
    """Choose patience and minimum improvement for `results.table("early_stopping", "curves")["noisy"]`."""

    name = "Patience on ten trainings"
    alt = (
        "On the left the validation loss of one training, up to where the rule stops it and beyond; on the right the "
        "test accuracy of ten trainings with the best epoch's weights, with the last ones, and at its highest."
    )
    controls = (
        Control("patience", "patience (epochs)", list(range(1, 61)), 10),
        Control("min_delta", "minimum improvement", DELTAS),
        Control("seed", "seed of the run shown", list(range(SEEDS))),
    )

    def __init__(self, runs, **values):
        self.losses, self.accuracy = checked(runs)
        super().__init__(**values)

    def render(self, patience, min_delta, seed):
        """One training with what the rule makes of it, and the test accuracies of all."""
        stop, best = outcomes(self.losses, patience, min_delta)
        axes = [
            training(self.losses, seed, stop[seed], best[seed]),
            accuracies(self.accuracy, seed, stop, best),
        ]
        return axes, describe(self.losses, self.accuracy, patience, min_delta, seed)


def training(losses, seed, stop, best):
    """The axes of one training: what the rule has seen, and what it would have seen later."""
    epochs, last = np.arange(losses.shape[1]), losses.shape[1] - 1
    marks = [
        VLine(best, "best epoch", 2),
        VLine(stop, "stop", 1),
        Line(epochs[stop:], losses[seed, stop:], "not seen", 3),
        Line(epochs[: stop + 1], losses[seed, : stop + 1], "seen"),
    ]
    margin = 0.05 * np.ptp(losses)  # the axis holds all seeds, so that another seed moves the line only
    limits = losses.min() - margin, losses.max() + margin
    return Axes("epoch", "validation loss", marks, xlim=(-0.02 * last, 1.02 * last), ylim=limits)


def accuracies(accuracy, seed, stop, best):
    """The axes of all trainings: the network gone back to, the last one, and the best that any epoch had."""
    seeds = np.arange(len(accuracy))
    marks = [
        VLine(seed, "shown", 0),
        Points(seeds, accuracy.max(axis=1), "highest", 3),
        Points(seeds - 0.2, at_epochs(accuracy, best), "restored", 2),
        Points(seeds + 0.2, at_epochs(accuracy, stop), "last", 1),
    ]
    # Epoch 0 is no place to stop, and its network would leave the others a fifth of the axis.
    limits = np.floor(accuracy[:, 1:].min()) - 1, np.ceil(accuracy.max()) + 1
    return Axes("seed", "test accuracy in %", marks, xlim=(-0.5, len(seeds) - 0.5), ylim=limits)
