"""The exercises of chapter 7: their cases, and the wrong answers we can explain."""

from itertools import pairwise

import numpy as np

from autograder.exercise import Exercise, Help, Mistake, Written
from dlcourse import transfer_learning as right
from dlcourse.backprop import softmax_cross_entropy


def network(rng, sizes):
    """A network as a dict of W1, b1, ..., with biases that are not 0."""
    params = {}
    for i, (fan_in, fan_out) in enumerate(pairwise(sizes), 1):
        params[f"W{i}"] = rng.normal(size=(fan_in, fan_out))
        params[f"b{i}"] = rng.normal(size=fan_out)
    return params


def seed_of(rng):
    return int(rng.integers(1, 10_000))


def head_cases(rng):
    """One hidden layer and more, more classes and fewer, names in another order, and ten layers, W10 the head."""
    for sizes, n_classes in (([2, 3, 2], 4), ([3, 4, 3], 2), ([2, 3, 3], 3), ([4, 6, 5, 8], 3), ([3, 5, 4, 4, 2], 10)):
        yield network(rng, sizes), n_classes, seed_of(rng)
    yield network(rng, [2] * 10 + [3]), 4, seed_of(rng)
    yield dict(reversed(network(rng, [3, 4, 2]).items())), 3, seed_of(rng)


def head_with(*, scale=lambda h, k: 1 / np.sqrt(h), bias=None, rng=np.random.default_rng):
    """A wrong new head that differs from the reference in one thing."""

    def replace(params, n_classes, seed):
        last = len(params) // 2
        h, k = params[f"W{last}"].shape
        new = {name: array.copy() for name, array in params.items()}
        new[f"W{last}"] = rng(seed).normal(0, scale(h, n_classes), (h, n_classes))
        old = params[f"b{last}"]
        new[f"b{last}"] = np.zeros(n_classes) if bias is None or k != n_classes else bias(old)
        return new

    return replace


def in_place(params, n_classes, seed):
    params.update(right.replace_head(params, n_classes, seed))
    return params


def body_of(params):
    """All arrays but those of the head, and not copies."""
    return {name: array for name, array in params.items() if name[1:] != str(len(params) // 2)}


def all_new(params, n_classes, seed):
    rng, last = np.random.default_rng(seed), len(params) // 2
    new = {}
    for i in range(1, last + 1):
        h, k = params[f"W{i}"].shape
        k = n_classes if i == last else k
        new |= {f"W{i}": rng.normal(0, 1 / np.sqrt(h), (h, k)), f"b{i}": np.zeros(k)}
    return new


def kept_where_it_fits(params, n_classes, seed):
    if len(params[f"b{len(params) // 2}"]) == n_classes:
        return {name: array.copy() for name, array in params.items()}
    return right.replace_head(params, n_classes, seed)


def old_bias(params, n_classes, seed):
    old = params[f"b{len(params) // 2}"]
    return right.replace_head(params, n_classes, seed) | {f"b{len(params) // 2}": np.resize(old, n_classes)}


def bias_as_it_was(params, n_classes, seed):
    name = f"b{len(params) // 2}"
    return right.replace_head(params, n_classes, seed) | {name: params[name].copy()}


def last_by_the_alphabet(params, n_classes, seed):
    name = max(key for key in params if key[0] == "W")
    h = params[name].shape[0]
    new = {key: array.copy() for key, array in params.items()}
    new[name] = np.random.default_rng(seed).normal(0, 1 / np.sqrt(h), (h, n_classes))
    return new | {"b" + name[1:]: np.zeros(n_classes)}


def second_layer(params, n_classes, seed):
    h = params["W2"].shape[0]
    new = {key: array.copy() for key, array in params.items()}
    W = np.random.default_rng(seed).normal(0, 1 / np.sqrt(h), (h, n_classes))
    return new | {"W2": W, "b2": np.zeros(n_classes)}


replace_head = Exercise(
    right.replace_head,
    head_cases,
    {
        "You put the new head into the old dict: the pretrained network lost its own, so build a new one.": in_place,
        "You copied the dict and not its arrays: the two networks share their body, so training the new one in place "
        "spoils the old one.": lambda params, n_classes, seed: {
            **right.replace_head(params, n_classes, seed),
            **body_of(params),
        },
        "You drew every layer anew, which is training from scratch: only the last layer is new, the others hold what "
        "was learned.": all_new,
        "You keep the old head where its shape fits: the same number of classes does not make them the same classes, "
        "so the head is always new.": kept_where_it_fits,
        "You kept the old bias: the new classes would begin with the old ones' preferences, so it is 0.": old_bias,
        "You kept the old bias, and it has an entry for each of the OLD classes: the new one is n_classes zeros.": (
            bias_as_it_was
        ),
        "You drew the head with standard deviation 1: the first loss is then far above ln(k), so draw with "
        "1 / sqrt(h).": head_with(scale=lambda h, k: 1.0),
        "You scaled by the number of classes: the standard deviation is 1 / sqrt(h), with the h inputs of the head.": (
            head_with(scale=lambda h, k: 1 / np.sqrt(k))
        ),
        "You used 1 / h as the standard deviation: that is the variance, take its square root.": (
            head_with(scale=lambda h, k: 1 / h)
        ),
        "You used He's sqrt(2 / h): here the variance is to be 1 / h, as no further layer needs the signal's size.": (
            head_with(scale=lambda h, k: np.sqrt(2 / h))
        ),
        "You began with a head of zeros, where a random one is asked: draw it with np.random.default_rng(seed).": (
            head_with(scale=lambda h, k: 0.0)
        ),
        "You ignored the seed: begin with np.random.default_rng(seed).": head_with(
            rng=lambda seed: np.random.default_rng(0)
        ),
        "You found the last layer by sorting names, and W9 comes after W10: count the layers instead.": (
            last_by_the_alphabet
        ),
        "You replaced layer 2, which is the head only if there is one hidden layer: its number is len(params) // 2.": (
            second_layer
        ),
    },
    points=6,
    copies=True,
    help=Help(
        section="7.3 Off with its head",
        step=(
            "Find the number of the last layer: the dict has two arrays for each layer. Then copy every array into a "
            "new dict, before you replace any."
        ),
        question=(
            "The head reads h features: which axis of the old head's weights has that length, and which standard "
            "deviation follows from it?"
        ),
        idea=(
            "Every array is copied and the last two are replaced, so that the two networks share nothing. A dict may "
            "be in any order, so the last layer is found by counting, not by its place."
        ),
    ),
)


def step_cases(rng):
    """Nothing frozen, the body, biases alone, W1 beside W10, a velocity from before, and names in another order."""
    for sizes, frozen, momentum, decay in (
        ([2, 2, 2], ["W1", "b1"], 0.0, 0.0),
        ([2, 3, 2], ["W1", "b1"], 0.9, 0.0),
        ([2, 3, 2], ["W1", "b1"], 0.5, 0.1),
        ([3, 2, 2], [], 0.9, 0.01),
        ([3, 4, 3, 2], ["b1", "W2", "b2"], 0.9, 0.02),
        ([2] * 11, ["W1", "b1", "b2"], 0.8, 0.05),
    ):
        params, grads, velocity = (network(rng, sizes) for _ in range(3))
        grads = dict(reversed(grads.items()))
        yield params, grads, velocity, float(rng.choice([0.05, 0.1, 0.2])), momentum, decay, frozen


def step_with(is_frozen=lambda name, frozen: name in frozen, frozen_move=None):
    """A wrong step: what counts as frozen, and (w, v) from (w, g, v, lr, momentum, decay) for what is."""
    stay = lambda w, g, v, lr, beta, decay: (w.copy(), v.copy())

    def step(params, grads, velocity, lr, momentum, weight_decay, frozen):
        new_params, new_velocity = {}, {}
        for name, w in params.items():
            move = (frozen_move or stay) if is_frozen(name, frozen) else moved
            new_params[name], new_velocity[name] = move(w, grads[name], velocity[name], lr, momentum, weight_decay)
        return new_params, new_velocity

    return step


def moved(w, g, v, lr, beta, decay):
    v = beta * v - lr * (g + decay * w)
    return w + v, v


def edits(params, grads, velocity, lr, momentum, weight_decay, frozen):
    for name in params:
        if name not in frozen:
            velocity[name] *= momentum
            velocity[name] -= lr * (grads[name] + weight_decay * params[name])
            params[name] += velocity[name]
    return params, velocity


def grads_set_to_zero(params, grads, velocity, lr, momentum, weight_decay, frozen):
    for name in frozen:
        grads[name] = 0 * grads[name]
    return right.frozen_step(params, grads, velocity, lr, momentum, weight_decay, [])


def stepped(move):
    """A step that leaves what is frozen, and moves the rest otherwise."""

    def step(params, grads, velocity, lr, momentum, weight_decay, frozen):
        new = {k: move(k, w, grads[k], velocity[k], lr, momentum, weight_decay) for k, w in params.items()}
        new |= {k: (params[k], velocity[k]) for k in frozen}
        return {k: w for k, (w, _) in new.items()}, {k: v for k, (_, v) in new.items()}

    return step


def rate_outside(name, w, g, v, lr, beta, decay):
    v = beta * v + g + decay * w
    return w - lr * v, v


def left_out(params, grads, velocity, lr, momentum, weight_decay, frozen):
    both = right.frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen)
    return tuple({name: array for name, array in part.items() if name not in frozen} for part in both)


def decay_kept_apart(params, grads, velocity, lr, momentum, weight_decay, frozen):
    new_params, new_velocity = right.frozen_step(params, grads, velocity, lr, momentum, 0.0, frozen)
    shrunk = {k: w if k in frozen else w - lr * weight_decay * params[k] for k, w in new_params.items()}
    return shrunk, new_velocity


frozen_step = Exercise(
    right.frozen_step,
    step_cases,
    {
        "You set the frozen gradient to 0 and take the step anyway: momentum and weight decay still move the weight, "
        "so skip it altogether.": step_with(
            frozen_move=lambda w, g, v, lr, beta, decay: moved(w, 0 * g, v, lr, beta, decay)
        ),
        "You set the frozen gradients to 0, in the caller's own dict, and take the step anyway: momentum and weight "
        "decay still move the weight, so skip it altogether.": grads_set_to_zero,
        "Weight decay still shrinks your frozen weights: frozen means changed by nothing.": step_with(
            frozen_move=lambda w, g, v, lr, beta, decay: (w - lr * decay * w, v.copy())
        ),
        "Old momentum still carries your frozen weights along: skip the velocity too.": step_with(
            frozen_move=lambda w, g, v, lr, beta, decay: moved(w, 0 * g, v, lr, beta, 0.0)
        ),
        "Your frozen weights stay, but their velocity changes: it stays as it is, too.": step_with(
            frozen_move=lambda w, g, v, lr, beta, decay: (w.copy(), moved(w, g, v, lr, beta, decay)[1])
        ),
        "You set the velocity of frozen weights to 0: it stays as it is, for the day they are unfrozen.": step_with(
            frozen_move=lambda w, g, v, lr, beta, decay: (w.copy(), 0 * v)
        ),
        "You freeze what should move, and move what is frozen: the names in the list stay.": step_with(
            lambda name, frozen: name not in frozen
        ),
        "Freezing W1 also freezes W10 in your step: compare whole names, not beginnings.": step_with(
            lambda name, frozen: any(name.startswith(f) for f in frozen)
        ),
        "You freeze a whole layer where one of its arrays is named: W2 and b2 freeze each by its own name.": step_with(
            lambda name, frozen: name[1:] in {f[1:] for f in frozen}
        ),
        "You edit the arguments in place, and the pretrained network changes: return new arrays.": edits,
        "You set frozen weights to 0: freezing is not deleting, they stay as they are.": step_with(
            frozen_move=lambda w, g, v, lr, beta, decay: (0 * w, v.copy())
        ),
        "You leave the frozen names out of what you return: the network needs them all.": left_out,
        "You ignore the list: every weight moved.": step_with(lambda name, frozen: False),
        "You take the weight decay past the momentum: here it belongs to the gradient, and goes into the velocity.": (
            decay_kept_apart
        ),
        "You left out the weight decay: the gradient of what moves gets weight_decay * w added.": stepped(
            lambda name, w, g, v, lr, beta, decay: moved(w, g, v, lr, beta, 0.0)
        ),
        "You decay the weights only: here the biases that move have weight decay as well.": stepped(
            lambda name, w, g, v, lr, beta, decay: moved(w, g, v, lr, beta, decay if name[0] == "W" else 0.0)
        ),
        "You move the weight by the old velocity: compute the new one first, then add it.": stepped(
            lambda name, w, g, v, lr, beta, decay: (w + v, moved(w, g, v, lr, beta, decay)[1])
        ),
        "You keep the learning rate out of the velocity, as torch does: here v holds - lr * (...), and w moves by v.": (
            stepped(rate_outside)
        ),
        "You return the velocity first: the new params come first.": lambda *case: right.frozen_step(*case)[::-1],
    },
    points=10,
    help=Help(
        section="7.4 Frozen means: changed by nothing",
        step=(
            "Loop over the names and tell two cases apart; write the frozen one first, in which weight and velocity "
            "stay as they are. Put the results in two new dicts."
        ),
        question=(
            "What is added to the gradient before the learning rate multiplies it, and does the old or the new "
            "velocity move the weight?"
        ),
        idea=(
            "What is frozen takes no part in the step: no gradient, no decay, no velocity. A gradient of 0 would not "
            "be enough, because weight decay and the old velocity would go on moving the weight."
        ),
    ),
)


def feature_cases(rng):
    """One image, several, one hidden layer, more, a network of ten layers, and names in another order."""
    for n, sizes in ((1, [2, 3, 2]), (3, [3, 4, 2]), (4, [3, 5, 4, 2]), (1, [4, 6, 5, 3]), (5, [3, 4, 4, 4, 4])):
        yield network(rng, sizes), rng.normal(size=(n, sizes[0]))
    yield network(rng, [3] * 11), rng.normal(size=(2, 3))
    yield dict(reversed(network(rng, [3, 4, 3, 3]).items())), rng.normal(size=(2, 3))


def body(params, X, layers, relu=lambda Z, last: np.maximum(Z, 0)):
    A = X
    for i in range(1, layers + 1):
        A = relu(A @ params[f"W{i}"] + params[f"b{i}"], i == layers)
    return A


def by_the_alphabet(params, X):
    for name in sorted(key for key in params if key[0] == "W")[:-1]:
        X = np.maximum(X @ params[name] + params["b" + name[1:]], 0)
    return X


def hidden_layers(params):
    return len(params) // 2 - 1


def dropped(params, X):
    F = right.features(params, X)
    return 2 * F * np.random.default_rng(0).integers(0, 2, F.shape)


def standardized(params, X):
    F = right.features(params, X)
    return (F - F.mean(axis=0)) / (F.std(axis=0) + 1e-5)


def is_standardized(case, F):
    deviations = F.std(axis=0)
    ones_and_zeros = np.isclose(deviations, 1, atol=0.05) | (deviations < 1e-6)  # noqa: PLR2004  of whatever epsilon
    return len(F) == len(case[1]) and np.allclose(F.mean(axis=0), 0, atol=1e-6) and ones_and_zeros.all()


def without_biases(params, X):
    return right.features({k: w if k[0] == "W" else 0 * w for k, w in params.items()}, X)


features = Exercise(
    right.features,
    feature_cases,
    {
        "You left out the last relu: features are what the old head saw, after it.": (
            lambda params, X: body(params, X, hidden_layers(params), lambda Z, last: Z if last else np.maximum(Z, 0))
        ),
        "You went through the head too, and returned logits: stop one layer earlier.": (
            lambda params, X: body(
                params, X, hidden_layers(params) + 1, lambda Z, last: Z if last else np.maximum(Z, 0)
            )
        ),
        "You returned the head's output after a relu: the features are what goes into the head.": (
            lambda params, X: body(params, X, hidden_layers(params) + 1)
        ),
        "You left dropout on: features are computed in evaluation mode, and are the same at every call.": dropped,
        "You standardized over the batch: a feature must not depend on the other examples of the batch.": (
            Mistake(standardized, is_standardized)
        ),
        "You stopped after the first hidden layer: go through all layers but the head.": (
            lambda params, X: body(params, X, 1)
        ),
        "You stopped one layer too early: only the head is left out.": (
            lambda params, X: body(params, X, hidden_layers(params) - 1)
        ),
        "You forgot the biases.": without_biases,
        "You take the relu once, at the end: there is one after every hidden layer.": (
            lambda params, X: body(params, X, hidden_layers(params), lambda Z, last: np.maximum(Z, 0) if last else Z)
        ),
        "You go through the layers in the order of their sorted names, and W10 comes before W2: count them instead.": (
            by_the_alphabet
        ),
        "You used no relu at all: then all layers together are one linear map.": (
            lambda params, X: body(params, X, hidden_layers(params), lambda Z, last: Z)
        ),
    },
    points=4,
    help=Help(
        section="What the head sees",
        step=(
            "Count the layers: the dict has two arrays for each, and the head is the last. Loop by number over the "
            "layers before it, because the dict may be in any order."
        ),
        question="What happens to A in each layer before the head, and at which number does the loop stop?",
        idea=(
            "The features are the forward pass without its last layer, with relu after every hidden one. A network "
            "without hidden layers has X itself for features."
        ),
    ),
)


def classifier_cases(rng):
    """Features as relu gives them: a few classes, one far more frequent, one without examples, one feature large."""
    for n, h, k, l2 in ((6, 2, 2, 0.1), (20, 3, 3, 0.1), (30, 5, 3, 0.03), (12, 14, 3, 0.05), (60, 8, 4, 0.01)):
        y = np.concatenate([np.arange(k), rng.choice(k, n - k, p=np.arange(1, k + 1)[::-1] / (k * (k + 1) / 2))])
        F = np.maximum(rng.normal(size=(k, h))[y] + rng.normal(size=(n, h)) + 1, 0)
        yield F, y, k, l2
    y = rng.integers(0, 3, 40)
    yield np.maximum(rng.normal(size=(40, 4)) + y[:, None], 0) * np.array([6.0, 1, 1, 1]), y, 3, 0.1
    y = np.arange(15) % 2
    yield np.maximum(rng.normal(size=(15, 3)) + y[:, None], 0), y, 3, 0.1


REST = 0.03  # of a penalty's gradient, squared: what may be left of the sum that is to vanish at a minimum
MOVING = 1e-7  # the squared gradient of a bias that is not yet where it is to be
FAR = 100.0  # a weight that no penalty, and no training that ends, would allow


def objective(W, b, F, y, l2):
    return softmax_cross_entropy(F @ W + b, y)[0] + l2 / 2 * np.sum(W**2)


def too_high(case, value):
    """What is wrong with a head: its shapes, its numbers, or an objective above the optimum."""
    F, y, n_classes, l2 = case
    W, b = value
    shapes = (F.shape[1], n_classes), (n_classes,)
    if (W.shape, b.shape) != shapes:
        return f"returned W {W.shape} and b {b.shape}, where {shapes[0]} and {shapes[1]} are asked"
    mine, best = objective(W, b, F, y, l2), objective(*right.train_head(F, y, n_classes, l2), F, y, l2)
    if mine <= best + 1e-3:  # and not what is no number, as after an overflow
        return None
    return f"returned a head with the objective {mine:.5g}, where {best:.5g} is possible"


def descended(F, y, n_classes, l2, *, steps=20_000, b_too=True, decay_b=0.0, scale=1.0, half=1.0, start=1e-5):
    """The head after descent on an objective that differs from the right one."""
    n, h = F.shape
    W, b = np.zeros((h, n_classes)), np.zeros(n_classes)
    vW, vb = 0 * W, 0 * b
    lr = scale / (np.linalg.norm(np.column_stack([F, np.ones(n)]), 2) ** 2 / (2 * n) + max(l2, decay_b))
    for _ in range(steps):
        _, error = softmax_cross_entropy(F @ W + b, y)
        dW, db = F.T @ error + half * l2 * W, error.sum(axis=0) + decay_b * b
        if max(np.abs(dW).max(), np.abs(db).max()) < start:
            break
        vW, vb = 0.95 * vW - lr * dW, (0.95 * vb - lr * db) * b_too
        W, b = W + vW, b + vb
    return W, b


def gradient(case, value):
    """The gradient of the mean cross-entropy, without any penalty, for W and for b."""
    F, y, _, _ = case
    _, error = softmax_cross_entropy(F @ value[0] + value[1], y)
    return F.T @ error, error.sum(axis=0)


def fitted(slope, penalized):
    """How many times `penalized` balances the slope best, and what is then left of it, as a share of `penalized`."""
    length = np.sum(penalized**2)
    times = -np.sum(slope * penalized) / length
    return times, np.sum((slope + times * penalized) ** 2) / length


def at_rest(share=lambda n: 1.0, *, bias=False, trained=True):
    """Whether a head is where descent comes to rest if so many times l2 W count, and l2 b or not."""

    def shown(case, value):
        (W, b), (dW, db), l2, n = value, gradient(case, value), case[3], len(case[1])
        times, left = fitted(dW, l2 * W)
        still = abs(times - share(n)) <= (0.2 * share(n) or 0.6 / n) and left <= REST and not runs_away(case, value)
        left_of_b = np.sum((db + bias * l2 * b) ** 2)
        return still and (left_of_b <= 0.1 * np.sum((l2 * b) ** 2) + MOVING if trained else not b.any())

    return shown


def runs_away(case, value):
    return not np.abs(value[0]).max() < FAR


def on_the_way(case, value):
    """Whether a head is better than the zeros, and at rest for no penalty on W and b, whatever its size."""
    (W, b), (dW, db) = value, gradient(case, value)
    below = objective(W, b, *case[:2], case[3]) < objective(0 * W, 0 * b, *case[:2], case[3])
    below = below and np.sum(W**2) < 1.1 * np.sum(right.train_head(*case)[0] ** 2)
    moves_b = np.sum(db**2) > MOVING and (len(b) == 2 or fitted(db, b)[1] * np.sum(b**2) > 0.01 * np.sum(db**2))  # noqa: PLR2004  of two, each balances
    return below and (moves_b or fitted(dW, case[3] * W)[1] > REST)


def summed(F, y, n_classes, l2):
    W, b = np.zeros((F.shape[1], n_classes)), np.zeros(n_classes)
    for _ in range(500):
        _, error = softmax_cross_entropy(F @ W + b, y)
        W, b = W - 0.5 * (len(y) * F.T @ error + l2 * W), b - 0.5 * len(y) * error.sum(axis=0)
    return W, b


train_head = Exercise(
    right.train_head,
    classifier_cases,
    {
        "You penalize the bias as well: it must reach the shares of the classes freely, so only W is in the penalty.": (
            Mistake(lambda F, y, k, l2: descended(F, y, k, l2, decay_b=l2), at_rest(bias=True))
        ),
        "You do not train the bias: all boundaries then go through the origin.": Mistake(
            lambda F, y, k, l2: descended(F, y, k, l2, b_too=False, steps=5000), at_rest(trained=False)
        ),
        "Your penalty is l2 * sum of W^2: with the half, its gradient is l2 * W, not 2 * l2 * W.": Mistake(
            lambda F, y, k, l2: descended(F, y, k, l2, half=2.0), at_rest(lambda n: 2.0)
        ),
        "Your penalty is too small by the number of examples: either you divide it by n, or you sum the cross-entropy, "
        "of which the mean is asked.": Mistake(
            lambda F, y, k, l2: descended(F, y, k, l2, half=1 / len(y)), at_rest(lambda n: 1 / n)
        ),
        "You left out the penalty: without it the weights grow for ever where the classes can be told apart, so add "
        "l2 * W to the gradient.": Mistake(
            lambda F, y, k, l2: descended(F, y, k, 0.0, steps=3000), at_rest(lambda n: 0.0)
        ),
        "You sum the gradient over the examples: take the mean, or the steps grow with their number and the training "
        "zigzags.": summed,
        "You return the zeros that you began with: take steps.": lambda F, y, k, l2: descended(F, y, k, l2, steps=0),
        "You stop too early, or your learning rate is too small: go on until the gradient is small.": Mistake(
            lambda F, y, k, l2: descended(F, y, k, l2, steps=100, scale=0.002), on_the_way
        ),
        "Your penalty's gradient is half of what it is to be: the half of l2 / 2 * W^2 cancels the 2 of its "
        "derivative.": Mistake(lambda F, y, k, l2: descended(F, y, k, l2, half=0.5), at_rest(lambda n: 0.5)),
        "Your weights run away: the learning rate is too large, or the gradient of the penalty has the wrong sign.": (
            Mistake(lambda F, y, k, l2: descended(F, y, k, -l2, steps=2000), runs_away)
        ),
        "You returned b first: W comes first.": Mistake(
            lambda *case: right.train_head(*case)[::-1], lambda case, value: too_high(case, value[::-1]) is None
        ),
    },
    points=10,
    tolerance=0.02,
    seconds=10.0,  # a plain descent takes tens of thousands of steps
    accepts=too_high,
    by_hand=("LogisticRegression",),
    help=Help(
        section="The head alone",
        step=(
            "Start with zeros for W and b, and write one step of gradient descent; `softmax_cross_entropy` gives the "
            "part of the gradient that comes from the data. Print the objective every 1,000 steps to see whether it "
            "still falls."
        ),
        question="Which term does the penalty l2 / 2 * sum of W^2 add to the gradient of W, and which to that of b?",
        idea=(
            "There is one valley, so any descent that goes on until the gradient is small ends on the same floor, and "
            "momentum only gets there sooner. Newton's method uses the curvature too and needs only a few steps, "
            "though each costs more."
        ),
    ),
)


def gain_cases(rng):
    """Two seeds, a clear gain under a large spread, no gain, a tie, a loss, and lists of ten."""
    yield np.array([0.5, 0.7]), np.array([0.6, 0.9])
    yield np.array([0.1, 0.5, 0.9]), np.array([0.16, 0.54, 0.95])
    yield np.array([0.4, 0.5, 0.6, 0.7]), np.array([0.4, 0.5, 0.7, 0.6])
    yield np.array([0.8, 0.7, 0.75]), np.array([0.6, 0.65, 0.5])
    for n in (5, 10, 10):
        easy = rng.uniform(0.2, 0.8, n)
        gain = rng.normal(0.05, 0.03, n)
        gain[0] = 0
        yield np.round(easy, 3), np.round(easy + gain, 3)


def gain_with(se=None, mean=None, wins=None):
    """A wrong gain, with other functions (a, b) for some of its numbers."""

    def gain(a, b):
        new = {"se": se, "mean": mean, "wins": wins}
        return right.paired_gain(a, b) | {name: f(a, b) for name, f in new.items() if f}

    return gain


def in_percent(a, b):
    return right.paired_gain(100 * a, 100 * b)


def a_hundredfold(case, gain):
    want = right.paired_gain(*case)
    return np.isclose(gain["mean"], 100 * want["mean"]) and gain["wins"] == want["wins"]


paired_gain = Exercise(
    right.paired_gain,
    gain_cases,
    {
        "You added the spreads of a and b, as if their seeds had nothing in common: each seed ran both, so take the "
        "differences first.": gain_with(
            se=lambda a, b: float(np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b)))
        ),
        "You divided by n where n - 1 is asked: the mean was taken from the same numbers, use std(ddof=1).": gain_with(
            se=lambda a, b: float((b - a).std() / np.sqrt(len(a)))
        ),
        "You returned the standard deviation: the standard error of a mean is smaller by the root of n.": gain_with(
            se=lambda a, b: float((b - a).std(ddof=1))
        ),
        "You returned np.std of the differences: take ddof=1, and divide by the root of n.": gain_with(
            se=lambda a, b: float((b - a).std())
        ),
        "You divided the variance by n: that is the square of the standard error.": gain_with(
            se=lambda a, b: float((b - a).var(ddof=1) / len(a))
        ),
        "You divided the standard deviation by n: the standard error divides it by the root of n.": gain_with(
            se=lambda a, b: float((b - a).std(ddof=1) / len(a))
        ),
        "You took a - b: it is the gain of b over a.": lambda a, b: right.paired_gain(b, a),
        "You count ties as wins: a win is strictly better.": gain_with(wins=lambda a, b: int(np.sum(b >= a))),
        "You returned the share of wins: count them.": gain_with(wins=lambda a, b: float(np.mean(b > a))),
        "You give percent points: accuracies are from 0 to 1, and so is what they differ by.": Mistake(
            in_percent, a_hundredfold
        ),
        "You took the relative gain: here the mean is that of the differences.": gain_with(
            mean=lambda a, b: float(np.mean((b - a) / a))
        ),
    },
    points=4,
    help=Help(
        section="How sure are we?",
        step="Take the differences first, b - a for each seed, as one array. All three answers are made from it.",
        question=(
            "The standard error is a standard deviation over the root of n: which argument makes `std` divide by n - 1?"
        ),
        idea=(
            "A seed's luck is the same for both ways and cancels in the difference, so only the spread of the "
            "differences counts. The root of their variance over n, with n - 1 inside the variance, is the same "
            "standard error."
        ),
    ),
)


which_procedure = Written(
    "which_procedure",
    """\
The tutorial's procedure, freezing all layers but the last and training the new one, is feature extraction. In
fine-tuning the copied layers go on learning as well, all or some of them, usually at a smaller rate. Both are transfer
learning. With 5 labels a class, 50 in all, the whole network has some 40,000 weights to spoil and little to improve
them by: I would keep the body frozen, which scored better here, and is cheaper, as the features are computed once. With
500 a class I would fine-tune: the features were made for letters, and there are labels enough to adapt them. In the
table the order changes between 20 and 50 labels a class. Whatever I take, I compare it with training from scratch.

The random frozen body has the same sizes, the same head and the same training, but has seen nothing. Its accuracy near
14 % rules out that any wide layer with a trained head would do: what is kept must have been learned. The source with
shuffled labels has seen the same images for as long, with the same optimizer. That it is of no use rules out that
the images alone, the scale of the weights or the mere length of training are what helps: it is what the labels
taught. Neither control says that letters are the best source, or that transfer always helps.

Rubric: 2 points for the two notions (body frozen or moving); 1 for a choice at 5 and one at 500 labels with its
reason; 1 for what "random frozen" rules out; 1 for what "shuffled labels" rules out; 1 for one limit of the conclusion
or a comparison with scratch.""",
)
