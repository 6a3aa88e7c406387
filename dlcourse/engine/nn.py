"""Networks: layers, how their weights begin, and how layers become one function.

Read top to bottom, after `graph`, this module lets you

* begin with weights as the literature draws them: small, Glorot, He;
* build layers, and networks as a sequence of layers and plain functions (relu, max_pool, your own);
* copy everything a network has learned, and put it back;
* freeze layers, so that training leaves them as they are.

Weights W are (fan_in, fan_out), filters (out, in, h, w). Randomness comes in as `seed`: a whole number, or an
np.random.Generator, which then goes on to the next layer. Networks compute in float32 unless told otherwise. To
train them is the matter of `training`.
"""

from itertools import pairwise

import numpy as np

from dlcourse.engine.convolution import conv2d
from dlcourse.engine.graph import Node, constant, parameter, relu
from dlcourse.engine.operations import batch_norm, batch_norm_with, dropout, layer_norm, linear, moments

# How weights begin

# The standard deviation of a weight, from the number of inputs that its unit adds up and of units that it feeds.
STANDARD_DEVIATION = {
    "zeros": lambda _fan_in, _fan_out: 0.0,
    "small": lambda _fan_in, _fan_out: 0.01,  # Krizhevsky, Sutskever and Hinton 2012, section 5
    "classic": lambda fan_in, _fan_out: (1 / (3 * fan_in)) ** 0.5,  # Glorot and Bengio 2010, eq. 1
    "glorot": lambda fan_in, fan_out: (2 / (fan_in + fan_out)) ** 0.5,  # Glorot and Bengio 2010, eq. 12 and 16
    "he": lambda fan_in, _fan_out: (2 / fan_in) ** 0.5,  # He, Zhang, Ren and Sun 2015, eq. 10
}
INITIALIZATIONS = (
    "zeros",
    *(f"{name}_{law}" for name in list(STANDARD_DEVIATION)[1:] for law in ("normal", "uniform")),
)


def _initial_weights(shape, fan_in, fan_out, init, seed):
    """Random weights of this shape, with mean 0; `init` is one of INITIALIZATIONS, or the standard deviation itself.

    A uniform distribution on [-u, u] has the standard deviation u / sqrt(3), so u is sqrt(3) times what we want. Only
    layers draw with it: whoever wants such weights writes the one line, which is an exercise.
    """
    rng = np.random.default_rng(seed)
    if not isinstance(init, str):
        return rng.normal(0, init, shape)
    if init not in INITIALIZATIONS:
        raise ValueError(f"There is no initialization {init!r}: choose one of {', '.join(INITIALIZATIONS)}.")
    name, _, law = init.partition("_")
    deviation = STANDARD_DEVIATION[name](fan_in, fan_out)
    u = 3**0.5 * deviation
    return rng.uniform(-u, u, shape) if law == "uniform" else rng.normal(0, deviation, shape)


# Layers


class Layer:
    """A function of x with things to remember: weights (nodes, learned) and statistics (arrays, measured).

    Whatever it keeps as an attribute of these types is saved, copied and frozen with it; so are the `layers` inside.
    """

    layers = ()
    frozen = False
    has_modes = False  # whether the layer is called with train=True in training, and does something else then

    def inner(self, prefix=""):
        """The layer itself and all inside, each after the prefix of its members' names: "", "0.", "1.", "1.0." ..."""
        yield prefix, self
        for i, layer in enumerate(self.layers):
            if isinstance(layer, Layer):
                yield from layer.inner(f"{prefix}{i}.")

    def members(self, kind):
        """All attributes of one type, by name: "2.w" is w of layer 2."""
        found = ((prefix + name, value) for prefix, layer in self.inner() for name, value in vars(layer).items())
        return {name: value for name, value in found if isinstance(value, kind)}

    def weights(self):
        """The weights by name, as a dict of nodes."""
        return self.members(Node)

    def arrays(self):
        """The weights' values and the statistics by name: the arrays themselves, which training changes in place."""
        return {name: w.value for name, w in self.weights().items()} | self.members(np.ndarray)

    def state(self):
        """Copies of all weights and statistics by name: what `restore` takes."""
        return {name: array.copy() for name, array in self.arrays().items()}

    def restore(self, state):
        """Put a state back, array by array, into a network of the same layers."""
        arrays = self.arrays()
        if state.keys() != arrays.keys():
            differ = ", ".join(sorted(state.keys() ^ arrays.keys()))
            raise ValueError(f"This state belongs to another network: only one of the two has {differ}.")
        for name, array in arrays.items():
            if state[name].shape != array.shape:
                message = (
                    f"This state belongs to another network: its {name} is {state[name].shape}, not {array.shape}."
                )
                raise ValueError(message)
        for name, array in arrays.items():
            array[...] = state[name]


class Linear(Layer):
    """x w + b: x (N, fan_in), returns (N, fan_out). The bias begins at 0."""

    def __init__(self, fan_in, fan_out, seed, init="he_normal", dtype=np.float32):
        self.w = parameter(_initial_weights((fan_in, fan_out), fan_in, fan_out, init, seed), dtype)
        self.b = parameter(np.zeros(fan_out), dtype)

    def __call__(self, x):
        return linear(x, self.w, self.b)


class Conv2D(Layer):
    """Filters of size x size pixels: x (N, channels_in, H, W), returns (N, channels_out, H', W')."""

    def __init__(self, channels_in, channels_out, size, seed, stride=1, padding=0, init="he_normal", dtype=np.float32):
        shape, area = (channels_out, channels_in, size, size), size * size
        self.w = parameter(_initial_weights(shape, channels_in * area, channels_out * area, init, seed), dtype)
        self.b = parameter(np.zeros(channels_out), dtype)
        self.stride, self.padding = stride, padding

    def __call__(self, x):
        return conv2d(x, self.w, self.b, self.stride, self.padding)


class Dropout(Layer):
    """Training keeps each number with probability keep_prob, and divides it by that; evaluation changes nothing.

    torch's p is the probability to drop: p = 1 - keep_prob. Srivastava et al. 2014, section 10.
    """

    has_modes = True

    def __init__(self, keep_prob, seed):
        if not 0 < keep_prob <= 1:
            raise ValueError(f"keep_prob is the probability to keep a unit, above 0 and at most 1, not {keep_prob}.")
        self.keep_prob, self.rng = keep_prob, np.random.default_rng(seed)

    def __call__(self, x, train=False):
        if not train or self.keep_prob == 1:
            return x
        kept = self.rng.random(x.shape, np.float32) < self.keep_prob
        return dropout(x, kept * x.value.dtype.type(1 / self.keep_prob))


class BatchNorm(Layer):
    """Features (or channels) standardized over the batch, then scaled and shifted. Ioffe and Szegedy 2015.

    Training uses the batch's own mean and variance, and keeps running averages of them, a part `rate` of each new;
    evaluation uses the averages. So does a frozen layer, which leaves them as they are.
    """

    has_modes = True

    def __init__(self, features, rate=0.1, dtype=np.float32):
        self.scale, self.shift = parameter(np.ones(features), dtype), parameter(np.zeros(features), dtype)
        self.mean, self.variance = np.zeros(features, dtype), np.ones(features, dtype)
        self.rate = rate

    def __call__(self, x, train=False):
        if not train or self.frozen:
            return batch_norm_with(self.mean, self.variance, x, self.scale, self.shift)
        mean, variance = moments(x)
        self.mean += self.rate * (mean - self.mean)
        self.variance += self.rate * (variance - self.variance)
        return batch_norm(x, self.scale, self.shift)


class LayerNorm(Layer):
    """Each example standardized over its features, then scaled and shifted. Ba, Kiros and Hinton 2016."""

    def __init__(self, features, dtype=np.float32):
        self.scale, self.shift = parameter(np.ones(features), dtype), parameter(np.zeros(features), dtype)

    def __call__(self, x):
        return layer_norm(x, self.scale, self.shift)


# Networks


class Sequential(Layer):
    """One layer after the other: f3(f2(f1(x))). A function of one node, such as relu, may stand for a layer."""

    has_modes = True

    def __init__(self, *layers):
        self.layers = layers
        self.dtype = next((w.value.dtype for w in self.weights().values()), np.dtype(np.float32))

    def __call__(self, x, train=False):
        x = constant(x, self.dtype)
        for layer in self.layers:
            x = layer(x, train) if getattr(layer, "has_modes", False) else layer(x)
        return x

    def __getitem__(self, index):
        """A layer, or with a slice the network of these layers, which are shared and not copied."""
        return Sequential(*self.layers[index]) if isinstance(index, slice) else self.layers[index]

    def __len__(self):
        return len(self.layers)


class Residual(Sequential):
    """x + scale * f(x), where f is the layers in sequence. He, Zhang, Ren and Sun 2016."""

    def __init__(self, *layers, scale=1.0):
        super().__init__(*layers)
        self.scale = scale

    def __call__(self, x, train=False):
        x = constant(x, self.dtype)
        return x + super().__call__(x, train) * self.scale


def flatten(x):
    """The node x (N, ...) as (N, D). Where the batch is innermost in memory, it stays so: that moves long runs."""
    n = len(x.value)
    if x.value.flags.c_contiguous:
        return x.reshape(n, -1)
    return x.transpose(*range(1, x.value.ndim), 0).reshape(-1, n).T


def mlp(sizes, seed, activation=relu, init="he_normal", keep_probs=None, dtype=np.float32):
    """A multilayer perceptron: sizes (D, hidden, ..., K), the activation between layers, none after the last.

    keep_probs has one number for the input and one for each hidden layer, for dropout before each linear layer.
    """
    rng = np.random.default_rng(seed)
    keep_probs = keep_probs or [1.0] * (len(sizes) - 1)
    layers = []
    for (fan_in, fan_out), keep_prob in zip(pairwise(sizes), keep_probs, strict=True):
        dropped = [Dropout(keep_prob, rng)] if keep_prob < 1 else []
        layers += [*dropped, Linear(fan_in, fan_out, rng, init, dtype), activation]
    return Sequential(*layers[:-1])


def freeze(*layers, frozen=True):
    """Keep training away from these layers: no gradient, no step, no decay, no new statistics."""
    for outer in layers:
        for _, layer in outer.inner():
            layer.frozen = frozen
        for w in outer.weights().values():
            w.requires_grad = not frozen


def unfreeze(*layers):
    """Let these layers learn again."""
    freeze(*layers, frozen=False)


def linear_layers(net):
    """The linear layers of a network, from the first to the head."""
    return [layer for layer in net.layers if isinstance(layer, Linear)]


def as_params(net):
    """The parameters of a network as a dict of W1, b1, W2, b2, ... in float64."""
    layers = enumerate(linear_layers(net), 1)
    named = [pair for i, layer in layers for pair in ((f"W{i}", layer.w), (f"b{i}", layer.b))]
    return {name: w.value.astype(float) for name, w in named}
