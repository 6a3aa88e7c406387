"""What every command of the instructor has in common; what each does is tested where it is done."""

import pytest

from autograder import cli
from dlcourse.console import UNREAD
from tests.unread import both_ways, only_posix, unread


@only_posix
@both_ways
@pytest.mark.parametrize("lines", [1, 100_000])
def test_a_command_ends_in_silence_where_nobody_reads(lines, unbuffered):
    code = f"import sys; from autograder import cli; cli._doctor = lambda _: print('line\\n' * {lines}) or 0"
    assert unread("-c", f"{code}; sys.exit(cli.main(['doctor']))", unbuffered=unbuffered) == (UNREAD, "")


def test_a_pipe_of_ours_that_breaks_is_not_taken_for_a_reader_who_left(monkeypatch):
    def fails(_arguments):
        raise BrokenPipeError("of the sandbox")

    monkeypatch.setattr(cli, "_doctor", fails)
    with pytest.raises(BrokenPipeError, match="of the sandbox"):
        cli.main(["doctor"])


def test_ctrl_c_says_that_nothing_is_lost(monkeypatch, capsys):
    def stopped(_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_doctor", stopped)
    assert cli.main(["doctor"]) == cli.STOPPED
    assert "What was done until now is kept" in capsys.readouterr().err
