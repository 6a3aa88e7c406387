"""Calling a function once and noting all that a check wants to know: what it gave, broke, changed and printed."""

from __future__ import annotations

import contextlib
import copy
import io
import os
import signal
import sysconfig
import threading
import traceback
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from autograder.comparison import difference, is_data
from autograder.exercise import Case, Function
from autograder.runner import aliasing, random_state

NOT_THEIRS = (  # where a line of the learner cannot stand
    *(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")),
    f"{Path(__file__).parents[1]}{os.sep}",
    "<frozen",
)
PRINTED = 2_000  # characters of a function's own output that are kept


class TimeLimitError(BaseException):
    """The call took too long; a BaseException, so that `except Exception` in the called code does not hold it."""


@dataclass(frozen=True)
class Observation:
    """What one call did: a value or an error, and what it did besides."""

    value: Any = None
    error: str | None = None  # the exception's class name
    message: str = ""  # what the exception said
    line: str = ""  # the learner's own line that raised it
    where: str = ""  # the function that line stands in
    changed: tuple[int, ...] = ()  # positions of arguments that it changed in place
    shared: tuple[int, ...] = ()  # positions of arguments whose memory its value has too
    global_random: bool = False  # it drew from, or seeded, NumPy's global random numbers
    printed: str = ""

    def agrees(self, other: Observation, tolerance: float) -> bool:
        """Whether the two calls gave the same and did the same besides."""
        if (self.error, self.changed, self.global_random) != (other.error, other.changed, other.global_random):
            return False
        return self.error is not None or difference(self.value, other.value, tolerance) is None


def observe(function: Function, case: Case, seconds: float = 5.0) -> Observation:
    """Call `function` on a copy of `case` and say what happened; nothing it raises, prints or changes gets out."""
    arguments = copy.deepcopy(case)
    state = random_state.state()
    printed = io.StringIO()
    value, error, message, line, where = None, None, "", "", ""
    shared: tuple[int, ...] = ()
    try:
        with _quiet(printed), np.errstate(all="ignore"), _deadline(seconds):
            value = function(*arguments)
            shared = aliasing.shared(value, arguments)
            value = copy.deepcopy(value) if is_data(value) else value
    except KeyboardInterrupt:
        raise
    except TimeLimitError:
        error, message = "TimeLimitError", f"did not return within {seconds:g} seconds"
    except BaseException as e:
        error, message, (line, where) = type(e).__name__, _first_line(e), _own_line(e)
    changed = tuple(i for i, (was, now) in enumerate(zip(case, arguments, strict=True)) if _differs(now, was))
    global_random = random_state.state() != state
    if global_random:
        random_state.restore(state)
    said = printed.getvalue()[:PRINTED]
    return Observation(value, error, message, line, where, changed, shared, global_random, said)


def _first_line(error: BaseException) -> str:
    try:
        return str(error).strip().split("\n")[0]
    except Exception:
        return ""


def _own_line(error: BaseException) -> tuple[str, str]:
    """The deepest line of the traceback that lies in a notebook cell or a file beside it, and its function's name.

    An error from another process has no such line, and a note of it instead.
    """
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if not f.filename.startswith(NOT_THEIRS)]
    if not own:
        return getattr(error, "__notes__", [""])[0], ""
    return own[-1].line or "", own[-1].name if own[-1].name.isidentifier() else ""  # no <lambda>


def _differs(now: Any, was: Any) -> bool:
    return difference(now, was, tolerance=0.0) is not None


@contextlib.contextmanager
def _quiet(printed: io.StringIO) -> Iterator[None]:
    # A harmless warning on stderr would cost a right answer its points under nbgrader.
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _deadline(seconds: float) -> Iterator[None]:
    """Raise TimeLimitError in the block after `seconds`; without a timer (Windows, other threads) it waits for ever."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def late(_signum: int, _frame: FrameType | None) -> None:
        raise TimeLimitError

    before = signal.signal(signal.SIGALRM, late)
    # The interval strikes again, should the called code swallow the first strike.
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
