"""The operations that networks are made of, each one node of the graph: fewer nodes and fewer passes over the data.

Written with `graph`'s arithmetic, a linear layer is three nodes and the loss of a classifier about ten. Here the
chain rule has been applied by hand inside each of them, so that only the result is computed.

Shapes: x (N, D) holds N examples, w (D, K), b (K,), logits (N, K), labels (N,) whole numbers below K.
"""

import numpy as np

from dlcourse.engine.graph import GraphError, Node, check_product, constant, pass_on


def linear(x, w, b):
    """The layer x w + b, one array (N, K). Goodfellow, Bengio and Courville 2016, algorithm 6.4."""
    x = constant(x, w.value.dtype)
    check_product("linear", x, w)
    if b.shape != w.shape[1:]:
        raise GraphError(f"linear: weights {w.shape} need {w.shape[1]} biases, one per column, not {b.shape}.")
    y = x.value @ w.value
    y += b.value

    def vjp(g, accumulate):
        accumulate(w, np.matmul, x.value.T, g)
        accumulate(b, np.add.reduce, g, 0)
        accumulate(x, np.matmul, g, w.value.T)

    return Node(y, (x, w, b), vjp)


def cross_entropy(logits, labels):
    """The mean of -log p[label], where p = softmax(logits) row by row: a single number.

    Its gradient is (p - onehot(labels)) / N. Bishop 2006, eq. 4.108, and 4.109 without phi, as means. The
    largest logit of a row is subtracted first, which leaves p as it is, so that no exponential overflows.
    """
    n = len(labels)
    if logits.value.ndim != 2 or np.shape(labels) != (len(logits.value),):
        message = (
            f"cross_entropy: the logits {logits.shape} and labels {np.shape(labels)} do not fit. "
            "It takes N rows of logits and N whole numbers."
        )
        raise GraphError(message)
    rows = np.arange(n)
    p = logits.value - logits.value.max(axis=1, keepdims=True)
    chosen = p[rows, labels]
    np.exp(p, out=p)
    z = p.sum(axis=1, keepdims=True)

    def vjp(g, accumulate):
        np.divide(p, z, out=p)
        p[rows, labels] -= 1
        accumulate(logits, np.multiply, p, g / n)

    return Node((np.log(z[:, 0]) - chosen).sum() / n, (logits,), vjp)


def dropout(a, mask):
    """The node a times a mask that holds 0 for a dropped unit, 1 / keep_prob for a kept one. Srivastava et al. 2014."""

    def vjp(g, accumulate):
        g *= mask
        accumulate(a, pass_on, g)

    return Node(a.value * mask, (a,), vjp)


def standardize(a, axes, eps=1e-5):
    """(a - mean) / sqrt(variance + eps), with the mean and variance of `a` along `axes`.

    Moving one number moves the mean and the variance too, so the gradient loses its own mean, and its part along y.
    Ioffe and Szegedy 2015, section 3.
    """
    inverse = 1 / np.sqrt(a.value.var(axes, keepdims=True) + eps)
    y = (a.value - a.value.mean(axes, keepdims=True)) * inverse

    def vjp(g, accumulate):
        g -= g.mean(axes, keepdims=True) + y * (g * y).mean(axes, keepdims=True)
        accumulate(a, np.multiply, g, inverse)

    return Node(y, (a,), vjp)


def batch_norm(x, scale, shift, eps=1e-5):
    """Each feature over the batch, or each channel over batch and pixels, standardized; then scaled and shifted.

    x (N, D) or (N, C, H, W); scale and shift (D,) or (C,). Ioffe and Szegedy 2015, algorithm 1.
    """
    channel, axes = channels(x)
    return standardize(x, axes, eps) * scale.reshape(*channel) + shift.reshape(*channel)


def batch_norm_with(mean, variance, x, scale, shift, eps=1e-5):
    """The same with a given mean and variance (D,) or (C,), as at evaluation: x is only scaled and shifted."""
    channel, _ = channels(x)
    factor = scale * (1 / np.sqrt(variance + eps))
    return x * factor.reshape(*channel) + (shift - factor * constant(mean)).reshape(*channel)


def moments(x):
    """The mean and the unbiased variance of each feature or channel of a node, as arrays (D,) or (C,)."""
    _, axes = channels(x)
    return x.value.mean(axes), x.value.var(axes, ddof=1)


def channels(x):
    """The shape in which one number for each channel meets x, and the axes it is shared along."""
    return (1, -1, *[1] * (x.value.ndim - 2)), (0, *range(2, x.value.ndim))


def layer_norm(x, scale, shift, eps=1e-5):
    """Each example over its features (the last axis) standardized; then scaled and shifted. Ba, Kiros, Hinton 2016."""
    return standardize(x, -1, eps) * scale + shift
