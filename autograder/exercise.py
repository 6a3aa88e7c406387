"""What an exercise is: a reference, the cases it is tried on, and the mistakes we know how to explain."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Function = Callable[..., Any]
Case = tuple[Any, ...]

VISIBLE_SEED = 0  # of the cases that everybody sees


@dataclass(frozen=True)
class Mistake:
    """A wrong function, and how what it gives is known where its values do not decide, as in a minimum of another sum.

    `shown` says of a case and a value whether the mistake is to be seen in it.
    """

    function: Function
    shown: Callable[[Case, Any], bool]

    def __call__(self, *case: Any) -> Any:
        """What the wrong function gives."""
        return self.function(*case)

    def shown_by(self, case: Case, value: Any) -> bool:
        """Whether `value`, of a learner and so of any kind, shows the mistake."""
        with suppress(Exception), np.errstate(all="ignore"):
            return bool(self.shown(copy.deepcopy(case), value))
        return False


@dataclass(frozen=True)
class Help:
    """What the author of an exercise says to a learner who is stuck, more with each failed answer, and afterwards."""

    section: str  # where it stands in the text: a heading of the chapter's notebook
    step: str  # what to do first
    question: str  # the line that matters most, as a question
    idea: str = ""  # what goes with the solution, which is offered after a pass in self-study; without it none is


@dataclass(frozen=True, eq=False)  # two are the same only where they are one
class Exercise:
    """One function the learner writes.

    `cases` draws argument tuples from a generator, and draws other ones from another generator, so a graded run
    asks the same questions about other numbers.  `mistakes` maps a hint (one sentence that tells the learner what
    they did) to the wrong function that deserves it: a misconception that is code can be tested and recognized.
    The reference may refuse a case by a ValueError, and then the learner's function is to raise one.
    Arguments and results are data only: arrays, numbers, strings, None, and lists, tuples and dicts of these.
    Where several answers are right, `accepts` takes the place of equality with the reference: of a case and a value
    it says what is wrong, as the end of the sentence 'it ...', or None.  The value is of the kind of the reference's
    and finite where that is; a rule asks for what is right (`if mine <= bound: return None`), so that a comparison with
    NaN, as after an overflow of its own, refuses.
    """

    reference: Function
    cases: Callable[[np.random.Generator], Iterable[Case]]
    mistakes: Mapping[str, Function] = field(default_factory=dict)
    points: int = 2
    tolerance: float = 1e-6  # relative, for answers in float64; lower precisions get what they can hold
    seconds: float = 5.0  # for one call
    partial: bool = False  # our grader gives points for each hidden case that is right, not only for all of them
    driver: Function | None = None  # for a class: builds it, runs it and returns data; takes it and a case
    accepts: Callable[[Case, Any], str | None] | None = None
    by_hand: tuple[str, ...] = ()  # names of library functions that do the exercise itself: no answer may use them
    copies: bool = False  # what is returned shares no array with the arguments
    help: Help | None = None

    @property
    def name(self) -> str:
        """The name of the function, which is also the name of its answer cell."""
        return str(self.reference.__name__)

    def draw(self, seed: int) -> list[Case]:
        """The cases of `seed`: the same seed, the same cases."""
        return list(self.cases(np.random.default_rng(seed)))


@dataclass(frozen=True)
class Written:
    """One question answered in words and graded by hand; `answer` is what the grader compares with."""

    name: str
    answer: str
    points: int = 6
