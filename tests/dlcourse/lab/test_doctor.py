import shutil
import sys
from types import SimpleNamespace

import pytest

from dlcourse.lab import doctor, workspace


@pytest.fixture
def learn(tmp_path, release):
    workspace.fill(release, tmp_path / "learn")
    return tmp_path / "learn"


def about(findings, name):
    return [f for f in findings if f.name == name]


def test_a_machine_with_everything_has_nothing_broken(learn):
    findings = doctor.examine(learn)
    assert [str(f) for f in findings if f.broken] == []
    names = "Python numpy torch jupyterlab kernel nbgrader autograder disk machine workspace"
    assert [f.name for f in findings] == names.split()


def test_missing_torch_is_a_note_that_says_how_to_install_it(learn, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    findings = doctor.examine(learn)
    (torch,) = about(findings, "torch")
    assert str(torch).startswith("note")
    assert "pip install torch`" in torch.text
    assert [f.name for f in findings if f.broken] == []


def test_a_broken_torch_is_a_finding_too(monkeypatch):
    def broken(_name):
        raise OSError("libtorch.so: cannot open shared object file")

    monkeypatch.setattr(doctor.importlib, "import_module", broken)
    assert "is broken (OSError: libtorch.so" in doctor._torch().text


def test_a_gpu_that_cannot_be_asked_for_is_no_fault_of_torch(monkeypatch):
    def broken():
        raise RuntimeError("driver too old")

    monkeypatch.setattr(doctor.importlib.import_module("torch").accelerator, "is_available", broken)
    found = doctor._torch()
    assert found.ok
    assert "the GPU cannot be used: driver too old" in found.text


def test_a_missing_grader_is_named_and_a_mistake_in_it_is_not_called_broken(monkeypatch):
    monkeypatch.setattr(doctor.importlib, "import_module", None)  # nothing of ours is imported
    assert doctor._grader().ok
    monkeypatch.setattr(doctor.importlib.util, "find_spec", lambda _name: None)
    assert "--force-reinstall dlcourse" in doctor._grader().text


def test_missing_nbgrader_is_only_a_note(monkeypatch):
    monkeypatch.setattr(doctor.importlib.util, "find_spec", lambda _name: None)
    assert str(doctor._nbgrader()).startswith("note")
    assert not doctor._nbgrader().broken


def test_an_old_python_is_named(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    assert doctor._python().broken


def test_little_room_on_the_disk_is_a_note(learn, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=1))
    assert "make room" in doctor._disk(learn / "not" / "yet").text


def test_a_folder_without_a_workspace_is_no_fault(tmp_path):
    (found,) = doctor._workspace(tmp_path / "learn")
    assert found.ok
    assert "dlcourse lab" in found.text


def test_an_unreadable_notebook_is_named(learn):
    (learn / "01_doubling/01_doubling.ipynb").write_text("{")
    (found,) = doctor._workspace(learn)
    assert "01_doubling cannot be read as a notebook" in found.text
    assert "dlcourse reset 01_doubling" in found.text


def test_a_graded_cell_that_is_there_twice_is_named(learn, make):
    nb = make.chapter()
    nb["cells"].append(nb["cells"][3] | {"id": "copy"})
    make.put(learn / "01_doubling/01_doubling.ipynb", nb)
    (found,) = doctor._workspace(learn)
    assert "'test_double' more than once" in found.text
