import re
import subprocess
import sys
from pathlib import Path

import pytest

from dlcourse.lab import cli, launch, workspace

ROOT = Path(__file__).parents[3]


@pytest.fixture
def run(capsys, monkeypatch, release, tmp_path):
    """Runs a command in a folder of its own; returns its status, what it printed, and what it printed of errors."""
    monkeypatch.setattr(launch, "find_release", lambda: release)
    monkeypatch.chdir(tmp_path)

    def run(*argv):
        status = cli.main(list(argv))
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def is_a_sentence(text):
    return text[0].isupper() and text.rstrip().endswith(".") and "Traceback" not in text


def test_the_workspace_is_learn_in_this_folder(run, tmp_path):
    status, out, _ = run("workspace")
    assert (status, out) == (0, "Workspace learn: 2 files added.\n")
    assert workspace.chapters(tmp_path / "learn") == ["00_start_here", "01_doubling"]


def test_inside_a_workspace_it_is_the_workspace(run, tmp_path, monkeypatch):
    run("workspace")
    monkeypatch.chdir(tmp_path / "learn")
    assert run("workspace")[1] == "Workspace .: up to date.\n"


def test_progress_and_reset_work_on_it(run):
    run("workspace")
    assert "0 of 1 passed" in run("progress")[1]
    status, out, _ = run("reset", "doubling")
    assert (status, "fresh from the course" in out) == (0, True)


@pytest.mark.parametrize("command", [["progress"], ["reset", "1"]])
def test_without_a_workspace_they_say_how_to_make_one(run, command):
    status, _, err = run(*command)
    assert status == 1
    assert "dlcourse lab learn" in err


def test_an_unknown_chapter_is_a_sentence(run):
    run("workspace")
    status, _, err = run("reset", "9")
    assert status == 1
    assert is_a_sentence(err)
    assert "01_doubling" in err


def test_a_file_in_the_place_of_the_workspace_is_a_sentence(run, tmp_path):
    (tmp_path / "learn").write_text("")
    status, _, err = run("workspace")
    assert status == 1
    assert "where there is a file" in err


def test_an_old_python_is_a_sentence(run, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    status, _, err = run("workspace")
    assert (status, err) == (
        1,
        "dlcourse needs Python 3.11 or newer, and this is 3.10.4: install a newer one and try again.\n",
    )


def test_missing_jupyterlab_is_a_sentence(run, monkeypatch):
    monkeypatch.setattr(launch.importlib.util, "find_spec", lambda _name: None)
    status, _, err = run("lab")
    assert status == 1
    assert "pip install jupyterlab" in err


@pytest.mark.parametrize("port", ["99999", "-1", "x"])
def test_a_port_that_is_none_is_refused(run, capsys, port):
    with pytest.raises(SystemExit) as stopped:
        run("lab", f"--port={port}")
    assert stopped.value.code == 2
    assert "from 0 to 65535" in capsys.readouterr().err


def test_doctor_ends_with_1_where_something_is_broken(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "jupyterlab", None)
    status, out, _ = run("doctor")
    assert status == 1
    assert "FIX   jupyterlab" in out


def test_every_command_is_in_the_help_and_in_the_readme():
    text, readme = cli.parser().format_help(), (ROOT / "README.md").read_text()
    for command in ("lab", "workspace", "progress", "reset", "doctor"):
        assert re.search(rf"^    {command}\s", text, re.MULTILINE)
        assert f"`dlcourse {command} " in readme


def test_starting_imports_nothing_heavy():
    heavy = "{'numpy', 'torch', 'nbformat', 'jupyterlab', 'matplotlib', 'autograder'}"
    code = f"import sys; from dlcourse.lab import cli, launch, progress; assert not {heavy} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_python_m_dlcourse_is_the_command(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "dlcourse", "progress", tmp_path], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert is_a_sentence(done.stderr.replace("`", ""))
