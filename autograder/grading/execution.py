"""The child in which the cells of one submission run, and what came of them; a new one in its place where it died."""

from __future__ import annotations

import time
from collections.abc import Set as AbstractSet

from autograder.grading.submission import Submission
from autograder.runner.names import Names
from autograder.sandbox.limits import Limits
from autograder.sandbox.replies import Ran
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.session import GoneError, Session

MAX_DEATHS = 3  # of its process; then the rest of a submission is left alone


class Execution:
    """The cells of a submission that ran until now, in order, within the limits of one submission."""

    def __init__(self, sandbox: Sandbox, submission: Submission, limits: Limits) -> None:
        self.sandbox, self.submission, self.limits = sandbox, submission, limits
        self.deadline = time.monotonic() + limits.submission
        self.session: Session | None = None
        self.ran: dict[int, Ran] = {}  # by the number of the cell
        self.killers: set[int] = set()  # the cells that ended their process, or never ran
        self.deaths, self.spent, self.printed = 0, 0.0, 0

    def names_in(self, cells: list[str]) -> list[Names]:
        """Which names the student's cells define and use, found out in the sandbox."""
        try:
            return self.alive().names(cells)
        except GoneError:
            self.died()
            return [Names(unclear=True)] * len(cells)

    @property
    def late(self) -> bool:
        """Whether the time of the whole submission is used up."""
        return time.monotonic() >= self.deadline

    @property
    def too_late(self) -> str:
        """Why nothing more is run, as the end of a sentence."""
        return f"the submission took the {self.limits.submission:g} seconds that one may take"

    def alive(self) -> Session:
        """The child; a new one, in which the cells before ran again, where the last one died."""
        if self.session is None:
            if self.deaths > MAX_DEATHS:
                raise GoneError("its process died too often")
            self.session = self.another()
            for number in [n for n in self.ran if n not in self.killers]:
                if self.spent > self.limits.cells * (1 + self.deaths):
                    raise GoneError("its process ended, and its cells took too long to be run again")
                self._run_cell(number, self.session)
        return self.session

    def died(self) -> None:
        """Take leave of a dead child."""
        self.deaths += 1
        self.close()

    def run(self, number: int) -> None:
        """Run one cell of the submission."""
        if self.late or self.spent >= self.limits.cells:
            taken = f"the cells before took {self.limits.cells:g} seconds together"
            self.ran[number] = Ran("TimeLimitError", f"not run: {self.too_late if self.late else taken}")
            self.killers.add(number)
            return
        try:
            self.ran[number] = self._run_cell(number, self.alive())
            self.printed += self.ran[number].size
        except GoneError as e:
            self.ran[number] = Ran("ProcessEnded", str(e))
            self.killers.add(number)
            self.died()

    def _run_cell(self, number: int, session: Session) -> Ran:
        start, seconds = time.monotonic(), max(0.1, min(self.limits.cell, self.limits.cells - self.spent))
        try:
            return session.run(self.submission.cells[number].source, seconds, int(self.limits.output) - self.printed)
        finally:
            self.spent += time.monotonic() - start

    def another(self) -> Session:
        """A child of its own, in which no cell ran yet."""
        session = self.sandbox.session(self.limits)
        session.deadline = self.deadline
        return session

    @property
    def completed(self) -> AbstractSet[int]:
        """The cells that ran to an end."""
        return self.ran.keys() - self.killers

    def close(self) -> None:
        """End the child."""
        if self.session is not None:
            self.session.close()
            self.session = None
