"""Slips in what is done when: what is made of a function, and what is said of it."""

import ast

import pytest

from autograder.checking.slip import Formula, replaced
from autograder.checking.slips_in_order import RULES


def slips(body, rules=RULES, **kinds):
    """What the rules make of the body of a function, and their sentences."""
    tree = ast.parse("def f(x, y):\n" + "".join(f"    {line}\n" for line in body.split("\n"))).body[0]
    formula = Formula(tree, "the total", kinds)
    made = {}
    for slip in (s for rule in rules for node in ast.walk(tree) for s in rule(node, formula)):
        text = ast.unparse(replaced(tree, {id(slip.old): slip}, ()))
        made.setdefault(slip.sentence, []).append("\n".join(line[4:] for line in text.split("\n")[1:]))
    return made


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("total += x", "total = x", "You write over `total` (`=`) where contributions are to add up (`+=`)."),
        ("total += x", "total -= x", "You subtract from `total`: the sign is the other one."),
        (
            "total = total - x",
            "total -= x",
            "You edit `total` in place (`-=`), and with it every place in which the same array is kept.",
        ),
        (
            "total = x + y\nw = total",
            "w = total\ntotal = x + y",
            "Two steps are in the wrong order: you use `total` before it has its new value.",
        ),
        (
            "for i in x:\n    w = i\nreturn w",
            "for i in x:\n    w = i\n    return w\nreturn w",
            "You return from inside the loop, after its first round.",
        ),
        ("total = 0.0", "total = 1.0", "You begin with another value of `total`: 1.0 is not the one to begin with."),
        ("return x, y", "return (y, x)", "You return what is asked in another order."),
        ("return x - y", "return abs(x - y)", "Your result has lost its sign: you took its absolute value."),
        ("w = [x]", "w = []", "Your list lacks its first entry, `x`."),
        ("w.append(x)", "pass", "You never store what the loop has made."),
        ("return 3 * x", "return 6 * x", "You have another number where 3 is asked."),
    ],
)
def test_a_slip_of_each_kind_is_made_and_said(right, wrong, said):
    assert wrong in slips(right)[said]


def test_only_parameters_of_one_kind_are_mixed_up():
    assert "return y" in slips("return x", x="float", y="float")["You use `y` where `x` is asked."]
    assert "You swapped `x` and `y`." in slips("return x", x="float", y="float")
    assert "You use `y` where `x` is asked." not in slips("return x", x="float", y="int")
