"""Convolution and pooling of images.

Images are (N, C, H, W) to the reader: N of them, with C channels of H x W pixels. In memory the batch is the last
axis, so that neighbors in memory belong to the same pixel, and every step below moves long runs of numbers.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dlcourse.arrays import empty, empty_like
from dlcourse.graph import GraphError, Node


def conv2d(x, w, b, stride=1, padding=0):
    """The filters w at every place of the images x, plus b: patches become columns, and the rest is one product.

    x (N, C, H, W), w (O, C, h, k), b (O,); returns (N, O, H', W') with H' = (H + 2 padding - h) // stride + 1.
    `padding` zeros are put around the image. Chellapilla, Puri and Simard 2006, section 2.
    """
    check_filters(x, w, b, padding)
    columns, size = patches(pad(x.value.transpose(1, 2, 3, 0), padding), w.shape[2:], stride)
    filters = w.value.reshape(len(w.value), -1)
    y = np.matmul(filters, columns, out=empty((len(filters), columns.shape[1]), w.value.dtype))
    y += b.value[:, None]

    def vjp(g, send):
        g = g.transpose(1, 2, 3, 0).reshape(len(filters), -1)
        send(w, lambda out: np.matmul(g, columns.T, out=out.reshape(filters.shape)).reshape(w.shape))
        send(b, np.add.reduce, g, 1)
        send(x, lambda out: fold(filters.T, g, out, w.shape, size, stride, padding))

    return Node(y.reshape(-1, *size, len(x.value)).transpose(3, 0, 1, 2), (x, w, b), vjp)


def check_filters(x, w, b, padding):
    """Raise the sentence that explains why the filters w and biases b do not fit the images x."""
    shapes = f"conv2d: the images {x.shape}, filters {w.shape} and biases {b.shape} do not fit. "
    if x.value.ndim != 4 or w.value.ndim != 4 or x.shape[1] != w.shape[1]:
        raise GraphError(shapes + "Images are (N, C, H, W) and filters (O, C, h, k), with the same C.")
    if b.shape != w.shape[:1]:
        raise GraphError(shapes + f"There must be one bias for each of the {len(w.value)} filters.")
    if w.shape[2] > x.shape[2] + 2 * padding or w.shape[3] > x.shape[3] + 2 * padding:
        raise GraphError(shapes + f"The filters are larger than the images with their padding of {padding}.")


def pad(images, padding):
    """The images (C, H, W, N) with zeros around each, in the memory order of these axes."""
    if not padding:
        return np.ascontiguousarray(images)
    C, H, W, N = images.shape
    padded = np.zeros((C, H + 2 * padding, W + 2 * padding, N), images.dtype)
    padded[:, padding : H + padding, padding : W + padding] = images
    return padded


def patches(images, window, stride):
    """All patches of the images (C, H, W, N), one a column, as (C h k, H' W' N); and the size (H', W')."""
    view = sliding_window_view(images, window, axis=(1, 2))[:, ::stride, ::stride].transpose(0, 4, 5, 1, 2, 3)
    columns = empty(view.shape, images.dtype)
    columns[...] = view
    return columns.reshape(images.shape[0] * window[0] * window[1], -1), view.shape[3:5]


def fold(filters, g, out, shape, size, stride, padding):
    """The reverse of taking patches: every pixel collects the gradients filters g of all patches it was in."""
    _, C, h, k = shape
    (H, W), N = size, len(out)
    columns = np.matmul(filters, g, out=empty((len(filters), g.shape[1]), g.dtype)).reshape(C, h, k, H, W, N)
    images = out.transpose(1, 2, 3, 0)
    padded = images if not padding else np.empty_like(pad(images, padding))
    padded[...] = 0
    for i in range(h):
        for j in range(k):
            padded[:, i : i + stride * H : stride, j : j + stride * W : stride] += columns[:, i, j]
    if padding:
        images[...] = padded[:, padding:-padding, padding:-padding]
    return out


def corners(images, size):
    """The views of images (N, C, H, W) that hold the first, second, ... pixel of each of the size x size windows."""
    H, W = (n // size * size for n in images.shape[2:])
    return [images[:, :, i:H:size, j:W:size] for i in range(size) for j in range(size)]


def max_pool(x, size=2):
    """The largest of every size x size pixels; of equals, the first takes the gradient.

    x (N, C, H, W); returns (N, C, H // size, W // size): rows and columns that fill no window are left out.
    """
    first, second, *others = corners(x.value, size)
    y = np.maximum(first, second, out=empty_like(first))
    for pixels in others:
        np.maximum(y, pixels, out=y)

    def scatter(g, out):
        out[...] = 0
        free = np.ones_like(y, bool)
        for pixels, place in zip(corners(x.value, size), corners(out, size), strict=True):
            hit = (pixels == y) & free
            np.multiply(g, hit, out=place)
            free ^= hit
        return out

    def vjp(g, send):
        send(x, scatter, g)

    return Node(y, (x,), vjp)


def avg_pool(x, size=2):
    """The mean of every size x size pixels. Shapes as in `max_pool`."""
    y = sum(corners(x.value, size)) / size**2

    def scatter(g, out):
        out[...] = 0
        for place in corners(out, size):
            np.divide(g, size**2, out=place)
        return out

    def vjp(g, send):
        send(x, scatter, g)

    return Node(y, (x,), vjp)
