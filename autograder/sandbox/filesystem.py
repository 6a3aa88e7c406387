"""What the sandbox can see: Python and its libraries, and of the course everything but the answers.

It is a folder of copies: the code that runs inside, the course's modules up to the chapter being graded, a
`check` that does nothing, and the files that lie beside the chapter.
"""

from __future__ import annotations

import shutil
import site
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import dlcourse
from autograder import runner

OURS = ("dlcourse", "autograder")
SYSTEM = ("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
NOT_NEEDED = ("lab", "compare", "widgets")  # they need a browser or measure time: stand-ins will do
STUB = '''"""Stands for the checker while grading: the verdict is found elsewhere."""


def check(*_arguments, **_keywords):
    """Do nothing."""
'''


@dataclass(frozen=True)
class SandboxFiles:
    """A folder that is all the sandbox sees of the course; `absent` are the modules that hold answers."""

    folder: Path
    absent: tuple[str, ...]

    @property
    def beside(self) -> Path:
        """The files that lie beside the chapter's notebook."""
        return self.folder / "files"

    def remove(self) -> None:
        """Delete it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def build(absent: Iterable[str] = (), files: Iterable[Path] = ()) -> SandboxFiles:
    """Copy what a student's code may see into a new folder: the course without the modules in `absent`."""
    folder = Path(tempfile.mkdtemp(prefix="autograder-"))
    made = SandboxFiles(folder, tuple(absent))
    shutil.copytree(Path(runner.__file__).parent, folder / "runner", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "autograder").mkdir()
    (folder / "autograder" / "__init__.py").write_text(STUB)
    hidden = [f"{name}.py" for name in made.absent] + [*made.absent, *NOT_NEEDED, "compare.py", "__main__.py"]
    ignored = shutil.ignore_patterns("__pycache__", "*.ipynb", *hidden)
    shutil.copytree(Path(dlcourse.__file__).parent, folder / "dlcourse", ignore=ignored)
    made.beside.mkdir()
    for file in files:
        if file.is_file() and not file.is_symlink():
            shutil.copy(file, made.beside / file.name)
    for path in [folder, *folder.rglob("*")]:  # another user runs there, where we are root
        path.chmod(0o755 if path.is_dir() else 0o644)
    return made


def libraries() -> list[str]:
    """The folders Python and its packages lie in."""
    real = dict.fromkeys(str(Path(p).resolve()) for p in _named())
    return [p for p in real if not any(p != other and Path(p).is_relative_to(other) for other in real)]


def links() -> dict[str, str]:
    """Where these folders are also known by names that are links, or lead through one: by name, what it is."""
    found: dict[str, str] = {}
    there = libraries()
    for name in sorted(_named(), key=len):
        real = str(Path(name).resolve())
        if name != real and not any(Path(name).is_relative_to(other) for other in [*there, *found]):
            found[name] = real
    return found


def _named() -> list[str]:
    """The names by which these folders are called."""
    found = [*SYSTEM, sys.prefix, sys.base_prefix, *site.getsitepackages()]
    found += [p for p in sys.path if p.endswith(("site-packages", "dist-packages"))]
    return [p for p in dict.fromkeys(found) if Path(p).exists()]


def secrets(private: Iterable[Path] = ()) -> list[str]:
    """What must not be seen although it may lie in one of these folders: our own packages, and `private`."""
    # A folder: beside a console script, which is on the path then, a file bears the package's name.
    places = [Path(p) / name for p in [*sys.path, *site.getsitepackages()] if p for name in OURS]
    return sorted({str(p.resolve()) for p in [*places, *private] if p.is_dir()})


def without(folders: Sequence[str], hidden: Sequence[str]) -> list[str]:
    """`folders`, those that hold something hidden replaced by all else that they hold."""
    allowed = []
    for folder in folders:
        below = [h for h in hidden if Path(h).is_relative_to(folder)]
        if not below:
            allowed.append(folder)
        elif folder not in hidden:
            allowed += without([str(p) for p in sorted(Path(folder).iterdir())], below)
    return allowed
