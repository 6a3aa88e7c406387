"""Test cells in plain Python run here; the student's functions run there."""

import pytest

from tests.autograder.sandboxed import an_assignment, graded, sandbox_for
from tests.hostile import honest

ABOUT = {"grade": True, "locked": True, "points": 4}
COURSE = "import numpy as np\nlimit = 10\ndata = np.arange(4.0)"


RIGHT = "def f(x):\n    return 2 * np.asarray(x)"


def assignment(test, reference=RIGHT):
    cells = [
        honest.code("course", COURSE),
        honest.code("answer", f"import math\n\n{reference}", solution=True),
        honest.code("test_plain", test, **ABOUT),
    ]
    cells[2]["metadata"]["nbgrader"]["grade_id"] = "plain"
    return an_assignment(cells)


@pytest.fixture(scope="module")
def sandbox():
    with sandbox_for(assignment("pass")) as one:
        yield one


def result(sandbox, test, answer, reference=RIGHT):
    found = assignment(test, reference)
    cells = [honest.code("course", COURSE), honest.code("answer", answer)]
    return graded(sandbox, found, honest.notebook(cells)).scores["plain"]


MODEL = """
class Model:
    def __init__(self, n):
        self.size = n

    def grow(self, n):
        self.size += n
"""
OWN_ERROR = "class A(Exception):\n    pass\n\ndef f(x):\n    raise A"


@pytest.mark.parametrize(
    ("test", "answer", "points"),
    [
        ("assert f(2) == 4", RIGHT, 4),
        ("assert f(2) == 5", RIGHT, 0),
        ("np.testing.assert_allclose(f(data), [0, 2, 4, 6])", RIGHT, 4),
        ("for x in range(limit):\n    assert f(x) == 2 * x", RIGHT, 4),
        ("def twice(g):\n    return g(1)\nassert twice(f) == 2", RIGHT, 4),
        ("assert [f(i) for i in (1, 2)] == [2, 4]", RIGHT, 4),
        ("import pytest\nwith pytest.raises(ValueError):\n    f(1)", "def f(x):\n    raise ValueError('no')", 4),
        ("try:\n    f(1)\nexcept ValueError:\n    pass", "def f(x):\n    raise KeyError('no')", 0),
        ("assert table == {'a': [1, (2, None)]}", "table = {'a': [1, (2, None)]}", 4),
        ("m = Model(3)\nm.grow(2)\nassert m.size == 5", MODEL, 4),
        ("assert f(lambda x: x + 1) == 4", "def f(g):\n    return g(3)", 4),
        ("f(1)\n1.5", RIGHT, 1.5),
        ("f(1)\n400.0", RIGHT, 0),
        ("assert f", "def g(x):\n    pass", 0),
        ("assert f(1)", "class A:\n    def __bool__(self):\n        return True\ndef f(x):\n    return A()", 0),
        ("assert f(1) == 4", "class A:\n    def __eq__(self, o):\n        return True\ndef f(x):\n    return A()", 0),
        ("assert limit == 10\nassert f(1) == 2", "limit = 99\n" + RIGHT, 4),
        ("assert all(map(lambda x: f(x) == x, [1, 2]))", "def f(x):\n    raise StopIteration", 0),
        ("for y, x in zip(map(f, [1, 2]), [2, 4]):\n    assert y == x", "def f(x):\n    raise StopIteration", 0),
        ("try:\n    f(1)\n    assert False\nexcept RuntimeError:\n    pass", OWN_ERROR, 0),
        ("assert math.isclose(f(1), 2)", "class math:\n    isclose = lambda *a: True\n\ndef f(x):\n    return 3", 0),
        ("try:\n    f(1)\nexcept Exception:\n    pass", "def f(x):\n    import os\n    os._exit(0)", 0),
    ],
)  # fmt: skip
def test_a_plain_test_gives_the_points_it_gives_in_a_notebook(sandbox, test, answer, points):
    assert result(sandbox, test, answer).points == points


def test_nobody_is_right_by_changing_what_the_expected_value_is_made_of(sandbox):
    test = "np.testing.assert_allclose(f(data), 2 * data)"
    assert result(sandbox, test, "def f(x):\n    x *= 0\n    return x").points == 0
    assert result(sandbox, test, "def f(x):\n    y = 2 * x\n    x += 0\n    return y").points == 4
    left = f"given = data.copy()\n{test}\nassert (data == given).all()"
    assert result(sandbox, left, "def f(x):\n    y = 2 * x\n    x += 1\n    return y").points == 0


def test_modules_are_ours_also_where_the_instructor_s_cell_sets_the_notebook_up(sandbox):
    course = honest.code("course", "%matplotlib inline\n!pip install x\nimport numpy as np")
    test = honest.code("test_plain", "np.testing.assert_allclose(f(1), 2)", grade=True, locked=True, points=4)
    found = an_assignment([course, honest.code("answer", RIGHT, solution=True), test])
    forged = "np.testing.assert_allclose = lambda *a: None\n\ndef f(x):\n    return 3"
    for answer, points in ((RIGHT, 4), (forged, 0)):
        score = graded(sandbox, found, honest.notebook([course, honest.code("answer", answer)])).scores["test_plain"]
        assert (score.points, score.inside) == (points, False)


def test_what_cannot_cross_is_refused_with_a_sentence(sandbox):
    answer = "class A:\n    pass\n\ndef f(x):\n    return A()"
    said = result(sandbox, "assert f(1) == 4", answer).message
    assert "stays in their process and cannot be compared" in said


def test_a_failed_visible_test_shows_its_line_and_a_hidden_one_does_not(sandbox):
    assert "assert f(2) == 5" in result(sandbox, "assert f(2) == 5", RIGHT).message
    hidden = "### BEGIN HIDDEN TESTS\nassert f(2) == 5, 'secret'\n### END HIDDEN TESTS"
    said = result(sandbox, hidden, RIGHT).message
    assert said == "plain: a hidden test failed."


def test_names_that_are_missing_are_named(sandbox):
    assert "'f' is not defined" in result(sandbox, "assert f(2) == 4", "pass").message
