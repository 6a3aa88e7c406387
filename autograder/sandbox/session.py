"""Talking with one jailed child: a deadline for every reply, a check of every field, and the kill."""

from __future__ import annotations

import contextlib
import math
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from autograder.exercise import Case
from autograder.runner.call import Observation, Opaque, too_late
from autograder.runner.callbacks import answer
from autograder.runner.channel import Channel
from autograder.runner.names import Names
from autograder.runner.wire import Handle, ProtocolError, TooBigError
from autograder.sandbox import replies
from autograder.sandbox.limits import MB, Limits
from autograder.sandbox.process_time import Spare

MAX_CALL_BACKS = 100_000  # in one call
MAX_RETURNED = 256 << 20  # bytes for all cases of an exercise, which are kept until it is judged
LOOK = 0.05  # seconds between two looks at how much a child wrote, in modes in which that must be looked at
ENDED = "the process ended: it exited, crashed, or met the memory or CPU limit"


class GoneError(RuntimeError):
    """The child is gone, and why: it died, had to be killed, or sent what is no answer."""


def _named(handle: Handle) -> Opaque:
    return Opaque(handle.kind, handle.number)


class Session:
    """One child.  Whatever it does, each method returns in time or raises GoneError."""

    def __init__(
        self, sock: socket.socket, process: int, limits: Limits, over: Callable[[], bool] | None = None
    ) -> None:
        self.sock, self.process, self.limits = sock, process, limits
        self.over = over  # whether it wrote too much, where the system does not keep it from doing so
        self.functions: list[Callable[..., Any]] = []
        self.proxy: Callable[[Handle], Any] = _named
        self.channel = Channel(sock, self._keep, self._resolve)
        self.gone = ""
        self.deadline = math.inf  # on time.monotonic; nothing that it is asked goes on after it
        self.request = 0  # the number of the last one; answers to older ones are late and thrown away

    # What a child is asked

    def greet(self) -> str:
        """Wait until the child is locked in; returns why it could not be, or nothing."""
        with self._reading():
            return str(replies.checked(self._await(20)[0], {"failed": str})["failed"])

    def names(self, cells: list[str]) -> list[Names]:
        """Which names each of these cells defines and uses."""
        self._send({"do": "names", "cells": cells})
        message, _ = self._await(self.limits.cell)
        with self._reading():
            found = [replies.names(fields) for fields in replies.checked(message, {"names": list})["names"]]
            if len(found) != len(cells):
                raise ProtocolError("names of another number of cells")
        return found

    def run(self, source: str, seconds: float, limit: int = replies.MAX_OUTPUT) -> replies.Ran:
        """Run one cell, and keep at most `limit` characters of its output."""
        self._send({"do": "run", "cells": [source]})
        message, late = self._await(self._bounded(seconds))
        self._look()  # now, so that it is this cell's fault and not the next one's
        with self._reading():
            return replies.ran(message, late=late, limit=limit)

    def find(self, name: str) -> tuple[str, str]:
        """Whether `name` is "missing", a "function" or a "value", and the name of its type."""
        self._send({"do": "find", "name": name})
        message, _ = self._await(self.limits.grace)
        with self._reading():
            found = replies.checked(message, {"kind": str, "type": str})
        return found["kind"], found["type"][:100]

    def prepare(self, name: str) -> None:
        """Have the function `name` import what it imports, which is not the time of its calls."""
        self._send({"do": "prepare", "name": name})
        message, _ = self._await(self._bounded(self.limits.cell))
        with self._reading():
            replies.checked(message, {"prepared": bool})

    def call(self, name: str, cases: list[Case], seconds: float) -> Iterator[Observation]:
        """Call the function `name` on each case: one observation after the other, until one takes too long."""
        self._send({"do": "call", "name": name, "cases": cases})
        end, hurried = time.monotonic() + self._bounded(self.limits.check), False
        spare = Spare(self.process, seconds, end)  # of all cases together: what right answers compute is less
        most = self.channel.received + MAX_RETURNED
        for case in cases:
            spare.begin()
            with self._naming():
                message, late = self._await(min(seconds, max(0.0, end - time.monotonic())), spare)
            if self.channel.received > most:
                self.kill(f"what it returned takes more than {MAX_RETURNED >> 20} MB")
            hurried = hurried or late
            with self._reading():
                seen, interrupted = replies.observation(message, len(case))
            if hurried and interrupted:  # those before it were only sent together with it
                yield too_late(seconds)
                return
            yield seen

    def test(self, cells: list[str], source: str) -> Observation:
        """What the child says of a test that it runs after these cells; nothing but its own word stands for it."""
        for cell in cells:
            self.run(cell, self.limits.cell)
        return self.ask({"do": "test", "source": source}, self.limits.cell)

    def ask(self, request: dict[str, Any], seconds: float) -> Observation:
        """The answer to a request about one object of the child's."""
        self._send(request)
        message, late = self._await(self._bounded(seconds))
        if late:
            return Observation(error="TimeLimitError", message=f"did not answer within {seconds:g} seconds")
        with self._reading():
            return replies.observation(message, 0)[0]

    # How it is asked

    def _bounded(self, seconds: float) -> float:
        return min(seconds, max(0.0, self.deadline - time.monotonic()))

    def _keep(self, value: Any) -> Handle:
        if isinstance(value, Opaque) and value.handle_number >= 0:
            return Handle(value.handle_number, "yours")
        if not callable(value) or isinstance(value, Opaque):
            raise TooBigError(f"a {type(value).__name__} cannot cross: only data, functions and objects of theirs do")
        self.functions.append(value)
        return Handle(len(self.functions) - 1, "function")

    def _resolve(self, handle: Handle) -> Any:
        return self.proxy(handle)

    def _send(self, request: dict[str, Any]) -> None:
        if self.gone:
            raise GoneError(self.gone)
        self._look()
        if "do" in request:
            self.request += 1
            request = {**request, "request": self.request}
        try:
            self.channel.send(request, time.monotonic() + 10)
        except TimeoutError:
            self.kill("it stopped listening")
        except TooBigError:
            if "cells" not in request:
                raise
            self.kill("its cells are too long to be run")
        except OSError:
            self.kill(ENDED)

    def _receive(self, deadline: float) -> Any:
        try:
            with self._reading():
                return self.channel.receive(deadline)
        except TimeoutError:
            raise
        except (EOFError, OSError):
            self.kill(ENDED)

    @contextlib.contextmanager
    def _naming(self) -> Iterator[None]:
        """What is no data is known by the name of its type meanwhile, as verdicts want it, and cannot be asked."""
        proxy, self.proxy = self.proxy, _named
        try:
            yield
        finally:
            self.proxy = proxy

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        """What is no answer of ours ends the child: nothing that it says later could be believed."""
        try:
            yield
        except ProtocolError as e:
            self.kill(f"its answer cannot be read ({e})")

    def _await(self, seconds: float, spare: Spare | None = None) -> tuple[Any, bool]:
        """The next message that is no call-back, and whether the child had to be interrupted for it.

        With `spare`, the seconds are those that it computes, and more may pass.
        """
        late, end = False, time.monotonic() + seconds
        kill_at = end + self.limits.grace
        calls = 0
        while True:
            try:
                message = self._receive(end if self.over is None else min(end, time.monotonic() + LOOK))
            except TimeoutError:
                self._look()
                if time.monotonic() < end:
                    continue
                if not late and spare and (left := spare.left()):
                    end = time.monotonic() + left
                    kill_at = end + self.limits.grace
                    continue
                late, end = True, time.monotonic() + 0.1
                if end > kill_at:
                    self.kill(f"it ran for more than {seconds:g} seconds and did not stop when interrupted")
                self._signal(signal.SIGINT)
                continue
            if type(message) is not dict:
                return message, late
            if "callback" not in message:
                number = message.get("request")  # an array has no truth to compare by
                if type(number) is int and number == self.request:
                    return message, late
                continue
            calls += 1
            self._answer(message, calls)

    def _answer(self, message: dict[str, Any], calls: int) -> None:
        """Call one of our functions on their arguments, which are looked at first."""
        with self._reading():
            request = replies.checked(message, {"callback": int, "arguments": tuple})
            if calls > MAX_CALL_BACKS or not 0 <= request["callback"] < len(self.functions):
                raise ProtocolError("no such call-back")
        self._send(answer(self.functions[request["callback"]], request["arguments"]))

    def _look(self) -> None:
        """End a child that wrote more than it may."""
        if self.over and self.over():
            self.kill(f"it wrote more than {self.limits.disk // MB} MB or {self.limits.inodes} files")

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.process, number)

    def kill(self, why: str) -> NoReturn:
        """End the child, and say why by raising GoneError."""
        self.gone = self.gone or why
        self._signal(signal.SIGKILL)
        raise GoneError(self.gone)

    def close(self) -> None:
        """End the child, and wait until it is gone."""
        self.gone = self.gone or "the session is closed"
        self._signal(signal.SIGKILL)
        poll = select.poll()
        poll.register(self.process, select.POLLIN)
        poll.poll(5000)
        os.close(self.process)
        self.sock.close()
