"""Test cells in plain Python, as any instructor of nbgrader writes them: they run here, not in the student's process.

A name that the instructor's own cells define comes from these cells, executed here; any other name is the student's,
and stands for what is in their process.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import re
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from autograder.grading.assignment import Assignment, GradedCell
from autograder.notebooks import markers
from autograder.runner import names
from autograder.runner.call import observe
from autograder.runner.time_limit import TimeLimitError
from autograder.runner.wire import ProtocolError
from autograder.sandbox.changes import CHANGEABLE
from autograder.sandbox.proxies import Remotes
from autograder.sandbox.session import GoneError

FILE = "<test>"
# Lines of IPython's that only set a notebook up, or start a program: without them a test is the same here.
SETUP = re.compile(r"^(?:%(?:matplotlib|config|load_ext|reload_ext|autoreload|precision)\b|!).*$", flags=re.MULTILINE)


def _python(source: str) -> str:
    """`source`, where it is no Python without its lines of setup, which leave an empty line each."""
    try:
        ast.parse(source)
    except SyntaxError:
        return SETUP.sub("", source)
    return source


def _imports(source: str) -> str:
    """The lines of an answer that import: the modules that a test uses are ours, not what the student made of them."""
    try:
        body = ast.parse(_python(source)).body
    except (SyntaxError, ValueError):
        return ""
    return "\n".join(ast.unparse(line) for line in body if isinstance(line, ast.Import | ast.ImportFrom))


@contextlib.contextmanager
def _beside(files: Sequence[Path]) -> Iterator[None]:
    """Work in a folder with copies of the files that lie beside the notebook, from which modules can be imported."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for file in files:
            shutil.copy(file, folder)
        sys.path.append(folder)
        try:
            yield
        finally:
            sys.path.remove(folder)
            for name, module in list(sys.modules.items()):
                if (getattr(module, "__file__", None) or "").startswith(folder):
                    del sys.modules[name]  # another assignment may have another module of this name


class Namespace:
    """The names of one notebook's test cells; what one cell defines, the next may use."""

    def __init__(self, assignment: Assignment) -> None:
        self.namespace: dict[str, Any] = {"__name__": "__main__"}
        answers = [c.source for c in assignment.graded.values() if c.solution and c.kind == "code"]
        self.course = [*map(_python, assignment.course.values()), *filter(None, map(_imports, answers))]
        self.files = assignment.files
        self.own: set[str] = set()  # defined by the instructor's cells, so far
        self.done: set[int] = set()

    def run(self, test: GradedCell, remotes: Remotes) -> tuple[float, str]:
        """Run one test cell; its points, and in words what failed."""
        failed: list[BaseException] = []

        def attempt() -> Any:
            try:
                return self._execute(_python(test.source), remotes)
            except BaseException as e:
                failed.append(e)
                raise

        with _beside(self.files):
            seen = observe(attempt, (), remotes.seconds, patience=1)
        if remotes.session.gone:
            raise GoneError(remotes.session.gone)
        if seen.error is None:
            return points(seen.value, test.points)
        if seen.error == "TimeLimitError" or (failed and isinstance(failed[-1], TimeLimitError)):
            return 0.0, f"{test.id}: it did not end within {remotes.seconds:g} seconds."
        return 0.0, _sentence(test, failed[-1] if failed else None, seen.error, seen.message)

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """What the block changes of the data that names stand for is as before after it."""
        before = {name: value for name, value in self.namespace.items() if type(value) in CHANGEABLE}
        copies = {}
        with contextlib.suppress(Exception):  # data with something in it that nobody can copy
            copies = copy.deepcopy(before)
        try:
            yield
        finally:
            self.namespace.update(copies)

    def _execute(self, source: str, remotes: Remotes) -> Any:
        self._provide(source, remotes)
        body = ast.parse(source, FILE).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), FILE, "exec", dont_inherit=True), self.namespace)  # noqa: S102  the instructor's own
        self.own |= names.names(source).bound
        if isinstance(last, ast.Expr):
            return eval(compile(ast.Expression(last.value), FILE, "eval", dont_inherit=True), self.namespace)  # noqa: S307
        return None

    def _provide(self, source: str, remotes: Remotes) -> None:
        """Define every name that `source` uses: from the instructor's cells, else from the student's process."""
        about = names.names(source)
        for name in sorted(about.used - about.bound - self.own):
            cell = next((i for i, c in enumerate(self.course) if name in names.names(c).bound), None)
            if cell is None:
                self.namespace[name] = remotes.get(name)
            elif cell not in self.done:
                self.done.add(cell)
                self._execute(self.course[cell], remotes)


def points(value: Any, most: float) -> tuple[float, str]:
    """As nbgrader: a cell that ends with a number gives that many points, any other one all."""
    if type(value) not in (int, float):
        return most, ""
    if 0 <= value <= most:
        return float(value), "" if value == most else f"{value:g} of {most:g} points."
    return 0.0, f"The test gave {value:g} points, where 0 to {most:g} are possible."


def _sentence(test: GradedCell, error: BaseException | None, kind: str, message: str) -> str:
    """What failed; of a hidden test no more than that it did."""
    lines = [f.lineno or 0 for f in traceback.extract_tb(error.__traceback__) if f.filename == FILE] if error else []
    if isinstance(error, NameError | ProtocolError):
        return f"{test.id}: {message}."
    if not lines or markers.hidden(test.source, lines[0]):
        return f"{test.id}: a hidden test failed."
    shown = test.source.split("\n")[lines[0] - 1].strip()
    return f"{test.id}: {kind}: {message} (in the line `{shown}`)" if message else f"{test.id}: {kind} in `{shown}`"
