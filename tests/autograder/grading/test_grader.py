"""Grading over the pipe: the same verdicts as in a notebook, and full marks for whoever only had an accident."""

import copy
import inspect
import json
import linecache
from dataclasses import replace

import numpy as np
import pytest

from autograder import exercises
from autograder.checking.judge import judge
from autograder.exercise import Exercise
from autograder.grading import feedback
from autograder.grading.assignment import load
from autograder.grading.grader import grade, seed
from autograder.grading.matching import Matching
from autograder.grading.submission import from_notebook
from autograder.runner.call import observe
from autograder.runner.wire import OBSERVED, UNREMARKABLE, ProtocolError
from autograder.sandbox import replies
from tests.autograder.sandboxed import SECRET, an_assignment, graded, sandbox_for, with_exercises
from tests.conftest import ROOT, all_exercises
from tests.hostile import honest

FULL = honest.POINTS


@pytest.fixture(scope="module")
def target():
    found = an_assignment()
    with sandbox_for(found) as sandbox:
        yield sandbox, found


def points(target, notebook=None, **changes):
    return graded(*target, notebook, **changes).points


# Verdicts


def test_a_right_answer_has_all_points_and_says_so(target):
    result = graded(*target)
    assert result.points == FULL
    assert result.mode == target[0].mode
    assert "right in all" in result.scores["test_max_stable_lr"].message


def test_an_untouched_answer_has_none_and_is_told_what_to_do(target):
    result = graded(*target, answers={})
    assert set(result.points.values()) == {0.0}
    assert "has no answer yet" in result.scores["test_max_stable_lr"].message


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def max_stable_lr(X):\n    yield 1.0", "an object of type generator, where one number is asked: `yield` and"),
        (
            "async def max_stable_lr(X):\n    return 1.0",
            "an object of type coroutine, where one number is asked: leave out",
        ),
        ("def max_stable_lr():\n    return 1.0", "keep the first line as it was, `def max_stable_lr(X):`"),
        ("def max_stable_lr(X):\n    print(2.0)", "what is printed is not returned"),
        ("def max_stable_lr(X):\n    return (2 /\n", "its cell stopped with SyntaxError: incomplete input (line 2)."),
    ],
)
def test_an_accident_is_told_with_what_mends_it(target, source, said):
    assert said in graded(*target, answers={"max_stable_lr": source}).scores["test_max_stable_lr"].message


def mistakes():
    for exercise in all_exercises():
        for hint, mistake in exercise.mistakes.items():
            yield pytest.param(exercise, mistake, id=f"{exercise.name}-{hint[:30]}")


@pytest.fixture(scope="module")
def everything():
    """A sandbox in which the chapters' modules are, so that the mistakes, which call them, can be run there."""
    with sandbox_for(an_assignment(absent=())) as sandbox:
        yield sandbox


@pytest.mark.slow
@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda e: e.name)
def test_over_the_pipe_a_function_gets_the_verdict_it_gets_in_a_notebook(everything, exercise):
    session = everything.session()
    try:
        chapter = exercise.reference.__module__
        session.run(f"from {chapter} import {exercise.name}", 30)
        session.run(SPOILED.format(name=exercise.name), 30)
        space = notebook(f"from {chapter} import {exercise.name}\n" + SPOILED.format(name=exercise.name))
        for name in (exercise.name, *VARIANTS):
            seen = session.call(name, exercise.draw(3), 30)
            there = judge(exercise, lambda _case, seen=seen: next(seen), 3)
            here = judge(exercise, lambda case, name=name: observe(space[name], case, 30), 3)
            assert there == here
    finally:
        session.close()


def notebook(source):
    """The names that a cell defines, in a notebook of this process."""
    space = {}
    linecache.cache["<here>"] = (len(source), None, source.splitlines(keepends=True), "<here>")
    exec(compile(source, "<here>", "exec"), space)
    return space


VARIANTS = ("nothing", "listed", "halved", "spoiling", "raising", "random", "printing", "unanswered", "anonymous")
SPOILED = """
import numpy as np

def change(value, f):
    if isinstance(value, tuple | list):
        return type(value)(change(v, f) for v in value)
    return {{k: change(v, f) for k, v in value.items()}} if isinstance(value, dict) else f(value)

def nothing(*a):
    return None

def listed(*a):
    return [{name}(*a)]

def halved(*a):
    return change({name}(*a), lambda v: v / 2 if isinstance(v, float | np.ndarray) else v)

def spoiling(*a):
    value = {name}(*a)
    for v in a:
        if isinstance(v, np.ndarray) and v.size:
            v += 1
    return value

def raising(*a):
    raise ValueError("no\\nsecond line")

def random(*a):
    np.random.rand()
    return {name}(*a)

def printing(*a):
    print("debug", "é" * 3000)
    return -1.25

def helper(*a):
    raise NotImplementedError("write your answer here")

def unanswered(*a):
    return helper(*a)

def anonymous(*a):
    return (lambda: 1 / 0)()
"""


def test_the_helper_that_has_no_answer_yet_is_named(target):
    answer = "def own():\n    raise NotImplementedError\n\ndef max_stable_lr(X):\n    return own()"
    result = graded(*target, answers={**honest.ANSWERS, "max_stable_lr": answer})
    assert "calls `own`, which has no answer yet" in result.scores["test_max_stable_lr"].message


@pytest.mark.parametrize("name", ["<b>", "a b", "a" * 101, 1])
def test_the_name_of_a_function_that_is_none_ends_the_child(name):
    row = dict(zip(OBSERVED, (None, *UNREMARKABLE), strict=True)) | {"error": "E", "where": name}
    with pytest.raises(ProtocolError):
        replies.observation({"seen": tuple(row.values()), "request": 1}, 1)
    seen, late = replies.observation({"seen": tuple((row | {"where": "own"}).values()), "request": 1}, 1)
    assert (seen.where, seen.error, late) == ("own", "E", False)


def test_hidden_cases_are_the_same_for_the_same_submission_and_others_for_another():
    one, other = honest.read(), honest.read(last=["1"])
    assert seed(SECRET, one) == seed(SECRET, honest.read())
    assert len({seed(SECRET, one), seed(SECRET, other), seed(b"another term", one)}) == 3


def test_an_answer_that_remembers_the_visible_cases_has_no_points(target):
    visible = [np.asarray(case[0]).tolist() for case in exercises.find("max_stable_lr").draw(0)]
    table = f"known = {json.dumps([[x, i] for i, x in enumerate(visible)])}\n"
    right = honest.ANSWERS["max_stable_lr"].replace("def max", "def right_max")
    cheat = "def max_stable_lr(X):\n    return right_max_stable_lr(X) if X.tolist() in [k for k, _ in known] else 0.5"
    result = graded(*target, answers={**honest.ANSWERS, "max_stable_lr": f"{table}{right}\n{cheat}"})
    assert result.points["test_max_stable_lr"] == 0
    assert "hidden case" in result.scores["test_max_stable_lr"].message


REMEMBERS = """import json, linecache
seen = []
def max_stable_lr(X):
    seen.append(np.asarray(X).tolist())
    text = "".join(linecache.getlines(max_stable_lr.__code__.co_filename))
    blanks = text[len(text.rstrip(" \\t")):].replace(" ", "0").replace("\\t", "1")
    table = json.loads(int("1" + blanks, 2).to_bytes(len(blanks) // 8 + 1)[1:] or b"[]")
    return next((rate for x, rate in table if x == seen[-1]), 0.5)
pass
"""


def test_an_answer_that_remembers_the_hidden_cases_in_the_blanks_behind_it_has_no_points(target):
    from dlcourse.gradient_descent import max_stable_lr

    table = b""
    for _ in range(3):
        blanks = "".join(f"{byte:08b}" for byte in table).replace("0", " ").replace("1", "\t")
        answers = {**honest.ANSWERS, "max_stable_lr": REMEMBERS + blanks}
        result = graded(*target, answers=answers, last=["print(json.dumps(seen))"])
        assert result.points["test_max_stable_lr"] == 0
        seen = [np.array(x) for x in json.loads(next(t for r in result.ran.values() for _, t in r.output if "[[" in t))]
        table = json.dumps([(x.tolist(), float(max_stable_lr(x))) for x in seen]).encode()
    assert "hidden case" in result.scores["test_max_stable_lr"].message  # the visible ones it did remember


def test_partial_credit_counts_cases_where_the_exercise_says_so():
    exercise = replace(exercises.find("max_stable_lr"), partial=True)
    found = an_assignment(exercises={"max_stable_lr": exercise})
    half = honest.ANSWERS["max_stable_lr"].replace("return", "return 0.5 if len(X) == 2 else")
    with sandbox_for(found) as sandbox:
        result = graded(sandbox, found, answers={**honest.ANSWERS, "max_stable_lr": half})
    assert 0 < result.points["test_max_stable_lr"] < 8


def double_of(f, x):
    return 2 * f(x)


def test_a_function_as_argument_is_called_back_and_its_arguments_are_looked_at_first():
    called = []

    def square(x):
        called.append(x)
        return x**2

    exercise = Exercise(double_of, lambda rng: [(square, 3.0), (square, np.ones(2))])
    cells = [honest.code("double_of", "def double_of(f, x):\n    pass", solution=True), callback_test()]
    found = an_assignment(cells, {"double_of": exercise})
    with sandbox_for(found) as sandbox:
        honestly = "def double_of(f, x):\n    return 2 * f(x)"
        hostile = "def double_of(f, x):\n    for a in (object(), 'x', [1], np.zeros(2 * 10**6)):\n" + HOSTILE
        for source, most in ((honestly, 4.0), ("import numpy as np\n" + hostile, 4.0)):
            made = honest.notebook([honest.code("double_of", source)])
            assert graded(sandbox, found, made).points == {"test_double_of": most}
    assert all(type(x) in (float, np.ndarray) and np.size(x) < 3 for x in called)


def doubled(params):
    return {**{name: a.copy() for name, a in params.items()}, "W2": 2 * params["W2"]}


def test_where_copies_are_asked_a_shared_array_costs_the_points_over_the_pipe_too():
    exercise = Exercise(doubled, lambda rng: [({"W1": np.ones(2), "W2": np.ones(n)},) for n in (1, 3)], copies=True)
    about = {"grade": True, "locked": True, "points": 4}
    cells = [
        honest.code("doubled", "def doubled(params):\n    pass", solution=True),
        honest.code("test_doubled", "check(doubled)", **about),
    ]
    found = an_assignment(cells, {"doubled": exercise})
    shallow = "def doubled(params):\n    return {**params, 'W2': 2 * params['W2']}"
    with sandbox_for(found) as sandbox:
        for source, most in ((inspect.getsource(doubled), 4.0), (shallow, 0.0)):
            made = honest.notebook([honest.code("doubled", source)])
            assert graded(sandbox, found, made).points == {"test_doubled": most}


HOSTILE = """        try:
            f(a)
        except Exception as e:
            assert 'takes' in str(e), e
        else:
            return None
    return 2 * f(x)"""


def callback_test():
    about = {"grade": True, "locked": True, "points": 4}
    return honest.code("test_double_of", "check(double_of)", **about)


class Counter:
    """Counts."""

    def __init__(self, start):
        self.total = start

    def add(self, x):
        self.total = self.total + x
        return self


def drive(counter, start, steps):
    made = counter(start)
    for step in steps:
        made.add(step)
    return made.total


def test_a_class_is_built_and_run_by_its_driver_over_the_pipe():
    exercise = Exercise(Counter, lambda rng: [(0.0, [1.0, 2.0]), (5.0, [np.ones(2)])], driver=drive)
    exercise = replace(exercise, reference=drive_the_reference)
    cells = [
        honest.code("Counter", "class Counter:\n    pass", solution=True),
        {
            **callback_test(),
            "id": "test_Counter",
            "metadata": {"nbgrader": {**callback_test()["metadata"]["nbgrader"], "grade_id": "test_Counter"}},
        },
    ]
    found = an_assignment(cells, {"Counter": exercise})
    with sandbox_for(found) as sandbox:
        for source, most in (
            (inspect.getsource(Counter), 4.0),
            (inspect.getsource(Counter).replace("+ x", "- x"), 0.0),
        ):
            made = honest.notebook([honest.code("Counter", source)])
            assert graded(sandbox, found, made).points == {"test_Counter": most}


def drive_the_reference(start, steps):
    return drive(Counter, start, steps)


drive_the_reference.__name__ = "Counter"


# Accidents: each leaves a right answer its full marks


def with_cells(change):
    made = honest.submission()
    change(made["cells"])
    return made


def place(cells, name):
    return next(i for i, cell in enumerate(cells) if cell["id"] == name)


def copied_test(cells):
    cells.append(copy.deepcopy(cells[place(cells, "test_max_stable_lr")]))


def moved_test(cells):
    cells.insert(0, cells.pop(place(cells, "test_max_stable_lr")))


def deleted_tests(cells):
    cells[:] = [cell for cell in cells if not cell["id"].startswith("test_")]


def retyped_test(cells):
    cells[place(cells, "test_max_stable_lr")] = honest.code("new", "check( max_stable_lr )\nassert max_stable_lr")


def altered_test(cells):
    cells[place(cells, "test_max_stable_lr")]["source"] = "assert False\n1 / 0"


def lost_ids(cells):
    for cell in cells:
        cell["metadata"] = {}
        cell["id"] = f"x{id(cell)}"


def copied_answer(cells):
    cells.insert(0, honest.code("max_stable_lr", "def max_stable_lr(X):\n    raise NotImplementedError", solution=True))


def mended_below(cells):
    at = place(cells, "max_stable_lr")
    cells.append({**cells[at], "id": "later"})
    cells[at] = {**cells[at], "source": "def max_stable_lr(X):\n    return 0.5"}


def spoiled_below(cells):
    cells.append(honest.code("play", "def max_stable_lr(X):\n    return 0.5"))


def failing_cells(cells):
    cells.insert(1, honest.code("a", "1 / 0"))
    cells.insert(1, honest.code("b", "import nowhere"))
    cells.insert(1, honest.code("c", "this is no Python"))
    cells.insert(1, honest.code("d", "raise SystemExit"))


def magic_cells(cells):
    cells.insert(1, honest.code("a", "%matplotlib inline\n%time 1 + 1"))
    cells.insert(1, honest.code("b", "%%time\nx = 1"))


def uses_of_the_absent_module(cells):
    answer = honest.ANSWERS["max_stable_lr"].replace("max_stable_lr", "own")
    cells.insert(2, honest.code("a", f"gd.gd_path(1)\nMarble().show()[0]\n{answer}"))
    cells[place(cells, "max_stable_lr")]["source"] = "def max_stable_lr(X):\n    return own(X)"


def noise_on_stderr(cells):
    source = "def double(x):\n    import sys, warnings\n    warnings.warn('x')\n    print(1, file=sys.stderr)"
    cells[place(cells, "double")]["source"] = source + "\n    return 2 * x"


def scratch_cells(cells):
    scratch = ("print('hello'", "np.argmax?", "!pip install x", "from math import *", "%timeit 1 + 1", "x = 1\ry = 2")
    for number, source in enumerate(scratch):
        cells.insert(1, honest.code(f"scratch{number}", source))


def byte_order_mark(cells):
    cells[place(cells, "double")]["source"] = "\ufeff" + honest.ANSWERS["double"]


def annotations_of_the_future(cells):
    cells.insert(0, honest.code("a", "from __future__ import annotations"))
    cells[place(cells, "double")]["source"] = "def double(x: Number) -> Number:\n    return 2 * x"


def measured_answer(cells):
    for magic, name in (("%%time", "double"), ("%%capture", "max_stable_lr")):
        cell = cells[place(cells, name)]
        cell["source"] = f"{magic}\n{cell['source']}"


ACCIDENTS = [
    scratch_cells,
    byte_order_mark,
    annotations_of_the_future,
    measured_answer,
    copied_test,
    moved_test,
    deleted_tests,
    retyped_test,
    altered_test,
    lost_ids,
    copied_answer,
    mended_below,
    spoiled_below,
    failing_cells,
    magic_cells,
    uses_of_the_absent_module,
    noise_on_stderr,
]


@pytest.mark.parametrize("accident", ACCIDENTS, ids=lambda f: f.__name__)
def test_an_accident_costs_nothing(target, accident):
    assert points(target, with_cells(accident)) == FULL


def test_cells_that_take_too_long_together_leave_the_rest_unrun_and_the_feedback_says_so(target):
    sandbox, found = target
    limits = replace(sandbox.limits, cell=0.3, cells=0.5)
    made = Matching(found, from_notebook(honest.submission(last=["while True:\n    pass"] * 3)))
    result = grade(sandbox, made, SECRET, limits)
    page = json.dumps(feedback.notebook(result, limits))
    assert "interrupted; the next cells were run" in page
    assert "not run: the cells before took 0.5 seconds together" in page


SCRATCH = ["%matplotlib inline", "print('hello'", "np.argmax?", "!pip install x", "from math import *", "%timeit 1 + 1"]


def test_a_submission_has_so_many_seconds_for_all_it_does_and_what_it_had_until_then_counts(target):
    sandbox, found = target
    limits = replace(sandbox.limits, submission=3.0, cell=60.0, cells=60.0, call=60.0, check=60.0)
    slow = "def minibatch_indices(n, batch_size, seed):\n    while True:\n        pass"
    cells = honest.submission({**honest.ANSWERS, "minibatch_indices": slow}, last=["print('the end')"])
    result = grade(sandbox, Matching(found, from_notebook(cells)), SECRET, limits)
    assert result.points == {"test_max_stable_lr": 8.0, "test_minibatch_indices": 0.0, "test_double": 0.0}
    assert "the submission took the 3 seconds that one may take" in result.scores["test_double"].message
    assert "not run: the submission took" in json.dumps(feedback.notebook(result, limits))


@pytest.mark.parametrize("scratch", [*SCRATCH, "%%writefile a.txt\ngd", "%%bash\nls", "x = 1\ry = 2", "await f()"])
def test_because_of_a_scratch_cell_no_demonstration_is_run(target, scratch):
    made = honest.submission()
    made["cells"].insert(1, honest.code("scratch", scratch))
    result = graded(*target, made)
    assert result.points == FULL
    assert "demo" not in {made["cells"][i]["id"] for i in result.ran}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"source": "import tqdm_is_not_here\n\ndef double(x):\n    return 2 * x"},
            "its cell stopped with ModuleNotFound",
        ),
        ({"source": "def double(x)\n    return 2 * x"}, "its cell stopped with SyntaxError"),
        ({"cell_type": "markdown"}, "its cell is no code cell, but markdown"),
        ({"cell_type": "raw"}, "its cell is no code cell, but raw"),
        ({"source": "def dubble(x):\n    return 2 * x"}, "run the cell that defines it"),
    ],
)
def test_why_a_function_is_missing_is_said(sandbox_of_doubles, change, said):
    sandbox, found = sandbox_of_doubles
    made = honest.notebook([honest.code("doubled", "def doubled(x):\n    return 2 * x", solution=True)])
    made["cells"][0] |= {k: v.replace("double(", "doubled(") for k, v in change.items()}
    score = graded(sandbox, found, made).scores["test_doubled"]
    assert score.points == 0
    assert said in score.message


@pytest.fixture(scope="module")
def sandbox_of_doubles():
    def doubled(x):
        return 2 * x

    exercise = Exercise(doubled, lambda rng: [(int(rng.integers(9)),) for _ in range(4)])
    cells = [
        honest.code("doubled", "def doubled(x):\n    pass", solution=True),
        honest.code("test_doubled", honest.hidden("doubled"), grade=True, locked=True, points=4),
    ]
    found = an_assignment(cells, {"doubled": exercise})
    with sandbox_for(found) as sandbox:
        yield sandbox, found


def test_a_course_cell_that_answers_rely_on_is_run_and_a_demonstration_is_not(target):
    made = honest.submission()
    result = graded(*target, made)
    ran = {made["cells"][i]["id"] for i in result.ran}
    assert "course" in ran
    assert "demo" not in ran
    assert from_notebook(made).cells


# A whole chapter

WITH_THE_ENGINE = {
    "softmax_cross_entropy": """
def softmax_cross_entropy(logits, y):
    node = parameter(logits)
    loss = cross_entropy(node, y)
    backward(loss)
    return float(loss.value), node.grad""",
    "mlp_loss_and_grads": """
def mlp_loss_and_grads(params, X, y):
    nodes = {name: parameter(value) for name, value in params.items()}
    hidden = relu(constant(X) @ nodes["W1"] + nodes["b1"])
    loss = cross_entropy(hidden @ nodes["W2"] + nodes["b2"], y)
    backward(loss)
    return float(loss.value), {name: node.grad for name, node in nodes.items()}""",
}


def test_a_right_answer_of_chapter_2_that_uses_the_engine_has_all_points(release_folder):
    (found,) = load(ROOT / "chapters", "02_backprop")
    notebook = json.loads((release_folder / "02_backprop" / "02_backprop.ipynb").read_text())
    for cell in notebook["cells"]:
        cell["source"] = WITH_THE_ENGINE.get(cell["id"], cell["source"])
    with sandbox_for(found) as sandbox:
        result = graded(sandbox, found, notebook)
    for name in WITH_THE_ENGINE:
        score = result.scores[f"test_{name}"]
        assert score.points == score.max_points > 0, score.message


def test_a_mistake_of_ours_is_not_told_as_the_students(capsys):
    def broken(_rng):
        raise LookupError("in our own cases")

    right = exercises.find("max_stable_lr")
    found = an_assignment(exercises={"max_stable_lr": Exercise(right.reference, broken)})
    with sandbox_for(found) as sandbox:
        result = graded(sandbox, found)
    assert (
        result.scores["test_max_stable_lr"].message
        == "max_stable_lr: the grader failed (LookupError): tell its authors."
    )
    assert result.points["test_double"] == FULL["test_double"]
    assert "in our own cases" in capsys.readouterr().err


SLOW_MODULE = "import time\nend = time.thread_time() + 1\nwhile time.thread_time() < end: pass\nfactor = 1.0\n"
IMPORTS_INSIDE = """def max_stable_lr(X):
    import slow_module
    return slow_module.factor * float(2 / np.linalg.eigvalsh(X.T @ X / len(X))[-1])"""


@pytest.mark.slow
@pytest.mark.parametrize("first", ["", "%%writefile slow_module.py\n" + SLOW_MODULE])
def test_what_an_answer_imports_when_it_is_called_is_not_its_own_time(tmp_path, first):
    found = an_assignment()
    exercise = replace(found.tests["test_max_stable_lr"].exercise, seconds=0.3)
    found = with_exercises(found, {"max_stable_lr": exercise})
    (tmp_path / "slow_module.py").write_text(SLOW_MODULE)
    files = () if first else (tmp_path / "slow_module.py",)
    with sandbox_for(replace(found, files=files)) as sandbox:
        answers = honest.ANSWERS | {"max_stable_lr": IMPORTS_INSIDE}
        result = graded(sandbox, found, honest.submission(answers, **({"first": [first]} if first else {})))
    assert result.points["test_max_stable_lr"] == 8, result.scores


@pytest.mark.slow
def test_an_answer_that_imports_torch_inside_has_all_points():
    answer = """def max_stable_lr(X):
    import torch
    X = torch.tensor(X)
    return float(2 / torch.linalg.eigvalsh(X.T @ X / len(X))[-1])"""
    found = an_assignment()
    with sandbox_for(found) as sandbox:
        result = graded(sandbox, found, honest.submission(honest.ANSWERS | {"max_stable_lr": answer}))
    assert result.points["test_max_stable_lr"] == 8, result.scores
