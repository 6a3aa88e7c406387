"""The capstone in the sandbox: recipes are trained by the grader, and an array of all differences has no room."""

import pytest

from dlcourse import capstone as cs
from tests.autograder.sandboxed import an_assignment, graded, sandbox_for
from tests.hostile import honest

GOOD = cs.leaderboard_recipe()
PLAIN = {**GOOD, "lr": 0.05, "weight_decay": 0.0, "keep_input": 1.0, "keep_hidden": 1.0, "cooldown": 0.0}
POINTS = {"leaderboard_recipe": 10, "pairwise_sq_dists": 8}


@pytest.fixture(scope="module")
def target():
    cells = [honest.code("imports", "import numpy as np\nfrom autograder import check")]
    for name, points in POINTS.items():
        cells.append(honest.code(name, honest.stub(f"def {name}(*a):\n    pass"), solution=True))
        about = {"grade": True, "locked": True, "points": points}
        cells.append(honest.code(f"test_{name}", honest.hidden(name), **about))
    found = an_assignment(cells, absent=("capstone", "leaderboard"))
    with sandbox_for(found) as sandbox:
        yield sandbox, found


def points(target, name, source):
    cells = [honest.code(name, "import numpy as np\n\n" + source)]
    score = graded(*target, honest.notebook(cells)).scores[f"test_{name}"]
    return score.points, score.message


@pytest.mark.slow
@pytest.mark.parametrize(
    ("recipe", "expected", "said"),
    [
        (GOOD, 10, "right in all"),
        (PLAIN, 4, "It has a mean accuracy of"),
        ({**GOOD, "width": 128.0}, 0, "It returned no recipe to train with: width must be an integer"),
        ({**GOOD, "lr": 10.0}, 0, "diverges"),
        ({**GOOD, "steps": 4000}, 0, "more steps than the task pays for"),
        ([GOOD], 0, "You return a list: a recipe is a dict"),
        (None, 0, "A recipe is a dict"),
    ],
)
def test_a_recipe_gets_two_points_for_each_bar(target, recipe, expected, said):
    got, why = points(target, "leaderboard_recipe", f"def leaderboard_recipe():\n    return {recipe!r}")
    assert got == expected
    assert said in why


@pytest.mark.slow
@pytest.mark.parametrize("arguments", ["bar, key", "*a"])
def test_a_recipe_cannot_ask_for_the_bar_or_the_key(target, arguments):
    source = (
        f"def leaderboard_recipe({arguments}):\n    return {GOOD!r} if not {'a' if '*' in arguments else 0} else {{}}"
    )
    assert points(target, "leaderboard_recipe", source)[0] == (10 if "*" in arguments else 0)


@pytest.mark.slow
def test_an_object_that_passes_for_a_dict_of_numbers_is_no_recipe(target):
    source = f"class Lucky(dict):\n    pass\n\ndef leaderboard_recipe():\n    return Lucky({GOOD!r})"
    got, said = points(target, "leaderboard_recipe", source)
    assert got == 0
    assert "this is an object of type Lucky" in said


@pytest.mark.slow
@pytest.mark.parametrize("first", [(GOOD, PLAIN, 4), (PLAIN, GOOD, 10)], ids=["good", "plain"])
def test_what_counts_is_the_recipe_for_the_seeds_that_nobody_has_seen(target, first):
    before, after, expected = first
    body = f"    asked.append(1)\n    return {before!r} if len(asked) <= 5 else {after!r}"
    source = f"asked = []\n\ndef leaderboard_recipe():\n{body}"
    assert points(target, "leaderboard_recipe", source)[0] == expected


@pytest.mark.slow
def test_an_answer_not_yet_written_and_a_line_that_fails_are_the_learners_own_also_behind_a_driver(target):
    untouched = 'def leaderboard_recipe():\n    raise NotImplementedError("write your answer here")'
    assert "It has no answer yet" in points(target, "leaderboard_recipe", untouched)[1]
    failing = "def pairwise_sq_dists(X, C):\n    return X @ C"
    assert "(in the line `return X @ C`)" in points(target, "pairwise_sq_dists", failing)[1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "expected", "said"),
    [
        ("np.maximum((X * X).sum(1)[:, None] - 2 * X @ C.T + (C * C).sum(1), 0)", 8, "right in all"),
        ("((X[:, None] - C) ** 2).sum(-1)", 0, "You make an array of n * m * d numbers"),
        ("(X * X).sum(1)[:, None] - 2 * X @ C.T + (C * C).sum(1)", 0, "clip at 0"),
        ("np.array([[((x - c) ** 2).sum() for c in C] for x in X])", 0, "loops of Python"),
    ],
)
def test_distances_in_the_sandbox_get_the_hint_that_they_get_in_a_notebook(target, body, expected, said):
    got, why = points(target, "pairwise_sq_dists", f"def pairwise_sq_dists(X, C):\n    return {body}")
    assert got == expected
    assert said in why
