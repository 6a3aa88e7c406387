"""The engine is a library for all chapters, and holds the answer to no exercise of any."""

import importlib
import inspect
import itertools
import types
from pathlib import Path

import numpy as np
import pytest

from autograder.checking.hints import agrees
from autograder.comparison import type_mismatch
from autograder.exercise import VISIBLE_SEED
from autograder.runner.call import Observation, observe
from dlcourse import engine
from dlcourse.engine.graph import Node, constant
from tests.conftest import all_exercises

EXERCISES = [e for e in all_exercises() if e.driver is None]  # a driver's exercise is no function of data


def public_functions():
    """The engine's public functions by name."""
    found = {}
    for path in Path(engine.__file__).parent.glob("[a-z]*.py"):
        module = importlib.import_module(f"{engine.__name__}.{path.stem}")
        own = {n: f for n, f in vars(module).items() if inspect.isfunction(f) and f.__module__ == module.__name__}
        found |= {name: f for name, f in own.items() if not name.startswith("_")}
    return found


ENGINE = public_functions()


def takes(function, count):
    try:
        inspect.signature(function).bind(*range(count))
    except TypeError:
        return False
    return True


def as_data(value):
    """A node as the array it holds, what a generator yields as a list."""
    value = list(value) if isinstance(value, types.GeneratorType) else value
    if isinstance(value, list | tuple):
        return type(value)(map(as_data, value))
    return value.value if isinstance(value, Node) else value


def right(exercise, case, seen):
    expected = observe(exercise.reference, case)
    if exercise.accepts is None:
        return agrees(seen, expected, exercise.tolerance)
    return (
        seen.error is None and not type_mismatch(seen.value, expected.value) and not exercise.accepts(case, seen.value)
    )


def forms(exercise, case):
    """The case as it is, with its arrays as nodes, and with the generator that its seed makes."""
    names = list(inspect.signature(exercise.reference).parameters)
    yield case
    yield tuple(constant(a) if isinstance(a, np.ndarray) and a.dtype.kind == "f" else a for a in case)
    if "seed" in names:
        yield tuple(np.random.default_rng(a) if name == "seed" else a for name, a in zip(names, case, strict=False))


def call(function, exercise, case, form, order):
    arguments = list(forms(exercise, case))[form]
    try:
        return observe(lambda *_: as_data(function(*(arguments[i] for i in order))), case)
    except Exception:  # what it gave cannot even be copied
        return Observation(error="Exception")


def answers(function, exercise):
    """Whether one call of the function, with the exercise's arguments (in any order, if few), is always right."""
    cases = exercise.draw(VISIBLE_SEED)
    count = len(cases[0])
    orders = itertools.permutations(range(count)) if count <= 4 else [range(count)]
    ways = itertools.product(range(len(list(forms(exercise, cases[0])))), orders)
    return takes(function, count) and any(
        all(len(case) == count and right(exercise, case, call(function, exercise, case, *way)) for case in cases)
        for way in ways
    )


@pytest.mark.slow
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_no_public_function_answers_an_exercise_in_one_call(exercise):
    if not answers(lambda a, b: a * b, exercise):  # a product of two arrays is nobody's to keep back
        assert [name for name, function in ENGINE.items() if answers(function, exercise)] == []


def test_no_exercise_has_the_name_of_a_public_function():
    assert {e.name for e in all_exercises()} & set(ENGINE) == set()


def test_an_answer_in_one_call_would_be_found():
    by_name = {e.name: e for e in EXERCISES}

    def minibatches(n, batch_size, rng):
        order = rng.permutation(n)
        return (order[start : start + batch_size] for start in range(0, n, batch_size))

    assert answers(minibatches, by_name["minibatch_indices"])
    assert answers(lambda mask, g: constant(g * mask), by_name["dropout_backward"])
    assert not answers(lambda mask, g: mask + g, by_name["dropout_backward"])
