"""The data sets of the course: small ones that come with it, and real ones for those who are online."""

from pathlib import Path

import numpy as np

from dlcourse.data.downloads import DataError, cifar10, fashion_mnist, mnist

__all__ = ["DataError", "canvas_digits", "cifar10", "diabetes", "digits", "fashion_mnist", "mnist", "noisy_digits"]

FILES = Path(__file__).parent / "files"


def digits():
    """The 1,797 handwritten digits of the UCI repository: images (1797, 8, 8) from 0 to 1, labels (1797,) integers."""
    with np.load(FILES / "digits.npz") as file:
        return file["images"] / 16.0, file["labels"].astype(int)


def diabetes(*, standardized=True):
    """Ten measurements of 442 patients, X (442, 10), and the progression of their disease a year later, y (442,).

    Standardized columns and target have mean 0 and standard deviation 1; otherwise X is centered in its own units,
    and so is y. Efron, Hastie, Johnstone and Tibshirani 2004.
    """
    with np.load(FILES / "diabetes.npz") as file:
        X, y = file["features"], file["target"]
    X, y = X - X.mean(axis=0), y - y.mean()
    return (X / X.std(axis=0), y / y.std()) if standardized else (X, y)


def noisy_digits(seed, n=500, validation=200, label_noise=0.2):
    """The house data set for overfitting: few digits, some with a wrong label. Three pairs: train, validation, test.

    Each is X (n, 64) from 0 to 1 in float32 and y (n,) integers. `n` digits are for training and `validation` for
    validation, drawn from `seed`; a share `label_noise` of the labels of both is replaced, each by one of the nine
    other classes. The rest is the test set, all of it and with right labels. The split does not depend on
    `label_noise`, so noisy_digits(seed, label_noise=0) holds the same images with the right labels.
    """
    images, labels = digits()
    rng = np.random.default_rng(seed)
    train, valid, test = np.split(rng.permutation(len(labels)), [n, n + validation])
    y = labels.copy()
    for part in (train, valid):
        places = rng.choice(part, round(label_noise * len(part)), replace=False)
        y[places] = (y[places] + rng.integers(1, 10, len(places))) % 10
    X = images.reshape(-1, 64).astype(np.float32)
    return (X[train], y[train]), (X[valid], y[valid]), (X[test], y[test])


def canvas_digits(seed, n=500, shift=15, tests=600):
    """The house data set for shifts: digits of 16 x 16 pixels on black canvases of 48 x 48. Three pairs (X, y).

    Each X is (n, 48, 48) from 0 to 1 in float32, with the 8 x 8 digits at twice their size. In the first pair, n
    digits to train on, and the second, `tests` others, the digit is in the middle. The third has the second's digits,
    each moved by whole pixels from -shift to shift in both directions; shift is at most 16, so that none is cut off.
    """
    if not 0 <= shift <= 16:
        raise ValueError(f"A digit can move by 0 to 16 pixels and stay on the canvas, not by {shift}.")
    images, labels = digits()
    rng = np.random.default_rng(seed)
    train, test = np.split(rng.permutation(len(labels))[: n + tests], [n])
    moved = rng.integers(-shift, shift + 1, (2, tests))
    return (
        (_on_canvas(images[train]), labels[train]),
        (_on_canvas(images[test]), labels[test]),
        (_on_canvas(images[test], *moved), labels[test]),
    )


def _on_canvas(images, dx=0, dy=0):
    """The images (n, 8, 8) at twice their size on canvases (n, 48, 48), shifted from the middle by dx and dy."""
    n = len(images)
    canvases = np.zeros((n, 48, 48), np.float32)
    dx, dy = (np.broadcast_to(d, n)[:, None, None] for d in (dx, dy))
    pixels = np.arange(16)
    larger = images.repeat(2, 1).repeat(2, 2)
    canvases[np.arange(n)[:, None, None], 16 + dy + pixels[:, None], 16 + dx + pixels] = larger
    return canvases
