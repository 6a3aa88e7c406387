"""Where to cut a pretrained network: how many of its layers are kept, and whether these learn on.

Read top to bottom, this module lets you

* read accuracies by the number of layers kept from a stored table;
* count how many numbers of the network learn at each cut, and how many stay as they are;
* choose the cut, and see what every seed gains over a network from scratch.
"""

import numpy as np

from dlcourse.engine.nn import freeze, linear_layers, mlp
from dlcourse.plots import plus_minus, spread
from dlcourse.transfer_learning import paired_gain
from dlcourse.widgets.drawing.axes import Axes
from dlcourse.widgets.drawing.controls import Control, ControlledPlot
from dlcourse.widgets.drawing.marks import Band, Line, Points, VLine

SIZES = (256, 128, 96, 64, 10)  # inputs, three hidden layers, classes: the network of the table
BODIES, LABELS = ["frozen", "fine-tuned"], [10, 50]
KEPT = np.arange(len(SIZES) - 1)


def accuracies(runs):
    """The test accuracies in percent of a table, {(labels, body): (seeds, layers kept)}.

    ValueError, where `runs` is no {"10 labels, frozen": {"accuracy": (seeds, 4)}, ...}, accuracies from 0 to 1.
    """
    try:
        found = {
            (labels, body): 100 * np.asarray(runs[f"{labels} labels, {body}"]["accuracy"], dtype=float)
            for labels in LABELS
            for body in BODIES
        }
        shapes = {values.shape for values in found.values()}
        seeds, kept = shapes.pop()
        fits = not shapes and seeds > 1 and kept == len(KEPT) and np.isfinite(list(found.values())).all()
    except (IndexError, KeyError, TypeError, ValueError):
        fits = False
    if not fits:
        raise ValueError(
            f'runs is {{"10 labels, frozen": {{"accuracy": array (seeds, {len(KEPT)})}}, ...}} for {LABELS} labels, '
            'frozen and fine-tuned: give results.table("transfer_learning", "layers").'
        )
    return found


def learning(kept, body):
    """How many numbers of the network learn, and how many stay as they are."""
    net = mlp(SIZES, seed=0)
    if body == "frozen":
        freeze(*linear_layers(net)[:kept])
    weights = net.weights().values()
    learn = sum(w.value.size for w in weights if w.requires_grad)
    return learn, sum(w.value.size for w in weights) - learn


def describe(found, kept, body, labels):
    """In words: the accuracy at this cut and its gain over scratch (mean and sd), and how much learns."""
    learn, still = learning(kept, body)
    numbers = f"{learn:,} numbers of the network learn, {still:,} stay as they are."
    values = found[labels, body]
    start = f"{labels} labels a class, {f'{kept} of 3 layers kept, {body}' if kept else 'nothing kept'}: "
    start += f"{plus_minus(values[:, kept])} % right"
    if not kept:
        return f"{start}. This is the network from scratch, with which the others are compared. {numbers}"
    gains = values[:, kept] - values[:, 0]
    wins = paired_gain(values[:, 0], values[:, kept])["wins"]
    return (
        f"{start}, {plus_minus(gains, '+')} points over the network from scratch, ahead of it in "
        f"{wins} of {len(gains)} seeds. {numbers}"
    )


class Scissors(ControlledPlot):
    """Choose how many layers are kept, whether they learn on, and how many labels there are.

    `runs` is the table results.table("transfer_learning", "layers").
    """

    name = "Where to cut"
    alt = (
        "On the left the test accuracy by the number of layers kept, frozen and fine-tuned, with the cut marked; on "
        "the right what each seed gains at this cut over a network from scratch."
    )
    controls = (
        Control("kept", "layers kept", KEPT.tolist(), 2),
        Control("body", "body", BODIES),
        Control("labels", "labels a class", LABELS),
    )

    def __init__(self, runs, **values):
        self.accuracies = accuracies(runs)
        super().__init__(**values)

    def render(self, kept, body, labels):
        """The accuracy at all cuts, and the gain of each seed at this one."""
        axes = [self._accuracy(kept, body, labels), self._gains(kept, body, labels)]
        return axes, describe(self.accuracies, kept, body, labels)

    def _accuracy(self, kept, body, labels):
        marks = []
        for color, name in enumerate(BODIES):
            values = self.accuracies[labels, name]
            mean, sd = values.mean(axis=0), spread(values, axis=0)
            marks += [Band(KEPT, mean - sd, mean + sd, color=color), Line(KEPT, mean, name, color)]
        here = self.accuracies[labels, body][:, kept].mean()
        marks += [VLine(kept, "cut"), Points([kept], [here], "chosen", 2)]
        ends = _room(list(self.accuracies.values()))
        return Axes("layers kept from the letters", "test accuracy, %", marks, (-0.2, KEPT[-1] + 0.2), ends)

    def _gains(self, kept, body, labels):
        values = self.accuracies[labels, body]
        gains = values[:, kept] - values[:, 0]
        ends = np.array([-0.5, len(gains) - 0.5])
        marks = [
            Line(ends, [0, 0], "from scratch", 3),
            Line(ends, [gains.mean()] * 2, "mean", 2),
            Points(np.arange(len(gains)), gains, "one seed", BODIES.index(body)),
        ]
        limits = _room([found - found[:, :1] for found in self.accuracies.values()])
        return Axes("seed", "gain, points", marks, tuple(ends), limits)


def _room(values):
    """The same limits wherever the controls are."""
    low, high = np.min(values), np.max(values)
    margin = 0.06 * (high - low) or 1.0
    return low - margin, high + margin
