"""What code prints and shows, kept in order up to a limit."""

from __future__ import annotations

import contextlib
import io
import itertools
import sys
import warnings
from collections.abc import Iterator

OUTPUT = 100_000  # characters of a cell's output that are kept


class Tape(io.TextIOBase):
    """Keeps what is printed, in order, up to `limit` characters; the rest is counted, not kept."""

    def __init__(self, limit: int = OUTPUT) -> None:
        super().__init__()
        self.parts: list[tuple[str, str]] = []
        self.size, self.limit = 0, limit

    def add(self, kind: str, text: str) -> None:
        """Keep `text`, as far as there is limit."""
        kept = text[: max(0, self.limit - self.size)]
        self.size += len(text)
        if kept:
            self.parts.append((kind, kept))

    def merged(self) -> list[tuple[str, str]]:
        """What was kept, each run of one kind in one piece."""
        runs = itertools.groupby(self.parts, key=lambda part: part[0])
        return [(kind, "".join(text for _, text in run)) for kind, run in runs]

    def text(self, *kinds: str) -> str:
        """All that was kept, of these kinds only where there are some."""
        return "".join(text for kind, text in self.parts if not kinds or kind in kinds)


class Stream(io.TextIOBase):
    """Standard output or error, going to a tape."""

    def __init__(self, tape: Tape, kind: str) -> None:
        super().__init__()
        self.tape, self.kind = tape, kind

    def write(self, text: str) -> int:
        """Keep `text`."""
        self.tape.add(self.kind, str(text))
        return len(text)

    def writable(self) -> bool:
        """Yes."""
        return True


@contextlib.contextmanager
def recorded(tape: Tape) -> Iterator[None]:
    """What the block prints goes to `tape`; its warnings go nowhere."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = Stream(tape, "stdout"), Stream(tape, "stderr")
    try:
        with warnings.catch_warnings():
            yield
    finally:
        sys.stdout, sys.stderr = before
