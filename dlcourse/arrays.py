"""Large arrays that are used again.

Training asks for arrays of the same few shapes at every step. A new array of several megabytes costs more than
the arithmetic that fills it, because the operating system hands out its pages one by one, so `empty` first looks
for an array of an earlier step that nothing refers to any more. Who calls it need not know, nor give anything back.
"""

import math
import sys
from collections import defaultdict

import numpy as np

SMALL = 2**16  # bytes; smaller arrays cost nothing to make
MOST = 2**28  # bytes on the shelves; beyond that we start again with empty ones


def empty(shape, dtype):
    """An uninitialized array, possibly one of an earlier step."""
    size = math.prod(shape) * dtype.itemsize
    return _lend(shape, dtype, size) if _counts_can_be_trusted and SMALL <= size <= MOST else np.empty(shape, dtype)


def empty_like(x):
    """An uninitialized array with the shape of x and the order of its axes in memory."""
    if x.flags.c_contiguous:
        return empty(x.shape, x.dtype)
    axes = sorted(range(x.ndim), key=lambda i: -x.strides[i])
    return empty(tuple(x.shape[i] for i in axes), x.dtype).transpose(np.argsort(axes))


def _new_shelf():
    return [np.empty(0)]


_shelves = defaultdict(_new_shelf)  # (shape, dtype): arrays


def _lend(shape, dtype, size):
    shelf = _shelves[shape, dtype]
    array = unreferenced(shelf)
    if array is None:
        if size + sum(array.nbytes for shelf in _shelves.values() for array in shelf) > MOST:
            _shelves.clear()
        array = np.empty(shape, dtype)
        shelf.append(array)
    return array


def unreferenced(shelf):
    """An array that only the list `shelf` refers to, or None.

    The first array of a shelf is never lent: its count of references is what we look for in the others.
    A second thread in this loop would hold a reference of its own, so it cannot be lent the same array.
    """
    alone = None
    for array in shelf:
        count = sys.getrefcount(array)
        if count == alone:
            return array
        alone = alone or count
    return None


def _trust():
    """Whether reference counts mean here what `unreferenced` takes them to mean: CPython with its global lock."""
    if sys.implementation.name != "cpython" or not getattr(sys, "_is_gil_enabled", lambda: True)():
        return False
    shelf = [np.empty(1) for _ in range(100)]
    views = [array[:] for array in shelf[1:]]
    lent = unreferenced(shelf)
    views.clear()
    return lent is None and unreferenced(shelf) is shelf[1]


_counts_can_be_trusted = _trust()
