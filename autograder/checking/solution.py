"""The worked solution that is offered to a learner whose answer has passed: the reference, and the author's idea of it.

It is offered in self-study only: where the folder of the notebook has a file that says so, as a release puts there.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from autograder.checking.verdict import Solution, Verdict
from autograder.exercise import Exercise, Function

SELF_STUDY = "self_study.txt"
NOTE = """\
These chapters were given out for self-study: once your answer has passed, its check offers a worked solution.
Delete this file if you would rather not have it offered.
"""


def offered(verdict: Verdict, exercise: Exercise, folder: Path) -> Verdict:
    """The verdict of a check in a notebook of this folder, with the solution where that may be seen now."""
    if not verdict.passed or not (folder / SELF_STUDY).is_file() or not (exercise.help and exercise.help.idea):
        return verdict
    with suppress(OSError, TypeError):  # a reference without a source
        return replace(verdict, solution=Solution(code(exercise.reference), exercise.help.idea))
    return verdict


def code(function: Function) -> str:
    """The source of a function without its docstring, which the learner has in the cell.  Raises OSError, TypeError."""
    source = textwrap.dedent(inspect.getsource(inspect.unwrap(function)))
    lines = source.splitlines()
    [definition] = ast.parse(source).body
    if isinstance(definition, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(definition) is not None:
        docstring = definition.body[0]
        del lines[docstring.lineno - 1 : docstring.end_lineno]
    return "\n".join(lines).strip()
