"""Which misconception is told: the one that did what the attempt did, in the failed cases and in most of all."""

import numpy as np
import pytest

from autograder import exercises
from autograder.checking import hints, mutation
from autograder.checking.explanation import agrees
from autograder.checking.hints import hint
from autograder.exercise import Exercise
from autograder.runner.call import observe


@pytest.fixture(autouse=True)
def enough_time(monkeypatch):
    """What is found is not to depend on how busy the machine is."""
    monkeypatch.setattr(hints, "SECONDS", 60.0)
    monkeypatch.setattr(hints, "CALL", 10.0)


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


def halves(x, seed):
    """The halves of x in an order drawn by the seed: np.random.default_rng(seed)."""
    return np.random.default_rng(seed).permutation(x) / 2


DRAWN = Exercise(
    halves,
    lambda rng: [(rng.normal(size=n), n) for n in (4, 5, 6)],
    {"You returned nothing.": lambda x, seed: None},
)


def told_of(attempt, source="", exercise=DRAWN):
    tried = [(case, observe(attempt, case)) for case in exercise.draw(0)]
    return hint(exercise, tried, tried, source)


def test_a_slip_in_the_reference_is_told_where_no_author_knew_the_mistake():
    assert told_of(lambda x, seed: np.random.default_rng(seed).permutation(x)) == "You did not divide by `2`."
    assert "RandomState" in told_of(lambda x, seed: np.random.RandomState(seed).permutation(x) / 2)


def test_two_slips_are_told_where_one_explains_nothing():
    said = told_of(lambda x, seed: np.random.default_rng(1).permutation(x))
    assert said.startswith("Two things are wrong. ")
    assert "You did not divide by `2`." in said
    assert "You ignore the seed" in said


def test_nothing_is_said_to_be_missing_that_is_in_the_source():
    attempt = lambda x, seed: np.random.default_rng(seed).permutation(x)  # noqa: E731
    said = told_of(attempt, "def halves(x, seed):\n    return np.random.default_rng(seed).permutation(x) / 2 * 2")
    assert "You did not divide" not in said


def test_a_generator_without_a_seed_is_seen_in_the_source():
    source = "def halves(x, seed):\n    return np.random.default_rng().permutation(x) / 2"
    assert told_of(lambda x, seed: -x, source) == hints.UNSEEDED
    assert told_of(lambda x, seed: -x, source.replace("()", "(seed)")) != hints.UNSEEDED


def test_what_an_author_says_of_three_quarters_is_told_before_a_slip():
    exercise = Exercise(double, EXERCISE.cases, {"You take large ones for themselves.": lambda x: x or -1})
    assert told(lambda x: x or -1, exercise) == "You take large ones for themselves."


def test_an_attempt_that_only_raises_errors_is_not_compared_with_slips():
    def raises(x, seed):
        raise TypeError

    assert told_of(raises) == ""


@pytest.mark.parametrize("name", ["mse_loss_and_grad", "classic_test_params", "frozen_step", "predicted_shrink"])
def test_a_slip_in_a_reference_of_the_course_gets_a_sentence(name):
    exercise, silent = exercises.find(name), []
    for mutated in mutation.mutations(exercise):
        tried = [(case, observe(mutated.function, case)) for case in exercise.draw(0)]
        right = [observe(exercise.reference, case) for case, _ in tried]
        wrong = [t for t, r in zip(tried, right, strict=True) if not agrees(t[1], r, exercise.tolerance)]
        if len(wrong) > 1 and all(seen.error is None for _, seen in wrong) and not hint(exercise, tried, wrong):
            silent.append(mutated.sentence)
    assert silent == []


def test_the_search_ends_when_its_time_is_over(monkeypatch):
    calls = []
    monkeypatch.setattr(hints, "SECONDS", 0.0)
    exercise = Exercise(DRAWN.reference, DRAWN.cases)
    tried = [(case, observe(lambda x, seed: x, case)) for case in exercise.draw(0)]
    monkeypatch.setattr(hints.Attempt, "explained_by", lambda *_: calls.append(1))
    assert hint(exercise, tried, tried) == ""
    assert calls == []
