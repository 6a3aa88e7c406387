"""Whether an attempt is right, and if not, what is wrong: an exercise and what an attempt did make a verdict.

The attempt may run anywhere: in the notebook, or in the sandbox while its verdict is found outside.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Sequence
from functools import cache, lru_cache, partial
from typing import Any

import numpy as np

from autograder.checking import display
from autograder.checking.hints import hint
from autograder.checking.verdict import Verdict
from autograder.comparison import describe, difference, infinite, type_mismatch
from autograder.exercise import VISIBLE_SEED, Case, Exercise, Function
from autograder.runner.call import Observation

MAX_CHARACTERS = 1_500  # characters of what is wrong: a string or the keys of a dict may be very long

Observe = Callable[[Case], Observation]


def judge(
    exercise: Exercise,
    attempt: Observe,
    seed: int = VISIBLE_SEED,
    known: Sequence[Known] | None = None,
    *,
    source: str = "",
) -> Verdict:
    """The verdict on `attempt`, which says of each case what the learner's function did with it.

    Where the function's source is known, no hint contradicts it.
    """
    tried: list[tuple[Case, Observation, str | None]] = []
    cases = known if known is not None else drawn(exercise, seed)
    for case, expected in cases:
        seen = attempt(case)
        tried.append((case, seen, _fault(exercise, case, seen, expected())))
        if seen.error in ("TimeLimitError", "NotImplementedError"):
            break  # the next case would end the same way
    failed = [t for t in tried if t[2] is not None]
    if not failed:
        return Verdict(exercise.name, len(cases), len(cases), seed=seed)
    case, seen, fault = min(failed, key=lambda t: _size(t[0]))
    return Verdict(
        exercise.name,
        right=len(tried) - len(failed),
        cases=len(cases),
        summary=str(fault)[:MAX_CHARACTERS],
        hint=hint(exercise, [(c, o) for c, o, _ in tried], [(c, o) for c, o, _ in failed], source),
        example=display.example(exercise, case, seen),
        seed=seed,
    )


Known = tuple[Case, Callable[[], Observation]]  # a case, and what the reference does with it, once that is asked


def drawn(exercise: Exercise, seed: int) -> list[Known]:
    """The cases of a seed.  The visible ones are the same for everybody, and so found out once."""
    return _visible(exercise) if seed == VISIBLE_SEED else _drawn(exercise, seed)


@lru_cache(maxsize=128)
def _visible(exercise: Exercise) -> list[Known]:
    return _drawn(exercise, VISIBLE_SEED)


def _drawn(exercise: Exercise, seed: int) -> list[Known]:
    return [(case, cache(partial(_given, exercise.reference, case))) for case in exercise.draw(seed)]


def _given(reference: Function, case: Case) -> Observation:
    """What the reference gives; of our own code it need not be noted what else it does.

    It may refuse a case with a ValueError, as the learner's function is to do then.  Any other error is a mistake of
    ours, which no answer can be right or wrong about: it is raised.
    """
    try:
        with np.errstate(all="ignore"):
            return Observation(reference(*copy.deepcopy(case)))
    except ValueError as e:
        return Observation(error=type(e).__name__)


def _fault(exercise: Exercise, case: Case, seen: Observation, expected: Observation) -> str | None:
    """What is wrong with one call, as the end of the sentence 'it ...'; None where nothing is."""
    if seen.error == "NotImplementedError":
        who = f"calls `{seen.where}`, which has" if seen.where not in ("", exercise.name) else "has"
        return f"{who} no answer yet: replace the line `raise NotImplementedError(...)` by your own code"
    if seen.error == "TimeLimitError":
        return f"{seen.message}: is there a loop that never ends?"
    if seen.error and expected.error not in (seen.error, *seen.kinds):
        said = f"{seen.error}: {seen.message}" if seen.message else seen.error
        return f"raised {said}" + (f" (in the line `{seen.line}`)" if seen.line else "")
    if expected.error and not seen.error:
        return f"returned {display.show_value(seen.value)}, where it should raise {expected.error}"
    if not seen.error and (what := _wrong(exercise, case, seen.value, expected.value)):
        return what
    if seen.changed:
        argument = _argument(exercise, seen.changed[0])
        return f"changed its argument `{argument}` in place: the caller still needs it, so work on a copy"
    if exercise.copies and seen.shared:
        argument = _argument(exercise, seen.shared[0])
        return f"returned arrays of its argument `{argument}`, where copies are asked: use array.copy()"
    if seen.global_random:
        return "used NumPy's global random numbers: make a generator of your own with np.random.default_rng(seed)"
    return None


def _argument(exercise: Exercise, position: int) -> str:
    return list(inspect.signature(exercise.reference).parameters)[position]


def _wrong(exercise: Exercise, case: Case, got: Any, want: Any) -> str | None:
    if exercise.accepts is None:
        return difference(got, want, exercise.tolerance)
    # Data of the right kind and finite only; what is wrong inside it may still be anything.
    with np.errstate(all="ignore"):
        try:
            return type_mismatch(got, want) or infinite(got, want) or exercise.accepts(copy.deepcopy(case), got)
        except Exception:
            exercise.accepts(copy.deepcopy(case), want)  # where it fails with what is right, the mistake is ours
            return f"returned {describe(got)} with other things in it than are asked"


def _size(case: Case) -> int:
    """How much a reader has to take in: the count of all numbers in the case."""

    def count(value: Any) -> int:
        if isinstance(value, dict):
            return sum(map(count, value.values()))
        return sum(map(count, value)) if isinstance(value, list | tuple) else int(np.size(value))

    return sum(map(count, case))
