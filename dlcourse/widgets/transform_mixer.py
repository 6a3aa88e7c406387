"""Transformations of digits to mix, and a network that says whether the labels survive.

Read top to bottom, this module lets you

* put a transformation together from rotation, slant, size, rubber and mirror;
* ask a network that has learned the digits as they are which of the transformed ones it still reads;
* see where the two part: a digit that you can read and it cannot, and one that has become another.
"""

import numpy as np

from dlcourse import augmentation as au
from dlcourse.engine.training import predict
from dlcourse.widgets.drawing.axes import Axes
from dlcourse.widgets.drawing.controls import Control, ControlledPlot
from dlcourse.widgets.drawing.marks import Bars, Image, Points

COLUMNS, ROWS = 10, 7
SMOOTH = 1.2  # pixels, of the elastic pulls


def mixed(degrees, slant, size, elastic, mirror):
    """One transformation of all: turned, slanted and resized, then bent, then mirrored with this probability."""
    parts = [
        au.affine(degrees=degrees, shear=slant, zoom=size),
        au.elastic(elastic, SMOOTH),
        au.flips("horizontal", mirror),
    ]
    return au.compose(*parts)


def read(net, X, y):
    """For each class, the share of its images that the network reads right (10,), and what else it reads them as (10,).

    The second is the class that the images are most often mistaken for, -1 where there is no mistake.
    """
    predicted = predict(net, X).argmax(axis=1)
    found = np.zeros((10, 10), int)
    np.add.at(found, (y, predicted), 1)
    right = found.diagonal() / found.sum(axis=1)
    mistakes = found - np.diag(found.diagonal())
    return right, np.where(mistakes.any(axis=1), mistakes.argmax(axis=1), -1)


def sheet(X):
    """The first COLUMNS x ROWS images of X (n, H, W) as one, with a dark pixel between them."""
    n, H, W = COLUMNS * ROWS, *X.shape[1:]
    framed = np.zeros((n, H + 1, W + 1))
    framed[:, :H, :W] = X[:n]
    return framed.reshape(ROWS, COLUMNS, H + 1, W + 1).swapaxes(1, 2).reshape(ROWS * (H + 1), -1)[:-1, :-1]


def describe(right, plain, other):
    """In words: how many are still read, and which class suffers most and is taken for what."""
    worst = int(right.argmin())
    mistaken = f", most often taken for {other[worst]}" if right[worst] < 1 else ""
    return (
        f"Of the transformed digits the network reads {right.mean():.0%}, of the same as they were {plain.mean():.0%}. "
        f"Worst is the {worst}, with {right[worst]:.0%}{mistaken}."
    )


class TransformMixer(ControlledPlot):
    """Mix transformations of digits (X, y), seven or more of each class, which a network trained on others reads."""

    name = "Transformations to mix"
    alt = "On the left seventy transformed digits, on the right how many of each class a network still reads."
    controls = (
        Control("degrees", "turned by up to, degrees", [0, 5, 10, 15, 20, 30, 45, 60, 90, 120, 150, 180], 10),
        Control("slant", "slanted by up to", [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0], 0.1),
        Control("size", "resized by up to", [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5], 0.1),
        Control("elastic", "elastic α", [0, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 8], 0),
        Control("mirror", "mirrored with probability", [0, 0.25, 0.5, 0.75, 1], 0),
    )

    def __init__(self, net, digits, **values):
        X, y = digits
        if len(X) != len(y) or np.bincount(y, minlength=COLUMNS).min() < ROWS:
            raise ValueError(
                f"digits must be images and as many labels, with {ROWS} or more of each of the ten classes."
            )
        order = np.argsort(y, kind="stable")
        place = np.concatenate([np.arange(np.sum(y == k)) for k in range(10)])  # the how manieth of its class
        turn = order[np.lexsort((y[order], place))]  # 0 1 2 ... 9, 0 1 2 ... 9, ...
        self.net, self.X, self.y = net, X[turn], y[turn]
        self.plain, _ = read(net, self.X, self.y)
        super().__init__(**values)

    def render(self, **values):
        """The transformed digits, and the share of each class that the network reads."""
        made = mixed(**values)(self.X, np.random.default_rng(0))
        right, other = read(self.net, made, self.y)
        pixels, classes = sheet(made), np.arange(10)
        digits = Axes(
            "0 to 9, seven of each", "", [Image(pixels)], (0, pixels.shape[1]), (0, pixels.shape[0]), bare=True
        )
        share = Axes(
            "class",
            "read right, %",
            [Bars(classes, 100 * right, "transformed"), Points(classes, 100 * self.plain, "as they were", 3)],
            xlim=(-0.45, 9.45),
            ylim=(0, 118),
        )
        return [digits, share], describe(right, self.plain, other)
