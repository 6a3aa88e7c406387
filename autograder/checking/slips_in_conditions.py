"""Slips in conditions: a tie on the wrong side, `and` for `or`, a case left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.checking.slip import Formula, Rule, Slip, changed


def _both(a: str, b: str) -> str:
    return "the two" if "the two" in (a, b) else f"{a} and {b}"


OPPOSITE: dict[type[ast.cmpop], tuple[type[ast.cmpop], str]] = {
    ast.Lt: (ast.LtE, "Where {} are equal you decide the other way: ask for `<`, not `<=`."),
    ast.LtE: (ast.Lt, "Where {} are equal you decide the other way: ask for `<=`, not `<`."),
    ast.Gt: (ast.GtE, "Where {} are equal you decide the other way: ask for `>`, not `>=`."),
    ast.GtE: (ast.Gt, "Where {} are equal you decide the other way: ask for `>=`, not `>`."),
}
TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
}


def comparisons(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """A tie that falls on the wrong side, and a comparison the wrong way round."""
    if not isinstance(node, ast.Compare):
        return
    for i, op in enumerate(node.ops):
        left = node.comparators[i - 1] if i else node.left
        a, b = formula.say(left, unnamed="the two"), formula.say(node.comparators[i], unnamed="the two")
        if type(op) in OPPOSITE:
            other, told = OPPOSITE[type(op)]
            yield Slip(node, changed(node, ops=[*node.ops[:i], other(), *node.ops[i + 1 :]]), told.format(_both(a, b)))
        if type(op) in TURNED:
            turned = TURNED[type(op)]()
            told = f"You compare {_both(a, b)} the wrong way round."
            yield Slip(node, changed(node, ops=[*node.ops[:i], turned, *node.ops[i + 1 :]]), told)


def connectives(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """`and` for `or`, one of the conditions left out, a `not` left out."""
    match node:
        case ast.BoolOp(op=op, values=values):
            said, other = ("and", ast.Or()) if isinstance(op, ast.And) else ("or", ast.And())
            told = f"You join the conditions the wrong way: here `{said}` is asked."
            yield Slip(node, changed(node, op=other), told)
            for i, value in enumerate(values):
                rest = [*values[:i], *values[i + 1 :]]
                new = rest[0] if len(rest) == 1 else changed(node, values=rest)
                yield Slip(
                    node,
                    new,
                    f"You left out {formula.say(value, 'the condition {}', 'a condition')}.",
                    ast.unparse(value),
                )
        case ast.UnaryOp(op=ast.Not() | ast.Invert(), operand=operand):
            yield Slip(node, operand, f"You left out a `not`{formula.say(operand, ' before {}', '')}.", "not")
        case _:
            return


def branches(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """A case that is left out, or taken always."""
    match node:
        case ast.IfExp(test=test, body=body, orelse=orelse):
            it = formula.say(test, "the case {}", "a case")
            yield Slip(node, orelse, f"You left out {it}.", ast.unparse(test))
            yield Slip(node, body, f"You do always what is for {it} only.", ast.unparse(test))
        case ast.If(test=test):
            it = formula.say(test, "the case {}", "a case")
            yield Slip(node, changed(node, test=ast.Constant(False)), f"You left out {it}.", ast.unparse(test))
            told = f"You do always what is for {it} only."
            yield Slip(node, changed(node, test=ast.Constant(True)), told, ast.unparse(test))
        case _:
            return


RULES: tuple[Rule, ...] = (comparisons, connectives, branches)
