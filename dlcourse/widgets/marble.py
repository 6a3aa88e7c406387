"""Marble in a valley: gradient descent on f(w) = 1/2 (w1^2 + kappa w2^2), to be played with.

Read top to bottom, this module lets you

* follow the path of gradient descent, or of momentum, from any start in the valley;
* say how much one step shrinks each coordinate, and so whether the path converges, and how fast;
* see both as a figure, and as a picture whose marble, learning rate and valley can be dragged.

The browser draws the same path from the same closed form (marble.js) while something is dragged; Python is told
at the end of the drag.
"""

import numpy as np
import traitlets as t

from dlcourse.gradient_descent import gd_path
from dlcourse.plots import COLORS, Figure, axes
from dlcourse.widgets.drawing.picture import Picture, files

STEPS = 60
WIDTH, HEIGHT = 2.4, 1.6  # the picture shows |w1| <= WIDTH and |w2| <= HEIGHT

# The path


def marble_path(start, lr, kappa, beta=0.0, steps=STEPS):
    """The path (steps + 1, 2) from start (2,), with momentum where beta is not 0.

    The curvatures are 1 along w1 and kappa along w2, so that kappa is the condition number.
    """
    curvatures = np.array([1.0, kappa])
    if beta == 0:
        return gd_path(np.diag(curvatures), np.zeros(2), start, lr, steps)
    w, velocity = np.array(start, dtype=float), np.zeros(2)
    path = [w]
    for _ in range(steps):
        velocity = beta * velocity - lr * curvatures * w
        w = w + velocity
        path.append(w)
    return np.array(path)


def valley_loss(w, kappa):
    """The height f(w) of the valley; w (..., 2), returns (...)."""
    return (w[..., 0] ** 2 + kappa * w[..., 1] ** 2) / 2


def step_factor(lr, curvature, beta=0.0):
    """What one step multiplies the distance to the minimum by: |1 - lr curvature|, in the long run with momentum.

    With momentum it is the largest root, in size, of x^2 - (1 + beta - lr curvature) x + beta (Polyak 1964).
    """
    return float(np.max(np.abs(np.roots([1.0, lr * curvature - 1 - beta, beta]))))


def verdict(start, lr, kappa, beta=0.0):
    """'converges', 'never settles' or 'diverges'; a coordinate that starts at exactly 0 stays there."""
    factors = [step_factor(lr, c, beta) for c, w in zip((1, kappa), start, strict=True) if w != 0]
    largest = max(factors, default=0)
    if abs(largest - 1) < 1e-9:
        return "never settles"
    return "converges" if largest < 1 else "diverges"


def describe(start, lr, kappa, beta=0.0, steps=STEPS):
    """The picture in words: what one step does, whether the path converges, and the loss at both ends."""
    threshold = "2 / lambda_max" if beta == 0 else "2 (1 + beta) / lambda_max"
    threshold = f"{threshold} = {2 * (1 + beta) / kappa:.3g}"
    first, last = valley_loss(marble_path(start, lr, kappa, beta, steps), kappa)[[0, -1]]
    outcome = {
        "converges": f"the loss falls from {first:.3g} to {last:.3g} in {steps} steps",
        "never settles": f"the learning rate is {threshold}, the edge between the two",
        "diverges": f"the learning rate is above {threshold}",
    }[(word := verdict(start, lr, kappa, beta))]
    settings = f"Learning rate {lr:g}, condition number {kappa:g}{f', momentum {beta:g}' if beta else ''}"
    return (
        f"{settings}, start ({start[0]:g}, {start[1]:g}): the path {word}; {outcome}. "
        f"One step multiplies |w1| by {step_factor(lr, 1, beta):.3g} and |w2| by {step_factor(lr, kappa, beta):.3g}"
        f"{' in the long run' if beta else ''}."
    )


# The picture


def marble_figure(start, lr, kappa, beta=0.0, steps=STEPS):
    """A figure: the contours of the valley with the path in it, and the loss at every step."""
    path = marble_path(start, lr, kappa, beta, steps)
    summary = describe(start, lr, kappa, beta, steps)
    color, line = (COLORS[1], "--") if verdict(start, lr, kappa, beta) == "diverges" else (COLORS[0], "-")
    alt = "Left, contours of a valley with a path from step to step; right, the loss at each step."
    figure = Figure(caption=summary, alt=alt, width=8, height=3)
    valley = axes(figure, "w1", "w2", position=121)
    w = np.stack(np.meshgrid(np.linspace(-WIDTH, WIDTH, 121), np.linspace(-HEIGHT, HEIGHT, 81)), -1)
    valley.contour(w[..., 0], w[..., 1], np.sqrt(valley_loss(w, kappa)), levels=12, colors="0.7", linewidths=0.8)
    valley.plot(*path.T, line, marker=".", color=color, linewidth=1.2)
    valley.plot(*start, "o", color=color, markersize=9, markeredgecolor="white")
    valley.set(xlim=(-WIDTH, WIDTH), ylim=(-HEIGHT, HEIGHT), aspect="equal")
    curve = axes(figure, "step", "loss", position=122, ylog=True)
    curve.plot(np.maximum(valley_loss(path, kappa), 1e-300), line, color=color)
    curve.set(ylim=(1e-6, 1e4), xlim=(0, steps))
    return figure


class Marble(Picture):
    """The picture to play with: drag the marble, the learning rate, the condition number and the momentum.

    Each is an attribute (`start`, `lr`, `kappa`, `beta`) that can be read and set; `path` and `summary` follow.
    No lr, kappa and start in these bounds takes the loss beyond the largest float in 60 steps.
    """

    _esm, _css = files(__file__)

    lr = t.Float(0.1, min=0.001, max=3).tag(sync=True)
    kappa = t.Float(10, min=1, max=100).tag(sync=True)
    beta = t.Float(0, min=0, max=0.99).tag(sync=True)
    start = t.Tuple(t.Float(min=-WIDTH, max=WIDTH), t.Float(min=-HEIGHT, max=HEIGHT), default_value=(-2.0, 1.0)).tag(
        sync=True
    )
    steps = t.Int(STEPS, min=1, max=STEPS).tag(sync=True)

    def __init__(self, lr=0.1, kappa=10, start=(-2.0, 1.0), beta=0, **others):
        super().__init__(lr=lr, kappa=kappa, start=start, beta=beta, **others)
        self._describe()

    @property
    def path(self):
        """The path (steps + 1, 2) that the picture shows."""
        return marble_path(**self._valley())

    @t.observe("start", "lr", "kappa", "beta", "steps")
    def _describe(self, _change=None):
        self.set_trait("summary", describe(**self._valley()))

    def _valley(self):
        return {name: getattr(self, name) for name in ("start", "lr", "kappa", "beta", "steps")}

    def figure(self):
        """What is shown now, as a figure."""
        return marble_figure(**self._valley())
