"""Values that are more than plain data and yet no more than data: each is taken apart, and made again of its parts.

What is made comes from a hostile process: each kind looks at what it is made of, and is bounded.
"""

from __future__ import annotations

import collections
import datetime as dt
import decimal
import fractions
import importlib
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

MAX_DIGITS = 25_000  # hexadecimal ones of an integer, decimal ones of a Decimal, whose exponent may be as large


class Kind(NamedTuple):
    """How values of one type are taken apart and made; what cannot be raises any exception."""

    apart: Callable[[Any], Any]
    made: Callable[[Any], Any]


def _of(kind: type, make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """`make`, of a `kind` only."""

    def made(plain: Any) -> Any:
        if type(plain) is not kind:
            raise TypeError
        return make(plain)

    return made


def _digits(text: str) -> str:
    if len(text) > MAX_DIGITS:
        raise ValueError("a number of so many digits is not sent")
    return text


def _decimal(text: str) -> decimal.Decimal:
    number = decimal.Decimal(_digits(text))
    if number.is_finite() and abs(number.adjusted()) > MAX_DIGITS:
        raise ValueError("an exponent so large is not sent")
    return number


def _fraction(parts: tuple[Any, ...]) -> fractions.Fraction:
    numerator, denominator = parts
    return fractions.Fraction(_of(int, int)(numerator), _of(int, int)(denominator))


def _bytes(array: np.ndarray[Any, Any]) -> bytes:
    return array.astype("u1", casting="equiv").tobytes()


def _local(moment: dt.datetime) -> str:
    if moment.tzinfo is not None:
        raise ValueError("a time zone is not sent")
    return moment.isoformat()


def _taken_tensor(tensor: Any) -> tuple[np.ndarray[Any, Any], bool]:
    return np.array(tensor.detach().cpu().numpy()), bool(tensor.requires_grad)


def _tensor(parts: tuple[Any, ...]) -> Any:
    array, requires_grad = parts
    return importlib.import_module("torch").tensor(
        _of(np.ndarray, np.array)(array), requires_grad=requires_grad is True
    )


KINDS: dict[type, Kind] = {
    int: Kind(lambda number: _digits(f"{number:x}"), _of(str, lambda text: int(_digits(text), 16))),  # beyond 64 bits
    bytes: Kind(lambda data: np.frombuffer(data, "u1"), _of(np.ndarray, _bytes)),
    set: Kind(list, _of(list, set)),
    frozenset: Kind(list, _of(list, frozenset)),
    range: Kind(lambda r: (r.start, r.stop, r.step), _of(tuple, lambda bounds: range(*bounds))),
    collections.Counter: Kind(dict, _of(dict, collections.Counter)),
    collections.OrderedDict: Kind(dict, _of(dict, collections.OrderedDict)),
    collections.defaultdict: Kind(dict, _of(dict, lambda items: collections.defaultdict(None, items))),
    collections.deque: Kind(list, _of(list, collections.deque)),
    fractions.Fraction: Kind(lambda f: (f.numerator, f.denominator), _of(tuple, _fraction)),
    decimal.Decimal: Kind(lambda number: str(_decimal(str(number))), _of(str, _decimal)),
    dt.date: Kind(dt.date.isoformat, _of(str, dt.date.fromisoformat)),
    dt.datetime: Kind(_local, _of(str, dt.datetime.fromisoformat)),
    dt.timedelta: Kind(lambda d: (d.days, d.seconds, d.microseconds), _of(tuple, lambda parts: dt.timedelta(*parts))),
}
TENSOR = Kind(_taken_tensor, _of(tuple, _tensor))
NAMED = {kind.__name__: how for kind, how in KINDS.items()} | {"Tensor": TENSOR}


def taken_apart(value: Any) -> tuple[str, Any] | None:
    """The name of the kind of `value` and the plain data it is made of; None where it is of no such kind."""
    kind = type(value)
    how = TENSOR if _is_tensor(kind) else KINDS.get(kind)
    try:
        return ("Tensor" if how is TENSOR else kind.__name__, how.apart(value)) if how else None
    except Exception:  # such as a number of too many digits
        return None


def _is_tensor(kind: type) -> bool:
    torch = sys.modules.get("torch")  # nobody has a tensor who has not imported it
    return kind in (getattr(torch, "Tensor", None), getattr(getattr(torch, "nn", None), "Parameter", None))


def made(name: str, plain: Any) -> Any:
    """The value of the kind `name` that is made of `plain`.  Raises ValueError where there is none."""
    try:
        return NAMED[name].made(plain)
    except Exception as e:
        raise ValueError(f"no {name} is made of this ({type(e).__name__})") from None
