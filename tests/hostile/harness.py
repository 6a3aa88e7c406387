"""Asking a target what came of an attack, and what must be true of it, whoever runs the grader."""

import json
import os
import pwd
import select
import subprocess
import sys

import pytest

from autograder.sandbox import filesystem
from tests.conftest import ROOT
from tests.deadline import SECONDS
from tests.hostile import honest
from tests.hostile.attacks import ATTACKS

LARGEST = 4_000_000  # bytes of a graded notebook
MAX_MESSAGE = 100_000  # characters of the verdicts on one


class Process:
    """The target in a process of its own, run by root or by a user without rights."""

    def __init__(self, who, mode):
        command = [sys.executable, "-m", "tests.hostile.target", mode]
        if who == "user" and os.getuid() == 0:
            nobody = pwd.getpwnam("nobody")
            paths = [*filesystem.libraries(), str(ROOT), *filter(os.path.isdir, sys.path)]
            rights = [str(nobody.pw_uid), str(nobody.pw_gid), *dict.fromkeys(paths), "--"]
            command = [sys.executable, "-m", "autograder.runner.drop_privileges", *rights, *command]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": "/tmp", "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.answer()

    def answer(self):
        if not select.select([self.process.stdout], [], [], SECONDS)[0]:
            self.process.kill()
            pytest.fail(f"the grader gave no answer within {SECONDS} seconds")
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            pytest.fail(self.process.stderr.read()[-3000:])
        return json.loads(line)

    def ask(self, attack):
        self.process.stdin.write(attack + "\n")
        self.process.stdin.flush()
        return self.answer()

    def close(self):
        self.process.stdin.close()
        self.process.wait(SECONDS)
        self.process.stdout.close()
        self.process.stderr.close()


@pytest.fixture(scope="module")
def targets():
    running = {}

    def target(who, mode):
        if (who, mode) not in running:
            running[who, mode] = Process(who, mode)
        return running[who, mode]

    yield target
    for process in running.values():
        process.close()


# `make check` tries one attack of each kind, in the full sandbox: forge, steal, stop, escape, file.
SMOKE = {name.partition("_")[0]: name for name in sorted(ATTACKS, reverse=True)}.values()
FIRST = "root" if os.getuid() == 0 else "user"


def unless(quick, value):
    """The value of a parameter, marked as slow unless it is a quick one."""
    return value if quick else pytest.param(value, marks=pytest.mark.slow)


every_attack = pytest.mark.parametrize("name", [unless(name in SMOKE, name) for name in sorted(ATTACKS)])
by_root_and_user = pytest.mark.parametrize("who", [unless(who == FIRST, who) for who in ("root", "user")])


def contain(targets, name, who, mode):
    attack = ATTACKS[name]
    if who == "root" and os.getuid() != 0:
        pytest.skip("only root can test what holds for root")
    if mode in attack.open_in:
        pytest.skip(f"the mode {mode} does not hold {name}: {attack.open_in[mode]}")
    came = targets(who, mode).ask(name)
    assert came["mode"] == mode
    deserved = {test: attack.points.get(test, 0.0) for test in honest.POINTS}
    assert came["points"] == deserved, came["outputs"]
    assert came["leaked"] == []
    assert came["intact"]
    assert came["honest"] == honest.POINTS
    assert came["size"] < LARGEST
    assert came["said"] < MAX_MESSAGE
    said = came["outputs"] + came["texts"] + came["refused"]
    assert not attack.says or any(s in said for s in attack.says), said[:2000]
    assert not [s for s in attack.never if s in said], said[:2000]
