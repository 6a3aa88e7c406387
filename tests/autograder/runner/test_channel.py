"""Frames over a socket: they come whole and in order, or it is said why not."""

import socket
import time

import numpy as np
import pytest

from autograder.runner.channel import Channel
from autograder.runner.wire import LENGTHS, MAX_HEAD, ProtocolError
from tests.deadline import SECONDS


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    yield Channel(ours), Channel(theirs)
    ours.close()
    theirs.close()


def test_values_come_as_they_were_and_in_order(pair):
    ours, theirs = pair
    ours.send({"a": [1, (2.5, None)], "x": np.arange(3.0)})
    ours.send("second")
    first = theirs.receive()
    np.testing.assert_array_equal(first.pop("x"), [0, 1, 2])
    assert first == {"a": [1, (2.5, None)]}
    assert theirs.receive() == "second"


def test_what_is_enqueued_is_written_down_as_it_is_then_and_sent_with_the_next(pair):
    ours, theirs = pair
    kept = [1]
    ours.enqueue(kept)
    kept.append(2)
    ours.send(3)
    assert [theirs.receive(), theirs.receive()] == [[1], 3]
    assert ours.size == 0


def test_a_frame_that_has_come_in_part_is_kept_for_the_next_attempt(pair):
    ours, theirs = pair
    ours.send("whole")
    data = theirs.sock.recv(1 << 16)
    ours.sock.sendall(data[:5])
    with pytest.raises(TimeoutError):
        theirs.receive(time.monotonic() + 0.05)
    ours.sock.sendall(data[5:])
    assert theirs.receive(time.monotonic() + SECONDS) == "whole"


def test_the_end_and_what_is_no_frame_are_errors(pair):
    ours, theirs = pair
    ours.sock.sendall(LENGTHS.pack(MAX_HEAD + 1, 0))
    with pytest.raises(ProtocolError, match="too big"):
        theirs.receive()
    ours.sock.close()
    with pytest.raises(EOFError):
        Channel(theirs.sock).receive()


def test_a_deadline_that_is_past_is_a_timeout_at_once(pair):
    with pytest.raises(TimeoutError):
        pair[0].receive(time.monotonic() - 1)
