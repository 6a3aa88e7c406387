"""The names that courses' configuration files hold are our part of nbgrader's autograde."""

from traitlets.config import Configurable

from autograder import executor
from autograder.grading import preprocessors


def test_each_name_can_be_configured_and_is_the_very_class_of_ours():
    for name in executor.__all__:
        kind = getattr(executor, name)
        assert issubclass(kind, Configurable)
        assert kind is getattr(preprocessors, name)
