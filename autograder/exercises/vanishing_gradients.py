"""The exercises of chapter 3: their cases, and the wrong answers we can explain."""

import numpy as np

from autograder.exercise import Exercise, Help, Written
from dlcourse import vanishing_gradients as right

KINDS = ("sigmoid", "tanh", "relu")


def activation_cases(rng):
    """The three kinds at 0, at a few numbers, at inputs too large for the exponential, and at random arrays."""
    for kind in KINDS:
        yield np.array([0.0]), kind
    for kind in KINDS:
        yield np.array([-2.0, 0.5, 3.0]), kind
    for kind in KINDS:
        yield np.array([-800.0, -3.0, 0.0, 3.0, 800.0]), kind
    for shape in ((4,), (3, 2), (2, 3, 4)):
        for kind in KINDS:
            yield 2 * rng.normal(size=shape), kind


def with_slope(of_kind, slope):
    """The right activation, with another slope for one kind: slope(z, a)."""

    def wrong(z, kind):
        a, d = right.activation(z, kind)
        return a, slope(z, a) if kind == of_kind else d

    return wrong


def sigmoid_overflows(z, kind):
    if kind != "sigmoid":
        return right.activation(z, kind)
    a = np.exp(z) / (1 + np.exp(z))
    return a, a * (1 - a)


def tanh_overflows(z, kind):
    if kind != "tanh":
        return right.activation(z, kind)
    a = (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))
    return a, 1 - a**2


def zeroes_in_place(z, kind):
    if kind == "relu":
        slope = (z > 0).astype(float)
        z[z < 0] = 0
        return z, slope
    return right.activation(z, kind)


activation = Exercise(
    right.activation,
    activation_cases,
    {
        "Your sigmoid takes the exponential of a large number: divide e^z by 1 + e^z only where z is negative, and use "
        "1 / (1 + e^-z) elsewhere.": sigmoid_overflows,
        "Your tanh is a quotient of two exponentials that overflow: np.tanh does not.": tanh_overflows,
        "Your slope of the sigmoid is z(1 - z): the famous formula holds for the OUTPUT, a(1 - a).": with_slope(
            "sigmoid", lambda z, a: z * (1 - z)
        ),
        "You put the sigmoid's output through the sigmoid once more: its slope at z is a(1 - a), and a you have.": (
            with_slope("sigmoid", lambda z, a: right.activation(a, "sigmoid")[1])
        ),
        "Your slope of tanh is 1 - z^2, which is negative beyond 1: use the output, 1 - a^2.": with_slope(
            "tanh", lambda z, a: 1 - z**2
        ),
        "Your slope of tanh is a(1 - a), the sigmoid's: for tanh it is 1 - a^2.": with_slope(
            "tanh", lambda z, a: a * (1 - a)
        ),
        "Your slope of relu at exactly 0 is 1: here, and in torch, it is 0.": with_slope(
            "relu", lambda z, a: (z >= 0).astype(float)
        ),
        "Your slope of relu is an array of True and False: make it one of floats, for others will multiply by it.": (
            with_slope("relu", lambda z, a: z > 0)
        ),
        "You set the negative entries of z to 0 in place, and z is the caller's: np.maximum(z, 0) makes a new array.": (
            zeroes_in_place
        ),
        "Your relu lets negative inputs through as they are: max(z, 0) is 0 there.": (
            lambda z, kind: (z, right.activation(z, kind)[1]) if kind == "relu" else right.activation(z, kind)
        ),
    },
    points=6,
    help=Help(
        section="The slope of an activation",
        step=(
            "Write relu and tanh first: each is one line, and so is its slope, made of `z > 0` or of the activation "
            "itself. Leave large inputs of the sigmoid for the end."
        ),
        question=(
            "The number exp(800) overflows and exp(-800) does not: how can you write the sigmoid so that the exponent "
            "is never above 0, whatever the sign of z?"
        ),
        idea=(
            "The sigmoid only takes the exponential of -|z|, which lies between 0 and 1, and has a numerator for each "
            "sign. A second way that never overflows is `0.5 * (1 + np.tanh(z / 2))`."
        ),
    ),
)


def shrink_cases(rng):
    """Factors below, at and above 1, one unit, no layer, random ones, and one that grows."""
    yield 1.0, 1, 0.5, 2
    yield 0.1, 100, 0.25, 10
    yield float(np.sqrt(2 / 50)), 50, float(np.sqrt(0.5)), 30
    yield 0.2, 36, 1.0, 0
    for depth in (1, 3, 12):
        width = int(rng.integers(10, 200))
        yield float(rng.uniform(0.5, 2) / np.sqrt(width)), width, float(rng.uniform(0.3, 1)), depth
    yield float(rng.uniform(1.5, 3) / np.sqrt(width)), width, float(rng.uniform(0.8, 1)), 8


predicted_shrink = Exercise(
    right.predicted_shrink,
    shrink_cases,
    {
        "You multiplied by the width: `width` random terms with mean 0 add up to the ROOT of width times one.": (
            lambda std, width, rms_slope, depth: (std * width * rms_slope) ** depth
        ),
        "Your factor knows the slope only, so every initialization would do the same: large weights make up for a "
        "small slope.": lambda std, width, rms_slope, depth: rms_slope**depth,
        "You took 0.25 for every slope: that is the largest slope of one activation, the sigmoid.": (
            lambda std, width, rms_slope, depth: 0.25**depth
        ),
        "Your factor grows in proportion to the depth: layers multiply, so take a power.": (
            lambda std, width, rms_slope, depth: std * np.sqrt(width) * rms_slope * depth
        ),
        "You left out the slope of the activation: each layer multiplies by the weights AND by it.": (
            lambda std, width, rms_slope, depth: (std * np.sqrt(width)) ** depth
        ),
        "You squared the factor: that is what becomes of the squared norm.": (
            lambda std, width, rms_slope, depth: (std**2 * width * rms_slope**2) ** depth
        ),
        "You cut the factor at 1: with large weights the gradient grows on its way back, and that is what explodes.": (
            lambda std, width, rms_slope, depth: min(right.predicted_shrink(std, width, rms_slope, depth), 1.0)
        ),
        "You left out the width: a unit's gradient is a sum over `width` terms.": (
            lambda std, width, rms_slope, depth: (std * rms_slope) ** depth
        ),
    },
    points=4,
    help=Help(
        section="3.3 The factor of a layer",
        step=(
            "Compute the factor of one layer, as it stands in the box. It has three parts: the weights, the width and "
            "the slope."
        ),
        question="If every layer multiplies the norm by the same factor, what have `depth` of them multiplied it by?",
        idea=(
            "Layers multiply, so the factor of one is raised to the power of the depth: anything below 1 vanishes, "
            "anything above explodes. A loop that multiplies `depth` times gives the same."
        ),
    ),
)


def stacks(rng, depth, width, gain=1.0):
    return [rng.normal(0, gain / np.sqrt(width), (width, width)) for _ in range(depth)]


def signal_cases(rng):
    """One layer, two that change nothing, the three kinds, one deep enough to vanish, and layers of unequal widths."""
    yield [np.array([[2.0]])], np.array([[1.0]]), np.array([[3.0]]), "sigmoid"
    yield [np.eye(2), np.eye(2)], np.ones((1, 2)), np.ones((1, 2)), "relu"
    for depth, kind in ((2, "sigmoid"), (3, "tanh"), (4, "relu"), (6, "sigmoid"), (12, "sigmoid")):
        yield stacks(rng, depth, 5, 1.5), rng.normal(size=(4, 5)), rng.normal(size=(4, 5)), kind
    Ws = [rng.normal(size=shape) for shape in ((3, 6), (6, 4), (4, 2))]
    yield Ws, rng.normal(size=(5, 3)), rng.normal(size=(5, 2)), "tanh"


def signal_with(
    *,
    slope=lambda Z, A, kind: right.activation(Z, kind)[1],
    norm=lambda dA, slope: np.linalg.norm(dA),
    back=lambda dA, slope, W: (dA * slope) @ W.T,
    passed_on=lambda Z, A: A,
):
    """Wrong signal norms that differ from the reference in one thing."""

    def wrong(Ws, X, dA, kind):
        A, slopes = X, []
        for W in Ws:
            Z = A @ W
            A = right.activation(Z, kind)[0]
            slopes.append(slope(Z, A, kind))
            A = passed_on(Z, A)
        norms = []
        for W, s in zip(reversed(Ws), reversed(slopes), strict=True):
            norms.append(norm(dA, s))
            dA = back(dA, s, W)
        return np.array(norms[::-1])

    return wrong


def one_layer_late(Ws, X, dA, kind):
    A, slopes = X, []
    for W in Ws:
        A, slope = right.activation(A @ W, kind)
        slopes.append(slope)
    norms = []
    for W, slope in zip(reversed(Ws), reversed(slopes), strict=True):
        dA = (dA * slope) @ W.T
        norms.append(np.linalg.norm(dA))
    return np.array(norms[::-1])


signal_norms = Exercise(
    right.signal_norms,
    signal_cases,
    {
        "Your norms are in the order in which you met them, last layer first: entry 0 belongs to the layer nearest the "
        "input.": lambda Ws, X, dA, kind: right.signal_norms(Ws, X, dA, kind)[::-1].copy(),
        "You took the slope at A where it belongs at Z: activation(Z, kind) gives both in one call.": signal_with(
            slope=lambda Z, A, kind: right.activation(A, kind)[1]
        ),
        "You left out the slope of the activation, so nothing vanishes: each layer multiplies by W^T AND by the slope "
        "at Z.": signal_with(slope=lambda Z, A, kind: 1.0),
        "You went back with W where the way back needs its transpose, W.T.": signal_with(
            back=lambda dA, slope, W: (dA * slope) @ W
        ),
        "You multiplied by the slope after W.T: the way back meets the activation first, (dA * slope) @ W.T.": (
            signal_with(back=lambda dA, slope, W: (dA @ W.T) * slope)
        ),
        "You returned squared norms: take the root, as np.linalg.norm does.": signal_with(
            norm=lambda dA, slope: np.sum(dA**2)
        ),
        "You returned the norms of dC/dZ: take the norm before you multiply by the slope.": signal_with(
            norm=lambda dA, slope: np.linalg.norm(dA * slope)
        ),
        "Your norms are those of the layer before, dC/dA_0 to dC/dA_(L-1): take the norm first, then step back.": (
            one_layer_late
        ),
        "You passed Z on to the next layer, where its input is the activation A.": signal_with(
            passed_on=lambda Z, A: Z
        ),
        "You took the root of the MEAN square: a norm is the root of the sum of all squares.": signal_with(
            norm=lambda dA, slope: right.rms(dA)
        ),
    },
    points=12,
    help=Help(
        section="3.4 Layer by layer",
        step=(
            "Write the way up first: a loop over Ws that replaces A and keeps each layer's slope in a list. With a "
            "single layer the answer is the norm of `dA` as it is given, which makes a good first test."
        ),
        question=(
            "On the way back, is the norm noted before or after the step through a layer, and which comes first in "
            "that step, the slope or the weights?"
        ),
        idea=(
            "The norm is noted before each step back, so the first is that of dC/dA_L, and the list is turned around "
            "at the end. A step back meets the parts of a layer in reverse, the activation first and then the weights."
        ),
    ),
)


def fan_cases(rng):
    """Few and many units, always more or fewer out than in, each kind, and seeds that ask for other weights."""
    for kind in ("classic", "glorot", "he"):
        yield 2, 1, kind, 1
    for kind in ("classic", "glorot", "he"):
        yield 3, 5, kind, int(rng.integers(100, 10_000))
        yield 400, 100, kind, int(rng.integers(100, 10_000))


def init_with(of_kind, draw):
    """The right weights, but for one kind: draw(rng, fan_in, fan_out)."""

    def wrong(fan_in, fan_out, kind, seed):
        if kind == of_kind:
            return draw(np.random.default_rng(seed), fan_in, fan_out)
        return right.init_weights(fan_in, fan_out, kind, seed)

    return wrong


def uniform(rng, u, fan_in, fan_out):
    return rng.uniform(-u, u, (fan_in, fan_out))


def transposed_shape(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng(seed)
    if kind == "he":
        return rng.normal(0, np.sqrt(2 / fan_in), (fan_out, fan_in))
    u = 1 / np.sqrt(fan_in) if kind == "classic" else np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-u, u, (fan_out, fan_in))


def global_generator(fan_in, fan_out, kind, seed):
    np.random.seed(seed)
    if kind == "he":
        return np.random.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))
    u = 1 / np.sqrt(fan_in) if kind == "classic" else np.sqrt(6 / (fan_in + fan_out))
    return np.random.uniform(-u, u, (fan_in, fan_out))


init_weights = Exercise(
    right.init_weights,
    fan_cases,
    {
        "Your He weights are far too small: rng.normal takes a STANDARD DEVIATION, the root of 2 / fan_in.": init_with(
            "he", lambda rng, m, n: rng.normal(0, 2 / m, (m, n))
        ),
        "You took fan_out for He's weights: on the way forward a unit adds up fan_in terms.": init_with(
            "he", lambda rng, m, n: rng.normal(0, np.sqrt(2 / n), (m, n))
        ),
        "Your He weights have variance 1 / fan_in: relu silences half of the signal, and the 2 makes up for it.": (
            init_with("he", lambda rng, m, n: rng.normal(0, np.sqrt(1 / m), (m, n)))
        ),
        "You used Glorot's standard deviation as the bound u: on [-u, u] the standard deviation is u / sqrt(3), hence "
        "the 6.": init_with("glorot", lambda rng, m, n: uniform(rng, np.sqrt(2 / (m + n)), m, n)),
        "You took fan_in twice for Glorot's weights: the way forward asks for fan_in, the way back for fan_out, and "
        "the sum is the compromise.": init_with("glorot", lambda rng, m, n: uniform(rng, np.sqrt(3 / m), m, n)),
        "Your uniform weights are all positive: draw from -u to u, not from 0 to u.": (
            lambda m, n, kind, seed: (
                right.init_weights(m, n, kind, seed)
                if kind == "he"
                else np.random.default_rng(seed).uniform(
                    0, 1 / np.sqrt(m) if kind == "classic" else np.sqrt(6 / (m + n)), (m, n)
                )
            )
        ),
        "Your classic bound is 1 / fan_in: it is 1 over the ROOT of fan_in.": init_with(
            "classic", lambda rng, m, n: uniform(rng, 1 / m, m, n)
        ),
        "You ignored the seed, so the weights are always the same: build the generator with "
        "np.random.default_rng(seed).": lambda m, n, kind, seed: right.init_weights(m, n, kind, 0),
        "Your weights have shape (fan_out, fan_in): in X @ W, with X (N, fan_in), they must be (fan_in, fan_out).": (
            transposed_shape
        ),
        "You seeded NumPy's global generator, which changes the random numbers of every other cell: use "
        "np.random.default_rng(seed).": global_generator,
    },
    points=8,
    help=Help(
        section="3.5 A better start",
        step=(
            'Make the generator from the seed, then take the kinds one by one: "classic" and "glorot" are the same '
            "draw with another u. The shape is the one for which X @ W works, with X (N, fan_in)."
        ),
        question=(
            "He's rule tells the variance, and `rng.normal` asks for the standard deviation: how do you get from the "
            "one to the other?"
        ),
        idea=(
            "The two uniform kinds differ in u alone, and He's normal weights take the root of their variance. On [-u, "
            "u] the variance is u^2 / 3, and that is where the 6 in Glorot's bound comes from."
        ),
    ),
)


def residual_cases(rng):
    """A branch of zeros, one unit, one layer, no layer, and stacks with small and whole scales."""
    yield np.ones((1, 2)), [np.zeros((2, 2))], 1.0, np.ones((1, 2))
    yield np.array([[-2.0]]), [np.array([[-1.0]])], 0.5, np.array([[3.0]])
    yield rng.normal(size=(2, 3)), [], 0.5, rng.normal(size=(2, 3))
    for depth, width, scale in ((1, 3, 1.0), (2, 3, 0.5), (3, 4, 0.3), (5, 4, 0.2)):
        yield rng.normal(size=(3, width)), stacks(rng, depth, width), scale, rng.normal(size=(3, width))


def residual_with(
    *,
    forward=lambda A, Z, scale: A + scale * np.maximum(Z, 0),
    dZ=lambda scale, dA, mask: scale * dA * mask,
    dW=lambda before, Z: before.T,
    identity=1.0,
):
    """A wrong residual stack that differs from the reference in one thing."""

    def wrong(X, Ws, scale, dY):
        A, seen = X, []
        for W in Ws:
            Z = A @ W
            seen.append((A, Z, W))
            A = forward(A, Z, scale)
        dA, dWs = dY, []
        for before, Z, W in reversed(seen):
            d = dZ(scale, dA, Z > 0)
            dWs.append(dW(before, Z) @ d)
            dA = identity * dA + d @ W.T
        return A, dA, dWs[::-1]

    return wrong


def reversed_list(X, Ws, scale, dY):
    Y, dX, dWs = right.residual_forward_backward(X, Ws, scale, dY)
    return Y, dX, dWs[::-1]


residual_forward_backward = Exercise(
    right.residual_forward_backward,
    residual_cases,
    {
        "You dropped the path around the branch on the way back, and dX vanishes as in a plain network: the slope of "
        "a + f(a) is 1 + f'.": residual_with(identity=0.0),
        "You left out `scale` on the way back: what was multiplied by it on the way up is multiplied again.": (
            residual_with(dZ=lambda scale, dA, mask: dA * mask)
        ),
        "You ignored `scale`: it multiplies the branch, on the way up and on the way back.": (
            lambda X, Ws, scale, dY: right.residual_forward_backward(X, Ws, 1.0, dY)
        ),
        "You applied relu to the sum: only the branch goes through relu, or the path around it is cut.": residual_with(
            forward=lambda A, Z, scale: np.maximum(A + scale * Z, 0)
        ),
        "You scaled the whole sum: only the branch is multiplied by `scale`.": residual_with(
            forward=lambda A, Z, scale: scale * (A + np.maximum(Z, 0))
        ),
        "Your list dWs is in the order of the way back, last layer first: reverse it.": reversed_list,
        "You forgot relu's slope on the way back: where Z is not above 0, nothing passes through the branch.": (
            residual_with(dZ=lambda scale, dA, mask: scale * dA)
        ),
        "Your dW uses the branch's output: what W was multiplied by is A, the layer's input.": residual_with(
            dW=lambda before, Z: np.maximum(Z, 0).T
        ),
        "Your dWs are divided by the number of rows: the mean is in dY already, so add the rows up.": (
            lambda X, Ws, scale, dY: (
                *right.residual_forward_backward(X, Ws, scale, dY)[:2],
                [g / len(X) for g in right.residual_forward_backward(X, Ws, scale, dY)[2]],
            )
        ),
        "You left the path around the branch out on the way up: A is ADDED to the branch.": residual_with(
            forward=lambda A, Z, scale: scale * np.maximum(Z, 0)
        ),
    },
    points=12,
    help=Help(
        section="3.8 Two more cures",
        step=(
            "Write the way up, and keep for each layer its input A and where Z is above 0. Then differentiate one "
            "layer on paper: A stands twice in A + scale * relu(A W)."
        ),
        question=(
            "A reaches the layer's output by two paths, around the branch and through it: which two terms add up to "
            "the gradient of A?"
        ),
        idea=(
            "The gradient of A is what arrives, unchanged by the path around, plus what comes back through the branch; "
            "the first term is the 1 that keeps it from vanishing. By itself the branch is a plain layer whose "
            "gradient is multiplied by `scale`."
        ),
    ),
)


has_it_vanished = Written(
    "has_it_vanished",
    """\
It depends on which gradient is meant. On its way back through 30 layers dC/dA has shrunk by .7 a layer, to some
hundred-thousandths: the signal has vanished, and it was the norm of dC/dA that the theory spoke of. The gradient of a
weight is a product of two things, dC/dW = A^T dC/dZ: near the input dC/dZ is small and A is large, near the output it
is the other way round, because on the way up A shrinks by the same .7 a layer. So dC/dW is about the same everywhere,
and tiny everywhere. Equal gradients are no proof of health; one must look at their size, or at A itself.

It is the SIZE, not the ratio, that a larger learning rate could repair: here one rate fits all layers, but as the
weights grow the factor of every layer changes, the gradient grows by the 30th power of that change, and the same
rate is soon far too large. In a deep sigmoid network no rate helps: the rate that layer 1 would need destroys layer 30.

"Small gradient slow, large gradient fast": a step lowers the loss by the rate times the square of the gradient's
norm, as long as the curvature lets it (chapter 1). With He's factor times 1.4 the first gradients of 15 layers are
more than a hundred times larger, and the loss is nan within an epoch.

Rubric: 2 points for dC/dA against dC/dW, with the product A^T dC/dZ; 1 for "equal, and too small"; 1 for why the
larger rate repairs neither network (in the relu one the gradient grows by the 30th power as the weights grow, in the
sigmoid one no rate fits both ends); 2 for a large gradient that does not train, with its reason.""",
)
