"""A fresh environment that borrows what this one has installed: made in a second, and without what it is to lack."""

import os
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
    for name in ("share", "etc"):
        if not (folder / name).exists():
            (folder / name).symlink_to(Path(sys.prefix) / name)
    return folder / "bin" / "python"


def variables(home):
    """The environment variables for a program of such an environment: nothing of Python's or Jupyter's from here."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "PYTHON"))}
    return kept | {"HOME": str(home)}
