"""Frames over a socket, with a deadline."""

from __future__ import annotations

import socket
import time
from collections import deque
from typing import Any

from .decoder import decode
from .wire import LENGTHS, MAX_BODY, MAX_HEAD, Handle, Keep, ProtocolError, Resolve, Written, frame, write

TOGETHER = 1 << 18  # bytes that are sent in one frame; of more, each value has a frame of its own


def as_it_is(handle: Handle) -> Handle:
    """A handle for what it is."""
    return handle


class Channel:
    """Frames over a socket, in both directions; a frame that has come in part is kept for the next attempt."""

    def __init__(self, sock: socket.socket, keep: Keep | None = None, resolve: Resolve = as_it_is) -> None:
        self.sock, self.keep, self.resolve = sock, keep, resolve
        self.buffer = bytearray()
        self.came: deque[Any] = deque()  # values that have come, and nobody has asked for yet
        self.held: list[Written] = []
        self.size = 0  # of what is held, in bytes
        self.received = 0  # bytes, since the beginning

    def enqueue(self, value: Any) -> None:
        """Write down `value` as it is now, to be sent in one frame with the next ones.  Raises TooBigError."""
        written = write(value, self.keep)
        self.held.append(written)
        self.size += len(written.head) + written.size

    def send(self, value: Any, deadline: float | None = None) -> None:
        """Send `value`.  Raises TooBigError, OSError, and TimeoutError past the `deadline` (of time.monotonic)."""
        self.enqueue(value)
        self.flush(deadline)

    def flush(self, deadline: float | None = None) -> None:
        """Send what was held.  Raises as `send` does."""
        held, size, self.held, self.size = self.held, self.size, [], 0
        frames = [held] if held and size < TOGETHER else [[value] for value in held]
        for values in frames:
            self.sock.settimeout(_left(deadline))
            self.sock.sendall(frame(values))

    def receive(self, deadline: float | None = None) -> Any:
        """The next value.  Raises ProtocolError, EOFError, OSError, and TimeoutError past the `deadline`."""
        if not self.came:
            self._fill(LENGTHS.size, deadline)
            head, body = LENGTHS.unpack_from(self.buffer)
            if head > MAX_HEAD or body > MAX_BODY:
                raise ProtocolError("a frame too big")
            end = LENGTHS.size + head + body
            self._fill(end, deadline)
            came = bytes(self.buffer[LENGTHS.size : end])
            del self.buffer[:end]
            self.came.extend(decode(came[:head], came[head:], self.resolve))
        return self.came.popleft()

    def _fill(self, size: int, deadline: float | None) -> None:
        while len(self.buffer) < size:
            self.sock.settimeout(_left(deadline))
            came = self.sock.recv(min(1 << 20, max(1 << 16, size - len(self.buffer))))
            if not came:
                raise EOFError("the other side is gone")
            self.buffer += came
            self.received += len(came)


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise TimeoutError
    return remaining
