"""Slips in arithmetic: a sign, a factor, a term, a divisor, a power, parentheses."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.checking.slip import Formula, Rule, Slip, called, changed, expression
from autograder.checking.traits import COUNTS

TURNED_AROUND = "A sign is wrong: a difference is taken the wrong way round."
LEFT_OUT = {
    "sqrt": ("the square root", "root"),
    "abs": ("the absolute value", "absolute"),
    "exp": ("the exponential", "exponential"),
    "log": ("the logarithm", "logarithm"),
    "tanh": ("the tanh", ""),
}


def signs(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """Plus for minus and minus for plus, a difference the other way round, a minus left out."""
    match node:
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            it = formula.say(right, unnamed="a term")
            yield Slip(node, changed(node, op=ast.Add()), f"You add {it} where it is to be subtracted.")
            told = formula.say(right, "You subtract from {} what it is to be subtracted from.", TURNED_AROUND)
            yield Slip(node, changed(node, left=right, right=left), told)
        case ast.BinOp(op=ast.Add(), right=right):
            it = formula.say(right, unnamed="a term")
            yield Slip(node, changed(node, op=ast.Sub()), f"You subtract {it} where it is to be added.")
        case ast.UnaryOp(op=ast.USub(), operand=operand) if not isinstance(operand, ast.Constant):
            yield Slip(
                node, ast.Constant(0), f"You have 0 where{formula.say(operand, ' minus {}', ' a minus')} is asked."
            )
            yield Slip(node, operand, f"You left out a minus{formula.say(operand, ' before {}', '')}.")
        case _:
            return


def factors(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """A factor left out, taken twice, or divided by."""
    match node:
        case ast.BinOp(left=left, op=ast.Mult(), right=right) if not isinstance(left, ast.List):
            for one, other in ((left, right), (right, left)):
                it = formula.say(one, "the factor {}", "a factor")
                yield Slip(node, other, f"You left out {it}.", f"* {ast.unparse(one)}")
            for one in (left, right):
                new = ast.BinOp(node, ast.Mult(), one)
                yield Slip(node, new, f"{formula.say(one, 'The factor {}', 'A factor')} is in your result twice.")
            told = f"You divide by {formula.say(right, unnamed='something')} where you are to multiply by it."
            yield Slip(node, changed(node, op=ast.Div()), told)
        case _:
            return


def divisors(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """A division left out, in whole or in part, done twice, turned around, or a multiplication instead."""
    match node:
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            told = formula.say(right, "You did not divide by {}.", "You left out a division.")
            yield Slip(node, left, told, f"/ {ast.unparse(right)}")
            told = formula.say(right, "You divide twice by {}.", "You divide twice.")
            yield Slip(node, ast.BinOp(node, ast.Div(), right), told)
            it = formula.say(right, "by {} where you are to divide by it", "where you are to divide")
            yield Slip(node, changed(node, op=ast.Mult()), f"You multiply {it}.")
            it = formula.say(right, ": divide by {}", "")
            yield Slip(node, changed(node, left=right, right=left), f"Your fraction is upside down{it}.")
            for new, told, missing in _other_divisors(right, formula):
                yield Slip(node, changed(node, right=new), told, missing)
        case _:
            return


def _other_divisors(right: ast.expr, formula: Formula) -> Iterator[tuple[ast.expr, str, str]]:
    if isinstance(right, ast.BinOp) and isinstance(right.op, ast.Mult):
        for part, rest in ((right.left, right.right), (right.right, right.left)):
            told = f"Your divisor lacks {formula.say(part, 'the factor {}', 'a factor')}."
            yield rest, told, f"/ {ast.unparse(part)}"
    if any(count in ast.unparse(right) for count in COUNTS):
        yield expression("x - 1", x=right), f"You divide by one less than {formula.say(right, unnamed='is asked')}.", ""


def terms(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """A term of a sum or a difference left out."""
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            verb = "added" if isinstance(op, ast.Add) else "subtracted"
            told = formula.say(
                right, f"You left out {{}}, which is to be {verb}.", f"You left out what is to be {verb}."
            )
            if isinstance(right, ast.Constant) and right.value == 1:
                sign = "+" if verb == "added" else "-"
                told = f"You are off by one: {formula.say(left, unnamed='something')} lacks its `{sign} 1`."
            yield Slip(node, left, told, "" if isinstance(right, ast.Constant) else f"+ {ast.unparse(right)}")
            alone = right if verb == "added" else ast.UnaryOp(ast.USub(), right)
            if not isinstance(left, ast.Constant):
                whole = "sum" if verb == "added" else "difference"
                told = f"You left out {formula.say(left, '{}, ', '')}the first part of a {whole}."
                yield Slip(node, alone, told, f"+ {ast.unparse(left)}")
        case _:
            return


def powers(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """A power left out, or a product in its place."""
    match node:
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            what = "the square" if ast.unparse(right) == "2" else "the power"
            told = f"You left out {what}{formula.say(left, ' of {}', '')}."
            yield Slip(node, left, told, "square" if what == "the square" else f"** {ast.unparse(right)}")
            told = f"You multiply by {formula.say(right, unnamed='something')} where it is an exponent."
            yield Slip(node, changed(node, op=ast.Mult()), told)
            for text in ("x - 1", "x + 1"):
                yield Slip(node, changed(node, right=expression(text, x=right)), "An exponent is off by one.")
        case _:
            return


def parentheses(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """A product or a quotient that takes only the nearest term of a sum, as without parentheses."""
    match node:
        case ast.BinOp(left=ast.BinOp(left=a, op=ast.Add() | ast.Sub() as op, right=b), op=ast.Div(), right=c):
            told = f"A pair of parentheses is missing: you divide {formula.say(b, '{} only', 'the last term only')}."
            yield Slip(node, ast.BinOp(a, op, ast.BinOp(b, ast.Div(), c)), told)
        case ast.BinOp(left=c, op=ast.Mult(), right=ast.BinOp(left=a, op=ast.Add() | ast.Sub() as op, right=b)):
            told = f"A pair of parentheses is missing{formula.say(c, ': {} is to multiply all that follows', '')}."
            yield Slip(node, ast.BinOp(ast.BinOp(c, ast.Mult(), a), op, b), told)
        case _:
            return


def complements(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """A probability where its complement is asked, and the other way round."""
    match node:
        case ast.BinOp(left=ast.Constant(value=1), op=ast.Sub(), right=right):
            told = formula.say(right, "You use {} where 1 minus it is asked.", "You left out a `1 - ...`.")
            yield Slip(node, right, told, f"+ {ast.unparse(right)}")
        case ast.Name(id=name, ctx=ast.Load()) if formula.kinds.get(name) == "probability":
            yield Slip(node, expression("1 - x", x=node), f"You use `1 - {name}` where `{name}` is asked.")
        case _:
            return


def functions_left_out(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """A root, an absolute value, an exponential that is not taken."""
    name = called(node)
    if isinstance(node, ast.Call) and name in LEFT_OUT and len(node.args) == 1:
        what, trait = LEFT_OUT[name]
        yield Slip(node, node.args[0], f"You left out {what}{formula.say(node.args[0], ' of {}', '')}.", trait)


RULES: tuple[Rule, ...] = (
    signs,
    factors,
    divisors,
    terms,
    powers,
    parentheses,
    complements,
    functions_left_out,
)
