"""Right answers that were once refused: each is judged on the visible cases and on hidden ones, and passes on all."""

from functools import partial

import pytest

from autograder import exercises
from autograder.checking.judge import judge
from autograder.runner.call import observe
from tests.autograder.test_wrong_answers import SEEDS, answer

RIGHT = {
    "gd_path: begins with a copy of w0, and works in it": """
def gd_path(A, b, w0, lr, steps):
    w, path = w0.copy(), [w0.copy()]
    for _ in range(steps):
        w -= lr * (A @ w - b)
        path.append(w.copy())
    return np.array(path)
""",
    "gd_path: the rows are of the type of w0": """
def gd_path(A, b, w0, lr, steps):
    path = np.empty((steps + 1, len(w0)), dtype=w0.dtype)
    path[0] = w0
    for t in range(steps):
        path[t + 1] = path[t] - lr * (A @ path[t] - b)
    return path
""",
    "momentum_path: begins with copies of the type of w0, and works in them": """
def momentum_path(grads, w0, lr, beta):
    w, v = w0.copy(), np.zeros_like(w0)
    path = [w.copy()]
    for grad in grads:
        v *= beta
        v -= lr * grad
        w += v
        path.append(w.copy())
    return np.array(path)
""",
    "gd_path: float32 inside, float64 outside": """
def gd_path(A, b, w0, lr, steps):
    A, b, w = A.astype(np.float32), b.astype(np.float32), w0.astype(np.float32)
    path = [w]
    for _ in range(steps):
        w = w - np.float32(lr) * (A @ w - b)
        path.append(w)
    return np.array(path, dtype=float)
""",
    "activation: float32 inside, float64 outside": """
def activation(z, kind):
    z = z.astype(np.float32)
    if kind == "sigmoid":
        e = np.exp(-np.abs(z))
        a = np.where(z >= 0, 1, e) / (1 + e)
        slope = a * (1 - a)
    elif kind == "tanh":
        a = np.tanh(z)
        slope = 1 - a**2
    else:
        a, slope = np.maximum(z, 0), z > 0
    return a.astype(float), slope.astype(float)
""",
    "mse_loss_and_grad: float32 inside, float64 outside": """
def mse_loss_and_grad(w, X, y):
    w, X, y = w.astype(np.float32), X.astype(np.float32), y.astype(np.float32)
    residual = X @ w - y
    return float(residual @ residual / (2 * len(y))), (X.T @ residual / len(y)).astype(np.float64)
""",
    "dropout_mask: an exception of its own, which is a ValueError": """
class BadProbability(ValueError):
    pass


def dropout_mask(shape, keep_prob, seed):
    if not 0 < keep_prob <= 1:
        raise BadProbability(keep_prob)
    return (np.random.default_rng(seed).random(shape) < keep_prob) / keep_prob
""",
    "train_head: plain descent by the rule of the docstring": """
def train_head(F, y, n_classes, l2):
    n, h = F.shape
    with_ones = np.column_stack([F, np.ones(n)])
    lr = 1 / (l2 + np.linalg.eigvalsh(with_ones.T @ with_ones)[-1] / (2 * n))
    W, b = np.zeros((h, n_classes)), np.zeros(n_classes)
    while True:
        _, error = softmax_cross_entropy(F @ W + b, y)
        dW, db = F.T @ error + l2 * W, error.sum(axis=0)
        length = np.sum(dW**2) + np.sum(db**2)
        if length < 2e-5 * l2 and length < 2e-7:
            return W, b
        W, b = W - lr * dW, b - lr * db
""",
}
SLOW = 60.0  # seconds for a call; that a descent of tens of thousands of steps is in time is not what is asked here


@pytest.mark.parametrize("right", RIGHT)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_right_answer_passes(right, seed):
    exercise = exercises.find(right.split(":")[0])
    verdict = judge(exercise, partial(observe, answer(exercise, RIGHT[right]), seconds=SLOW), seed)
    assert verdict.passed, verdict.summary
