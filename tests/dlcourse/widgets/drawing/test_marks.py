"""Every kind of mark: its shape in parts of the axes, sent and drawn."""

import base64
import io
import json

import numpy as np
import PIL.Image

from dlcourse.widgets.drawing.axes import Axes
from dlcourse.widgets.drawing.controls import Control, ControlledPlot
from dlcourse.widgets.drawing.marks import Band, Bars, Image, Line, Points, VLine
from tests.static_form import assert_static_form


def test_every_mark_can_be_sent_and_drawn():
    x = [1, 2, 3]
    marks = [
        Line(x, x, "a"),
        Points(x, x, "b", 1),
        Bars(x, x, "c", 2, 0.5),
        Band(x, x, [2, 3, 4], "d", 3),
        VLine(2, "e"),
    ]
    for ylog in (False, True):
        ax = Axes("x", "y", marks, ylog=ylog)
        sent = json.loads(json.dumps(ax.described()))
        assert [mark["shape"] for mark in sent["marks"]] == ["line", "marker", "area", "area", "line"]
        assert [len(mark["outlines"]) for mark in sent["marks"]] == [1, 1, 3, 1, 1]

        class Still(ControlledPlot):
            name, alt = "Still", "All kinds of marks."
            controls = (Control("n", "n", [1, 2]),)

            def render(self, n, ax=ax):
                return [ax] * n, f"{n} axes."

        assert_static_form(Still(n=2), "All kinds of marks.")


def test_each_mark_is_its_outlines_in_parts_of_the_axes():
    def shape(mark, ylog=False):
        ax = Axes("x", "y", [mark], (0, 10), (1, 100) if ylog else (0, 4), ylog=ylog)
        [found] = ax.described()["marks"]
        return found["outlines"]

    assert shape(Line([0, 5, 10], [1, np.nan, 2])) == [[[0, 0.25], [1, 0.5]]]
    assert shape(Points([5], [2])) == [[[0.5, 0.5]]]
    assert shape(Bars([1, 3], [4, 2], width=2)) == [
        [[0, 0], [0, 1], [0.2, 1], [0.2, 0]],
        [[0.2, 0], [0.2, 0.5], [0.4, 0.5], [0.4, 0]],
    ]
    assert shape(Band([0, 10], [1, 1], [2, 3])) == [[[0, 0.25], [1, 0.25], [1, 0.75], [0, 0.5]]]
    assert shape(VLine(5)) == [[[0.5, 0], [0.5, 1]]]
    [[bottom, top, *_]] = shape(Bars([5], [10], width=2), ylog=True)
    assert bottom[1] < 0  # a bar of a log axis stands on its lower end
    assert top[1] == 0.5


def test_an_image_keeps_its_pixels_and_bare_axes_have_no_ticks():
    pixels = np.array([[0, 0.5, 1], [1, 2, -1]])
    sent = Axes("six pixels", "", [Image(pixels)], xlim=(0, 3), ylim=(0, 2), bare=True).described()
    [mark] = sent["marks"]
    assert (mark["outlines"], sent["xticks"], sent["yticks"]) == ([[[0, 0], [1, 1]]], [], [])
    file = io.BytesIO(base64.b64decode(mark["address"].removeprefix("data:image/png;base64,")))
    assert np.array_equal(PIL.Image.open(file), [[0, 127, 255], [255, 255, 0]])
