"""What judges: checks for learners, grading for instructors."""

from autograder.check import check
from autograder.panel import explain_missing_names

__all__ = ["check"]

explain_missing_names()
