"""The engine is a library for all chapters, and holds the answer to no exercise of any."""

import functools
import importlib
import inspect
import itertools
import types
from pathlib import Path

import numpy as np
import pytest

from autograder.checking.explanation import agrees
from autograder.comparison import type_mismatch
from autograder.exercise import VISIBLE_SEED
from autograder.runner.call import Observation, observe
from dlcourse import engine
from dlcourse.engine.graph import Node, constant
from tests.conftest import all_exercises

EXERCISES = [e for e in all_exercises() if e.driver is None]  # a driver's exercise is no function of data


MODULES = [
    importlib.import_module(f"{engine.__name__}.{path.stem}")
    for path in sorted(Path(engine.__file__).parent.glob("[a-z]*.py"))
]


def public_functions():
    """The engine's public functions by name."""
    found = {}
    for module in MODULES:
        own = {n: f for n, f in vars(module).items() if inspect.isfunction(f) and f.__module__ == module.__name__}
        found |= {name: f for name, f in own.items() if not name.startswith("_")}
    return found


def words():
    """The words that the engine knows for a choice: the strings among its constants."""
    constants = [value for module in MODULES for name, value in vars(module).items() if name.isupper()]
    return sorted(
        {item for value in constants if isinstance(value, tuple | dict) for item in value if type(item) is str}
    )


ENGINE, WORDS = public_functions(), words()


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


@functools.cache
def visible(exercise):
    """The cases that everybody sees, each with what the reference does with it, found out once."""
    return [(case, observe(exercise.reference, case)) for case in exercise.draw(VISIBLE_SEED)]


def right(exercise, case, expected, seen):
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
    cases = visible(exercise)
    count = len(cases[0][0])
    orders = itertools.permutations(range(count)) if count <= 4 else [range(count)]
    ways = itertools.product(range(len(list(forms(exercise, cases[0][0])))), orders)
    return takes(function, count) and any(
        all(
            len(case) == count and right(exercise, case, expected, call(function, exercise, case, *way))
            for case, expected in cases
        )
        for way in ways
    )


def pairings(function, exercise):
    """Ways to give a function what the exercise is given: by name, the rest in any order; `shape` of its numbers."""
    names = list(inspect.signature(exercise.reference).parameters)
    wanted = [p.name for p in inspect.signature(function).parameters.values() if p.default is p.empty]
    ours, theirs = [n for n in names if n not in wanted], [n for n in wanted if n not in (*names, "shape")]
    if len(ours) == len(theirs) < len(names):
        for order in itertools.permutations(ours):
            yield {name: name for name in wanted if name in names} | dict(zip(theirs, order, strict=True))


def by_name(function, exercise, case, pairing, translation):
    names = inspect.signature(exercise.reference).parameters
    values = dict(zip(names, (translation.get(v, v) if type(v) is str else v for v in case), strict=True))
    arguments = {theirs: values[ours] for theirs, ours in pairing.items()}
    if "shape" in inspect.signature(function).parameters:
        arguments["shape"] = case[:2]
    try:
        return observe(lambda *_: as_data(function(**arguments)), case)
    except Exception:  # as in `call`
        return Observation(error="Exception")


def answers_in_other_words(function, exercise):
    """Whether the function is always right when its parameters get what is theirs, and its own word for each word."""
    cases = visible(exercise)
    if any(len(case) != len(inspect.signature(exercise.reference).parameters) for case, _ in cases):
        return False
    by_word = {}
    for case, expected in cases:
        by_word.setdefault(next((value for value in case if type(value) is str), ""), []).append((case, expected))

    def always(pairing, translation, some):
        return all(right(exercise, c, e, by_name(function, exercise, c, pairing, translation)) for c, e in some)

    return any(
        all(any(always(pairing, {ours: word}, some) for word in (ours, *WORDS)) for ours, some in by_word.items())
        for pairing in pairings(function, exercise)
    )


@pytest.mark.slow
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_no_public_function_answers_an_exercise_in_one_call(exercise):
    if not answers(lambda a, b: a * b, exercise):  # a product of two arrays is nobody's to keep back
        assert [name for name, function in ENGINE.items() if answers(function, exercise)] == []
        assert [name for name, function in ENGINE.items() if answers_in_other_words(function, exercise)] == []


def test_no_exercise_has_the_name_of_a_public_function():
    assert {e.name for e in all_exercises()} & set(ENGINE) == set()


def test_an_answer_in_one_call_would_be_found():
    found = {e.name: e for e in EXERCISES}

    def minibatches(n, batch_size, rng):
        order = rng.permutation(n)
        return (order[start : start + batch_size] for start in range(0, n, batch_size))

    assert answers(minibatches, found["minibatch_indices"])
    assert answers(lambda mask, g: constant(g * mask), found["dropout_backward"])
    assert not answers(lambda mask, g: mask + g, found["dropout_backward"])


def test_an_answer_under_other_names_would_be_found():
    exercise = {e.name: e for e in EXERCISES}["init_weights"]

    def drawn(shape, fan_in, fan_out, init, seed):
        return exercise.reference(fan_in, fan_out, {"he_normal": "he", "zeros": "glorot"}.get(init, "classic"), seed)

    assert answers_in_other_words(drawn, exercise)
    assert not answers_in_other_words(lambda fan_in, fan_out, init, seed: np.zeros((fan_in, fan_out)), exercise)
