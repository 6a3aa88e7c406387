"""All that a failed check says, to be read as a page: of each kind of sentence one example, as a learner sees it."""

from functools import partial

import numpy as np
import pytest

from autograder.checking import factor, misread, places, transforms
from autograder.checking.judge import judge
from autograder.comparison import CURES, difference
from autograder.exercise import Exercise
from autograder.runner.call import Opaque, observe


def table(X, y, lr, kind):
    """What is asked: a table of as many rows as X has."""
    if lr <= 0:
        raise ValueError("lr must be above 0")
    return lr * (X + y[:, None]) if kind == "plain" else np.tanh(X) + y[:, None]


def tables(rng):
    for n, d, lr, kind in ((3, 2, 0.5, "plain"), (4, 4, 0.25, "bent"), (5, 3, 2.0, "plain"), (6, 4, 1.5, "bent")):
        yield rng.normal(size=(n, d)), rng.normal(size=n), lr, kind


def refused(rng):
    yield from tables(rng)
    yield np.ones((1, 1)), np.ones(1), 0.0, "plain"


def both(x, seed):
    """What is asked: a number and a dict."""
    return float(x.sum()), {"mean": float(x.mean()), "order": np.random.default_rng(seed).permutation(x)}


def rows(rng):
    for n in (4, 6, 9):
        yield rng.normal(size=n), int(rng.integers(100))


TABLE, REFUSED, BOTH = Exercise(table, tables), Exercise(table, refused), Exercise(both, rows)


def unwritten(X, y, lr, kind):
    raise NotImplementedError


def printed(X, y, lr, kind):
    print(table(X, y, lr, kind))


def in_place(X, y, lr, kind):
    X += 1
    return table(X - 1, y, lr, kind)


def asserts(X, y, lr, kind):
    assert lr > 0
    return table(X, y, lr, kind)


def in_a_kind(X, y, lr, kind):
    return table(X, y, lr, kind) * (2 if kind == "bent" else 1)


def aliased(X, y, lr, kind):
    return np.tile(table(X, y, lr, kind)[-1], (len(X), 1))


def draws_at_will(x, seed):
    number, found = both(x, seed)
    return number, found | {"order": np.random.default_rng().permutation(x)}


PAGE = [
    # What became of the call
    (TABLE, unwritten, "It has no answer yet: replace the line `raise NotImplementedError(...)` by your own code"),
    (TABLE, lambda X: X, "It has other parameters than it is called with: keep the first line as it was, `def table(X, y, lr, kind):`"),
    (TABLE, lambda *a: int("x"), "It raised ValueError: invalid literal for int() with base 10: 'x' (in the line `"),
    (REFUSED, asserts, "It raised AssertionError, where ValueError is asked: write `raise ValueError(...)` in place of `assert`"),
    (REFUSED, lambda X, y, lr, kind: table(X, y, lr or 1.0, kind), "It returned array([[2.]]), where it should raise ValueError"),
    (TABLE, lambda *a: None, "It returned None, where an array of floats of shape (3, 2) is asked: did a path end without `return ...`?"),
    (TABLE, printed, "It printed something and returned None: what is printed is not returned, so end with `return ...`"),
    # What it did besides
    (TABLE, in_place, "It changed its argument `X` in place: the caller still needs it, so work on a copy"),
    (TABLE, lambda *a: table(*a) + 0 * np.random.rand(), "It used NumPy's global random numbers: make a generator of your own with np.random.default_rng(seed)"),
    (BOTH, draws_at_will, "A second call with the same arguments gives another value: draw all from np.random.default_rng(seed)"),
    (BOTH, lambda x, seed: both(x, 7), "With other values of `seed` it gives the same, where another value is right: np.random.default_rng(seed) makes the generator"),
    # Another kind of thing
    (TABLE, lambda *a: table(*a).tolist(), "It returned a list of 3, where an array of floats of shape (3, 2) is asked: make it one with np.array(...)"),
    (TABLE, lambda *a: (row for row in table(*a)), "It returned an object of type generator, where an array of floats of shape (3, 2) is asked: `yield` and"),
    (TABLE, lambda *a: table(*a) > 0, "It returned an array of booleans of shape (3, 2) (dtype bool), where floats are asked"),
    (TABLE, lambda *a: table(*a) / 0, "It returned infinity, where finite values are asked: look for a division by 0, a log of 0, or an overflow in exp"),
    (TABLE, lambda *a: table(*a) * np.nan, "It returned NaN (not a number), where finite values are asked: look for 0/0 or inf - inf, as after an overflow in exp"),
    (BOTH, lambda x, seed: [*both(x, seed)], "It returned a list of 2, where a tuple of 2 is asked"),
    (BOTH, lambda x, seed: (float(x.sum()), {"mean": 1.0}), "It returned the keys ['mean'], where ['mean', 'order'] are asked (its second item)"),
    # What the values have to do with the right ones
    (TABLE, lambda *a: -table(*a), "It returned the right values with the opposite sign"),
    (TABLE, lambda *a: table(*a) * len(a[1]), "It returned the right values times `len(y)`"),
    (TABLE, lambda *a: table(*a).T, "It returned the transpose of what is asked (shape (2, 3), where (3, 2) is asked)"),
    (TABLE, lambda *a: table(*a)[1:], "It returned the right values without the first row (shape (2, 2), where (3, 2) is asked)"),
    (TABLE, lambda *a: table(*a)[-1], "It returned only the last row of what is asked (shape (2,), where (3, 2) is asked)"),
    (TABLE, lambda *a: np.abs(table(*a)), "It returned the right values without their signs"),
    (TABLE, lambda *a: table(*a) * (1 + 1e-5), "It returned values that are right to 4 digits: are they computed with something rounded, or with a small constant added?"),
    (TABLE, aliased, "It returned the same row everywhere (is one array, or dict, stored again and again? make a new one each time)"),
    (TABLE, lambda *a: np.vstack([0 * a[0][:1], table(*a)[1:]]), "It returned 0 in place of the right values in the first row alone"),
    (TABLE, lambda X, y, lr, kind: table(X, -y, lr, kind), "It returned what would be right if `y` had the opposite sign"),
    (BOTH, lambda x, seed: both(x, seed)[::-1], "It returned the right items in another order: its second item comes first"),
    (BOTH, lambda x, seed: (2 * both(x, seed)[0], both(x, seed)[1]), "It returned twice the right values in its first item; 'mean' and 'order' of its second item are right in all 3 cases"),
    # Where it is wrong
    (TABLE, in_a_kind, "It returned twice the right values. It is wrong wherever `kind` is 'bent' (2 cases), and right wherever it is 'plain' (2)"),
    (REFUSED, lambda X, y, lr, kind: table(X, y, lr, kind) if lr else 1 / 0, "It raised ZeroDivisionError: division by zero (in the line `"),
]  # fmt: skip


def said(exercise, attempt, **options):
    seen = partial(observe, attempt)
    return f"It {judge(exercise, seen, 5, again=seen, **options).summary}"


@pytest.mark.parametrize(("exercise", "attempt", "sentence"), PAGE, ids=[sentence[3:60] for *_, sentence in PAGE])
def test_a_learner_reads(exercise, attempt, sentence):
    found = said(exercise, attempt)
    assert found.startswith(sentence) or sentence.removeprefix("It ") in found


@pytest.mark.parametrize("words", [*transforms.CUTS, *transforms.ARRAYS, *transforms.NUMBERS])
def test_each_change_of_a_right_value_is_told(words):
    """Or one that is the same for these values."""

    def right(X):
        return X

    def case(rng, shape):
        values = 2 * rng.normal(size=shape) + 0.25
        return (np.exp(values) if "log" in words else values,)

    shapes = (
        [(4,), (5,)]
        if "ascending" in words
        else [(3, 3, 3), (4, 5, 5)]
        if "axes" in words or "upside" in words
        else [(3, 3), (4, 5)]
    )
    exercise = Exercise(right, lambda rng: [case(rng, shape) for shape in shapes])
    change = {**transforms.CUTS, **transforms.ARRAYS, **transforms.NUMBERS}[words]
    assert words.format(row="row") in said(exercise, change)


@pytest.mark.parametrize("kind", CURES)
def test_each_kind_of_thing_that_is_no_data_has_a_cure(kind):
    assert difference(Opaque(kind), np.ones(2)).endswith(CURES[kind])


@pytest.mark.parametrize(
    "words",
    [*factor.FACTORS.values(), *factor.MULTIPLES, *factor.SUMS, *factor.ENTRIES, *factor.CAME, *places.ALONE,
     *misread.REAL, *misread.WHOLE, *misread.ARRAY, *misread.LISTS],
)  # fmt: skip
def test_no_words_end_a_sentence_before_it_ends(words):
    assert not words.endswith((".", "?", ","))
    assert words.count("`") % 2 == 0
