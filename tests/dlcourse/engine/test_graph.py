"""Every operation of the engine, forward and backward, against torch in float64; and what backward promises."""

import gc
import tracemalloc

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from hypothesis import given
from hypothesis import strategies as st

from dlcourse.backprop import unbroadcast
from dlcourse.engine import convolution, operations
from dlcourse.engine.convolution import patches
from dlcourse.engine.graph import (
    GraphError,
    Node,
    backward,
    constant,
    exp,
    log,
    matmul,
    parameter,
    pass_on,
    relu,
    sigmoid,
    stretch,
    tanh,
    topological,
)

LABELS = np.array([2, 0, 1, 2])
MASK = np.array([[0, 2.0, 2.0], [2.0, 0, 2.0]])
IMAGES, FILTERS = (2, 3, 7, 6), (4, 3, 3, 2)


def torch_batch_norm(x, scale, shift):
    return F.batch_norm(x, None, None, scale, shift, training=True)


MOMENTS = np.array([0.1, -0.2, 0.3]), np.array([1.0, 2.0, 0.5])


def torch_batch_norm_with(x, scale, shift):
    return F.batch_norm(x, *map(torch.tensor, MOMENTS), scale, shift)


def batch_norm_with(x, scale, shift):
    return operations.batch_norm_with(*MOMENTS, x, scale, shift)


def positive(f):
    """f of numbers in a range where logarithms and powers are tame."""
    return lambda *xs: f(*(x * x + 0.5 for x in xs))


# name: ours, torch's, the shapes of the operands
OPERATIONS = {
    "add": (lambda a, b: a + b, None, (3, 4), (3, 4)),
    "add, broadcast": (lambda a, b: a + b, None, (3, 4), (4,)),
    "add, both broadcast": (lambda a, b: a + b, None, (3, 1), (2, 1, 4)),
    "add a number": (lambda a: 2 + a + 3.5, None, (3, 4)),
    "sub": (lambda a, b: a - b, None, (3, 4), (3, 4)),
    "sub, broadcast": (lambda a, b: a - b, None, (1, 4), (3, 1)),
    "sub from a number": (lambda a: 2 - a, None, (3,)),
    "mul": (lambda a, b: a * b, None, (3, 4), (3, 4)),
    "mul, broadcast": (lambda a, b: a * b, None, (2, 3, 4), (3, 1)),
    "mul, a scalar": (lambda a, b: a * b, None, (), (3, 1)),
    "div": (positive(lambda a, b: a / b), None, (3, 4), (3, 4)),
    "div, broadcast": (positive(lambda a, b: a / b), None, (4,), (3, 4)),
    "div a number": (positive(lambda a: 2 / a), None, (4,)),
    "neg": (lambda a: -a, None, (3, 4)),
    "square": (lambda a: a**2, None, (3, 4)),
    "power 0": (lambda a: a**0 + a, None, (3, 4)),
    "power 1.5": (positive(lambda a: a**1.5), None, (3, 4)),
    "power -1": (positive(lambda a: a**-1), None, ()),
    "matmul": (lambda a, b: a @ b, None, (3, 4), (4, 2)),
    "matmul, vector right": (lambda a, b: a @ b, None, (3, 4), (4,)),
    "matmul, vector left": (lambda a, b: a @ b, None, (4,), (4, 2)),
    "matmul, vectors": (lambda a, b: a @ b, None, (4,), (4,)),
    "matmul, batch": (lambda a, b: a @ b, None, (5, 3, 4), (5, 4, 2)),
    "matmul, batch broadcast": (lambda a, b: a @ b, None, (5, 1, 3, 4), (2, 4, 2)),
    "exp": (exp, torch.exp, (3, 4)),
    "log": (positive(log), positive(torch.log), (3, 4)),
    "tanh": (tanh, torch.tanh, (3, 4)),
    "sigmoid": (sigmoid, torch.sigmoid, (3, 4)),
    "relu": (relu, torch.relu, (3, 4)),
    "sum": (lambda a: a.sum(), None, (3, 4)),
    "sum over an axis": (lambda a: a.sum(axis=0), lambda a: a.sum(0), (3, 4)),
    "sum over axes": (lambda a: a.sum((0, -1), keepdims=True), lambda a: a.sum((0, -1), keepdim=True), (3, 4, 2)),
    "mean": (lambda a: a.mean(), None, (3, 4)),
    "mean over an axis": (lambda a: a.mean(axis=-1), lambda a: a.mean(-1), (3, 4)),
    "max": (lambda a: a.max(), torch.amax, (3, 4)),
    "max over an axis": (lambda a: a.max(axis=1), lambda a: torch.amax(a, 1), (3, 4)),
    "max over axes": (lambda a: a.max((1, 2), keepdims=True), lambda a: torch.amax(a, (1, 2), keepdim=True), (2, 3, 4)),
    "max of equals": (lambda a: relu(a).max(axis=0), lambda a: torch.amax(torch.relu(a), 0), (3, 40)),
    "reshape": (lambda a: a.reshape(2, -1), None, (3, 4)),
    "transpose": (lambda a: a.T, None, (3, 4)),
    "transpose axes": (lambda a: a.transpose(2, 0, 1), lambda a: a.permute(2, 0, 1), (3, 4, 2)),
    "slice": (lambda a: a[1:, ::2], None, (3, 4)),
    "row": (lambda a: a[-1], None, (3, 4)),
    "new axis": (lambda a: a[:, None], None, (3,)),
    "rows, one twice": (lambda a: a[[0, 2, 0]], None, (3, 4)),
    "pairs": (lambda a: a[np.arange(3), [1, 1, 0]], None, (3, 4)),
    "linear": (operations.linear, lambda x, w, b: x @ w + b, (5, 3), (3, 4), (4,)),
    "cross_entropy": (
        lambda z: operations.cross_entropy(z, LABELS),
        lambda z: F.cross_entropy(z, torch.tensor(LABELS)), (4, 3),
    ),
    "dropout": (lambda a: operations.dropout(a, MASK), lambda a: a * torch.tensor(MASK), (2, 3)),
    "batch_norm": (operations.batch_norm, torch_batch_norm, (6, 3), (3,), (3,)),
    "batch_norm of images": (operations.batch_norm, torch_batch_norm, (4, 3, 2, 5), (3,), (3,)),
    "batch_norm_with": (batch_norm_with, torch_batch_norm_with, (6, 3), (3,), (3,)),
    "batch_norm_with of images": (batch_norm_with, torch_batch_norm_with, (4, 3, 2, 5), (3,), (3,)),
    "layer_norm": (operations.layer_norm, lambda x, s, t: F.layer_norm(x, (5,), s, t), (3, 5), (5,), (5,)),
    "conv2d": (convolution.conv2d, F.conv2d, IMAGES, FILTERS, (4,)),
    "conv2d, stride 2": (
        lambda *a: convolution.conv2d(*a, stride=2), lambda *a: F.conv2d(*a, stride=2), IMAGES, FILTERS, (4,),
    ),
    "conv2d, padding 1": (
        lambda *a: convolution.conv2d(*a, padding=1), lambda *a: F.conv2d(*a, padding=1), IMAGES, FILTERS, (4,),
    ),
    "conv2d, stride 3, padding 2": (
        lambda *a: convolution.conv2d(*a, 3, 2), lambda *a: F.conv2d(*a, stride=3, padding=2), IMAGES, FILTERS, (4,),
    ),
    "max_pool": (convolution.max_pool, lambda x: F.max_pool2d(x, 2), IMAGES),
    "max_pool 3": (lambda x: convolution.max_pool(x, 3), lambda x: F.max_pool2d(x, 3), IMAGES),
    "max_pool of equals": (
        lambda x: convolution.max_pool(relu(x - 1)), lambda x: F.max_pool2d(torch.relu(x - 1), 2), IMAGES,
    ),
    "avg_pool": (convolution.avg_pool, lambda x: F.avg_pool2d(x, 2), IMAGES),
    "avg_pool 3": (lambda x: convolution.avg_pool(x, 3), lambda x: F.avg_pool2d(x, 3), IMAGES),
}  # fmt: skip
OPERATION = pytest.mark.parametrize("name", OPERATIONS)


def drawn(name, seed=0):
    """The operation in both libraries, and float64 arrays for its operands."""
    ours, theirs, *shapes = OPERATIONS[name]
    rng = np.random.default_rng(seed)
    return ours, theirs or ours, [rng.normal(size=shape) for shape in shapes]


def gradients(f, values, g):
    """f(values) and the gradients of <g, f(values)> for each value."""
    ws = [parameter(value) for value in values]
    y = f(*ws)
    backward((y * g).sum())
    return y.value, [w.grad for w in ws]


@OPERATION
@pytest.mark.parametrize("seed", range(3))
def test_value_and_gradients_agree_with_torch(name, seed):
    ours, theirs, values = drawn(name, seed)
    tensors = [torch.tensor(value, requires_grad=True) for value in values]
    expected = theirs(*tensors)
    g = np.random.default_rng(9).normal(size=expected.shape)
    expected.backward(torch.tensor(g))
    value, grads = gradients(ours, values, g)
    np.testing.assert_allclose(value, expected.detach().numpy(), rtol=1e-10, atol=1e-10)
    for grad, tensor in zip(grads, tensors, strict=True):
        np.testing.assert_allclose(grad, tensor.grad.numpy(), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name.startswith("conv2d")])
@pytest.mark.parametrize(("constant", "value"), [("WIDTH", 1), ("WIDTH", 4), ("FEW", 0), ("FEW", 10**9)])
def test_convolution_cut_up_otherwise_is_the_same(name, constant, value, monkeypatch):
    monkeypatch.setattr(convolution, constant, value)
    test_value_and_gradients_agree_with_torch(name, seed=0)


def test_convolution_copies_no_pixel_where_the_patches_lie_in_memory_as_matrices():
    images = np.ones((6, 3, 7, 2))
    for shape, stride, shared in [((4, 3, 3, 3), 1, True), ((4, 3, 3, 3), 2, False), ((4, 3, 2, 2), 1, False)]:
        assert all(np.shares_memory(patch, images) is shared for _, patch in patches(images, shape, stride))


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


def test_arrays_and_numbers_mix_with_nodes_on_either_side():
    w = parameter(np.ones(2))
    y = np.array([1.0, 2.0]) * w + np.array([3.0, 4.0]) - 1
    assert isinstance(y, Node)
    assert isinstance(np.ones((2, 2)) @ w, Node)
    np.testing.assert_array_equal(y.value, [3, 5])


def test_linear_and_conv2d_take_data_as_arrays():
    y = operations.linear(np.ones((4, 3)), parameter(np.ones((3, 2))), parameter(np.zeros(2)))
    np.testing.assert_array_equal(y.value, np.full((4, 2), 3.0))
    y = convolution.conv2d(np.ones((1, 2, 3, 3)), parameter(np.ones((1, 2, 3, 3))), parameter(np.zeros(1)))
    np.testing.assert_array_equal(y.value, [[[[18.0]]]])


def test_a_node_says_what_it_is():
    w = parameter(np.ones((2, 3)))
    assert [repr(n) for n in (w, constant(1.0), w * 2, relu(w))] == [
        "<parameter (2, 3)>", "<constant ()>", "<mul (2, 3)>", "<relu (2, 3)>",
    ]  # fmt: skip


def test_whole_numbers_become_float64_and_float32_stays():
    assert parameter([1, 2]).value.dtype == np.float64
    assert parameter(np.ones(2, np.float32)).value.dtype == np.float32
    assert (parameter(np.ones(2, np.float32)) * 2 + 0.1).value.dtype == np.float32


def test_sigmoid_takes_large_numbers():
    np.testing.assert_allclose(sigmoid(constant([-800.0, 0.0, 800.0])).value, [0, 0.5, 1], atol=1e-300)


def test_cross_entropy_takes_large_logits():
    assert operations.cross_entropy(constant([[1000.0, -1000.0]]), [1]).value == 2000


def test_what_was_stretched_gets_the_sum_over_its_copies():
    g = np.random.default_rng(0).normal(size=(2, 3, 4))
    for shape in [(2, 3, 4), (3, 4), (1, 4), (3, 1), (4,), (1,), (), (2, 1, 1)]:
        w = parameter(np.zeros(shape))
        backward((stretch(w, g.shape) * g).sum())
        assert w.grad.shape == shape
        np.testing.assert_allclose(w.grad, unbroadcast(g, shape))


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

    def vjp(g, send):
        seen.append(g.strides)
        send(w, pass_on, g)

    hidden = Node(np.ones((6, 6, 3, 2)).transpose(3, 2, 0, 1), (w,), vjp)
    backward(convolution.max_pool(hidden).sum())
    assert seen == [hidden.value.strides]


# Sentences


def says(*parts):
    """An error with these parts in its sentence."""
    return pytest.raises(GraphError, match=".*".join(parts))


def test_shapes_that_do_not_fit_are_named_with_the_operation():
    a, b = parameter(np.ones((3, 4))), parameter(np.ones((3, 5)))
    for name, f in {"add": lambda: a + b, "sub": lambda: a - b, "mul": lambda: a * b, "div": lambda: a / b}.items():
        with says(name, r"\(3, 4\) and \(3, 5\) do not fit"):
            f()
    with says("matmul", r"\(3, 4\) and \(3, 5\) do not fit"):
        a @ b
    with says("linear", r"\(3, 4\) and \(3, 5\) do not fit"):
        operations.linear(a, b, parameter(np.ones(5)))
    with says("linear", "need 5 biases", r"not \(4,\)"):
        operations.linear(a.T, b, parameter(np.ones(4)))
    with says("reshape", "12 numbers", r"\(5, 2\)"):
        a.reshape(5, 2)
    with says("cross_entropy", r"\(3, 4\)", r"\(2,\)"):
        operations.cross_entropy(a, [0, 1])
    with says("power", "must be a number"):
        a**b


def test_filters_that_do_not_fit_are_named():
    x, w = parameter(np.ones((2, 3, 5, 5))), parameter(np.ones((4, 3, 2, 2)))
    for wrong in [
        (x, parameter(np.ones((4, 1, 2, 2))), (4,)),
        (x, w, (3,)),
        (x, parameter(np.ones((4, 3, 6, 2))), (4,)),
    ]:
        with says("conv2d", r"\(2, 3, 5, 5\)", "do not fit"):
            convolution.conv2d(*wrong[:2], parameter(np.ones(wrong[2])))


def test_a_window_larger_than_the_image_is_named():
    with says("Pooling", r"\(2, 3, 5, 5\)", "6 x 6"):
        convolution.max_pool(parameter(np.ones((2, 3, 5, 5))), 6)


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
