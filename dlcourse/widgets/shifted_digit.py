"""A digit to move across its canvas, and what each of several networks reads in it.

Read top to bottom, this module lets you

* ask networks what they read in an image, and how sure they are of it;
* say that in a sentence, and show it as a figure;
* drag the digit, and watch the answers change.

The browser moves the pixels itself (shifted_digit.js); Python is told at every step, asks the networks, and sends back
what they say.
"""

import numpy as np
import traitlets as t

from dlcourse.augmentation import shift_image
from dlcourse.dropout import softmax
from dlcourse.engine.training import predict
from dlcourse.plots import COLORS, Figure, axes
from dlcourse.widgets.drawing.picture import Picture, files

# What the networks say


def beliefs(networks, image):
    """For each network {name: network} the probabilities (K,) that it gives to the classes of `image` (H, W)."""
    return {name: softmax(predict(net, image[None]))[0] for name, net in networks.items()}


def where(dx, dy):
    """A shift in words: '3 pixels to the right and 1 up'."""
    sides = [(dx, "to the right", "to the left"), (dy, "down", "up")]
    moved = [(abs(d), plus if d > 0 else minus) for d, plus, minus in sides if d]
    if not moved:
        return "not moved"
    (first, side), *rest = moved
    return f"{first} pixel{'s' if first > 1 else ''} {side}" + "".join(f" and {n} {other}" for n, other in rest)


def describe(label, dx, dy, believed):
    """The picture in words: which digit, where, and what each network reads."""
    readings = []
    for name, found in believed.items():
        outcome = "right" if found.argmax() == label else "wrong"
        readings.append(f"the network {name} reads {found.argmax()} ({found.max():.0%}), which is {outcome}")
    return f"{'An' if label == 8 else 'A'} {label}, {where(dx, dy)}: {'; '.join(readings)}."


# The picture


def shifted_digit_figure(image, label, believed, caption):
    """A figure: the image, and for each network the probabilities of the ten classes."""
    alt = "A digit on its canvas, and for each network ten bars, one for each class."
    columns = 1 + len(believed)
    figure = Figure(caption=caption, alt=alt, width=2.3 * columns, height=2.4)
    canvas = axes(figure, position=100 + 10 * columns + 1)
    canvas.imshow(image, cmap="gray", vmin=0, vmax=1)
    canvas.set_axis_off()
    for place, (name, found) in enumerate(believed.items(), start=2):
        ax = axes(figure, "class", "probability" if place == 2 else "", position=100 + 10 * columns + place)
        bars = ax.bar(range(len(found)), found, color="#bbbbbb")
        bars[label].set(color=COLORS[0], hatch="//")
        ax.set(title=name, ylim=(0, 1), xticks=range(len(found)))
        ax.title.set_fontsize(9)
    return figure


class ShiftedDigit(Picture):
    """The picture to play with: drag the digit, or move it by the arrow keys; take another one with the button.

    `images` (n, H, W) in [0, 1] with `labels` (n,), and `networks` {name: network}.  `shift` = (dx, dy), `number` and
    the networks' `beliefs` can be read, the first two also set.
    """

    _esm, _css = files(__file__)

    number = t.Int(0, min=0).tag(sync=True)
    shift = t.Tuple(t.Int(), t.Int(), default_value=(0, 0)).tag(sync=True)
    count = t.Int(read_only=True).tag(sync=True)
    max_shift = t.Int(min=0).tag(sync=True)  # pixels, in each direction
    size = t.Tuple(t.Int(), t.Int(), default_value=(0, 0), read_only=True).tag(sync=True)
    pixels = t.Bytes(read_only=True).tag(sync=True)  # of the digit where it was, 0 to 255
    label = t.Int(read_only=True).tag(sync=True)
    beliefs = t.Dict(read_only=True).tag(sync=True)

    def __init__(self, images, labels, networks, max_shift=15, **others):
        if len(images) == 0 or len(images) != len(labels):
            raise ValueError(f"as many labels as images are needed, and one at least: {len(images)}, {len(labels)}")
        self._images, self._labels, self._networks = np.asarray(images), np.asarray(labels), dict(networks)
        super().__init__(max_shift=max_shift, **others)
        self.set_trait("count", len(images))
        self.set_trait("size", self._images.shape[1:])
        self._show()

    @t.validate("number")
    def _is_there(self, proposal):
        if proposal["value"] >= len(self._images):
            raise t.TraitError(f"there are {len(self._images)} digits, so number is 0 to {len(self._images) - 1}")
        return proposal["value"]

    @t.validate("shift")
    def _is_near(self, proposal):
        if max(map(abs, proposal["value"])) > self.max_shift:
            raise t.TraitError(f"the digit moves by at most {self.max_shift} pixels in either direction")
        return proposal["value"]

    @property
    def image(self):
        """The image (H, W) that the networks are shown."""
        return shift_image(self._images[self.number], *self.shift)

    @t.observe("number", "shift")
    def _show(self, _change=None):
        believed = beliefs(self._networks, self.image)
        with self.hold_sync():
            self.set_trait("label", int(self._labels[self.number]))
            self.set_trait("pixels", np.rint(255 * self._images[self.number]).astype(np.uint8).tobytes())
            self.set_trait("beliefs", {name: found.round(4).tolist() for name, found in believed.items()})
            self.set_trait("summary", describe(self.label, *self.shift, believed))

    def figure(self):
        """What is shown now, as a figure."""
        return shifted_digit_figure(self.image, self.label, self.beliefs, self.summary)
