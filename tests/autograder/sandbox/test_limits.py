"""How a course sets limits, and how a limit that was met is named."""

import math

import pytest

from autograder.sandbox.limits import Limits, LimitsError

MB = 1 << 20


def test_numbers_and_sizes_are_read_as_they_are_written():
    found = Limits.of({"cell": "60", "memory": "1.5 GB", "file": "300kb", "disk": 7.2 * MB, "tasks": 8})
    assert (found.cell, found.memory, found.file, found.tasks) == (60.0, 1536 * MB, 300 << 10, 8)
    assert found.disk == math.ceil(7.2 * MB)
    assert Limits.of({}) == Limits()
    assert Limits.of({"call": None}).call is None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"memroy": 1}, "There is no limit memroy: there are .*cells"),
        ({"cell": 0}, "The limit cell is 0, where a number such as 60 is asked"),
        ({"cell": "2 GB"}, "where a number such as 60 is asked"),
        ({"cell": float("inf")}, "where a number such as 60"),
        ({"cell": True}, "where a number such as 60"),
        ({"memory": "much"}, "where a size such as 512 MB or 2 GB is asked"),
        ({"memory": -1}, "where a size such as"),
        ({"cells": None}, "where a number such as 60"),
    ],
)
def test_what_is_no_limit_is_said_with_an_example(given, words):
    with pytest.raises(LimitsError, match=words):
        Limits.of(given)


def test_the_child_sets_whole_numbers_only_the_times_are_kept_outside():
    inside = Limits().inside()
    assert {"memory", "disk", "file", "inodes", "tasks", "files", "cpu"} <= set(inside)
    assert all(type(value) is int for value in inside.values())
    assert "cell" not in inside


@pytest.mark.parametrize(
    ("error", "message", "words"),
    [
        ("MemoryError", "", "memory limit of 1024 MB"),
        ("OSError", "[Errno 28] No space left on device", "disk limit of 64 MB and 2048 files"),
        ("OSError", "[Errno 27] File too large", "32 MB for one file"),
        ("OSError", "[Errno 24] Too many open files", "64 open files"),
        ("RuntimeError", "can't start new thread", "64 threads"),
        ("PermissionError", "[Errno 1] Operation not permitted", "no network, no other program"),
        ("PermissionError", "[Errno 13] Permission denied: '/etc'", "write to its own folder only"),
        ("ValueError", "too large", None),
    ],
)
def test_an_error_is_traced_to_the_limit_behind_it(error, message, words):
    assert words in Limits().named(error, message) if words else Limits().named(error, message) == ""
