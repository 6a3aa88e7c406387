"""Frames over a socket, with a deadline."""

from __future__ import annotations

import socket
import time
from typing import Any

from .wire import LENGTHS, MAX_BODY, MAX_HEAD, Handle, Keep, ProtocolError, Resolve, decode, encode


def as_it_is(handle: Handle) -> Handle:
    """A handle for what it is."""
    return handle


class Channel:
    """Frames over a socket, in both directions; a frame that has come in part is kept for the next attempt."""

    def __init__(self, sock: socket.socket, keep: Keep | None = None, resolve: Resolve = as_it_is) -> None:
        self.sock, self.keep, self.resolve = sock, keep, resolve
        self.buffer, self.held = bytearray(), bytearray()

    def hold(self, value: Any) -> None:  # noqa: ANN401
        """Write down `value` as it is now, to be sent before the next one.  Raises TooBigError."""
        self.held += encode(value, self.keep)

    def send(self, value: Any, deadline: float | None = None) -> None:  # noqa: ANN401
        """Send `value`.  Raises TooBigError, OSError, and TimeoutError past the `deadline` (of time.monotonic)."""
        self.hold(value)
        self.flush(deadline)

    def flush(self, deadline: float | None = None) -> None:
        """Send what was held.  Raises as `send` does."""
        frames, self.held = self.held, bytearray()
        if frames:
            self.sock.settimeout(_left(deadline))
            self.sock.sendall(frames)

    def receive(self, deadline: float | None = None) -> Any:  # noqa: ANN401
        """The next value.  Raises ProtocolError, EOFError, OSError, and TimeoutError past the `deadline`."""
        self._fill(LENGTHS.size, deadline)
        head, body = LENGTHS.unpack_from(self.buffer)
        if head > MAX_HEAD or body > MAX_BODY:
            raise ProtocolError("a frame too big")
        end = LENGTHS.size + head + body
        self._fill(end, deadline)
        frame = bytes(self.buffer[:end])
        del self.buffer[:end]
        return decode(frame[LENGTHS.size : LENGTHS.size + head], frame[LENGTHS.size + head :], self.resolve)

    def _fill(self, size: int, deadline: float | None) -> None:
        while len(self.buffer) < size:
            self.sock.settimeout(_left(deadline))
            came = self.sock.recv(min(1 << 20, max(1 << 16, size - len(self.buffer))))
            if not came:
                raise EOFError("the other side is gone")
            self.buffer += came


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
