"""What a function imports only when it runs, imported before: neither its time nor a cut in the middle is its own.

An import that is interrupted leaves a library half there for as long as the process lives.
"""

from __future__ import annotations

import contextlib
import dis
import importlib
import sys
from collections.abc import Iterator
from types import CodeType, FrameType, FunctionType

BOOTSTRAP = "<frozen importlib._bootstrap>"


def preload(function: object) -> None:
    """Import what this function names in import statements, and the functions beside it that it calls."""
    for name in (name for code in _codes(function) for name in _named(code)):
        if name not in sys.modules:
            with contextlib.suppress(Exception):
                importlib.import_module(name)


def under_way(frame: FrameType | None) -> bool:
    """Whether an import has begun and not ended where this frame runs."""
    while frame is not None:
        if frame.f_code.co_filename == BOOTSTRAP:
            return True
        frame = frame.f_back
    return False


def _codes(function: object) -> Iterator[CodeType]:
    """The code of a function and of those of the same place that it mentions, directly or through each other."""
    todo, seen = [function], set[int]()
    while todo:
        one = todo.pop()
        if isinstance(one, FunctionType) and id(one) not in seen:
            seen.add(id(one))
            yield one.__code__
            known = (one.__globals__.get(name) for name in one.__code__.co_names)
            todo += [other for other in known if getattr(other, "__globals__", None) is one.__globals__]


def _named(code: CodeType) -> Iterator[str]:
    """The modules in import statements; a relative one (its level is not 0) has no name that could be imported here."""
    steps = list(dis.get_instructions(code))
    for level, _, step in zip(steps, steps[1:], steps[2:], strict=False):
        if step.opname == "IMPORT_NAME" and level.argval == 0:
            yield str(step.argval)
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _named(inner)
