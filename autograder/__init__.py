"""What judges: checks for learners, grading for instructors."""

from autograder.checking.display import explain_what_is_missing
from autograder.checking.judge import check

__all__ = ["check"]

explain_what_is_missing()
