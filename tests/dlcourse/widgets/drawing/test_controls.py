"""Plots that follow controls, without a browser: where the controls are, and what follows them."""

import numpy as np
import pytest
import traitlets

from dlcourse.widgets.drawing.axes import Axes
from dlcourse.widgets.drawing.controls import Control, ControlledPlot
from dlcourse.widgets.drawing.marks import Line, Points
from tests.static_form import assert_static_form


class Wave(ControlledPlot):
    """A wave and its samples."""

    name, alt = "Wave", "A sine wave over one second."
    controls = (Control("cycles", "cycles a second", [1, 2, 3], 2), Control("kind", "kind", ["sine", "cosine"]))

    def render(self, cycles, kind):
        x = np.linspace(0, 1, 50)
        y = getattr(np, kind[:3])(2 * np.pi * cycles * x)
        return [Axes("seconds", "height", [Line(x, y, "wave"), Points(x[::7], y[::7])])], f"{cycles} of {kind}."


def test_controls_begin_where_they_are_told_to():
    assert Wave().values == {"cycles": 2, "kind": "sine"}
    wave = Wave(cycles=3, kind="cosine")
    assert wave.positions == [2, 1]
    assert wave.summary == "3 of cosine."


def test_a_number_finds_the_nearest_value():
    assert Wave(cycles=2.9).values["cycles"] == 3


def test_moving_a_control_changes_axes_and_summary():
    wave = Wave(cycles=1)
    before = wave.axes
    wave.positions = [1, 0]
    assert wave.axes != before
    assert wave.summary == "2 of sine."


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"cycle": 1}, "Wave has no control cycle, but cycles, kind"),
        ({"cycles": 4}, "cycles must be a number from 1 to 3, not 4"),
        ({"cycles": "two"}, "cycles must be a number from 1 to 3, not 'two'"),
        ({"cycles": float("nan")}, "cycles must be a number"),
        ({"kind": "square"}, "kind must be one of sine, cosine, not 'square'"),
    ],
)
def test_a_value_that_no_control_has_is_refused_by_name(values, words):
    with pytest.raises(ValueError, match=words):
        Wave(**values)


@pytest.mark.parametrize("positions", [[], [0], [3, 0], [0, -1], [0, 0, 0]])
def test_positions_beyond_the_ends_are_refused_and_nothing_changes(positions):
    wave = Wave()
    with pytest.raises(traitlets.TraitError, match="positions must be 2 numbers"):
        wave.positions = positions
    assert wave.values == {"cycles": 2, "kind": "sine"}


def test_without_a_front_end_it_is_a_figure_with_alt_text_and_a_sentence():
    assert_static_form(Wave(), "A sine wave")
