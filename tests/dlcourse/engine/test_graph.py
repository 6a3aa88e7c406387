"""Every operation of the engine, forward and backward, against torch in float64, alone and in graphs."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dlcourse.backprop import unbroadcast
from dlcourse.engine.graph import Node, backward, constant, exp, log, parameter, relu, sigmoid, stretch, tanh
from tests.dlcourse.engine.against_torch import OPERATIONS, assert_agrees, drawn, gradients, says

OPERATION = pytest.mark.parametrize("name", OPERATIONS)


@OPERATION
@pytest.mark.parametrize("seed", range(3))
def test_value_and_gradients_agree_with_torch(name, seed):
    assert_agrees(name, seed)


@OPERATION
def test_random_inner_products_agree(name):
    """<g, J u> = <J^T g, u>: the left side by central differences along u, the right side by backward."""
    ours, _, values = drawn(name)
    rng = np.random.default_rng(1)
    directions = [rng.normal(size=value.shape) for value in values]
    h = 1e-5

    def at(step):
        return ours(*(constant(value + step * u) for value, u in zip(values, directions, strict=True))).value

    g = rng.normal(size=at(0).shape)
    _, grads = gradients(ours, values, g)
    forward = np.sum(g * (at(h) - at(-h))) / (2 * h)
    np.testing.assert_allclose(sum(np.sum(a * u) for a, u in zip(grads, directions, strict=True)), forward, rtol=1e-6)


@OPERATION
def test_float32_stays_float32(name):
    ours, _, values = drawn(name)
    ws = [parameter(value, np.float32) for value in values]
    y = ours(*ws)
    assert name in {"batch_norm_with", "batch_norm_with of images", "dropout"} or y.value.dtype == np.float32
    backward(y.sum())
    assert all(w.grad.dtype == np.float32 and w.grad.shape == w.shape for w in ws)


@OPERATION
def test_operands_are_not_changed(name):
    ours, _, values = drawn(name)
    ws = [parameter(value) for value in values]
    backward(ours(*ws).sum())
    for w, value in zip(ws, values, strict=True):
        np.testing.assert_array_equal(w.value, value)


@OPERATION
def test_only_some_operands_may_be_weights(name):
    ours, _, values = drawn(name)
    _, everything = gradients(ours, values, 1.0)
    for i, expected in enumerate(everything):
        nodes = [parameter(v) if i == j else constant(v) for j, v in enumerate(values)]
        backward(ours(*nodes).sum())
        np.testing.assert_allclose(nodes[i].grad, expected, rtol=1e-12, atol=1e-12)


# Graphs


UNARY = {
    "neg": (lambda a: -a, lambda a: -a),
    "tanh": (tanh, torch.tanh),
    "sigmoid": (sigmoid, torch.sigmoid),
    "relu": (relu, torch.relu),
    "square": (lambda a: tanh(a) ** 2, lambda a: torch.tanh(a) ** 2),
    "exp": (lambda a: exp(tanh(a)), lambda a: torch.exp(torch.tanh(a))),
    "log": (lambda a: log(a * a + 1), lambda a: torch.log(a * a + 1)),
    "sum": (lambda a: a.sum(axis=0, keepdims=True), lambda a: a.sum(0, keepdim=True)),
    "mean": (lambda a: a.mean(axis=1, keepdims=True), lambda a: a.mean(1, keepdim=True)),
    "max": (lambda a: a.max(axis=0, keepdims=True), lambda a: torch.amax(a, 0, keepdim=True)),
}
BINARY = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / (b * b + 1),
}
STEP = st.tuples(st.sampled_from([*UNARY, *BINARY, *BINARY]), st.integers(0, 99), st.integers(0, 99))
SHAPES = [(3, 4), (3, 1), (1, 4), (1, 1)]


@given(st.lists(STEP, min_size=25, max_size=25), st.integers(0, 2**32 - 1))
def test_drawn_graphs_of_25_operations_agree_with_torch(steps, seed):
    rng = np.random.default_rng(seed)
    values = [rng.normal(size=shape) for shape in SHAPES]
    ours, theirs = [parameter(v) for v in values], [torch.tensor(v, requires_grad=True) for v in values]
    weights, leaves = list(ours), list(theirs)
    for name, i, j in steps:  # nodes are used again at will: that is the fan-out
        operands = [i % len(ours), j % len(ours)] if name in BINARY else [i % len(ours)]
        our_f, their_f = UNARY.get(name) or (BINARY[name], BINARY[name])
        ours.append(our_f(*(ours[k] for k in operands)))
        theirs.append(their_f(*(theirs[k] for k in operands)))
    # The squashing keeps products of products within what float64 can compare.
    loss = sum((tanh(node).mean() for node in ours[-5:]), constant(0.0))
    expected = sum(torch.tanh(tensor).mean() for tensor in theirs[-5:])
    np.testing.assert_allclose(loss.value, expected.item(), rtol=1e-9)
    if not loss.requires_grad:
        return
    expected.backward()
    backward(loss)
    for w, leaf in zip(weights, leaves, strict=True):
        grad = np.zeros(w.shape) if leaf.grad is None else leaf.grad.numpy()
        np.testing.assert_allclose(w.grad, grad, rtol=1e-6, atol=1e-9)


def test_arrays_and_numbers_mix_with_nodes_on_either_side():
    w = parameter(np.ones(2))
    y = np.array([1.0, 2.0]) * w + np.array([3.0, 4.0]) - 1
    assert isinstance(y, Node)
    assert isinstance(np.ones((2, 2)) @ w, Node)
    np.testing.assert_array_equal(y.value, [3, 5])


def test_sigmoid_takes_large_numbers():
    np.testing.assert_allclose(sigmoid(constant([-800.0, 0.0, 800.0])).value, [0, 0.5, 1], atol=1e-300)


def test_what_was_stretched_gets_the_sum_over_its_copies():
    g = np.random.default_rng(0).normal(size=(2, 3, 4))
    for shape in [(2, 3, 4), (3, 4), (1, 4), (3, 1), (4,), (1,), (), (2, 1, 1)]:
        w = parameter(np.zeros(shape))
        backward((stretch(w, g.shape) * g).sum())
        assert w.grad.shape == shape
        np.testing.assert_allclose(w.grad, unbroadcast(g, shape))


def test_shapes_that_do_not_fit_are_named_with_the_operation():
    a, b = parameter(np.ones((3, 4))), parameter(np.ones((3, 5)))
    for name, f in {"add": lambda: a + b, "sub": lambda: a - b, "mul": lambda: a * b, "div": lambda: a / b}.items():
        with says(name, r"\(3, 4\) and \(3, 5\) do not fit"):
            f()
    with says("matmul", r"\(3, 4\) and \(3, 5\) do not fit"):
        a @ b
    with says("reshape", "12 numbers", r"\(5, 2\)"):
        a.reshape(5, 2)
    with says("power", "must be a number"):
        a**b
