"""Slips in what is done when: a statement, a start, a return, and one variable for another."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from autograder.checking.slip import Formula, Rule, Slip, called, changed, expression

STARTS = {"0.0": "1.0", "0": "1", "1.0": "0.0", "np.inf": "0.0", "-1": "0", "-np.inf": "0.0"}


def additions(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """What is to be added up is written over, left out or subtracted."""
    if not isinstance(node, ast.AugAssign):
        return
    it = formula.say(node.target, unnamed="an entry")
    if isinstance(node.op, ast.Add):
        told = f"You write over {it} (`=`) where contributions are to add up (`+=`)."
        yield Slip(node, ast.Assign([node.target], node.value), told)
    op = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
    verb = "subtract from" if isinstance(node.op, ast.Add) else "add to"
    yield Slip(node, changed(node, op=op), f"You {verb} {it}: the sign is the other one.")
    yield Slip(node, ast.Pass(), f"You leave {it} as it is, where it is to change.")


def in_place(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """An array that is stored is edited in place."""
    match node:
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.BinOp(left=ast.Name(id=same), op=ast.Add() | ast.Sub() as op, right=x),
        ) if name == same:
            said = "+=" if isinstance(op, ast.Add) else "-="
            of = formula.say(ast.Name(name, ast.Load()), unnamed="an array")
            told = f"You edit {of} in place (`{said}`), and with it every place in which the same array is kept."
            yield Slip(node, ast.AugAssign(ast.Name(name, ast.Store()), op, x), told)
        case _:
            return


def order(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """Two statements in the other order, where the second uses what the first has made."""
    for name in ("body", "orelse"):
        body = getattr(node, name, None)
        if not isinstance(body, list):
            continue
        for i, (first, second) in enumerate(pairwise(body)):
            made = _made(first) & _used(second)
            if made and not isinstance(second, ast.Return | ast.For | ast.If):
                it = formula.say(ast.Name(min(made), ast.Load()), unnamed="something")
                told = f"Two steps are in the wrong order: you use {it} before it has its new value."
                new = changed(node, **{name: [*body[:i], second, first, *body[i + 2 :]]})
                yield Slip(node, new, told)


def _made(statement: ast.stmt) -> set[str]:
    return {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _used(statement: ast.stmt) -> set[str]:
    return {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def early_return(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """A return inside the loop, and a loop that its break does not end."""
    end = formula.tree.body[-1]
    if isinstance(node, ast.For) and isinstance(end, ast.Return):
        told = "You return from inside the loop, after its first round."
        yield Slip(node, changed(node, body=[*node.body, end]), told)
    if isinstance(node, ast.If) and any(isinstance(s, ast.Break) for s in node.body):
        told = "Your loop goes on where it is to end."
        yield Slip(node, changed(node, test=ast.Constant(False)), told)


def starts(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """Another value to begin with."""
    if not isinstance(node, ast.Assign):
        return
    values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
    targets = node.targets[0].elts if isinstance(node.targets[0], ast.Tuple) else node.targets
    for i, (target, value) in enumerate(zip(targets, values, strict=False)):
        text = ast.unparse(value)
        if text in STARTS:
            instead = [*values[:i], expression(STARTS[text]), *values[i + 1 :]]
            new = changed(node.value, elts=instead) if isinstance(node.value, ast.Tuple) else instead[0]
            it = formula.say(target, " of {}", "")
            told = f"You begin with another value{it}: {STARTS[text]} is not the one to begin with."
            yield Slip(node, changed(node, value=new), told)


def results(node: ast.AST, _formula: Formula) -> Iterator[Slip]:
    """The absolute value or the root of a result, and a tuple in the other order."""
    if not isinstance(node, ast.Return) or node.value is None:
        return
    value = node.value
    if isinstance(value, ast.Tuple):
        told = "You return what is asked in another order."
        yield Slip(node, changed(node, value=changed(value, elts=value.elts[::-1])), told)
    elif not isinstance(value, ast.Dict | ast.ListComp | ast.Constant):
        told = "Your result has lost its sign: you took its absolute value."
        yield Slip(node, changed(node, value=expression("abs(x)", x=value)), told, with_others=False)
        told = "You took the square root of the result at the end."
        yield Slip(node, changed(node, value=expression("np.sqrt(x)", x=value)), told, with_others=False)
        told = "You squared the result at the end."
        yield Slip(node, changed(node, value=expression("x * x", x=value)), told, with_others=False)


def variables(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """The wrong of two parameters of one kind, or of two names that are made in one statement."""
    if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
        return
    for other in (*formula.alike(node.id), *_made_together(node.id, formula)):
        it, instead = formula.say(node, unnamed=""), formula.say(ast.Name(other, ast.Load()), unnamed="")
        told = f"You use {instead} where {it} is asked."
        if it and instead:
            yield Slip(node, changed(node, id=other), told)


def _made_together(name: str, formula: Formula) -> list[str]:
    targets = [node.targets[0] for node in ast.walk(formula.tree) if isinstance(node, ast.Assign)]
    tuples = [target for target in targets if isinstance(target, ast.Tuple)]
    names = [[n.id for n in t.elts if isinstance(n, ast.Name)] for t in tuples]
    return [other for each in names if name in each for other in each if other != name]


def parameters(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """Two parameters of one kind swapped everywhere."""
    if not isinstance(node, ast.arguments):
        return
    for i, a in enumerate(node.args):
        for b in node.args[i + 1 :]:
            if formula.kinds.get(a.arg) and formula.kinds.get(a.arg) == formula.kinds.get(b.arg):
                names = {a.arg: b.arg, b.arg: a.arg}
                args = [changed(arg, arg=names.get(arg.arg, arg.arg)) for arg in node.args]
                yield Slip(node, changed(node, args=args), f"You swapped `{a.arg}` and `{b.arg}`.")


def constants(node: ast.AST, _formula: Formula) -> Iterator[Slip]:
    """A constant of the formula that is another one."""
    match node:
        case ast.Constant(value=int() | float() as value) if value not in (0, 1) and not isinstance(value, bool):
            for other in {1 / value, 2 * value, value / 2, 10 * value, value / 10} - {1}:
                told = f"You have another number where {value:g} is asked."
                yield Slip(node, ast.Constant(other), told, with_others=False)
        case _:
            return


def collected(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """A list that lacks what it is to begin with."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.List(elts=[first])) if name:
            told = f"Your list lacks its first entry{formula.say(first, ', {}', '')}."
            yield Slip(node, changed(node, value=ast.List([], ast.Load())), told)
        case ast.Expr(value=ast.Call() as call) if called(call) in ("append", "add", "pop"):
            told = "You never store what the loop has made." if called(call) == "append" else ""
            if told:
                yield Slip(node, ast.Pass(), told)
        case _:
            return


RULES: tuple[Rule, ...] = (
    additions,
    in_place,
    order,
    early_return,
    starts,
    results,
    variables,
    parameters,
    constants,
    collected,
)
