"""The noise of a minibatch, without a browser: the scatter, the run, the floor, the words."""

import numpy as np
import pytest

from dlcourse import gradient_descent as gd
from dlcourse.widgets import BatchThermometer
from dlcourse.widgets.batch_thermometer import (
    BATCH_SIZES,
    BEST,
    HESSIAN,
    RATES,
    STEPS,
    X,
    Y,
    excess_losses,
    predicted_floor,
    scattered,
)
from tests.static_form import assert_static_form

SEEDS = range(6)


def measured_floor(lr, batch_size, seed):
    return excess_losses(lr, batch_size, seed)[STEPS // 2 :].mean()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("lr", "batch_size"), [(0.01, 1), (0.04, 4), (0.64, 16), (0.08, 256)])
def test_the_run_is_that_of_the_chapter(lr, batch_size, seed):
    excess = excess_losses(lr, batch_size, seed, steps=400)
    assert excess[301:].mean() == pytest.approx(gd.noise_floor(X, Y, lr, batch_size, 400, seed), rel=1e-9)
    start, _ = gd.mse_loss_and_grad(np.zeros(2), X, Y)
    least, slope = gd.mse_loss_and_grad(BEST, X, Y)
    np.testing.assert_allclose(slope, 0, atol=1e-12)
    assert excess[0] == pytest.approx(start - least)


@pytest.mark.parametrize("batch_size", BATCH_SIZES)
def test_the_scatter_is_the_chapters_gradient_noise(batch_size):
    for seed in SEEDS:
        distance = np.mean(np.sum(scattered(batch_size, seed) ** 2, axis=1))
        assert distance == pytest.approx(gd.gradient_noise(BEST, X, Y, batch_size, 200, seed))


def test_the_floor_is_a_quarter_of_the_learning_rate_times_the_gradient_noise():
    noise = np.mean([gd.gradient_noise(BEST, X, Y, 8, 1000, seed) for seed in SEEDS])
    assert predicted_floor(0.02, 8) == pytest.approx(0.02 * noise / 4, rel=0.05)
    assert predicted_floor(0.04, 16) == pytest.approx(predicted_floor(0.02, 8))


def test_for_a_small_learning_rate_it_is_the_solution_of_the_stationary_equation():
    lr, batch_size = 1e-4, 4
    gradients = X * (X @ BEST - Y)[:, None]
    covariance = gradients.T @ gradients / len(Y) / batch_size
    one = np.eye(2) - lr * HESSIAN
    S = np.linalg.solve(np.eye(4) - np.kron(one, one), lr**2 * covariance.ravel()).reshape(2, 2)
    assert predicted_floor(lr, batch_size) == pytest.approx(np.trace(HESSIAN @ S) / 2, rel=1e-3)


@pytest.mark.parametrize("lr", [0.01, 0.02, 0.04, 0.08])
@pytest.mark.parametrize("batch_size", BATCH_SIZES)
def test_small_learning_rates_come_to_rest_at_the_predicted_floor(lr, batch_size):
    parts = np.array([measured_floor(lr, batch_size, seed) for seed in SEEDS]) / predicted_floor(lr, batch_size)
    # Distances forget in about 1 / lr steps, so 1000 steps at 0.01 hold ten independent ones.
    assert np.all((parts > 0.4) & (parts < 2.5))
    assert 0.75 < parts.mean() < 1.33


def test_large_learning_rates_lie_above_it():
    for batch_size in (1, 256):
        assert np.mean([measured_floor(0.64, batch_size, seed) for seed in SEEDS]) > 1.3 * predicted_floor(
            0.64, batch_size
        )


@pytest.mark.parametrize("lr", [RATES[0], RATES[-1]])
@pytest.mark.parametrize("batch_size", [BATCH_SIZES[0], BATCH_SIZES[-1]])
def test_the_ends_of_the_controls_are_finite_and_within_the_axes(lr, batch_size):
    picture = BatchThermometer(lr=lr, batch_size=batch_size)
    assert f"Minibatches of {batch_size}, learning rate {lr:g}" in picture.summary
    assert "nan" not in picture.summary
    assert "inf" not in picture.summary
    for ax in picture.axes:
        for mark in ax["marks"]:
            assert all(0 <= part <= 1 for outline in mark["outlines"] for place in outline for part in place)


def test_the_same_values_give_the_same_picture():
    assert BatchThermometer(batch_size=2).axes == BatchThermometer(batch_size=2).axes


def test_without_a_front_end_it_is_a_figure_with_alt_text_and_a_sentence():
    assert_static_form(BatchThermometer(), "On the left minibatch gradients")
