"""Values that are right for other arguments than were given."""

import numpy as np
import pytest

from autograder.checking.misread import misread
from autograder.checking.trial import Trial
from autograder.comparison import difference
from autograder.exercise import Exercise
from autograder.runner.call import Observation, observe


def shifted(x, scale, offset, steps):
    return x * scale + offset + steps**2


def cases(rng):
    for n in (2, 3, 5):
        yield rng.normal(size=n), float(rng.uniform(1, 2)), float(rng.uniform(3, 4)), n


EXERCISE = Exercise(shifted, cases)


def trials(attempt, exercise=EXERCISE):
    made = []
    for case in exercise.draw(0):
        seen, right = observe(attempt, case), Observation(exercise.reference(*case))
        made.append(Trial(case, seen, right, difference(seen.value, right.value)))
    return made


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        (lambda x, scale, offset, steps: shifted(-x, scale, offset, steps), "`x` had the opposite sign"),
        (lambda x, scale, offset, steps: shifted(x, offset, scale, steps), "`scale` and `offset` were swapped"),
        (lambda x, scale, offset, steps: shifted(x, scale, 0.0, steps), "`offset` were 0"),
        (lambda x, scale, offset, steps: shifted(x, scale, offset, steps - 1), "`steps` were `steps - 1`"),
        (lambda x, scale, offset, steps: shifted(x, 1 / scale, offset, steps), "`scale` were `1 / scale`"),
    ],
)
def test_the_argument_that_was_read_otherwise_is_named(attempt, words):
    assert misread(EXERCISE, trials(attempt)) == f"returned what would be right if {words}"


def test_nothing_is_told_of_what_no_other_argument_explains_or_of_one_case_alone():
    assert misread(EXERCISE, trials(lambda x, scale, offset, steps: np.sin(x))) == ""
    assert misread(EXERCISE, trials(lambda x, scale, offset, steps: shifted(-x, scale, offset, steps))[:1]) == ""


def test_a_reading_that_a_right_case_contradicts_is_not_told():
    def attempt(x, scale, offset, steps):
        return shifted(x, scale, 0.0 if len(x) > 2 else offset, steps)

    assert misread(EXERCISE, trials(attempt)) == ""
