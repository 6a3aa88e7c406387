"""Frames read: data that another process sent, which may have sent anything.

Whatever arrives is checked: lengths, nesting, dtypes against a white list, byte counts, and that nothing is left over.
"""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np

from . import kinds
from .wire import (
    DTYPES,
    INTEGERS,
    MAX_DEPTH,
    MAX_DIMENSIONS,
    SCALARS,
    SETS,
    Handle,
    Keep,
    ProtocolError,
    Resolve,
    refuse_too_many,
    write,
)

NAMES_OF_SETS = tuple(kind.__name__ for kind in SETS)
KINDS = {tag: kind for kind, tag in SCALARS.items()}


def carried(value: Any, keep: Keep, resolve: Resolve) -> Any:
    """`value` as it arrives at the other end, without a way there: a copy.  Raises TooBigError."""
    written = write(value, keep)
    return decode(f"[{written.head}]".encode(), b"".join(written.body), resolve)[0]


def decode(head: bytes, body: bytes, resolve: Resolve = lambda handle: handle) -> list[Any]:
    """The values of a frame, their handles resolved by `resolve`.  Raises ProtocolError, and nothing else."""
    try:
        tokens = json.loads(bytes(head).decode("utf-8"))
        reader = _Reader(tokens if type(tokens) is list else [], body, resolve)
        values = [reader.value(0)]
        while reader.at < len(reader.tokens):
            values.append(reader.value(0))
    except ProtocolError:
        raise
    except (ValueError, TypeError, LookupError, RecursionError, OverflowError, MemoryError) as e:
        raise ProtocolError(f"unreadable: {type(e).__name__}") from None
    if reader.used != len(body):
        raise ProtocolError("something is left over")
    return values


class _Reader:
    """One pass over the tokens of a header and the bytes of its body."""

    def __init__(self, tokens: list[Any], body: bytes, resolve: Resolve) -> None:
        self.tokens, self.body, self.resolve = tokens, body, resolve
        self.at = self.used = 0

    def token(self, kind: type) -> Any:
        token = self.tokens[self.at]
        if type(token) is not kind:
            raise ProtocolError(f"a {type(token).__name__} stands where a {kind.__name__} should")
        self.at += 1
        if type(token) is str and not token.isascii():
            token.encode()  # a lone surrogate could be stored nowhere
        return token

    def count(self, most: int) -> int:
        number = self.token(int)
        if not 0 <= number <= most:
            raise ProtocolError("a count out of range")
        return int(number)

    def value(self, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise ProtocolError("nested too deeply")
        tag = self.token(str)
        if kind := KINDS.get(tag):
            value = self.token(kind)
            if kind is int and value not in INTEGERS:
                raise ProtocolError("an integer of more than 64 bits, where no other kind was announced")
            return value
        match tag:
            case "n":
                return None
            case "l" | "t" | "d":
                return self.container(tag, depth)
            case "c":
                return complex(self.token(float), self.token(float))
            case "a" | "g":
                return self.array(scalar=tag == "g")
            case "k":
                return self.made(depth)
            case "h":
                return self.handle()
        raise ProtocolError("unknown tag")

    def container(self, tag: str, depth: int) -> Any:
        items = [self.value(depth + 1) for _ in range(self.count(len(self.tokens)) * (2 if tag == "d" else 1))]
        if tag != "d":
            return items if tag == "l" else tuple(items)
        refuse_too_many(items[::2], ProtocolError)
        return dict(zip(items[::2], items[1::2], strict=True))

    def made(self, depth: int) -> Any:
        name, resolve, self.resolve = self.token(str), self.resolve, _no_handle
        plain = self.value(depth + 1)
        self.resolve = resolve
        if name in NAMES_OF_SETS:
            refuse_too_many(plain, ProtocolError)
        return kinds.made(name, plain)

    def handle(self) -> Any:
        number = self.token(int)
        if not -1 <= number < 1 << 31:
            raise ProtocolError("no handle has that number")
        return self.resolve(Handle(number, self.token(str)[:100]))

    def array(self, *, scalar: bool) -> Any:
        dtype = DTYPES[self.token(str)]
        shape = [self.count(1 << 40) for _ in range(self.count(MAX_DIMENSIONS))]
        number = math.prod(shape)
        size = number * dtype.itemsize
        if size > len(self.body) - self.used:
            raise ProtocolError("an array longer than its bytes")
        array = np.frombuffer(self.body, dtype, number, self.used) if number else np.empty(0, dtype)
        self.used += size
        if dtype.kind == "b":
            array = array.view("u1") != 0  # any other byte would be a boolean that is neither true nor false
        if scalar and shape:
            raise ProtocolError("a number has no shape")
        return array.reshape(shape)[()] if scalar else array.reshape(shape).copy()


def _no_handle(_handle: Handle) -> Any:
    raise ProtocolError("an object in the place of data")
