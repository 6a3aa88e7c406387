"""`dlcourse doctor`: what this machine has, what is missing, and what to do about it."""

from __future__ import annotations

import importlib
import importlib.util
import os
import platform
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType

from dlcourse.lab import workspace
from dlcourse.lab.errors import CourseError
from dlcourse.lab.files import read
from dlcourse.lab.notebook import grading, parse

OLDEST = (3, 11)
GIB = 2**30
MIN_DISK = 1.0  # GiB that a learner's downloads and notebooks need
MIN_MEMORY = 2.0  # GiB in which every chapter runs


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `ok` is False where the text says what to do."""

    name: str
    ok: bool
    text: str
    required: bool = True

    @property
    def broken(self) -> bool:
        """Whether the course cannot be taken before this is mended."""
        return self.required and not self.ok

    def __str__(self) -> str:
        """One line: whether it is well, what it is, what was found."""
        mark = "ok" if self.ok else ("FIX" if self.required else "note")
        return f"{mark:<5} {self.name:<11} {self.text}"


def examine(folder: Path) -> list[Finding]:
    """Everything that was found, in the order in which it should be mended; nothing one check meets stops another."""
    return [
        _python(),
        _package("numpy", "numpy"),
        _torch(),
        _package("jupyterlab", "jupyterlab"),
        _kernel(),
        _nbgrader(),
        _grader(),
        _disk(folder),
        _machine(),
        *_workspace(folder),
    ]


def _pip(what: str) -> str:
    return f"`{Path(sys.executable).name} -m pip install {what}`"


def _python() -> Finding:
    found = f"{platform.python_version()} in {sys.prefix}"
    if sys.version_info < OLDEST:
        return Finding("Python", ok=False, text=f"{found}: install Python 3.11 or newer, and dlcourse with it")
    return Finding("Python", ok=True, text=found)


def _imported(name: str) -> ModuleType | str:
    """The module of another project, or what went wrong in importing it."""
    try:
        return importlib.import_module(name)
    except ImportError as e:
        return "is not installed" if importlib.util.find_spec(name) is None else f"is broken ({e})"
    except Exception as e:  # of others: a library that is missing, a wrong version of C, a file cut short
        return f"is broken ({type(e).__name__}: {e})"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "found"


def _package(name: str, install: str) -> Finding:
    module = _imported(name)
    if isinstance(module, str):
        return Finding(name, ok=False, text=f"{module}: {_pip(install)}")
    return Finding(name, ok=True, text=_version(name))


def _grader() -> Finding:
    """Our own package is looked for and not imported: a mistake of ours must not read as a broken installation."""
    name, spec = "autograder", importlib.util.find_spec("autograder")
    if spec is None or spec.origin is None:  # no such folder, or one without its files
        return Finding(name, ok=False, text=f"is not installed: {_pip('--force-reinstall dlcourse')}")
    return Finding(name, ok=True, text=_version("dlcourse"))


def _torch() -> Finding:
    torch = _imported("torch")
    if isinstance(torch, str):
        text = f"{torch}: only the comparisons with it are missing; {_pip('torch')} brings it"
        return Finding("torch", ok=False, text=text, required=False)
    try:
        device = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
    except Exception as e:  # torch asks the drivers of this machine, and an old torch has no such question
        where = f"on cpu (the GPU cannot be used: {e})"
    else:
        where = f"on {device.type}" if device else "on cpu (no GPU found; the course does not need one)"
    return Finding("torch", ok=True, text=f"{torch.__version__} {where}")


def _kernel() -> Finding:
    client = _imported("jupyter_client.kernelspec")
    name = "kernel"
    if isinstance(client, str) or importlib.util.find_spec("ipykernel") is None:
        return Finding(name, ok=False, text=f"python3 is missing: {_pip('ipykernel')}")
    try:
        client.KernelSpecManager().get_kernel_spec("python3")
    except client.NoSuchKernel:
        return Finding(name, ok=False, text=f"python3 is missing: {_pip('--force-reinstall ipykernel')}")
    return Finding(name, ok=True, text="python3")


def _nbgrader() -> Finding:
    if importlib.util.find_spec("nbgrader") is None:
        text = f"is not installed: only the Validate button is missing; {_pip('nbgrader==0.9.6')} brings it"
        return Finding("nbgrader", ok=False, text=text, required=False)
    return Finding("nbgrader", ok=True, text=_version("nbgrader"))


def _disk(folder: Path) -> Finding:
    there = next(p for p in [folder.absolute(), *folder.absolute().parents] if p.exists())
    try:
        gib = shutil.disk_usage(there).free / GIB
    except OSError as e:
        return Finding("disk", ok=False, text=f"{there} cannot be looked at: {e.strerror}", required=False)
    if gib < MIN_DISK:
        return Finding("disk", ok=False, text=f"{gib:.1f} GiB free: make room for {MIN_DISK:g} GiB", required=False)
    return Finding("disk", ok=True, text=f"{gib:.0f} GiB free")


def _machine() -> Finding:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    psutil = _imported("psutil")
    if isinstance(psutil, str):
        return Finding("machine", ok=True, text=f"{cores} cores")
    memory = psutil.virtual_memory()
    text = f"{cores} cores, {memory.total / GIB:.1f} GiB of memory, {memory.available / GIB:.1f} GiB free"
    if memory.available / GIB < MIN_MEMORY:
        return Finding("machine", ok=False, text=f"{text}: close other programs before you train", required=False)
    return Finding("machine", ok=True, text=text)


def _workspace(folder: Path) -> Iterator[Finding]:
    if not workspace.chapters(folder):
        yield Finding("workspace", ok=True, text=f"none in {folder} yet: `dlcourse lab {folder}` makes one")
        return
    problems = [(n, p) for n in workspace.chapters(folder) for p in _problems(folder / n / f"{n}.ipynb")]
    for name, text in problems:
        yield Finding("workspace", ok=False, text=f"{name} {text}", required=False)
    if not problems:
        yield Finding("workspace", ok=True, text=f"{folder}, {len(workspace.chapters(folder))} chapters")


def _problems(path: Path) -> Iterator[str]:
    """What is wrong with one notebook of a workspace."""
    mend = f"`dlcourse reset {path.stem}` takes a fresh copy and keeps yours in .course/backup"
    try:
        notebook = parse(read(path) or b"")
    except CourseError:
        yield f"cannot be read as a notebook: {mend}"
        return
    names = Counter(grading(c).get("grade_id") for c in notebook["cells"] if grading(c))
    for name in [n for n, count in names.items() if count > 1]:
        yield f"has the graded cell {name!r} more than once: delete the copies, or nbgrader cannot grade it"
