"""What the tests of networks and of training share."""

import numpy as np
import pytest


@pytest.fixture
def data():
    """Three clouds of points that a network can tell apart."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 120)
    return rng.normal(size=(120, 4)) + 3 * np.eye(3, 4)[y], y
