"""Data over a socket: what goes in comes out, and whatever else comes in is refused by one kind of error."""

import datetime as dt
import json
import random
import socket
import struct
import threading
import time
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hn

from autograder.comparison import difference
from autograder.runner import wire
from autograder.runner.channel import Channel
from autograder.runner.wire import Handle, ProtocolError, TooBigError, decode, encode
from tests.deadline import SECONDS

FRAMES = 1_000_000

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


def refused(tokens, body=b""):
    head = tokens if isinstance(tokens, bytes) else json.dumps(tokens).encode()
    with pytest.raises(ProtocolError):
        decode(head, body)


# Each a hole that was found once


def test_nested_headers_are_refused_however_deep():
    refused(b"[" * 500_000)
    refused([["l", 1], "n"])
    refused(["l", 1] * 21 + ["n"])


def test_a_count_that_promises_more_than_there_is_is_refused():
    refused(["l", 10**6, "n"])
    refused(["a", "<f8", 1, 10**9], bytes(8))
    refused(["a", "<f8", 2, 1 << 40, 1 << 40], b"")


def test_bytes_left_over_are_refused():
    refused(["n"], b"x")
    refused(["n", "n"], b"x")


def test_a_frame_without_a_value_and_one_with_half_a_value_are_refused():
    refused([])
    refused(["n", "l", 1])
    refused(["n", "i"])


def test_object_arrays_and_unknown_dtypes_are_refused():
    for dtype in ("|O", "O", ">f8", "<U4", "V8", "<M8[s]"):
        refused(["a", dtype, 1, 1], bytes(8))


def test_lone_surrogates_are_refused_because_no_file_holds_them():
    refused(b'["s", "\\ud800"]')


def test_integers_beyond_64_bits_are_refused_as_numbers_of_the_header():
    refused(["i", 2**64])
    refused(b'["i", ' + b"9" * 5000 + b"]")


def test_keys_that_could_be_made_to_collide_are_few():
    refused(["d", 2000] + ["i", 1, "n"] * 2000)
    refused(["d", 1, "l", 0, "n"])


def test_a_boolean_is_true_or_false_whatever_its_byte():
    [back] = decode(json.dumps(["a", "|b1", 1, 2]).encode(), b"\x00\x07")
    assert back.view("u1").tolist() == [0, 1]


def test_true_is_no_count_and_no_integer():
    refused(["l", True, "n"])
    refused(["i", True])


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


@pytest.mark.slow
def test_a_million_broken_frames_raise_nothing_but_the_protocols_own_error():
    draw = random.Random(0)
    whole = [parts(encode(v)) for v in SAMPLES]
    tokens = [json.loads(head) for head, _ in whole]
    for number in range(FRAMES):
        at = number % len(whole)
        head, body = broken(draw, whole[at], tokens[at], tokens)
        try:
            decode(head, body)
        except ProtocolError:
            continue


SAMPLES = [
    {"value": 1.5, "error": "", "changed": (0, 1), "random": False},
    [1, -2, None, True, "text", 2 + 3j, [], (), {}],
    np.arange(6.0).reshape(2, 3),
    (np.float32(2), np.bool_(True), np.int8(-1)),
    {"a": [np.ones(2, "c8"), {"b": (1, (2, (3,)))}]},
    {1: 2, (3, 4): 5, None: 6},
    [{1, 2}, Fraction(1, 3), Decimal("0.1"), 2**99, b"bytes", Counter("abc"), dt.date(2026, 11, 1)],
]
ODD = [
    None,
    True,
    -1,
    0,
    1,
    7,
    2**40,
    2**70,
    1e308,
    float("nan"),
    "",
    "l",
    "d",
    "a",
    "g",
    "h",
    "k",
    "int",
    "set",
    "Decimal",
    "<f8",
    "|O",
    [],
    {},
    [[]],
]


def broken(draw, frame, tokens, others):
    """A frame with a change: in a byte, in a token, in the lengths, or made of pieces of others."""
    head, body = frame
    kind = draw.random()
    if kind < 0.4:
        place = draw.randrange(len(head))
        return head[:place] + bytes([draw.randrange(256)]) + head[place + 1 :], body
    changed = list(tokens)
    if kind < 0.8:
        changed[draw.randrange(len(changed))] = draw.choice(ODD)
    elif kind < 0.9:
        cut = draw.randrange(len(changed))
        changed = changed[:cut] + draw.choice(others)
    else:
        body = body[: draw.randrange(len(body) + 1)] + b"x" * draw.randrange(3)
    return json.dumps(changed).encode(), body
