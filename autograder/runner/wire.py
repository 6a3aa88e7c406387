"""Data, and nothing but data, over a socket; both ends use this file, and only the trusted end relies on it.

A frame is two lengths, a header and a body, and holds one value or several, one after the other.  The header is one
flat JSON list in prefix order (a tag, then what it announces), so that no parser recurses over what a hostile process
sends; arrays lie in the body as raw bytes.  There is no pickle, and functions and objects never travel: they are sent
as handles, numbers which their owner resolves.
This file writes frames, and `decoder` reads them.
"""

from __future__ import annotations

import itertools
import json
import struct
from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

import numpy as np

from . import kinds

MAX_HEAD, MAX_BODY, MAX_DEPTH, MAX_DIMENSIONS = 1 << 20, 64 << 20, 20, 16
NUMBERS = ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")
DTYPES = {np.dtype(number).str: np.dtype(number) for number in NUMBERS}
MAX_OTHER_KEYS = 1024  # of a dictionary or set whose keys are not all strings
LENGTHS = struct.Struct("<II")
TO_JSON = json.JSONEncoder(separators=(",", ":"), check_circular=False)
# What is said of one call, in this order; of most calls only the value, for nothing else is to be said of them.
OBSERVED = ("value", "error", "message", "line", "where", "changed", "shared", "random", "printed", "late", "kinds")
UNREMARKABLE = ("", "", "", "", (), (), False, "", False, ())
INTEGERS = range(-(1 << 63), 1 << 64)  # that the header holds as such


class ProtocolError(Exception):
    """Bytes that are no frame of ours."""


class TooBigError(ValueError):
    """A value that does not fit into a frame, or is nested too deeply for one."""


class NoDataError(Exception):
    """An object in the place of data."""


class Handle:
    """An object of the other process: its number there, and the name of its type."""

    def __init__(self, number: int, kind: str) -> None:
        self.number, self.kind = number, kind


Resolve = Callable[[Handle], Any]
Keep = Callable[[Any], Handle]  # gives an object of this process a handle by which the other one may use it


class Written(NamedTuple):
    """A value ready to be sent: its part of a header, without the brackets, and its part of a body."""

    head: str
    body: list[bytes]
    size: int  # of the body, in bytes


def write(value: Any, keep: Keep | None = None) -> Written:
    """`value`, ready to be sent; what is no data becomes a handle given by `keep`, or just the name of its type.

    Raises TooBigError.
    """
    head: list[Any] = []
    body: list[bytes] = []
    _write(value, head, body, keep, 0)
    written = Written(TO_JSON.encode(head)[1:-1], body, sum(map(len, body)))
    if len(written.head) + 2 > MAX_HEAD or written.size > MAX_BODY:
        raise TooBigError("a value of more than 64 MB, or of too many parts, is not sent")
    return written


def frame(values: Sequence[Written]) -> bytes:
    """The frame of these values."""
    head = f"[{','.join(value.head for value in values)}]".encode()
    body = [part for value in values for part in value.body]
    return b"".join([LENGTHS.pack(len(head), sum(map(len, body))), head, *body])


def encode(value: Any, keep: Keep | None = None) -> bytes:
    """The frame of `value` alone.  Raises TooBigError."""
    return frame([write(value, keep)])


def _write(value: Any, head: list[Any], body: list[bytes], keep: Keep | None, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise TooBigError(f"a value nested more than {MAX_DEPTH} deep is not sent")
    kind = type(value)
    if value is None:
        head.append("n")
    elif (tag := SCALARS.get(kind)) and (kind is not int or value in INTEGERS):
        head += (tag, plain_text(value) if kind is str else value)
    elif kind in CONTAINERS:
        head += (CONTAINERS[kind], len(value))
        if kind is dict:
            refuse_too_many(value, TooBigError)
        for item in itertools.chain.from_iterable(value.items()) if kind is dict else value:
            _write(item, head, body, keep, depth + 1)
    elif kind is complex:
        head += ("c", value.real, value.imag)
    elif not _write_array(value, head, body) and not _write_made(value, head, body, depth):
        handle = keep(value) if keep else Handle(-1, "")
        head += ("h", handle.number, handle.kind or name(value))


def refuse_too_many(keys: Collection[Any], error: type[Exception]) -> None:
    """Raise `error` for the keys of a dictionary, or the members of a set, that are too many to be put into it."""
    # The hashes of numbers and tuples are known beforehand, so many of them could be made to collide.
    if len(keys) > MAX_OTHER_KEYS and not all(type(k) is str for k in keys):
        raise error("a set or dictionary of so many parts is not sent")


CONTAINERS: dict[type, str] = {list: "l", tuple: "t", dict: "d"}
SCALARS: dict[type, str] = {bool: "b", int: "i", float: "f", str: "s"}
# NumPy's own types of numbers: what a subclass of one says of itself is the learner's code.
SCALAR_TYPES = frozenset(t for t in np.sctypeDict.values() if np.dtype(t).newbyteorder("=").str in DTYPES)


def _write_array(value: Any, head: list[Any], body: list[bytes]) -> bool:
    if type(value) is not np.ndarray and type(value) not in SCALAR_TYPES:
        return False
    if value.dtype.newbyteorder("=").str not in DTYPES:
        return False
    plain = value.astype(value.dtype.newbyteorder("="), copy=False)
    shape = plain.shape if type(value) is np.ndarray else ()
    if len(shape) > MAX_DIMENSIONS:
        return False
    head += ("a" if type(value) is np.ndarray else "g", plain.dtype.str, len(shape), *shape)
    body.append(plain.tobytes())
    return True


def _write_made(value: Any, head: list[Any], body: list[bytes], depth: int) -> bool:
    """Write a value of one of `kinds`, if it is one and has nothing but data in it."""
    taken = kinds.taken_apart(value)
    if taken is None:
        return False
    if type(value) in SETS:
        refuse_too_many(value, TooBigError)
    at = len(head), len(body)
    head += ("k", taken[0])
    try:
        _write(taken[1], head, body, _refuse, depth + 1)
    except NoDataError:
        del head[at[0] :], body[at[1] :]
        return False
    return True


def _refuse(value: Any) -> Handle:
    raise NoDataError(type_name(type(value)))


SETS = (set, frozenset)


def name(value: Any) -> str:
    """The name of the type of `value`, short enough for a sentence."""
    kind = type(value)
    return plain_text(f"array of {value.dtype}" if kind is np.ndarray else type_name(kind))[:100]


def type_name(kind: type) -> str:
    """The name of a type, whatever its metaclass says."""
    return str(type.__dict__["__name__"].__get__(kind))


def plain_text(text: str) -> str:
    """`text` as it can be sent and stored: a lone surrogate is a question mark."""
    return text.encode("utf-8", "replace").decode()
