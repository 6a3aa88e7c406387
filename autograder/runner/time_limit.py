"""The time that a call has, and what ends it after that."""

from __future__ import annotations

import contextlib
import itertools
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Protocol

from . import imports


class TimeLimitError(BaseException):
    """The call took too long; a BaseException, so that `except Exception` in the called code does not hold it."""


class Limit(Protocol):
    """What ends a call that takes too long."""

    came: bool  # whether it had to, even if the call went on

    def guard(self, function: Callable[[], None]) -> None:
        """Run `function`, and end it by an exception when its time is up."""


IMPORTING = 120  # seconds for an import that is under way: cut in the middle, it would leave half a library
PATIENCE = 6  # times its seconds may pass on the clock, where a machine is busy or a function waits
AGAIN = 0.1  # seconds until the next strike
SWALLOWED = 3  # strikes, after which the next one comes before what swallows them begins anew
SOON = (3e-6, 1e-5, 3e-5, 1e-4)  # seconds


class Deadline:
    """Ends a call in this process after `seconds` of its own processor time, or `patience` times as many on the clock.

    Without a timer (Windows, other threads) it waits for ever.
    """

    def __init__(self, seconds: float, patience: float = PATIENCE) -> None:
        self.seconds, self.patience, self.came, self.interrupted = seconds, patience, False, False

    def guard(self, function: Callable[[], None]) -> None:
        """Run `function`.  Raises what it raises, TimeLimitError, and KeyboardInterrupt where somebody interrupts."""
        with self._interrupts():
            if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
                self._timed(function)
            else:
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

    def _timed(self, function: Callable[[], None]) -> None:
        late = self._strike()
        before = signal.signal(signal.SIGALRM, late)
        try:
            # The interval strikes again, should there be time left, or the called code swallow a strike.
            signal.setitimer(signal.ITIMER_REAL, self.seconds, AGAIN)
            function()
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def _strike(self) -> Callable[[int, FrameType | None], None]:
        """What the timer does: nothing until the time is up, and nothing to this class itself."""
        spent, begun = time.thread_time(), time.monotonic()
        end = begun + self.patience * self.seconds
        soon, strikes = itertools.cycle(SOON), itertools.count(1)

        def late(_signum: int, frame: FrameType | None) -> None:
            nonlocal spent
            if imports.under_way(frame) and time.monotonic() < begun + IMPORTING:
                spent = time.thread_time()  # it begins anew after the import
                return
            if time.thread_time() - spent < self.seconds and time.monotonic() < end:
                return
            if frame is None or frame.f_code is Deadline._timed.__code__:
                return
            self.came = True
            if next(strikes) > SWALLOWED:
                signal.setitimer(signal.ITIMER_REAL, next(soon), AGAIN)
            raise TimeLimitError

        return late
