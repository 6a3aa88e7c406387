"""What judges: checks for learners, grading for instructors."""

from autograder.check import check
from autograder.panel import explain_what_is_missing

__all__ = ["check"]

explain_what_is_missing()
