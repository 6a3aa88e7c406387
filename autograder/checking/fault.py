"""What is wrong with one call, as the end of the sentence 'it ...': how it ended, what it did besides, what it gave."""

from __future__ import annotations

import copy
import inspect
import re
from typing import Any

import numpy as np

from autograder.checking import quantities
from autograder.checking.display import show_value
from autograder.comparison import CURE_OF_NAN, describe, difference, infinite, type_mismatch
from autograder.exercise import Case, Exercise
from autograder.runner.call import Observation

UNWRITTEN = "NotImplementedError"
LATE = "TimeLimitError"
UNSENT = ("TooBigError", "RecursionError")  # of our own code, where a value cannot be looked at
SIGNATURE = re.compile(r"\S+\(\) (takes|missing|got an unexpected)")
KIND = re.compile(r"'(list|tuple|dict|str)' object has no attribute|^(list|tuple) indices must be integers")


def fault(exercise: Exercise, case: Case, seen: Observation, expected: Observation) -> str | None:
    """What is wrong with one call; None where nothing is."""
    if seen.error:
        return _error(exercise, case, seen, expected.error)
    if expected.error:
        return f"returned {show_value(seen.value)}, where it should raise {expected.error}"
    if seen.value is None and expected.value is not None and seen.printed.strip():
        return "printed something and returned None: what is printed is not returned, so end with `return ...`"
    return cause(exercise, seen) or _wrong(exercise, case, seen.value, expected.value) or _shared(exercise, seen)


def cause(exercise: Exercise, seen: Observation) -> str | None:
    """What a call did that it must not do, whatever it gave, and that may have made its values wrong."""
    if seen.value is None:
        return None
    if seen.changed:
        argument = _argument(exercise, seen.changed[0])
        return f"changed its argument `{argument}` in place: the caller still needs it, so work on a copy"
    if seen.global_random:
        return "used NumPy's global random numbers: make a generator of your own with np.random.default_rng(seed)"
    return None


def _error(exercise: Exercise, case: Case, seen: Observation, asked: str | None) -> str | None:
    if seen.error == UNWRITTEN:
        who = f"calls `{seen.where}`, which has" if seen.where not in ("", exercise.name) else "has"
        return f"{who} no answer yet: replace the line `raise NotImplementedError(...)` by your own code"
    if seen.error == LATE:
        return f"{seen.message}: is there a loop that never ends?"
    if asked in (seen.error, *seen.kinds):
        return None
    if seen.error in UNSENT and not seen.kinds:
        return "returned a value that is too large, or nested too deep, to be looked at"
    if asked and seen.error == "AssertionError":
        return f"raised AssertionError, where {asked} is asked: write `raise {asked}(...)` in place of `assert`"
    if not seen.line and SIGNATURE.match(seen.message):
        first = f"def {exercise.name}{inspect.signature(exercise.reference)}:"
        return f"has other parameters than it is called with: keep the first line as it was, `{first}`"
    said = f"{seen.error}: {seen.message}" if seen.message else seen.error
    line = f" (in the line `{seen.line}`)" if seen.line else ""
    return f"raised {said}{line}" + (f", where {asked} is asked" if asked else _kind(exercise, case, seen))


def _kind(exercise: Exercise, case: Case, seen: Observation) -> str:
    """Of what kind an argument is, where the error comes of another kind than the code expects."""
    found = KIND.search(seen.message)
    kind = (found[1] or found[2]) if found else ""
    given = [i for i, argument in enumerate(case) if type(argument).__name__ == kind]
    if not given:
        return ""
    argument = _argument(exercise, given[0])
    cure = f": np.array({argument}) makes an array of it" if kind in ("list", "tuple") else ""
    return f", and its argument `{argument}` is a {kind}{cure}"


def _shared(exercise: Exercise, seen: Observation) -> str | None:
    if not (exercise.copies and seen.shared):
        return None
    argument = _argument(exercise, seen.shared[0])
    return f"returned arrays of its argument `{argument}`, where copies are asked: use array.copy()"


def _argument(exercise: Exercise, position: int) -> str:
    return list(inspect.signature(exercise.reference).parameters)[position]


def _wrong(exercise: Exercise, case: Case, got: Any, want: Any) -> str | None:
    if exercise.accepts is None:
        said = difference(got, want, exercise.tolerance)
        # What was given holds NaN already: then it is no overflow of theirs.
        return said.partition(CURE_OF_NAN)[0] if said and np.isnan(quantities.flat(case)).any() else said
    # Data of the right kind and finite only; what is wrong inside it may still be anything.
    with np.errstate(all="ignore"):
        try:
            return type_mismatch(got, want) or infinite(got, want) or exercise.accepts(copy.deepcopy(case), got)
        except Exception:
            exercise.accepts(copy.deepcopy(case), want)  # where it fails with what is right, the mistake is ours
            return f"returned {describe(got)} with other things in it than are asked"
