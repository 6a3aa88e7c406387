"""What is left of the course where torch is not installed; tests/chapters runs the chapters there."""

import subprocess

import pytest

from dlcourse.compare import TorchMissingError
from tests import borrowed

COMPARE = "from dlcourse.compare import compare\ncompare(abs, abs, (1,))"


@pytest.fixture
def run(python_without_torch, tmp_path):
    def run(*arguments):
        options = {"capture_output": True, "text": True, "cwd": tmp_path, "env": borrowed.variables(tmp_path)}
        return subprocess.run([python_without_torch, *arguments], check=False, **options)

    return run


def test_torch_is_truly_not_there(run):
    assert "No module named 'torch'" in run("-c", "import torch").stderr


@pytest.mark.slow
def test_doctor_notes_it_and_finds_nothing_broken(run):
    done = run("-m", "dlcourse", "doctor")
    assert done.returncode == 0
    assert "note  torch       is not installed: only the comparisons with it are missing" in done.stdout


def test_a_comparison_says_how_to_get_it(run):
    done = run("-c", COMPARE)
    assert done.returncode == 1
    assert done.stderr.strip().endswith(f"TorchMissingError: {TorchMissingError()}")


def test_all_else_of_the_learners_side_works_without_it(run):
    modules = "numpy, dlcourse.engine.training, dlcourse.widgets, dlcourse.results, dlcourse.lab.cli, autograder"
    assert run("-W", "error", "-c", f"import {modules}, sys; sys.exit('torch' in sys.modules)").returncode == 0
