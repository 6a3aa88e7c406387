"""What a source does, whatever its names and its form: the traits by which a hint is refused."""

import ast

import pytest

from autograder.checking.traits import LONGEST, short_names, traits, written


@pytest.mark.parametrize(
    ("source", "trait"),
    [
        ("mask / q", "/ q"),
        ("mask /= q", "/ q"),
        ("x / (2 * n)", "/ n"),
        ("n = len(y)\nx / n", "/ len(y)"),
        ("x / X.shape[0]", "/ count"),
        ("np.mean(x)", "/ count"),
        ("lr * g", "* lr"),
        ("a - b", "+ b"),
        ("r ** 2", "square"),
        ("r * r", "square"),
        ("np.square(r)", "square"),
        ("x ** 0.5", "root"),
        ("math.sqrt(x)", "root"),
        ("X.T @ r", "transposed"),
        ("np.transpose(X)", "transposed"),
        ("path[::-1]", "reversed"),
        ("w.copy()", "copy"),
        ("~held", "not"),
        ("np.random.default_rng(seed)", "seeded"),
        ("np.random.default_rng()", "unseeded"),
        ("x.sum(axis=0, keepdims=True)", "keepdims="),
        ("z < 0 or y", "z < 0 or y"),
    ],
)
def test_a_trait_is_found(source, trait):
    assert written(source).traits[trait] == 1


@pytest.mark.parametrize("source", ["mask / p", "x // q", "q / mask", "np.sum(x)"])
def test_a_trait_that_is_not_there_is_not_found(source):
    found = written(source).traits
    assert found["/ q"] == found["/ count"] == 0


@pytest.mark.parametrize(
    "source", ["def f(:", "x = 1\0", "(" * 300, "-" * 9_000 + "1", "1 + " * 3_000 + "1", "x " * LONGEST]
)
def test_a_source_that_cannot_be_read_has_no_traits(source):
    assert written(source).text == ""
    assert written(source).traits == {}


def test_a_name_stands_for_a_formula_only_if_it_is_given_once():
    tree = ast.parse("n = len(y)\nw = a + b\nw = w - c\nx, z = f(y)\nlong = " + " + ".join("defghijklmnop"))
    assert list(short_names(tree)) == ["n"]
    assert traits(tree)["+ c"] == 1


HOSTILE = {
    "names that double": "def f(x):\n" + "".join(f"    a{i} = a{i + 1} + a{i + 1}\n" for i in range(400)),
    "names that double backward": "def f(a0):\n" + "".join(f"    a{i + 1} = a{i} * a{i}\n" for i in range(400)),
    "minus signs": "x = " + "-" * 19_000 + "1",
    "parentheses": "(" * 9_000 + ")" * 9_000,
    "attributes": "x = a" + ".a" * 9_900,
    "calls": "f" + "()" * 9_900,
    "sums": "x = " + "1 + " * 4_900 + "1",
    "functions": "lambda: " * 2_400 + "1",
    "blocks": "".join(" " * i + "if 1:\n" for i in range(99)) + " " * 99 + "1",
    "comparisons": "x = " + "1 < " * 4_900 + "1",
    "comprehensions": "[x for x in " * 100 + "y" + "]" * 100,
    "assignments": "x += x\n" * 2_800,
    "a null": "x = '\0'",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_whatever_a_learner_writes_it_is_read_or_left_in_the_grader_s_own_process(source):
    assert written(source).traits.total() < 10_000
