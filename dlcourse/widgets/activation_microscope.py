"""The slopes that a layer's units meet: an activation, the distribution of what goes into it, and what comes of both.

Read top to bottom, this module lets you

* take the slope of an activation at pre-activations of any mean and standard deviation;
* count the saturated units, and turn the rms slope into the factor of a layer.
"""

from statistics import NormalDist

import numpy as np

from dlcourse.vanishing_gradients import activation, predicted_shrink, rms
from dlcourse.widgets.drawing.axes import Axes
from dlcourse.widgets.drawing.controls import Control, ControlledPlot
from dlcourse.widgets.drawing.marks import Band, Bars, Line, VLine

LARGEST = {"sigmoid": 1 / 4, "tanh": 1.0, "relu": 1.0}  # slope
SATURATED = 0.1  # a unit is saturated where its slope is below this part of the largest
BIN = 0.05
# Evenly spaced quantiles of the normal distribution stand for the units of a layer: no chance in what they show.
UNITS = np.array([NormalDist().inv_cdf((i + 0.5) / 4000) for i in range(4000)])


def slopes_met(kind, mean, sd):
    """The slopes (4000,) of the activation at normal pre-activations, each as likely as the others."""
    return activation(mean + sd * UNITS, kind)[1]


def saturated_share(kind, slopes):
    """The part of the units whose slope is below a tenth of the activation's largest."""
    return float(np.mean(slopes < SATURATED * LARGEST[kind]))


def edges(kind):
    """Where the slope is a tenth of its largest: beyond these z a unit is saturated.

    The slope of tanh is 1 - tanh^2 z, that of the sigmoid the same of z / 2, up to a factor.
    """
    z = np.arctanh(np.sqrt(1 - SATURATED))
    return {"sigmoid": [-2 * z, 2 * z], "tanh": [-z, z], "relu": [0.0]}[kind]


def shares(kind, slopes):
    """The middle of each bin of slopes, as a part of the largest slope, and the share of the units in it."""
    bins = np.arange(round(1 / BIN) + 1) * BIN
    # Nothing stands at a part above 1 but by rounding.
    counts, _ = np.histogram(np.minimum(slopes / LARGEST[kind], 1.0), bins)
    return bins[:-1] + BIN / 2, counts / len(slopes)


def describe(kind, mean, sd, slopes):
    """In words: how many units are saturated, the rms slope, and the factor of a layer."""
    root = rms(slopes)
    return (
        f"{kind}, z of mean {mean:g} and standard deviation {sd:g}: {100 * saturated_share(kind, slopes):.1f} % of the "
        f"units are saturated (slope below a tenth of the largest). The rms slope is {root:.3g}; the largest is "
        f"{LARGEST[kind]:g}. From inputs of rms 1 weights with sigma_w sqrt(n) = {sd:g} make such z, and the factor of "
        f"the layer is {predicted_shrink(sd, 1, root, 1):.3g}."
    )


class ActivationMicroscope(ControlledPlot):
    """Choose the activation, and where its inputs lie."""

    name = "The slopes that a layer meets"
    alt = (
        "On the left the slope of an activation over z, and the density of z; on the right a histogram of the slopes "
        "that the units meet, with an upright line at the root of their mean square."
    )
    controls = (
        Control("kind", "activation", list(LARGEST)),
        Control("mean", "mean of z", [k / 2 for k in range(-8, 9)], 0),
        Control("sd", "standard deviation of z", [0.1, 0.2, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 10, 16], 1),
    )

    def render(self, kind, mean, sd):
        """The slope over the inputs, and the slopes met."""
        z = np.linspace(-8, 8, 321)
        slope = Axes(
            "pre-activation z",
            "slope; density (peak 1)",
            [
                # A peak of 1 for all, or else a wide density would be too low to be seen.
                Band(z, 0 * z, np.exp(-(((z - mean) / sd) ** 2) / 2), "density of z", 1),
                Line(z, activation(z, kind)[1], "slope"),
                *(VLine(edge, "" if i else "saturation") for i, edge in enumerate(edges(kind))),
            ],
            xlim=(-8, 8),
            ylim=(0, 1.05),
        )
        slopes = slopes_met(kind, mean, sd)
        parts, heights = shares(kind, slopes)
        few = parts < SATURATED
        met = Axes(
            "slope / largest slope",
            "share of the units",
            [
                Bars(parts[~few], heights[~few], "units", 0, BIN * 0.8),
                Bars(parts[few], heights[few], "saturated", 1, BIN * 0.8),
                VLine(rms(slopes) / LARGEST[kind], "rms slope"),
            ],
            xlim=(-0.02, 1.04),
            ylim=(0, 1.05),
        )
        return [slope, met], describe(kind, mean, sd, slopes)
