"""Wrong answers that once passed: each is judged on the visible cases and on hidden ones, and passes on none."""

import sys
from functools import partial

import numpy as np
import pytest

from autograder import exercises
from autograder.checking.judge import judge
from autograder.runner.call import observe

SEEDS = (0, pytest.param(7, marks=pytest.mark.slow), pytest.param(20260101, marks=pytest.mark.long))

WRONG = {
    "backward_graph: breadth-first, and a gradient is handed on before it is complete": """
def backward_graph(nodes, values, out):
    grads = [0.0] * len(nodes)
    grads[out] = 1.0
    queue = [out]
    for node in queue:
        operation, arguments = nodes[node]
        if operation == "in":
            continue
        local = slopes(operation, values[node], [values[i] for i in arguments])
        for argument, slope in zip(arguments, local):
            grads[argument] += grads[node] * slope
            if argument not in queue:
                queue.append(argument)
    return grads
""",
    "backward_graph: depth-first, and a gradient is handed on before it is complete": """
def backward_graph(nodes, values, out):
    grads = [0.0] * len(nodes)
    grads[out] = 1.0
    stack, seen = [out], {out}
    while stack:
        node = stack.pop()
        operation, arguments = nodes[node]
        if operation == "in":
            continue
        local = slopes(operation, values[node], [values[i] for i in arguments])
        for argument, slope in zip(arguments, local):
            grads[argument] += grads[node] * slope
            if argument not in seen:
                seen.add(argument)
                stack.append(argument)
    return grads
""",
    "topo_order: Kahn's count, in which a parent that is used twice is counted down once": """
def topo_order(parents, out):
    needed, stack = {out}, [out]
    while stack:
        for parent in parents.get(stack.pop(), []):
            if parent not in needed:
                needed.add(parent)
                stack.append(parent)
    users = {name: set() for name in needed}
    for name in needed:
        for parent in parents.get(name, []):
            users[parent].add(name)
    waiting = {name: len(parents.get(name, [])) for name in needed}
    ready = [name for name in needed if not waiting[name]]
    for name in ready:
        for user in users[name]:
            waiting[user] -= 1
            if waiting[user] == 0:
                ready.append(user)
    return ready
""",
    "topo_order: every path is walked, and duplicates are removed at the end": """
def topo_order(parents, out):
    order, stack = [], [(out, False)]
    while stack:
        name, ready = stack.pop()
        if ready:
            order.append(name)
        else:
            stack.append((name, True))
            stack.extend((parent, False) for parent in parents.get(name, []))
    return list(dict.fromkeys(order))
""",
    "slopes: a product's slope as its value over the argument, which may be 0": """
def slopes(operation, value, arguments):
    if operation == "add":
        return 1.0, 1.0
    if operation == "mul":
        return value / arguments[0], value / arguments[1]
    if operation == "relu":
        return (1.0 if value > 0 else 0.0,)
    return ({"sigmoid": value * (1 - value), "tanh": 1 - value**2, "exp": value}[operation],)
""",
    "softmax_cross_entropy: the row's mean is subtracted, not its largest": """
def softmax_cross_entropy(logits, y):
    n = len(y)
    shifted = logits - logits.mean(axis=1, keepdims=True)
    log_sum = np.log(np.exp(shifted).sum(axis=1))
    grad = np.exp(shifted - log_sum[:, None])
    grad[np.arange(n), y] -= 1
    return float(np.mean(log_sum - shifted[np.arange(n), y])), grad / n
""",
    "mlp_loss_and_grads: a softmax of its own without the shift": """
def mlp_loss_and_grads(params, X, y):
    n = len(y)
    Z = X @ params["W1"] + params["b1"]
    A = np.maximum(Z, 0)
    logits = A @ params["W2"] + params["b2"]
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    loss = float(-np.log(p[np.arange(n), y]).mean())
    d = p.copy()
    d[np.arange(n), y] -= 1
    d /= n
    dZ = d @ params["W2"].T * (Z > 0)
    return loss, {"W1": X.T @ dZ, "b1": dZ.sum(axis=0), "W2": A.T @ d, "b2": d.sum(axis=0)}
""",
    "mlp_loss_and_grads: the logarithm of a probability that has become 0": """
def mlp_loss_and_grads(params, X, y):
    n = len(y)
    Z = X @ params["W1"] + params["b1"]
    A = np.maximum(Z, 0)
    logits = A @ params["W2"] + params["b2"]
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    d = e / e.sum(axis=1, keepdims=True)
    loss = float(-np.log(d[np.arange(n), y]).mean())
    d[np.arange(n), y] -= 1
    d /= n
    dZ = d @ params["W2"].T * (Z > 0)
    return loss, {"W1": X.T @ dZ, "b1": dZ.sum(axis=0), "W2": A.T @ d, "b2": d.sum(axis=0)}
""",
    "mlp_loss_and_grads: takes the dict's values in their order": """
def mlp_loss_and_grads(params, X, y):
    W1, b1, W2, b2 = params.values()
    Z = X @ W1 + b1
    A = np.maximum(Z, 0)
    loss, d = softmax_cross_entropy(A @ W2 + b2, y)
    dZ = d @ W2.T * (Z > 0)
    return loss, {"W1": X.T @ dZ, "b1": dZ.sum(axis=0), "W2": A.T @ d, "b2": d.sum(axis=0)}
""",
    "mc_dropout_predict: a softmax of its own without the shift": """
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    hidden = np.maximum(X @ params["W1"] + params["b1"], 0)
    samples = []
    for _ in range(n_samples):
        mask = (rng.random(hidden.shape) < keep_prob) / keep_prob
        e = np.exp((hidden * mask) @ params["W2"] + params["b2"])
        samples.append(e / e.sum(axis=1, keepdims=True))
    return np.mean(samples, axis=0), np.std(samples, axis=0)
""",
    "mc_dropout_predict: takes the dict's values in their order": """
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    W1, b1, W2, b2 = params.values()
    rng = np.random.default_rng(seed)
    hidden = np.maximum(X @ W1 + b1, 0)
    samples = []
    for _ in range(n_samples):
        mask = (rng.random(hidden.shape) < keep_prob) / keep_prob
        samples.append(softmax((hidden * mask) @ W2 + b2))
    return np.mean(samples, axis=0), np.std(samples, axis=0)
""",
    "classic_test_params: takes the dict's values in their order": """
def classic_test_params(params, q_in, q_hidden):
    W1, b1, W2, b2 = params.values()
    return {"W1": W1 * q_in, "b1": b1, "W2": W2 * q_hidden, "b2": b2}
""",
    "gd_path: a w that runs away is clipped": """
def gd_path(A, b, w0, lr, steps):
    w = np.array(w0, dtype=float)
    path = [w]
    for _ in range(steps):
        w = np.clip(w - lr * (A @ w - b), -1000, 1000)
        path.append(w)
    return np.array(path)
""",
    "momentum_path: a w that runs away is clipped": """
def momentum_path(grads, w0, lr, beta):
    w = np.array(w0, dtype=float)
    v = np.zeros_like(w)
    path = [w]
    for grad in grads:
        v = beta * v - lr * grad
        w = np.clip(w + v, -1000, 1000)
        path.append(w)
    return np.array(path)
""",
    "predicted_shrink: never above 1": """
def predicted_shrink(std, width, rms_slope, depth):
    return float(min((std * np.sqrt(width) * rms_slope) ** depth, 1.0))
""",
    "patience_stop: begins with the first loss, which may be nan": """
def patience_stop(val, patience, min_delta=0.0):
    best, best_epoch = float(val[0]), 0
    for epoch in range(1, len(val)):
        if val[epoch] < best - min_delta:
            best, best_epoch = float(val[epoch]), epoch
        elif epoch - best_epoch >= patience:
            return {"stop_epoch": epoch, "best_epoch": best_epoch, "best": best, "stopped": True}
    return {"stop_epoch": len(val) - 1, "best_epoch": best_epoch, "best": best, "stopped": False}
""",
    "patience_stop: nan counts as a new best": """
def patience_stop(val, patience, min_delta=0.0):
    best, best_epoch = np.inf, -1
    for epoch, loss in enumerate(val):
        if not loss >= best - min_delta:
            best, best_epoch = float(loss), epoch
        elif epoch - best_epoch >= patience:
            return {"stop_epoch": epoch, "best_epoch": best_epoch, "best": best, "stopped": True}
    return {"stop_epoch": len(val) - 1, "best_epoch": best_epoch, "best": best, "stopped": False}
""",
    "patience_stop: nan is skipped, and does not count as a bad epoch": """
def patience_stop(val, patience, min_delta=0.0):
    best, best_epoch, bad = np.inf, -1, 0
    for epoch, loss in enumerate(val):
        if np.isnan(loss):
            continue
        if loss < best - min_delta:
            best, best_epoch, bad = float(loss), epoch, 0
        else:
            bad += 1
            if bad >= patience:
                return {"stop_epoch": epoch, "best_epoch": best_epoch, "best": best, "stopped": True}
    return {"stop_epoch": len(val) - 1, "best_epoch": best_epoch, "best": best, "stopped": False}
""",
    "train_with_snapshots: the count of bad epochs never begins anew": """
def train_with_snapshots(deltas, val, params0, patience):
    params = {k: a.copy() for k, a in params0.items()}
    best, bad, kept = np.inf, 0, None
    for delta, v in zip(deltas, val):
        for k in params:
            params[k] += delta[k]
        if v < best:
            best = v
            kept = {k: a.copy() for k, a in params.items()}
        else:
            bad += 1
            if bad >= patience:
                break
    return kept
""",
    "train_with_snapshots: a tie counts as a new best": """
def train_with_snapshots(deltas, val, params0, patience):
    params = {k: a.copy() for k, a in params0.items()}
    best, bad, kept = np.inf, 0, None
    for delta, v in zip(deltas, val):
        for k in params:
            params[k] += delta[k]
        if v <= best:
            best, bad = v, 0
            kept = {k: a.copy() for k, a in params.items()}
        else:
            bad += 1
            if bad >= patience:
                break
    return kept
""",
    "train_with_snapshots: nan counts as a new best": """
def train_with_snapshots(deltas, val, params0, patience):
    params = {k: a.copy() for k, a in params0.items()}
    best, bad, kept = np.inf, 0, None
    for delta, v in zip(deltas, val):
        for k in params:
            params[k] += delta[k]
        if v >= best:
            bad += 1
            if bad >= patience:
                break
        else:
            best, bad = v, 0
            kept = {k: a.copy() for k, a in params.items()}
    return kept
""",
    "train_with_snapshots: parameters and deltas are paired by their order": """
def train_with_snapshots(deltas, val, params0, patience):
    arrays = [a.copy() for a in params0.values()]
    best, bad, kept = np.inf, 0, None
    for delta, v in zip(deltas, val):
        arrays = [a + d for a, d in zip(arrays, delta.values())]
        if v < best:
            best, bad, kept = v, 0, dict(zip(params0, arrays))
        else:
            bad += 1
            if bad >= patience:
                break
    return kept
""",
    "select_trial: nan as 0, and the first of equal ones": """
def select_trial(results):
    return int(np.argmax([0.0 if np.isnan(r["val"]) else r["val"] for r in results]))
""",
    "select_trial: the best so far begins at 0, and 0 is not above it": """
def select_trial(results):
    best, index = 0.0, 0
    for i, r in enumerate(results):
        if r["val"] > best:
            best, index = r["val"], i
    return index
""",
    "select_trial: the second value of each dict": """
def select_trial(results):
    values = [list(r.values())[1] for r in results]
    return int(np.argmax([-np.inf if np.isnan(v) else v for v in values]))
""",
    "train_head: as many classes as labels say": """
def train_head(F, y, n_classes, l2):
    n, h = F.shape
    k = y.max() + 1
    W, b = np.zeros((h, k)), np.zeros(k)
    vW, vb = np.zeros_like(W), np.zeros_like(b)
    lr = 1 / (np.linalg.norm(np.column_stack([F, np.ones(n)]), 2) ** 2 / (2 * n) + l2)
    for _ in range(3000):
        _, error = softmax_cross_entropy(F @ W + b, y)
        vW, vb = 0.95 * vW - lr * (F.T @ error + l2 * W), 0.95 * vb - lr * error.sum(axis=0)
        W, b = W + vW, b + vb
    return W, b
""",
    "shift_image: the image itself where nothing moves": """
def shift_image(img, dx, dy, fill=0.0):
    if dx == 0 and dy == 0:
        return img
    H, W = img.shape
    new = np.full_like(img, fill)
    for r in range(H):
        for c in range(W):
            if 0 <= r + dy < H and 0 <= c + dx < W:
                new[r + dy, c + dx] = img[r, c]
    return new
""",
    "augment_batch: the batch itself where nothing moves": """
def augment_batch(X, max_shift, seed):
    if max_shift == 0:
        return X
    dx, dy = np.random.default_rng(seed).integers(-max_shift, max_shift + 1, (2, len(X)))
    return np.array([shift_image(x, a, b) for x, a, b in zip(X, dx, dy)])
""",
    "affine_image: the image itself where nothing moves": """
def affine_image(img, M):
    if np.array_equal(M, np.eye(2)):
        return img
    H, W = img.shape
    new = np.zeros((H, W))
    for row in range(H):
        for column in range(W):
            x, y = np.linalg.inv(M) @ [column - (W - 1) / 2, row - (H - 1) / 2]
            x, y = x + (W - 1) / 2, y + (H - 1) / 2
            c, r = int(np.floor(x)), int(np.floor(y))
            for i in (0, 1):
                for j in (0, 1):
                    if 0 <= r + i < H and 0 <= c + j < W:
                        new[row, column] += (1 - abs(y - r - i)) * (1 - abs(x - c - j)) * img[r + i, c + j]
    return new
""",
    "features: the dict's entries but the last two, in their order": """
def features(params, X):
    arrays = list(params.values())[:-2]
    for W, b in zip(arrays[::2], arrays[1::2]):
        X = np.maximum(X @ W + b, 0)
    return X
""",
    "replace_head: the dict's last two entries": """
def replace_head(params, n_classes, seed):
    new = {name: array.copy() for name, array in params.items()}
    W, b = list(params)[-2:]
    h = params[W].shape[0]
    new[W] = np.random.default_rng(seed).normal(0, 1 / np.sqrt(h), (h, n_classes))
    new[b] = np.zeros(n_classes)
    return new
""",
    "frozen_step: the dicts are paired by their order": """
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    new_params, new_velocity = {}, {}
    for (name, w), g, v in zip(params.items(), grads.values(), velocity.values()):
        if name in frozen:
            new_params[name], new_velocity[name] = w.copy(), v.copy()
        else:
            new_velocity[name] = momentum * v - lr * (g + weight_decay * w)
            new_params[name] = w + new_velocity[name]
    return new_params, new_velocity
""",
}


def answer(exercise, source):
    """The function of this source, defined where the chapter's own names are."""
    names = {**vars(sys.modules[exercise.reference.__module__]), "np": np}
    exec(source, names)
    return names[exercise.name]


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_wrong_answer_does_not_pass(wrong, seed):
    exercise = exercises.find(wrong.split(":")[0])
    verdict = judge(exercise, partial(observe, answer(exercise, WRONG[wrong]), seconds=exercise.seconds), seed)
    assert not verdict.passed
