"""What a network gives back of its training labels, what it knows of new digits, and the gap between the two.

Read top to bottom, this module lets you

* measure training, test and gap of stored runs at one keep probability, seed by seed;
* choose the keep probability and the learning rate, and see the gap among all the others and within each seed.
"""

import numpy as np

from dlcourse.plots import plus_minus, spread
from dlcourse.widgets.drawing.axes import Axes
from dlcourse.widgets.drawing.controls import Control, ControlledPlot
from dlcourse.widgets.drawing.marks import Band, Line, Points, VLine

KEEP_PROBS = (1.0, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.02)  # the columns of the table, as its script runs them
RATES = ("0.02", "0.05")
PARTS = {"train": "train", "train, true labels": "train, true", "test": "test"}  # and their labels, short for one row
PERCENT = (0, 105)  # one axis for all accuracies, so that a control moves the marks and nothing else


def checked(runs):
    """The accuracies in percent, {learning rate: {part: (seeds, 10)}}; ValueError if `runs` is another table."""
    try:
        found = {rate: {part: 100 * np.asarray(runs[f"lr {rate}"][part], float) for part in PARTS} for rate in RATES}
        shapes = {accuracy.shape for parts in found.values() for accuracy in parts.values()}
    except (KeyError, IndexError, TypeError, ValueError):
        shapes = set()
    if len(shapes) != 1 or len(shape := shapes.pop()) != 2 or not shape[0] or shape[1] != len(KEEP_PROBS):
        raise ValueError('GapMeter needs the table of the sweep over q: GapMeter(table("dropout", "keep_prob")).')
    return found


def gap(parts, column):
    """Training accuracy minus test accuracy (seeds,) at the keep probability of this column, in percentage points."""
    return parts["train"][:, column] - parts["test"][:, column]


def best(parts):
    """The keep probability at which the mean test accuracy is highest."""
    return KEEP_PROBS[parts["test"].mean(axis=0).argmax()]


def beaten(parts, column):
    """In how many seeds the test accuracy is above that of the same seed without dropout."""
    return int(np.sum(parts["test"][:, column] > parts["test"][:, KEEP_PROBS.index(1.0)]))


def describe(parts, keep_prob):
    """In words: accuracies and gap at this keep probability, and what they are next to the others."""
    column = KEEP_PROBS.index(keep_prob)
    train, true, test = (parts[part][:, column] for part in PARTS)
    seeds = len(test)
    than = f"The test accuracy is above that without dropout in {beaten(parts, column)} of {seeds} seeds"
    return (
        f"At q = {keep_prob:g} the network gives back {plus_minus(train)} % of its training labels as given "
        f"({plus_minus(true)} % of the true ones) and is right on {plus_minus(test)} % of the test digits: a gap of "
        f"{plus_minus(gap(parts, column))} points (mean and sd of {seeds} seeds). "
        f"{'This is no dropout' if keep_prob == 1 else than}. The mean test accuracy is highest at q = {best(parts):g}."
    )


class GapMeter(ControlledPlot):
    """Choose the keep probability and the learning rate of the runs in `table("dropout", "keep_prob")`."""

    name = "The gap between training and test"
    alt = (
        "On the left training and test accuracy over the keep probability q, with the chosen q marked; on the right "
        "both for each seed at that q, joined by a line, the gap."
    )
    controls = (
        Control("keep_prob", "keep probability q", sorted(KEEP_PROBS), 1.0),
        Control("lr", "learning rate", list(RATES)),
    )

    def __init__(self, runs, **values):
        self.runs = checked(runs)
        if "lr" in values:  # the two rates are words, for a slider of two places would be odd; but 0.05 is a number
            values["lr"] = str(values["lr"])
        super().__init__(**values)

    def render(self, keep_prob, lr):
        """The accuracies at all keep probabilities, and those of each seed at the chosen one."""
        parts = self.runs[lr]
        return [sweep(parts, keep_prob), by_seed(parts, keep_prob)], describe(parts, keep_prob)


def sweep(parts, keep_prob):
    """The axes of all keep probabilities: means as lines, bands of one sd, and where we are."""
    curves = []
    for color, (part, label) in zip((0, 2, 1), PARTS.items(), strict=True):
        mean, sd = parts[part].mean(axis=0), spread(parts[part], axis=0)
        curves += [Band(KEEP_PROBS, mean - sd, mean + sd, color=color), Line(KEEP_PROBS, mean, label, color)]
    here = VLine(keep_prob, "here")
    return Axes("keep probability q", "accuracy in %", [here, *curves], xlim=(0, 1.03), ylim=PERCENT)


def by_seed(parts, keep_prob):
    """The axes of all seeds at one keep probability: training and test, and a dotted line for the gap of each."""
    column = KEEP_PROBS.index(keep_prob)
    train, test, without = parts["train"][:, column], parts["test"][:, column], parts["test"][:, KEEP_PROBS.index(1.0)]
    seeds = np.arange(len(test))
    gaps = [Line([seed, seed], [test[seed], train[seed]], color=3) for seed in seeds]
    points = [
        Points(seeds, without, "test, no dropout", 3),
        Points(seeds, train, "train"),
        Points(seeds, test, "test", 1),
    ]
    return Axes("seed", "accuracy in %", [*gaps, *points], xlim=(-0.5, len(seeds) - 0.5), ylim=PERCENT)
