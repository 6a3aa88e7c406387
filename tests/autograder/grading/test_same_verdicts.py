"""Whatever a function does, the notebook and the sandbox say the same of it, sentence by sentence."""

import contextlib
import linecache
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.checking.judge import judge
from autograder.exercise import Exercise
from autograder.runner.call import observe
from tests.autograder.runner import odd_functions
from tests.autograder.runner.odd_functions import LINES, SLOW, bodies
from tests.autograder.sandboxed import an_assignment, sandbox_for

FIRST = "import numpy as np\nnp.random.seed(7)"
SHORT = 0.3  # seconds for a call that never ends


def odd(x, params, rows, n):
    return x + 1


def cases(rng):
    for size in (4, 2):
        x = rng.normal(size=size)
        x[0] = 0.0
        yield x, {"w": rng.normal(size=(2, 2)), "b": np.zeros(2)}, [1, 0.0, 2.5], size


def exercise(**options):
    return Exercise(odd, cases, {"You returned x as it came.": lambda x, params, rows, n: x}, **options)


@pytest.fixture(scope="module")
def sandbox():
    found = an_assignment()
    with sandbox_for(found) as sandbox:
        yield sandbox


def in_notebook(source, one):
    space = {}
    linecache.cache["<cell>"] = (len(source), None, source.splitlines(keepends=True), "<cell>")
    exec(compile(source, "<cell>", "exec"), space)
    exec(FIRST, space)
    before = np.geterr()
    try:
        return judge(one, partial(observe, space["odd"], seconds=one.seconds))
    finally:
        assert np.geterr() == before


def in_sandbox(source, one, sandbox):
    with contextlib.closing(sandbox.session()) as session:
        assert not session.run(FIRST, 30).error
        assert not session.run(source, 30).error
        seen = session.call("odd", one.draw(0), one.seconds)
        return judge(one, lambda _case: next(seen))


@pytest.mark.parametrize("body", bodies(LINES))
def test_an_odd_function_has_the_same_verdict_in_the_notebook_and_in_the_sandbox(body, sandbox):
    source = odd_functions.source(body)
    one = exercise(copies="rows" not in body)
    assert in_notebook(source, one) == in_sandbox(source, one, sandbox)


@pytest.mark.parametrize("body", bodies(SLOW))
def test_a_function_that_takes_too_long_has_the_same_verdict_on_both_sides(body, sandbox):
    source, one = odd_functions.source(body), exercise(seconds=SHORT)
    verdict = in_notebook(source, one)
    assert verdict == in_sandbox(source, one, sandbox)
    assert "did not return" in verdict.summary


@settings(max_examples=30)
@given(st.lists(st.sampled_from([b for b in bodies(LINES) if "return" in b]), min_size=2, max_size=3, unique=True))
def test_odd_things_one_after_the_other_have_the_same_verdict_on_both_sides(sandbox, chosen):
    before = [body.rpartition("return")[0].rstrip("; ") for body in chosen[:-1]]
    source = odd_functions.source("; ".join([*filter(None, before), chosen[-1]]))
    assert in_notebook(source, exercise()) == in_sandbox(source, exercise(), sandbox)


def refuses(x, params, rows, n):
    raise ValueError


@pytest.mark.parametrize(("base", "passes"), [("ValueError", True), ("UnicodeError", True), ("Exception", False)])
def test_an_error_of_the_learner_s_own_class_is_what_it_is_derived_from_on_both_sides(base, passes, sandbox):
    source = odd_functions.source(f"raise type('OddError', ({base},), {{}})('no')")
    one = Exercise(refuses, cases)
    verdict = in_notebook(source, one)
    assert verdict.passed == passes
    assert verdict == in_sandbox(source, one, sandbox)


def test_an_argument_changed_by_the_smallest_step_is_changed_on_both_sides(sandbox):
    source = odd_functions.source("x += 1e-14; return x + 1")
    for verdict in (in_notebook(source, exercise()), in_sandbox(source, exercise(), sandbox)):
        assert "changed its argument `x` in place" in verdict.summary
