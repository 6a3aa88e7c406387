"""A course folder of nbgrader's, and grading one assignment of it."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.checking.check import SEED_VARIABLE
from autograder.grading.assignment import Assignment, AssignmentError, load
from autograder.nbgrader import gradebook, settings
from autograder.sandbox import filesystem
from autograder.sandbox.limits import Limits
from autograder.sandbox.modes import start
from autograder.sandbox.sandbox import Sandbox
from dlcourse import files

SECRET = ".autograder_secret"  # noqa: S105  a file name


@dataclass(frozen=True)
class Course:
    """Where a course keeps its things."""

    root: Path
    config: Mapping[str, Any]

    @classmethod
    def at(cls, root: Path) -> Course:
        """The course in `root`, with the settings of its nbgrader_config.py."""
        return cls(root.resolve(), settings.load(root))

    def setting(self, name: str, default: str) -> str:
        """One of nbgrader's settings of the course directory."""
        return str(self.config.get("CourseDirectory", {}).get(name, default))

    def folder(self, name: str) -> Path:
        """The folder of one step: source, submitted, autograded."""
        return self.root / self.setting(f"{name}_directory", name)

    @property
    def database(self) -> str:
        """The address of the gradebook."""
        return self.setting("db_url", f"sqlite:///{self.root / 'gradebook.db'}")

    def make_gradebook(self) -> None:
        """Make the gradebook's file, where it is to be one and is missing: nbgrader would have it read by everybody."""
        if self.database.startswith(gradebook.FILE):
            self.keep_private(self.root / self.database.removeprefix(gradebook.FILE))

    @property
    def secret(self) -> bytes:
        """What decides the hidden cases: AUTOGRADER_SEED, else a random file beside the gradebook."""
        if given := os.environ.get(SEED_VARIABLE):
            return given.encode()
        return bytes(files.make_once(self.root / SECRET, lambda: secrets.token_hex(32).encode()))

    def keep_private(self, path: Path) -> None:
        """Make the file `path`, where it is missing, for its owner only, or its group where that shares the course.

        One that is there keeps its mode, which may be the instructor's choice.
        """
        shared = bool(self.config.get("CourseDirectory", {}).get("groupshared", False))
        if not path.parent.exists():
            path.parent.mkdir(0o700)
            path.parent.chmod(0o770 if shared else 0o700)
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
            path.chmod(0o660 if shared else 0o600)

    def assignments(self, name: str) -> list[Assignment]:
        """The notebooks of one assignment."""
        return load(self.folder("source"), name, self.config)

    def students(self, assignment: str) -> list[str]:
        """Who handed something in."""
        submitted = self.folder("submitted")
        folders = sorted(submitted.iterdir()) if submitted.exists() else []
        found = [p.name for p in folders if _is_there(p / assignment)]
        strange = [ascii(name) for name in found if not name.isprintable()]
        if strange:  # as from an archive with names in another encoding; the gradebook takes no such name
            raise AssignmentError(f"Rename {', '.join(strange)} in {submitted}: it cannot be read.")
        missed = [str(path.relative_to(submitted)) for p in folders for path in _misnamed(p, assignment)]
        if missed:
            raise AssignmentError(f"Rename {', '.join(missed)} in {submitted}: the assignment is called {assignment}.")
        return [name for name in found if not name.startswith(".")]  # such as .ipynb_checkpoints

    @property
    def limits(self) -> Limits:
        """How much one submission may use: the settings `c.Limits`.  Raises LimitsError."""
        return Limits.of(self.config.get("Limits", {}))

    @property
    def inside(self) -> bool:
        """Whether tests that only the student's process can judge run there.  Raises SettingsError."""
        return settings.switch(self.config, "Grading", "inside", default=True)

    def changed(self, section: str, given: Mapping[str, Any]) -> Course:
        """The same course with other settings in `section`, where `given` has some."""
        return replace(self, config={**self.config, section: {**self.config.get(section, {}), **given}})

    def sandbox(self, assignments: Sequence[Assignment], *, unsafe: bool = False) -> Sandbox:
        """The sandbox for grading these notebooks; it sees nothing of the course but what they may use."""
        absent = sorted({name for a in assignments for name in a.absent})
        preload = list(dict.fromkeys(name for a in assignments for name in a.preload))
        limits, _ = self.limits, self.inside  # before a folder is made: they may be wrong
        place = filesystem.build(absent, assignments[0].files if assignments else ())
        return start(place, unsafe=unsafe, limits=limits, preload=preload, private=[self.root])


def _misnamed(student: Path, assignment: str) -> list[Path]:
    """What a student handed in under nearly the name of the assignment, where there is nothing under its name."""
    if _is_there(student / assignment) or not student.is_dir():
        return []
    return [path for path in sorted(student.iterdir()) if _plain(path.name) == _plain(assignment)]


def _plain(name: str) -> str:
    """A name without what is easily mistaken: capitals, spaces, hyphens and underscores."""
    return re.sub(r"[\W_]+", "", name).casefold()


def _is_there(path: Path) -> bool:
    """Whether `path` exists, be it a broken link; a folder that may not be entered is an error and nobody's absence."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as e:
        if e.errno != errno.ELOOP:  # the folder is a link to itself: reading it will say so, of this student only
            raise
    return True
