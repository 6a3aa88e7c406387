"""The tree of errors is the one that its module shows, and a mistake of ours is no sentence for the learner."""

import errno
import importlib
import re
from pathlib import Path

import pytest

from dlcourse.lab import cli, errors
from dlcourse.lab.errors import CourseError, plainly
from tests.imports import files

NAMES = re.findall(r"[├└]── (\w+)", errors.__doc__)


def fail_with(error, monkeypatch):
    def fails(_arguments):
        raise error

    monkeypatch.setattr(cli, "_progress", fails)
    return cli.main(["progress"])


def test_the_tree_in_the_docstring_is_that_of_the_classes():
    for name in files():
        if name.startswith("dlcourse.lab."):
            importlib.import_module(name)
    assert sorted(kind.__name__ for kind in CourseError.__subclasses__()) == NAMES


def test_an_error_of_the_tree_is_one_sentence_of_the_command(monkeypatch, capsys):
    assert fail_with(CourseError("Do this."), monkeypatch) == 1
    assert capsys.readouterr().err == "Do this.\n"


@pytest.mark.parametrize("mistake", [TypeError, ValueError, LookupError, RuntimeError, OSError])
def test_a_mistake_of_ours_keeps_its_traceback(mistake, monkeypatch):
    with pytest.raises(mistake, match="ours"):
        fail_with(mistake("ours"), monkeypatch)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EACCES, "You may not read or write"),
        (errno.ENOTDIR, "needs a folder where there is a file"),
        (errno.EISDIR, "is a folder where a file should be"),
        (errno.EIO, "could not be read or written"),
    ],
)
def test_what_the_system_says_becomes_what_to_do(number, words):
    with pytest.raises(CourseError, match=words) as caught, plainly(Path("learn")):
        raise OSError(number, "as the system has it")
    assert "learn" in str(caught.value)
