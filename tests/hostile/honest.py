"""A small assignment, and an honest answer to it."""

import copy

from autograder.grading.submission import from_notebook

POINTS = {"test_max_stable_lr": 8.0, "test_minibatch_indices": 8.0, "test_double": 4.0}
ANSWERS = {
    "max_stable_lr": "def max_stable_lr(X):\n    return float(2 / np.linalg.eigvalsh(X.T @ X / len(X))[-1])",
    "minibatch_indices": (
        "def minibatch_indices(n, batch_size, seed):\n"
        "    order = np.random.default_rng(seed).permutation(n)\n"
        "    return [order[i : i + batch_size] for i in range(0, n, batch_size)]"
    ),
    "double": "def double(x):\n    return x * factor",
}


def code(name, source, **about):
    kind = {"grade": False, "grade_id": name, "locked": False, "schema_version": 3, "solution": False, "task": False}
    metadata = {"nbgrader": {**kind, **about}} if about else {}
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": metadata,
        "outputs": [],
        "source": source,
    }


def text(name, source, **about):
    cell = code(name, source, **about)
    return {k: cell[k] for k in ("id", "metadata", "source")} | {"cell_type": "markdown"}


def test(name, source):
    return code(name, source, grade=True, locked=True, points=POINTS[name])


def hidden(name):
    return f"check({name})\n### BEGIN HIDDEN TESTS\ncheck({name}, hidden=True)\n### END HIDDEN TESTS"


def source(secret=""):
    """The instructor's notebook."""
    plain = f"assert double(2) == 4\n### BEGIN HIDDEN TESTS\nsecret = '{secret}'\nassert double(21) == 42, secret\n"
    cells = [
        code("imports", "import numpy as np\nfrom autograder import check"),
        code("course", "from dlcourse import gradient_descent as gd\nfrom dlcourse.widgets import Marble\nfactor = 2"),
        code("demo", "print(gd.max_stable_lr(np.eye(2)))\nMarble()"),
        code("max_stable_lr", stub(ANSWERS["max_stable_lr"]), solution=True),
        test("test_max_stable_lr", hidden("max_stable_lr")),
        code("minibatch_indices", stub(ANSWERS["minibatch_indices"]), solution=True),
        test("test_minibatch_indices", hidden("minibatch_indices")),
        code("double", stub(ANSWERS["double"]), solution=True),
        test("test_double", plain + "### END HIDDEN TESTS"),
        text("question", "Why is the sky blue?"),
        text("written", "Rayleigh.", grade=True, solution=True, points=4),
    ]
    return notebook(cells)


def stub(answer):
    head, _, body = answer.partition("\n")
    return f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"


def notebook(cells):
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def submission(answers=ANSWERS, first=(), last=(), keep_tests=True):
    """What a student hands in who answers with `answers`, with cells of their own before and after."""
    made = []
    for cell in copy.deepcopy(source()["cells"]):
        name = cell["id"]
        if name.startswith("test_"):
            cell["source"] = cell["source"].partition("\n")[0]
            made += [cell] * keep_tests
        elif name == "written":
            made.append({**cell, "source": "Because of Rayleigh."})
        elif name in ANSWERS:
            made.append({**cell, "source": answers.get(name, f"def {name}(*a):\n    raise NotImplementedError")})
        else:
            made.append(cell)
        if name == "imports":
            made += [code(f"first-{i}", s) for i, s in enumerate(first)]
    return notebook(made + [code(f"last-{i}", s) for i, s in enumerate(last)])


def read(**changes):
    return from_notebook(submission(**changes))
