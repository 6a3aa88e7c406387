"""What the commands, `dlcourse` and `autograder`, have in common: a reader of what they print, who may leave early."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

UNREAD = 141  # as a shell has it for a program that SIGPIPE ended: 128 + 13


def status_of(command: Callable[[], int]) -> int:
    """Run a command and return its exit status: UNREAD where it was cut short because nobody reads what it prints.

    That is no error: `dlcourse progress | head -1` has got its line.
    """
    try:
        try:
            return command()
        finally:
            sys.stdout.flush()  # while it can be answered: what Python cannot write at its end, it complains of
    except BrokenPipeError:
        if not _reader_has_left():
            raise  # another pipe broke, and the reader of this one should hear of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # where Python's own last flush succeeds
        return UNREAD


def _reader_has_left() -> bool:
    """Whether one more line cannot be printed either; where it can, it stands before a traceback."""
    try:
        print(flush=True)
    except BrokenPipeError:
        return True
    return False
