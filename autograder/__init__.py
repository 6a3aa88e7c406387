"""What judges: checks for learners, grading for instructors."""

from autograder.checking.check import check
from autograder.checking.display import explain_what_is_missing

__all__ = ["check"]

explain_what_is_missing()
