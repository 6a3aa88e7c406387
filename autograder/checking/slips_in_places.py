"""Slips in places: a slice, an index, the rounds of a loop, rows and columns, an order that is not turned around."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.checking.slip import Formula, Rule, Slip, called, changed, expression


def slices(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """An order that is not turned around, a bound of a slice left out, the rest in place of the first."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Slice):
        return
    cut, of = node.slice, formula.say(node.value, unnamed="a list")
    if cut.step is not None:
        if not cut.lower and not cut.upper:
            yield Slip(node, node.value, "You did not turn the order around.", "reversed")
        return
    if cut.lower:
        it = formula.say(cut.lower, "from {} on", "a later part")
        told = f"You take {of} from its beginning, where it is to be {it}."
        yield Slip(node, changed(node, slice=changed(cut, lower=None)), told)
    if cut.upper:
        told = f"You go on to the end of {of}, where you are to stop before{formula.say(cut.upper, ', at {}', '')}."
        yield Slip(node, changed(node, slice=changed(cut, upper=None)), told)
        more = expression("x + 1", x=cut.upper)
        told = f"You cut {of} one place too late."
        yield Slip(node, changed(node, slice=changed(cut, upper=more)), told)
    if (cut.lower is None) != (cut.upper is None):
        told = f"You take the wrong one of the two parts of {of}."
        yield Slip(node, changed(node, slice=changed(cut, lower=cut.upper, upper=cut.lower)), told)


def indices(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """The first for the last, the last for the first, the neighbor."""
    if not isinstance(node, ast.Subscript) or isinstance(node.slice, ast.Slice | ast.Tuple):
        return
    of, text = formula.say(node.value, " of {}", ""), ast.unparse(node.slice)
    if text == "-1":
        yield Slip(node, changed(node, slice=ast.Constant(0)), f"You take the first{of} where the last is asked.")
    elif text == "0":
        yield Slip(node, changed(node, slice=ast.Constant(-1)), f"You take the last{of} where the first is asked.")
    elif isinstance(node.slice, ast.BinOp):
        told = f"An index{of} is off by one."
        yield Slip(node, changed(node, slice=expression("x + 1", x=node.slice)), told)


def ranges(node: ast.AST, _formula: Formula) -> Iterator[Slip]:
    """A loop that ends one round too early or too late, or begins one too late or too early."""
    if not isinstance(node, ast.Call) or called(node) != "range" or not node.args:
        return
    first, *rest = [ast.Constant(0), *node.args] if len(node.args) == 1 else node.args
    down = len(rest) > 1 and ast.unparse(rest[1]).startswith("-")
    sooner, later = ("x + 1", "x - 1") if down else ("x - 1", "x + 1")
    for text, told in (
        (sooner, "Your loop ends one round too early."),
        (later, "Your loop goes on for one round too many."),
    ):
        yield Slip(node, changed(node, args=[first, expression(text, x=rest[0]), *rest[1:]]), told)
    for text, told in (
        (later, "Your loop begins one round too late."),
        (sooner, "Your loop begins one round too early."),
    ):
        yield Slip(node, changed(node, args=[expression(text, x=first), *rest]), told)


def counts(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """The number of columns for that of rows, and an order that is not turned around."""
    match node:
        case ast.Call(func=ast.Name("len"), args=[ast.Name(name) as array]):
            if formula.kinds.get(name) == "2 axes":
                told = f"You count the columns of `{name}` where its rows are asked."
                yield Slip(node, expression("x.shape[1]", x=array), told)
            for other in formula.alike(name):
                told = f"You take `len({other})` where `len({name})` is asked."
                yield Slip(node, expression(f"len({other})"), told)
        case ast.Call(func=ast.Name("reversed"), args=[turned]):
            yield Slip(node, turned, "You did not turn the order around.", "reversed")
        case _:
            return


RULES: tuple[Rule, ...] = (slices, indices, ranges, counts)
