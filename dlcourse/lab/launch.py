"""`dlcourse lab`: from nothing to chapter 0 in JupyterLab."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path

from dlcourse.lab import server, workspace
from dlcourse.lab.errors import CourseError, plainly

PACKAGE = Path(__file__).parents[1]
FIRST = "00_start_here/00_start_here.ipynb"

Say = Callable[[str], None]


def lab(folder: Path, say: Say, *, port: int = 0, browser: bool = True) -> None:
    """Fill the workspace, serve it, and return when the learner has stopped the server."""
    if importlib.util.find_spec("jupyterlab") is None:
        raise CourseError(f"JupyterLab is missing: install it with `{sys.executable} -m pip install jupyterlab`.")
    server.free(port)
    prepare(folder, say)

    def ready(address: str) -> None:
        url = _at_first_chapter(address, folder)
        say(f"JupyterLab is ready at\n\n    {url}\n\nStop it with Ctrl-C; your work is saved in {folder}.")
        if browser and has_browser():
            webbrowser.open(url)

    say("Starting JupyterLab ...")
    server.serve(folder, port, ready)
    say("JupyterLab has stopped.")


def prepare(folder: Path, say: Say) -> None:
    """Fill the workspace or bring it up to date, without starting anything."""
    changes = workspace.fill(find_release(), folder)
    say("\n".join(workspace.summary(changes, folder)))


def has_browser() -> bool:
    """Whether a window can be opened here: a text browser in this terminal would be no help."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def find_release(package: Path = PACKAGE) -> Path:
    """The released chapters: those in the installed package, or in a checkout those made from its chapters."""
    packaged, checkout = package / "release", package.parent
    if packaged.is_dir():
        return packaged
    if not workspace.chapters(checkout / "chapters"):
        raise CourseError(
            "This installation of dlcourse has no chapters: `pip install --force-reinstall dlcourse` brings them."
        )
    if _is_stale(checkout):
        _make_release(checkout)
    return checkout / "release"


def _is_stale(checkout: Path) -> bool:
    """Whether a chapter is missing from the release, or anything in chapters/ is newer than a released notebook."""
    source, release = checkout / "chapters", checkout / "release"
    if not set(workspace.chapters(source)) <= set(workspace.chapters(release)):
        return True
    made = [p.stat().st_mtime for p in release.rglob("*.ipynb")]
    sources = [p for p in source.rglob("*") if not any(part.startswith(".") for part in p.parts[len(source.parts) :])]
    return not made or max(p.stat().st_mtime for p in sources) > min(made)


def _make_release(checkout: Path) -> None:
    if importlib.util.find_spec("nbgrader") is None:
        raise CourseError(
            "Making the learners' notebooks needs nbgrader: `make setup` installs it (pip install '.[instructor]')."
        )
    with plainly(checkout):
        done = subprocess.run(
            [sys.executable, "-m", "autograder", "release", "--no-gradebook"],
            cwd=checkout,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise CourseError(
            f"The learners' notebooks could not be made from {checkout / 'chapters'}:\n{done.stderr.strip()[-2000:]}"
        )


def _at_first_chapter(address: str, folder: Path) -> str:
    """The server's address, with the first chapter open where the learner still has it."""
    return address.replace("/lab?", f"/lab/tree/{FIRST}?") if (folder / FIRST).exists() else address
