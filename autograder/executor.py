"""The names by which courses' configuration files know our part of nbgrader's `autograde`."""

from autograder.grading.preprocessors import Grade, Reader, Save

__all__ = ["Grade", "Reader", "Save"]
