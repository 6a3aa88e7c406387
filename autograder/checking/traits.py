"""What a source does, as traits that are counted: `/ keep_prob`, `square`, `copy`, whatever its names and its form.

They decide where behavior does not: who divides by keep_prob is not told to have forgotten it.
"""

from __future__ import annotations

import ast
import copy
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

LONGEST = 20_000  # characters of a source that is looked at
SHORT = 30  # characters of a value that stands in the place of its name
OF_CALLS = {
    "sqrt": ("root",),
    "norm": ("root", "square"),
    "square": ("square",),
    "var": ("square",),
    "std": ("root",),
    "abs": ("absolute",),
    "absolute": ("absolute",),
    "fabs": ("absolute",),
    "copy": ("copy",),
    "deepcopy": ("copy",),
    "array": ("copy",),
    "mean": ("/ count",),
    "average": ("/ count",),
    "transpose": ("transposed",),
    "swapaxes": ("transposed",),
    "reversed": ("reversed",),
    "flip": ("reversed",),
    "flipud": ("reversed",),
    "reverse": ("reversed",),
    "maximum": ("bounded",),
    "minimum": ("bounded",),
    "clip": ("bounded",),
    "where": ("bounded",),
    "max": ("bounded",),
    "exp": ("exponential",),
    "log": ("logarithm",),
    "invert": ("not",),
    "logical_not": ("not",),
}
COUNTS = ("shape", "size", "len")

Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True)
class Written:
    """A learner's source as Python writes it, and its traits; nothing of what is no Python, or more than an answer."""

    text: str
    traits: Counter[str]


def written(source: str) -> Written:
    """What is known of a learner's source, which may be anything."""
    with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        if len(source) <= LONGEST:
            tree = ast.parse(textwrap.dedent(source))
            return Written(ast.unparse(tree), traits(tree))
    return Written("", Counter())


def traits(tree: ast.AST) -> Counter[str]:
    """How often each trait is found in a tree."""
    tree = inlined(tree, short_names(tree))
    return Counter(trait for node in ast.walk(tree) for trait in _of(node))


def _of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.BinOp):
        yield from _of_operation(node.op, node.left, node.right)
    elif isinstance(node, ast.AugAssign):
        yield from _of_operation(node.op, node.target, node.value)
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield "transposed"
    elif isinstance(node, ast.Slice) and node.step is not None and ast.unparse(node.step) == "-1":
        yield "reversed"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield "not"
    elif isinstance(node, ast.Compare | ast.BoolOp):
        yield ast.unparse(node)


def _of_operation(op: ast.operator, left: ast.expr, right: ast.expr) -> Iterator[str]:
    if isinstance(op, ast.Div):
        yield from (f"/ {factor}" for factor in _factors(right))
        if any(name in ast.unparse(right) for name in COUNTS):
            yield "/ count"
    elif isinstance(op, ast.Mult):
        yield from (f"* {ast.unparse(operand)}" for operand in (left, right))
    elif isinstance(op, ast.Add | ast.Sub):
        yield from (f"+ {ast.unparse(operand)}" for operand in (left, right))
    squared = isinstance(op, ast.Pow) and ast.unparse(right) == "2"
    if squared or (isinstance(op, ast.Mult | ast.MatMult) and ast.unparse(left) == ast.unparse(right)):
        yield "square"
    if isinstance(op, ast.Pow) and ast.unparse(right) in ("0.5", "1 / 2"):
        yield "root"


def _factors(node: ast.expr) -> Iterator[str]:
    yield ast.unparse(node)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        yield from _factors(node.left)
        yield from _factors(node.right)


def _of_call(node: ast.Call) -> Iterator[str]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    yield from OF_CALLS.get(name, ())
    if name == "default_rng":
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        if not all(isinstance(seed, ast.Constant) for seed in given):
            yield "seeded"
        elif not given:
            yield "unseeded"
    yield from (f"{keyword.arg}=" for keyword in node.keywords if keyword.arg)


def short_names(tree: ast.AST) -> dict[str, ast.expr]:
    """The local names that stand, once and for all, for something short."""
    given: dict[str, list[ast.expr | None]] = {}
    for node in ast.walk(tree):
        for name in stored(node):
            plain = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
            given.setdefault(name, []).append(node.value if plain else None)  # type: ignore[attr-defined]
    once = {name: values[0] for name, values in given.items() if len(values) == 1}
    return {name: value for name, value in once.items() if value is not None and _is_short(name, value)}


def _is_short(name: str, value: ast.expr) -> bool:
    names = {n.id for n in ast.walk(value) if isinstance(n, ast.Name)}
    return bool(names) and name not in names and len(ast.unparse(value)) <= SHORT


def stored(node: ast.AST) -> list[str]:
    """The names that a statement gives a value to."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.For | ast.comprehension):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return [n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)]
    return []


def inlined(node: Node, values: Mapping[str, ast.expr]) -> Node:
    """A copy of the tree in which the values stand in the place of their names, once."""
    new: Node = _Inlined(values).visit(copy.deepcopy(node))
    return ast.fix_missing_locations(new)


class _Inlined(ast.NodeTransformer):
    def __init__(self, values: Mapping[str, ast.expr]) -> None:
        self.values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        known = isinstance(node.ctx, ast.Load) and node.id in self.values
        return copy.deepcopy(self.values[node.id]) if known else node
