"""A data set to learn from before the real one: letters drawn from fonts, as many as you like. They are synthetic.

matplotlib brings text fonts along, and Pillow, which draws them. Each letter is drawn once per font and then, for each
image, rotated, sheared and scaled at random. `translated` puts small images at a random position of a larger, noisy
one, letters and digits alike; that makes both tasks hard for a network which has seen few examples.
"""

from functools import cache
from pathlib import Path

import matplotlib as mpl
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from dlcourse import data

FOLDER = Path(mpl.get_data_path()) / "fonts" / "ttf"
FONTS = (
    *(f"DejaVuSans{style}" for style in ("", "-Bold", "-Oblique", "-BoldOblique")),
    *(f"DejaVuSansMono{style}" for style in ("", "-Bold", "-Oblique")),
    *(f"DejaVuSerif{style}" for style in ("", "-Bold", "-Italic", "-BoldItalic")),
    *(f"STIXGeneral{style}" for style in ("", "Bol", "Italic", "BolIta")),
    *("cmr10", "cmb10", "cmss10", "cmtt10"),
)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

PAPER = 96  # pixels on a side of the paper on which a letter is drawn, 48 pixels high
WINDOW = 52  # pixels of it that make the image
FINER = 3  # so many times finer in each direction the image is sampled, then averaged: smooth edges


def letters(n, seed, characters=LETTERS, size=10):
    """Images (n, size, size) in float32, ink from 0 to 1, and labels (n,): the places of the letters in `characters`.

    Each letter comes equally often, up to one, in an order drawn from `seed`, as do its font (one of 19), its rotation
    (up to 12 degrees), shear (up to a quarter) and scale (1.15 to 1.6, of that up to 15 % in width alone).
    """
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(n) % len(characters))
    images = [_varied(_drawn(characters[label], FONTS[rng.integers(len(FONTS))]), size, rng) for label in labels]
    return np.array(images, np.float32).reshape(n, size, size), labels


@cache
def _drawn(character, font):
    """The character in the middle of the paper, as a Pillow image."""
    paper = Image.new("L", (PAPER, PAPER))
    pen, face = ImageDraw.Draw(paper), ImageFont.truetype(FOLDER / f"{font}.ttf", 48)
    left, top, right, bottom = pen.textbbox((0, 0), character, font=face)
    pen.text(((PAPER - left - right) / 2, (PAPER - top - bottom) / 2), character, font=face, fill=255)
    return paper


def _varied(paper, size, rng):
    """An image (size, size) of the paper's middle, rotated, sheared and scaled at random."""
    angle, shear = np.deg2rad(rng.uniform(-12, 12)), rng.uniform(-0.25, 0.25)
    height = rng.uniform(1.15, 1.6)
    width = height * rng.uniform(0.85, 1.15)
    # Where on the paper each fine pixel of the image comes from: A times its place, plus t.
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    A = turn @ [[1, shear], [0, 1]] @ np.diag([1 / width, 1 / height]) * WINDOW / (size * FINER)
    t = PAPER / 2 - A.sum(axis=1) * size * FINER / 2
    fine = paper.transform(
        (size * FINER, size * FINER), Image.Transform.AFFINE, (*A[0], t[0], *A[1], t[1]), Image.Resampling.BILINEAR
    )
    return np.asarray(fine, np.float32).reshape(size, FINER, size, FINER).mean(axis=(1, 3)) / 255


def enlarged(images, size):
    """Square images (n, m, m) with `size` pixels on a side, (n, size, size), by bilinear interpolation."""
    m = images.shape[1]
    places = np.clip((np.arange(size) + 0.5) * m / size - 0.5, 0, m - 1)
    W = np.maximum(1 - np.abs(places[:, None] - np.arange(m)), 0)
    return (W @ images @ W.T).astype(np.float32)


def translated(images, seed, size=16, shift=3, noise=0.1):
    """The images (n, m, m) at random positions of larger ones, as rows (n, size * size) in float32.

    Each moves from the middle by up to `shift` pixels in each direction; then every pixel gets normal noise of
    standard deviation `noise`. `seed` is a number or a generator, so that this is an `augment` for `train`.
    Raises ValueError where there is no room to move so far.
    """
    n, m, _ = images.shape
    middle = (size - m) // 2
    if not 0 <= shift <= middle:
        raise ValueError(f"An image of {m} pixels on one of {size} can move by {max(middle, 0)} at most, not {shift}.")
    rng = np.random.default_rng(seed)
    rows, columns = middle + rng.integers(-shift, shift + 1, (2, n, 1)) + np.arange(m)
    larger = np.float32(noise) * rng.standard_normal((n, size, size), np.float32)
    larger[np.arange(n)[:, None, None], rows[:, :, None], columns[:, None, :]] += images
    return larger.reshape(n, size * size)


def translated_digits(seed, per_class, classes=range(10), test_from=60):
    """Few real digits to learn from, and many to test on, at random positions: two pairs X (n, 256), y (n,).

    `seed` draws an order for each class: its first `per_class` digits are for training, and all from the 60th on for
    the test, so that the test does not depend on per_class. Labels count through `classes`: 5 is 0 for (5, 6, 7).
    Raises ValueError where per_class is above 60.
    """
    few, many = split_digits(seed, per_class, classes, test_from)
    rng = np.random.default_rng([seed, 1])
    tests = translated(enlarged(many[0], 10), rng), many[1]
    return (translated(enlarged(few[0], 10), rng), few[1]), tests


def split_digits(seed, per_class, classes=range(10), test_from=60):
    """The few and many digits of `translated_digits` as they are, in the middle: two pairs X (n, 8, 8), y (n,)."""
    if not 1 <= per_class <= test_from:
        raise ValueError(f"per_class is from 1 to {test_from}, since the others are the test, not {per_class}.")
    images, labels = data.digits()
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(np.flatnonzero(labels == c)) for c in classes]
    parts = [[order[:per_class] for order in orders], [order[test_from:] for order in orders]]
    return tuple(
        (images[np.concatenate(part)].astype(np.float32), np.repeat(np.arange(len(part)), [len(i) for i in part]))
        for part in parts
    )
