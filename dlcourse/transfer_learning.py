"""Transfer learning: what a network has learned on one task, used for another that has few labels.

Read top to bottom, this module lets you

* cut off the last layer of a trained network and put a new, random one in its place;
* freeze weights, so that neither gradient, momentum nor weight decay moves them;
* compute the features of a frozen network once, and train a linear classifier on them to its optimum;
* say how much is gained, with its standard error, when each seed has run both ways;
* pretrain a network, transplant as many of its layers as you like, and train the rest, or all of it.

A network is a dict of W1, b1, W2, b2, ... up to the last layer, its **head**; the layers before are its **body**, with
relu after each. W (fan_in, fan_out), X (n, d) holds n examples, y (n,) their labels. The functions at the end take
the networks of `nn`, which have the same layers.
"""

import numpy as np

from dlcourse.backprop import softmax_cross_entropy
from dlcourse.engine.nn import Linear, freeze, linear_layers, mlp
from dlcourse.engine.training import SGD, predict, train

# A new head


def replace_head(params, n_classes, seed):
    """A network with the same body and a new head for n_classes classes, as a new dict of copies.

    params holds W1, b1, ..., WL, bL, in any order, with WL (h, k), bL (k,). The new WL (h, n_classes) is drawn by
    np.random.default_rng(seed).normal(0, 1 / sqrt(h), ...), the new bL (n_classes,) is 0; all else is copied, so that
    training the new network leaves the old one as it is.
    """
    last = len(params) // 2
    new = {name: array.copy() for name, array in params.items()}
    h = params[f"W{last}"].shape[0]
    new[f"W{last}"] = np.random.default_rng(seed).normal(0, 1 / np.sqrt(h), (h, n_classes))
    new[f"b{last}"] = np.zeros(n_classes)
    return new


# Frozen weights


def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    """One step of gradient descent that moves nothing whose name is in the list `frozen`: two new dicts.

    params, grads and velocity are dicts of arrays with the same names, in any order. For each name that is not frozen

        v <- momentum * v - lr * (grad + weight_decay * w)        w <- w + v

    A frozen w and its velocity stay exactly as they are. Returns the new params and the new velocity; the arguments
    stay as they are.
    """
    new_params, new_velocity = {}, {}
    for name, w in params.items():
        v = velocity[name]
        if name in frozen:
            new_params[name], new_velocity[name] = w.copy(), v.copy()
        else:
            new_velocity[name] = momentum * v - lr * (grads[name] + weight_decay * w)
            new_params[name] = w + new_velocity[name]
    return new_params, new_velocity


# Features, computed once


def features(params, X):
    """The features (n, h) of X (n, d): what the head of the network sees, after the relu of the last hidden layer.

    params holds W1, b1, ..., WL, bL, in any order; the head WL, bL is not used. Each row depends on its own
    example only.
    """
    A = X
    for i in range(1, len(params) // 2):
        A = np.maximum(A @ params[f"W{i}"] + params[f"b{i}"], 0)
    return A


def train_head(F, y, n_classes, l2):
    """The weights W (h, n_classes) and biases b (n_classes,) of the best linear classifier on features F (n, h).

    Best means: they minimize, to within 0.001,

        mean cross-entropy of softmax(F W + b) with the labels y (n,)  +  l2 / 2 * sum of W^2        l2 > 0

    The bias is not in the penalty. A class may be without examples. The objective is convex: there is one valley, and
    gradient descent finds its floor if it takes enough steps, some tens of thousands, at a rate of
    1 / (l2 + largest eigenvalue of [F 1]^T [F 1] / (2 n)) or less. It is there when the gradient's squared length, over
    W and b, is below 2e-5 * l2, and also below 2e-7, for b has no penalty.
    """
    n, h = F.shape
    W, b = np.zeros((h, n_classes)), np.zeros(n_classes)
    vW, vb = np.zeros_like(W), np.zeros_like(b)
    lr = 1 / (np.linalg.norm(np.column_stack([F, np.ones(n)]), 2) ** 2 / (2 * n) + l2)
    for _ in range(20_000):
        _, error = softmax_cross_entropy(F @ W + b, y)
        dW, db = F.T @ error + l2 * W, error.sum(axis=0)
        if np.sum(dW**2) + np.sum(db**2) < min(2e-5 * l2, 2e-7):
            break
        vW, vb = 0.95 * vW - lr * dW, 0.95 * vb - lr * db
        W, b = W + vW, b + vb
    return W, b


# What is gained


def paired_gain(acc_a, acc_b):
    """What b gains over a, from accuracies (n,) of the same n >= 2 seeds: a dict of mean, se and wins.

    mean is that of the differences b - a, se its standard error (their standard deviation with n - 1, over the root
    of n), wins the number of seeds in which b is strictly better (an int).
    """
    difference = np.asarray(acc_b) - np.asarray(acc_a)
    se = difference.std(ddof=1) / np.sqrt(len(difference))
    return {"mean": float(difference.mean()), "se": float(se), "wins": int(np.sum(difference > 0))}


# The networks of `nn`: pretraining, transplanting, training again


def pretrain(images, labels, hidden, seed, *, epochs=20, batch_size=64, lr=0.05, place=None):
    """A relu network with these hidden layers, trained with momentum 0.9; the rate falls to a fifth after 70 %.

    images (n, ...) and labels (n,); place(images, rng), if given, makes rows of them anew for each minibatch.
    """
    width = np.size((place or (lambda x, _: x))(images[:1], 0))
    net = mlp([width, *hidden, int(labels.max()) + 1], seed)
    drop = 0.7 * epochs * np.ceil(len(labels) / batch_size)
    optimizer = SGD(net, lambda step: lr if step < drop else lr / 5, momentum=0.9)
    train(net, images, labels, optimizer, epochs, batch_size, seed, augment=place)
    return net


def transplant(net, n_classes, seed, keep=None):
    """A new network of the same layers whose first `keep` linear layers are copies; the others are random.

    By default all but the head are kept. The last layer has n_classes outputs, and always a new head.
    """
    old = linear_layers(net)
    keep = len(old) - 1 if keep is None else keep
    sizes = [old[0].w.shape[0], *(layer.w.shape[1] for layer in old[:-1]), n_classes]
    new = mlp(sizes, seed)
    head = linear_layers(new)[-1].w.value
    head /= np.sqrt(2)  # the head's weights have variance 1 / h, as in replace_head
    for source, target in list(zip(old, linear_layers(new), strict=True))[: min(keep, len(old) - 1)]:
        target.w.value[...], target.b.value[...] = source.w.value, source.b.value
    return new


def slower(layers, factor):
    """A callback for `train`'s before_step: these layers take steps of `factor` times the learning rate.

    It multiplies their gradients, so weight decay, where there is any, keeps the whole rate.
    """

    def shrink(_net, _steps):
        for layer in layers:
            for w in layer.weights().values():
                if w.requires_grad:
                    w.grad *= factor

    return shrink


def train_steps(net, examples, seed, *, frozen=0, body_factor=1.0, steps=300, lr=0.02, place=None, **options):
    """Train a network with momentum 0.9 on minibatches of 20 for about `steps` steps, and return it.

    The first `frozen` linear layers stay as they are; all but the head learn at lr * body_factor. place(X, rng), if
    given, makes rows of the examples anew for each minibatch. Options are those of SGD.
    """
    X, y = examples
    layers = linear_layers(net)
    freeze(*layers[:frozen])
    freeze(*layers[frozen:], frozen=False)
    batch_size = min(20, len(y))
    epochs = round(steps / np.ceil(len(y) / batch_size))
    before = slower(layers[:-1], body_factor) if body_factor != 1 else None
    optimizer = SGD(net, lr, **{"momentum": 0.9} | options)
    train(net, X, y, optimizer, epochs, batch_size, seed, before_step=before, augment=place)
    return net


def train_on_features(net, examples, seed, **options):
    """The same network as `train_steps` makes with the whole body frozen, from features that are computed once.

    It saves the forward and backward passes through the body. The minibatches are the same, the numbers equal up to
    rounding.
    """
    X, y = examples
    places = [i for i, layer in enumerate(net.layers) if isinstance(layer, Linear)]
    body, head = net[: places[-1]], net[places[-1] :]
    train_steps(head, (predict(body, X), y), seed, **options)
    return net


def nearest_neighbor(examples, tests):
    """The accuracy of giving each test image the label of the nearest training image, pixel by pixel."""
    (X, y), (T, labels) = examples, tests
    distances = np.sum(T**2, axis=1)[:, None] - 2 * T @ X.T + np.sum(X**2, axis=1)
    return float(np.mean(y[distances.argmin(axis=1)] == labels))
