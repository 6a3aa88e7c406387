"""A reference with one slip in it or two, as functions: recognized in other people's code, and never the reference."""

import shutil

import numpy as np
import pytest

from autograder import exercises
from autograder.checking import mutation
from autograder.checking.explanation import Attempt
from autograder.checking.hints import CALL
from autograder.checking.traits import written
from autograder.exercise import Exercise
from autograder.runner.call import observe
from tests.conftest import all_exercises


def half_mean_square(x, w, eps):
    """Half the mean of the squares of x - w, plus eps."""
    distance = x - w
    return np.sum(distance**2) / (2 * len(x)) + eps


def cases(rng):
    for n in (2, 3, 5):
        yield rng.normal(size=n), rng.normal(size=n), 0.1


EXERCISE = Exercise(half_mean_square, cases)


def explaining(attempt, exercise=EXERCISE, found=mutation.mutations):
    """The sentences of the mutations that explain all that a wrong attempt does."""
    tried = [(case, observe(attempt, case)) for case in exercise.draw(0)]
    seen = Attempt(exercise, tried, tried)
    return [m.sentence for m in found(exercise) if (e := seen.explained_by(m.function, CALL)) and e.complete]


@pytest.mark.parametrize(
    ("attempt", "sentence"),
    [
        (lambda x, w, eps: np.mean((x + w) ** 2) / 2 + eps, "You add `w` where it is to be subtracted."),
        (lambda x, w, eps: ((x - w) @ (x - w)) / 2 + eps, "Your divisor lacks the factor `len(x)`."),
        (lambda x, w, eps: np.mean(np.square(x - w)) / 2, "You left out `eps`, which is to be added."),
        (lambda x, w, eps: (x - w).mean() / 2 + eps, "You left out the square of `x - w`."),
    ],
)
def test_a_slip_is_recognized_in_a_function_that_is_written_otherwise(attempt, sentence):
    assert sentence in explaining(attempt)


def test_two_slips_are_recognized_together():
    found = explaining(lambda x, w, eps: np.mean((x + w) ** 2) / 2 - eps, found=mutation.pairs)
    assert any("You add `w`" in sentence and "You subtract `eps`" in sentence for sentence in found)
    assert found[0].startswith("Two things are wrong. 1. ")


def test_what_stands_twice_in_an_answer_may_be_wrong_once():
    def loss_and_slope(x, w):
        """The loss, and its slope."""
        distance = x - w
        return float(distance @ distance), 2 * distance

    exercise = Exercise(loss_and_slope, lambda rng: [(rng.normal(size=n), rng.normal(size=n)) for n in (2, 3, 4)])
    found = explaining(lambda x, w: (float((x - w) @ (x - w)), -3.0 * (x + w)), exercise, mutation.pairs)
    assert found == []
    found = explaining(lambda x, w: (float((x - w) @ (x - w)), x + w), exercise, mutation.pairs)
    assert any("You add `w`" in sentence and "the factor `2`" in sentence for sentence in found)


def test_a_loop_that_has_lost_its_end_is_ended():
    def halvings(n):
        """How often n can be halved."""
        count = 0
        while n > 0:
            n = n // 2
            count += 1
        return count

    exercise = Exercise(halvings, lambda _rng: [(8,), (3,)])
    endless = [m for m in mutation.mutations(exercise) if m.function(8) == mutation.ROUNDS]
    assert endless


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda e: e.name)
def test_every_mutation_is_a_function_and_its_sentence_is_one(exercise):
    for mutated in mutation.mutations(exercise):
        assert mutated.function.__name__ == exercise.name
        assert mutated.sentence[0].isupper()
        assert mutated.sentence.endswith(".")


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda e: e.name)
def test_a_reference_with_its_formulas_spelled_out_is_the_reference(exercise):
    case = exercise.draw(0)[3]
    for reference in mutation.references(exercise):
        same = mutation.Mutation(reference, ())
        assert exercise.name == "train_head" or repr(same.function(*case)) == repr(exercise.reference(*case))


def test_a_reference_that_is_wrapped_has_no_mutations():
    assert mutation.mutations(exercises.find("leaderboard_recipe")) == ()
    assert mutation.reference_traits(exercises.find("leaderboard_recipe")) == {}


def test_a_reference_that_reaches_out_is_not_changed():
    def removes(x):
        """Doubles x, and tidies up."""
        shutil.rmtree(x - 1)
        return 2 * x

    def reads(x):
        """What a text says, twice."""
        return 2 * eval(x - 1)

    for reference in (removes, reads):
        assert mutation.mutations(Exercise(reference, lambda _rng: [(1,)])) == ()


def test_the_source_decides_what_is_missing():
    dropped = next(
        m for m in mutation.mutations(EXERCISE) if m.sentence.startswith("Your divisor lacks the factor `len")
    )
    assert dropped.contradicted_by(written("np.sum((x - w) ** 2) / len(x) / 2 + eps"))
    assert not dropped.contradicted_by(written("np.sum((x - w) ** 2) / 2 + eps"))


def test_who_has_written_the_very_formula_has_not_mistaken_it():
    added = next(m for m in mutation.mutations(EXERCISE) if m.sentence.startswith("You add `w`"))
    assert added.contradicted_by(written("r = x - w\nr.sum()"))
    assert not added.contradicted_by(written("r = w - x\nr.sum()"))
    assert not added.contradicted_by(written("r = x + w\nx - w"))


def test_words_of_a_slip_are_found_in_a_source():
    added = next(m for m in mutation.mutations(EXERCISE) if m.sentence.startswith("You add `w`"))
    assert added.stands_in("distance = x + w")
    assert not added.stands_in("distance = x - w")
