"""The names by which courses' configuration files know our part of nbgrader's commands."""

from autograder.grading.preprocessors import Grade, Reader, Save
from autograder.nbgrader.export import Export

__all__ = ["Export", "Grade", "Reader", "Save"]
