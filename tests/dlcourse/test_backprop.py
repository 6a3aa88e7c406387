"""The mathematics of chapter 2, and the effects that it claims, over seeds."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dlcourse import backprop

TORCH = {
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "exp": torch.exp,
}


def torch_slopes(nodes, inputs, out):
    leaves = [torch.tensor(float(x), dtype=torch.float64, requires_grad=True) for x in inputs]
    values = []
    for operation, arguments in nodes:
        is_input = operation == "in"
        values.append(leaves[arguments[0]] if is_input else TORCH[operation](*(values[i] for i in arguments)))
    grads = torch.autograd.grad(values[out], leaves, allow_unused=True)
    return [0.0 if g is None else g.item() for g in grads]


@given(st.integers(0, 2**32 - 1))
def test_one_pass_backwards_gives_torchs_slopes_on_random_graphs(seed):
    nodes = backprop.random_graph(seed)
    inputs = np.random.default_rng(seed).normal(size=4)
    grads = backprop.backward_graph(nodes, backprop.forward_graph(nodes, inputs), len(nodes) - 1)
    expected = torch_slopes(nodes, inputs, len(nodes) - 1)
    assert np.allclose(grads[:4], expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("n", [5, 10, 14])
def test_by_paths_the_slope_is_the_same_and_the_visits_double(n):
    nodes = backprop.doublings(n)
    values = backprop.forward_graph(nodes, [1.0])
    slope, visits = backprop.path_grad(nodes, values, n, 0)
    assert slope == backprop.backward_graph(nodes, values, n)[0] == 2**n
    assert visits == 2 ** (n + 1) - 1


def test_a_chain_of_thousands_of_nodes_is_no_problem():
    nodes = [("in", (0,)), *(("tanh", (k,)) for k in range(5000))]
    grads = backprop.backward_graph(nodes, backprop.forward_graph(nodes, [0.5]), 5000)
    assert 0 < grads[0] < 1
    parents = {f"n{i}": [f"n{i - 1}"] for i in range(1, 6000)}
    assert backprop.topo_order(parents, "n5999") == [f"n{i}" for i in range(6000)]


@given(st.dictionaries(st.integers(0, 30), st.lists(st.integers(0, 30), max_size=4), max_size=30), st.integers(0, 30))
def test_an_order_has_each_node_once_after_all_it_uses(drawn, out):
    parents = {i: [j for j in js if j < i] for i, js in drawn.items()}
    order = backprop.topo_order(parents, out)
    position = {name: i for i, name in enumerate(order)}
    assert len(position) == len(order)
    assert order[-1] == out
    assert all(position[p] < position[name] for name in order for p in parents.get(name, []))


@given(arrays.mutually_broadcastable_shapes(num_shapes=2, max_dims=4))
def test_unbroadcast_is_the_transpose_of_broadcasting(shapes):
    (shape, _), big = shapes.input_shapes, shapes.result_shape
    rng = np.random.default_rng(0)
    x, g = rng.normal(size=shape), rng.normal(size=big)
    back = backprop.unbroadcast(g, shape)
    assert back.shape == shape
    # <g, stretch(x)> = <unbroadcast(g), x>
    assert np.sum(g * np.broadcast_to(x, big)) == pytest.approx(np.sum(back * x), abs=1e-9)


@given(st.integers(0, 2**32 - 1))
def test_loss_and_gradients_of_the_network_are_torchs(seed):
    rng = np.random.default_rng(seed)
    params = {k: p + 0.1 * rng.normal(size=p.shape) for k, p in backprop.init_mlp(4, 6, 3, seed).items()}
    X, y = rng.normal(size=(7, 4)), rng.integers(0, 3, 7)
    loss, grads = backprop.mlp_loss_and_grads(params, X, y)
    leaves = {k: torch.tensor(p, requires_grad=True) for k, p in params.items()}
    hidden = torch.relu(torch.as_tensor(X) @ leaves["W1"] + leaves["b1"])
    theirs = torch.nn.functional.cross_entropy(hidden @ leaves["W2"] + leaves["b2"], torch.as_tensor(y))
    theirs.backward()
    assert loss == pytest.approx(theirs.item(), abs=1e-12)
    for k, grad in grads.items():
        assert np.abs(grad - leaves[k].grad.numpy()).max() < 1e-12


def test_softmax_cross_entropy_survives_any_logits():
    loss, grad = backprop.softmax_cross_entropy(np.array([[1e6, 0.0], [0.0, -1e6]]), np.array([1, 0]))
    assert loss == pytest.approx(5e5)
    assert np.allclose(grad.sum(axis=1), 0)


@pytest.mark.parametrize("seed", range(5))
def test_the_best_width_of_a_difference_is_neither_wide_nor_narrow(seed):
    rng = np.random.default_rng(seed)
    X, y, W = rng.normal(size=(50, 8)), rng.integers(0, 3, 50), rng.normal(0, 0.1, 24)
    loss_grad = X.T @ backprop.softmax_cross_entropy(X @ W.reshape(8, 3), y)[1]
    slope = np.linalg.norm(loss_grad)
    direction = loss_grad.ravel() / slope

    def error(h, dtype=float):
        pixels, w, along = (v.astype(dtype) for v in (X, W, direction))
        loss = lambda v: backprop.softmax_cross_entropy(pixels @ v.reshape(8, 3), y)[0]  # noqa: E731
        return backprop.difference_error(loss, w, along, slope, dtype(h))

    assert error(1e-5) < 1e-8 < min(error(1e-1), error(1e-11))
    assert min(error(h, np.float32) for h in 10.0 ** np.arange(-3, -8, -1)) > 1e-7


@pytest.mark.parametrize("seed", range(5))
def test_overwriting_in_place_of_adding_is_wrong_on_most_graphs_with_sharing(seed):
    from autograder.exercises.backprop import backward_with

    wrong = 0
    for k in range(60):
        nodes = backprop.random_graph(1000 * seed + k)
        values = backprop.forward_graph(nodes, np.random.default_rng(k).normal(size=4))
        grads = [f(nodes, values, len(nodes) - 1)[:4] for f in (backward_with(assign=True), backprop.backward_graph)]
        wrong += not np.allclose(*grads)
    assert wrong > 40
