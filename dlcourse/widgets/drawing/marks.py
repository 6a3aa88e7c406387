"""What is to be seen on axes: lines, points, bars, bands, upright lines and images, in the units of the axes."""

import base64
import io
from dataclasses import dataclass

import numpy as np
import PIL.Image

# x and y are arrays of one length. Marks of one `color`, a number below 4, belong together.  `shape(plane)` is what a
# mark looks like: the name of a shape, its outlines as places on the plane, and what else the shape needs.
DASHES = [[], [7, 4], [8, 3, 2, 3], [2, 3]]  # of each color: how long a stroke, and how long a gap, in pixels
ADDRESS = "data:image/png;base64,"
TURN = np.linspace(0, 2 * np.pi, 25)
GLYPHS = [  # of each color, around (0, 0) and in pixels, down is positive: a circle, a square, a triangle, a diamond
    np.transpose([4 * np.cos(TURN), 4 * np.sin(TURN)]).round(2).tolist(),
    [[-3.5, -3.5], [3.5, -3.5], [3.5, 3.5], [-3.5, 3.5], [-3.5, -3.5]],
    [[0, -4.5], [4.5, 3.5], [-4.5, 3.5], [0, -4.5]],
    [[0, -5], [5, 0], [0, 5], [-5, 0], [0, -5]],
]


@dataclass
class Line:
    """A line through the points."""

    x: list
    y: list
    label: str = ""
    color: int = 0

    def shape(self, plane):
        """One line."""
        return {"shape": "line", "outlines": [plane.outline(self.x, self.y)], "dashes": DASHES[self.color]}


@dataclass
class Points:
    """A marker at each of the points."""

    x: list
    y: list
    label: str = ""
    color: int = 0

    def shape(self, plane):
        """A glyph at each place."""
        return {"shape": "marker", "outlines": [plane.outline(self.x, self.y)], "glyph": GLYPHS[self.color]}


@dataclass
class Bars:
    """A bar from 0 to each y, or from the lower end of a log axis; `width` is in units of x."""

    x: list
    y: list
    label: str = ""
    color: int = 0
    width: float = 0.8

    def shape(self, plane):
        """A rectangle for each bar."""
        sides = [(x - self.width / 2, x + self.width / 2, y) for x, y in zip(self.x, self.y, strict=True)]
        bars = [plane.outline([left, left, right, right], [0, y, y, 0]) for left, right, y in sides]
        return {"shape": "area", "outlines": bars, "opacity": 0.8}


@dataclass
class Band:
    """The area between y and `high`."""

    x: list
    y: list
    high: list
    label: str = ""
    color: int = 0

    def shape(self, plane):
        """There along y, and back along `high`."""
        around = plane.outline([*self.x, *self.x[::-1]], [*self.y, *self.high[::-1]])
        return {"shape": "area", "outlines": [around], "opacity": 0.2}


@dataclass
class VLine:
    """An upright line across the axes at the number x."""

    x: float
    label: str = ""
    color: int = 3

    def shape(self, plane):
        """A line from the lower end of the plane to its upper."""
        [x] = plane.x.parts(self.x)
        return {"shape": "line", "outlines": [[[x, 0], [x, 1]]], "dashes": DASHES[self.color]}


@dataclass
class Image:
    """Grey pixels (H, W), 0 black and 1 white; they take the place from 0 to W and, from below, from 0 to H."""

    pixels: np.ndarray
    label: str = ""
    color: int = 0

    @property
    def x(self):
        """Its left and its right edge."""
        return [0, self.pixels.shape[1]]

    @property
    def y(self):
        """Its lower and its upper edge."""
        return [0, self.pixels.shape[0]]

    def shape(self, plane):
        """Its lower left and upper right corner, and an address that holds the pixels."""
        file = io.BytesIO()
        PIL.Image.fromarray((255 * np.clip(self.pixels, 0, 1)).astype(np.uint8)).save(file, "png")
        address = ADDRESS + base64.b64encode(file.getvalue()).decode()
        return {"shape": "image", "outlines": [plane.outline(self.x, self.y)], "address": address}
