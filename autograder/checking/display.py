"""What a learner sees of a verdict: a small panel in a notebook, and the same in plain text."""

from __future__ import annotations

import contextlib
import html
import importlib.util
import inspect
import math
import sys
from collections.abc import Callable, Collection
from types import TracebackType
from typing import Any

import numpy as np

from autograder import exercises
from autograder.checking.verdict import CheckFailed, Rung, Solution, Verdict
from autograder.comparison import describe
from autograder.exercise import Case, Exercise
from autograder.runner.call import Observation, observe
from dlcourse import verdict_record

Missing = NameError | ModuleNotFoundError
STYLE = (
    "border-left:4px solid {color};padding:.4em .8em;margin:.3em 0;max-width:60em;"
    "font-family:var(--jp-ui-font-family,sans-serif);color:var(--jp-ui-font-color1,inherit)"
)
PRECISIONS = (4, 9, 16)
SHOWN = 12  # items of a list or dict
LONG = 2_000  # characters, after which no further item is shown
MANY = 10_000  # numbers of an array, of which six are shown along each axis: above it, only its shape
GREEN, RED = "var(--jp-success-color1,#2e7d32)", "var(--jp-error-color1,#c62828)"
OFFER = "A worked solution"
BLUE = "var(--jp-info-color1,#1565c0)"
TEXT = "tex2jax_ignore mathjax_ignore"
PRE = "margin:.4em 0 0;white-space:pre-wrap;font-family:var(--jp-code-font-family,monospace);color:inherit"


def one_line(verdict: Verdict) -> str:
    """The sentence of a failed check."""
    return f"{verdict.exercise}: {verdict.hint or _sentence('it', verdict)}"


def _sentence(it: str, verdict: Verdict) -> str:
    """What is wrong, as a sentence; some end in a question."""
    return f"{it} {verdict.summary}" + "." * (not verdict.summary.endswith(("?", ".")))


def text(verdict: Verdict, *, hidden: bool = False) -> str:
    """The panel in plain text."""
    if verdict.passed:
        solution = verdict.solution
        return _passed(verdict) + (f"\n\n{OFFER}: {solution.idea}\n\n{solution.code}" if solution else "")
    lines = [_heading(verdict, hidden=hidden), verdict.hint, _sentence("It", verdict)]
    lines += ["" if hidden else verdict.example, *(f"{rung.label}: {rung.said}" for rung in verdict.rungs)]
    return "\n".join(line for line in lines if line)


def to_html(verdict: Verdict, *, hidden: bool = False) -> str:
    """The panel for a notebook, in the reader's own light or dark colors.

    Formulas in it stay text: what an error says is the learner's, and MathJax makes links of some.
    """
    if verdict.passed:
        body = _passed(verdict).replace(verdict.exercise, f"<strong>{verdict.exercise}</strong>", 1)
        body += _solution(verdict.solution) if verdict.solution else ""
        return f'<div role="status" class="{TEXT}" style="{STYLE.format(color=GREEN)}">{body}</div>'
    escape = html.escape
    parts = [f"<strong>{escape(_heading(verdict, hidden=hidden))}</strong>"]
    if verdict.hint:
        parts.append(f"<div><em>{escape(verdict.hint)}</em></div>")
    parts.append(f"<div>{escape(_sentence('It', verdict))}</div>")
    if not hidden and verdict.example:
        parts.append(f'<pre style="{PRE}">{escape(verdict.example)}</pre>')
    parts += map(_rung, verdict.rungs)
    color = BLUE if verdict.unanswered else RED
    return f'<div role="status" class="{TEXT}" style="{STYLE.format(color=color)}">{"".join(parts)}</div>'


def _rung(rung: Rung) -> str:
    said = html.escape(rung.said)
    if rung.anchor:
        # Not percent-encoded: JupyterLab looks for a heading with just these characters.
        said = f'<a href="#{html.escape(rung.anchor)}" style="text-decoration:underline">{said}</a>'
    return f'<div style="margin-top:.4em"><strong>{html.escape(rung.label)}:</strong> {said}</div>'


def _passed(verdict: Verdict) -> str:
    return f"{verdict.exercise}: right in all {verdict.cases} cases."


def _solution(solution: Solution) -> str:
    """Folded, for who has found an answer may want to go on without another."""
    body = f'<div>{html.escape(solution.idea)}</div><pre style="{PRE}">{html.escape(solution.code)}</pre>'
    return f'<details style="margin-top:.4em"><summary style="cursor:pointer">{OFFER}</summary>{body}</details>'


def _heading(verdict: Verdict, *, hidden: bool) -> str:
    if verdict.unanswered:
        return f"{verdict.exercise}: not answered."
    kind = "hidden case" if hidden else "case"
    return f"{verdict.exercise}: right in {verdict.right} of {verdict.cases} {kind}s."


def example(exercise: Exercise, case: Case, seen: Observation) -> str:
    """The call that failed, what was expected, what came, and what the function printed."""
    names = inspect.signature(exercise.reference).parameters
    call = ",\n".join(f"  {name} = {show_value(value)}" for name, value in zip(names, case, strict=False))
    lines = [f"{exercise.name}(\n{call})"]
    expected = observe(exercise.reference, case)
    for digits in PRECISIONS:  # as few as show the difference
        shown = [o.error or show_value(o.value, digits) for o in (expected, seen)]
        if shown[0] != shown[1]:
            break
    lines += [f"expected: {shown[0]}", f"got:      {shown[1]}"]
    if seen.printed:
        lines.append(f"printed:  {seen.printed.rstrip()}")
    return "\n".join(lines)


def show_value(value: Any, digits: int = 4) -> str:
    """A value as a learner would type it, rounded for reading and cut where it is long."""
    if type(value) is np.ndarray:
        if math.prod(min(n, 6) for n in value.shape) > MANY:
            return describe(value)
        body = np.array2string(
            value, precision=digits, separator=", ", threshold=24, max_line_width=90, prefix="array("
        )
        return f"array({body})"
    if isinstance(value, float | np.floating):
        return f"{float(value):.{digits + 2}g}"
    if isinstance(value, tuple | list):
        items = _first(value, lambda v: show_value(v, digits))
        comma = "," * (len(value) == 1)
        return f"({', '.join(items)}{comma})" if isinstance(value, tuple) else f"[{', '.join(items)}]"
    if isinstance(value, dict):
        shown = _first(value, lambda k: f"{show_value(k)}: {show_value(value[k], digits)}")
        return "{" + ", ".join(shown) + "}"
    try:
        return repr(value)[:200]
    except Exception:
        return f"an object of type {type(value).__name__}"


def _first(items: Collection[Any], shown: Callable[[Any], str]) -> list[str]:
    """The first items as text, as many as a reader looks at: of lists in lists, they could be millions."""
    texts: list[str] = []
    for item in items:
        if len(texts) == SHOWN or sum(map(len, texts)) > LONG:
            return [*texts, "..."]
        texts.append(shown(item))
    return texts


def show(verdict: Verdict, *, source: str = "", hidden: bool = False) -> None:
    """Display the panel in a notebook, print its text elsewhere."""
    shell = _shell()
    if shell is None:
        print(text(verdict, hidden=hidden))
        return
    record = {"exercise": verdict.exercise, "passed": verdict.passed, "right": verdict.right, "cases": verdict.cases}
    if not hidden:
        record |= {"hint": verdict.hint, "source": source}
    bundle = {
        "text/plain": text(verdict, hidden=hidden),
        "text/html": to_html(verdict, hidden=hidden),
        verdict_record.MIME: record,
    }
    shell.display_pub.publish(data=bundle)


def _shell() -> Any:
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def explain_what_is_missing() -> None:
    """In a notebook, answer `check(f)` before `f` exists, and torch where it is not installed, with a sentence."""
    shell = _shell()
    if shell is None:
        return

    def handler(shell: Any, _kind: type, error: Missing, trace: TracebackType, tb_offset: Any = None) -> None:
        said = _explained(error)
        shell.showtraceback((type(said), said, trace), tb_offset=tb_offset)

    shell.set_custom_exc((NameError, ModuleNotFoundError), handler)


def _explained(error: Missing) -> Exception:
    """The error in one sentence, where it is one that a learner meets; else the error itself."""
    from dlcourse.compare import TorchMissingError

    name = error.name or ""
    if name == "torch" and importlib.util.find_spec("torch") is None:
        torch_missing: Exception = TorchMissingError()
        return torch_missing
    with contextlib.suppress(LookupError):
        if isinstance(error, NameError) and exercises.find(name):
            return CheckFailed(
                f"{name} is not defined yet: run the cell that defines it (`def {name}(...)`), then this one."
            )
    return error
