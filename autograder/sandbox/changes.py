"""Changing data in place into what it became in another process, so that who holds a part of it sees the change too."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict, deque
from typing import Any

import numpy as np

DICTIONARIES, SEQUENCES = (dict, Counter, OrderedDict, defaultdict), (list, deque)
CHANGEABLE = (*DICTIONARIES, *SEQUENCES, set, np.ndarray)


def apply(old: Any, new: Any) -> Any:
    """`old`, changed in place into what `new` is; `new` itself where that cannot be."""
    kind = type(old)
    if kind is not type(new):
        return new
    if kind in SEQUENCES:
        items = [*map(apply, old, new), *list(new)[len(old) :]]
        old.clear()
        old.extend(items)
    elif kind in DICTIONARIES:
        values = {key: apply(old[key], value) if key in old else value for key, value in new.items()}
        old.clear()
        old.update(values)
    elif kind is set:
        old.clear()
        old.update(new)
    elif kind is np.ndarray and old.shape == new.shape and old.dtype == new.dtype:
        old[...] = new
    elif kind.__module__ == "torch" and old.shape == new.shape:
        old.data.copy_(new)
    else:
        return new
    return old
