"""What all tests share: where the course is, and its exercises."""

import os
import subprocess
import sys
import zlib
from pathlib import Path

# Before NumPy is imported, here and in all that tests start: as on Binder, and because the threads of several programs
# that compute at once mostly wait for each other, which counts as processor time. Only tests.processors asks for more.
os.environ |= {f"{library}_NUM_THREADS": os.environ.get("TEST_THREADS", "1") for library in ("OMP", "OPENBLAS", "MKL")}

import numpy as np
import pytest
from hypothesis import settings

from autograder import exercises
from autograder.exercise import Exercise
from tests import borrowed

settings.register_profile("course", deadline=None)  # tests assert behavior, never time
settings.load_profile("course")

ROOT = Path(__file__).parent.parent
# Files that take a minute or more, the longest first: they begin first, so that none is left for the end.
LONG = (
    "chapters/test_chapters",
    "dlcourse/test_results",
    "hostile/test_full",
    "hostile/test_landlock",
    "hostile/test_bubblewrap",
    "autograder/test_exercises",
    "e2e/test_controls",
    "autograder/grading/test_same_scores",
    "autograder/grading/test_idioms",
    "autograder/grading/test_quickstart",
    "autograder/grading/test_idioms",
    "autograder/test_console_script",
    "e2e/test_chapter",
)
CHAPTERS = sorted((ROOT / "chapters").glob("*/*.ipynb"))


def pytest_collection_modifyitems(items):
    order = {str(ROOT / "tests" / f"{name}.py"): number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: order.get(str(item.path), len(LONG)))


def all_exercises():
    """Every autograded exercise of the course, in the order of the chapters."""
    found = [e for name in exercises.chapters() for e in exercises.chapter(name).values()]
    return [e for e in found if isinstance(e, Exercise)]


@pytest.fixture(scope="session", autouse=True)
def nudged_weights():
    """Where tests.processors asks for it, every network begins a last bit beside where it would."""
    seed = os.environ.get("TEST_NUDGE")
    if seed is None:
        yield
        return
    from dlcourse.engine import nn

    drawn = nn._initial_weights
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nn, "_initial_weights", lambda *arguments: nudged(drawn(*arguments), int(seed)))
        yield


def nudged(weights, seed):
    """The weights, of which two in three are another last bit, the same ones for the same weights and seed."""
    rng = np.random.default_rng([seed, zlib.crc32(weights.tobytes())])
    return weights * (1 + rng.choice([-1, 0, 1], weights.shape) * 2.0**-26)


@pytest.fixture(scope="session")
def release_folder(tmp_path_factory):
    """The learners' notebooks, made once."""
    from autograder.notebooks.release import release

    folder = tmp_path_factory.mktemp("release")
    release(ROOT / "chapters", folder)
    return folder


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The wheel of this course, built once."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    command = [*pip, "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder, ROOT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="session")
def away(wheel, tmp_path_factory):
    """An environment with the wheel installed and no way to this checkout: its folder, with `bin` in it."""
    folder = tmp_path_factory.mktemp("away") / "venv"
    borrowed.with_wheel(folder, wheel)
    return folder


@pytest.fixture(scope="session")
def python_without_torch(tmp_path_factory):
    """The Python of an environment that has everything but torch."""
    return borrowed.create(tmp_path_factory.mktemp("without_torch") / "venv", "torch")


@pytest.fixture
def environment():
    """Variables for a subprocess that is to find this course and this Python's commands first."""
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
