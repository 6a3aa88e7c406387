"""Convolution and pooling of images.

Images are (N, C, H, W) to the reader: N of them, with C channels of H x W pixels. In memory the order is (H, W, C, N):
neighbors in memory belong to the same pixel, so that what moves pixels about moves long runs of numbers, and the
processor's cache is used well. Only the strides of the arrays tell.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dlcourse.graph import GraphError, Node, constant


def conv2d(x, w, b, stride=1, padding=0):
    """The filters w at every place of the images x, plus b: patches become columns, the rest is a matrix product.

    x (N, C, H, W), w (O, C, h, k), b (O,); returns (N, O, H', W') with H' = (H + 2 padding - h) // stride + 1.
    `padding` zeros are put around the image. Chellapilla, Puri and Simard 2006, section 2; here one row of the
    result at a time, so that its patches, which hold every pixel h k times, stay in the cache.
    """
    x = constant(x, w.value.dtype)
    check_filters(x, w, b, padding)
    images = pad(x.value.transpose(2, 3, 1, 0), padding)
    windows = sliding_window_view(images, w.shape[2:], axis=(0, 1))[::stride, ::stride].transpose(0, 1, 4, 5, 2, 3)
    filters = w.value.transpose(0, 2, 3, 1).reshape(len(w.value), -1)
    y = np.empty((*windows.shape[:2], len(filters), len(x.value)), w.value.dtype)
    for y_row, columns in zip(y, patches(windows), strict=True):
        np.matmul(filters, columns, out=y_row)
        np.add(y_row, b.value[:, None], out=y_row)

    def filters_grad(g, out):
        rows = zip(g, patches(windows), strict=True)
        grad = sum(np.matmul(g_row, columns.swapaxes(1, 2)).sum(axis=0) for g_row, columns in rows)
        out[...] = grad.reshape(out.transpose(0, 2, 3, 1).shape).transpose(0, 3, 1, 2)
        return out

    def vjp(g, send):
        g = np.ascontiguousarray(g.transpose(2, 3, 1, 0))
        send(w, filters_grad, g)
        send(b, lambda out: g.sum(axis=(0, 1, 3), out=out))
        send(x, lambda out: fold(filters, g, out, windows.shape[2:4], stride, padding))

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


def patches(windows):
    """For each row of windows (H', W', h, k, C, N), its patches as columns (W', h k C, N), one array for all."""
    columns = np.empty(windows.shape[1:], windows.dtype)
    for row in windows:
        columns[...] = row
        yield columns.reshape(len(row), -1, row.shape[-1])


def fold(filters, g, out, window, stride, padding):
    """The reverse of taking patches: every pixel collects the gradients filters^T g of all patches it was in."""
    images = out.transpose(2, 3, 1, 0)
    H, W, C, N = images.shape
    h, k = window
    padded = np.empty((H + 2 * padding, W + 2 * padding, C, N), g.dtype) if padding else images
    padded[...] = 0
    columns = np.empty((g.shape[1], filters.shape[1], N), g.dtype)
    for row, g_row in enumerate(g):
        shares = np.matmul(filters.T, g_row, out=columns).reshape(-1, h, k, C, N)
        for j in range(k):
            target = padded[row * stride : row * stride + h, j : j + stride * len(g_row) : stride]
            target += shares[:, :, j].swapaxes(0, 1)
    if padding:
        images[...] = padded[padding:-padding, padding:-padding]
    return out


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
