"""Networks: how weights begin, what layers do in training and in evaluation, and freezing."""

import numpy as np
import pytest
import torch

from dlcourse.engine.convolution import max_pool
from dlcourse.engine.graph import backward, parameter, relu
from dlcourse.engine.nn import (
    INITIALIZATIONS,
    BatchNorm,
    Conv2D,
    Dropout,
    Linear,
    Sequential,
    flatten,
    freeze,
    mlp,
    unfreeze,
)
from dlcourse.engine.training import SGD, evaluate, train
from tests.dlcourse.engine.networks import full_net, same

# Beginnings


@pytest.mark.parametrize(
    ("init", "deviation"),
    [
        ("zeros", 0), ("small_normal", 0.01), ("small_uniform", 0.01), ("classic_normal", (1 / 900) ** 0.5),
        ("classic_uniform", (1 / 900) ** 0.5), ("glorot_normal", 0.05), ("glorot_uniform", 0.05),
        ("he_normal", (2 / 300) ** 0.5), ("he_uniform", (2 / 300) ** 0.5), (0.3, 0.3),
    ],
)  # fmt: skip
def test_weights_begin_with_their_standard_deviation(init, deviation):
    w = Linear(300, 500, seed=0, init=init, dtype=np.float64).w.value
    np.testing.assert_allclose(w.std(), deviation, rtol=0.01)
    np.testing.assert_allclose(w.mean(), 0, atol=0.02 * deviation)
    if str(init).endswith("uniform"):
        np.testing.assert_allclose(np.abs(w).max(), 3**0.5 * deviation, rtol=0.001)


def test_every_initialization_is_tested_above():
    (mark,) = test_weights_begin_with_their_standard_deviation.pytestmark
    assert {init for init, _ in mark.args[1] if isinstance(init, str)} == set(INITIALIZATIONS)


def test_an_unknown_initialization_is_named_with_those_there_are():
    with pytest.raises(ValueError, match=r"no initialization 'xavier'.*glorot_normal"):
        Linear(2, 3, seed=0, init="xavier")


def test_the_seed_decides_the_weights():
    assert same(full_net(0).state(), full_net(0).state())
    assert not same(full_net(0).state(), full_net(1).state())


def test_layers_of_one_seed_and_generator_differ():
    net = mlp([5, 5, 5], seed=0)
    assert not np.array_equal(net[0].w.value, net[2].w.value)


def test_filters_begin_with_the_fans_of_their_patches():
    layer = Conv2D(20, 50, 5, seed=0)
    np.testing.assert_allclose(layer.w.value.std(), (2 / (20 * 25)) ** 0.5, rtol=0.02)


# Layers and networks


def test_weights_are_named_by_their_place():
    assert list(full_net().weights()) == [
        "0.w", "0.b", "1.scale", "1.shift", "4.0.w", "4.0.b", "4.1.scale", "4.1.shift", "5.w", "5.b",
    ]  # fmt: skip
    assert full_net().arrays().keys() - full_net().weights().keys() == {"1.mean", "1.variance"}


def test_an_mlp_has_dropout_where_it_was_asked_for():
    net = mlp([4, 8, 3], seed=0, keep_probs=(0.8, 0.5))
    assert [type(layer).__name__ for layer in net.layers] == ["Dropout", "Linear", "function", "Dropout", "Linear"]
    assert [type(layer).__name__ for layer in mlp([4, 8, 3], seed=0).layers] == ["Linear", "function", "Linear"]


def test_networks_compute_in_the_precision_of_their_weights():
    x = np.ones((2, 4))
    assert mlp([4, 3], seed=0)(x).value.dtype == np.float32
    assert mlp([4, 3], seed=0, dtype=np.float64)(x).value.dtype == np.float64
    np.testing.assert_allclose(mlp([4, 3], 0)(x).value, mlp([4, 3], 0, dtype=np.float64)(x).value, rtol=1e-6)


@pytest.mark.parametrize("train", [True, False])
def test_every_layer_keeps_float32(train):
    x = np.ones((2, 4), np.float32)
    x[1] = 3
    assert full_net()(x, train).value.dtype == np.float32


def test_dropout_keeps_the_mean_in_training_and_changes_nothing_in_evaluation():
    net = Sequential(Dropout(0.8, seed=0))
    x = np.ones((200, 500))
    y = net(x, train=True).value
    assert set(np.unique(y)) == {0, np.float32(1.25)}
    np.testing.assert_allclose(y.mean(), 1, atol=0.01)
    np.testing.assert_array_equal(net(x).value, x)


def test_dropout_refuses_a_drop_probability_of_one():
    with pytest.raises(ValueError, match="probability to keep"):
        Dropout(0.0, seed=0)


@pytest.mark.parametrize("shape", [(20, 3), (5, 3, 4, 4)])
def test_batch_norm_agrees_with_torch_in_training_and_evaluation(shape):
    ours = BatchNorm(3, dtype=np.float64)
    theirs = (torch.nn.BatchNorm1d if len(shape) == 2 else torch.nn.BatchNorm2d)(3, dtype=torch.double)
    net = Sequential(ours)
    for seed in range(3):
        x = np.random.default_rng(seed).normal(2, 3, shape)
        np.testing.assert_allclose(
            net(x, train=True).value, theirs(torch.tensor(x)).detach().numpy(), rtol=1e-10, atol=1e-12
        )
    np.testing.assert_allclose(ours.mean, theirs.running_mean, rtol=1e-10)
    np.testing.assert_allclose(ours.variance, theirs.running_var, rtol=1e-10)
    np.testing.assert_allclose(net(x).value, theirs.eval()(torch.tensor(x)).detach().numpy(), rtol=1e-10, atol=1e-12)


def test_a_slice_of_a_network_shares_its_layers():
    net = mlp([4, 8, 3], seed=0)
    body = net[:-1]
    assert body[0] is net[0]
    assert len(body) == len(net) - 1
    assert body(np.ones((2, 4))).shape == (2, 8)


def test_a_state_goes_back_where_it_came_from():
    net, other = full_net(0), full_net(1)
    before = net.state()
    other.restore(before)
    assert same(other.state(), before)
    other[0].w.value += 1
    assert same(net.state(), before)


def test_a_state_of_another_network_is_refused():
    with pytest.raises(ValueError, match=r"another network.*4.0.b"):
        mlp([4, 3], seed=0).restore(full_net().state())
    with pytest.raises(ValueError, match=r"0.w is \(5, 3\), not \(4, 3\)"):
        mlp([4, 3], seed=0).restore(mlp([5, 3], seed=0).state())


@pytest.mark.parametrize("axes", [(0, 1, 2, 3), (3, 2, 0, 1)])
def test_flatten_keeps_the_order_of_pixels_however_they_lie_in_memory(axes):
    w = parameter(np.arange(120.0).reshape(2, 3, 4, 5).transpose(axes))
    w.value = np.arange(120.0).reshape(2, 3, 4, 5).transpose(axes)
    y = flatten(w)
    np.testing.assert_array_equal(y.value, w.value.reshape(len(w.value), -1))
    g = np.random.default_rng(0).normal(size=y.shape)
    backward((y * g).sum())
    np.testing.assert_array_equal(w.grad, g.reshape(w.shape))


def test_conv_nets_train():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 60)
    X = rng.normal(0, 0.3, (60, 1, 8, 8)).astype(np.float32)
    X[y == 1, 0, 2:5, 2:5] += 1
    net = Sequential(Conv2D(1, 4, 3, rng, padding=1), relu, max_pool, flatten, Linear(64, 2, rng))
    train(net, X, y, SGD(net, lr=0.1, momentum=0.9), epochs=10, batch_size=20, seed=0)
    assert evaluate(net, X, y)[1] == 1


# Freezing


def test_what_is_frozen_is_touched_by_nothing(data):
    net = full_net()
    optimizer = SGD(net, lr=0.1, momentum=0.9, weight_decay=0.1)
    train(net, *data, optimizer, epochs=1, batch_size=16, seed=0)
    freeze(*net.layers[:2], net[4])
    names = [name for name in net.arrays() if not name.startswith("5.")]
    before = {name: net.arrays()[name].tobytes() for name in names}
    velocity = {name: v.tobytes() for name, v in optimizer.velocity.items()}
    grads = {name: w.grad.tobytes() for name, w in net.weights().items()}
    train(net, *data, optimizer, epochs=2, batch_size=16, seed=0)
    for name in names:
        assert net.arrays()[name].tobytes() == before[name], name
    for name, w in net.weights().items():
        learns = name.startswith("5.")
        assert (optimizer.velocity[name].tobytes() == velocity[name]) is not learns
        assert (w.grad.tobytes() == grads[name]) is not learns


def test_a_frozen_batch_norm_computes_as_in_evaluation(data):
    X, _ = data
    net = Sequential(Linear(4, 8, 0), BatchNorm(8))
    freeze(net)
    np.testing.assert_array_equal(net(X, train=True).value, net(X).value)


def test_unfrozen_layers_learn_again(data):
    net = full_net()
    freeze(net)
    unfreeze(net)
    before = net.state()
    train(net, *data, SGD(net, lr=0.1), epochs=1, batch_size=16, seed=0)
    assert not any(np.array_equal(array, before[name]) for name, array in net.arrays().items())
