"""The names by which courses' configuration files know our part of nbgrader's commands."""

from autograder.grading.preprocessors import Grade, Reader, Save
from autograder.nbgrader.export import Export
from autograder.nbgrader.formulas import Feedback

__all__ = ["Export", "Feedback", "Grade", "Reader", "Save"]
