"""A folder for each child to write in, in the modes that give it no file system of its own.

The fork server makes it, looks how much lies in it, and takes it away.  What is in it is the learner's: links are not
followed, and no depth, mode or number of files there keeps it from being taken away.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from . import jail


def make(folder: Path, beside: Path) -> None:
    """Make `folder`, with links to the files in `beside`."""
    folder.mkdir(mode=0o700)
    for file in beside.iterdir():
        (folder / file.name).symlink_to(file)


def enter(folder: Path, rules: int) -> list[jail.Step]:
    """The steps by which a child goes into `folder`; under `rules`, where there are any, it writes nowhere else."""
    steps: list[jail.Step] = [partial(os.chdir, folder), partial(os.environ.__setitem__, "HOME", str(folder))]
    return [*steps, *jail.drop_privileges(), jail.landlock(rules)] if rules >= 0 else steps


def over(folder: Path, limits: Mapping[str, int]) -> bool:
    """Whether more lies in `folder` than `limits` allow, or what nobody can count; somebody may be writing there."""
    entries, size, todo = 0, 0, [str(folder)]
    while todo:
        try:
            with os.scandir(todo.pop()) as found:
                for entry in found:
                    entries += 1
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        todo.append(entry.path)
                    if entries > limits["inodes"] or size > limits["disk"]:
                        return True
        except FileNotFoundError:
            continue  # it was there a moment ago
        except OSError:  # a path too long, a folder that may not be read
            return True
    return False


def remove(folder: Path) -> None:
    """Take away `folder` and all that is in it; nobody may be writing there any more."""
    todo, moved = [folder], 0
    while todo:
        place = todo.pop()
        with os.scandir(place) as found:
            entries = list(found)
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                moved += 1
                above = folder.with_name(f"{folder.name}.{moved}")  # so no path gets too long
                Path(entry.path).chmod(0o700)
                Path(entry.path).rename(above)
                todo.append(above)
            else:
                Path(entry.path).unlink()
        place.rmdir()
