"""A reader who leaves early ends a command without a traceback, and hides nothing else."""

import pytest

from dlcourse.console import UNREAD, status_of
from tests.unread import both_ways, only_posix, unread


@only_posix
@both_ways
@pytest.mark.parametrize("command", ["progress", pytest.param("doctor", marks=pytest.mark.slow)])
def test_a_command_ends_in_silence_where_nobody_reads(command, unbuffered, tmp_path):
    (tmp_path / "01_doubling").mkdir()
    assert unread("-m", "dlcourse", command, tmp_path, unbuffered=unbuffered) == (UNREAD, "")


@only_posix
@both_ways
def test_so_does_its_help(unbuffered):
    status, errors = unread("-m", "dlcourse", "--help", unbuffered=unbuffered)
    assert status in (0, UNREAD)  # without a buffer, argparse keeps silent of what it cannot write
    assert errors == ""


def test_what_is_read_has_its_own_status():
    assert status_of(lambda: 3) == 3


def test_another_pipe_that_breaks_is_a_mistake_of_ours():
    def fails():
        raise BrokenPipeError("of a subprocess")

    with pytest.raises(BrokenPipeError, match="of a subprocess"):
        status_of(fails)
