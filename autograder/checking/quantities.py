"""The numbers that a learner may have multiplied by, or added: the arguments, and their sizes, by name."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograder.exercise import Case, Exercise

Named = dict[str, Any]  # a number or an array, by what a learner would write for it


def names(exercise: Exercise) -> list[str]:
    """The arguments, as the exercise calls them."""
    return list(inspect.signature(exercise.reference).parameters)


def arguments(names: Sequence[str], case: Case) -> Named:
    """The arguments that are numbers or arrays of numbers; of a dict, its arrays."""
    found: Named = {}
    for name, value in zip(names, case, strict=False):
        if isinstance(value, dict):
            found |= {f'{name}["{key}"]': v for key, v in value.items() if _is_numeric(v)}
        elif _is_numeric(value):
            found[name] = value
        elif isinstance(value, list | tuple) and value and all(type(v) in (int, float) for v in value):
            found[name] = np.array(value, dtype=float)
    return found


def sizes(names: Sequence[str], case: Case) -> Named:
    """The numbers among the arguments, and the lengths of the arrays and lists, those with one axis first."""
    found: Named = {}
    for name, value in sorted(zip(names, case, strict=False), key=_axes):
        found |= dict(_sizes(name, value))
    return found


def _axes(named: tuple[str, Any]) -> int:
    return named[1].ndim if type(named[1]) is np.ndarray else 0


def _sizes(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if type(value) in (int, float):
        yield name, value
    elif type(value) is np.ndarray and value.ndim:
        yield f"len({name})", value.shape[0]
        yield from ((f"{name}.shape[{axis}]", value.shape[axis]) for axis in range(1, value.ndim))
        yield f"{name}.size", value.size
    elif isinstance(value, list | tuple):
        yield f"len({name})", len(value)


def _is_numeric(value: Any) -> bool:
    return type(value) in (int, float) or (type(value) is np.ndarray and value.dtype.kind in "biuf")


def flat(value: Any) -> np.ndarray[Any, Any]:
    """The numbers in an argument; an empty array of what holds none."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        arrays = [flat(v).ravel() for v in value if not isinstance(v, str)]
        return np.concatenate(arrays) if arrays else np.empty(0)
    array = np.asarray(value)
    return array.astype(float) if array.dtype.kind in "biuf" else np.empty(0)


def is_plain(value: Any) -> bool:
    """Whether a value is one array, or one list of numbers."""
    return type(value) is np.ndarray or (type(value) is list and all(type(v) in (int, float) for v in value))
