"""Every attack, in every sandbox mode, as root and as an ordinary user."""

import json
import os
import pwd
import subprocess
import sys

import pytest

from autograder import stage
from autograder.sandbox import MODES
from tests.conftest import ROOT
from tests.hostile import honest
from tests.hostile.attacks import ATTACKS

WAYS = [f"{who}-{mode}" for who in ("root", "user") for mode in MODES]


class Process:
    """The ward in a process of its own, run by root or by a user without rights."""

    def __init__(self, way):
        who, _, mode = way.partition("-")
        command = [sys.executable, "-m", "tests.hostile.ward", mode]
        if who == "user" and os.getuid() == 0:
            nobody = pwd.getpwnam("nobody")
            paths = [*stage.libraries(), str(ROOT), *filter(os.path.isdir, sys.path)]
            rights = [str(nobody.pw_uid), str(nobody.pw_gid), *dict.fromkeys(paths), "--"]
            command = [sys.executable, "-m", "autograder.inside.stranger", *rights, *command]
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
        self.process.wait(20)
        self.process.stdout.close()
        self.process.stderr.close()


@pytest.fixture(scope="session")
def wards():
    running = {}

    def ward(way):
        if way not in running:
            running[way] = Process(way)
        return running[way]

    yield ward
    for process in running.values():
        process.close()


def cases():
    for way in WAYS:
        for name in ATTACKS:
            yield pytest.param(name, way, id=f"{name}-{way}", marks=pytest.mark.xdist_group(f"hostile-{way}"))


@pytest.mark.parametrize(("name", "way"), list(cases()))
def test_an_attack_gains_nothing_and_harms_nobody(wards, name, way):
    attack, (who, _, mode) = ATTACKS[name], way.partition("-")
    if who == "root" and os.getuid() != 0:
        pytest.skip("only root can test what holds for root")
    if mode in attack.open_in:
        pytest.skip(f"the mode {mode} does not hold {name}: {attack.open_in[mode]}")
    came = wards(way).ask(name)
    assert came["mode"] == mode
    deserved = {test: attack.points.get(test, 0.0) for test in honest.POINTS}
    assert came["points"] == deserved, came["outputs"]
    assert came["leaked"] == []
    assert came["intact"]
    assert came["honest"] == honest.POINTS
    said = came["outputs"] + came["texts"] + came["refused"]
    assert not attack.says or any(s in said for s in attack.says), said[:2000]
    assert not [s for s in attack.never if s in said], said[:2000]


def test_there_are_at_least_90_attacks():
    assert len(ATTACKS) >= 90
