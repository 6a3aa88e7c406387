"""Data augmentation: show the network each image as it might also have looked, and never the same one twice.

Read top to bottom, this module lets you

* shift an image, shift each image of a batch at random, and store shifted copies with their labels;
* ask an image for its brightness between the pixels, and so rotate, zoom, shear and bend it;
* do the same to a whole batch at a time, without a loop;
* build random transformations, chain them, and use them while a network trains or beforehand;
* split data that hold copies, so that no copy of an image is on both sides.

Images are X (n, H, W): row y counts down, column x counts to the right, and a shift (dx, dy) moves to the right and
down. A transformation is a function of a batch and a generator, (X, rng), that gives a new batch of the same shape and
type: what `train` takes as `augment`.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dlcourse.engine.graph import relu
from dlcourse.engine.nn import Conv2D, Linear, Sequential, flatten
from dlcourse.engine.training import SGD, train

# Shifts


def shift_image(img, dx, dy, fill=0.0):
    """A new image (H, W) in which what was in row r, column c of `img` is in row r + dy, column c + dx.

    dx and dy are whole numbers of any size and sign. What leaves the image is lost, and the pixels that nothing has
    moved to are `fill`.
    """
    H, W = img.shape
    shifted = np.full_like(img, fill)
    if abs(dx) < W and abs(dy) < H:
        seen = img[max(0, -dy) : H + min(0, -dy), max(0, -dx) : W + min(0, -dx)]
        shifted[max(0, dy) : H + min(0, dy), max(0, dx) : W + min(0, dx)] = seen
    return shifted


def augment_batch(X, max_shift, seed):
    """A new batch (n, H, W) in which each image of X (n, H, W) is shifted at random, with 0 where nothing moved to.

    The shifts are dx, dy = np.random.default_rng(seed).integers(low, high, (2, n)), where low and high are chosen so
    that each number from -max_shift to max_shift, both included, comes equally often: image i moves by dx[i], dy[i].
    """
    dx, dy = np.random.default_rng(seed).integers(-max_shift, max_shift + 1, (2, len(X)))
    shifted = np.empty_like(X)
    for i, image in enumerate(X):
        shifted[i] = shift_image(image, dx[i], dy[i])
    return shifted


def expand_dataset(X, y, shifts):
    """All images X (n, H, W) at every one of the s shifts, and their labels: arrays (s n, H, W) and (s n,).

    `shifts` is a list of pairs (dx, dy). First come all n images at the first shift, in their order, then all n at
    the second, and so on; each shift starts from the original image.
    """
    moved = [shift_image(image, dx, dy) for dx, dy in shifts for image in X]
    return np.array(moved), np.tile(y, len(shifts))


# A batch at a time


def crop_batch(X, top, left, height, width):
    """The windows (n, height, width) of X (n, H, W) whose first pixel is in row top[i], column left[i] of image i."""
    windows = sliding_window_view(X, (height, width), axis=(1, 2))
    return windows[np.arange(len(X)), top, left]


def shift_batch(X, dx, dy, fill=0.0):
    """Each image of X (n, H, W) shifted by its own dx[i], dy[i]: what shift_image gives, in one step.

    A shifted image is a window of a larger one that has a margin of `fill` around it.
    """
    m = int(max(np.abs(dx).max(initial=0), np.abs(dy).max(initial=0)))
    with_margin = np.pad(X, ((0, 0), (m, m), (m, m)), constant_values=fill)
    return crop_batch(with_margin, m - np.asarray(dy), m - np.asarray(dx), *X.shape[1:])


# Between the pixels


def affine_image(img, M):
    """A new image (H, W): `img` turned, zoomed or sheared about its center by the matrix M (2, 2), with 0 outside.

    Positions are counted from the center, x = column - (W - 1) / 2 and y = row - (H - 1) / 2. What is at (x, y) in
    `img` goes to M @ (x, y). So a pixel (row, column) of the result looks where it comes from, which is
    inv(M) @ (x, y), in general between four pixels of `img`, and mixes them bilinearly: a pixel that is a away in x
    and b away in y (both below 1) has the weight (1 - a) (1 - b). Pixels outside of `img` are 0.
    """
    (H, W), to_source = img.shape, np.linalg.inv(M)
    y, x = np.indices((H, W)) - np.array([(H - 1) / 2, (W - 1) / 2])[:, None, None]
    column = to_source[0, 0] * x + to_source[0, 1] * y + (W - 1) / 2
    row = to_source[1, 0] * x + to_source[1, 1] * y + (H - 1) / 2
    r, c = np.floor(row).astype(int), np.floor(column).astype(int)
    framed = np.pad(img, 1)
    result = np.zeros((H, W))
    for i in (0, 1):
        for j in (0, 1):
            weight = (1 - np.abs(row - r - i)) * (1 - np.abs(column - c - j))
            result += weight * framed[np.clip(r + i + 1, 0, H + 1), np.clip(c + j + 1, 0, W + 1)]
    return result


def sample(X, column, row, fill=0.0):
    """The brightness (n, H', W') of the images X (n, H, W) at these columns and rows, which need not be whole.

    column and row are (n, H', W') or broadcast to it. Between four pixels the value is their bilinear mixture, and
    pixels outside of an image are `fill`. X must hold floating-point numbers, whose type is kept.
    """
    if not np.issubdtype(X.dtype, np.floating):
        raise ValueError(f"sample mixes neighboring pixels, which {X.dtype} cannot hold: use X.astype(np.float32).")
    n, H, W = X.shape
    few = max(1, 2**15 // (H * W))  # images at a time, so that what is computed on the way stays in the cache
    if n > few:
        column, row = (np.broadcast_to(c, (n, *c.shape[-2:])) for c in (column, row))
        parts = [slice(i, i + few) for i in range(0, n, few)]
        return np.concatenate([sample(X[part], column[part], row[part], fill) for part in parts])
    framed = np.pad(X, ((0, 0), (1, 1), (1, 1)), constant_values=fill)
    column, row = np.clip(column, -1, W) + 1, np.clip(row, -1, H) + 1
    c, r = np.minimum(column.astype(int), W), np.minimum(row.astype(int), H)  # the pixel above and to the left
    a, b = (column - c).astype(X.dtype), (row - r).astype(X.dtype)
    place = (np.arange(n)[:, None, None] * (H + 2) + r) * (W + 2) + c
    pixels = framed.ravel()
    above = pixels[place] + a * (pixels[place + 1] - pixels[place])
    place += W + 2
    below = pixels[place] + a * (pixels[place + 1] - pixels[place])
    return above + b * (below - above)


def affine_batch(X, M, dx=0.0, dy=0.0, fill=0.0):
    """Each image of X (n, H, W) moved by its own matrix of M (n, 2, 2) about the center, then by dx, dy ((n,) each)."""
    n, H, W = X.shape
    y, x = np.indices((H, W)).reshape(2, -1)
    from_center = np.stack(np.broadcast_arrays(x - (W - 1) / 2, y - (H - 1) / 2))[None]
    moved = from_center - np.broadcast_to(np.stack(np.broadcast_arrays(dx, dy), axis=-1), (n, 2))[:, :, None]
    column, row = np.moveaxis(np.linalg.inv(M) @ moved, 1, 0).reshape(2, n, H, W)
    return sample(X, column + (W - 1) / 2, row + (H - 1) / 2, fill)


# Random transformations


def shifts(max_shift, fill=0.0):
    """Shift each image by whole numbers from -max_shift to max_shift, in both directions."""
    return lambda X, rng: shift_batch(X, *rng.integers(-max_shift, max_shift + 1, (2, len(X))), fill)


def crops(height, width):
    """Cut a window of this size out of each image, at a random place. The images become smaller."""

    def crop(X, rng):
        n, H, W = X.shape
        if height > H or width > W:
            raise ValueError(f"A window of {height} x {width} pixels does not fit into images of {H} x {W}.")
        return crop_batch(X, rng.integers(0, H - height + 1, n), rng.integers(0, W - width + 1, n), height, width)

    return crop


def flips(axis, p=0.5):
    """Mirror each image with probability p: "horizontal" swaps left and right, "vertical" up and down, "both" turns."""
    if axis not in {"horizontal", "vertical", "both"}:
        raise ValueError(f'There is no flip {axis!r}: choose "horizontal", "vertical" or "both".')
    down, right = (1 if axis == "horizontal" else -1), (1 if axis == "vertical" else -1)
    return lambda X, rng: np.where(rng.random((len(X), 1, 1)) < p, X[:, ::down, ::right], X)


def affine(degrees=0.0, shear=0.0, zoom=0.0, shift=0.0, fill=0.0):
    """Rotate, shear, zoom and shift each image, by amounts drawn evenly between minus and plus these numbers.

    degrees is the angle; shear moves a row to the right by that part of its height; zoom 0.1 is from 0.9 to 1.1 times
    the size; shift is in pixels, and need not be whole.
    """

    def move(X, rng):
        n = len(X)
        angle = np.deg2rad(rng.uniform(-degrees, degrees, n))
        size, slant = 1 + rng.uniform(-zoom, zoom, n), rng.uniform(-shear, shear, n)
        turn = np.stack([np.cos(angle), -np.sin(angle), np.sin(angle), np.cos(angle)], axis=-1).reshape(n, 2, 2)
        M = turn * size[:, None, None]
        M[:, :, 1] += M[:, :, 0] * slant[:, None]  # M (x + slant y, y)
        return affine_batch(X, M, *rng.uniform(-shift, shift, (2, n)), fill)

    return move


def rotations(degrees, fill=0.0):
    """Rotate each image about its center by an angle between -degrees and degrees."""
    return affine(degrees, fill=fill)


def blur_matrix(n, sigma):
    """The matrix K (n, n) that replaces each of n numbers by a mean of its neighbors, with Gaussian weights."""
    places = np.arange(n)
    K = np.exp(-((places[:, None] - places) ** 2) / (2 * sigma**2))
    return K / K.sum(axis=1, keepdims=True)


def elastic(alpha, sigma, fill=0.0):
    """Bend each image as if it were on rubber: each pixel is pulled somewhere, and its neighbors nearly as far.

    Each pixel draws a pull in x and one in y, evenly from -1 to 1. The field of pulls D is smoothed over sigma pixels
    in both directions, as K D K^T, and multiplied by alpha. Simard, Steinkraus and Platt 2003, section 2.
    """

    def bend(X, rng):
        n, H, W = X.shape
        down, across = blur_matrix(H, sigma), blur_matrix(W, sigma)
        dx, dy = alpha * (down @ rng.uniform(-1, 1, (2, n, H, W)) @ across.T)
        row, column = np.indices((H, W))
        return sample(X, column + dx, row + dy, fill)

    return bend


def compose(*transforms):
    """One transformation after the other, from left to right; without any, the batch as it is."""

    def all_of_them(X, rng):
        for transform in transforms:
            X = transform(X, rng)
        return X

    return all_of_them


def store(X, y, transform, copies, seed):
    """`copies` transformed versions of each image, made once: images, labels, and the number of each one's original.

    X (n, H, W), y (n,); returns arrays with copies * n rows, all originals once, then all once more, and so on.
    """
    rng = np.random.default_rng(seed)
    made = [transform(X, rng) for _ in range(copies)]
    return np.concatenate(made), np.tile(y, copies), np.tile(np.arange(len(y)), copies)


# Splits


def leak_free_split(n, source_id, val_frac, seed):
    """Two integer arrays (training, validation), in ascending order, that together hold each of 0 ... n - 1 once.

    Example i was made from the original source_id[i] (n,), in any order; all that were made from one original are on
    the same side. The originals are np.unique(source_id), their order is drawn by
    np.random.default_rng(seed).permutation(originals), and the first round(val_frac * number of originals) of them
    are for validation.
    """
    originals = np.unique(source_id)
    order = np.random.default_rng(seed).permutation(originals)
    held_out = np.isin(source_id, order[: round(val_frac * len(originals))])
    return np.arange(n)[~held_out], np.arange(n)[held_out]


# Networks that look at images


def dense(pixels, hidden, seed):
    """A network of one hidden layer for images of so many pixels: each pixel has weights of its own."""
    rng = np.random.default_rng(seed)
    return Sequential(flatten, Linear(pixels, hidden, rng), relu, Linear(hidden, 10, rng))


def with_channel(x):
    """The node x (n, H, W) as (n, 1, H, W)."""
    return x.reshape(len(x.value), 1, *x.shape[1:])


def global_max_pool(x):
    """The node (n, C): the largest of all pixels (n, C, H, W) in each channel, wherever it is."""
    return x.max(axis=(2, 3))


def convolutional(pixels, seed, *, pool, channels=(12, 24)):
    """A network of two layers of 5 x 5 filters with stride 2, for images of pixels x pixels.

    Then it takes the largest value of each channel (pool=True), or gives every place weights of its own.
    """
    rng = np.random.default_rng(seed)
    first, second = channels
    side = -(-pixels // 4)
    end = (global_max_pool, Linear(second, 10, rng)) if pool else (flatten, Linear(second * side**2, 10, rng))
    filters = Conv2D(1, first, 5, rng, 2, 2), relu, Conv2D(first, second, 5, rng, 2, 2), relu
    return Sequential(with_channel, *filters, *end)


def fit(net, examples, seed, epochs, augment=None, lr=0.05, batch_size=20):
    """Train a network on examples = (X, y), with momentum 0.9, and return it."""
    train(net, *examples, SGD(net, lr, momentum=0.9), epochs, batch_size, seed, augment=augment)
    return net
