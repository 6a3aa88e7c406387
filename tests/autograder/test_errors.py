"""The tree of errors is the one that its module shows, and a mistake of ours is no sentence for the instructor."""

import importlib
import re

import pytest

from autograder import cli, errors
from autograder.errors import AutograderError
from tests.imports import files

NAMES = re.findall(r"[├└]── (\w+)", errors.__doc__)


def test_the_tree_in_the_docstring_is_that_of_the_classes():
    for name in files():
        if name.startswith("autograder.") and "runner" not in name and "__main__" not in name:
            importlib.import_module(name)
    assert sorted(kind.__name__ for kind in AutograderError.__subclasses__()) == NAMES


def test_an_error_of_the_tree_is_one_sentence_of_the_command(monkeypatch, capsys):
    def fails(_arguments):
        raise AutograderError("Do this.")

    monkeypatch.setattr(cli, "_doctor", fails)
    assert cli.main(["doctor"]) == 1
    assert capsys.readouterr().err == "autograder: Do this.\n"


@pytest.mark.parametrize("mistake", [TypeError, ValueError, LookupError, RuntimeError, AttributeError])
def test_a_mistake_of_ours_keeps_its_traceback(mistake, monkeypatch):
    def fails(_arguments):
        raise mistake("ours")

    monkeypatch.setattr(cli, "_doctor", fails)
    with pytest.raises(mistake, match="ours"):
        cli.main(["doctor"])
