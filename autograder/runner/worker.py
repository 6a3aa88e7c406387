"""In the jailed child: run cells, serve calls, return data.

Nothing here is trusted.  The learner's code may change any of it, and would change nothing but the values it returns.
"""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from types import FrameType, FunctionType
from typing import Any

import numpy as np

from . import aliasing, names, random_state
from .cells import Runner, Shell, Tape, failure, recorded
from .channel import TOGETHER, Channel
from .wire import OBSERVED, UNREMARKABLE, Handle, ProtocolError, TooBigError, encode

PRINTED = 2_000  # characters of a function's own output that are kept
HELD_SECONDS = 0.02  # in which observations wait for the next one, to be sent together
UNCHANGING = (bool, int, float, complex, str, type(None))
INTERRUPT = {signal.SIGINT}


class Interrupts:
    """What the parent's interrupt does: it ends what runs under `guard`, and elsewhere it is only remembered."""

    def __init__(self) -> None:
        self.came = self.armed = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        """Take one."""
        self.came = True
        if self.armed:
            raise KeyboardInterrupt

    def guard(self, function: Callable[[], None]) -> None:
        """Run `function`, which the parent may interrupt; what came before it was meant for another one."""
        self.came, self.armed = False, True
        try:
            function()
        finally:
            self.armed = False


interrupts = Interrupts()


class RefusedError(Exception):
    """The parent refused a call-back, or its function raised."""


class CallBack:
    """A function of the parent, called over the pipe."""

    def __init__(self, server: Server, number: int) -> None:
        self._server, self._number = server, number

    def __call__(self, *arguments: Any) -> Any:
        """What the parent's function gives for `arguments`."""
        channel = self._server.channel
        channel.send({"callback": self._number, "arguments": arguments})
        answer = channel.receive()
        if "error" in answer:
            raise RefusedError(answer["error"])
        return answer["value"]


class Server:
    """Answers the parent's requests, one after the other."""

    def __init__(self, sock: socket.socket, shell: Shell) -> None:
        self.objects: list[Any] = []
        self.request = 0
        self.runner = Runner(shell)
        self.channel = Channel(sock, self.keep, self.resolve)

    def keep(self, value: Any) -> Handle:
        """A handle of an object that stays here."""
        self.objects.append(value)
        return Handle(len(self.objects) - 1, "function" if type(value) is FunctionType else "")

    def resolve(self, handle: Handle) -> Any:
        """What a handle of the parent means: one of our objects, or a function of its own."""
        return self.objects[handle.number] if handle.kind == "yours" else CallBack(self, handle.number)

    def serve(self) -> None:
        """Until the parent goes."""
        while True:
            self.serve_one()

    def serve_one(self) -> None:
        """Answer the next request."""
        request = self.channel.receive()
        self.request = request.pop("request")
        getattr(self, request.pop("do"))(**request)

    def send(self, reply: dict[str, Any]) -> None:
        """Send a reply, with the number of the request it belongs to."""
        self.channel.send(reply | {"request": self.request})

    def run(self, cells: list[str]) -> None:
        """Run cells, with a reply for each."""
        for source in cells:
            self.send(self.runner.run(source, interrupts.guard))

    def names(self, cells: list[str]) -> None:
        """Which names each of these cells defines and uses."""
        about = [names.names(source) for source in cells]
        fields = [(sorted(n.bound), sorted(n.used), sorted(n.imported), n.unclear) for n in about]
        self.send({"names": fields})

    def find(self, name: str) -> None:
        """Whether `name` is defined, and what it is."""
        value = self.runner.names.get(name, self)
        kind = "missing" if value is self else "function" if callable(value) else "value"
        self.send({"kind": kind, "type": type(value).__name__[:100]})

    def call(self, name: str, cases: list[tuple[Any, ...]]) -> None:
        """Call the function `name` on each case, with a reply for each; replies to quick calls are sent together."""
        function = self.runner.names.get(name)  # where it is missing or none, so says each call
        tape, sent = Tape(PRINTED), time.monotonic()
        with recorded(tape), np.errstate(all="ignore"):
            for case in cases:
                tape.parts, tape.size = [], 0
                seen = self.observe(function, case)
                late = interrupts.came  # even if it went on
                self.hold(seen | {"printed": tape.text(), "late": late})
                if late:
                    break
                if self.channel.size > TOGETHER or time.monotonic() - sent > HELD_SECONDS:
                    self.channel.flush()
                    sent = time.monotonic()
        self.channel.flush()

    def observe(self, function: Any, case: tuple[Any, ...]) -> dict[str, Any]:
        """What one call gave, raised and changed."""
        before = [_bytes(argument) for argument in case]
        state = random_state.state()
        result: list[Any] = [None]
        error: BaseException | None = None
        try:
            interrupts.guard(lambda: result.__setitem__(0, function(*case)))
        except BaseException as e:
            error = e
        changed = tuple(i for i, argument in enumerate(case) if _bytes(argument) != before[i])
        same = aliasing.shared(result[0], case)
        seen = {"value": result[0], "changed": changed, "shared": same, "random": random_state.state() != state}
        return seen | failure(error)

    def hold(self, seen: dict[str, Any]) -> None:
        """Write down an observation, or why its value cannot be sent; a later call may change what this one gave."""
        try:
            self.channel.hold({"request": self.request, "seen": _row(seen)})
        except (TooBigError, RecursionError) as e:
            self.channel.hold({"request": self.request, "seen": _row(seen | {"value": None} | failure(e))})

    def get(self, name: str) -> None:
        """The value of `name`, or a handle of it."""
        self.reply(lambda: self.runner.names[name])

    def attribute(self, of: Any, name: str) -> None:
        """An attribute of an object that stayed here."""
        self.reply(lambda: getattr(of, name))

    def invoke(self, target: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> None:
        """Call an object that stayed here."""
        self.reply(lambda: target(*arguments, **keywords))

    def reply(self, work: Callable[[], Any]) -> None:
        """Send what `work` gives, or what it raises."""
        result: list[Any] = [None]
        error: BaseException | None = None
        state = random_state.state()
        with recorded(Tape(PRINTED)):
            try:
                interrupts.guard(lambda: result.__setitem__(0, work()))
            except BaseException as e:
                error = e
        seen = {"value": result[0], "changed": (), "shared": (), "random": random_state.state() != state}
        self.hold(seen | {"printed": "", "late": False} | failure(error))
        self.channel.flush()


def _row(seen: dict[str, Any]) -> tuple[Any, ...]:
    value, *rest = (seen[name] for name in OBSERVED)
    return (value,) if tuple(rest) == UNREMARKABLE else (value, *rest)


def _bytes(argument: Any) -> bytes:
    """What would be different had `argument` been changed in place."""
    kind = type(argument)
    if kind in UNCHANGING:
        return b""
    if kind is np.ndarray and argument.dtype.kind != "O":
        content: bytes = argument.tobytes()
        return repr(argument.shape).encode() + content
    try:
        return encode(argument)
    except (TooBigError, RecursionError):
        return b""


def serve(sock: socket.socket, shell: Shell) -> None:
    """Tell the parent that the jail is closed, and serve it until it goes; then this process ends."""
    try:
        server = Server(sock, shell)
        server.send({"failed": ""})
        signal.signal(signal.SIGINT, interrupts)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, INTERRUPT)
        server.serve()
    except (EOFError, OSError, ProtocolError):
        pass
    os._exit(0)
