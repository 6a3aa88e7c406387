"""Slips with arrays: an axis, a transpose, a mean for a sum, a bound, a copy, a seed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.checking.slip import Formula, Rule, Slip, called, changed, expression

INSTEAD = {  # what is called, and what learners call instead
    "mean": ("sum",),
    "sum": ("mean",),
    "max": ("min",),
    "min": ("max",),
    "maximum": ("minimum",),
    "minimum": ("maximum",),
    "argmax": ("argmin",),
    "argmin": ("argmax",),
    "std": ("var",),
    "var": ("std",),
    "zeros": ("ones",),
    "ones": ("zeros",),
    "floor": ("trunc", "rint", "ceil"),
    "round": ("int",),
    "tile": ("repeat",),
    "repeat": ("tile",),
    "uniform": ("normal",),
    "normal": ("uniform",),
    "inv": ("pinv", "transpose"),
    "log": ("log10", "log2", "log1p"),
    "exp": ("exp2", "expm1"),
}
OPTIONS = {
    "keepdims": "You left out keepdims=True, so that the result has lost an axis.",
    "ddof": "You divide by n where n - 1 is asked, ddof=1.",
    "endpoint": "You leave out the upper end: endpoint=True includes it.",
}


def functions(node: ast.AST, _formula: Formula) -> Iterator[Slip]:
    """Another function of the same kind: a sum for a mean, a minimum for a maximum."""
    if not isinstance(node, ast.Call):
        return
    name = called(node)
    for other in INSTEAD.get(name, ()):
        if isinstance(node.func, ast.Attribute):
            func: ast.expr = changed(node.func, attr=other)
            func = expression("np.transpose") if other == "transpose" else func
        else:
            func = ast.Name(other, ast.Load())
        told = f"You take `{other}` where `{name}` is asked." if name != "inv" else _inverse(other)
        yield Slip(node, changed(node, func=func), told)


def _inverse(other: str) -> str:
    return f"You take the {other} of the matrix where its inverse is asked."


def axes(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """The other axis, no axis, and options such as keepdims left out."""
    if not isinstance(node, ast.Call):
        return
    for keyword in node.keywords:
        rest = [k for k in node.keywords if k is not keyword]
        if keyword.arg == "axis":
            yield from _axis(node, keyword, rest, formula)
        elif keyword.arg in OPTIONS:
            yield Slip(node, changed(node, keywords=rest), OPTIONS[keyword.arg], f"{keyword.arg}=")


def _axis(node: ast.Call, keyword: ast.keyword, rest: list[ast.keyword], _formula: Formula) -> Iterator[Slip]:
    name, text = called(node), ast.unparse(keyword.value)
    if text in ("0", "1"):
        other = 1 - int(text)
        new = changed(keyword, value=ast.Constant(other))
        told = f"Your `{name}` goes along the wrong axis: {other}, not {text}."
        yield Slip(node, changed(node, keywords=[*rest, new]), told)
    told = f"Your `{name}` goes over the whole array, where it is to go along one axis of it."
    yield Slip(node, changed(node, keywords=rest), told)


def products(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """A transpose left out or too many, the factors of a matrix product in the other order, a product by entries."""
    match node:
        case ast.Attribute(value=value, attr="T"):
            yield Slip(node, value, f"You left out a transpose{formula.say(value, ', that of {}', '')}.", "transposed")
        case ast.BinOp(left=left, op=ast.MatMult(), right=right):
            for side, one in (("left", left), ("right", right)):
                if not isinstance(one, ast.Attribute):
                    new = changed(node, **{side: ast.Attribute(one, "T", ast.Load())})
                    yield Slip(
                        node,
                        new,
                        f"You transpose {formula.say(one, unnamed='an array')} where it is to be taken as it is.",
                    )
            told = (
                f"The factors of your matrix product are in the wrong order{formula.say(left, ': {} comes first', '')}."
            )
            yield Slip(node, changed(node, left=right, right=left), told)
            it = formula.say(node, unnamed="a product")
            yield Slip(
                node, ast.BinOp(ast.Constant(2), ast.Mult(), node), f"You have {it} twice as large as it is to be."
            )
            yield Slip(
                node, ast.BinOp(node, ast.Div(), ast.Constant(2)), f"You have {it} half as large as it is to be."
            )
            told = "You multiply entry by entry (`*`) where a matrix product (`@`) is asked."
            yield Slip(node, changed(node, op=ast.Mult()), told)
        case _:
            return


def bounds(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """A bound left out, and one that looks at the whole array where only what came before counts."""
    if not isinstance(node, ast.Call):
        return
    if called(node) in ("maximum", "minimum", "max", "min") and len(node.args) > 1:
        for one, other in ((node.args[0], node.args[1]), (node.args[1], node.args[0])):
            if isinstance(other, ast.Constant):
                side = "below" if called(node)[:3] == "max" else "above"
                told = f"You do not bound {formula.say(one, unnamed='a number')} {side} by {formula.say(other)}."
                yield Slip(node, one, told, "bounded")
            if isinstance(other, ast.Constant) and other.value == 0:
                it = formula.say(one, unnamed="a number")
                told = f"You take the absolute value of {it}, where what is below 0 is to become 0."
                yield Slip(node, expression("abs(x)", x=one), told)
    if called(node) == "accumulate" and isinstance(node.func, ast.Attribute):
        told = "You look at the whole array, where at each place only what came up to there counts."
        yield Slip(node, changed(node, func=changed(node.func, attr="reduce")), told)


def copies(node: ast.AST, formula: Formula) -> Iterator[Slip]:
    """A copy that is not made."""
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr="copy"), args=[]):
            told = (
                f"You do not copy {formula.say(value, unnamed='an array')}: what is done to it later happens to both."
            )
            yield Slip(node, value, told, "copy")
        case ast.Call(func=ast.Attribute(attr="array"), args=[ast.Name() as name]) if name.id in formula.parameters():
            told = f"You work on `{name.id}` itself, where a copy is needed."
            yield Slip(node, name, told, "copy")
        case _:
            return


def seeds(node: ast.AST, _formula: Formula) -> Iterator[Slip]:
    """The seed ignored, and the old generator in place of the new one."""
    match node:
        case ast.Call(func=ast.Attribute(attr="default_rng"), args=[ast.Name() as seed]):
            for number in (0, 1, 42):
                told = "You ignore the seed: give it to np.random.default_rng(...)."
                yield Slip(node, changed(node, args=[ast.Constant(number)]), told, "seeded")
            told = (
                "You draw from the old np.random.RandomState, whose numbers are others: "
                "make the generator with np.random.default_rng(seed)."
            )
            yield Slip(node, expression("np.random.RandomState(seed)", seed=seed), told)
        case _:
            return


RULES: tuple[Rule, ...] = (
    functions,
    axes,
    products,
    bounds,
    copies,
    seeds,
)
