"""What the values that came have to do with the right ones, part by part."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checking.relation import relation
from autograder.checking.trial import Trial
from autograder.comparison import difference
from autograder.exercise import Exercise
from autograder.runner.call import Observation, observe


def both(X, y):
    return float(y @ y), X.T @ y


def cases(rng):
    for n, d in ((1, 3), (4, 2), (5, 5)):
        yield rng.normal(size=(n, d)), rng.normal(size=n)


def said(attempt, reference=both, cases=cases):
    exercise, trials = Exercise(reference, cases), []
    for case in exercise.draw(0):
        seen, right = observe(attempt, case), Observation(reference(*case))
        trials.append(Trial(case, seen, right, difference(seen.value, right.value)))
    return relation(exercise, trials)


@pytest.mark.parametrize(
    ("attempt", "sentence"),
    [
        (
            lambda X, y: (float(y @ y), -X.T @ y),
            (
                "returned the right values with the opposite sign in its second item; its first item is right in all 3 "
                "cases"
            ),
        ),
        (
            lambda X, y: (2 * float(y @ y), 2 * X.T @ y),
            "returned twice the right values in its first item and its second item",
        ),
        (
            lambda X, y: (float(y @ y) / len(y), X.T @ y * len(y)),
            (
                "returned the right values divided by `len(y)` in its first item, and the right values times `len(y)` "
                "in its second item"
            ),
        ),
        (
            lambda X, y: (X.T @ y, float(y @ y)),
            "returned the right items in another order: its second item comes first",
        ),
        (
            lambda X, y: (float(y @ y), np.sin(X.T @ y)),
            "returned other values in its second item; its first item is right in all 3 cases",
        ),
        (lambda X, y: (float(y @ y) + (-1.5) ** len(y), np.sin(X.T @ y)), ""),
        (both, ""),
    ],
)
def test_each_part_is_told_by_itself(attempt, sentence):
    assert said(attempt) == sentence


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (np.transpose, "the transpose of what is asked"),
        (lambda a: a[::-1], "the right rows in reverse order"),
        (lambda a: a[1:], "the right values without the first row"),
        (lambda a: a[:-1], "the right values without the last row"),
        (lambda a: a[-1], "only the last row of what is asked"),
        (lambda a: np.vstack([a, a[:1]]), "the right values and one row too many at the end"),
        (np.abs, "the right values without their signs"),
        (np.floor, "the right values rounded down to whole numbers"),
        (lambda a: np.round(a, 2), "the right values rounded to 2 decimals"),
        (lambda a: a.sum(axis=0), "what is asked summed over its rows"),
        (lambda a: a[..., None], "the right values in another shape"),
    ],
)
def test_what_was_done_to_an_array_is_told(change, words):
    def table(X):
        return 3 * X

    def tables(rng):
        yield (rng.normal(size=(3, 3)),)
        yield (rng.normal(size=(4, 2)),)

    assert said(lambda X: change(3 * X), table, tables).startswith(f"returned {words}")


def test_keys_of_a_dict_are_told_by_name():
    def grads(X, y):
        return {"W": X.T @ y, "b": y.sum(), "c": y[0]}

    assert said(lambda X, y: {**grads(X, y), "b": 2 * y.sum()}, grads) == (
        "returned twice the right values in 'b'; 'W' and 'c' are right in all 3 cases"
    )


def test_a_list_of_rows_is_told_key_by_key():
    def rows(X, y):
        return [{"lr": float(v), "n": i} for i, v in enumerate(np.exp(y) + 1)]

    assert said(lambda X, y: [{**row, "lr": float(np.log(row["lr"]))} for row in rows(X, y)], rows).startswith(
        "returned the logarithm of the right values in 'lr'; 'n' is right"
    )


def test_one_dict_that_is_stored_again_and_again_is_told():
    def rows(X, y):
        return [{"v": float(v), "n": i} for i, v in enumerate(y)]

    def cases_of_many(rng):
        return ((rng.normal(size=(n, 2)), rng.normal(size=n)) for n in (2, 4))

    assert "stored again and again" in said(lambda X, y: [rows(X, y)[-1]] * len(y), rows, cases_of_many)


def test_another_kind_of_thing_is_left_to_the_fault():
    assert said(lambda X, y: [*both(X, y)]) == ""
    assert said(lambda X: X.tolist(), lambda X: 3 * X, lambda rng: [(np.ones((2, 2)),)]) == ""


@given(st.integers(0, 2**32 - 1))
def test_values_drawn_anew_have_no_relation_that_names_what_was_done(seed):
    rng = np.random.default_rng(seed)
    found = said(lambda X, y: (float(rng.normal()), rng.normal(size=X.shape[1])))
    for words in ("times", "divided", "plus", "minus", "opposite", "twice", "half", "reverse", "transpose", "order"):
        assert words not in found
