"""How many different answers to an exercise a learner has tried in vain: kept in their workspace, where there is one.

The check counts them, to help more where more help is needed; nothing else reads them, and no grade is made of them.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from dlcourse import files

STATE = ".course"  # the folder of a workspace in which the course keeps what it must know
NAME = "failed_answers.json"
ABOVE = 2  # folders above a notebook's own in which a workspace is looked for
KEPT = 3  # different answers to an exercise: no help waits for more

_here: dict[str, list[str]] = {}  # fingerprints by exercise, of this process, and all that is known without a workspace


def note(exercise: str, source: str, place: Path) -> int:
    """Note that an answer failed whose source has this fingerprint; returns how many different ones have, at most KEPT.

    `place` is the notebook's folder.  What cannot be read or written there is only known until the kernel ends.
    """
    _here[exercise] = _with(source, _here.get(exercise, []))
    path = _file(place)
    if path:
        with contextlib.suppress(OSError), files.lock(path):
            kept = _read(path)
            known = [*kept.get(exercise, []), *_here[exercise]]
            _here[exercise] = list(dict.fromkeys(known))[:KEPT]
            if kept.get(exercise) != _here[exercise]:
                files.replace(path, json.dumps(kept | {exercise: _here[exercise]}).encode())
    return len(_here[exercise])


def _with(source: str, known: list[str]) -> list[str]:
    return known if source in known else [*known, source][:KEPT]


def _file(place: Path) -> Path | None:
    """Where the workspace around a folder keeps them; None where there is no workspace."""
    place = place.resolve()
    states = [folder / STATE for folder in [place, *place.parents[:ABOVE]]]
    return next((state / NAME for state in states if state.is_dir()), None)


def _read(path: Path) -> dict[str, list[str]]:
    """What is noted in a file; nothing where it is not there or is not ours."""
    try:
        found = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    noted = found.items() if isinstance(found, dict) else ()
    return {name: [str(source) for source in sources] for name, sources in noted if isinstance(sources, list)}
