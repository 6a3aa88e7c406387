"""The exercises of the course, one module a chapter, and how to find one by its name."""

from __future__ import annotations

import difflib
import functools
import importlib
import pkgutil

from autograder.errors import AutograderError
from autograder.exercise import Exercise, Written


class UnknownExerciseError(AutograderError, LookupError):
    """No chapter has an exercise of that name."""


def chapter(name: str) -> dict[str, Exercise | Written]:
    """The exercises of one chapter by name, in the order in which they are defined."""
    module = importlib.import_module(f"{__name__}.{name}")
    return {e.name: e for e in vars(module).values() if isinstance(e, Exercise | Written)}


def chapters() -> list[str]:
    """The chapters that have exercises."""
    return sorted(m.name for m in pkgutil.iter_modules(__path__))


@functools.cache
def find(name: str) -> Exercise:
    """The exercise called `name`, whichever chapter it is in.

    Raises UnknownExerciseError, with the nearest names, where there is none.
    """
    known = {k: e for c in chapters() for k, e in chapter(c).items() if isinstance(e, Exercise)}
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1) or sorted(known)
    raise UnknownExerciseError(f"No exercise is called {name!r}. Did you mean {' or '.join(near[:3])}?")
