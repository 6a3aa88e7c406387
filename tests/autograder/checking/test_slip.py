"""One change of a syntax tree: the tree with it, and what of the reference is quoted to a learner."""

import ast

import numpy as np

from autograder.checking.slip import Formula, Slip, called, changed, expression, kinds, replaced
from autograder.exercise import Exercise


def tree(source):
    return ast.parse(source).body[0]


def test_slips_are_made_in_a_copy_also_one_inside_the_other():
    whole = expression("a - b * c")
    outer = Slip(whole, changed(whole, op=ast.Add()), "You add.")
    inner = Slip(whole.right, whole.right.left, "You left out c.")
    made = replaced(whole, {id(s.old): s for s in (outer, inner)}, ())
    assert ast.unparse(made) == "a + b"
    assert ast.unparse(whole) == "a - b * c"


def test_a_slip_may_hold_what_it_is_in_the_place_of():
    whole = expression("a * b")
    assert ast.unparse(replaced(whole, {id(whole): Slip(whole, expression("abs(x)", x=whole), "")}, ())) == "abs(a * b)"


def test_what_is_known_to_have_no_slip_in_it_is_the_same_object():
    whole = expression("a + b * c")
    slip = Slip(whole.left, expression("d"), "")
    assert replaced(whole, {id(slip.old): slip}, {id(whole.right)}).right is whole.right


def test_only_names_that_a_learner_knows_are_quoted_and_short_ones_stand_for_their_formulas():
    formula = Formula(
        tree("def f(x, w):\n    hidden = np.tanh(x)\n    r = x - w\n    return hidden * r + mean"), "the mean"
    )
    assert formula.say(expression("r * x"), "the factor {}") == "the factor `(x - w) * x`"
    assert formula.say(expression("mean")) == "`mean`"
    assert formula.say(expression("secret + x"), unnamed="a term") == "a term"
    assert formula.say(expression("x + x + x + x + x + x + x + x + x + x"), unnamed="a sum") == "a sum"
    assert formula.parameters() == ["x", "w"]


def test_the_name_of_what_is_called_is_found():
    assert [called(expression(text)) for text in ("np.mean(x)", "len(x)", "x.T", "f()()")] == ["mean", "len", "", ""]


def test_parameters_of_a_kind_are_those_with_values_of_a_kind_and_a_seed_is_of_none():
    def f(x, w, q, n, seed, mixed):
        """Nothing."""

    cases = [(np.ones(n), np.zeros(n), 0.5, n, n, n or None) for n in (0, 1, 2)]
    found = kinds(Exercise(f, lambda _rng: cases))
    assert found == {"x": "1 axes", "w": "1 axes", "q": "probability", "n": "int", "mixed": ""}
    assert Formula(tree("def f(): pass"), kinds=found).alike("x") == ["w"]
    assert Formula(tree("def f(): pass"), kinds=found).alike("mixed") == []
