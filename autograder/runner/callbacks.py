"""Functions as arguments: they can be called, with numbers and arrays, and nothing else is to be had of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from .decoder import carried
from .wire import INTEGERS, Handle

MAX_NUMBERS = 1_000_000  # in the arguments of one call
SUITABLE = (bool, int, float, complex, np.ndarray)  # and NumPy's own numbers


class RefusedError(Exception):
    """A function that was given as an argument raised, or takes no such arguments."""


class CallBack:
    """A function that is called where it belongs, and of which nothing else can be had."""

    def __init__(self, ask: Callable[[tuple[Any, ...]], dict[str, Any]]) -> None:
        self._ask = ask

    def __call__(self, *arguments: Any) -> Any:
        """What the function gives for `arguments`.  Raises RefusedError."""
        answer = self._ask(arguments)
        if "error" in answer:
            raise RefusedError(answer["error"])
        return answer["value"]


def answer(function: Callable[..., Any], arguments: tuple[Any, ...]) -> dict[str, Any]:
    """What a function of ours gives for a learner's arguments, which are looked at first, or why it gives nothing."""
    try:
        refuse_unsuitable(arguments)
        with np.errstate(all="ignore"):
            return {"value": function(*arguments)}
    except Exception as e:
        return {"error": f"{type(e).__name__}: {e}"[:300]}


def refuse_unsuitable(arguments: Sequence[Any]) -> None:
    """Raise TypeError for call-back arguments that are not a few numbers or plain arrays of them."""
    numbers = 0
    for argument in arguments:
        if type(argument) is int and argument not in INTEGERS:
            raise TypeError("this function takes no integers of more than 64 bits")
        if type(argument) not in SUITABLE and not isinstance(argument, np.generic):
            raise TypeError(f"this function takes numbers and arrays, not a {type(argument).__name__}")
        numbers += math.prod(np.shape(argument))
    if numbers > MAX_NUMBERS:
        raise TypeError(f"this function takes at most {MAX_NUMBERS} numbers at once")


def copied(case: tuple[Any, ...]) -> tuple[Any, ...]:
    """The case as a learner's function gets it: a copy, and its functions to be called only."""
    others: list[Any] = []

    def keep(value: Any) -> Handle:
        others.append(value)
        return Handle(len(others) - 1, "function")

    def resolve(handle: Handle) -> Any:
        other = others[handle.number]
        return CallBack(partial(answer, other)) if callable(other) else other

    arguments: tuple[Any, ...] = carried(case, keep, resolve)
    return arguments
