"""Answers that let a library do the exercise itself.

An answer may be made of whatever is installed: NumPy, torch, the course's engine.  Where one function of a library is
the whole exercise, the exercise names it, and an answer that uses that name is told to do the work by itself.  A name
is found where it stands in the answer's own cell; who hides it is left to the eyes of an instructor.
"""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator

from autograder.exercise import Exercise


def whole_exercise(exercise: Exercise, source: str) -> str:
    """The name in a learner's source that does the exercise itself; empty where there is none."""
    return next((name for name in _names(source) if name in exercise.by_hand), "") if exercise.by_hand else ""


def _names(source: str) -> Iterator[str]:
    """The names in a source, as far as it can be read; not what comments and strings say."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.NAME:
                yield token.string
    except (tokenize.TokenError, SyntaxError):
        return
