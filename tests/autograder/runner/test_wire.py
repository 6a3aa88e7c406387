"""Data over a socket: what goes in comes out, and whatever else comes in is refused by one kind of error."""

import socket
import struct
import threading
import time
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hn

from autograder.comparison import difference
from autograder.runner import wire
from autograder.runner.channel import Channel
from autograder.runner.decoder import decode
from autograder.runner.wire import Handle, ProtocolError, TooBigError, encode
from tests.deadline import SECONDS

numbers = st.integers(-(2**63), 2**64 - 1) | st.floats() | st.booleans() | st.complex_numbers()
arrays = hn.arrays(
    st.sampled_from(sorted(wire.DTYPES)), hn.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
)
plain = st.recursive(
    st.none() | numbers | st.text() | arrays,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text() | st.integers(-9, 9), inner, max_size=4)
    ),
    max_leaves=12,
)


def parts(frame):
    head, body = wire.LENGTHS.unpack_from(frame)
    return frame[8 : 8 + head], frame[8 + head : 8 + head + body]


@pytest.mark.slow
@given(plain)
def test_data_comes_back_as_it_was(value):
    [back] = decode(*parts(encode(value)))
    assert encode(back) == encode(value)
    assert type(back) is type(value)


def test_an_array_comes_back_writable_with_its_kind_and_shape():
    for dtype in wire.DTYPES:
        array = np.arange(6).astype(dtype).reshape(2, 3).T
        [back] = decode(*parts(encode(array)))
        assert difference(back, array, 0.0) is None
        assert back.dtype == array.dtype
        assert back.flags.writeable


@pytest.mark.parametrize(
    "value",
    [object(), len, np.array([object()]), np.ma.masked_all(2), 16**30_000, Decimal("1e99999"), np.datetime64(0, "s")],
    ids=range(7),
)
def test_what_is_no_data_crosses_as_the_name_of_its_type(value):
    [back] = decode(*parts(encode(value)))
    assert type(back) is Handle
    assert back.number == -1
    assert type(value).__name__[:5] in back.kind or back.kind.startswith("array of object")


@pytest.mark.parametrize("value", [np.zeros(9 * 2**20), {(i,): 0 for i in range(2000)}, set(range(2000))], ids=range(3))
def test_what_is_too_big_is_refused_by_the_sender(value):
    with pytest.raises(TooBigError):
        encode(value)


def test_what_is_nested_too_deeply_is_refused_by_the_sender():
    value = []
    for _ in range(wire.MAX_DEPTH + 1):
        value = [value]
    with pytest.raises(TooBigError, match="20 deep"):
        encode(value)


def test_values_that_were_held_come_in_one_frame_and_in_their_order():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        sender, receiver, array = Channel(theirs), Channel(ours), np.zeros(3)
        for value in ("one", array, {"three": [3]}):
            sender.enqueue(value)
        array[:] = 7  # it was written down before
        sender.flush()
        head, body = wire.LENGTHS.unpack(ours.recv(wire.LENGTHS.size, socket.MSG_PEEK))
        assert len(ours.recv(1 << 16, socket.MSG_PEEK)) == wire.LENGTHS.size + head + body
        assert receiver.receive() == "one"
        assert receiver.receive().tolist() == [0, 0, 0]
        assert receiver.receive() == {"three": [3]}


def test_large_values_that_were_held_come_in_frames_of_their_own():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        sender, receiver, number = Channel(theirs), Channel(ours), 0
        whole = wire.MAX_BODY // 8
        for _ in range(2):
            sender.enqueue(np.zeros(whole))
        sending = threading.Thread(target=sender.flush)
        sending.start()
        for _ in range(2):
            number += receiver.receive(time.monotonic() + SECONDS).size
        sending.join()
        assert number == 2 * whole


def test_a_frame_too_big_is_refused_before_it_is_read():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(struct.pack("<II", 2**32 - 1, 2**32 - 1))
        with pytest.raises(ProtocolError, match="too big"):
            Channel(ours).receive(time.monotonic() + SECONDS)


def test_half_a_frame_is_kept_until_the_rest_comes():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        channel, frame = Channel(ours), encode([1, "two", np.ones(3)])
        theirs.sendall(frame[:20])
        with pytest.raises(TimeoutError):
            channel.receive(time.monotonic() + 0.01)
        theirs.sendall(frame[20:])
        assert channel.receive()[1] == "two"
