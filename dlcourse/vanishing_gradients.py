"""Vanishing and exploding gradients: what becomes of a signal on its way through many layers.

Read top to bottom, this module lets you

* evaluate an activation and its slope, for inputs of any size;
* predict by what factor a layer shrinks or stretches the gradient, and measure what it does;
* draw weights whose factor is 1: Glorot's for tanh, He's for relu;
* build deep networks with the cures of the last decades, and race them;
* give the gradient a path around each layer, and shorten it where it explodes.

Shapes: X (N, width) holds N examples, W (fan_in, fan_out), Z = X W are pre-activations and A = activation(Z). A layer
has no bias where that keeps a formula short. Losses are means over the examples.
"""

from itertools import pairwise

import numpy as np

from dlcourse.engine.graph import backward, constant, parameter, relu, sigmoid, tanh
from dlcourse.engine.nn import BatchNorm, LayerNorm, Linear, Residual, Sequential
from dlcourse.engine.operations import cross_entropy
from dlcourse.engine.training import SGD, evaluate, train

# A product of many factors


def chain_loss_and_grad(w, depth, target=1.0):
    """The loss (w^depth - target)^2 / 2 of a network of `depth` layers that share one weight, and its slope.

    It has one unit a layer and no activation, so its output for the input 1 is w^depth. All arguments are numbers.
    """
    error = w**depth - target
    return error**2 / 2, error * depth * w ** (depth - 1)


# Activations and their slopes


def activation(z, kind):
    """The activation of z and its slope: two float arrays of z's shape, finite for every finite z.

    `kind` is "sigmoid", "tanh" or "relu". The slope is that at z; relu's slope at exactly 0 is 0, as in torch.
    Goodfellow, Bengio and Courville 2016, sec. 6.3.
    """
    if kind == "sigmoid":
        e = np.exp(-np.abs(z))
        a = np.where(z >= 0, 1, e) / (1 + e)
        return a, a * (1 - a)
    if kind == "tanh":
        a = np.tanh(z)
        return a, 1 - a**2
    return np.maximum(z, 0.0), (z > 0).astype(float)


def rms(values):
    """The root of the mean square of an array, as a number."""
    return float(np.sqrt(np.mean(np.square(values))))


# The factor of a layer, predicted and measured


def predicted_shrink(std, width, rms_slope, depth):
    """The factor by which `depth` layers multiply the norm of the gradient on its way back: a number.

    Weights have mean 0 and standard deviation `std`, each layer has `width` units, and `rms_slope` is the root mean
    square of the activation's slope. One layer multiplies by  std * sqrt(width) * rms_slope  (Glorot and Bengio 2010,
    eq. 6, as a root).
    """
    return float((std * np.sqrt(width) * rms_slope) ** depth)


def signal_norms(Ws, X, dA, kind):
    """The norm of dC/dA_l for each layer l = 1 ... L: a float array (L,), entry 0 for the layer nearest the input.

    Ws is a list of L arrays (fan_in, fan_out), X (N, fan_in of the first), dA (N, fan_out of the last) is dC/dA_L.
    Forward, from A_0 = X:  Z_l = A_{l-1} W_l  and  A_l = activation(Z_l, kind). Backward, from dC/dA_L:

        dC/dA_{l-1} = (dC/dA_l * slope at Z_l) W_l^T

    The norm is the root of the sum of all squares. activation(Z, kind) gives A and the slope.
    """
    A, slopes = X, []
    for W in Ws:
        A, slope = activation(A @ W, kind)
        slopes.append(slope)
    norms = []
    for W, slope in zip(reversed(Ws), reversed(slopes), strict=True):
        norms.append(np.linalg.norm(dA))
        dA = (dA * slope) @ W.T
    return np.array(norms[::-1])


# Weights that keep the signal


def init_weights(fan_in, fan_out, kind, seed):
    """Random weights (fan_in, fan_out), drawn from rng = np.random.default_rng(seed) in one call.

        "classic"   rng.uniform(-u, u, shape) with u = 1 / sqrt(fan_in), the custom before 2010
        "glorot"    the same with u = sqrt(6 / (fan_in + fan_out)): variance 2 / (fan_in + fan_out)
        "he"        rng.normal(0, std, shape) with variance 2 / fan_in

    Glorot and Bengio 2010, eq. 1 and 16; He, Zhang, Ren and Sun 2015, eq. 10.
    """
    rng = np.random.default_rng(seed)
    if kind == "he":
        return rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))
    u = 1 / np.sqrt(fan_in) if kind == "classic" else np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-u, u, (fan_in, fan_out))


# A path around each layer


def residual_forward_backward(X, Ws, scale, dY):
    """Y = A_L of a stack of residual layers, and the gradients: (Y, dC/dX, list of dC/dW_l in the order of Ws).

    X (N, width), Ws a list of L arrays (width, width), scale a number, dY (N, width) is dC/dY. From A_0 = X:

        A_l = A_{l-1} + scale * relu(A_{l-1} W_l)

    The slope of relu at 0 is 0. He, Zhang, Ren and Sun, *Identity mappings in
    deep residual networks*, 2016, with one layer in the branch: nothing after the sum, where their first paper put a
    relu.
    """
    A, inputs, masks = X, [], []
    for W in Ws:
        Z = A @ W
        inputs.append(A)
        masks.append(Z > 0)
        A = A + scale * np.maximum(Z, 0)
    dA, dWs = dY, []
    for W, before, mask in zip(reversed(Ws), reversed(inputs), reversed(masks), strict=True):
        dZ = scale * dA * mask
        dWs.append(before.T @ dZ)
        dA = dA + dZ @ W.T
    return A, dA, dWs[::-1]


# Deep networks of all kinds

ACTIVATIONS = {"sigmoid": sigmoid, "tanh": tanh, "relu": relu}
NORMALIZATIONS = {"batch": BatchNorm, "layer": LayerNorm}


def deep_net(sizes, kind, init, seed, *, norm=None, branch=None, dtype=np.float32):
    """A classifier as one block for each hidden layer, and a linear layer at the end. sizes (D, hidden, ..., K).

    A block is linear, then BatchNorm or LayerNorm if norm is "batch" or "layer", then the activation `kind`. With a
    number `branch`, each block whose output has the size of its input is a residual one: x + branch * block(x).
    `init` is one of nn.INITIALIZATIONS; the last layer's weights are Glorot's in every network.
    """
    rng = np.random.default_rng(seed)
    blocks = []
    for fan_in, fan_out in pairwise(sizes[:-1]):
        between = [NORMALIZATIONS[norm](fan_out, dtype=dtype)] if norm else []
        block = [Linear(fan_in, fan_out, rng, init, dtype), *between, ACTIVATIONS[kind]]
        around = branch is not None and fan_in == fan_out
        blocks.append(Residual(*block, scale=branch) if around else Sequential(*block))
    return Sequential(*blocks, Linear(*sizes[-2:], rng, "glorot_normal", dtype))


def layer_norms(net, X, y):
    """The norms of dC/dA_l and of dC/dW_l for each block l = 1 ... L of a deep_net: two arrays (L,).

    The engine lets the gradient of everything but a parameter go as soon as it is spent. So one that is 0 is added
    to the output of each block: the slope of the loss for that zero is the slope for the output.
    """
    x, zeros = constant(X, net.dtype), []
    for block in net.layers[:-1]:
        x = block(x, train=True)
        zeros.append(parameter(np.zeros(x.shape), net.dtype))
        x = x + zeros[-1]
    backward(cross_entropy(net.layers[-1](x), y))
    return (
        np.array([np.linalg.norm(zero.grad) for zero in zeros]),
        np.array([np.linalg.norm(block.layers[0].w.grad) for block in net.layers[:-1]]),
    )


def per_layer(norms):
    """The factor by which one layer multiplies the norm of the gradient on its way back, from norms (L,): a number."""
    return float((norms[0] / norms[-1]) ** (1 / (len(norms) - 1)))


def race(net, X, y, lr, epochs, seed, *, batch_size=50, momentum=0.9, clip=None, target=0.9):
    """The accuracy on X, y after each epoch of training, as a list that ends once it has reached `target`.

    A network whose loss has left the range of numbers ends its race, too.
    """
    accuracies = []

    def decided(net, _epoch, _losses):
        loss, accuracy = evaluate(net, X, y, batch_size=100)
        accuracies.append(accuracy)
        return bool(accuracy >= target or not np.isfinite(loss))

    with np.errstate(all="ignore"):
        optimizer = SGD(net, lr, momentum=momentum, clip=clip)
        train(net, X, y, optimizer, epochs, batch_size, seed, callbacks=[decided])
    return accuracies


# Where the gradient explodes


def clip_gradients(grads, max_norm):
    """The arrays `grads`, all shortened by the same factor so that their norm together is at most `max_norm`.

    The direction stays; gradients that are short enough come back as they are. Pascanu, Mikolov and Bengio 2013,
    algorithm 1.
    """
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g * min(1.0, max_norm / norm) for g in grads] if norm else list(grads)
