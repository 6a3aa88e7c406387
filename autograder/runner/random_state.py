"""NumPy's global random numbers: noticing that they were used, and putting them back."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

BYTES = 625 * 4  # of a Mersenne twister: 624 words and a position


def _generator() -> Any:
    return np.random.get_bit_generator()  # type: ignore[attr-defined]


def state() -> bytes:
    """The state of the global generator.  Read from memory: numpy's own way to ask takes longer than most calls."""
    generator = _generator()
    if type(generator) is np.random.MT19937:
        return ctypes.string_at(generator.ctypes.state_address, BYTES)
    return repr(generator.state).encode()


def restore(before: bytes) -> None:
    """Give the global generator the state `before`, if it is a Mersenne twister, as it is unless it was replaced."""
    generator = _generator()
    if type(generator) is np.random.MT19937 and len(before) == BYTES:
        ctypes.memmove(generator.ctypes.state_address, before, BYTES)
        legacy: Any = np.random.get_state()  # noqa: NPY002
        np.random.set_state((*legacy[:3], 0, 0.0))  # noqa: NPY002  without a half of a pair of normal numbers
