"""A deep network whose depth, weights and activation can be chosen, and what is left of the gradient in each layer.

Read top to bottom, this module lets you

* send a signal through a random network and a gradient back, and predict what arrives from the slopes on the way;
* say in words, and show as a figure, what becomes of the gradient;
* look for the size of the weights that keeps it.
"""

import numpy as np

from dlcourse.vanishing_gradients import activation, predicted_shrink, rms, signal_norms
from dlcourse.widgets.drawing.axes import Axes
from dlcourse.widgets.drawing.controls import Control, ControlledPlot
from dlcourse.widgets.drawing.marks import Line, Points

KINDS = ["sigmoid", "tanh", "relu"]
DEPTHS, GAINS = list(range(2, 41)), list(10 ** np.linspace(-1, 1.3, 116))
WIDTH, EXAMPLES = 64, 100

# What becomes of the gradient


def measure(depth, gain, kind, seed=0):
    """Measured and predicted norms of dC/dA_l, as parts of that of the last layer: two arrays (depth,).

    Each layer has 64 units, and weights with mean 0 and standard deviation gain / sqrt(64).  The prediction takes the
    slopes that the signal meets on its way, and multiplies by gain * rms(slope) at each layer.
    """
    rng = np.random.default_rng(seed)
    Ws = [rng.normal(0, gain / np.sqrt(WIDTH), (WIDTH, WIDTH)) for _ in range(depth)]
    X, dA = rng.normal(size=(2, EXAMPLES, WIDTH))
    factors, A = [], X
    for W in Ws:
        A, slope = activation(A @ W, kind)
        factors.append(predicted_shrink(gain / np.sqrt(WIDTH), WIDTH, rms(slope), 1))
    norms = signal_norms(Ws, X, dA, kind)
    passed = np.cumprod([1.0, *factors[:0:-1]])[::-1]  # on the way to layer l the gradient passes the layers above it
    return norms / norms[-1], passed


def describe(depth, gain, kind, norms):
    """In words: what arrives at the first layer, and the factor of a layer."""
    factor = norms[0] ** (1 / max(1, depth - 1))
    word = "vanishes" if norms[0] < 1e-3 else "explodes" if norms[0] > 1e3 else "arrives"
    return (
        f"{depth} layers of {kind}, weights of size {gain:.3g}: the gradient {word}. At layer 1 it has {norms[0]:.2g} "
        f"times the norm that it has at layer {depth}, which is a factor of {factor:.2f} for each layer."
    )


# The picture


class DepthAndGain(ControlledPlot):
    """The network to play with: its `kind` of activation, its `depth`, and the `gain` sigma sqrt(n) of its weights."""

    name = "A deep network to choose"
    alt = "The norm of the gradient at each layer on a log axis, beside its prediction."
    controls = (
        Control("kind", "activation", KINDS, "tanh"),
        Control("depth", "layers", DEPTHS, 20),
        Control("gain", "size of the weights σ√n", GAINS, 1.0),
    )

    def render(self, kind, depth, gain):
        """What is left of the gradient at each layer, measured and predicted."""
        norms, predicted = measure(depth, gain, kind)
        layers, seen = np.arange(1, depth + 1), np.maximum([norms, predicted], 1e-300)
        axes = Axes(
            "layer (the gradient comes from the right)",
            "norm of dC/dA (last layer: 1)",
            [Points(layers, seen[0], "measured"), Line(layers, seen[1], "predicted", 1)],
            xlim=(0.5, depth + 0.5),
            ylim=(min(1e-2, seen.min() / 2), max(1e2, seen.max() * 2)),
            ylog=True,
        )
        return [axes], describe(depth, gain, kind, norms)
