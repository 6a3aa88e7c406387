"""Dropout: at each step train another, thinner network, and at the end use all of them at once.

Read top to bottom, this module lets you

* flip a coin for each unit and each example, and send the error back through the same coins;
* come out even in training and at test, the classic way (multiply by q at test) and the inverted way (divide by q in
  training), and see what happens to means, variances, losses and accuracies when you do not;
* average over the thinned networks: over all of them for one unit, over a sample for a network;
* train with dropout, with other keep probabilities in each layer and with bounded weights, and measure what it gives.

q is the probability to KEEP a unit; torch's p is the probability to drop it, p = 1 - q. Shapes: X (n, d) holds n
examples, y (n,) their labels; params is a dict of W1 (d, h), b1 (h,), W2 (h, k), b2 (k,), as in chapter 2.
"""

from itertools import product

import numpy as np

from dlcourse.engine.graph import constant
from dlcourse.engine.nn import Dropout, as_params, linear_layers, mlp
from dlcourse.engine.training import SGD, evaluate, train

# A coin for each unit


def dropout_mask(shape, keep_prob, seed):
    """A random mask of `shape`: 0 with probability 1 - keep_prob, and else 1 / keep_prob, so that its mean is 1.

    Each entry has a coin of its own: it is kept where np.random.default_rng(seed).random(shape) is below keep_prob.
    Raises ValueError unless 0 < keep_prob <= 1. Srivastava et al. 2014, sections 4 and 10.
    """
    if not 0 < keep_prob <= 1:
        raise ValueError(f"keep_prob is the probability to keep a unit, above 0 and at most 1, not {keep_prob}.")
    return (np.random.default_rng(seed).random(shape) < keep_prob) / keep_prob


def dropout_backward(dout, mask):
    """The gradient for the input of dropout, from the gradient `dout` for its output; both have the mask's shape.

    The output was input * mask, with the mask as dropout_mask drew it for the forward pass.
    """
    return dout * mask


def masked_moments(h, keep_prob, draws, seed):
    """The mean and the variance (n,) of h * mask over `draws` masks, for h (n,): h, and h^2 (1 - q) / q."""
    outputs = h * dropout_mask((draws, len(h)), keep_prob, seed)
    return outputs.mean(axis=0), outputs.var(axis=0)


# Two ways to come out even


def classic_test_params(params, q_in, q_hidden):
    """The parameters with which a network that was trained with classic dropout is used.

    Classic dropout multiplies the inputs and the hidden units by masks of 0 and 1 in training, with keep
    probabilities q_in and q_hidden. At test all units are there, and the weights that read them shrink to match:
    W1 (d, h) reads the inputs and W2 (h, k) the hidden units. `params` holds W1, b1, W2, b2,
    in any order, and stays as it is; returns a new dict with the same names. Srivastava et al. 2014, figure 2.
    """
    return {**params, "W1": params["W1"] * q_in, "W2": params["W2"] * q_hidden}


def mean_logits(h, W, keep_prob, draws, seed, *, inverted):
    """The logits (k,) that the units h (n,) send through W (n, k), averaged over masks: what training sees."""
    masks = dropout_mask((draws, len(h)), keep_prob, seed)
    return ((h * masks if inverted else h * (masks > 0)) @ W).mean(axis=0)


def scaled_logits(net, X, factor):
    """The logits (n, k) of a network in evaluation mode, the output of each dropout layer multiplied by `factor`.

    1 is right for our layers; 1 / q is what happens when classic dropout's scaling is forgotten, q when both scale.
    """
    x = constant(X, net.dtype)
    for layer in net.layers:
        x = layer(x)
        if isinstance(layer, Dropout):
            x = x * factor
    return x.value


# Many networks in one


def softmax(logits):
    """Probabilities in the last axis: e^z / sum e^z, without overflow."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def exact_ensemble_mean(w, x, q):
    """The means of z = w . x and of max(z, 0) over all 2^n networks of n inputs: a tuple of two floats.

    w (n,), x (n,), n at most 12. Each network keeps some of the inputs, the empty one none, and its z is the sum of
    w_i x_i over those it keeps. It counts with its probability, q^kept (1 - q)^dropped.
    """
    linear = rectified = 0.0
    for mask in product((0, 1), repeat=len(w)):
        kept = sum(mask)
        probability = q**kept * (1 - q) ** (len(w) - kept)
        z = float(np.sum(w * x * np.array(mask)))
        linear += probability * z
        rectified += probability * max(z, 0.0)
    return linear, rectified


def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    """The mean and the standard deviation, over sampled networks, of the class probabilities: two arrays (n, k).

    Each of n_samples networks drops hidden units of its own, for each example of X (n, d) by itself (inverted
    dropout). Their masks (n, h) are drawn one after the other from one rng = np.random.default_rng(seed): a unit is
    kept where rng.random((n, h)) < keep_prob. For each mask the probabilities are

        softmax((max(X W1 + b1, 0) * mask) W2 + b2)

    and finite for logits of any size. params holds W1, b1, W2, b2, in any order.
    Gal and Ghahramani 2016, section 4.
    """
    rng = np.random.default_rng(seed)
    hidden = np.maximum(X @ params["W1"] + params["b1"], 0)
    samples = []
    for _ in range(n_samples):
        mask = (rng.random(hidden.shape) < keep_prob) / keep_prob
        logits = (hidden * mask) @ params["W2"] + params["b2"]
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        samples.append(e / e.sum(axis=1, keepdims=True))
    return np.mean(samples, axis=0), np.std(samples, axis=0)


def errors_of_averages(net, X, y, counts):
    """The share of wrong predictions when the probabilities of a number of sampled networks are averaged, per count.

    `counts` ascends; the networks are drawn by the net's own dropout layers, and larger counts go on with the sum.
    """
    total, drawn, errors = 0.0, 0, []
    for count in counts:
        for _ in range(count - drawn):
            total = total + softmax(net(X, train=True).value)
        drawn = count
        errors.append(float(np.mean(total.argmax(axis=1) != y)))
    return errors


# Training with it


def max_norm(limit):
    """A callback for `train`'s after_step: no unit's incoming weights get longer than `limit`.

    A column of W (fan_in, fan_out) that is longer is shortened to `limit`. Srivastava et al. 2014, section 5.1.
    """

    def shorten(net, _steps):
        for layer in linear_layers(net):
            W = layer.w.value
            W *= np.minimum(1, limit / np.maximum(np.linalg.norm(W, axis=0), 1e-12))

    return shorten


def train_mlp(examples, seed, hidden=(256,), keep_probs=None, limit=None, epochs=100, lr=0.02, **options):
    """A relu network trained on examples = (X, y) with momentum 0.9 in minibatches of 20, and its history.

    keep_probs has one number for the input and one for each hidden layer; `limit` bounds the weights by max_norm;
    options are those of `train`.
    """
    X, y = examples
    net = mlp([X.shape[1], *hidden, 10], seed, keep_probs=keep_probs)
    after_step = None if limit is None else max_norm(limit)
    optimizer = SGD(net, lr, momentum=0.9)
    return net, train(net, X, y, optimizer, epochs, batch_size=20, seed=seed, after_step=after_step, **options)


def loss_curves(examples, valid, seed, **options):
    """Three losses (epochs,) of one training, by name.

    "training" is that of the thinned networks on the minibatches they learn from, "evaluation" that of the whole
    network on the same examples, after each epoch, and "validation" that of the whole network on `valid`.
    """
    whole = []
    watch = lambda net, _epoch, _losses: whole.append(evaluate(net, *examples)[0])  # noqa: E731
    _, history = train_mlp(examples, seed, valid=valid, callbacks=[watch], **options)
    return {"training": history["loss"], "evaluation": whole, "validation": history["valid_loss"]}


def hidden_activity(net, X):
    """The share of first hidden units above 0 over the examples X (n, d), and the mean |correlation| of two of them."""
    params = as_params(net)
    hidden = np.maximum(X @ params["W1"] + params["b1"], 0)
    moving = hidden[:, hidden.std(axis=0) > 0]
    pairs = np.triu_indices(moving.shape[1], 1)
    return float(np.mean(hidden > 0)), float(np.mean(np.abs(np.corrcoef(moving.T)[pairs])))
