"""A fresh environment that borrows what this one has installed: made in a second, and without what it is to lack."""

import os
import subprocess
import sys
import sysconfig
import venv
from importlib.metadata import distribution
from pathlib import Path


def create(folder, *lacking):
    """Make an environment in `folder` with all that is installed here but the distributions `lacking`.

    What is lacking is truly not there: it cannot be imported, found, or asked for its version. It lies in
    `folder`/lacking, for who wants to add it to the path. Returns the environment's Python.
    """
    venv.create(folder, symlinks=os.name != "nt")
    purelib = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    left_out = {file.parts[0] for name in lacking for file in distribution(name).files}
    borrowed, aside = folder / "borrowed", folder / "lacking"
    borrowed.mkdir()
    aside.mkdir()
    for packages in (Path(p) for p in sys.path if p.endswith("-packages")):
        for path in packages.iterdir():
            place = aside if path.name in left_out else purelib if path.suffix == ".pth" else borrowed
            if not (place / path.name).exists():
                (place / path.name).symlink_to(path)
    (purelib / "borrowed.pth").write_text(str(borrowed))
    own = {Path(file.locate()).resolve() for name in lacking for file in distribution(name).files}
    for name in ("share", "etc"):
        if not (folder / name).exists():
            link(folder / name, Path(sys.prefix).resolve() / name, own)
    return folder / "bin" / "python"


def with_wheel(folder, wheel):
    """Make an environment in `folder` with this `wheel`, and the libraries of this one where they are.

    Not by links to each, as `create` does: what grades looks into the folders that hold them.
    """
    venv.create(folder, symlinks=True)
    purelib = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    # The libraries, and not the checkout, which a line in a file beside them names.
    (purelib / "libraries.pth").write_text("\n".join(p for p in sys.path if p.endswith("-packages")))
    pip = [sys.executable, "-m", "pip", "--python", folder / "bin/python", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(
        [*pip, "install", "--no-deps", "--no-index", wheel], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    # The commands of the libraries, run by the Python of this environment.
    for name in ("nbgrader", "jupyter", "alembic"):
        script = folder / "bin" / name
        script.write_text(
            f"#!{folder / 'bin/python'}\n" + (Path(sys.executable).parent / name).read_text().partition("\n")[2]
        )
        script.chmod(0o755)


def link(place, original, without):
    """Link to the original; where a file below it is one of those `without`, to all else in it, one by one.

    Who installs that file anew does not write it here.
    """
    if not any(original in path.parents for path in without):
        place.symlink_to(original)
        return
    place.mkdir()
    for path in original.iterdir():
        if path not in without:
            link(place / path.name, path, without)


def variables(home):
    """The environment variables for a program of such an environment: nothing of Python's or Jupyter's from here."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "PYTHON"))}
    return kept | {"HOME": str(home)}
