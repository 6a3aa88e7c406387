"""A network with everything in it, and whether two states are the same."""

import numpy as np

from dlcourse.engine.graph import relu, tanh
from dlcourse.engine.nn import BatchNorm, Dropout, LayerNorm, Linear, Residual, Sequential


def full_net(seed=0):
    """A network with every kind of thing that has to be remembered."""
    rng = np.random.default_rng(seed)
    return Sequential(
        Linear(4, 16, rng), BatchNorm(16), relu, Dropout(0.8, rng),
        Residual(Linear(16, 16, rng), LayerNorm(16), tanh, scale=0.5), Linear(16, 3, rng),
    )  # fmt: skip


def same(a, b):
    return a.keys() == b.keys() and all(np.array_equal(a[name], b[name]) for name in a)
