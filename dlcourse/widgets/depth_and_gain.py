"""A deep network whose depth, weights and activation can be chosen, and what is left of the gradient in each layer.

Read top to bottom, this module lets you

* send a signal through a random network and a gradient back, and predict what arrives from the slopes on the way;
* say in words, and show as a figure, what becomes of the gradient;
* look for the size of the weights that keeps it.
"""

import numpy as np
import traitlets as t

from dlcourse.plots import COLORS, Figure, axes
from dlcourse.vanishing_gradients import activation, predicted_shrink, rms, signal_norms
from dlcourse.widgets.picture import Picture, files

KINDS = ("sigmoid", "tanh", "relu")
WIDTH, EXAMPLES, DEEPEST = 64, 100, 40

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


def gradient_figure(norms, predicted, caption):
    """A figure: what is left of the gradient at each layer, measured and predicted, on a log axis."""
    figure = Figure(caption=caption, alt="The norm of the gradient at each layer on a log axis, beside its prediction.")
    ax = axes(figure, "layer", "norm of dC/dA, as a part of the last layer's", ylog=True)
    layers = np.arange(1, len(norms) + 1)
    ax.plot(layers, np.maximum(norms, 1e-300), "o", color=COLORS[0], label="measured")
    ax.plot(layers, np.maximum(predicted, 1e-300), "--", color=COLORS[1], label="predicted")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(frameon=False)
    return figure


class DepthAndGain(Picture):
    """The network to play with: its `depth`, the `gain` sigma sqrt(n) of its weights, and the `kind` of activation."""

    _esm, _css = files(__file__)

    depth = t.Int(20, min=2, max=DEEPEST).tag(sync=True)
    gain = t.Float(1.0, min=0.1, max=20).tag(sync=True)
    kind = t.Enum(KINDS, "tanh").tag(sync=True)
    norms = t.List(t.Float(), read_only=True).tag(sync=True)  # powers of ten
    predicted = t.List(t.Float(), read_only=True).tag(sync=True)

    def __init__(self, depth=20, gain=1.0, kind="tanh", **others):
        super().__init__(depth=depth, gain=gain, kind=kind, **others)
        self._show()

    @t.observe("depth", "gain", "kind")
    def _show(self, _change=None):
        norms, predicted = measure(self.depth, self.gain, self.kind)
        with self.hold_sync():
            for name, values in (("norms", norms), ("predicted", predicted)):
                self.set_trait(name, np.log10(np.maximum(values, 1e-300)).tolist())
            self.set_trait("summary", describe(self.depth, self.gain, self.kind, norms))

    def figure(self):
        """What is shown now, as a figure."""
        return gradient_figure(*measure(self.depth, self.gain, self.kind), self.summary)
