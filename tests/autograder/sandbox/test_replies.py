"""What a child sends is believed only where it has the form of an answer."""

import pytest

from autograder.runner.wire import ProtocolError
from autograder.sandbox import replies

CELL = {"error": "", "message": "", "line": "", "where": "", "output": [("stdout", "a"), ("shown", "b")], "cut": False}
SEEN = (None, "ValueError", "m", "line", "f", (0,), (), False, "printed", False, ("ValueError",))


def test_an_answer_of_the_right_form_is_read():
    found = replies.ran(CELL, late=False)
    assert (found.error, found.output, found.cut, found.interrupted) == (
        "",
        (("stdout", "a"), ("shown", "b")),
        False,
        False,
    )
    assert replies.ran({**CELL, "error": "KeyboardInterrupt"}, late=True).interrupted
    seen, late = replies.observation({"seen": SEEN}, 1)
    assert (seen.error, seen.where, seen.changed, seen.printed, late) == ("ValueError", "f", (0,), "printed", False)
    assert replies.observation({"seen": (3,)}, 1)[0].value == 3
    assert replies.names((["a"], ["b"], [], True)).unclear


@pytest.mark.parametrize(
    "message",
    [
        None, [], {}, {**CELL, "more": 1}, {**CELL, "error": None}, {**CELL, "cut": 1}, {**CELL, "output": ()},
        {**CELL, "output": [("stdout", 1)]}, {**CELL, "output": [("html", "<b>")]},
        {**CELL, "output": [["stdout", "a"]]},
    ],
)  # fmt: skip
def test_no_other_form_of_a_cell_s_answer_is(message):
    with pytest.raises(ProtocolError):
        replies.ran(message, late=False)


@pytest.mark.parametrize(
    "row",
    [
        (), (1, 2), SEEN[:-1], (*SEEN[:4], "not a name", *SEEN[5:]), (*SEEN[:5], (1,), *SEEN[6:]),
        (*SEEN[:5], (True,), *SEEN[6:]), (*SEEN[:6], (-1,), *SEEN[7:]), (*SEEN[:9], 0, ()),
        (*SEEN[:10], (1,)),
    ],
)  # fmt: skip
def test_nor_of_a_call_s(row):
    with pytest.raises(ProtocolError):
        replies.observation({"seen": row}, 1)


@pytest.mark.parametrize("fields", [None, ([], [], []), ([1], [], [], False), ([], [], [], 0), [[], [], [], False]])
def test_nor_of_names(fields):
    with pytest.raises(ProtocolError):
        replies.names(fields)


def test_what_is_longer_than_a_child_of_ours_sends_is_cut():
    found = replies.ran({**CELL, "error": "E" * 10**4, "output": [("stdout", "x" * 10**6)] * 3}, late=False)
    assert len(found.error) == replies.MAX_NAME
    assert found.cut
    assert found.size <= replies.MAX_OUTPUT
    seen, _ = replies.observation({"seen": (*SEEN[:8], "x" * 10**6, False, ())}, 1)
    assert len(seen.printed) == replies.MAX_PRINTED
