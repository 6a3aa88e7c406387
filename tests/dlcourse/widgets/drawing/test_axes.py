"""Axes with marks on them: places, ticks, limits, the shape of every mark, and that every shape can be shown."""

import re

import numpy as np
import pytest

from dlcourse.plots import Figure
from dlcourse.widgets.drawing.axes import SHAPES, Axes, Scale, draw, short
from dlcourse.widgets.drawing.controls import ControlledPlot
from dlcourse.widgets.drawing.marks import Band, Bars, Image, Line, Points, VLine


def test_a_plain_scale_maps_its_limits_to_the_ends_and_has_round_ticks():
    scale = Scale((-2, 6), log=False)
    assert scale.parts([-2, 0, 6, np.nan]) == [0, 0.25, 1, None]
    assert scale.ticks() == [(0, -2), (0.25, 0), (0.5, 2), (0.75, 4), (1, 6)]


def test_a_log_scale_maps_powers_of_ten_evenly_and_draws_zero_below_its_end():
    scale = Scale((1e-4, 1), log=True)
    assert scale.parts([1e-4, 1e-2, 1]) == [0, 0.5, 1]
    assert scale.parts(0)[0] < 0
    assert [part for part, _ in scale.ticks()] == sorted(part for part, _ in scale.ticks())


def test_what_lies_far_outside_is_drawn_outside_but_not_at_infinity():
    assert Scale((0, 1), log=False).parts([1e9, -1e9, np.inf]) == [5, -5, 5]


def test_limits_follow_from_the_marks_unless_given():
    marks = [Line([0, 10], [1, np.inf]), Band([2, 3], [0, 0], [5, 6]), VLine(20)]
    low, high = Axes("x", "y", marks).limits("x")
    assert (low, high) == pytest.approx((-1, 21))
    assert Axes("x", "y", marks).limits("y") == pytest.approx((-0.3, 6.3))
    assert Axes("x", "y", marks, ylim=(0, 1)).limits("y") == (0, 1)
    assert Axes("x", "y", [Points([1, 100], [0, 0])], xlog=True).limits("x") == pytest.approx((1 / 1.5, 150))


def test_a_figure_and_a_browser_are_given_the_same_and_both_know_every_shape():
    script = str(ControlledPlot._esm)
    shapes = script[script.index("const SHAPES") : script.index("const SAMPLES")]
    known = set(re.findall(r"^  (\w+): \(", shapes, re.MULTILINE))
    assert known == set(SHAPES)


def test_marks_lie_in_a_figure_where_they_are_described():
    marks = [Line([0, 5, 10], [1, 4, 2], "a"), Points([5], [2], "b", 2), Bars([1, 3], [4, 2], "c"), VLine(5)]
    described = Axes("x", "y", [*marks, Image(np.eye(2))], (0, 10), (0, 4)).described()
    figure = Figure("caption", "alt")
    draw(described, figure, 111)
    [ax] = figure.axes
    line, points, vline = (artist.get_xydata().tolist() for artist in ax.lines)
    assert [[line], [points], [vline]] == [described["marks"][i]["outlines"] for i in (0, 1, 3)]
    assert [p.get_xy()[:-1].tolist() for p in ax.patches] == described["marks"][2]["outlines"]
    assert np.array_equal(ax.images[0].get_array(), 255 * np.eye(2))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b", "c"]
    assert [text.get_text() for text in ax.get_xticklabels()] == [text for _, text in described["xticks"]]


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e-5, "1e-5"), (0.001, "0.001"), (1, "1"), (1000, "1000"), (2e10, "2e10"), (0.316227, "0.316"), ("tanh", "tanh")],
)
def test_numbers_are_short(value, text):
    assert short(value) == text
