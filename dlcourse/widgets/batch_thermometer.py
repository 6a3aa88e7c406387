"""The noise of a minibatch: how widely its gradients scatter, and the floor that they set under the loss.

Read top to bottom, this module lets you

* draw minibatch gradients at the minimum of a small regression, where the true gradient is zero;
* follow the loss of a run down to its noise floor, and predict the floor from the gradients of single examples.
"""

import numpy as np

from dlcourse import gradient_descent as gd
from dlcourse.widgets.drawing.axes import Axes
from dlcourse.widgets.drawing.controls import Control, ControlledPlot
from dlcourse.widgets.drawing.marks import Line, Points

BATCH_SIZES = [2**k for k in range(9)]
RATES = [0.01 * 2**k for k in range(7)]  # both double, so that the reader can double one against the other
STEPS, DRAWS = 2000, 200

# A regression with two weights


def problem(n=256, seed=0):
    """Features X (n, 2), targets y (n,), the best weights (2,): a plane through noise of standard deviation 1.

    The features lie on a circle: the curvatures are near 1, and no example is so long that its own step overshoots.
    """
    rng = np.random.default_rng(seed)
    angle = rng.uniform(0, 2 * np.pi, n)
    X = np.sqrt(2) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    y = X @ [2.0, 1.0] + rng.normal(size=n)
    return X, y, np.linalg.lstsq(X, y, rcond=None)[0]


X, Y, BEST = problem()
HESSIAN = X.T @ X / len(X)

# The scatter, the run, and its floor


def scattered(batch_size, seed=0):
    """Minibatch gradients (200, 2) at the best weights, drawn as gd.gradient_noise draws them."""
    batches = np.random.default_rng(seed).integers(0, len(Y), (DRAWS, batch_size))
    return np.array([gd.mse_loss_and_grad(BEST, X[batch], Y[batch])[1] for batch in batches])


def excess_losses(lr, batch_size, seed=0, steps=STEPS):
    """The loss above its minimum (steps + 1,) on the way of gd.noise_floor, from w = 0.

    A minibatch gradient is M w - v, where M and v are the means of x x^T and x y over the batch, so that a step is
    w <- (I - lr M) w + lr v. The M and v of all steps come from one product with the number of times that a step draws
    each example: a control that is dragged must not wait for 2000 gradients.
    """
    n = len(Y)
    batches = np.random.default_rng(seed).integers(0, n, (steps, batch_size))
    drawn = np.bincount((batches + n * np.arange(steps)[:, None]).ravel(), minlength=steps * n).reshape(steps, n)
    parts = drawn * (lr / batch_size)
    matrices = np.eye(2) - (parts @ (X[:, :, None] * X[:, None]).reshape(n, 4)).reshape(-1, 2, 2)
    w = np.zeros(2)
    path = [w]
    for matrix, shift in zip(matrices, parts @ (X * Y[:, None]), strict=True):
        w = matrix @ w + shift
        path.append(w)
    away = np.array(path) - BEST
    return np.sum(away @ HESSIAN * away, axis=1) / 2


def predicted_floor(lr, batch_size):
    """The noise floor for a small learning rate: lr / (4 B) times the variance of one example's gradient.

    A step takes the distance e from the best weights to (1 - lr H) e - lr noise, where the noise has the covariance
    C / B. Where the covariance S of e no longer changes, and lr H is small, H S + S H = lr C / B. The trace of it is
    2 tr(H S) = lr tr(C) / B, and the excess loss is tr(H S) / 2 on average.
    """
    residual = X @ BEST - Y
    variance = np.mean(np.sum((X * residual[:, None]) ** 2, axis=1))
    return float(lr * variance / (4 * batch_size))


def describe(lr, batch_size, spread, floor):
    """In words: how far the gradients lie from the true one, and where the loss comes to rest."""
    return (
        f"Minibatches of {batch_size}, learning rate {lr:g}: at the minimum the gradients lie {spread:.2g} from the "
        f"true one (rms). The loss stays {floor:.2g} above its minimum in the second half of the run; "
        f"in proportion to lr / B it would be {predicted_floor(lr, batch_size):.2g}."
    )


class BatchThermometer(ControlledPlot):
    """Choose the batch size and the learning rate."""

    name = "The noise of a minibatch"
    alt = (
        "On the left minibatch gradients scattered around the true gradient at the minimum; on the right the excess "
        "loss of a run on a log axis, which falls and then stays at a noise floor, beside the predicted floor."
    )
    controls = (
        Control("batch_size", "batch size B", BATCH_SIZES, 4),
        Control("lr", "learning rate", RATES, 0.04),
    )

    def render(self, batch_size, lr):
        """The gradients of this batch size, and a run at this learning rate."""
        gradients = scattered(batch_size)
        spread = np.sqrt(np.mean(np.sum(gradients**2, axis=1)))  # of gd.gradient_noise, without drawing them again
        turn = np.linspace(0, 2 * np.pi, 73)
        scatter = Axes(
            "slope along w1",
            "slope along w2",
            [
                Points(*gradients.T, "minibatches"),
                Line(spread * np.cos(turn), spread * np.sin(turn), "rms distance", 3),
                Points([0], [0], "true gradient", 1),
            ],
            xlim=(-6.75, 6.75),
            ylim=(-5, 5),  # a unit is as wide as high in the browser, so that the circle is one
        )
        excess = excess_losses(lr, batch_size)
        floor = np.mean(excess[STEPS // 2 :])
        # Means of 20 steps: on a log axis single steps that come near the minimum by chance would hide the rest.
        middles = (np.arange(0, STEPS, 20) + 10) / 1000
        run = Axes(
            "thousands of steps",
            "excess loss",
            [
                Line(middles, excess[:-1].reshape(-1, 20).mean(axis=1), "means of 20 steps"),
                Line([STEPS / 2000, STEPS / 1000], [floor, floor], "floor", 1),
                Line([0, STEPS / 1000], [predicted_floor(lr, batch_size)] * 2, "predicted", 3),
            ],
            xlim=(0, STEPS / 1000),
            ylim=(1e-6, 10),
            ylog=True,
        )
        return [scatter, run], describe(lr, batch_size, spread, floor)
