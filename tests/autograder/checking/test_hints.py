"""Which misconception is told: the one that did what the attempt did, in the failed cases and in most of all."""

import pytest

from autograder.checking.hints import agrees, hint
from autograder.exercise import Exercise
from autograder.runner.call import Observation, observe


def double(x):
    return 2 * x


EXERCISE = Exercise(
    double,
    lambda _rng: [(0,), (1,), (2,), (3,)],
    {"You added 2.": lambda x: x + 2, "You squared.": lambda x: x * x, "You gave it back.": lambda x: x},
)


def told(attempt, exercise=EXERCISE):
    tried = [(case, observe(attempt, case)) for case in exercise.draw(0)]
    failed = [(case, seen) for case, seen in tried if seen.error or seen.value != exercise.reference(*case)]
    return hint(exercise, tried, failed)


@pytest.mark.parametrize(
    ("attempt", "sentence"),
    [(lambda x: x + 2, "You added 2."), (lambda x: x**2, "You squared."), (lambda x: x, "You gave it back.")],
)
def test_a_mistake_that_is_known_is_told(attempt, sentence):
    assert told(attempt) == sentence


def test_a_mistake_that_is_like_a_known_one_in_half_of_the_cases_is_not():
    assert told(lambda x: x + 2 if x > 1 else -7) == ""


def test_who_has_not_begun_has_no_misconception():
    def unwritten(x):
        raise NotImplementedError

    assert told(unwritten, Exercise(double, EXERCISE.cases, {"You raise an error.": unwritten})) == ""


def test_an_error_is_a_misconception_where_it_is_the_same_error():
    def divides(x):
        return x / 0

    exercise = Exercise(double, EXERCISE.cases, {"You divided by 0.": divides})
    assert told(divides, exercise) == "You divided by 0."
    assert told(lambda x: [][x], exercise) == ""


def test_the_same_value_with_another_effect_is_not_the_same():
    assert agrees(Observation(1.0), Observation(1.0 + 1e-9), 1e-6)
    assert not agrees(Observation(1.0), Observation(1.0, changed=(0,)), 1e-6)
    assert not agrees(Observation(1.0), Observation(1.0, global_random=True), 1e-6)
