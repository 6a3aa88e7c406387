"""Running cells as a notebook does, and keeping what they printed and showed, up to a limit."""

from __future__ import annotations
import __future__

import ast
import contextlib
import functools
import linecache
import sys
import traceback
from collections.abc import Callable
from typing import Any

from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import SList
from traitlets.config import Config

from .call import failure
from .stubs import AbsentError
from .tape import Tape, recorded

# How code is compiled after `from __future__ import ...`, in this cell or an earlier one.
FUTURE = functools.reduce(int.__or__, (getattr(__future__, n).compiler_flag for n in __future__.all_feature_names))
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


class Publisher(DisplayPublisher):  # type: ignore[misc]
    """Takes what cells display: its plain text, because HTML of a stranger is not shown to anybody."""

    tape: Tape | None = None

    def publish(self, data: dict[str, Any], **_options: Any) -> None:
        """Keep the plain text of what is displayed."""
        if self.tape is not None:
            self.tape.add("shown", str(data.get("text/plain", "")) + "\n")

    def clear_output(self, wait: bool = False) -> None:
        """Nothing: what was shown stays."""


class Shell(InteractiveShell):  # type: ignore[misc]
    """IPython's shell without a front end: magic commands work, but open no window, start no program, time nothing."""

    def init_magics(self) -> None:
        """IPython's magic commands; of `%timeit`, which repeats a statement for seconds, one run is enough."""
        super().init_magics()
        repeated = self.find_line_magic("timeit")
        self.register_magic_function(lambda line, cell=None: repeated(f"-n1 -r1 {line}", cell), "line_cell", "timeit")

    def enable_gui(self, gui: str | None = None) -> None:
        """Nothing: figures need no window here."""

    def enable_matplotlib(self, gui: str | None = None) -> tuple[str | None, str]:
        """Nothing: the sandbox says by a variable how figures are drawn, and to import matplotlib takes a second."""
        return gui, "agg"

    def system(self, cmd: str) -> None:
        """Say that the program is not run; as in a notebook where it fails, the cell goes on."""
        sys.stderr.write(f"Not run while grading: !{cmd}\n")
        self.user_ns["_exit_code"] = 1

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> SList | str:  # noqa: ARG002  IPython's
        """What a program that is not run prints: nothing."""
        self.system(cmd)
        return SList() if split else ""


def new_shell() -> Shell:
    """The shell all cells run in."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.display_pub_class = Publisher
    shell: Shell = Shell.instance(config=config)
    shell.display_formatter.active_types = ["text/plain"]
    return shell


class Runner:
    """Runs cells in one namespace, one after the other."""

    def __init__(self, shell: Shell) -> None:
        self.shell, self.names = shell, shell.user_ns
        self.count = 0
        self.future = 0

    def run(self, source: str, guard: Callable[[Callable[[], None]], None]) -> dict[str, Any]:
        """Run one cell under `guard`, which ends it at its time limit; says what came of it."""
        tape = Tape()
        self.shell.display_pub.tape = tape
        error: BaseException | None = None
        with recorded(tape):
            try:
                guard(lambda: self._execute(source, lambda value: self._show(value, source, tape)))
            except AbsentError as e:
                error = e
                self._define_the_rest(source, e)
            except BaseException as e:  # SystemExit and KeyboardInterrupt end the cell, too
                error = e
        self.shell.display_pub.tape = None
        return failure(error) | {"output": tape.merged(), "cut": tape.size > tape.limit}

    def value(self, source: str) -> Any:
        """Execute a cell; the value of the expression at its end, None where it ends otherwise."""
        return self._execute(source, lambda _value: None)

    def _execute(self, source: str, show: Callable[[Any], None]) -> Any:
        self.count += 1
        file = f"<cell {self.count}>"
        try:
            body = ast.parse(source, file).body
            last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
            code = self._compile(ast.Module(body, []), file, "exec")
            value = self._compile(ast.Expression(last.value), file, "eval") if isinstance(last, ast.Expr) else None
        except SyntaxError:  # a magic command, a shell command, a top-level await; or a real mistake
            return self._execute_by_ipython(source)
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        exec(code, self.names)  # noqa: S102  what this process is for
        if value is None:
            return None
        result = eval(value, self.names)  # noqa: S307
        show(result)
        return result

    def _execute_by_ipython(self, source: str) -> Any:
        self.shell.compile.flags |= self.future
        done = self.shell.run_cell(source, store_history=False)
        self.future |= self.shell.compile.flags & FUTURE
        if error := done.error_before_exec or done.error_in_exec:
            raise error
        return done.result

    def _show(self, value: Any, source: str, tape: Tape) -> None:
        if value is not None and not source.rstrip().endswith(";"):
            text = self.shell.display_formatter.formatters["text/plain"](value)
            tape.add("shown", f"{text}\n")

    def _define_the_rest(self, source: str, error: BaseException) -> None:
        """Execute the definitions below the line that called what is absent: they are the learner's own."""
        trace = error.__traceback__
        lines = [f.lineno or 0 for f in traceback.extract_tb(trace) if f.filename == f"<cell {self.count}>"]
        for statement in ast.parse(source).body:
            if isinstance(statement, DEFINITIONS) and statement.lineno > min(lines, default=0):
                with contextlib.suppress(Exception):
                    exec(self._compile(ast.Module([statement], []), f"<cell {self.count}>", "exec"), self.names)  # noqa: S102

    def _compile(self, tree: ast.Module | ast.Expression, file: str, mode: str) -> Any:
        code = compile(tree, file, mode, flags=self.future, dont_inherit=True)
        self.future |= code.co_flags & FUTURE
        return code
