"""What is said of an attempt: of the smallest failing case, as the end of one sentence."""

from functools import partial

import numpy as np
import pytest

from autograder.checking.fault import UNWRITTEN
from autograder.checking.judge import judge, passes
from autograder.exercise import Exercise
from autograder.runner.call import Observation, observe


def doubled(x):
    return 2 * x


def cases(rng):
    for n in (30, 1, 4):
        yield (rng.normal(size=n),)


EXERCISE = Exercise(doubled, cases)


def verdict(attempt, exercise=EXERCISE):
    return judge(exercise, partial(observe, attempt), 7)


def in_place(x):
    x *= 2
    return x.copy()


def unwritten(x):
    raise NotImplementedError


def test_a_right_attempt_has_all_cases_and_nothing_is_said():
    found = verdict(lambda x: x + x)
    assert (found.passed, found.right, found.cases, found.summary, found.seed) == (True, 3, 3, "", 7)


def test_the_example_is_the_smallest_case_that_failed():
    found = verdict(lambda x: 3 * x)
    assert found.right == 0
    assert found.example.count("array(") == 3  # the argument, what was expected, what came
    assert "," not in found.example.partition("x = array(")[2].partition(")")[0]


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        (unwritten, "has no answer yet"),
        (lambda x: x / "a", "raised UFuncTypeError"),
        (lambda x: None, "returned None"),
        (in_place, "changed its argument `x` in place"),
        (lambda x: 2 * x + 0 * np.random.rand(), "used NumPy's global random numbers"),
    ],
)
def test_what_is_wrong_ends_a_sentence(attempt, words):
    assert words in verdict(attempt).summary


def test_a_loop_that_never_ends_is_asked_for_and_no_other_case_is_tried():
    tried = []

    def too_slow(case):
        tried.append(case)
        return Observation(error="TimeLimitError", message="did not return within 5 seconds")

    found = judge(EXERCISE, too_slow, 7)
    assert "is there a loop that never ends?" in found.summary
    assert len(tried) == 1


def test_an_error_that_is_asked_for_is_right_and_its_lack_is_said():
    def positive(x):
        if (x < 0).any():
            raise ValueError("negative")
        return x

    exercise = Exercise(positive, lambda _rng: [(np.array([-1.0]),)])
    assert verdict(positive, exercise).passed
    assert "where it should raise ValueError" in verdict(lambda x: x, exercise).summary


def test_a_rule_takes_the_place_of_equality():
    def near(case, value):
        return None if abs(value - 1) <= 0.5 else "is far from 1"

    exercise = Exercise(lambda x: 1.0, lambda _rng: [(0,)], accepts=near)
    assert verdict(lambda x: 1.4, exercise).passed
    assert verdict(lambda x: 2.0, exercise).summary == "is far from 1"
    assert not verdict(lambda x: float("nan"), exercise).passed


def test_arrays_of_an_argument_are_refused_where_copies_are_asked():
    exercise = Exercise(lambda x: x.copy(), cases, copies=True)
    assert "returned arrays of its argument `x`" in verdict(lambda x: x, exercise).summary


class OddError(ValueError):
    """A refusal under a name of its own."""


def test_an_error_of_a_kind_of_what_is_asked_is_right_and_the_other_way_round_it_is_not():
    def refuses(kind):
        def attempt(x):
            raise kind("no")

        return attempt

    exercise = Exercise(refuses(ValueError), lambda _rng: [(0,)], {"You refuse.": refuses(ValueError)})
    assert verdict(refuses(OddError), exercise).passed
    assert "raised Exception" in verdict(refuses(Exception), exercise).summary
    assert verdict(refuses(OddError), Exercise(doubled, cases, {"You refuse.": refuses(ValueError)})).hint


def test_whether_it_passes_is_known_at_the_first_case_that_fails():
    tried = []

    def attempt(case):
        tried.append(case)
        return observe(lambda x: 3 * x, case)

    assert not passes(EXERCISE, attempt, 7)
    assert len(tried) == 1
    assert passes(EXERCISE, partial(observe, doubled), 7)


def test_what_goes_wrong_in_an_explanation_costs_no_verdict(monkeypatch):
    def broken(*_, **options):
        raise KeyError

    monkeypatch.setattr("autograder.checking.judge.relation", broken)
    assert verdict(lambda x: 3 * x + x**2).summary == "returned other values"


def test_a_word_that_is_asked_may_be_what_the_failing_cases_share():
    exercise = Exercise(lambda x: "even" if x % 2 == 0 else "odd", lambda _rng: [(n,) for n in (2, 3, 4, 5, 7, 8)])
    said = verdict(lambda x: "even" if x % 2 == 0 else "none", exercise).summary
    assert said.endswith("It is wrong wherever the right value is 'odd' (3 cases), and right wherever it is 'even' (3)")


@pytest.mark.parametrize(
    ("seen", "unanswered", "helper"),
    [
        (Observation(error=UNWRITTEN), True, ""),
        (Observation(error=UNWRITTEN, where="doubled"), True, ""),
        (Observation(error=UNWRITTEN, where="slopes"), False, "slopes"),
        (Observation(3.0), False, ""),
    ],
)
def test_an_answer_that_is_not_written_is_told_from_one_that_waits_for_another(seen, unanswered, helper):
    found = judge(EXERCISE, lambda _case: seen, 7)
    assert (found.unanswered, found.helper) == (unanswered, helper)
