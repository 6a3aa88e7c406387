"""Wrong answers and the sentence that each gets: their misconception is known, and was once met by none or another."""

from functools import partial

import pytest

from autograder import exercises
from autograder.checking import hints
from autograder.checking.judge import judge
from autograder.runner.call import observe
from tests.autograder.test_wrong_answers import answer


@pytest.fixture
def enough_time(monkeypatch):
    """What is found is not to depend on how busy the machine is."""
    monkeypatch.setattr(hints, "SECONDS", 60.0)
    monkeypatch.setattr(hints, "CALL", 10.0)


HINTED = {
    "gd_path: without its start": (
        "Your path lacks its start",
        """
def gd_path(A, b, w0, lr, steps):
    w, path = np.array(w0, dtype=float), []
    for _ in range(steps):
        w = w - lr * (A @ w - b)
        path.append(w)
    return np.array(path)
""",
    ),
    "gd_path: one row too few": (
        "Your path lacks its last step",
        """
def gd_path(A, b, w0, lr, steps):
    path = np.zeros((steps, len(w0)))
    path[:1] = w0
    for t in range(1, steps):
        path[t] = path[t - 1] - lr * (A @ path[t - 1] - b)
    return path
""",
    ),
    "gd_path: all rows are one array": (
        "All rows of your path are the same array",
        """
def gd_path(A, b, w0, lr, steps):
    w = w0.astype(float)
    path = [w]
    for _ in range(steps):
        w -= lr * (A @ w - b)
        path += [w]
    return np.stack(path)
""",
    ),
    "momentum_path: without its start": (
        "Your path lacks its start",
        """
def momentum_path(grads, w0, lr, beta):
    w, v, path = np.array(w0, dtype=float), 0.0, []
    for g in grads:
        v = beta * v - lr * g
        w = w + v
        path.append(w)
    return np.array(path)
""",
    ),
    "softmax_cross_entropy: without the shift": (
        "Your exponential overflows",
        """
def softmax_cross_entropy(logits, y):
    n = len(y)
    p = np.exp(logits) / np.exp(logits).sum(axis=1)[:, None]
    loss = 0.0
    for i in range(n):
        loss -= np.log(p[i, y[i]]) / n
        p[i, y[i]] -= 1
    return float(loss), p / n
""",
    ),
    "topo_order: all nodes": (
        "You list nodes that the output does not use",
        """
def topo_order(parents, out):
    order, seen = [], set()
    for start in [*parents, out]:
        stack = [(start, False)]
        while stack:
            name, ready = stack.pop()
            if ready:
                order.append(name)
            elif name not in seen:
                seen.add(name)
                stack.append((name, True))
                stack.extend((p, False) for p in parents.get(name, []))
    return order
""",
    ),
    "topo_order: backwards, in an order of its own": (
        "Your order runs from the output to the inputs",
        """
def topo_order(parents, out):
    order, seen = [], set()
    stack = [(out, False)]
    while stack:
        name, ready = stack.pop()
        if ready:
            order.insert(0, name)
        elif name not in seen:
            seen.add(name)
            stack.append((name, True))
            stack.extend((p, False) for p in parents.get(name, []))
    return order
""",
    ),
    "topo_order: when first met, in an order of its own": (
        "You list a node when you first meet it",
        """
def topo_order(parents, out):
    order, stack = [], [out]
    while stack:
        name = stack.pop()
        if name not in order:
            order.append(name)
            stack.extend(parents.get(name, []))
    return order[::-1]
""",
    ),
    "rise_over_run: upside down": (
        "You gave run over rise",
        """
def rise_over_run(before, after, run):
    return run / (after - before)
""",
    ),
    "rise_over_run: without its sign": (
        "lost its sign",
        """
def rise_over_run(before, after, run):
    return abs(after - before) / run
""",
    ),
    "augment_batch: without the upper end": (
        "You never shift by + max_shift",
        """
def augment_batch(X, max_shift, seed):
    rng = np.random.default_rng(seed)
    dx, dy = rng.integers(-max_shift, max_shift, (2, len(X)))
    return np.array([shift_image(x, a, b) for x, a, b in zip(X, dx, dy)])
""",
    ),
    "replace_head: the old bias as it was": (
        "You kept the old bias",
        """
def replace_head(params, n_classes, seed):
    new = {k: v.copy() for k, v in params.items()}
    last = len(params) // 2
    h = new[f"W{last}"].shape[0]
    new[f"W{last}"] = np.random.default_rng(seed).normal(0, 1 / np.sqrt(h), (h, n_classes))
    return new
""",
    ),
    "features: standardized with another epsilon": (
        "You standardized over the batch",
        """
def features(params, X):
    A = X
    for i in range(1, len(params) // 2):
        A = np.maximum(A @ params[f"W{i}"] + params[f"b{i}"], 0)
    return (A - A.mean(axis=0)) / np.sqrt(A.var(axis=0) + 1e-8)
""",
    ),
    "split_indices: returned as it was cut": (
        "in the order in which they are cut",
        """
def split_indices(n, val_frac, test_frac, seed):
    order = np.random.default_rng(seed).permutation(n)
    a, b = round(val_frac * n), round(test_frac * n)
    return order[:a], order[a : a + b], order[a + b :]
""",
    ),
    "split_indices: three new permutations": (
        "You drew three times",
        """
def split_indices(n, val_frac, test_frac, seed):
    rng = np.random.default_rng(seed)
    a, b = round(val_frac * n), round(test_frac * n)
    val, test, train = rng.permutation(n)[:a], rng.permutation(n)[:b], rng.permutation(n)[: n - a - b]
    return train, val, test
""",
    ),
    "split_indices: three permutations of one seed": (
        "You drew three times",
        """
def split_indices(n, val_frac, test_frac, seed):
    rng = np.random.default_rng(seed)
    a, b = round(val_frac * n), round(test_frac * n)
    train = rng.permutation(n)[a + b :]
    val = rng.permutation(n)[:a]
    test = rng.permutation(n)[a : a + b]
    return train, val, test
""",
    ),
    "generalization_loss: a hundredfold, minus 1": (
        "A pair of parentheses is missing",
        """
def generalization_loss(val):
    val = np.asarray(val)
    return 100 * val / np.minimum.accumulate(val) - 1
""",
    ),
    "prechelt_pq_stop: at least alpha": (
        "just alpha",
        """
def prechelt_pq_stop(train, val, alpha, k=5):
    gl = generalization_loss(val)
    for start in range(0, len(val) - k + 1, k):
        strip = np.array(train[start : start + k])
        progress = 1000 * (strip.mean() / strip.min() - 1)
        if gl[start + k - 1] >= alpha * progress:
            return start + k - 1
""",
    ),
    "affine_image: int for floor": (
        "You round towards 0",
        """
def affine_image(img, M):
    H, W = img.shape
    new, inverse = np.zeros((H, W)), np.linalg.inv(M)
    for row in range(H):
        for column in range(W):
            x, y = inverse @ [column - (W - 1) / 2, row - (H - 1) / 2]
            x, y = x + (W - 1) / 2, y + (H - 1) / 2
            c, r = int(x), int(y)
            a, b = x - c, y - r
            for i, wi in ((0, 1 - b), (1, b)):
                for j, wj in ((0, 1 - a), (1, a)):
                    if 0 <= r + i < H and 0 <= c + j < W:
                        new[row, column] += wi * wj * img[r + i, c + j]
    return new
""",
    ),
    "paired_gain: in percent points": (
        "percent",
        """
def paired_gain(acc_a, acc_b):
    d = 100 * (acc_b - acc_a)
    return {"mean": float(d.mean()), "se": float(d.std(ddof=1) / np.sqrt(len(d))), "wins": int((d > 0).sum())}
""",
    ),
    "minibatch_indices: the old generator": (
        "np.random.RandomState",
        """
def minibatch_indices(n, batch_size, seed):
    order = np.random.RandomState(seed).permutation(n)
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]
""",
    ),
    "dropout_mask: the global generator": (
        "NumPy's global generator",
        """
def dropout_mask(shape, keep_prob, seed):
    if keep_prob <= 0 or keep_prob > 1:
        raise ValueError("no probability")
    np.random.seed(seed)
    return np.where(np.random.random_sample(shape) < keep_prob, 1 / keep_prob, 0.0)
""",
    ),
    "init_weights: the global generator": (
        "global",
        """
def init_weights(fan_in, fan_out, kind, seed):
    np.random.seed(seed)
    if kind == "he":
        return np.random.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))
    u = 1 / np.sqrt(fan_in) if kind == "classic" else np.sqrt(6 / (fan_in + fan_out))
    return np.random.uniform(-u, u, (fan_in, fan_out))
""",
    ),
    "init_weights: a generator without its seed": (
        "has no seed",
        """
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng()
    if kind == "he":
        return rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))
    u = 1 / np.sqrt(fan_in) if kind == "classic" else np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-u, u, (fan_in, fan_out))
""",
    ),
    "mse_loss_and_grad: two mistakes": (
        "Two things are wrong",
        """
def mse_loss_and_grad(w, X, y):
    r = X @ w - y
    return float(np.sum(r**2) / len(y)), X.T @ (X @ w + y) / len(y)
""",
    ),
    "momentum_path: two mistakes": (
        "Two things are wrong",
        """
def momentum_path(grads, w0, lr, beta):
    w, v, path = np.array(w0, dtype=float), np.zeros(len(w0)), []
    for g in grads:
        v = beta * v + lr * g
        w = w + v
        path.append(w)
    return np.array(path)
""",
    ),
    "mc_dropout_predict: scaled there and back": (
        "grow",
        """
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    hidden = np.maximum(X @ params["W1"] + params["b1"], 0)
    samples = []
    for _ in range(n_samples):
        mask = (rng.random(hidden.shape) < keep_prob) / keep_prob
        samples.append(softmax(hidden * mask * keep_prob @ params["W2"] + params["b2"]))
    return np.mean(samples, axis=0), np.std(samples, axis=0)
""",
    ),
    "mc_dropout_predict: scaled twice": (
        "twice",
        """
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    hidden = np.maximum(X @ params["W1"] + params["b1"], 0)
    samples = []
    for _ in range(n_samples):
        mask = (rng.random(hidden.shape) < keep_prob) / keep_prob
        samples.append(softmax(hidden * mask / keep_prob @ params["W2"] + params["b2"]))
    return np.mean(samples, axis=0), np.std(samples, axis=0)
""",
    ),
    "dropout_mask: rng.choice": (
        "rng.choice",
        """
def dropout_mask(shape, keep_prob, seed):
    if not 0 < keep_prob <= 1:
        raise ValueError
    return np.random.default_rng(seed).choice([0, 1 / keep_prob], size=shape, p=[1 - keep_prob, keep_prob])
""",
    ),
    "dropout_mask: refuses only what is above 1": (
        "You refuse what is above 1",
        """
def dropout_mask(shape, keep_prob, seed):
    if keep_prob > 1:
        raise ValueError
    return (np.random.default_rng(seed).random(shape) < keep_prob) / keep_prob
""",
    ),
    "max_stable_lr: a Hessian without its half": (
        "half of what it is to be",
        """
def max_stable_lr(X):
    return float(2 / np.linalg.eigvalsh(2 * X.T @ X / len(X)).max())
""",
    ),
    "select_trial: ties by test accuracy": (
        "Of equal trials you take the one with the best test",
        """
def select_trial(results):
    return max(range(len(results)), key=lambda i: (np.nan_to_num(results[i]["val"], nan=-1), results[i]["test"]))
""",
    ),
    "select_trial: ties by training accuracy": (
        "Of equal trials you take the one with the best training",
        """
def select_trial(results):
    return max(range(len(results)), key=lambda i: (np.nan_to_num(results[i]["val"], nan=-1), results[i]["train"]))
""",
    ),
    "critical_batch_size: an absolute tolerance": (
        "tol is a share",
        """
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    B, n = np.array(batch_sizes), np.array(batch_sizes) * np.array(steps_to_target)
    return int(B[n <= n.min() + tol].max())
""",
    ),
    "critical_batch_size: the largest that arrived": (
        "the largest that reached",
        """
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    return int(max(b for b, s in zip(batch_sizes, steps_to_target) if np.isfinite(s)))
""",
    ),
    "shift_image: the fill as an integer": (
        "whole number",
        """
def shift_image(img, dx, dy, fill=0.0):
    H, W = img.shape
    new = np.full((H, W), float(int(fill)))
    for r in range(H):
        for c in range(W):
            if 0 <= r + dy < H and 0 <= c + dx < W:
                new[r + dy, c + dx] = img[r, c]
    return new
""",
    ),
}


def verdict(name, source, seed=0):
    exercise = exercises.find(name)
    return judge(exercise, partial(observe, answer(exercise, source), seconds=exercise.seconds), seed, source=source)


@pytest.mark.usefixtures("enough_time")
@pytest.mark.parametrize("said", HINTED)
def test_a_wrong_answer_is_met_with_its_misconception(said):
    words, source = HINTED[said]
    assert words in verdict(said.split(":")[0], source).hint


HEAD = """
def train_head(F, y, n_classes, l2):
    n, h = F.shape
    W, b = np.zeros((h, n_classes)), np.zeros(n_classes)
    lr = 1 / (np.linalg.norm(np.column_stack([F, np.ones(n)]), 2) ** 2 / (2 * n) + 2 * l2)
    for _ in range(5000):
        p = np.exp(F @ W + b)
        d = (p / p.sum(axis=1, keepdims=True) - np.eye(n_classes)[y]) / n
        W, b = W - lr * (F.T @ d + l2 * W), b - lr * d.sum(axis=0)
    return W, b
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("b - lr * d.sum(axis=0)", "b - lr * (d.sum(axis=0) + l2 * b)", "You penalize the bias as well"),
        ("b - lr * d.sum(axis=0)", "b", "You do not train the bias"),
        ("+ l2 * W", "+ 2 * l2 * W", "Your penalty is l2 * sum of W^2"),
        ("+ l2 * W", "+ l2 / 2 * W", "gradient is half of what it is to be"),
        ("+ l2 * W", "+ l2 / n * W", "Your penalty is too small by the number of examples"),
        ("+ l2 * W", "", "You left out the penalty"),
        ("range(5000)", "range(40)", "You stop too early"),
        ("return W, b", "return b, W", "You returned b first"),
    ],
)
def test_a_head_is_known_by_the_objective_that_it_minimizes(right, wrong, words):
    assert words in verdict("train_head", HEAD.replace(right, wrong)).hint
