"""Each operation of the engine with torch's own, the check that they agree, and the form of a GraphError."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from dlcourse.engine import convolution, operations
from dlcourse.engine.graph import GraphError, backward, exp, log, parameter, relu, sigmoid, tanh

LABELS = np.array([2, 0, 1, 2])
MASK = np.array([[0, 2.0, 2.0], [2.0, 0, 2.0]])
IMAGES, FILTERS = (2, 3, 7, 6), (4, 3, 3, 2)
MOMENTS = np.array([0.1, -0.2, 0.3]), np.array([1.0, 2.0, 0.5])


def torch_batch_norm(x, scale, shift):
    return F.batch_norm(x, None, None, scale, shift, training=True)


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


def assert_agrees(name, seed):
    """The operation has torch's value and gradients, for operands drawn from the seed."""
    ours, theirs, values = drawn(name, seed)
    tensors = [torch.tensor(value, requires_grad=True) for value in values]
    expected = theirs(*tensors)
    g = np.random.default_rng(9).normal(size=expected.shape)
    expected.backward(torch.tensor(g))
    value, grads = gradients(ours, values, g)
    np.testing.assert_allclose(value, expected.detach().numpy(), rtol=1e-10, atol=1e-10)
    for grad, tensor in zip(grads, tensors, strict=True):
        np.testing.assert_allclose(grad, tensor.grad.numpy(), rtol=1e-10, atol=1e-10)


def says(*parts):
    """An error with these parts in its sentence."""
    return pytest.raises(GraphError, match=".*".join(parts))
