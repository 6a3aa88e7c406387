"""The Pythons that the metadata promises are those that are looked for, and those that are tested."""

import re
import subprocess
import sys
import tomllib

import yaml

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
MAKEFILE = (ROOT / "Makefile").read_text()
JOBS = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text())["jobs"]
PROMISED = [c.rpartition(" ")[2] for c in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", c)]


def test_the_oldest_promised_is_the_oldest_allowed():
    assert PROJECT["requires-python"] == f">={PROMISED[0]}"


def test_make_looks_for_all_of_them():
    assert re.findall(r"\bpython(3\.\d+)\b", re.search(r"for p in (.*);", MAKEFILE)[1]) == PROMISED[::-1]


def test_every_job_of_the_workflow_tests_all_of_them():
    assert {name: job["strategy"]["matrix"]["python"] for name, job in JOBS.items()} == dict.fromkeys(JOBS, PROMISED)


def test_the_workflow_runs_on_every_system_and_both_processors():
    machines = {m for job in JOBS.values() for m in job["strategy"]["matrix"].get("os", [job["runs-on"]])}
    assert {re.sub(r"-[\d.]+", "", m) for m in machines} == {"ubuntu", "ubuntu-arm", "macos", "windows"}


def test_the_workflow_calls_targets_that_there_are():
    commands = "\n".join(step.get("run", "") for job in JOBS.values() for step in job["steps"])
    called = set(re.findall(r"^make (\S+)", commands, re.MULTILINE))
    assert called == {"test", "test-binder", "test-learner"}
    assert all(re.search(rf"^{target}:", MAKEFILE, re.MULTILINE) for target in called)


def make(venv, python):
    command = ["make", "setup", f"VENV={venv}", f"PYTHON={python}"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def script(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_a_python_that_is_named_is_not_passed_over_for_the_one_that_is_there(tmp_path):
    (tmp_path / "venv/bin").mkdir(parents=True)
    (tmp_path / "venv/bin/python").symlink_to(sys.executable)
    done = make(tmp_path / "venv", script(tmp_path / "python", "echo 3.99"))
    there = f"{tmp_path}/venv has Python {sys.version_info[0]}.{sys.version_info[1]}"
    assert done.returncode
    assert f"{there}: delete it, or name another folder, VENV=.venv-3.99" in done.stderr


def test_a_python_that_is_too_old_is_named_and_nothing_is_made(tmp_path):
    old = script(tmp_path / "python", "exit 1")
    done = make(tmp_path / "venv", old)
    assert done.returncode
    assert f"dlcourse needs Python 3.11 or newer, and {old} is none" in done.stdout
    assert not (tmp_path / "venv").exists()
