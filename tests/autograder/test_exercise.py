"""The vocabulary of exercises: what two draws have in common, and what tells two exercises apart."""

import numpy as np

from autograder.exercise import Exercise, Mistake, Written


def double(x):
    return 2 * x


def cases(rng):
    yield (1,)
    yield (int(rng.integers(1, 10**9)),)


def test_an_exercise_has_the_name_of_its_reference():
    assert Exercise(double, cases).name == "double"


def test_the_same_seed_draws_the_same_cases_and_another_seed_asks_the_same_of_other_numbers():
    exercise = Exercise(double, cases)
    assert exercise.draw(1) == exercise.draw(1)
    (same, first), (again, second) = exercise.draw(1), exercise.draw(2)
    assert same == again
    assert first != second


def test_no_global_generator_decides():
    exercise = Exercise(double, cases)
    np.random.seed(0)
    first = exercise.draw(1)
    np.random.seed(1)
    assert exercise.draw(1) == first


def test_two_exercises_of_one_function_are_two():
    one, other = Exercise(double, cases), Exercise(double, cases)
    assert one != other
    assert len({one, other}) == 2


def test_two_questions_with_the_same_words_are_one():
    assert Written("why", "Because.") == Written("why", "Because.")


def test_a_mistake_is_a_function_and_knows_its_like():
    tripled = Mistake(lambda x: 3 * x, lambda case, value: value % 3 == 0)
    assert tripled(2) == 6
    assert tripled.shown_by((2,), 9)
    assert not tripled.shown_by((2,), 4)
    assert not tripled.shown_by((2,), "what a learner may return")
