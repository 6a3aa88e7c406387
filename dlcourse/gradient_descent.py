"""Gradient descent: a loss, its slope, and small steps downhill.

Read top to bottom, this module lets you

* measure how wrong a linear model is, and find the slope of that error for every weight at once;
* walk downhill, and know before the first step whether the walk will end in the valley or blow up;
* walk on a few examples at a time, with noise that a larger batch or a smaller learning rate makes smaller;
* carry speed from one step to the next, and shrink the steps as you go.

Shapes: X (n, d) holds n examples with d features, y (n,) their targets, w (d,) the weights.
Losses are means over the examples, and so are their gradients.
"""

import numpy as np

# A loss and its gradient


def mse_loss_and_grad(w, X, y):
    """Half the mean squared error of the linear model X w, and its gradient.

    w (d,), X (n, d), y (n,); returns the loss as a number and the gradient (d,):

        loss = 1/(2n) sum_i (x_i . w - y_i)^2        grad = 1/n X^T (X w - y)

    The factor 1/2 cancels the 2 of the derivative. Bishop 2006, eq. 3.12 and, with the opposite sign, 3.13, as
    means.
    """
    residual = X @ w - y
    n = len(y)
    return float(residual @ residual / (2 * n)), X.T @ residual / n


def logistic_loss_and_grad(w, X, y):
    """The mean cross-entropy of logistic regression, and its gradient.

    w (d,), X (n, d), y (n,) of zeros and ones; returns the loss as a number and the gradient (d,):

        z = X w    loss = mean(log(1 + e^z) - y z)    grad = 1/n X^T (sigmoid(z) - y)

    Bishop 2006, eq. 4.90 and 4.91, as means. No exponential of a large number is taken.
    """
    z = X @ w
    probability = np.exp(-np.logaddexp(0, -z))
    return float(np.mean(np.logaddexp(0, z) - y * z)), X.T @ (probability - y) / len(y)


def numerical_grad(loss, w, h=1e-5):
    """The gradient (d,) of the function `loss` at w (d,), by central differences of width h."""
    steps = h * np.eye(len(w))
    return np.array([(loss(w + step) - loss(w - step)) / (2 * h) for step in steps])


# Steps downhill


def gd_path(A, b, w0, lr, steps):
    """The path of gradient descent on the quadratic f(w) = 1/2 w^T A w - b^T w.

    A (d, d) symmetric, b (d,), w0 (d,) the start, lr the learning rate; returns (steps + 1, d), row 0 is w0.
    The gradient is A w - b, and one step is w <- w - lr (A w - b).
    """
    w = np.array(w0, dtype=float)
    path = [w]
    for _ in range(steps):
        w = w - lr * (A @ w - b)
        path.append(w)
    return np.array(path)


def max_stable_lr(X):
    """The learning rate 2 / lambda_max at which gradient descent on mse_loss_and_grad begins to diverge.

    X (n, d); lambda_max is the largest eigenvalue of the Hessian X^T X / n. Along an eigenvector with eigenvalue
    lambda one step multiplies the distance to the minimum by 1 - lr lambda, and |1 - lr lambda| < 1 asks for
    lr < 2 / lambda (LeCun, Bottou, Orr and Mueller 1998, sec. 5.1).
    """
    hessian = X.T @ X / len(X)
    return float(2 / np.linalg.eigvalsh(hessian)[-1])


def descend(loss_and_grad, w0, lr, steps):
    """The losses (steps + 1,) on the way, and the weights (d,) after gradient descent from w0.

    `loss_and_grad(w)` returns a loss and a gradient; lr is a number, or a schedule: a function of the step number.
    """
    w = np.array(w0, dtype=float)
    losses = []
    for step in range(steps):
        loss, grad = loss_and_grad(w)
        losses.append(loss)
        w = w - (lr(step) if callable(lr) else lr) * grad
    return np.array([*losses, loss_and_grad(w)[0]]), w


# A few examples at a time


def minibatch_indices(n, batch_size, seed):
    """One epoch of minibatches: a list of integer arrays that together hold each of 0 ... n - 1 exactly once.

    The order is np.random.default_rng(seed).permutation(n). Each array has batch_size entries; the last may have fewer.
    """
    order = np.random.default_rng(seed).permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


def sgd(X, y, w0, lr, batch_size, epochs, seed, loss_and_grad=mse_loss_and_grad):
    """The loss on all of X, y (epochs + 1,) before and after each epoch, and the weights (d,), of minibatch descent.

    Each epoch has its own shuffle, drawn from `seed`; lr is a number or a function of the step number.
    Robbins and Monro 1951.
    """
    shuffles = np.random.default_rng(seed)
    w = np.array(w0, dtype=float)
    losses = [loss_and_grad(w, X, y)[0]]
    step = 0
    for _ in range(epochs):
        for batch in minibatch_indices(len(y), batch_size, shuffles.integers(2**32)):
            _, grad = loss_and_grad(w, X[batch], y[batch])
            w = w - (lr(step) if callable(lr) else lr) * grad
            step += 1
        losses.append(loss_and_grad(w, X, y)[0])
    return np.array(losses), w


def gradient_noise(w, X, y, batch_size, draws, seed):
    """The mean squared distance between a minibatch gradient and the full one, over `draws` minibatches.

    Examples are drawn with replacement, so that the noise is exactly that of one example divided by batch_size.
    """
    rng = np.random.default_rng(seed)
    _, full = mse_loss_and_grad(w, X, y)
    batches = rng.integers(0, len(y), (draws, batch_size))
    grads = np.array([mse_loss_and_grad(w, X[batch], y[batch])[1] for batch in batches])
    return float(np.mean(np.sum((grads - full) ** 2, axis=1)))


def noise_floor(X, y, lr, batch_size, steps, seed, tail=0.25):
    """The mean excess loss over the minimum in the last `tail` of `steps` minibatch steps from w = 0.

    With a constant lr it does not go to zero: gradient noise keeps the weights moving about the minimum.
    """
    rng = np.random.default_rng(seed)
    best = np.linalg.lstsq(X, y, rcond=None)[0]
    floor, _ = mse_loss_and_grad(best, X, y)
    w = np.zeros(X.shape[1])
    excess = []
    for step in range(steps):
        batch = rng.integers(0, len(y), batch_size)
        w = w - (lr(step) if callable(lr) else lr) * mse_loss_and_grad(w, X[batch], y[batch])[1]
        if step >= steps * (1 - tail):
            excess.append(mse_loss_and_grad(w, X, y)[0] - floor)
    return float(np.mean(excess))


# Carrying speed, and slowing down


def momentum_path(grads, w0, lr, beta):
    """The path of heavy-ball momentum that meets the gradients `grads`, one per step.

    grads (T, d), w0 (d,); returns (T + 1, d), row 0 is w0. The velocity starts at 0, and each step is

        v <- beta v - lr grad        w <- w + v

    Polyak 1964, eq. 9; Sutskever, Martens, Dahl and Hinton 2013, eq. 1 and 2.
    """
    w = np.array(w0, dtype=float)
    velocity = np.zeros_like(w)
    path = [w]
    for grad in grads:
        velocity = beta * velocity - lr * grad
        w = w + velocity
        path.append(w)
    return np.array(path)


def steps_to_converge(curvatures, lr, beta=0.0, tolerance=1e-6, max_steps=1_000_000):
    """How many steps f(w) = 1/2 sum curvatures w^2 needs to fall to `tolerance` of its value at w = (1, ..., 1).

    curvatures (d,); beta is the momentum. Returns None where it has not fallen that far after `most` steps, or grows
    beyond all bounds.
    """
    w = np.ones(len(curvatures))
    velocity = np.zeros_like(w)
    target = tolerance * np.sum(curvatures) / 2
    for step in range(1, max_steps + 1):
        velocity = beta * velocity - lr * curvatures * w
        w = w + velocity
        loss = np.sum(curvatures * w**2) / 2
        if loss < target:
            return step
        if loss > 1e100:
            break
    return None


def best_momentum(smallest, largest):
    """The learning rate and beta that make momentum fastest on curvatures from `smallest` to `largest`.

    With kappa = largest / smallest, the error then falls by (sqrt(kappa) - 1) / (sqrt(kappa) + 1) a step, where
    the best plain descent reaches (kappa - 1) / (kappa + 1). Polyak 1964, theorem 9.
    """
    root = np.sqrt(largest / smallest)
    return float(4 / (np.sqrt(largest) + np.sqrt(smallest)) ** 2), float(((root - 1) / (root + 1)) ** 2)


def decayed(lr, halved_at):
    """A schedule: the learning rate lr / (1 + step / halved_at), which is lr / 2 at step halved_at.

    The sum of all learning rates is infinite, the sum of their squares is not: the two conditions under which
    minibatch descent arrives (Robbins and Monro 1951).
    """
    return lambda step: lr / (1 + step / halved_at)
