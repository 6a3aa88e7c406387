"""The processor time of a child, as the kernel counts it and not as the child says."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

PATIENCE = 3  # times its seconds may pass on the clock, where a machine is busy or a function waits
LEAST = 0.05  # seconds that are worth to wait again
TICKS = os.sysconf("SC_CLK_TCK")
NUMBER = re.compile(r"^Pid:\s*(\d+)$", flags=re.MULTILINE)


def used(process: int) -> float:
    """Seconds that the child behind this descriptor has computed until now; infinite where nobody can tell."""
    try:
        number = NUMBER.findall(Path(f"/proc/self/fdinfo/{process}").read_text())[0]
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS  # utime and stime, the 14th and 15th of all
    except (OSError, IndexError, ValueError):
        return float("inf")


class Spare:
    """The seconds that a child may still take for one thing, when as many have passed as it may compute for it."""

    def __init__(self, process: int, seconds: float, end: float) -> None:
        self.process, self.seconds, self.end = process, seconds, end
        self.before = used(process)

    def begin(self) -> None:
        """The thing begins now."""
        self.last = min(self.end, time.monotonic() + PATIENCE * self.seconds)

    def left(self) -> float:
        """How long it is worth to wait for it, 0 where it has no time left."""
        mine = self.seconds - (used(self.process) - self.before)
        left = min(max(mine, LEAST), self.last - time.monotonic())
        return left if mine > 0 and left >= LEAST else 0.0
