"""The exercises of the course, one module a chapter, and how to find one by its name.

Another course has its own in modules of its folder `exercises`, beside the folder of its notebooks.
"""

from __future__ import annotations

import difflib
import functools
import importlib
import importlib.util
import pkgutil
import re
import sys
from pathlib import Path
from types import ModuleType

from autograder.errors import AutograderError
from autograder.exercise import Exercise, Written

FOLDER = "exercises"
ABOVE = 3  # folders above a notebook's own, at most: SOURCE/ASSIGNMENT, or autograded/STUDENT/ASSIGNMENT, in a course
IMPORTS = re.compile(r"^(?:from|import) autograder\.exercise\b", flags=re.MULTILINE)  # who defines one has this line


class UnknownExerciseError(AutograderError, LookupError):
    """No chapter has an exercise of that name."""


class ExerciseModuleError(AutograderError, ImportError):
    """A module of a course's own exercises that cannot be used, and why."""


def chapter(name: str, folder: Path | None = None) -> dict[str, Exercise | Written]:
    """The exercises of one chapter by name, in the order in which they are defined; none where nobody wrote any.

    They are those of a course's own `folder`, where it has a module of that name, else those of this package.
    Raises ExerciseModuleError.
    """
    if path := _modules(folder).get(name):
        return _own(path)
    return _defined(importlib.import_module(f"{__name__}.{name}")) if name in chapters() else {}


def chapters() -> list[str]:
    """The chapters of this package."""
    return sorted(m.name for m in pkgutil.iter_modules(__path__))


def find(name: str, folder: Path | None = None) -> Exercise:
    """The exercise called `name`, whichever chapter it is in.

    A course's own come first: those in `folder`; where none is given, of the course around the working directory.
    Raises UnknownExerciseError, with the nearest names, where there is none, and ExerciseModuleError.
    """
    folder = folder or around(Path.cwd())
    own = [_own(path) for path in _modules(folder).values()]
    if sum(name in one for one in own) > 1:
        raise ExerciseModuleError(f"Two modules in {folder} have an exercise {name}: rename one of the two.")
    known = _packaged() | {k: e for one in own for k, e in one.items() if isinstance(e, Exercise)}
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1)
    otherwise = "If it is your instructor's own, it is checked when it is graded."
    raise UnknownExerciseError(f"No exercise is called {name!r}. {f'Did you mean {near[0]}?' if near else otherwise}")


def around(place: Path) -> Path | None:
    """The folder of exercises of the course that `place` is in; None where it is in none."""
    place = place.resolve()
    folders = [above / FOLDER for above in [place, *place.parents[:ABOVE]]]
    return next((folder for folder in folders if _modules(folder)), None)


def _own(path: Path) -> dict[str, Exercise | Written]:
    return _defined(_loaded(path, path.stat().st_mtime_ns))


@functools.cache
def _packaged() -> dict[str, Exercise]:
    return {k: e for c in chapters() for k, e in chapter(c).items() if isinstance(e, Exercise)}


def _defined(module: ModuleType) -> dict[str, Exercise | Written]:
    return {e.name: e for e in vars(module).values() if isinstance(e, Exercise | Written)}


def _modules(folder: Path | None) -> dict[str, Path]:
    """The modules in `folder` that define exercises, by name: no other file there is ours to run."""
    if folder is None or not folder.is_dir():
        return {}
    files = {path.stem: path for path in sorted(folder.glob("*.py"))}
    return {name: path for name, path in files.items() if IMPORTS.search(path.read_text("utf-8", "replace"))}


@functools.lru_cache(maxsize=64)
def _loaded(path: Path, _changed: int) -> ModuleType:
    """The module in the file `path`, which was `_changed` last then."""
    name = f"{FOLDER}.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ExerciseModuleError(f"{path} is no module of Python: give it a name such as problem1.py.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where dataclasses in it look themselves up
    try:
        spec.loader.exec_module(module)
    except Exception as e:
        raise ExerciseModuleError(f"{path} cannot be imported: {type(e).__name__}: {e}") from e
    return module
