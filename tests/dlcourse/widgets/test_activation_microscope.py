"""The slopes that a layer meets, without a browser: the slopes, the saturated units, the factor, the words."""

from itertools import product
from statistics import NormalDist

import numpy as np
import pytest
import torch

from dlcourse.vanishing_gradients import activation, rms
from dlcourse.widgets import ActivationMicroscope
from dlcourse.widgets.activation_microscope import LARGEST, edges, saturated_share, shares, slopes_met
from dlcourse.widgets.drawing.axes import along
from tests.static_form import assert_static_form

PLACES = [(0, 1), (1, 0.5), (-2, 3), (4, 16), (0, 0.1)]


@pytest.mark.parametrize("kind", LARGEST)
@pytest.mark.parametrize(("mean", "sd"), PLACES)
def test_the_rms_slope_is_that_of_random_units_by_torch(kind, mean, sd):
    for seed in range(5):
        noise = torch.randn(100_000, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
        z = (mean + sd * noise).requires_grad_()
        [slopes] = torch.autograd.grad(getattr(torch, kind)(z).sum(), z)
        assert rms(slopes_met(kind, mean, sd)) == pytest.approx(rms(slopes.numpy()), rel=0.03, abs=0.003)


@pytest.mark.parametrize("kind", LARGEST)
@pytest.mark.parametrize(("mean", "sd"), PLACES)
def test_the_saturated_share_is_the_probability_beyond_the_edges(kind, mean, sd):
    z, places = NormalDist(mean, sd), edges(kind)
    beyond = z.cdf(places[0]) + (1 - z.cdf(places[1]) if len(places) == 2 else 0)
    assert saturated_share(kind, slopes_met(kind, mean, sd)) == pytest.approx(beyond, abs=1e-3)


@pytest.mark.parametrize("kind", ["sigmoid", "tanh"])
def test_at_the_edges_the_slope_is_a_tenth_of_the_largest(kind):
    assert activation(np.array(edges(kind)), kind)[1] == pytest.approx([LARGEST[kind] / 10] * 2)
    assert activation(np.linspace(-5, 5, 1001), kind)[1].max() == pytest.approx(LARGEST[kind])


@pytest.mark.parametrize(("kind", "mean", "sd"), list(product(LARGEST, (-4, 0, 4), (0.1, 1, 16))))
def test_each_unit_is_in_one_bin_and_the_first_two_hold_the_saturated(kind, mean, sd):
    slopes = slopes_met(kind, mean, sd)
    parts, heights = shares(kind, slopes)
    assert heights.sum() == pytest.approx(1)
    assert heights[parts < 0.1].sum() == pytest.approx(saturated_share(kind, slopes), abs=1e-12)


def test_narrow_inputs_meet_the_largest_slope_and_wide_ones_far_less():
    assert rms(slopes_met("sigmoid", 0, 0.1)) == pytest.approx(0.25, rel=0.01)
    # E slope^2 tends to the integral of slope^2, which is 1/6, times the density at 0.
    wide = np.sqrt(1 / 6 / (16 * np.sqrt(2 * np.pi)))
    assert rms(slopes_met("sigmoid", 0, 16)) == pytest.approx(wide, rel=0.02)


def test_relu_does_not_mind_the_size_of_its_inputs():
    for sd in (0.1, 1, 16):
        assert rms(slopes_met("relu", 0, sd)) == pytest.approx(np.sqrt(1 / 2))


def test_the_summary_has_the_share_the_rms_slope_and_the_factor():
    summary = ActivationMicroscope(kind="relu", sd=2).summary
    assert "50.0 % of the units are saturated" in summary
    assert "The rms slope is 0.707; the largest is 1." in summary
    assert summary.endswith("the factor of the layer is 1.41.")


@pytest.mark.parametrize(("kind", "mean", "sd"), list(product(LARGEST, (-4, 4), (0.1, 16))))
def test_the_ends_of_the_controls_are_finite(kind, mean, sd):
    picture = ActivationMicroscope(kind=kind, mean=mean, sd=sd)
    assert "nan" not in picture.summary
    for ax in picture.render(**picture.values)[0]:
        for mark in ax.marks:
            assert all(np.isfinite(getattr(mark, name)).all() for of in "xy" for name in along(mark, of))


def test_without_a_front_end_it_is_a_figure_with_alt_text_and_a_sentence():
    assert_static_form(ActivationMicroscope(), "On the left the slope of an activation")
