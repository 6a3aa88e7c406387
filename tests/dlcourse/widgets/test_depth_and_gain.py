"""The deep network to choose, without a browser: the measured norms, their prediction, the words."""

import numpy as np
import pytest

from dlcourse.widgets import DepthAndGain
from dlcourse.widgets.depth_and_gain import KINDS, measure
from tests.static_form import assert_static_form


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("gain", [0.5, 1.0, 2.0])
def test_the_prediction_from_the_slopes_is_right_within_a_few_percent_a_layer(kind, gain, seed):
    norms, predicted = measure(20, gain, kind, seed)
    assert norms[-1] == predicted[-1] == 1
    factor = (norms[0] / predicted[0]) ** (1 / 19)
    assert factor == pytest.approx(1, abs=0.08)


@pytest.mark.parametrize("seed", range(5))
def test_the_sizes_that_keep_the_gradient_are_those_of_he_and_glorot(seed):
    for kind, gain in (("relu", np.sqrt(2)), ("tanh", 1.0)):
        at, above, below = (measure(30, factor * gain, kind, seed)[0][0] for factor in (1, 2, 0.5))
        assert 0.003 < at < 30
        assert above > 100 * at
        assert below < at / 100


def test_the_summary_names_what_happens():
    network = DepthAndGain(depth=30, gain=1, kind="sigmoid")
    assert network.summary.startswith("30 layers of sigmoid, weights of size 1: the gradient vanishes.")
    assert "a factor of 0.2" in network.summary
    assert "the gradient arrives" in DepthAndGain(kind="relu", gain=2**0.5).summary
    assert "the gradient explodes" in DepthAndGain(kind="relu", gain=4).summary


def test_each_layer_is_measured_and_predicted():
    [ax] = DepthAndGain(depth=7).axes
    assert [(mark["label"], len(*mark["outlines"])) for mark in ax["marks"]] == [("measured", 7), ("predicted", 7)]


def test_every_setting_stays_within_the_floats_and_within_the_axes():
    for kind in KINDS:
        for gain in (0.1, 10**1.3):
            network = DepthAndGain(depth=40, gain=gain, kind=kind)
            assert all(0 < y < 1 for mark in network.axes[0]["marks"] for line in mark["outlines"] for _, y in line)
            assert "nan" not in network.summary


@pytest.mark.parametrize("beyond", [{"depth": 1}, {"depth": 41}, {"gain": 0}, {"gain": 21}, {"kind": "step"}])
def test_what_the_picture_cannot_show_is_refused(beyond):
    with pytest.raises(ValueError, match=f"{next(iter(beyond))} must be"):
        DepthAndGain(**beyond)


def test_without_a_front_end_it_is_a_figure_with_alt_text_and_a_sentence():
    network = DepthAndGain()
    assert_static_form(network, "The norm of the gradient at each layer")
