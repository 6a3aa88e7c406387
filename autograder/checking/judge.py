"""Whether an attempt is right, and if not, what is wrong: an exercise and what an attempt did make a verdict.

The attempt may run anywhere: in the notebook, or in the sandbox while its verdict is found outside.
"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, lru_cache, partial

import numpy as np

from autograder.checking import display, quantities
from autograder.checking.fault import LATE, UNWRITTEN, cause, fault
from autograder.checking.hints import hint
from autograder.checking.library import whole_exercise
from autograder.checking.misread import misread
from autograder.checking.relation import relation
from autograder.checking.trial import Trial, is_immense
from autograder.checking.unused import unused
from autograder.checking.verdict import Verdict
from autograder.checking.where import where
from autograder.comparison import CURE_OF_NONE
from autograder.exercise import VISIBLE_SEED, Case, Exercise, Function
from autograder.runner.call import Observation

MAX_CHARACTERS = 1_500  # characters of what is wrong: a string or the keys of a dict may be very long

Observe = Callable[[Case], Observation]
Known = tuple[Case, Callable[[], Observation]]  # a case, and what the reference does with it, once that is asked


def judge(  # noqa: PLR0913  what is tried, and what is known of it
    exercise: Exercise,
    attempt: Observe,
    seed: int = VISIBLE_SEED,
    known: Sequence[Known] | None = None,
    *,
    source: str = "",
    again: Observe | None = None,
    seconds: float | None = None,
) -> Verdict:
    """The verdict on `attempt`, which says of each case what the learner's function did with it.

    Where the function's source is known, no hint contradicts it.  `again` does the same as `attempt` with a case that
    was tried before, where that can be asked once more.  A slip is looked for in `seconds`; see `hint`.
    """
    cases = known if known is not None else drawn(exercise, seed)
    if name := whole_exercise(exercise, source):
        summary = f"uses `{name}`, which does the exercise itself: write it with simpler operations"
        return Verdict(exercise.name, 0, len(cases), summary, seed=seed)
    trials = _tried(exercise, attempt, cases)
    failed = [t for t in trials if t.fault is not None]
    if not failed:
        return Verdict(exercise.name, len(cases), len(cases), seed=seed)
    smallest = min(failed, key=lambda t: t.size)
    plain = _plain(exercise, trials, smallest, seed, len(cases))
    if any(is_immense(t.seen.value) for t in trials):
        return plain
    hinted = hint(exercise, [(t.case, t.seen) for t in trials], [(t.case, t.seen) for t in failed], source, seconds)
    summary = _summary(exercise, trials, smallest, None if hinted else again)[:MAX_CHARACTERS]
    return replace(plain, summary=summary, hint=hinted)


def _plain(exercise: Exercise, trials: Sequence[Trial], smallest: Trial, seed: int, cases: int) -> Verdict:
    """The verdict on trials of which some failed, without a reason for it."""
    unwritten = smallest.seen.error == UNWRITTEN
    helper = smallest.seen.where if unwritten and smallest.seen.where != exercise.name else ""
    return Verdict(
        exercise.name,
        right=sum(t.fault is None for t in trials),
        cases=cases,
        summary=str(smallest.fault)[:MAX_CHARACTERS],
        example="" if unwritten else display.example(exercise, smallest.case, smallest.seen),
        seed=seed,
        unanswered=unwritten and not helper,
        helper=helper,
    )


def passes(exercise: Exercise, attempt: Observe, seed: int, known: Sequence[Known] | None = None) -> bool:
    """Whether `attempt` is right in all cases, without a word on why not."""
    cases = known if known is not None else drawn(exercise, seed)
    return not any(fault(exercise, case, attempt(case), expected()) for case, expected in cases)


def _tried(exercise: Exercise, attempt: Observe, cases: Sequence[Known]) -> list[Trial]:
    trials = []
    for case, expected in cases:
        seen, right = attempt(case), expected()
        trials.append(Trial(case, seen, right, fault(exercise, case, seen, right)))
        if seen.error in (LATE, UNWRITTEN):
            break  # the next case would end the same way
    return trials


def _summary(exercise: Exercise, trials: Sequence[Trial], smallest: Trial, again: Observe | None) -> str:
    """What is wrong, as the end of 'it ...', and the sentences after it."""
    said = str(smallest.fault)
    if smallest.seen.error in (LATE, UNWRITTEN):
        return said
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sentences = _explained(exercise, trials, smallest, again)
    except Exception:  # what explains a verdict must never cost one
        sentences = [said]
    return " ".join(s if s.endswith("?") else f"{s}." for s in sentences if s).removesuffix(".")


def _explained(exercise: Exercise, trials: Sequence[Trial], smallest: Trial, again: Observe | None) -> list[str]:
    """What the values have to do with the right ones, or why they are wrong; what is not used; where it is wrong."""
    said = str(smallest.fault)
    if any(t.expected.value is None and not t.expected.error for t in trials):  # then None is an answer like any other
        said = said.removesuffix(CURE_OF_NONE)
    found = ""
    if smallest.returned:
        found = relation(exercise, trials, exact=True) or misread(exercise, trials) or relation(exercise, trials)
    caused = cause(exercise, smallest.seen)
    sentences = [said, f"Besides, it {found}" if found else ""] if caused else [found or said]
    if again is not None and smallest.returned and not caused:
        sentences.append(unused(exercise, trials, again))
    return [*sentences, _where(exercise, trials)]


def _where(exercise: Exercise, trials: Sequence[Trial]) -> str:
    """What separates the failing cases, by their arguments, or by the right value where that is a number or a word."""
    failed, passed = ([t for t in trials if (t.fault is None) == right] for right in (False, True))
    by_argument = where(quantities.names(exercise), [t.case for t in failed], [t.case for t in passed])
    if by_argument or not all(np.isscalar(t.expected.value) or t.expected.value is None for t in trials):
        return by_argument
    right = [[(t.expected.value,) for t in group if not t.expected.error] for group in (failed, passed)]
    return where(["the right value"], *right).replace("`", "")


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
