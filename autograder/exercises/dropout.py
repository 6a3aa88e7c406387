"""The exercises of chapter 4: their cases, and the wrong answers we can explain."""

from itertools import product

import numpy as np

from autograder.exercise import Exercise, Help, Written
from dlcourse import dropout as right


def coin_cases(rng):
    """Half, much and little kept, all kept, probabilities that are none, and layers large enough to count."""
    yield (4,), 0.0, 3
    yield (4,), 1.5, 4
    yield (4,), -0.2, 5
    yield (2, 3), 1.0, int(rng.integers(1, 10_000))
    yield (8,), 0.5, int(rng.integers(1, 10_000))
    for shape, keep_prob in (((4, 6), 0.8), ((6, 8), 0.3), ((5, 2, 10), 0.6), ((40, 50), 0.9)):
        yield shape, keep_prob, int(rng.integers(1, 10_000))


def coins(draw):
    """A mask whose coins fall as `draw` says, with the reference's refusals."""

    def mask(shape, keep_prob, seed):
        right.dropout_mask((1,), keep_prob, 0)
        return draw(np.random.default_rng(seed), shape, keep_prob)

    return mask


def exact_count(rng, shape, q):
    size = int(np.prod(shape))
    kept = np.arange(size) < round(q * size)
    return rng.permutation(kept).reshape(shape) / q


def global_coins(shape, keep_prob, seed):
    right.dropout_mask((1,), keep_prob, 0)
    np.random.seed(seed)
    return (np.random.random(shape) < keep_prob) / keep_prob


def any_keep_prob(shape, keep_prob, seed):
    return (np.random.default_rng(seed).random(shape) < keep_prob) / keep_prob


def only_zero_refused(shape, keep_prob, seed):
    if keep_prob == 0:
        raise ValueError
    return any_keep_prob(shape, keep_prob, seed)


def only_above_one_refused(shape, keep_prob, seed):
    if keep_prob > 1:
        raise ValueError
    return any_keep_prob(shape, keep_prob, seed)


def zero_let_through(shape, keep_prob, seed):
    if not 0 <= keep_prob <= 1:
        raise ValueError
    return any_keep_prob(shape, keep_prob, seed)


def one_refused(shape, keep_prob, seed):
    if not 0 < keep_prob < 1:
        raise ValueError
    return any_keep_prob(shape, keep_prob, seed)


dropout_mask = Exercise(
    right.dropout_mask,
    coin_cases,
    {
        "You drop with probability q where you should keep with it, which looks right at q = 0.5 only: at q = 0.8 most "
        "units must survive.": coins(lambda rng, shape, q: (rng.random(shape) < 1 - q) / q),
        "You divide by 1 - q, which is right at q = 0.5 only: the survivors make up for the others when divided by the "
        "probability to survive, q.": coins(lambda rng, shape, q: (rng.random(shape) < q) / (1 - q)),
        "You did not scale: the mean of your mask is q, and it must be 1, so divide the survivors by q.": coins(
            lambda rng, shape, q: (rng.random(shape) < q) * 1.0
        ),
        "You multiply the survivors by q: they stand in for the dropped ones too, so they must grow, by 1 / q.": coins(
            lambda rng, shape, q: (rng.random(shape) < q) * q
        ),
        "You flip one coin for each column and use it in every row: each example meets a thinned network of its own.": (
            coins(lambda rng, shape, q: np.tile((rng.random(shape[-1:]) < q) / q, (*shape[:-1], 1)))
        ),
        "You keep the same number of units every time: each unit has a coin of its own, and the count varies.": coins(
            exact_count
        ),
        "You ignored the seed: build the generator with np.random.default_rng(seed).": coins(
            lambda rng, shape, q: (np.random.default_rng(0).random(shape) < q) / q
        ),
        "You seeded NumPy's global generator, which changes the random numbers of every other cell: use "
        "np.random.default_rng(seed).": global_coins,
        "You let every keep_prob through: 0 deletes the whole layer and divides by zero, and no probability is above "
        "1, so raise ValueError for these.": any_keep_prob,
        "You refuse 0 but no other number that is no probability: raise ValueError unless 0 < keep_prob <= 1.": (
            only_zero_refused
        ),
        "You refuse what is above 1 and no other number that is no probability: raise ValueError unless "
        "0 < keep_prob <= 1.": only_above_one_refused,
        "You refuse what is below 0 or above 1, but let 0 itself through: it deletes the whole layer and divides by "
        "zero.": zero_let_through,
        "You refuse keep_prob = 1, which is a layer without dropout: its mask is all ones.": one_refused,
        "You drew your coins in another way, such as rng.binomial: the mask is right on average, but to be comparable "
        "its coins must be rng.random(shape) < keep_prob.": coins(lambda rng, shape, q: rng.binomial(1, q, shape) / q),
        "You kept the units whose random number is high, as rng.choice does too: right on average, but to be "
        "comparable keep those where rng.random(shape) is below keep_prob.": coins(
            lambda rng, shape, q: (rng.random(shape) >= 1 - q) / q
        ),
    },
    points=8,
    help=Help(
        section="4.2 A coin for each unit",
        step=(
            "Refuse what is no probability first, with `raise ValueError(...)`. Then draw one random number for each "
            "entry, all in one call."
        ),
        question=(
            "A comparison gives True and False, which count as 1 and 0: what do you divide them by, so that the mean "
            "of the mask is 1?"
        ),
        idea=(
            "One array of random numbers holds a coin for every entry, and dividing the survivors by keep_prob makes "
            "up on average for the dropped. `np.where(kept, 1 / keep_prob, 0.0)` says the same in other words."
        ),
    ),
)


def backward_cases(rng):
    """Two units, a layer without dropout, and masks with much and with little kept."""
    yield np.array([1.0, 1.0]), np.array([0.0, 2.0])
    yield np.array([[3.0, -1.0, 2.0]]), np.ones((1, 3))
    for shape, keep_prob in (((6,), 0.8), ((3, 5), 0.3), ((8, 10), 0.6)):
        mask = right.dropout_mask(shape, keep_prob, rng)
        mask.flat[:2] = 0.0, 1 / keep_prob
        yield rng.normal(size=shape), mask


def in_place(dout, mask):
    dout *= mask
    return dout


dropout_backward = Exercise(
    right.dropout_backward,
    backward_cases,
    {
        "You let the gradient through to dropped units: a unit that sent 0 cannot have caused the error.": (
            lambda dout, mask: dout
        ),
        "You lost the scaling: the output was input * mask, so the slope is the mask itself, 0 or 1 / q.": (
            lambda dout, mask: dout * (mask > 0)
        ),
        "You divide by the mask: the derivative of x * m with respect to x is m.": lambda dout, mask: np.where(
            mask > 0, dout / np.maximum(mask, 1e-9), 0.0
        ),
        "You multiply by the mask twice: dropped units get 0 either way, but the others' slope is 1 / q, not its "
        "square.": lambda dout, mask: dout * mask**2,
        "You drew a new mask: the gradient must go back through the network that made the error, so keep its mask.": (
            lambda dout, mask: dout * right.dropout_mask(mask.shape, 1 / mask.max(), 0)
        ),
        "You write over the caller's gradient (dout *= mask): return a new array.": in_place,
        "You send the gradient to the dropped units and not to the others.": lambda dout, mask: dout * (mask == 0),
    },
    points=3,
    help=Help(
        section="And back",
        step=(
            "Write the way forward for a single number, y = x * m, where m does not depend on x. What is the slope of "
            "y with respect to x?"
        ),
        question=(
            "The gradient of a factor is what arrives times the other factor: what was the input multiplied by on the "
            "way forward?"
        ),
        idea=(
            "The mask is a constant on the way forward, so the gradient is multiplied by that very mask, with 1 / "
            "keep_prob in it. New coins would give a gradient to units that had sent 0, and none to some that had not."
        ),
    ),
)


def params_of(rng, d, h, k):
    """Random parameters with biases that are not zero."""
    return {
        "W1": rng.normal(size=(d, h)),
        "b1": rng.normal(size=h),
        "W2": rng.normal(size=(h, k)),
        "b2": rng.normal(size=k),
    }


def scaling_cases(rng):
    """One unit, no input dropout, no dropout at all, keep probabilities on both sides of a half, another order."""
    for (d, h, k), q_in, q_hidden in (
        ((1, 1, 1), 1.0, 0.5),
        ((2, 3, 2), 0.8, 0.5),
        ((2, 2, 2), 1.0, 1.0),
        ((3, 3, 3), 0.9, 0.3),
        ((4, 5, 3), 0.7, 0.2),
    ):
        yield params_of(rng, d, h, k), q_in, q_hidden
    yield dict(reversed(params_of(rng, 3, 4, 2).items())), 0.6, 0.4


def scaled(params, by):
    """The parameters, each multiplied by its factor in `by`."""
    return {name: value * by.get(name, 1.0) for name, value in params.items()}


def shrinks_in_place(params, q_in, q_hidden):
    params["W1"] *= q_in
    params["W2"] *= q_hidden
    return params


classic_test_params = Exercise(
    right.classic_test_params,
    scaling_cases,
    {
        "You scaled the biases too: dropout never drops a bias, so it stays.": lambda params, q_in, q_hidden: scaled(
            params, {"W1": q_in, "b1": q_in, "W2": q_hidden, "b2": q_hidden}
        ),
        "You multiplied by 1 - q, which is right at q = 0.5 only: q is the probability to KEEP a unit.": (
            lambda params, q_in, q_hidden: scaled(params, {"W1": 1 - q_in, "W2": 1 - q_hidden})
        ),
        "You divided by q: at test more units are there than in training, so what they send must shrink.": (
            lambda params, q_in, q_hidden: scaled(params, {"W1": 1 / q_in, "W2": 1 / q_hidden})
        ),
        "You swapped the layers: W1 reads the inputs and takes q_in, W2 reads the hidden units and takes q_hidden.": (
            lambda params, q_in, q_hidden: scaled(params, {"W1": q_hidden, "W2": q_in})
        ),
        "You shrink the caller's weights, and a training that goes on would go on with those: return new arrays.": (
            shrinks_in_place
        ),
        "You scaled the hidden layer only: the inputs were dropped too, so W1 takes q_in.": (
            lambda params, q_in, q_hidden: scaled(params, {"W2": q_hidden})
        ),
        "You returned the weights without the biases: the caller needs all four entries.": (
            lambda params, q_in, q_hidden: {"W1": params["W1"] * q_in, "W2": params["W2"] * q_hidden}
        ),
        "You scaled both layers by q_hidden: each layer has a keep probability of its own.": (
            lambda params, q_in, q_hidden: scaled(params, {"W1": q_hidden, "W2": q_hidden})
        ),
    },
    points=6,
    help=Help(
        section="4.3 Coming out even",
        step=(
            "Ask of each of the four arrays whose output it multiplies: W1 reads the inputs, W2 the hidden units, a "
            "bias nothing at all. Put the answer in a new dict, so that the caller's stays as it is."
        ),
        question=(
            "In training a unit was heard with probability q and at test it is always heard: by what must the weights "
            "that read it be multiplied to come out even?"
        ),
        idea=(
            "A weight shrinks by the keep probability of what it reads, and biases stay, since nothing they read was "
            "dropped. To multiply the inputs and the hidden units by q at test gives the same numbers, but has to be "
            "done at every prediction."
        ),
    ),
)


def unit_cases(rng):
    """One input, two, and up to ten, with weights of both signs and keep probabilities on both sides of a half."""
    yield np.array([1.0, 2.0]), np.array([1.0, 1.0]), 0.5
    yield np.array([2.0]), np.array([1.5]), 0.8
    yield np.array([2.0, -1.0]), np.array([1.0, 3.0]), 0.25
    for n, q in ((3, 0.3), (5, 0.8), (8, 0.6), (10, 0.9)):
        w = rng.normal(size=n)
        w[:2] = np.abs(w[0]) + 0.1, -np.abs(w[1]) - 0.1
        yield w, np.abs(rng.normal(size=n)) + 0.1, q


def over_masks(probability):
    """The two means with other probabilities (kept, n, q)."""

    def means(w, x, q):
        linear = rectified = 0.0
        for mask in product((0, 1), repeat=len(w)):
            p, z = probability(sum(mask), len(w), q), float(np.sum(w * x * np.array(mask)))
            linear, rectified = linear + p * z, rectified + p * max(z, 0.0)
        return linear, rectified

    return means


exact_ensemble_mean = Exercise(
    right.exact_ensemble_mean,
    unit_cases,
    {
        "You gave every network the same weight, which is right at q = 0.5 only: weigh it by q^kept (1 - q)^dropped.": (
            over_masks(lambda kept, n, q: 0.5**n)
        ),
        "You swapped q and 1 - q: the exponent of q counts the units that are KEPT.": over_masks(
            lambda kept, n, q: q ** (n - kept) * (1 - q) ** kept
        ),
        "You left out the network that keeps nothing: it is one of the 2^n, and it counts with (1 - q)^n.": over_masks(
            lambda kept, n, q: q**kept * (1 - q) ** (n - kept) / (1 - (1 - q) ** n) if kept else 0.0
        ),
        "You divided by q, which is inverted dropout: here the kept inputs come as they are.": (
            lambda w, x, q: tuple(m / q for m in right.exact_ensemble_mean(w, x, q))
        ),
        "You took relu of the mean: relu bends, so the mean of relu over the networks is another number, and it takes "
        "all 2^n of them.": lambda w, x, q: (float(q * (w @ x)), float(max(q * (w @ x), 0.0))),
        "You weigh a network by q^kept alone: those do not add up to 1, the coins of the dropped are missing.": (
            over_masks(lambda kept, n, q: q**kept)
        ),
        "You took relu of each product w_i x_i: relu comes after the sum, once for each network.": (
            lambda w, x, q: (right.exact_ensemble_mean(w, x, q)[0], float(q * np.maximum(w * x, 0).sum()))
        ),
    },
    points=6,
    help=Help(
        section="4.6 Many networks in one",
        step=(
            "Loop over all rows of n zeros and ones, for example with `itertools.product`. For each, count what it "
            "keeps, and compute its probability and its z."
        ),
        question=(
            "Relu comes after each network's own z: is max(z, 0) taken inside the loop, before the mean, or of the "
            "mean at the end?"
        ),
        idea=(
            "A mean over networks is a sum of values times probabilities, and relu is applied to each value before "
            "that sum. The first mean is q times the sum of w_i x_i exactly, a good test of the loop; without one, all "
            "masks can be the rows of a matrix of shape (2^n, n)."
        ),
    ),
)


def ensemble_cases(rng):
    """One network, a few, many, no dropout, keep probabilities on both sides of a half, and logits of thousands."""
    for (n, d, h, k), keep_prob, samples in (
        ((1, 2, 4, 2), 0.5, 2),
        ((2, 3, 4, 3), 1.0, 3),
        ((2, 3, 6, 3), 0.8, 4),
        ((4, 2, 8, 3), 0.3, 5),
        ((5, 4, 10, 4), 0.6, 30),
    ):
        params = params_of(rng, d, h, k)
        params["b1"] = np.abs(params["b1"]) + 1.0  # so that most units have something to send
        yield params, rng.normal(size=(n, d)), keep_prob, samples, int(rng.integers(1, 10_000))
    params = params | {"b2": params["b2"] + 2000.0 * np.isin(range(k), (0, 1))}
    yield dict(reversed(params.items())), rng.normal(size=(3, d)), 0.5, 6, int(rng.integers(1, 10_000))


def sampled(params, X, keep_prob, n_samples, seed, *, shape=None, same=False, scale=True):
    """The logits (n_samples, n, k) of sampled networks, with what a mistake does otherwise."""
    rng = np.random.default_rng(seed)
    hidden = np.maximum(X @ params["W1"] + params["b1"], 0)
    logits = []
    for _ in range(n_samples):
        rng = np.random.default_rng(seed) if same else rng
        mask = rng.random(hidden.shape if shape is None else hidden.shape[1:]) < keep_prob
        logits.append((hidden * mask / (keep_prob if scale else 1)) @ params["W2"] + params["b2"])
    return np.array(logits)


def mean_and_std(probabilities):
    return probabilities.mean(axis=0), probabilities.std(axis=0)


def predict_with(**otherwise):
    return lambda *case: mean_and_std(right.softmax(sampled(*case, **otherwise)))


def softmax_without_shift(*case):
    e = np.exp(sampled(*case))
    return mean_and_std(e / e.sum(axis=-1, keepdims=True))


def of_probabilities(statistics):
    return lambda *case: statistics(right.softmax(sampled(*case)))


def averaged_logits(*case):
    logits = sampled(*case)
    return right.softmax(logits.mean(axis=0)), right.softmax(logits).std(axis=0)


def votes(*case):
    logits = sampled(*case)
    return mean_and_std(np.eye(logits.shape[2])[logits.argmax(axis=2)])


def dropped_inputs(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    logits = []
    for _ in range(n_samples):
        x = X * ((rng.random(X.shape) < keep_prob) / keep_prob)
        logits.append(np.maximum(x @ params["W1"] + params["b1"], 0) @ params["W2"] + params["b2"])
    return mean_and_std(right.softmax(np.array(logits)))


mc_dropout_predict = Exercise(
    right.mc_dropout_predict,
    ensemble_cases,
    {
        "You averaged the logits: average the probabilities, after softmax.": averaged_logits,
        "You counted votes: keep each network's probabilities, and average those.": votes,
        "You use the same mask for every network, so they all agree: one generator before the loop, a new mask inside "
        "it.": predict_with(same=True),
        "You took the spread over the classes: it is asked over the sampled networks, axis 0.": of_probabilities(
            lambda p: (p.mean(axis=0), np.repeat(p.mean(axis=0).std(axis=1, keepdims=True), p.shape[2], axis=1))
        ),
        "You predict without dropout, so the spread is 0: here the coins stay on.": (
            lambda params, X, keep_prob, n_samples, seed: predict_with()(params, X, 1.0, n_samples, seed)
        ),
        "You drew one mask for the whole batch: each example meets thinned networks of its own.": predict_with(
            shape="row"
        ),
        "Your survivors do not grow: they are to be divided by keep_prob, once, and multiplied by nothing, or the "
        "networks get less than they were trained on.": (predict_with(scale=False)),
        "You returned the variance: the standard deviation is its square root.": of_probabilities(
            lambda p: (p.mean(axis=0), p.var(axis=0))
        ),
        "You divided by n_samples - 1: the spread of these n_samples networks themselves is asked, np.std as it is.": (
            of_probabilities(lambda p: (p.mean(axis=0), p.std(axis=0, ddof=1)))
        ),
        "Your softmax overflows where a logit is in the thousands: subtract the largest of each row first.": (
            softmax_without_shift
        ),
        "You dropped inputs: here the hidden units are dropped, after relu.": dropped_inputs,
    },
    points=10,
    help=Help(
        section="4.6 Many networks in one",
        step=(
            "Make one generator and compute the hidden layer before the loop: from network to network only the mask "
            "differs. In softmax, subtract the largest logit of each row first."
        ),
        question=(
            "With the probabilities of all networks in a list of (n, k) arrays, along which axis are the mean and the "
            "standard deviation taken, so that (n, k) is left?"
        ),
        idea=(
            "Dropout stays on, so that each pass is another network, and the spread of their answers says how much "
            "they disagree. One draw of shape (n_samples, n, h) gives the same masks without a loop, since the "
            "generator fills it in the same order."
        ),
    ),
)


which_probability = Written(
    "which_probability",
    """\
The sentence calls q the probability to keep a neuron. Keeping inputs with probability 0 deletes all of them, and the
network can only learn how frequent the classes are: one guess in ten is right. What can be 0 is the probability to
drop, p = 1 - q = 0, that is q = 1 for the input; Srivastava et al. recommend q = 0.5 for hidden units and about 0.8
for inputs. At 0.5 keeping and dropping are the same number, so the hidden layer does not show the mistake.

Both rules give the next layer the same expectation in training and at test. Classic dropout sends m h with mean q h in
training and q h at test; inverted dropout sends (m / q) h with mean h in training and h at test. Doing both sends h in
training and q h at test, which is wrong by the factor q, doing neither is wrong by 1 / q. Inverted dropout leaves the
network that is used as it is, and q may change during training without anything to remember; classic dropout leaves
the training code free of a division and keeps the stored weights those of the paper (any one sensible advantage will
do). Accuracy compares logits with each other, and a factor common to all of them hardly changes which is largest; the
means, the variances and the loss do change, so those must be tested.

Rubric: 2 points for the first (1 for what keeping with 0 does, 1 for the corrected sentence); 2 for the equal
expectations, 1 for an advantage of each; 1 for why accuracy does not show it.""",
)
