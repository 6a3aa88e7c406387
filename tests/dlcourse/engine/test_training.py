"""Training: steps as torch takes them, what is told on the way, and going on after a stop."""

import io

import numpy as np
import pytest
import torch

from dlcourse.engine.graph import backward, tanh
from dlcourse.engine.nn import mlp
from dlcourse.engine.operations import cross_entropy
from dlcourse.engine.training import (
    SGD,
    evaluate,
    load,
    loss_and_backward,
    minibatches,
    predict,
    progress_line,
    save,
    train,
)
from tests.dlcourse.engine.networks import full_net, same

# Steps


@pytest.mark.slow
@pytest.mark.parametrize(
    "options", [{}, {"momentum": 0.9}, {"weight_decay": 0.01}, {"momentum": 0.9, "weight_decay": 0.01}]
)
def test_200_steps_agree_with_torch(options):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(20, 6)), rng.integers(0, 3, 20)
    net = mlp([6, 10, 3], seed=0, activation=tanh, dtype=np.float64)
    other = torch.nn.Sequential(torch.nn.Linear(6, 10), torch.nn.Tanh(), torch.nn.Linear(10, 3)).double()
    with torch.no_grad():
        for w, p in zip(net.weights().values(), other.parameters(), strict=True):
            p.copy_(torch.tensor(w.value.T))
    ours, theirs = SGD(net, lr=0.05, **options), torch.optim.SGD(other.parameters(), lr=0.05, **options)
    for _ in range(200):
        loss_and_backward(net, x, y)
        ours.step()
        theirs.zero_grad()
        torch.nn.functional.cross_entropy(other(torch.tensor(x)), torch.tensor(y)).backward()
        theirs.step()
    for w, p in zip(net.weights().values(), other.parameters(), strict=True):
        np.testing.assert_allclose(w.value.T, p.detach().numpy(), rtol=1e-10, atol=1e-12)


def test_a_schedule_gets_the_number_of_the_step(data):
    seen = []
    net = mlp([4, 3], seed=0)
    optimizer = SGD(net, lr=lambda step: seen.append(step) or 0.1)
    train(net, *data, optimizer, epochs=2, batch_size=40, seed=0)
    assert seen == [0, 1, 2, 3, 4, 5]


def test_clipping_shortens_the_gradient_of_all_weights_together():
    net = mlp([4, 3], seed=0, dtype=np.float64)
    before = net.state()
    optimizer = SGD(net, lr=1.0, clip=0.01)
    loss_and_backward(net, 100 * np.ones((2, 4)), [0, 1])
    optimizer.step()
    moved = np.concatenate([(w.value - before[name]).ravel() for name, w in net.weights().items()])
    np.testing.assert_allclose(np.linalg.norm(moved), 0.01)


def test_momentum_on_dead_units_does_not_end_in_denormal_numbers():
    net = mlp([4, 3], seed=0)
    optimizer = SGD(net, lr=0.1, momentum=0.9)
    backward(cross_entropy(net(np.ones((2, 4))), [0, 1]))
    optimizer.step()
    for w in net.weights().values():
        w.grad[...] = 0
    for _ in range(1000):
        optimizer.step()
        for v in optimizer.velocity.values():
            assert not np.any((v != 0) & (np.abs(v) < np.finfo(np.float32).tiny))


# Training


def test_training_learns_and_tells(data):
    X, y = data
    net = mlp([4, 20, 3], seed=0)
    history = train(net, X, y, SGD(net, lr=0.1), epochs=20, batch_size=16, seed=0, valid=(X, y))
    assert {name: len(values) for name, values in history.items()} == dict.fromkeys(
        ["loss", "accuracy", "valid_loss", "valid_accuracy"], 20
    )
    assert history["loss"][-1] < history["loss"][0] / 3
    assert history["valid_accuracy"][-1] > 0.95
    assert (history["valid_loss"][-1], history["valid_accuracy"][-1]) == evaluate(net, X, y)


def test_the_history_weighs_a_short_last_minibatch_by_its_size(data):
    X, y = data
    net = mlp([4, 3], seed=0)
    expected = evaluate(net, X, y)
    history = train(net, X, y, SGD(net, lr=0.0), epochs=1, batch_size=50, seed=0)
    np.testing.assert_allclose((history["loss"][0], history["accuracy"][0]), expected, rtol=1e-6)


def test_the_seed_decides_the_training(data):
    def run(seed):
        net = full_net()
        history = train(net, *data, SGD(net, lr=0.1, momentum=0.9), epochs=3, batch_size=16, seed=seed)
        return history, net.state()

    (first, state), (again, same_state), (other, _) = run(0), run(0), run(1)
    assert first == again
    assert same(state, same_state)
    assert first != other


def test_minibatches_hold_every_example_once():
    X, y = np.arange(20).reshape(10, 2), np.arange(10)
    batches = list(minibatches(X, y, 4, np.random.default_rng(0)))
    assert [len(labels) for _, labels in batches] == [4, 4, 2]
    assert sorted(np.concatenate([labels for _, labels in batches])) == list(range(10))
    assert all(np.array_equal(x, X[labels]) for x, labels in batches)


def test_the_global_generator_is_left_alone(data):
    np.random.seed(0)
    before = np.random.get_state()[1].copy()
    net = full_net()
    train(net, *data, SGD(net, lr=0.1), epochs=1, batch_size=16, seed=0)
    np.testing.assert_array_equal(np.random.get_state()[1], before)


def test_a_callback_sees_the_losses_and_may_stop(data):
    seen = []

    def stop_after_three(net, epoch, losses):
        seen.append((epoch, losses))
        return epoch == 2

    net = mlp([4, 3], seed=0)
    optimizer = SGD(net, lr=0.1)
    history = train(net, *data, optimizer, epochs=10, batch_size=40, seed=0, valid=data, callbacks=[stop_after_three])
    assert [epoch for epoch, _ in seen] == [0, 1, 2]
    assert seen[-1][1] == {name: values[-1] for name, values in history.items()}


def test_every_callback_is_called_even_if_the_first_stops(data):
    called = []
    net = mlp([4, 3], seed=0)
    callbacks = [lambda *_: True, lambda _net, epoch, _losses: called.append(epoch)]
    train(net, *data, SGD(net, lr=0.1), epochs=5, batch_size=40, seed=0, callbacks=callbacks)
    assert called == [0]


def test_steps_can_be_watched_before_and_after(data):
    net = mlp([4, 3], seed=0, dtype=np.float64)
    seen, weights, gradients = [], [net.state()["0.w"]], []

    def before_step(net, steps):
        seen.append(steps)
        gradients.append(net[0].w.grad.copy())

    def after_step(net, steps):
        seen.append(steps)
        weights.append(net.state()["0.w"])

    watch = {"before_step": before_step, "after_step": after_step}
    train(net, *data, SGD(net, lr=0.1), epochs=1, batch_size=40, seed=0, **watch)
    assert seen == [0, 1, 1, 2, 2, 3]
    np.testing.assert_allclose(np.diff(weights, axis=0), -0.1 * np.array(gradients))


def test_minibatches_are_augmented_and_the_data_is_not(data):
    X, y = data
    before = X.copy()
    net = mlp([4, 3], seed=0)
    shapes = []

    def noise(x, rng):
        shapes.append(x.shape)
        x += rng.normal(size=x.shape)
        return x

    train(net, X, y, SGD(net, lr=0.1), epochs=1, batch_size=50, seed=0, augment=noise)
    assert shapes == [(50, 4), (50, 4), (20, 4)]
    np.testing.assert_array_equal(X, before)


def test_the_progress_line_says_where_training_is(data):
    out = io.StringIO()
    show = progress_line(2, out)
    show(None, 0, {"loss": 1.5})
    show(None, 1, {"loss": 0.5})
    assert out.getvalue() == (
        "\repoch 1/2 [##########..........]  loss 1.5000\repoch 2/2 [####################]  loss 0.5000\n"
    )


def test_a_loss_that_is_not_finite_is_explained_when_asked(data):
    X, y = data
    net = mlp([4, 3], seed=0)
    net[0].w.value[0, 0] = np.nan
    with pytest.raises(ValueError, match="NaN appears first in parameter"):
        train(net, X, y, SGD(net, lr=0.1), epochs=1, batch_size=40, seed=0, check_finite=True)


def test_evaluation_does_not_depend_on_the_batch_size_and_changes_nothing(data):
    X, y = data
    net = full_net()
    before = net.state()
    np.testing.assert_allclose(evaluate(net, X, y, batch_size=7), evaluate(net, X, y), rtol=1e-5)
    np.testing.assert_allclose(predict(net, X, batch_size=7), net(X).value, rtol=1e-4, atol=1e-6)
    assert same(net.state(), before)


# Saving


def test_a_saved_network_comes_back(tmp_path, data):
    net, other = full_net(0), full_net(1)
    train(net, *data, SGD(net, lr=0.1), epochs=1, batch_size=16, seed=0)
    save(tmp_path / "net.npz", net)
    load(tmp_path / "net.npz", other)
    assert same(net.state(), other.state())
    assert evaluate(net, *data) == evaluate(other, *data)
    assert [path.name for path in tmp_path.iterdir()] == ["net.npz"]


def test_a_training_goes_on_as_if_nothing_had_happened(tmp_path, data):
    options = {"batch_size": 16, "seed": 5}

    def fresh(seed=0):
        net = full_net(seed)
        return net, SGD(net, lr=lambda step: 0.1 / (1 + step / 10), momentum=0.9)

    net, optimizer = fresh()
    train(net, *data, optimizer, epochs=4, **options)
    first, half = fresh()
    train(first, *data, half, epochs=2, **options)
    save(tmp_path / "half.npz", first, half)
    second, rest = fresh(seed=1)
    load(tmp_path / "half.npz", second, rest)
    train(second, *data, rest, epochs=2, first_epoch=2, **options)
    assert same(net.state(), second.state())
    assert optimizer.steps == rest.steps


def test_the_file_needs_no_pickle(tmp_path):
    net = full_net()
    save(tmp_path / "net.npz", net, SGD(net, lr=0.1, momentum=0.9))
    with np.load(tmp_path / "net.npz", allow_pickle=False) as file:
        assert all(file[name].dtype != object for name in file)


def test_a_save_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "net.npz"
    save(path, full_net(0))
    before = path.read_bytes()

    def fail(file, **_content):
        file.write(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(np, "savez", fail)
    with pytest.raises(OSError, match="disk full"):
        save(path, full_net(1))
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["net.npz"]
