"""The mathematics of chapter 1, and the effects that it claims, over seeds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlcourse import data
from dlcourse import gradient_descent as gd

seeds = st.integers(0, 2**32 - 1)


def drawn(seed, n=7, d=3):
    rng = np.random.default_rng(seed)
    return rng.normal(size=d), rng.normal(size=(n, d)), rng.normal(size=n)


@given(seeds)
def test_both_gradients_are_the_slopes_of_their_losses(seed):
    w, X, y = drawn(seed)
    for loss_and_grad, target in ((gd.mse_loss_and_grad, y), (gd.logistic_loss_and_grad, (y > 0).astype(float))):
        numerical = gd.numerical_grad(lambda v, f=loss_and_grad, t=target: f(v, X, t)[0], w)
        assert np.allclose(loss_and_grad(w, X, target)[1], numerical, atol=1e-7)


@given(seeds)
def test_both_losses_and_gradients_are_those_of_torch(seed):
    import torch

    w, X, y = drawn(seed)
    labels = (y > 0).astype(float)
    t = torch.tensor(w, requires_grad=True)
    outputs = torch.as_tensor(X) @ t
    for loss, (value, grad) in (
        (0.5 * torch.nn.functional.mse_loss(outputs, torch.as_tensor(y)), gd.mse_loss_and_grad(w, X, y)),
        (
            torch.nn.functional.binary_cross_entropy_with_logits(outputs, torch.as_tensor(labels)),
            gd.logistic_loss_and_grad(w, X, labels),
        ),
    ):
        (expected,) = torch.autograd.grad(loss, t, retain_graph=True)
        assert abs(float(loss.detach()) - value) < 1e-12
        assert np.abs(expected.numpy() - grad).max() < 1e-12


def test_logistic_loss_survives_large_inputs():
    loss, grad = gd.logistic_loss_and_grad(np.array([1000.0]), np.array([[1.0], [-1.0]]), np.array([0.0, 1.0]))
    assert loss == pytest.approx(1000)
    assert np.isfinite(grad).all()


@given(seeds, st.sampled_from([0.5, 0.95, 0.99]))
def test_below_the_threshold_descent_converges(seed, part):
    _, X, y = drawn(seed, n=30)
    losses, _ = gd.descend(lambda w: gd.mse_loss_and_grad(w, X, y), np.zeros(3), part * gd.max_stable_lr(X), 100)
    assert np.all(np.diff(losses) <= 1e-12)


@given(seeds, st.sampled_from([1.01, 1.05, 1.5]))
def test_above_the_threshold_descent_diverges(seed, part):
    w, X, y = drawn(seed, n=30)
    losses, _ = gd.descend(
        lambda w: gd.mse_loss_and_grad(w, X, y), w, part * gd.max_stable_lr(X), 3000 if part < 1.02 else 500
    )
    assert losses[-1] > losses[0]


@pytest.mark.parametrize("part", [0.5, 0.99, 1.0, 1.01, 1.1])
def test_each_step_multiplies_the_distance_by_one_minus_lr_times_curvature(part):
    path = gd.gd_path(np.diag([1.0, 10.0]), np.zeros(2), np.array([10.0, 1.0]), part * 0.2, 200)
    assert abs(path[-1, 1]) == pytest.approx(abs(1 - 2 * part) ** 200, rel=1e-9, abs=1e-300)


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
@pytest.mark.parametrize(("part", "converges"), [(0.99, True), (1.01, False)])
def test_momentum_moves_the_threshold_to_two_times_one_plus_beta(beta, part, converges):
    steps = gd.steps_to_converge(np.array([10.0]), part * 2 * (1 + beta) / 10, beta, max_steps=3000)
    assert (steps is not None) is converges


def test_the_gain_of_momentum_grows_as_the_root_of_the_condition_number():
    gains = []
    for kappa in (10, 100, 1000, 10_000):
        curvatures = np.array([1.0, kappa])
        plain = gd.steps_to_converge(curvatures, 2 / (1 + kappa))
        heavy = gd.steps_to_converge(curvatures, *gd.best_momentum(1, kappa))
        gains.append(plain / heavy)
    slope = np.polyfit(np.log([10, 100, 1000, 10_000]), np.log(gains), 1)[0]
    assert 0.4 < slope < 0.6


def test_the_constants_that_everyone_copies_are_slower_than_plain_descent_in_a_round_valley():
    curvatures = np.array([1.0, 10.0])
    assert gd.steps_to_converge(curvatures, 1 / 10, 0.9) > 2 * gd.steps_to_converge(curvatures, 2 / 11)


def test_the_threshold_of_the_diabetes_data_is_the_one_in_the_text():
    X, y = data.diabetes()
    threshold = gd.max_stable_lr(X)
    assert threshold == pytest.approx(0.49699, abs=5e-6)
    ends = [
        gd.descend(lambda w: gd.mse_loss_and_grad(w, X, y), np.zeros(10), p * threshold, 100)[0][-1]
        for p in (0.95, 1.01)
    ]
    assert ends[0] == pytest.approx(0.242, abs=1e-4)
    assert ends[1] > 8


@pytest.mark.parametrize("seed", range(5))
def test_the_noise_of_a_minibatch_falls_as_one_over_its_size(seed):
    X, y = data.diabetes()
    scaled = [B * gd.gradient_noise(np.zeros(10), X, y, B, 1000, seed) for B in (1, 4, 16, 64)]
    assert max(scaled) / min(scaled) < 1.3


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_the_noise_floor_falls_with_the_batch_and_with_the_learning_rate(seed):
    X, y = data.diabetes()
    by_batch = [gd.noise_floor(X, y, 0.05, B, 3000, seed) for B in (1, 4, 16, 64)]
    ratios = np.array(by_batch[:-1]) / by_batch[1:]
    assert np.all((ratios > 2.5) & (ratios < 8))
    constant, small, decaying = (gd.noise_floor(X, y, lr, 4, 6000, seed) for lr in (0.1, 0.01, gd.decayed(0.1, 200)))
    assert constant > 5 * small > 5 * decaying


@given(st.integers(0, 300), st.integers(1, 50), seeds)
def test_an_epoch_visits_each_example_once(n, batch_size, seed):
    batches = gd.minibatch_indices(n, batch_size, seed)
    assert sorted(np.concatenate([*batches, []])) == list(range(n))
    assert all(len(b) == batch_size for b in batches[:-1])


@pytest.mark.parametrize("seed", range(5))
def test_minibatch_descent_comes_near_the_least_squares_solution(seed):
    X, y = data.diabetes()
    losses, w = gd.sgd(X, y, np.zeros(10), gd.decayed(0.1, 100), 16, epochs=20, seed=seed)
    best, _ = gd.mse_loss_and_grad(np.linalg.lstsq(X, y, rcond=None)[0], X, y)
    assert len(losses) == 21
    assert losses[-1] == pytest.approx(gd.mse_loss_and_grad(w, X, y)[0])
    assert losses[-1] < 1.02 * best < losses[0]
    assert np.array_equal(losses, gd.sgd(X, y, np.zeros(10), gd.decayed(0.1, 100), 16, epochs=20, seed=seed)[0])


def test_without_momentum_the_path_is_that_of_plain_descent():
    w, X, _ = drawn(0)
    assert np.allclose(gd.momentum_path(X, w, 0.1, 0.0), w - 0.1 * np.vstack([0 * w, np.cumsum(X, axis=0)]))


def test_a_schedule_has_half_its_rate_where_it_says():
    schedule = gd.decayed(0.1, 200)
    assert (schedule(0), schedule(200)) == (0.1, 0.05)


def test_arguments_are_left_alone():
    w, X, y = drawn(1)
    kept = w.copy()
    gd.descend(lambda v: gd.mse_loss_and_grad(v, X, y), w, 0.1, 5)
    gd.sgd(X, y, w, 0.1, 2, 2, 0)
    assert np.array_equal(w, kept)


def test_a_plane_separates_the_threes_from_the_eights_of_chapter_1():
    images, labels = data.digits()
    chosen = (labels == 3) | (labels == 8)
    X = np.column_stack([images[chosen].reshape(-1, 64), np.ones(chosen.sum())])
    sides = np.where(labels[chosen] == 8, 1, -1)
    w = np.zeros(65)
    for _ in range(20):  # the perceptron (Rosenblatt 1958) ends only where there is such a plane
        for x, side in zip(X, sides, strict=True):
            w += side * x * (side * (x @ w) <= 0)
    assert (sides * (X @ w) > 0).all()
