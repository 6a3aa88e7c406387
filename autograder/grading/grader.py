"""One submission in, one result out: points, hints, what each cell printed, and in which sandbox it was found."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
import traceback
import warnings
from collections.abc import Mapping
from functools import partial

import numpy as np

from autograder.checking import display
from autograder.checking.judge import Observe, drawn, judge
from autograder.checking.verdict import Verdict
from autograder.exercise import VISIBLE_SEED, Case, Exercise
from autograder.grading import assert_tests, inside, model
from autograder.grading.assignment import Assignment, GradedCell, Way
from autograder.grading.execution import Execution
from autograder.grading.matching import Matching
from autograder.grading.result import Result, Score
from autograder.grading.submission import Submission
from autograder.runner.call import observe
from autograder.sandbox.limits import Limits
from autograder.sandbox.proxies import Remotes
from autograder.sandbox.sandbox import Sandbox, SandboxError
from autograder.sandbox.session import GoneError, Session

PLACE = re.compile(r"\(<[^>]*>, line (\d+)\)")  # in the message of a SyntaxError, with a name that Python made up
FOR_A_HINT = 0.05  # seconds of a class's time; a learner's own check has more


def seed(secret: bytes, submission: Submission) -> int:
    """Which hidden cases this submission meets: the same each time, and others than any other submission meets."""
    return int.from_bytes(hmac.digest(secret, submission.hash.encode(), hashlib.sha256)[:8])


def grade(
    sandbox: Sandbox, matching: Matching, secret: bytes, limits: Limits | None = None, *, inside: bool = True
) -> Result:
    """Run a submission in the sandbox and judge it here; with `inside`, what cannot be judged here in its process.

    Raises SandboxError only.
    """
    found = ways(sandbox, matching.assignment)
    chosen = {name: way for name, way in found.items() if inside or way != Way.INSIDE}
    return _grade(_Run(sandbox, matching, seed(secret, matching.submission), limits or sandbox.limits, chosen))


def _grade(run: _Run) -> Result:
    start = time.monotonic()
    sandbox = run.execution.sandbox
    try:
        with sandbox.beside():
            run.all()
    finally:
        run.execution.close()
    seconds = time.monotonic() - start
    return Result(
        run.matching, run.scores, sandbox.mode, run.matching.submission.hash, run.execution.ran, seconds=seconds
    )


def ways(sandbox: Sandbox, assignment: Assignment) -> Mapping[str, Way]:
    """How each plain test is judged: in the strictest way in which the course's own answers pass it.

    Whoever is graded, and whatever they return, has no say in it.
    """
    known = assignment.ways
    if sandbox.mode not in known:
        own, found, left = model.reference(model.plain_part(assignment)), dict[str, Way](), set(assignment.plain)
        for way in Way:
            if left:
                passed = _grade(_Run(sandbox, own, 0, sandbox.limits, dict.fromkeys(left, way))).passed
                found |= dict.fromkeys(left & passed, way)
                left -= passed
        known[sandbox.mode] = found
    return known[sandbox.mode]


class _Run:
    """The grading of one submission: its child, and what was found so far."""

    def __init__(
        self, sandbox: Sandbox, matching: Matching, seed: int, limits: Limits, ways: Mapping[str, Way]
    ) -> None:
        self.matching, self.seed, self.limits = matching, seed, limits
        self.ways = ways  # of the plain tests
        self.assignment = matching.assignment
        self.execution = Execution(sandbox, matching.submission, limits)
        self.scores: dict[str, Score] = {}
        self.spent_early = 0.0
        self.trusted = assert_tests.Namespace(self.assignment)

    def all(self) -> None:
        """Every step; a test that failed in its place is tried once more at the end."""
        steps = self.matching.steps(self.execution.names_in)
        last = max((i for i, step in enumerate(steps) if step.cell >= 0), default=0)
        for i, step in enumerate(steps):
            if step.cell >= 0:
                self.execution.run(step.cell)
            else:
                self.check(self.assignment.tests[step.test], before_last=i < last)
        for name, test in self.assignment.tests.items():
            if name not in self.scores:
                self.check(test)
        self.scores = {name: self.scores[name] for name in self.assignment.tests}

    def check(self, test: GradedCell, *, before_last: bool = False) -> None:
        """The score of one test; with `before_last` only if it passes, because a later cell may still mend it.

        A submission may hold any number of copies of a test: tries before the last one share the time of one.
        """
        if test.id in self.scores or (before_last and self.spent_early > self.limits.check):
            return
        name = test.id.removeprefix("test_")
        if self.execution.late:
            self.scores[test.id] = Score(0.0, test.points, f"{name}: not checked, because {self.execution.too_late}.")
            return
        start = time.monotonic()
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():  # the instructor can do nothing about them
                warnings.simplefilter("ignore")
                score = self._check_exercise(test, test.exercise) if test.exercise else self._check_plain(test)
        except SandboxError:
            raise
        except GoneError as e:
            score = Score(0.0, test.points, f"{name}: {e}.")
            self.execution.died()
        except Exception as e:  # a mistake of ours, which costs this exercise, and no other
            traceback.print_exc()
            score = Score(0.0, test.points, f"{name}: the grader failed ({type(e).__name__}): tell its authors.")
        if not before_last or not score.failed:
            self.scores[test.id] = score
        else:
            self.spent_early += time.monotonic() - start

    def _check_plain(self, test: GradedCell) -> Score:
        way = self.ways.get(test.id, Way.STRICT)
        if way == Way.INSIDE:
            return self._check_inside(test)
        remotes = Remotes(self.execution.alive(), self.limits.check, changing=way == Way.CHANGING)
        points, said = self.trusted.run(test, remotes)
        if not said and way == Way.STRICT and remotes.changed:
            with self.trusted.kept():
                points, said = self.trusted.run(test, Remotes(self.execution.alive(), self.limits.check, changing=True))
        return Score(points, test.points, said, failed=bool(said))

    def _check_inside(self, test: GradedCell) -> Score:
        """The score of a test that runs in a child of its own, in which the student's cells ran before."""
        session = self.execution.another()
        try:
            cells = inside.sources(self.matching, self.execution.completed, test)
            points, said = inside.verdict(test, session.test(cells, test.source))
        except GoneError as e:
            points, said = 0.0, f"{test.id}: {e}."
        finally:
            session.close()
        marked = f"{said}\n{test.id}: {inside.MARK}.".strip()
        return Score(points, test.points, marked, failed=bool(said), inside=True)

    def _check_exercise(self, test: GradedCell, exercise: Exercise) -> Score:
        session, verdicts = self.execution.alive(), []
        if exercise.driver is not None and (missing := self._missing(session, test, exercise)):
            return missing
        if self.matching.imports_late:
            session.prepare(exercise.name)
        for number in (VISIBLE_SEED, self.seed):
            cases = drawn(exercise, number)
            attempt = self._attempt(session, exercise, [case for case, _ in cases])
            verdict = judge(exercise, attempt, number, cases, source=self._source(exercise), seconds=FOR_A_HINT)
            verdicts.append(verdict)
            if not verdict.passed and not exercise.partial:
                break
        if all(v.passed for v in verdicts):
            return _score(test, exercise, verdicts, verdicts[0], hidden=False)
        first = next(i for i, v in enumerate(verdicts) if not v.passed)
        missing = self._missing(session, test, exercise)
        return missing or _score(test, exercise, verdicts, verdicts[first], hidden=first > 0)

    def _source(self, exercise: Exercise) -> str:
        """The cell that answers an exercise."""
        number = self.matching.answers.get(exercise.name)
        return "" if number is None else self.matching.submission.cells[number].source

    def _missing(self, session: Session, test: GradedCell, exercise: Exercise) -> Score | None:
        """The score of an exercise whose function there is not; nothing where there is one."""
        kind, type_name = session.find(exercise.name)
        if kind == "function":
            return None
        if kind != "missing":
            return Score(0.0, test.points, f"{exercise.name} is an object of type {type_name}, not a function.")
        return Score(0.0, test.points, f"{exercise.name} is not defined: {self._why_missing(exercise.name)}")

    def _why_missing(self, name: str) -> str:
        """What became of the cell that should define a function, as the end of a sentence."""
        number = self.matching.answers.get(name)
        if number is None:
            kinds = [c.kind for c in self.matching.submission.cells if name in (c.grade_id, c.id) and c.kind != "code"]
            return f"its cell is no code cell, but {kinds[0]}." if kinds else "no cell of the notebook defines it."
        ran = self.execution.ran.get(number)
        if ran is None or not ran.error:
            return "run the cell that defines it from top to bottom."
        said = PLACE.sub(r"(line \1)", ran.message)
        message = f"{ran.error}: {said}" if said else ran.error
        return f"its cell stopped with {message}" + (f" (in the line `{ran.line}`)." if ran.line else ".")

    def _attempt(self, session: Session, exercise: Exercise, cases: list[Case]) -> Observe:
        """What the learner's function did with each case; the cases cross the pipe all at once."""
        seconds = self.limits.call or exercise.seconds
        if exercise.driver is not None:
            theirs = Remotes(session, seconds).get(exercise.name)
            return partial(observe, partial(exercise.driver, theirs), seconds=seconds, patience=1)
        seen = session.call(exercise.name, cases, seconds)
        return lambda _case: next(seen)


def _score(test: GradedCell, exercise: Exercise, verdicts: list[Verdict], verdict: Verdict, *, hidden: bool) -> Score:
    points = test.points if all(v.passed for v in verdicts) else 0.0
    if exercise.partial:  # the visible cases are known to everybody, so only the hidden ones count
        points = round(test.points * verdicts[-1].right / verdicts[-1].cases, 2)
    said, html = display.text(verdict, hidden=hidden), display.to_html(verdict, hidden=hidden)
    return Score(points, test.points, said, html, failed=not verdict.passed)
