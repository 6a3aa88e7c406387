"""Noticing that what a call returned is still, in part, what it was given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np


def shared(value: Any, arguments: tuple[Any, ...]) -> tuple[int, ...]:  # noqa: ANN401
    """The positions of the arguments with arrays whose memory `value` has too: to write on one changes the other."""
    try:
        returned = list(_arrays(value))
        return tuple(
            i
            for i, argument in enumerate(arguments)
            if any(np.may_share_memory(a, b) for b in _arrays(argument) for a in returned)
        )
    except RecursionError:
        return ()


def _arrays(value: Any) -> Iterator[np.ndarray[Any, Any]]:  # noqa: ANN401
    """The arrays in plain data."""
    if type(value) is np.ndarray:
        yield value
    elif type(value) in (list, tuple, dict):
        for part in value.values() if type(value) is dict else value:
            yield from _arrays(part)
