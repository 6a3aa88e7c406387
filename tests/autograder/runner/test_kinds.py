"""Values of more than plain data cross as what they are made of, and are made again of nothing else."""

import datetime as dt
import json
from collections import Counter, OrderedDict, defaultdict, deque
from decimal import Decimal
from fractions import Fraction

import pytest
import torch

from autograder.runner.decoder import carried, decode
from autograder.runner.wire import Handle, ProtocolError


def crossed(value):
    return carried(value, lambda thing: Handle(-1, type(thing).__name__), lambda handle: handle)


MADE = [
    2**64,
    -(2**63) - 1,
    10**5000,
    b"bytes",
    range(1, 9, 2),
    set(),
    {1, "two", (3, 4.0), Fraction(5)},
    frozenset({1, 2}),
    Counter("banana"),
    OrderedDict(b=1, a=[2]),
    defaultdict(list, a=[1]),
    deque([1, 2]),
    Fraction(-1, 3),
    Fraction(1, 3**99),
    Decimal("0.10"),
    Decimal("-Infinity"),
    dt.date(2026, 11, 1),
    dt.datetime.fromisoformat("2026-11-01T14:30"),
    dt.timedelta(days=1, seconds=2),
]


@pytest.mark.parametrize("value", MADE, ids=lambda value: type(value).__name__)
def test_a_value_of_a_known_kind_is_made_again_at_the_other_end(value):
    [back] = crossed([value])
    assert type(back) is type(value)
    assert back == value


def test_a_tensor_comes_back_with_its_kind_and_its_wish_for_a_gradient():
    for tensor in (torch.ones(2, 3, requires_grad=True), torch.arange(3), torch.tensor(True), torch.ones(2).half()):
        back = crossed(tensor)
        assert (type(back), back.dtype, back.requires_grad) == (torch.Tensor, tensor.dtype, tensor.requires_grad)
        assert torch.equal(back, tensor)


def test_a_set_with_an_object_in_it_is_an_object():
    back = crossed([{len}, deque([len])])
    assert [handle.kind for handle in back] == ["set", "deque"]


@pytest.mark.parametrize(
    "tokens",
    [
        ["set", "d", 0],
        ["set", "l", 1, "l", 0],
        ["set", "l", 1, "h", 0, "object"],
        ["set", "l", 2000, *["n"] * 2000],
        ["int", "s", "f" * 30_000],
        ["int", "s", "twelve"],
        ["int", "i", 1],
        ["Fraction", "t", 2, "i", 1, "i", 0],
        ["Fraction", "t", 2, "f", 1.0, "f", 2.0],
        ["Decimal", "s", "1e999999"],
        ["Decimal", "s", "one"],
        ["Counter", "l", 0],
        ["range", "t", 3, "i", 0, "i", 1, "i", 0],
        ["date", "s", "2026-13-01"],
        ["timedelta", "t", 3, "i", 1 << 40, "i", 0, "i", 0],
        ["Tensor", "t", 2, "l", 0, "b", False],
        ["module", "s", "os"],
        ["__class__", "n"],
    ],
    ids=lambda tokens: tokens[0],
)
def test_what_no_value_of_its_kind_is_made_of_is_refused(tokens):
    with pytest.raises(ProtocolError):
        decode(json.dumps(["k", *tokens]).encode(), b"")
