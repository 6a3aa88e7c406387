"""Convolution and pooling of images.

Images are (N, C, H, W) to the reader: N of them, with C channels of H x W pixels. In memory the order is (H, W, C, N):
neighbors in memory belong to the same pixel, so that what moves pixels about moves long runs of numbers, and the
processor's cache is used well. Only the strides of the arrays tell.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dlcourse.graph import GraphError, Node, constant

BLOCK = 2 * 2**20  # bytes of patches in work at a time: few enough for the cache, enough to keep NumPy busy


def conv2d(x, w, b, stride=1, padding=0):
    """The filters w at every place of the images x, plus b: patches become columns, the rest is a matrix product.

    x (N, C, H, W), w (O, C, h, k), b (O,); returns (N, O, H', W') with H' = (H + 2 padding - h) // stride + 1.
    `padding` zeros are put around the image. Chellapilla, Puri and Simard 2006, section 2; here a few
    rows of the result at a time, so that their patches, which hold every pixel h k times, stay in the cache.
    """
    x = constant(x, w.value.dtype)
    check_filters(x, w, b, padding)
    images = pad(x.value.transpose(2, 3, 1, 0), padding)
    windows = sliding_window_view(images, w.shape[2:], axis=(0, 1))[::stride, ::stride].transpose(0, 1, 4, 5, 2, 3)
    filters = w.value.transpose(0, 2, 3, 1).reshape(len(w.value), -1)
    y = np.empty((*windows.shape[:2], len(filters), len(x.value)), w.value.dtype)
    for rows, columns in patches(windows):
        np.matmul(filters, columns, out=y[rows])
        y[rows] += b.value[:, None]

    def filters_grad(g, out):
        grad = sum(np.matmul(g[rows], columns.swapaxes(2, 3)).sum((0, 1)) for rows, columns in patches(windows))
        out[...] = grad.reshape(out.transpose(0, 2, 3, 1).shape).transpose(0, 3, 1, 2)
        return out

    def vjp(g, send):
        g = np.ascontiguousarray(g.transpose(2, 3, 1, 0))
        send(w, filters_grad, g)
        send(b, lambda out: g.sum((0, 1)).sum(-1, out=out))
        send(x, lambda out: fold(filters, g, out, windows.shape[1:], stride, padding))

    return Node(y.transpose(3, 2, 0, 1), (x, w, b), vjp)


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
    """The images (H, W, C, N) with zeros around each, in the memory order of these axes."""
    if not padding:
        return np.ascontiguousarray(images)
    H, W, C, N = images.shape
    padded = np.zeros((H + 2 * padding, W + 2 * padding, C, N), images.dtype)
    padded[padding:-padding, padding:-padding] = images
    return padded


def blocks(rows, nbytes):
    """The numbers 0 ... rows - 1 in slices of so many that their patches, `nbytes` each, fill about a BLOCK."""
    height = max(1, BLOCK // max(1, nbytes))
    return [slice(top, min(top + height, rows)) for top in range(0, rows, height)]


def patches(windows):
    """For each block of the rows of windows (H', W', h, k, C, N), its patches as columns (rows, W', h k C, N)."""
    for rows in blocks(len(windows), windows[0].nbytes):
        columns = np.ascontiguousarray(windows[rows])
        yield rows, columns.reshape(*columns.shape[:2], -1, columns.shape[-1])


def fold(filters, g, out, window, stride, padding):
    """The reverse of taking patches: every pixel collects the gradients filters^T g of all patches it was in."""
    images = out.transpose(2, 3, 1, 0)
    H, W, C, N = images.shape
    padded = np.empty((H + 2 * padding, W + 2 * padding, C, N), g.dtype) if padding else images
    padded[...] = 0
    width, h, k, _, _ = window
    for rows in blocks(len(g), np.prod(window) * g.itemsize):
        shares = np.matmul(filters.T, g[rows]).reshape(-1, *window)
        for i, j in np.ndindex(h, k):
            lines = every(stride, stride * rows.start + i, len(shares))
            padded[lines, every(stride, j, width)] += shares[:, :, i, j]
    if padding:
        images[...] = padded[padding:-padding, padding:-padding]
    return out


def every(step, first, count):
    """The slice of `count` places: first, first + step, ..."""
    return slice(first, first + step * count, step)


def corners(images, size):
    """The views of images (N, C, H, W) that hold the first, second, ... pixel of each of the size x size windows."""
    if min(images.shape[2:]) < size:
        raise GraphError(f"Pooling: the images {images.shape} are smaller than a window of {size} x {size} pixels.")
    H, W = (n // size * size for n in images.shape[2:])
    return [images[:, :, i:H:size, j:W:size] for i in range(size) for j in range(size)]


def max_pool(x, size=2):
    """The largest of every size x size pixels; of equals, the first takes the gradient.

    x (N, C, H, W); returns (N, C, H // size, W // size): rows and columns that fill no window are left out.
    """
    first, second, *others = corners(x.value, size)
    y = np.maximum(first, second, out=np.empty_like(first))
    for pixels in others:
        np.maximum(y, pixels, out=y)

    def scatter(g, out):
        if y.size * size**2 < out.size:
            out[...] = 0  # for the pixels that fill no window
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
