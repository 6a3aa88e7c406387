"""Strict comparison of two pieces of data, answered in words: how what came differs from what was expected."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.runner.call import Opaque

KINDS = {"b": "booleans", "i": "integers", "u": "integers", "f": "floats", "c": "complex numbers", "U": "strings"}
ORDINALS = ("first", "second", "third", "fourth", "fifth")
FINITE = "where finite values are asked"
CURE_OF_NAN = ": look for 0/0 or inf - inf, as after an overflow in exp"
CURE_OF_NONE = ": did a path end without `return ...`?"
OTHER = "returned other values"
CURES = {  # what makes data of it
    "list": "make it one with np.array(...)",
    "tuple": "make it one with np.array(...)",
    "generator": "`yield` and `(... for ...)` give values one by one; collect them in a list and return that",
    "coroutine": "leave out the word `async`",
    "async_generator": "leave out the word `async`, and collect the values in a list",
    "matrix": "make an array of it with np.asarray(...), and multiply arrays with @",
    "MaskedArray": "make a plain array of it with .filled(...)",
    "Tensor": "make an array of it with .detach().numpy()",
    "Series": "make an array of it with .to_numpy()",
    "DataFrame": "make an array of it with .to_numpy()",
    "function": "call it, with parentheses after its name, and return what it gives",
    "method": "call it, with parentheses after its name, and return what it gives",
    "builtin_function_or_method": "call it, with parentheses after its name, and return what it gives",
    **dict.fromkeys(
        ("map", "filter", "zip", "range", "set", "dict_keys", "dict_values", "dict_items", "reversed", "enumerate"),
        "make a list of it with list(...)",
    ),
}
SCALARS = (bool, int, float, complex, str, type(None))
NUMBERS = (bool, int, float, complex, np.bool_, np.number)

Place = tuple[str, ...]


def difference(got: Any, want: Any, tolerance: float = 1e-6) -> str | None:
    """None where `got` is the same data as `want`, else what is different, as the end of the sentence 'it ...'.

    An array must be a plain ndarray of the same shape and kind, finite where `want` is, and equal within
    `tolerance`; no method of `got` is ever asked for its opinion.
    """
    found = _difference(got, want, tolerance)
    if found is None:
        return None
    what, place = found
    return f"{what} ({placed(place)})" if place else what


Difference = tuple[str, Place] | None  # what is different, and where: the names of the parts, the outermost first


def _difference(got: Any, want: Any, tolerance: float) -> Difference:
    if isinstance(want, list | tuple):
        return _sequence(got, want, tolerance)
    if isinstance(want, dict):
        return _dict(got, want, tolerance)
    what = _alone(got, want, tolerance)
    return (what, ()) if what else None


def _alone(got: Any, want: Any, tolerance: float) -> str | None:
    if got is None and want is not None:
        return _unlike(got, want)
    if isinstance(want, np.ndarray):
        return _array(got, want, tolerance)
    if isinstance(want, NUMBERS):
        return _number(got, want, tolerance)
    return _unlike(got, want) if type(got) is not type(want) or got != want else None


def _unlike(got: Any, want: Any, asked: str = "") -> str:
    """That `got` is another kind of thing than `want`, and what would make it one, where there is a way."""
    said = f"returned {describe(got)}, where {asked or describe(want)} is asked"
    if got is None:
        return f"{said}{CURE_OF_NONE}"
    kind = got.type_name if isinstance(got, Opaque) else type(got).__name__
    data = isinstance(want, np.ndarray) or kind not in ("list", "tuple")
    return f"{said}: {CURES[kind]}" if data and kind in CURES else said


def placed(place: Place) -> str:
    """The name of a part of a value in words, as `the third item of its first item`."""
    said = [f"its {step}" if step.endswith("item") or step.startswith("item") else f"the {step}" for step in place[:1]]
    for step in place[1:]:
        said.append(f"the {step} {'in' if step.startswith('value') else 'of'} {said[-1]}")
    return said[-1]


def type_mismatch(got: Any, want: Any) -> str | None:
    """What is wrong with the kind of `got`, whatever its values; None where it is plain data of the kind of `want`.

    A list may be longer; a tuple is as long, and each of its items of its kind.
    """
    if type(got) is type(want) is tuple and len(got) == len(want):
        return next(
            (f"{what} ({placed((step(i),))})" for i, what in enumerate(map(type_mismatch, got, want)) if what), None
        )
    arrays = type(got) is np.ndarray and type(want) is np.ndarray
    if not (_kind(got) == _kind(want) if arrays else type(got) is type(want)):
        return _unlike(got, want)
    return None if is_data(got) else f"returned {describe(got)} with something in it that is no plain data"


def is_data(value: Any) -> bool:
    """Whether `value` is made of arrays, numbers, strings, None, and lists, tuples and dicts of these, and no more."""
    if type(value) in (list, tuple):
        return all(map(is_data, value))
    if type(value) is dict:
        return all(map(is_data, [*value, *value.values()]))
    if type(value) is np.ndarray:
        return value.dtype.kind in KINDS
    return type(value) in SCALARS or isinstance(value, np.bool_ | np.number)


def infinite(got: Any, want: Any) -> str | None:
    """What is wrong with plain data `got` that holds NaN or infinity, or numbers no float holds, where `want` has none.

    Comparisons with such numbers are neither true nor false in the way that a rule means them.
    """
    return f"returned NaN or infinity, {FINITE}" if _is_finite(want) and not _is_finite(got) else None


def _is_finite(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_is_finite, value))
    if isinstance(value, dict):
        return all(map(_is_finite, [*value, *value.values()]))
    if isinstance(value, np.ndarray):
        return value.dtype.kind not in "fc" or bool(np.isfinite(value).all())
    return not isinstance(value, NUMBERS) or bool(np.isfinite(_real(value)))


def describe(value: Any) -> str:
    """What kind of thing `value` is, in a learner's words."""
    if type(value) is np.ndarray:
        return f"an array of {KINDS.get(value.dtype.kind, str(value.dtype))} of shape {value.shape}"
    if value is None:
        return "None"
    if isinstance(value, Opaque):
        return f"an object of type {value.type_name}"
    if isinstance(value, list | tuple | dict):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, NUMBERS):
        name = type(value).__name__
        return f"an {name}" if name[0] in "aeiou" else f"a {name}"
    if isinstance(value, str):
        return repr(value)
    return f"an object of type {type(value).__name__}"


def _array(got: Any, want: np.ndarray[Any, Any], tolerance: float) -> str | None:
    if type(got) is not np.ndarray:
        return _unlike(got, want)
    if got.shape != want.shape:
        return f"returned an array of shape {got.shape}, where {want.shape} is asked"
    if _kind(got) != _kind(want) and got.size:
        return f"returned {describe(got)} (dtype {got.dtype}), where {KINDS[want.dtype.kind]} are asked"
    return _values(got, want, tolerance)


def _number(got: Any, want: Any, tolerance: float) -> str | None:
    if isinstance(got, np.ndarray) and got.shape == ():
        got = got[()]
    if type(got) not in (bool, int, float, complex) and not isinstance(got, np.bool_ | np.number):
        return _unlike(got, want, "one number")
    if isinstance(got, bool | np.bool_) != isinstance(want, bool | np.bool_):
        return f"returned {describe(got)}, where {describe(want)} is asked"
    return _values(_real(got), np.asarray(want), tolerance)


def _real(number: Any) -> np.ndarray[Any, Any]:
    """The number as an array; a Python integer too large for 64 bits as a float, at worst an infinite one."""
    try:
        return np.asarray(float(number) if type(number) is int and abs(number) >> 63 else number)
    except OverflowError:
        return np.asarray(np.inf)


@np.errstate(all="ignore")  # huge values overflow here, which is no news to anybody
def _values(got: np.ndarray[Any, Any], want: np.ndarray[Any, Any], tolerance: float) -> str | None:
    if got.dtype == want.dtype and got.tobytes() == want.tobytes():
        return None
    if got.dtype.kind not in "fc" and want.dtype.kind not in "fc":
        return None if np.array_equal(got, want) else OTHER
    if np.any(np.isnan(got) & ~np.isnan(want)):
        return f"returned NaN (not a number), {FINITE}{CURE_OF_NAN}"
    if np.any(np.isinf(got) & np.isfinite(want)):
        return f"returned infinity, {FINITE}: look for a division by 0, a log of 0, or an overflow in exp"
    lower = _precision(got)
    finite = np.abs(want[np.isfinite(want)])
    scale = float(finite.max()) if finite.size else 0.0
    small = max(1e-3 * tolerance, 1e-2 * lower) * scale  # what is forgiven where a difference of large numbers is small
    close = np.allclose(got, want, rtol=max(tolerance, lower), atol=small + 1e-12, equal_nan=True)
    return None if close else OTHER


def _precision(got: np.ndarray[Any, Any]) -> float:
    # A right answer in float32 carries rounding errors of 1e-7 that a few hundred operations make larger; float16 may
    # hold a right answer, but as much room for its errors would let wrong ones pass.  What float32 holds may have been
    # computed in it, whatever type it was given in the end.
    if got.dtype.kind in "fc" and got.dtype.itemsize < 8:  # noqa: PLR2004
        return min(1e3 * float(np.finfo(got.dtype).eps), 1e-3)
    as_float32 = got.dtype.kind == "f" and np.array_equal(got.astype(np.float32), got, equal_nan=True)
    return 1e3 * float(np.finfo(np.float32).eps) if as_float32 else 0.0


def _kind(array: np.ndarray[Any, Any]) -> str:
    return "i" if array.dtype.kind == "u" else array.dtype.kind


def _sequence(got: Any, want: list[Any] | tuple[Any, ...], tolerance: float) -> Difference:
    if type(got) is not type(want) or len(got) != len(want):
        return _unlike(got, want), ()
    return _items([(step(i), g, w) for i, (g, w) in enumerate(zip(got, want, strict=True))], tolerance)


def step(i: int) -> str:
    """The name of one item of a sequence."""
    return f"{ORDINALS[i]} item" if i < len(ORDINALS) else f"item {i}"


def _dict(got: Any, want: dict[Any, Any], tolerance: float) -> Difference:
    if type(got) is not dict:
        return _unlike(got, want), ()
    if set(got) != set(want):
        return f"returned the keys {sorted(map(str, got))}, where {sorted(map(str, want))} are asked", ()
    return _items([(f"value of {k!r}", got[k], w) for k, w in want.items()], tolerance)


def _items(items: list[tuple[str, Any, Any]], tolerance: float) -> Difference:
    for name, got, want in items:
        if found := _difference(got, want, tolerance):
            what, place = found
            return what, (name, *place)
    return None
