"""How a notebook records what a check has found: in an output that programs read, beside the one for people.

The check writes the record, and the learner's progress reads it later, with no need of the check: what both must agree
on stands here, below both.
"""

from __future__ import annotations

import hashlib
import inspect
import re
import tokenize
from collections.abc import Callable
from typing import Any

MIME = "application/vnd.dlcourse.verdict+json"


def records(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records in the outputs of a cell."""
    found = [output.get("data") for output in outputs]
    held = [data.get(MIME) for data in found if isinstance(data, dict)]
    return [record for record in held if isinstance(record, dict)]


def fingerprint(function: Callable[..., Any]) -> str:
    """A hash of the source, by which a check is told from one of an earlier answer; empty where there is no source."""
    try:
        return _hash(inspect.getsource(function))
    except (OSError, TypeError):
        return ""


def fingerprint_in(source: str, name: str) -> str | None:
    """The fingerprint of function `name` in a cell with this source; None where it is not there.

    `inspect` cuts the function out just as it does for the check, also in a cell with a line that is not Python.
    """
    lines = source.splitlines(keepends=True)
    starts = [i for i, line in enumerate(lines) if re.match(rf"def\s+{re.escape(name)}\s*\(", line)]
    if not starts:
        return None
    start = starts[-1]
    while start and lines[start - 1].startswith("@"):
        start -= 1
    try:
        return _hash("".join(inspect.getblock(lines[start:])))
    except (SyntaxError, tokenize.TokenError):
        return None


def _hash(source: str) -> str:
    return hashlib.sha256(source.strip().encode()).hexdigest()
