"""How convolution goes about its work; that its numbers are torch's is tested in test_graph, with all operations."""

import numpy as np
import pytest

from dlcourse.engine import convolution
from dlcourse.engine.convolution import patches
from dlcourse.engine.graph import parameter
from tests.dlcourse.engine.against_torch import OPERATIONS, assert_agrees, says


def test_conv2d_takes_data_as_arrays():
    y = convolution.conv2d(np.ones((1, 2, 3, 3)), parameter(np.ones((1, 2, 3, 3))), parameter(np.zeros(1)))
    np.testing.assert_array_equal(y.value, [[[[18.0]]]])


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name.startswith("conv2d")])
@pytest.mark.parametrize(("constant", "value"), [("WIDTH", 1), ("WIDTH", 4), ("FEW", 0), ("FEW", 10**9)])
def test_convolution_cut_up_otherwise_is_the_same(name, constant, value, monkeypatch):
    monkeypatch.setattr(convolution, constant, value)
    assert_agrees(name, seed=0)


def test_convolution_copies_no_pixel_where_the_patches_lie_in_memory_as_matrices():
    images = np.ones((6, 3, 7, 2))
    for shape, stride, shared in [((4, 3, 3, 3), 1, True), ((4, 3, 3, 3), 2, False), ((4, 3, 2, 2), 1, False)]:
        assert all(np.shares_memory(patch, images) is shared for _, patch in patches(images, shape, stride))


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
