"""Asking whether an attempt is right, and if not, why.

`judge` compares an attempt with its exercise, wherever the attempt runs; `check` is what a notebook calls.
"""

from __future__ import annotations

import copy
import hashlib
import inspect
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

import numpy as np

from autograder import exercises
from autograder.checking import display
from autograder.comparison import describe, difference, unlike
from autograder.exercise import Case, Exercise, Function
from autograder.runner.call import Observation, observe

VISIBLE_SEED = 0
LONGEST = 1_500  # characters of what is wrong: a string or the keys of a dict may be very long
SEED_VARIABLE = "AUTOGRADER_SEED"  # the grader's: which hidden cases this run draws

Observe = Callable[[Case], Observation]


@dataclass(frozen=True)
class Verdict:
    """The answer to one check: how many cases were right and, where not all were, what to say of it."""

    exercise: str
    right: int
    cases: int
    summary: str = ""  # one sentence: what is wrong
    hint: str = ""  # the misconception behind it, where it was recognized
    example: str = ""  # the smallest failing input, with what was expected and what came
    seed: int = VISIBLE_SEED

    @property
    def passed(self) -> bool:
        """Whether every case was right."""
        return self.right == self.cases


class CheckFailed(AssertionError):  # noqa: N818  reads as what happened
    """A check that did not pass; in a notebook it shows as its one line, without a traceback into our code."""

    def __init__(self, sentence: str, verdict: Verdict | None = None) -> None:
        super().__init__(sentence)
        self.verdict = verdict

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def check(function: Function, *, hidden: bool = False) -> None:
    """Try `function` on its exercise's cases; show what was found, and raise CheckFailed unless all are right.

    Hidden cases are drawn from the seed in the environment variable AUTOGRADER_SEED, the visible ones from a
    fixed seed; the questions are the same.
    """
    exercise = _exercise(function)
    seed = _seed(hidden=hidden)
    driven = partial(exercise.driver, function) if exercise.driver else function
    verdict = judge(exercise, partial(observe, driven, seconds=exercise.seconds), seed)
    if not verdict.passed and (helper := _failing_helper(function, seed)):
        verdict = replace(
            verdict, hint=f"It calls your `{helper}`, which does not pass its own check yet: mend that first."
        )
    display.show(verdict, source=_fingerprint(function), hidden=hidden)
    if not verdict.passed:
        raise CheckFailed(display.one_line(verdict), verdict)


def _failing_helper(function: Function, seed: int) -> str:
    """The name of another exercise whose answer `function` calls, and which is wrong; empty where there is none."""
    called = getattr(getattr(function, "__code__", None), "co_names", ())
    for name in called:
        helper = getattr(function, "__globals__", {}).get(name)
        with suppress(exercises.UnknownExerciseError):
            exercise = exercises.find(name)
            if (
                callable(helper)
                and not judge(exercise, partial(observe, helper, seconds=exercise.seconds), seed).passed
            ):
                return str(name)
    return ""


def judge(
    exercise: Exercise, attempt: Observe, seed: int = VISIBLE_SEED, known: Sequence[Known] | None = None
) -> Verdict:
    """The verdict on `attempt`, which says of each case what the learner's function did with it."""
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
        summary=str(fault)[:LONGEST],
        hint=_hint(exercise, [(c, o) for c, o, _ in tried], [(c, o) for c, o, _ in failed]),
        example=display.example(exercise, case, seen),
        seed=seed,
    )


Known = tuple[Case, Callable[[], Observation]]  # a case, and what the reference does with it, once that is asked
_visible: dict[int, tuple[Exercise, list[Known]]] = {}


def drawn(exercise: Exercise, seed: int) -> list[Known]:
    """The cases of a seed.  The visible ones are the same for everybody, and so found out once."""
    if seed == VISIBLE_SEED and id(exercise) in _visible:
        return _visible[id(exercise)][1]
    made: list[Known] = [(case, cache(partial(_given, exercise.reference, case))) for case in exercise.draw(seed)]
    if seed == VISIBLE_SEED:
        _visible[id(exercise)] = exercise, made
    return made


def _given(reference: Function, case: Case) -> Observation:
    """What the reference gives or raises; of our own code it need not be noted what else it does."""
    try:
        with np.errstate(all="ignore"):
            return Observation(reference(*copy.deepcopy(case)))
    except Exception as e:
        return Observation(error=type(e).__name__)


def _fault(exercise: Exercise, case: Case, seen: Observation, expected: Observation) -> str | None:
    """What is wrong with one call, as the end of the sentence 'it ...'; None where nothing is."""
    if seen.error == "NotImplementedError":
        who = f"calls `{seen.where}`, which has" if seen.where not in ("", exercise.name) else "has"
        return f"{who} no answer yet: replace the line `raise NotImplementedError(...)` by your own code"
    if seen.error == "TimeLimitError":
        return f"{seen.message}: is there a loop that never ends?"
    if seen.error and seen.error != expected.error:
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


def _wrong(exercise: Exercise, case: Case, got: Any, want: Any) -> str | None:  # noqa: ANN401
    if exercise.accepts is None:
        return difference(got, want, exercise.tolerance)
    # Data of the right kind only; what is wrong inside it may still be anything.
    try:
        return unlike(got, want) or exercise.accepts(copy.deepcopy(case), got)
    except Exception:
        return f"returned {describe(got)} with other things in it than are asked"


def _hint(exercise: Exercise, tried: list[tuple[Case, Observation]], failed: list[tuple[Case, Observation]]) -> str:
    """The hint of the mistake that did what the attempt did in every case that failed, and in more than half of all."""
    best, most = "", len(tried) / 2
    if failed[0][1].error == "NotImplementedError":
        return best
    for hint, mistake in exercise.mistakes.items():
        if all(_agree(exercise, mistake, case, seen) for case, seen in failed):
            alike = sum(_agree(exercise, mistake, case, seen) for case, seen in tried)
            best, most = (hint, alike) if alike > most else (best, most)
    return best


def _agree(exercise: Exercise, mistake: Function, case: Case, seen: Observation) -> bool:
    return seen.agrees(observe(mistake, case, exercise.seconds), exercise.tolerance)


def _size(case: Case) -> int:
    """How much a reader has to take in: the count of all numbers in the case."""

    def count(value: Any) -> int:  # noqa: ANN401
        if isinstance(value, dict):
            return sum(map(count, value.values()))
        return sum(map(count, value)) if isinstance(value, list | tuple) else int(np.size(value))

    return sum(map(count, case))


def _exercise(function: Function) -> Exercise:
    name = getattr(function, "__name__", None)
    if not callable(function) or not isinstance(name, str):
        raise CheckFailed(f"check takes the function you wrote, not {type(function).__name__}: check(my_function).")
    try:
        return exercises.find(name)
    except exercises.UnknownExerciseError as e:
        raise CheckFailed(str(e)) from None


def _seed(*, hidden: bool) -> int:
    if not hidden:
        return VISIBLE_SEED
    given = os.environ.get(SEED_VARIABLE, "hidden")
    return int.from_bytes(hashlib.sha256(given.encode()).digest()[:8])


def _fingerprint(function: Function) -> str:
    """A hash of the function's source, so that a passed check can be told from one of an earlier answer."""
    try:
        return hashlib.sha256(inspect.getsource(function).strip().encode()).hexdigest()
    except (OSError, TypeError):
        return ""
