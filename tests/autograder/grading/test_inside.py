"""What runs before a test in the student's process, and what is said of what it found there."""

import pytest

from autograder.grading import inside
from autograder.grading.assignment import Way
from autograder.grading.grader import ways
from autograder.grading.matching import Matching
from autograder.grading.submission import from_notebook
from autograder.runner.call import Observation
from tests.autograder.sandboxed import an_assignment, graded, sandbox_for
from tests.hostile import honest

HIDDEN = "assert f(1) == 2\n### BEGIN HIDDEN TESTS\nassert f(2) == 'secret'\n### END HIDDEN TESTS"
KEEPS = "kept = g\ndel g\ntry:\n    f(1)\nexcept NameError:\n    pass\nelse:\n    raise AssertionError"
DELETES = f"{KEEPS}\nfinally:\n    g = kept"
ANSWER = "def g(x):\n    return 2 * x\n\ndef f(x):\n    return g(x)"

SORTS = "def g(xs):\n    xs.sort()\n    return [2 * x for x in xs]\n\ndef f(xs):\n    return g(xs)"


def a_test(name, source):
    return honest.code(name, source, grade=True, locked=True, points=2)


def assignment(*tests, answer=ANSWER):
    cells = [
        honest.code("unused", "other = 1"),
        honest.code("used", "limit = 3"),
        honest.code("answer", answer, solution=True),
        *(a_test(f"t{i}", test) for i, test in enumerate(tests)),
    ]
    return an_assignment(cells)


def sources(found, cells, ran):
    matching = Matching(found, from_notebook(honest.notebook(cells)))
    return inside.sources(matching, ran, list(found.tests.values())[-1])


def test_before_a_test_run_the_cells_that_ran_and_what_it_needs_of_the_instructor_s_in_their_places():
    found = assignment("assert f(limit)")
    cells = [honest.code("used", "limit = 3"), honest.code("a", "a = 1"), honest.code("b", "b = 1")]
    assert sources(found, cells, {2}) == ["limit = 3", "b = 1"]
    assert sources(found, cells[1:], {0, 1}) == ["a = 1", "b = 1", "limit = 3"]


def test_of_earlier_tests_run_those_that_define_what_it_uses_without_what_is_hidden():
    found = assignment("import math\n" + HIDDEN, "y = 1", "assert f(math.pi)")
    assert sources(found, [], ()) == ["import math\nassert f(1) == 2"]


def verdict(source, **seen):
    return inside.verdict(assignment(source).tests["t0"], Observation(**seen))


@pytest.mark.parametrize(
    ("value", "points"), [(None, 2), (1, 1), (1.5, 1.5), (3, 0), (-1, 0), (float("nan"), 0), ("2", 2), (True, 2)]
)
def test_points_are_within_those_of_the_test(value, points):
    assert verdict("f(1)", value=value)[0] == points


def test_what_the_process_says_of_a_hidden_test_is_not_passed_on():
    error = {"error": "AssertionError", "message": "f(2) == 'secret'"}
    assert verdict(HIDDEN, **error, line="assert f(2) == 'secret'") == (0, "t0: a hidden test failed.")
    assert verdict(HIDDEN, **error, line="whatever it likes") == (0, "t0: a hidden test failed.")
    assert verdict(HIDDEN, **error, line="assert f(1) == 2") == (0, "t0: `assert f(1) == 2` failed.")
    assert "f(2) == 'secret'" in verdict("assert f(1) == 2", **error, line="x")[1]


@pytest.fixture(scope="module")
def sandbox():
    with sandbox_for(assignment("pass")) as one:
        yield one


def test_a_test_is_judged_in_the_strictest_way_in_which_the_course_s_answers_pass_it(sandbox):
    sorts = "xs = [2, 1]\nf(xs)\nassert xs == [1, 2]"
    found = assignment(
        "assert f([1]) == [2]", sorts, DELETES.replace("f(1)", "f([1])"), "assert f([1]) == 3", answer=SORTS
    )
    assert ways(sandbox, found) == {"t0": Way.STRICT, "t1": Way.CHANGING, "t2": Way.INSIDE}


def test_a_submission_cannot_have_a_test_run_in_its_process_that_others_pass_outside(sandbox):
    found = assignment("assert f(1) == 2")
    equal = "class E:\n    def __eq__(self, other):\n        return True\n\ndef f(x):\n    return E()"
    score = graded(sandbox, found, honest.notebook([honest.code("answer", equal)])).scores["t0"]
    assert (score.points, score.inside) == (0, False)


def test_a_test_that_runs_inside_leaves_the_others_as_they_were(sandbox):
    found = assignment(KEEPS, "assert f(1) == 2", DELETES)
    scores = graded(sandbox, found, honest.notebook([honest.code("answer", ANSWER)])).scores
    assert [(s.points, s.inside) for s in scores.values()] == [(2, True), (2, False), (2, True)]
