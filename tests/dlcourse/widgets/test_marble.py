"""Marble in a valley without a browser: its path, its words, its static form."""

import numpy as np
import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st

from dlcourse.gradient_descent import gd_path, momentum_path
from dlcourse.widgets import Marble
from dlcourse.widgets.marble import marble_path, step_factor, verdict
from tests.static_form import assert_static_form


def test_without_momentum_the_path_is_gd_path():
    path = gd_path(np.diag([1.0, 10.0]), np.zeros(2), [-2.0, 1.0], 0.15, 60)
    np.testing.assert_array_equal(Marble(lr=0.15, kappa=10, start=(-2, 1)).path, path)


def test_with_momentum_the_path_is_that_of_momentum_path_on_the_gradients_it_meets():
    path = marble_path((-2, 1), 0.15, 10, 0.8)
    np.testing.assert_allclose(momentum_path(path[:-1] * [1, 10], [-2, 1], 0.15, 0.8), path, rtol=1e-9)


@given(lr=st.floats(0.001, 3), curvature=st.floats(1, 100))
def test_without_momentum_a_step_multiplies_by_1_minus_lr_times_curvature(lr, curvature):
    assert step_factor(lr, curvature) == pytest.approx(abs(1 - lr * curvature), abs=1e-12)


@pytest.mark.parametrize("kappa", [1, 10, 64])
@pytest.mark.parametrize("beta", [0, 0.5, 0.9])
def test_the_verdict_changes_at_the_threshold(kappa, beta):
    threshold = 2 * (1 + beta) / kappa
    assert verdict((-2, 1), 0.99 * threshold, kappa, beta) == "converges"
    assert verdict((-2, 1), 1.01 * threshold, kappa, beta) == "diverges"
    assert verdict((-2, 1), threshold, kappa) == ("diverges" if beta else "never settles")


def test_a_coordinate_that_starts_at_zero_cannot_diverge():
    assert verdict((-2, 0), 0.21, 10) == "converges"
    assert verdict((0, 0), 3, 100) == "converges"


def test_the_summary_follows_what_is_set():
    marble = Marble()
    assert "the path converges; the loss falls from 7 to" in marble.summary
    marble.lr = 0.21
    assert "the path diverges; the learning rate is above 2 / lambda_max = 0.2" in marble.summary
    marble.beta = 0.5
    assert "momentum 0.5" in marble.summary
    assert "converges" in marble.summary


@pytest.mark.parametrize("beyond", [{"lr": 3.1}, {"lr": 0}, {"kappa": 0.5}, {"beta": 1}, {"start": (3, 0)}])
def test_what_the_picture_cannot_show_is_refused(beyond):
    with pytest.raises(traitlets.TraitError):
        Marble(**beyond)


def test_the_fastest_divergence_stays_within_the_floats():
    extreme = Marble(lr=3, kappa=100, start=(2.4, 1.6), beta=0.99)
    assert np.isfinite(extreme.path).all()
    assert "inf" not in extreme.summary


def test_without_a_front_end_it_is_a_figure_with_alt_text_and_a_sentence():
    marble = Marble(lr=0.21)
    assert_static_form(marble, "Left, contours")
