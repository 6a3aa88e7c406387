"""Convolution and pooling of images.

Images are (N, C, H, W) to the reader: N of them, with C channels of H x W pixels. In memory the order is (H, C, W, N):
a few rows of all images are then one matrix, and what moves pixels about moves long runs of numbers. Only the
strides of the arrays tell.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dlcourse.engine.graph import GraphError, Node, constant

WIDTH = 2048  # columns of a matrix in work at a time: few enough for the cache, enough to keep NumPy busy
FEW = 8  # rows; with fewer, a matrix product takes longer to begin than to do


def conv2d(x, w, b, stride=1, padding=0):
    """The filters w at every place of the images x, plus b.

    x (N, C, H, W), w (O, C, h, k), b (O,); returns (N, O, H', W') with H' = (H + 2 padding - h) // stride + 1.
    `padding` zeros are put around the image. Goodfellow, Bengio and Courville 2016, eq. 9.8, 9.11 and 9.13.
    """
    x = constant(x, w.value.dtype)
    check_filters(x, w, b, padding)
    images = surround(x.value.transpose(2, 1, 3, 0), padding)
    y = correlate(images, w.value, stride)
    y += b.value[:, None, None]

    def vjp(g, accumulate):
        g = np.ascontiguousarray(g.transpose(2, 1, 3, 0))
        accumulate(w, filters_grad, images, g, stride)
        accumulate(b, lambda out: g.sum(0).sum((1, 2), out=out))
        accumulate(x, images_grad, w.value, g, stride, padding)

    return Node(y.transpose(3, 1, 0, 2), (x, w, b), vjp)


def columns(shape, stride):
    """How many matrices a patch is cut into, for filters of this shape (O, C, h, k): k or 1.

    At stride 1 the pixels that one column of the filters meets, over a row of the result, lie in memory as a matrix
    already, which overlaps with those of the other columns. So filters are cut into their k columns, and no pixel
    is copied (Cho and Brand 2017 copy it along one axis, the other way round). Where pixels do not lie so, or columns
    are short, whole patches are copied, every pixel h k times (Chellapilla, Puri and Simard 2006, section 2).
    """
    _, C, h, k = shape
    return k if stride == 1 and h * C >= FEW else 1


def patches(images, shape, stride):
    """What the filters meet, a few places of each row of the result at a time: these places, and (H', p, numbers, ...).

    For images (H, C, W, N) there is a matrix [r, part] for each row r and each of the p parts that `columns` tells. It
    has a row for each number of a filter in that part, and a column for each place and image, W' N in all.
    """
    _, C, h, k = shape
    windows = sliding_window_view(images, (h, k), axis=(0, 2))[::stride, :, ::stride].transpose(0, 5, 4, 1, 2, 3)
    parts, (width, N) = columns(shape, stride), windows.shape[-2:]
    count = max(1, WIDTH // max(1, N))
    for left in range(0, width, count):
        some = windows[..., left : left + count, :]
        yield slice(left * N, (left + count) * N), some.reshape(len(some), parts, k * h * C // parts, -1)


def correlate(images, w, stride=1):
    """The filters w (O, C, h, k) at every place of the images (H, C, W, N): (H', O, W', N).

    For each row of the result there is a matrix product with each part of the filters, and the sum of these.
    """
    (H, _, W, N), (h, k) = images.shape, w.shape[2:]
    y = np.empty(((H - h) // stride + 1, len(w), ((W - k) // stride + 1) * N), images.dtype)
    filters = w.transpose(0, 3, 2, 1).reshape(len(w), columns(w.shape, stride), -1).swapaxes(0, 1)
    for places, patch in patches(images, w.shape, stride):
        first, *others = zip(filters, patch.swapaxes(0, 1), strict=True)
        np.matmul(*first, out=y[..., places])
        for part, met in others:
            y[..., places] += part @ met
    return y.reshape(len(y), len(w), -1, N)


def filters_grad(images, g, stride, out):
    """dC/dw (O, C, h, k) into `out`: each number of a filter collects g times the pixels that it met."""
    g = g.reshape(len(g), 1, len(out), -1)
    found = [(g[..., places] @ patch.swapaxes(2, 3)).sum(0) for places, patch in patches(images, out.shape, stride)]
    turned = out.transpose(0, 3, 2, 1)
    turned[...] = sum(found).swapaxes(0, 1).reshape(turned.shape)
    return out


def images_grad(w, g, stride, padding, out):
    """dC/dx (N, C, H, W): each pixel collects g, from the places whose patch it was in, times the number it met there.

    That is once more a correlation: of g, its pixels `stride` apart, with the filters turned by 180 degrees.
    """
    (N, _, H, W), (h, k) = out.shape, w.shape[2:]
    spread = np.zeros((H + 2 * padding + h - 1, len(w), W + 2 * padding + k - 1, N), g.dtype)
    spread[every(stride, h - 1, len(g)), :, every(stride, k - 1, g.shape[2])] = g
    images = correlate(spread, w[:, :, ::-1, ::-1].swapaxes(0, 1))
    return images[padding : padding + H, :, padding : padding + W].transpose(3, 1, 0, 2)


def every(step, first, count):
    """The slice of `count` places: first, first + step, ..."""
    return slice(first, first + step * count, step)


def surround(images, padding):
    """The images (H, C, W, N) with zeros around each, in the memory order of these axes."""
    if not padding:
        return np.ascontiguousarray(images)
    H, C, W, N = images.shape
    padded = np.zeros((H + 2 * padding, C, W + 2 * padding, N), images.dtype)
    padded[padding:-padding, :, padding:-padding] = images
    return padded


def check_filters(x, w, b, padding):
    """Raise the sentence that explains why the filters w and biases b do not fit the images x."""
    shapes = f"conv2d: the images {x.shape}, filters {w.shape} and biases {b.shape} do not fit. "
    if x.value.ndim != 4 or w.value.ndim != 4 or x.shape[1] != w.shape[1]:
        raise GraphError(shapes + "Images are (N, C, H, W) and filters (O, C, h, k), with the same C.")
    if b.shape != w.shape[:1]:
        raise GraphError(shapes + f"There must be one bias for each of the {len(w.value)} filters.")
    if w.shape[2] > x.shape[2] + 2 * padding or w.shape[3] > x.shape[3] + 2 * padding:
        raise GraphError(shapes + f"The filters are larger than the images with their padding of {padding}.")


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
        *places, last = corners(out, size)
        for pixels, place in zip(corners(x.value, size), places, strict=False):
            hit = pixels == y
            hit &= free
            free ^= hit
            np.multiply(g, hit, out=place)
        np.multiply(g, free, out=last)
        return out

    def vjp(g, accumulate):
        accumulate(x, scatter, g)

    return Node(y, (x,), vjp)


def avg_pool(x, size=2):
    """The mean of every size x size pixels. Shapes as in `max_pool`."""
    y = sum(corners(x.value, size)) / size**2

    def scatter(g, out):
        out[...] = 0
        for place in corners(out, size):
            np.divide(g, size**2, out=place)
        return out

    def vjp(g, accumulate):
        accumulate(x, scatter, g)

    return Node(y, (x,), vjp)
