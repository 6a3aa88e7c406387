"""Noticing that what a call returned is still, in part, what it was given."""

from __future__ import annotations

from typing import Any

import numpy as np


def shared(value: Any, arguments: tuple[Any, ...]) -> tuple[int, ...]:
    """The positions of the arguments with arrays whose memory `value` has too: to write on one changes the other."""
    returned = _arrays(value)
    if not returned:
        return ()
    given = enumerate(map(_arrays, arguments))
    return tuple(i for i, arrays in given if any(np.may_share_memory(a, b) for a in arrays for b in returned))


def _arrays(value: Any) -> list[np.ndarray[Any, Any]]:
    """The arrays in plain data, each once, also where lists hold one another."""
    found, met, remaining = [], set(), [value]
    while remaining:
        part = remaining.pop()
        if type(part) is np.ndarray:
            found.append(part)
        elif type(part) in (list, tuple, dict) and id(part) not in met:
            met.add(id(part))
            remaining += part.values() if type(part) is dict else part
    return found
