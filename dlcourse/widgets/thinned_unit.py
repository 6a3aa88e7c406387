"""A unit whose inputs are dropped at random, again and again, until the mean of what it gets settles.

Read top to bottom, this module lets you

* draw what the unit gets from thinned networks, with the survivors divided by q or not;
* say what that comes to on average, beside what the theory says;
* see it as a figure, and play with the keep probability.
"""

import numpy as np
import traitlets as t

from dlcourse.dropout import dropout_mask
from dlcourse.plots import COLORS, Figure, axes
from dlcourse.widgets.drawing.picture import Picture, files

MAX_DRAWS = 2000  # draws that are kept

# What the unit gets


def expected(parts, keep_prob, *, inverted):
    """Mean and standard deviation, over all masks, of the sum of the `parts` (n,) that are kept.

    Var = sum of parts^2 (1 - q) / q where survivors are divided by q, and q^2 times that where they are not.
    Srivastava et al. 2014, section 10.
    """
    scale = 1.0 if inverted else keep_prob
    spread = np.sqrt(np.sum(np.square(parts)) * (1 - keep_prob) / keep_prob)
    return scale * float(np.sum(parts)), scale * float(spread)


def describe(parts, sums, keep_prob, *, inverted):
    """In words: the last draw, the mean and the spread of all `sums` (draws,), beside what the theory says."""
    how = "survivors divided by q" if inverted else "survivors as they are"
    begin = f"Keep probability {keep_prob:g}, {how}; the whole network gives {np.sum(parts):.2f}"
    if not len(sums):
        return f"{begin}. No draw yet."
    mean, spread = expected(parts, keep_prob, inverted=inverted)
    networks = f"{len(sums)} thinned network{'s' if len(sums) > 1 else ''}"
    return (
        f"{begin}. Of {networks} the last gives {sums[-1]:.2f}; the mean is {np.mean(sums):.2f} "
        f"(in theory {mean:.2f}), the spread {np.std(sums):.2f} (in theory {spread:.2f})."
    )


# The picture


def thinned_figure(parts, sums, keep_prob, inverted, caption):
    """A figure: the mean of the draws so far, beside what the whole network gives and what the mean tends to."""
    figure = Figure(caption=caption, alt="The mean of the draws so far, which settles at its expectation.")
    ax = axes(figure, "draw", "mean of the draws so far")
    if len(sums):
        ax.plot(np.arange(1, len(sums) + 1), np.cumsum(sums) / np.arange(1, len(sums) + 1), color=COLORS[0])
    ax.axhline(np.sum(parts), color="black", linewidth=0.8, linestyle=":", label="the whole network")
    ax.axhline(expected(parts, keep_prob, inverted=inverted)[0], color=COLORS[1], linestyle="--", label="expectation")
    ax.legend(frameon=False)
    return figure


class ThinnedUnit(Picture):
    """The unit to play with: change the keep probability, draw masks, and watch the mean.

    `parts` (n,) is what each input adds to the unit, its weight times its value.  `sums` holds what the draws gave; a
    new keep probability, or the other way of scaling, begins anew.
    """

    _esm, _css = files(__file__)

    keep_prob = t.Float(0.5, min=0.05, max=1).tag(sync=True)
    inverted = t.Bool(True).tag(sync=True)
    parts = t.List(t.Float(), read_only=True).tag(sync=True)
    kept = t.List(t.Bool(), read_only=True).tag(sync=True)  # of the last draw
    means = t.List(t.Float(), read_only=True).tag(sync=True)  # of the draws so far
    tends = t.Float(read_only=True).tag(sync=True)

    def __init__(self, parts, keep_prob=0.5, inverted=True, seed=0, **others):
        if np.ndim(parts) != 1 or not np.size(parts):
            raise ValueError(f"parts is what each input adds, of shape (n,), not {np.shape(parts)}")
        self._seed, self.sums = seed, []
        super().__init__(keep_prob=keep_prob, inverted=inverted, **others)
        self.set_trait("parts", [float(part) for part in parts])
        self._begin()
        self.on_msg(self._asked)

    def draw(self, n):
        """Draw n masks, each with coins of its own, and see what the unit gets; at most 2000 are kept."""
        mask, sums = np.zeros(0), []
        for _ in range(min(n, MAX_DRAWS - len(self.sums))):
            self._seed += 1
            mask = dropout_mask(len(self.parts), self.keep_prob, self._seed)
            mask = mask if self.inverted else self.keep_prob * mask
            sums.append(float(mask @ self.parts))
        if sums:
            self.sums += sums
            self.set_trait("kept", (mask > 0).tolist())  # once: each such message may let another one in
        self._show()

    @t.observe("keep_prob", "inverted")
    def _begin(self, _change=None):
        self.sums.clear()
        self.set_trait("kept", [])
        self._show()

    def _asked(self, _widget, content, _buffers):
        """What a click asks for."""
        if isinstance(content.get("draw"), int):
            self.draw(content["draw"])

    def _show(self):
        if not self.parts:
            return  # not there yet
        setting = {"keep_prob": self.keep_prob, "inverted": self.inverted}
        with self.hold_sync():
            self.set_trait("means", (np.cumsum(self.sums) / np.arange(1, len(self.sums) + 1)).tolist())
            self.set_trait("tends", expected(self.parts, **setting)[0])
            self.set_trait("summary", describe(self.parts, self.sums, **setting))

    def figure(self):
        """What is shown now, as a figure."""
        return thinned_figure(self.parts, self.sums, self.keep_prob, self.inverted, self.summary)
