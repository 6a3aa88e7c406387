"""Imports the libraries once, then forks one jailed child for every request on its control socket.

It never reads a submission: those go to the child, over a socket of its own.
"""

from __future__ import annotations

import array
import contextlib
import gc
import importlib
import json
import os
import resource
import select
import signal
import socket
import sys
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from . import cells, jail, own_folder, stubs, worker
from .channel import Channel

WARM = [
    "1 + 1",
    "print(2)",
    "%time 1",
    "len?",
    "def f(*x):\n    raise ValueError('x')\nf()",
    "import numpy as np",
    "from autograder import check",
    "x = np.random.default_rng(0).normal(size=(8, 4))\nnp.linalg.eigvalsh(x.T @ x)\nnp.linalg.norm(x)",
    "def f(*x):\n    return x",
]
CASES = [(1.0, 2, "x", None), ([np.ones(2)], np.ones((3, 2))), ({"a": (1, True)},)]
TIMES = 20  # so often is all of it done before the first fork: Python makes code faster that it has seen run
WARM_TORCH = """
import torch
model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
for _ in range(2):
    optimizer.zero_grad()
    loss = torch.nn.functional.cross_entropy(model(torch.randn(4, 4)), torch.zeros(4, dtype=torch.long))
    loss.backward()
    optimizer.step()
"""


class ForkServer:
    """The process every child is forked from."""

    def __init__(self, control: socket.socket, settings: dict[str, Any]) -> None:
        self.control, self.settings = control, settings
        self.mode: str = settings["mode"]
        self.own = jail.become_init() if self.mode == "full" else -1
        self.shell = cells.new_shell()
        self.lockdown_steps: list[jail.Step] = []
        self.folders: dict[int, Path] = {}  # of the children that have no file system of their own, by their process
        self.forked = 0

    def warm(self) -> None:
        """Pay for first uses once, before any fork."""
        stubs.install(self.settings["absent"])
        for name in self.settings["preload"]:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
        sources = [source for _ in range(TIMES) for source in WARM]
        if "torch" in sys.modules:
            sys.modules["torch"].set_num_threads(1)
            sources.append(WARM_TORCH)
        ours, theirs = map(Channel, socket.socketpair())
        server = worker.Server(theirs.sock, self.shell)
        for source in sources:
            ours.send({"do": "run", "cells": [source], "request": 1})
            server.serve_one()
            ours.receive()
        for _ in range(TIMES):
            ours.send({"do": "call", "name": "f", "cases": CASES, "request": 1})
            server.serve_one()
            for _ in CASES:
                ours.receive()
        for end in (ours, theirs):
            end.sock.close()
        self.shell.reset(new_session=False)
        self.prepare()
        gc.collect()
        gc.freeze()  # collections in a child would copy every page

    def prepare(self) -> None:
        """What the children need to lock themselves in."""
        program, settings = bytes.fromhex(self.settings["program"]), self.settings
        rules = jail.landlock_rules(settings["read"], settings["write"]) if program else -1
        self.lockdown_steps = jail.lockdown_steps(settings["limits"], rules, program)
        if self.mode == "full":
            own = jail.own_file_systems(settings["home"], settings["folder"], settings["limits"])
            self.lockdown_steps = own + self.lockdown_steps

    def serve(self) -> None:
        """Fork a child for each request, until the parent goes."""
        self.control.send(b"ready")
        while True:
            message, descriptors, _, _ = socket.recv_fds(self.control, 16, 1)
            for process in reap():
                if folder := self.folders.pop(process, None):
                    with contextlib.suppress(OSError):  # what is left of it goes with the sandbox
                        own_folder.remove(folder)
            if not message:
                return
            request, _, number = message.partition(b" ")
            if request == b"time":
                self.control.send(f"{cpu_seconds():.6f}".encode())
                continue
            if request == b"over":
                folder = self.folders.get(int(number))
                self.control.send(b"yes" if folder and own_folder.over(folder, self.settings["limits"]) else b"no")
                continue
            if threads() != 1:  # a lock held by another thread would stay locked in the child for ever
                self.control.send(b"threads")
                return
            self.fork(descriptors[0])

    def fork(self, descriptor: int) -> None:
        """Make a child that serves the other end of `descriptor`; the parent gets the descriptor of its process."""
        if self.mode == "full":
            self.fork_alone(descriptor)
            return
        folder = self.another_folder()
        rules = jail.landlock_writing(str(folder)) if self.settings["program"] else -1
        steps = own_folder.enter(folder, rules) + self.lockdown_steps
        child = jail.fork() or self.become_student(descriptor, steps)
        self.folders[child] = folder
        self.hand_over(child, descriptor)
        if rules >= 0:
            os.close(rules)

    def fork_alone(self, descriptor: int) -> None:
        """The same, where each child has namespaces of its own."""
        jail.next_child_alone()
        child = jail.fork() or self.become_student(descriptor, self.lockdown_steps)
        jail.no_child_alone(self.own)
        self.hand_over(child, descriptor)

    def hand_over(self, process: int, descriptor: int) -> None:
        """Give the parent the means to kill `process`, whatever its number becomes; the other end is the child's."""
        os.close(descriptor)
        handle = os.pidfd_open(process)
        ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [handle]))]
        self.control.sendmsg([b"child %d" % process], ancillary)
        os.close(handle)

    def another_folder(self) -> Path:
        """One for the next child, with links to what lies beside the notebook."""
        self.forked += 1
        folder = Path(self.settings["home"], str(self.forked))
        own_folder.make(folder, Path(self.settings["folder"]))
        return folder

    def become_student(self, descriptor: int, steps: list[jail.Step]) -> NoReturn:
        """In the child: lock this process in, and serve."""
        try:
            jail.die_with_parent()
            self.control.close()
            os.dup2(descriptor, jail.LINK)
            pipe = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, jail.LINK)
            self.lock_in(steps, Channel(pipe))
            worker.serve(pipe, self.shell)
        finally:
            os._exit(1)

    def lock_in(self, steps: list[jail.Step], pipe: Channel) -> None:
        """Take these steps, or say which of them this machine refuses, and end."""
        try:
            for step in steps:
                step()
        except OSError as e:
            pipe.send({"failed": str(e) or type(e).__name__, "request": 0})
            os._exit(1)


def cpu_seconds() -> float:
    """The processor time of this process and of its children that ended."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def reap() -> list[int]:
    """Take leave of the children that ended, whose processes these were."""
    ended: list[int] = []
    with contextlib.suppress(ChildProcessError):
        while process := os.waitpid(-1, os.WNOHANG)[0]:
            ended.append(process)
    return ended


def gone(control: socket.socket) -> bool:
    """Whether the other end of `control` is closed."""
    poll = select.poll()
    poll.register(control, 0)
    return bool(poll.poll(0))


def threads() -> int:
    """How many threads this process has."""
    return len(list(Path("/proc/self/task").iterdir()))


def main() -> None:
    """Serve the control socket whose descriptor is the only argument; its first message is the settings."""
    jail.die_with_parent()
    signal.pthread_sigmask(signal.SIG_BLOCK, worker.INTERRUPT)
    control = socket.socket(fileno=jail.move_fd(int(sys.argv[1])))
    if gone(control):  # before the kernel was asked to end this process with its parent
        os._exit(0)
    settings = json.loads(Path(sys.argv[2]).read_text())
    jail.run_on({settings["core"]})
    server = ForkServer(control, settings)
    server.warm()
    server.serve()
    os._exit(0)


if __name__ == "__main__":
    main()
