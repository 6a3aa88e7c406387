"""Whatever comes in but a frame of ours is refused, by one kind of error."""

import datetime as dt
import json
import random
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from autograder.runner.decoder import decode
from autograder.runner.wire import ProtocolError, encode
from tests.autograder.runner.test_wire import parts


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


@pytest.mark.parametrize(
    "frames",
    [pytest.param(100_000, marks=pytest.mark.slow), pytest.param(1_000_000, marks=pytest.mark.long)],
)
def test_broken_frames_raise_nothing_but_the_protocols_own_error(frames):
    draw = random.Random(frames)
    whole = [parts(encode(v)) for v in SAMPLES]
    tokens = [json.loads(head) for head, _ in whole]
    for number in range(frames):
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
