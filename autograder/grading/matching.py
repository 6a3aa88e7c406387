"""A submission laid beside its assignment: which of its cells is what, and in what order they are run and checked.

A cell is an answer of the assignment's, whatever became of its id, one of its tests, one of the course's own, or the
student's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from autograder.grading.assignment import Assignment, GradedCell, normal
from autograder.grading.submission import Submission
from autograder.runner import names

LATE_IMPORT = re.compile(r"^[ \t]+(?:import|from)[ \t]", flags=re.MULTILINE)  # within a function, or so it looks
DEFINITION = re.compile(r"^(?:def|class)[ \t]+(\w+)", flags=re.MULTILINE)
NamesIn = Callable[[list[str]], list[names.Names]]  # says which names some cells define and use


@dataclass(frozen=True)
class Step:
    """One thing to do with a submission: run its cell number `cell`, or else check `test`."""

    cell: int = -1
    test: str = ""


@dataclass(frozen=True)
class Matching:
    """What the cells of one submission are, in one assignment."""

    assignment: Assignment
    submission: Submission

    @cached_property
    def answers(self) -> dict[str, int]:
        """The number of the cell that answers each answer cell of the assignment, where there is one.

        By the id that nbgrader gave it, else by the cell's own id, else by what it defines or where it stands.  Of two
        cells with the same id the first that was written in counts.
        """
        found: dict[str, int] = {}
        cells = self.submission.cells
        for graded in self.assignment.graded.values():
            if graded.solution or graded.task:
                taken = set(found.values())
                named = [i for i in self._named(graded) if i not in taken]
                others = [i for i in self._looks_like(graded) if i not in taken]
                touched = [i for i in named if normal(cells[i].source) != normal(graded.released)]
                for candidates in (touched, named, others):
                    if candidates:
                        found[graded.id] = candidates[0]
                        break
        return found

    @cached_property
    def tests(self) -> dict[int, str]:
        """The cells that are tests of the assignment, as they were released, by their numbers."""
        numbered = enumerate(self.submission.cells)
        texts = self._test_texts
        return {i: texts[normal(c.source)] for i, c in numbered if c.kind == "code" and normal(c.source) in texts}

    @cached_property
    def imports_late(self) -> bool:
        """Whether some function may import something only when it is called."""
        return any(LATE_IMPORT.search(cell.source) for cell in self.submission.cells if cell.kind == "code")

    def untouched(self, graded: GradedCell) -> bool:
        """Whether an answer is as it was released, or not there at all."""
        place = self.answers.get(graded.id)
        source = "" if place is None else self.submission.cells[place].source
        return not source.strip() or normal(source) == normal(graded.released)

    def foreign(self) -> bool:
        """Whether it has the graded cells of another notebook, and neither a cell nor an answer of this one."""
        cells, graded = self.submission.cells, self.assignment.graded
        wanted = set().union(*(_defined(one.released) for one in graded.values()))
        ids = {name for cell in cells for name in (cell.grade_id, cell.id)}
        return (
            any(cell.grade_id for cell in cells)
            and ids.isdisjoint(graded)
            and not any(cell.kind == "code" and wanted & _defined(cell.source) for cell in cells)
        )

    def steps(self, names_in: NamesIn) -> list[Step]:
        """What to run and to check, in the order of the submission; a test that is not there is checked at the end.

        Of the course's own cells only those are run that the answers need.
        """
        course, theirs, steps = [], [], []
        for number, cell in enumerate(self.submission.cells):
            if cell.kind != "code" or not cell.source.strip():
                continue
            test = self.tests.get(number) or (cell.grade_id if cell.grade_id in self.assignment.tests else "")
            if normal(cell.source) in self.assignment.course:
                course.append(number)
            elif number not in self.tests:
                theirs.append(number)
            steps += [Step(number)] * (number not in self.tests) + [Step(test=test)] * bool(test)
        left_out = set(course) - set(self._needed(course, theirs, names_in))
        seen = {step.test for step in steps}
        missing = [Step(test=test) for test in self.assignment.tests if test not in seen]
        return [step for step in steps if step.cell not in left_out] + missing

    def _needed(self, course: list[int], theirs: list[int], names_in: NamesIn) -> list[int]:
        """Those of the course's cells that the student's cells need."""
        if not course:
            return []
        sources = [cell.source for cell in self.submission.cells]
        used = names_in([sources[number] for number in theirs])
        if any(found.unclear for found in used):  # at least what the answers need, then
            used += [names.names(g.source) for g in self.assignment.graded.values() if g.solution and g.kind == "code"]
        run = names.needed(used, [names.names(self.assignment.course[normal(sources[number])]) for number in course])
        return [number for number, keep in zip(course, run, strict=True) if keep]

    @cached_property
    def _test_texts(self) -> dict[str, str]:
        tests = self.assignment.tests.values()
        return {normal(text): test.id for test in tests for text in (test.released, test.source)}

    def _named(self, graded: GradedCell) -> list[int]:
        cells = [(i, cell) for i, cell in enumerate(self.submission.cells) if cell.kind == graded.kind]
        return [i for i, c in cells if c.grade_id == graded.id] or [i for i, c in cells if c.id == graded.id]

    def _looks_like(self, graded: GradedCell) -> list[int]:
        """Cells that may hold the answer although they do not say so."""
        cells = self.submission.cells
        if graded.kind == "code":
            wanted = _defined(graded.released)
            return [i for i, c in enumerate(cells) if c.kind == "code" and wanted and wanted & _defined(c.source)]
        known = {normal(c.released if isinstance(c, GradedCell) else c.source) for c in self.assignment.cells}
        unmatched = [i for i, c in enumerate(cells) if c.kind != "code" and normal(c.source) not in known]
        before = self._before(graded)
        behind = [i for i in unmatched if i and normal(cells[i - 1].source) == before]
        return behind or unmatched

    def _before(self, graded: GradedCell) -> str:
        texts = [normal(cell.source) for cell in self.assignment.cells]
        place = self.assignment.cells.index(graded)
        return texts[place - 1] if place else ""


def _defined(source: str) -> set[str]:
    return set(DEFINITION.findall(source))
