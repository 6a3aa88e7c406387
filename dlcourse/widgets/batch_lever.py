"""How large a batch is quickest: steps, examples and time to a target, for each batch size and price of a step.

Read top to bottom, this module lets you

* take from a stored table the steps that each batch size needs at its best learning rate;
* add the fixed cost of a step, and see which batch size is then the quickest;
* choose a batch size and a cost, and compare.
"""

import numpy as np

from dlcourse.capstone import critical_batch_size
from dlcourse.plots import spread
from dlcourse.widgets.drawing.axes import Axes
from dlcourse.widgets.drawing.controls import Control, ControlledPlot
from dlcourse.widgets.drawing.marks import Band, Line, Points, VLine

# A loop over single examples has next to no fixed cost; calling a library, or starting the kernels of a GPU, has one.
COSTS = [0, 1, 3, 10, 30, 100, 300, 1000]


def steps_at_best_rate(runs):
    """The batch sizes (n,) of a table, ascending, and the steps (seeds, n) of each at its best learning rate.

    The best is the one with the fewest steps on average over the seeds, and it must have got there in all of them:
    the mean over those that did would flatter a rate that fails.
    ValueError, where `runs` is no {batch size: {"steps": (seeds, rates)}}, in which 0 stands for never.
    """
    try:
        tables = {int(size): np.asarray(found["steps"], dtype=float) for size, found in runs.items()}
        seeds = {len(steps) for steps in tables.values() if steps.ndim == 2}
        fits = len(seeds) == 1 and min(seeds) > 1 and min(tables) > 0 and all(s.ndim == 2 for s in tables.values())
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        fits = False
    if not fits:
        raise ValueError(
            'runs is {batch size: {"steps": array (seeds, learning rates)}} with the same seeds for every batch size: '
            'give results.table("capstone", "batch_size").'
        )
    sizes = sorted(tables)
    return np.array(sizes), np.stack([_at_best_rate(size, tables[size]) for size in sizes], axis=1)


def _at_best_rate(size, steps):
    means = np.where(steps > 0, steps, np.inf).mean(axis=0)
    if not np.isfinite(means).any():
        raise ValueError(f"With batches of {size}, no learning rate reached the target in every seed.")
    return steps[:, means.argmin()]


def time_to_target(sizes, steps, fixed):
    """The time of these steps, where an example costs 1, and a step `fixed` besides its examples."""
    return steps * (fixed + sizes)


def describe(sizes, steps, at, fixed):
    """In words: what batch size number `at` needs at this cost, mean and sd, and which is the quickest."""
    mean, sd = steps.mean(axis=0), spread(steps, axis=0)
    examples, time = sizes * mean, time_to_target(sizes, mean, fixed)
    best = time.argmin()
    if best == at:
        compared = "No other batch size is quicker on average"
    else:
        compared = f"Quickest on average are batches of {sizes[best]}, with the time of {time[best]:,.0f}"
    return (
        f"Batches of {sizes[at]} reach the target in {mean[at]:,.0f} ± {sd[at]:,.0f} steps. That takes "
        f"{examples[at]:,.0f} examples, {examples[at] / examples.min():.2f} times the fewest, and with a fixed cost of "
        f"{fixed:,} examples a step the time of {time[at]:,.0f}. {compared}."
    )


class BatchLever(ControlledPlot):
    """Choose a batch size, and what a step costs besides its examples.

    `runs` is the table results.table("capstone", "batch_size").
    """

    name = "How large a batch"
    alt = (
        "On the left the steps to the target by batch size, which halve with each doubling and then level off; on the "
        "right the examples and the time to the target, which rise and fall, with the quickest batch size marked."
    )

    def __init__(self, runs, **values):
        self.sizes, self.steps = steps_at_best_rate(runs)
        start = self.sizes[np.abs(self.sizes - 32).argmin()]
        self.controls = (
            Control("batch", "batch size", self.sizes.tolist(), int(start)),
            Control("fixed", "fixed cost of a step, in examples", COSTS),
        )
        super().__init__(**values)

    def render(self, batch, fixed):
        """The steps for all batch sizes, and what they cost."""
        at = self.sizes.tolist().index(batch)
        return [self._steps(at), self._cost(at, fixed)], describe(self.sizes, self.steps, at, fixed)

    def _steps(self, at):
        sizes, mean, sd = self.sizes, self.steps.mean(axis=0), spread(self.steps, axis=0)
        low = np.maximum(mean - sd, self.steps.min(axis=0))  # a log axis has no place for what is not positive
        marks = [
            Band(sizes, low, mean + sd),
            Line(sizes, mean, "measured"),
            Line(sizes, mean[0] * sizes[0] / sizes, "ideal", 2),
            VLine(critical_batch_size(sizes, mean), "critical", 1),
            Points(sizes[[at]], mean[[at]], "chosen", 3),
        ]
        limits = mean[0] * sizes[0] / sizes[-1] / 1.5, (mean + sd).max() * 1.5
        return Axes("batch size", "steps to the target", marks, self._ends(), limits, xlog=True, ylog=True)

    def _cost(self, at, fixed):
        sizes, mean = self.sizes, self.steps.mean(axis=0)
        time = time_to_target(sizes, mean, fixed)
        best = time.argmin()
        marks = [
            Line(sizes, sizes * mean, "examples"),
            Line(sizes, time, "time", 1),
            Points(sizes[[at, at]], [(sizes * mean)[at], time[at]], "chosen", 3),
            Points(sizes[[best]], time[[best]], "quickest", 2),
        ]
        dearest = time_to_target(sizes, mean, COSTS[-1]).max()
        limits = (sizes * mean).min() / 2, dearest * 1.5
        return Axes("batch size", "examples, or their time", marks, self._ends(), limits, xlog=True, ylog=True)

    def _ends(self):
        return self.sizes[0] / 1.3, self.sizes[-1] * 1.3
