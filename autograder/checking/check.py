"""`check(f)`, as a notebook calls it."""

from __future__ import annotations

import hashlib
import inspect
import os
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from autograder import exercises
from autograder.checking import display, ladder, solution
from autograder.checking.judge import judge, passes
from autograder.checking.verdict import CheckFailed
from autograder.exercise import VISIBLE_SEED, Exercise, Function
from autograder.runner import imports
from autograder.runner.call import observe
from dlcourse.verdict_record import fingerprint

SEED_VARIABLE = "AUTOGRADER_SEED"  # the grader's: which hidden cases this run draws
GRADING = "NBGRADER_EXECUTION"  # set where nbgrader runs a notebook, to grade or to validate it


def check(function: Function, *, hidden: bool = False) -> None:
    """Try `function` on its exercise's cases; show what was found, and raise CheckFailed unless all are right.

    Hidden cases are drawn from the seed in the environment variable AUTOGRADER_SEED, the visible ones from a
    fixed seed; the questions are the same.
    """
    exercise = _exercise(function)
    seed = _seed(hidden=hidden)
    driven = partial(exercise.driver, function) if exercise.driver else function
    imports.preload(function)
    attempt = partial(observe, driven, seconds=exercise.seconds)
    verdict = judge(exercise, attempt, seed, source=_source(function), again=attempt)
    if not verdict.passed and (helper := _failing_helper(function, seed)):
        hint = f"It calls your `{helper}`, which does not pass its own check yet: mend that first."
        verdict = replace(verdict, hint=hint, helper=helper)
    source = fingerprint(function)
    if not hidden and GRADING not in os.environ:
        verdict = ladder.helped(verdict, exercise, source)
        verdict = solution.offered(verdict, exercise, Path.cwd())
    display.show(verdict, source=source, hidden=hidden)
    if not verdict.passed:
        raise CheckFailed(display.one_line(verdict), verdict)


def _source(function: Function) -> str:
    """The source of a learner's function; empty where there is none."""
    with suppress(OSError, TypeError):
        return inspect.getsource(function)
    return ""


def _failing_helper(function: Function, seed: int) -> str:
    """The name of another exercise whose answer `function` calls, and which is wrong; empty where there is none."""
    called = getattr(getattr(function, "__code__", None), "co_names", ())
    for name in called:
        helper = getattr(function, "__globals__", {}).get(name)
        if helper is function or name == function.__name__:
            continue  # a function that calls itself has no helper to blame
        with suppress(exercises.UnknownExerciseError):
            exercise = exercises.find(name)
            if callable(helper) and not passes(exercise, partial(observe, helper, seconds=exercise.seconds), seed):
                return str(name)
    return ""


def _exercise(function: Function) -> Exercise:
    name = getattr(function, "__name__", None)
    if not callable(function) or not isinstance(name, str):
        raise CheckFailed(f"check takes the function you wrote, not {type(function).__name__}: check(my_function).")
    if name == "<lambda>":
        raise CheckFailed("check finds an exercise by the name of its function, and a lambda has none: use def.")
    try:
        return exercises.find(name)
    except exercises.UnknownExerciseError as e:
        raise CheckFailed(str(e)) from None


def _seed(*, hidden: bool) -> int:
    if not hidden:
        return VISIBLE_SEED
    given = os.environ.get(SEED_VARIABLE, "hidden")
    return int.from_bytes(hashlib.sha256(given.encode()).digest()[:8])
