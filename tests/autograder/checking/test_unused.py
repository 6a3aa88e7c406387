"""An argument that makes no difference, found by calling once more with another value of it."""

from functools import partial

import numpy as np
import pytest

from autograder.checking.trial import Trial
from autograder.checking.unused import unused
from autograder.comparison import difference
from autograder.exercise import Exercise
from autograder.runner.call import Observation, observe


def noisy(x, n, width, seed):
    return x + width * np.random.default_rng(seed).normal(size=n)


def cases(rng):
    for n in (2, 3, 5):
        yield rng.normal(size=n), n, float(rng.uniform(1, 2)), int(rng.integers(100))


EXERCISE = Exercise(noisy, cases)


def said(attempt, exercise=EXERCISE):
    made = []
    for case in exercise.draw(0):
        seen, right = observe(attempt, case), Observation(exercise.reference(*case))
        made.append(Trial(case, seen, right, difference(seen.value, right.value)))
    return unused(exercise, made, partial(observe, attempt))


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        (lambda x, n, width, seed: noisy(x, n, width, 7), "With other values of `seed` it gives the same"),
        (lambda x, n, width, seed: noisy(x, n, 1.0, seed), "With other values of `width` it gives the same"),
        (lambda x, n, width, seed: noisy(0 * x, n, width, seed), "With other values of `x` it gives the same"),
        (lambda x, n, width, seed: x + np.random.default_rng().normal(size=n), "A second call with the same arguments"),
    ],
)
def test_what_is_not_used_is_named(attempt, words):
    assert words in said(attempt)


def test_an_argument_that_is_used_wrongly_is_not_said_to_be_unused():
    assert said(lambda x, n, width, seed: 2 * noisy(x, n, width, seed)) == ""


def test_an_attempt_that_is_right_without_an_argument_has_it_from_elsewhere():
    def scaled(x, n):
        return x * n

    exercise = Exercise(scaled, lambda rng: [(rng.normal(size=n), n) for n in (1, 2, 3, 4, 5)])
    assert said(lambda x, n: x * len(x) if len(x) < 4 else x, exercise) == ""
    assert said(lambda x, n: x, Exercise(scaled, lambda rng: [(rng.normal(size=n), n) for n in (2, 3)])) != ""
