"""The names that courses' configuration files hold are our part of nbgrader's commands."""

from traitlets.config import Configurable

from autograder import executor
from autograder.grading import preprocessors
from autograder.nbgrader import export, formulas


def test_each_name_can_be_configured_and_is_the_very_class_of_ours():
    for name in executor.__all__:
        kind = getattr(executor, name)
        assert issubclass(kind, Configurable)
        assert kind is getattr({"Export": export, "Feedback": formulas}.get(name, preprocessors), name)
