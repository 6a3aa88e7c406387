"""What judges: checks for learners, grading for instructors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.checking.check import check

__all__ = ["check"]


def __getattr__(name: str) -> Any:
    """`check`, imported when it is first asked for: the exercises and NumPy that come with it take their time."""
    if name != "check":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from autograder.checking.check import check
    from autograder.checking.display import explain_what_is_missing

    explain_what_is_missing()
    globals()[name] = check
    return check
