"""The loss under the microscope, without a browser: its derivatives, the two errors, the words."""

import numpy as np
import pytest
import torch

from dlcourse.widgets import DifferenceMicroscope
from dlcourse.widgets.difference_microscope import PRECISIONS, WIDTHS, W, allowed, errors, loss, seen, slopes
from tests.static_form import assert_static_form


def test_the_derivatives_are_those_of_torch():
    w = torch.tensor(W, dtype=torch.float64, requires_grad=True)
    y = torch.nn.functional.softplus(w)
    assert y.item() == pytest.approx(loss(np.float64(W)), rel=1e-14)
    for slope in slopes(W):
        [y] = torch.autograd.grad(y, w, create_graph=True)
        assert y.item() == pytest.approx(slope, rel=1e-12)


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("central", [False, True])
def test_the_two_causes_account_for_the_error(precision, central):
    found = errors(PRECISIONS[precision], central=central)
    taylor, rounding = allowed(WIDTHS, PRECISIONS[precision], central=central)
    assert np.all(found <= np.maximum(1.0, 4 * (taylor + rounding)))
    bent = (taylor > 30 * rounding) & (WIDTHS < 0.1)
    assert bent.any()
    np.testing.assert_allclose(found[bent], taylor[bent], rtol=0.1)


def test_the_best_width_is_where_the_two_causes_meet():
    best = {
        (precision, central): WIDTHS[np.argmin(errors(PRECISIONS[precision], central=central))]
        for precision in PRECISIONS
        for central in (False, True)
    }
    assert 1e-6 < best["float64", True] < 1e-4
    assert 1e-9 < best["float64", False] < 1e-7
    assert best["float32", True] > 1e-3


def test_close_enough_the_loss_is_a_staircase_and_from_afar_a_curve():
    assert len(np.unique(seen(1e-15, np.float64)[1])) < 20
    places, rise = seen(1.0, np.float64)
    assert np.all(np.diff(rise, 2) > 0)
    assert rise[len(places) // 2] == 0


def test_the_summary_names_the_cause():
    assert "that the loss is rounded" in DifferenceMicroscope(h=1e-12).summary
    assert "that the curve bends" in DifferenceMicroscope(h=0.1).summary
    assert "(no digit is right)" in DifferenceMicroscope(h=1e-16).summary
    assert (
        "forward difference of width 0.01 in float32"
        in DifferenceMicroscope(h=0.01, kind="forward", precision="float32").summary
    )


def test_without_a_front_end_it_is_a_figure_with_alt_text_and_a_sentence():
    assert_static_form(DifferenceMicroscope(), "On the left a loss near one weight")
