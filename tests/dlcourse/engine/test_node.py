"""What a node knows, and what backward promises: every share once, nothing kept, and a sentence where it cannot be."""

import gc
import tracemalloc

import numpy as np
import torch

from dlcourse.engine.convolution import max_pool
from dlcourse.engine.graph import (
    Node,
    backward,
    constant,
    exp,
    log,
    matmul,
    parameter,
    pass_on,
    relu,
    tanh,
    topological,
)
from tests.dlcourse.engine.against_torch import says

# Backpropagation


def test_micrograds_sanity_check():
    """Karpathy, micrograd (MIT license), test/test_engine.py, test_sanity_check."""

    def f(x, relu):
        z = 2 * x + 2 + x
        q = relu(z) + z * x
        h = relu(z * z)
        return h + q + q * x

    w, t = parameter(-4.0), torch.tensor(-4.0, dtype=torch.double, requires_grad=True)
    y, expected = f(w, relu), f(t, torch.relu)
    assert y.value == expected.item()
    backward(y)
    expected.backward()
    assert w.grad == t.grad.item()


def test_micrograds_more_operations():
    """Karpathy, micrograd (MIT license), test/test_engine.py, test_more_ops."""

    def f(a, b, relu):
        c = a + b
        d = a * b + b**3
        c = c + (c + 1)
        c = c + (1 + c + (-a))
        d = d + (d * 2 + relu(b + a))
        d = d + (3 * d + relu(b - a))
        e = c - d
        f = e**2
        g = f / 2.0
        return g + 10.0 / f

    ours = parameter(-4.0), parameter(2.0)
    theirs = [torch.tensor(value, dtype=torch.double, requires_grad=True) for value in (-4.0, 2.0)]
    y, expected = f(*ours, relu), f(*theirs, torch.relu)
    np.testing.assert_allclose(y.value, expected.item(), rtol=1e-12)
    backward(y)
    expected.backward()
    for w, t in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(w.grad, t.grad.item(), rtol=1e-12)


def test_a_node_used_twice_gets_both_gradients():
    x = parameter(3.0)
    y = x * x
    backward(y * y + y + x + x)
    assert x.grad == 4 * 3.0**3 + 2 * 3.0 + 2


def test_a_weight_gets_each_share_however_it_arrives():
    w = parameter(np.arange(6.0).reshape(2, 3))
    backward((w.reshape(3, 2) * 2).sum() + w.sum() + (w.T * 3).sum() + w[0].sum())
    np.testing.assert_array_equal(w.grad, [[7, 7, 7], [6, 6, 6]])


def test_a_new_backward_replaces_the_gradient():
    w = parameter(2.0)
    for _ in range(2):
        backward(w * 5.0)
        assert w.grad == 5


def test_the_gradient_of_a_weight_stays_the_same_array():
    w = parameter(np.ones(3))
    before = w.grad
    backward(w.reshape(3, 1).sum())
    assert w.grad is before
    np.testing.assert_array_equal(before, np.ones(3))


def test_a_weight_alone_is_a_loss():
    w = parameter(2.0)
    backward(w)
    assert w.grad == 1


def test_a_chain_of_5000_nodes():
    w = y = parameter(1.0)
    for _ in range(5000):
        y = y * 1.0001
    backward(y)
    np.testing.assert_allclose(w.grad, 1.0001**5000)


def test_each_node_is_visited_once_however_many_paths_lead_to_it():
    w = y = parameter(1.0)
    for _ in range(60):
        y = y + y
    assert len(topological(y)) == 61
    backward(y)
    assert w.grad == 2.0**60


def test_topological_order_puts_parents_first():
    w = parameter(1.0)
    y = w * 2
    z = y + exp(y)
    order = topological(z)
    places = {node: i for i, node in enumerate(order)}
    assert all(places[parent] < places[node] for node in order for parent in node.parents if parent.requires_grad)


def test_data_gets_no_gradient_and_costs_none():
    x, w = constant(np.ones((4, 3))), parameter(np.ones((3, 2)))
    backward(matmul(x, w).sum())
    assert x.grad is None
    assert x not in topological(matmul(x, w))


def test_a_node_says_what_it_is():
    w = parameter(np.ones((2, 3)))
    assert [repr(n) for n in (w, constant(1.0), w * 2, relu(w))] == [
        "<parameter (2, 3)>", "<constant ()>", "<mul (2, 3)>", "<relu (2, 3)>",
    ]  # fmt: skip


def test_whole_numbers_become_float64_and_float32_stays():
    assert parameter([1, 2]).value.dtype == np.float64
    assert parameter(np.ones(2, np.float32)).value.dtype == np.float32
    assert (parameter(np.ones(2, np.float32)) * 2 + 0.1).value.dtype == np.float32


# Memory


def deep_loss(weights, x):
    for w in weights:
        x = tanh(matmul(x, w))
    return (x * x).mean()


def test_intermediate_gradients_are_let_go():
    """Fifty layers: backward needs room for a few gradients, not for fifty, and gives the values back."""
    rng = np.random.default_rng(0)
    weights = [parameter(rng.normal(size=(16, 16)) / 4) for _ in range(50)]
    x = constant(rng.normal(size=(400, 16)))
    backward(deep_loss(weights, x))
    loss = deep_loss(weights, x)
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    backward(loss)
    after, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak - before < 8 * x.value.nbytes
    assert after - before < x.value.nbytes


def test_gradients_lie_in_memory_as_their_values_do():
    w = parameter(np.ones((2, 3, 6, 6)))
    seen = []

    def vjp(g, accumulate):
        seen.append(g.strides)
        accumulate(w, pass_on, g)

    hidden = Node(np.ones((6, 6, 3, 2)).transpose(3, 2, 0, 1), (w,), vjp)
    backward(max_pool(hidden).sum())
    assert seen == [hidden.value.strides]


# Sentences


def test_backward_says_why_it_cannot_start():
    w = parameter(np.ones(3))
    with says("one number", r"\(3,\)"):
        backward(w * 2)
    with says("no parameter"):
        backward(constant(2.0) * 3)


def test_backward_twice_says_so():
    w = parameter(2.0)
    y = w * w
    z = y + 1
    backward(z)
    for again in (z, y * 3):
        with says("used this part of the graph up"):
            backward(again)


def test_the_first_value_that_is_not_finite_is_named():
    w = parameter(np.array([1.0, -1.0]))
    with np.errstate(invalid="ignore"):
        loss = (log(w) * 2).sum()
    with says(r"NaN appears first in log\(<parameter \(2,\)>\), node"):
        backward(loss, check_finite=True)
    with np.errstate(divide="ignore"):
        loss = 1 / (w * 0)[0]
    with says("an infinity appears first in div"):
        backward(loss, check_finite=True)
    backward((w * 2).sum(), check_finite=True)
