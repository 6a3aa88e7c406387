"""In the jailed child: run cells, serve calls, return data.

Nothing here is trusted.  The learner's code may change any of it, and would change nothing but the values it returns.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import FrameType, FunctionType
from typing import Any

from . import imports, names
from .call import Observation, fingerprint, observed
from .callbacks import CallBack
from .cells import Runner, Shell
from .channel import TOGETHER, Channel
from .operations import OPERATIONS
from .tape import Tape, recorded
from .wire import Handle, ProtocolError, TooBigError, plain_text

HELD_SECONDS = 0.02  # in which observations wait for the next one, to be sent together
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
        return self.objects[handle.number] if handle.kind == "yours" else CallBack(partial(self.ask, handle.number))

    def ask(self, number: int, arguments: tuple[Any, ...]) -> dict[str, Any]:
        """What the parent answers when its function is called, over the pipe."""
        self.channel.send({"callback": number, "arguments": arguments})
        answer: dict[str, Any] = self.channel.receive()
        return answer

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

    def prepare(self, name: str) -> None:
        """Import what the function `name` would import when it is called."""
        imports.preload(self.runner.names.get(name))
        self.send({"prepared": True})

    def call(self, name: str, cases: list[tuple[Any, ...]]) -> None:
        """Call the function `name` on each case, with a reply for each; replies to quick calls are sent together."""
        function = self.runner.names.get(name)  # where it is missing or none, so says each call
        sent = time.monotonic()
        for case in cases:
            seen = observed(function, case, interrupts)
            self.enqueue(seen)
            if seen.late:  # even if it went on
                break
            if self.channel.size > TOGETHER or time.monotonic() - sent > HELD_SECONDS:
                self.channel.flush()
                sent = time.monotonic()
        self.channel.flush()

    def enqueue(self, seen: Observation) -> None:
        """Write down an observation, or why its value cannot be sent; a later call may change what this one gave."""
        try:
            self.channel.enqueue({"request": self.request, "seen": seen.row()})
        except (TooBigError, RecursionError) as e:
            self.channel.enqueue({"request": self.request, "seen": seen.failed(e).row()})

    def get(self, name: str) -> None:
        """The value of `name`, or a handle of it."""
        self.reply(lambda: self.runner.names[name])

    def attribute(self, of: Any, name: str) -> None:
        """An attribute of an object that stayed here."""
        self.reply(lambda: getattr(of, name))

    def invoke(self, target: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> None:
        """Call an object that stayed here: what it gives, what it made of its arguments, and what it printed."""
        given = dict(enumerate(arguments)) | keywords
        before = {name: fingerprint(argument) for name, argument in given.items()}
        tape = Tape()

        def call() -> tuple[Any, ...]:
            with recorded(tape):
                value = target(*arguments, **keywords)
            changed = {name: argument for name, argument in given.items() if fingerprint(argument) != before[name]}
            return value, changed, plain_text(tape.text("stdout"))

        self.reply(call)

    def operate(self, name: str, operands: tuple[Any, ...]) -> None:
        """What an operation of Python's gives for an object that stayed here."""
        self.reply(lambda: OPERATIONS[name](*operands))

    def test(self, source: str) -> None:
        """Run a test in this process; what it reports is as much to be believed as anything here."""
        self.reply(lambda: self.runner.value(source))

    def reply(self, work: Callable[[], Any]) -> None:
        """Send what `work` gives, or what it raises."""
        self.enqueue(replace(observed(work, (), interrupts), printed="", late=False))
        self.channel.flush()


def serve(sock: socket.socket, shell: Shell) -> None:
    """Tell the parent that the jail is closed, and serve it until it goes; then this process ends."""
    try:
        sys.path.append(str(Path.cwd()))  # a notebook finds modules in its own folder, last of all
        server = Server(sock, shell)
        server.send({"failed": ""})
        signal.signal(signal.SIGINT, interrupts)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, INTERRUPT)
        server.serve()
    except (EOFError, OSError, ProtocolError):
        pass
    os._exit(0)
