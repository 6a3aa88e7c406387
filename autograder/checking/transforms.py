"""What may have been done to the right value: of each way its words, and the way itself.

The words follow `returned`.  `{row}` is `row` of an array with several axes, else `item`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

Transform = Callable[[Any], Any]
DECIMALS = range(1, 6)

# Of an array or a list as a whole.
CUTS: Mapping[str, Transform] = {
    "the right values without the first {row}": lambda v: v[1:],
    "the right values without the last {row}": lambda v: v[:-1],
    "only the last {row} of what is asked": lambda v: v[-1],
    "only the first {row} of what is asked": lambda v: v[0],
    "the right {row}s in reverse order": lambda v: v[::-1],
}
# Of what came, where the right value is what this makes of it.
ADDED: Mapping[str, Transform] = {
    "the right values and one {row} too many at the end": lambda v: v[:-1],
    "the right values and one {row} too many at the front": lambda v: v[1:],
    "the right value alone in a list or tuple": lambda v: v[0] if isinstance(v, list | tuple) and len(v) == 1 else None,
}
# Of each array, in lists and dicts of them too.
ARRAYS: Mapping[str, Transform] = {
    "the transpose of what is asked": lambda a: np.transpose(a) if a.ndim > 1 else None,
    "what is asked with its last two axes swapped": lambda a: np.swapaxes(a, -1, -2) if a.ndim > 1 else None,
    "what is asked mirrored from left to right": lambda a: a[..., ::-1] if a.ndim > 1 else None,
    "what is asked upside down": lambda a: a[..., ::-1, :] if a.ndim > 2 else None,  # noqa: PLR2004  images
    "the sum of what is asked": np.sum,
    "the mean of what is asked": np.mean,
    "the largest of what is asked": np.max,
    "the smallest of what is asked": np.min,
    "what is asked summed over its rows": lambda a: a.sum(axis=0),
    "what is asked summed within each row": lambda a: a.sum(axis=1),
    "the mean over the rows of what is asked": lambda a: a.mean(axis=0),
    "the mean of each row of what is asked": lambda a: a.mean(axis=1),
    "running sums of what is asked": lambda a: a.cumsum(axis=0) if a.ndim else None,
    "the right values in ascending order": lambda a: np.sort(a, axis=None) if a.ndim == 1 else None,
}
# Of each number.
NUMBERS: Mapping[str, Transform] = {
    "the right values without their signs": np.abs,
    "1 minus the right values": lambda a: 1 - a,
    "the exponential of the right values": np.exp,
    "the logarithm of the right values": np.log,
    "the right values rounded down to whole numbers": np.floor,
    "the right values rounded up to whole numbers": np.ceil,
    "the right values cut to whole numbers": np.trunc,
    "the right values with 0 in place of all below it": lambda a: np.maximum(a, 0),
    "the right values with 1 in place of all above it": lambda a: np.minimum(a, 1),
    "the right values rounded to whole numbers": np.round,
    **{f"the right values rounded to {d} decimal{'s' * (d > 1)}": partial(np.round, decimals=d) for d in DECIMALS},
}


def mapped(transform: Transform, value: Any) -> Any:
    """`value` with each array and number in it transformed.  Raises what `transform` raises."""
    if isinstance(value, list | tuple):
        return type(value)(mapped(transform, v) for v in value)
    if isinstance(value, dict):
        return {k: mapped(transform, v) for k, v in value.items()}
    if value is None or isinstance(value, str):
        return value
    made = transform(np.asarray(value))
    return made if isinstance(value, np.ndarray) or made is None else np.asarray(made)[()]


def floats(value: Any) -> Any:
    """`value` with its integers and booleans as floats: how they are written down is another question."""
    return mapped(lambda a: a.astype(float) if a.dtype.kind in "biu" else a, value)
