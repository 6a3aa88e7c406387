"""What the operations of networks take and refuse; their numbers are tested in test_graph, with all operations."""

import numpy as np

from dlcourse.engine import operations
from dlcourse.engine.graph import constant, parameter
from tests.dlcourse.engine.against_torch import says


def test_linear_takes_data_as_arrays():
    y = operations.linear(np.ones((4, 3)), parameter(np.ones((3, 2))), parameter(np.zeros(2)))
    np.testing.assert_array_equal(y.value, np.full((4, 2), 3.0))


def test_cross_entropy_takes_large_logits():
    assert operations.cross_entropy(constant([[1000.0, -1000.0]]), [1]).value == 2000


def test_moments_are_those_that_torch_keeps_for_evaluation():
    import torch

    x = np.random.default_rng(0).normal(size=(5, 3, 2, 4))
    norm = torch.nn.BatchNorm2d(3, momentum=1.0, dtype=torch.double)
    norm(torch.tensor(x))
    mean, variance = operations.moments(constant(x))
    np.testing.assert_allclose(mean, norm.running_mean.numpy(), rtol=1e-12)
    np.testing.assert_allclose(variance, norm.running_var.numpy(), rtol=1e-12)


def test_shapes_that_do_not_fit_are_named_with_the_operation():
    a, b = parameter(np.ones((3, 4))), parameter(np.ones((3, 5)))
    with says("linear", r"\(3, 4\) and \(3, 5\) do not fit"):
        operations.linear(a, b, parameter(np.ones(5)))
    with says("linear", "need 5 biases", r"not \(4,\)"):
        operations.linear(a.T, b, parameter(np.ones(4)))
    with says("cross_entropy", r"\(3, 4\)", r"\(2,\)"):
        operations.cross_entropy(a, [0, 1])
