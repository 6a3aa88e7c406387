"""A loss under the microscope: what a difference quotient sees at each width, and how wrong it is.

Read top to bottom, this module lets you

* compute a loss near one weight in float32 or float64, so close that its rounding shows as stairs;
* compare the error of the quotient with what Taylor and what rounding allow it.
"""

import numpy as np

from dlcourse.backprop import difference_error
from dlcourse.engine.graph import logistic
from dlcourse.widgets.drawing.axes import Axes
from dlcourse.widgets.drawing.controls import Control, ControlledPlot
from dlcourse.widgets.drawing.marks import Line, Points

WIDTHS = 10.0 ** np.arange(0, -16.25, -0.25)
PRECISIONS = {"float64": np.float64, "float32": np.float32}
W = 1.0  # where we look


def loss(w):
    """The logistic loss log(1 + e^w), in the precision of w."""
    return np.log(1 + np.exp(w))


def slopes(w):
    """Its first three derivatives, from the sigmoid p: p, p (1 - p), p (1 - p) (1 - 2 p)."""
    p = logistic(w)
    return p, p * (1 - p), p * (1 - p) * (1 - 2 * p)


def allowed(h, precision, *, central):
    """The relative errors that Taylor's next term and the rounding of the loss bring into a quotient of width h.

    Griewank and Walther 2008, section 1.1: h |C''| / 2 and 2 eps C / h forward, h^2 |C'''| / 6 and eps C / h central,
    where eps, half the distance of two neighboring floats at 1, is what rounding may move a number by, relatively.
    """
    first, second, third = slopes(W)
    eps = np.finfo(precision).eps / 2
    if central:
        return h**2 * abs(third) / 6 / first, eps * loss(W) / h / first
    return h * second / 2 / first, 2 * eps * loss(W) / h / first


def seen(h, precision):
    """The loss around W in the microscope: places -2 ... 2 in units of h, and C(W + place h) - C(W) in the same."""
    places = np.linspace(-2, 2, 401)
    w = precision(W)
    rise = loss(w + (places * h).astype(precision)) - loss(w)
    return places, rise.astype(float) / h


def errors(precision, *, central):
    """The relative error of the quotient at each of the WIDTHS."""
    return np.array([_error(h, precision, central) for h in WIDTHS])


def _error(h, precision, central):
    w, h = precision(W), precision(h)
    return difference_error(loss, w, precision(1), slopes(W)[0], h, central=central)


def describe(h, precision, central, error):
    """In words: the quotient at this width, and whether the curve or the rounding spoils it."""
    taylor, rounding = allowed(h, precision, central=central)
    cause = "the curve bends within the width" if taylor > rounding else "the loss is rounded"
    kind = "central" if central else "forward"
    digits = int(max(0, np.floor(-np.log10(max(error, 1e-16)))))
    right = "no digit is right" if not digits else f"{digits} digit{'s are' if digits > 1 else ' is'} right"
    return (
        f"A {kind} difference of width {h:.2g} in {precision.__name__} is wrong by a part of {error:.1g} ({right}). "
        f"What limits it here is that {cause}."
    )


class DifferenceMicroscope(ControlledPlot):
    """Choose the width of a difference, the kind, and the precision."""

    name = "A loss under the microscope"
    alt = (
        "On the left a loss near one weight, magnified by the width of the difference; on the right the error of the "
        "difference quotient for all widths, a U."
    )
    controls = (
        Control("h", "width h", list(WIDTHS), 1e-5),
        Control("kind", "difference", ["central", "forward"]),
        Control("precision", "precision", list(PRECISIONS)),
    )

    def render(self, h, kind, precision):
        """The loss as this width sees it, and the error for all widths."""
        precision, central = PRECISIONS[precision], kind == "central"
        places, rise = seen(h, precision)
        ends = np.array([-1.0, 1.0]) if central else np.array([0.0, 1.0])
        heights = np.interp(ends, places, rise)
        slope = slopes(W)[0]
        lens = Axes(
            "(w - 1) / h",
            "(C(w) - C(1)) / h",
            [
                Line(places, rise, "the loss, as computed"),
                Line(places, slope * places, "its true slope", 3),
                Points(ends, heights, "the difference", 1),
            ],
            xlim=(-2, 2),
            ylim=(-2, 2),
        )
        error = errors(precision, central=central)
        found = error[np.argmin(np.abs(WIDTHS - h))]
        taylor, rounding = allowed(WIDTHS, precision, central=central)
        curve = Axes(
            "width h",
            "relative error",
            [
                Line(WIDTHS, taylor, "from the bend", 2),
                Line(WIDTHS, rounding, "from rounding", 3),
                Points(WIDTHS, np.maximum(error, 1e-17), "measured"),
                Points([h], [max(found, 1e-17)], "here", 1),
            ],
            xlim=(WIDTHS[-1] / 2, 2),
            ylim=(1e-13, 10),
            xlog=True,
            ylog=True,
        )
        return [lens, curve], describe(h, precision, central, found)
