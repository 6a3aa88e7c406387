"""How many answers have failed: counted in a process, and in a workspace also from one process to the next."""

import json
import os

import pytest

from dlcourse import failed_answers
from dlcourse.failed_answers import KEPT, NAME, STATE, note


@pytest.fixture(autouse=True)
def new_process(monkeypatch):
    """A way to begin anew, as a kernel that was restarted; every test begins so."""

    def begin():
        monkeypatch.setattr(failed_answers, "_here", {})

    begin()
    return begin


@pytest.fixture
def notebooks(tmp_path):
    """The folder of a notebook in a workspace."""
    (tmp_path / STATE).mkdir()
    folder = tmp_path / "01_gradient_descent"
    folder.mkdir()
    return folder


def test_different_answers_count_one_by_one_and_up_to_as_many_as_are_kept(tmp_path):
    assert [note("double", source, tmp_path) for source in "abcde"] == [1, 2, 3, 3, 3]
    assert KEPT == 3


def test_the_same_answer_again_counts_once(tmp_path):
    assert [note("double", source, tmp_path) for source in "aababb"] == [1, 1, 2, 2, 2, 2]


def test_each_exercise_has_a_count_of_its_own(notebooks):
    assert [note("double", "a", notebooks), note("triple", "a", notebooks), note("double", "b", notebooks)] == [1, 1, 2]


def test_without_a_workspace_nothing_is_written_and_a_new_process_begins_anew(tmp_path, new_process):
    note("double", "a", tmp_path)
    new_process()
    assert note("double", "b", tmp_path) == 1
    assert list(tmp_path.iterdir()) == []


def test_in_a_workspace_a_new_process_goes_on_where_the_last_one_stopped(notebooks, new_process):
    note("double", "a", notebooks)
    new_process()
    assert [note("double", source, notebooks) for source in "ab"] == [1, 2]


def test_two_notebooks_of_a_workspace_do_not_lose_what_the_other_noted(notebooks, new_process):
    note("double", "a", notebooks)
    new_process()
    note("triple", "a", notebooks)
    assert json.loads((notebooks.parent / STATE / NAME).read_text()) == {"double": ["a"], "triple": ["a"]}


@pytest.mark.parametrize("content", ["", "{", "[1]", "3", '{"double": 3}', '{"double": {"a": 1}}', b"\xff"])
def test_a_file_that_is_not_ours_counts_as_none(notebooks, content):
    path = notebooks.parent / STATE / NAME
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert note("double", "a", notebooks) == 1
    assert json.loads(path.read_text())["double"] == ["a"]


def test_where_the_file_cannot_be_written_the_process_counts_alone(notebooks, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert [note("double", source, notebooks) for source in "ab"] == [1, 2]
    assert list((notebooks.parent / STATE).iterdir()) == []


def test_a_workspace_further_up_than_a_notebook_can_be_is_somebody_elses(notebooks):
    deep = notebooks / "a" / "b"
    deep.mkdir(parents=True)
    note("double", "a", deep)
    assert list((notebooks.parent / STATE).iterdir()) == []
