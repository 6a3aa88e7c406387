"""The commands as an instructor types them: the console scripts of an environment, from a checkout and from a wheel.

For a console script Python puts the folder of the script on the path, where a file bears the package's name.
"""

import json
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from autograder.sandbox import filesystem
from autograder.sandbox.modes import start
from autograder.sandbox.sandbox import MODES
from tests import borrowed
from tests.autograder.sandboxed import nbgrader
from tests.conftest import ROOT
from tests.deadline import SECONDS
from tests.hostile import honest

pytestmark = pytest.mark.slow

NAME = "99_target"
BIN = Path(sys.executable).parent
WHERE = "import os\nprint(os.getcwd())"
FULL_HOME = "/box/home"  # only in the full sandbox is this the folder that code runs in


@pytest.fixture(scope="module")
def best():
    """The mode that this machine gives to a process on whose path no console script's folder stands."""
    source = "import sys; from autograder.cli import main; sys.exit(main(['doctor']))"
    done = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=False)
    return re.search(r"sandbox: (\w+)", done.stdout)[1]


def make_course(folder):
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    place = folder / "chapters" / NAME
    place.mkdir(parents=True)
    (place / f"{NAME}.ipynb").write_text(json.dumps(honest.source()))
    nbgrader(folder, f"generate_assignment {NAME}")
    handed = folder / "submitted" / "ada" / NAME
    handed.mkdir(parents=True)
    (handed / f"{NAME}.ipynb").write_text(json.dumps(honest.submission(last=[WHERE])))
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_course(tmp_path_factory.mktemp("made"))


@pytest.fixture
def course(made, tmp_path):
    return shutil.copytree(made, tmp_path / "course")


def run(command, **options):
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False, **options)


def printed(course):
    """What the submission printed when it was graded."""
    graded = json.loads((course / "autograded" / "ada" / NAME / f"{NAME}.ipynb").read_text())
    return "".join(str(output.get("text", "")) for cell in graded["cells"] for output in cell.get("outputs", []))


def check_graded(course, said, best):
    assert "ada: 20 of 20 points" in said
    assert f"(sandbox: {best})" in said
    assert ("not the full sandbox" in said) == (best != MODES[0])
    assert (FULL_HOME in printed(course)) == (best == MODES[0])


def test_doctor_gives_the_best_sandbox_and_fails_where_it_is_not_the_full_one(environment, best):
    done = run([BIN / "autograder", "doctor"], env=environment)
    assert f"sandbox: {best}" in done.stdout, done.stdout + done.stderr
    assert (done.returncode == 0) == (best == MODES[0])


def test_doctor_fails_and_says_why_where_bubblewrap_is_missing(environment, tmp_path):
    done = run([BIN / "autograder", "doctor"], env={**environment, "PATH": str(tmp_path)})
    assert "bubblewrap is missing: install it" in done.stdout + done.stderr
    assert done.returncode == 1


def test_grade_runs_in_the_best_sandbox(course, environment, best):
    done = run([BIN / "autograder", "grade", NAME], cwd=course, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    check_graded(course, done.stdout, best)


def test_grade_says_a_lesser_sandbox_in_a_sentence_of_its_own(course, environment, tmp_path):
    done = run([BIN / "autograder", "grade", NAME], cwd=course, env={**environment, "PATH": str(tmp_path)})
    assert done.returncode == 0, done.stdout + done.stderr
    check_graded(course, done.stdout, "landlock")


def test_nbgraders_own_command_grades_in_the_best_sandbox(course, environment, best):
    done = run([BIN / "nbgrader", "autograde", NAME], cwd=course, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (FULL_HOME in printed(course)) == (best == MODES[0])


def test_formgraders_button_grades_in_the_best_sandbox(course, environment, best):
    server = subprocess.Popen(
        [
            *(BIN / "jupyter-server", "--no-browser", "--allow-root", "--ServerApp.port=0"),
            "--ServerApp.jpserver_extensions=nbgrader.server_extensions.formgrader=True",
            "--IdentityProvider.token=secret",
        ],
        cwd=course,
        env={**environment, "HOME": str(course), "JUPYTER_RUNTIME_DIR": str(course / "runtime")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        card, end = course / "runtime" / f"jpserver-{server.pid}.json", time.monotonic() + SECONDS
        while not card.exists() and server.poll() is None and time.monotonic() < end:
            time.sleep(0.2)
        url = json.loads(card.read_text())["url"]
        address = f"{url}formgrader/api/submission/{NAME}/ada/autograde"
        request = urllib.request.Request(address, b"", {"Authorization": "token secret"}, method="POST")
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            assert json.loads(answer.read())["success"]
    finally:
        server.terminate()
        server.wait(SECONDS)
    assert (FULL_HOME in printed(course)) == (best == MODES[0])


def test_from_a_wheel_away_from_the_checkout_it_is_the_same(course, away, tmp_path, best):
    variables = borrowed.variables(tmp_path)
    doctor = run([away / "bin/autograder", "doctor"], cwd=tmp_path, env=variables)
    assert f"sandbox: {best}" in doctor.stdout, doctor.stdout + doctor.stderr
    done = run([away / "bin/autograder", "grade", NAME], cwd=course, env=variables)
    assert done.returncode == 0, done.stdout + done.stderr
    check_graded(course, done.stdout, best)


def test_of_a_file_that_bears_the_packages_name_nothing_is_hidden(tmp_path, monkeypatch):
    (tmp_path / "autograder").write_text("#!/bin/sh\n")
    (tmp_path / "dlcourse").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    hidden = filesystem.secrets()
    assert str(tmp_path / "autograder") not in hidden
    assert str(tmp_path / "dlcourse") in hidden


def test_the_best_sandbox_is_to_be_had_with_the_scripts_folder_on_the_path(monkeypatch, best):
    monkeypatch.syspath_prepend(str(BIN))
    with start(filesystem.build()) as sandbox:
        assert sandbox.mode == best
