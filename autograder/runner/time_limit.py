"""The time that a call has, and what ends it after that."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Protocol


class TimeLimitError(BaseException):
    """The call took too long; a BaseException, so that `except Exception` in the called code does not hold it."""


class Limit(Protocol):
    """What ends a call that takes too long."""

    came: bool  # whether it had to, even if the call went on

    def guard(self, function: Callable[[], None]) -> None:
        """Run `function`, and end it by an exception when its time is up."""


class Deadline:
    """Ends a call in this process after `seconds`; without a timer (Windows, other threads) it waits for ever."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.came, self.interrupted = seconds, False, False

    def guard(self, function: Callable[[], None]) -> None:
        """Run `function`.  Raises what it raises, TimeLimitError, and KeyboardInterrupt where somebody interrupts."""
        with self._interrupts(), self._timer():
            function()

    @contextlib.contextmanager
    def _interrupts(self) -> Iterator[None]:
        """Note an interrupt from outside: a function may raise KeyboardInterrupt by itself, or swallow one."""
        before = signal.getsignal(signal.SIGINT)
        if threading.current_thread() is not threading.main_thread() or before is None:
            yield
            return

        def interrupt(_signum: int, _frame: FrameType | None) -> None:
            self.interrupted = True
            raise KeyboardInterrupt

        signal.signal(signal.SIGINT, interrupt)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    @contextlib.contextmanager
    def _timer(self) -> Iterator[None]:
        if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
            yield
            return

        def late(_signum: int, _frame: FrameType | None) -> None:
            self.came = True
            raise TimeLimitError

        before = signal.signal(signal.SIGALRM, late)
        # The interval strikes again, should the called code swallow the first strike.
        signal.setitimer(signal.ITIMER_REAL, self.seconds, 0.1)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
