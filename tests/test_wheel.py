"""The wheel alone, away from the repository, is the course."""

import re
import signal
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests import borrowed
from tests.deadline import SECONDS

ROOT = Path(__file__).parents[1]


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def away(wheel, tmp_path_factory):
    """A fresh environment with the wheel; what it depends on is borrowed from this one."""
    folder = tmp_path_factory.mktemp("away")
    python = borrowed.create(folder / "venv", "dlcourse")
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--no-deps", "--no-index", wheel)
    return {"cwd": folder, "env": borrowed.variables(folder)}


def command(away):
    return away["cwd"] / "venv/bin/dlcourse"


@pytest.mark.slow
def test_the_wheel_carries_every_chapter_without_solutions(wheel):
    with zipfile.ZipFile(wheel) as z:
        names = {n for n in z.namelist() if n.endswith(".ipynb")}
        text = "".join(z.read(n).decode() for n in names)
        others = [n for n in z.namelist() if n.startswith(("chapters/", "tests/"))]
    assert names == {
        f"dlcourse/release/{p.relative_to(ROOT / 'chapters')}" for p in (ROOT / "chapters").glob("*/*.ipynb")
    }
    assert "SOLUTION" not in text
    assert others == []


@pytest.mark.slow
def test_the_wheel_says_which_of_its_packages_are_typed(wheel):
    with zipfile.ZipFile(wheel) as z:
        assert {n for n in z.namelist() if n.endswith("py.typed")} == {"autograder/py.typed", "dlcourse/lab/py.typed"}


@pytest.mark.slow
def test_the_wheel_puts_the_templates_of_nbgraders_pages_where_nbconvert_looks_for_them(away):
    templates = ROOT / "autograder" / "nbgrader" / "templates"
    written = {path.relative_to(templates): path.read_text() for path in templates.rglob("*.j2")}
    place = away["cwd"] / "venv" / "share" / "jupyter" / "nbconvert" / "templates"
    assert {path: (place / path).read_text() for path in written} == written
    assert written
    assert not [path for path in written if (place / path).is_symlink()]


@pytest.mark.slow
def test_doctor_finds_nothing_broken(away):
    said = run(command(away), "doctor", **away)
    assert "FIX" not in said
    assert str(away["cwd"] / "venv") in said


@pytest.mark.slow
def test_lab_and_progress_work_from_the_wheel_alone(away):
    running = subprocess.Popen([command(away), "lab", "--no-browser"], stdout=subprocess.PIPE, text=True, **away)
    try:
        address = next(a for line in running.stdout if (a := re.search(r"http://\S+", line)))[0]
        with urllib.request.urlopen(re.sub(r"/lab/tree/[^?]*", "/api/status", address), timeout=SECONDS) as answer:
            assert answer.status == 200
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=SECONDS)
    assert running.returncode == 0
    assert "passed" in run(command(away), "progress", **away)
