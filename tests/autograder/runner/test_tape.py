"""What code prints is kept in order, up to a limit."""

import sys
import warnings

import pytest

from autograder.runner.tape import Tape, recorded


def test_runs_of_one_kind_are_one_piece_and_the_order_stays():
    tape = Tape()
    with recorded(tape):
        print("a")
        print("b")
        print("c", file=sys.stderr)
        print("d")
    assert tape.merged() == [("stdout", "a\nb\n"), ("stderr", "c\n"), ("stdout", "d\n")]
    assert tape.text() == "a\nb\nc\nd\n"


def test_beyond_the_limit_it_is_counted_and_not_kept():
    tape = Tape(5)
    for text in ("abc", "def", "ghi"):
        tape.add("stdout", text)
    assert tape.text() == "abcde"
    assert tape.size == 9


def test_streams_and_filters_of_warnings_come_back_after_an_error():
    tape, before, filters = Tape(), (sys.stdout, sys.stderr), list(warnings.filters)

    def fails():
        warnings.simplefilter("always")
        return 1 / 0

    with pytest.raises(ZeroDivisionError), recorded(tape):
        fails()
    assert (sys.stdout, sys.stderr) == before
    assert warnings.filters == filters
