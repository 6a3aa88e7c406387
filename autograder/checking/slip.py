"""A slip: one change of a reference's syntax tree such as learners make, and the sentence that tells them so."""

from __future__ import annotations

import ast
import builtins
import copy
import inspect
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from autograder.checking.traits import inlined, short_names
from autograder.exercise import VISIBLE_SEED, Exercise

LONGEST = 30  # characters of a formula that is quoted: more would be the answer
Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True, eq=False)
class Slip:
    """Where `old` stood in the reference there is `new`, and `sentence` says so to whoever wrote that.

    A sentence that says something is missing names it in `missing`, a trait (see traits): who has it is not told.
    What changes a whole result, or is one of many numbers, would explain nearly all together with another slip.
    """

    old: ast.AST
    new: ast.AST
    sentence: str
    missing: str = ""
    with_others: bool = True  # whether it is looked for beside another one

    def __post_init__(self) -> None:
        """Give what is new a place in the source, as a compiler wants it."""
        ast.fix_missing_locations(self.new)


@dataclass(frozen=True)
class Formula:
    """What a rule knows of the reference besides the node before it: whose names a learner has heard of, and kinds."""

    tree: ast.FunctionDef
    words: str = ""  # of its docstring
    kinds: Mapping[str, str] = field(default_factory=dict)  # of each parameter: those of a kind may be mixed up

    @cached_property
    def _short(self) -> dict[str, ast.expr]:
        return {name: value for name, value in short_names(self.tree).items() if name not in self._known()}

    def say(self, node: ast.AST, named: str = "{}", unnamed: str = "a part of the formula") -> str:
        """The words `named` around the code of a node, if it is short and of names that the learner knows; else others.

        A learner has not seen the reference, and what its local names stand for would be its formula.
        """
        text = ast.unparse(inlined(node, self._short))
        names = {n.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name)}
        if names <= self._known() and len(text) <= LONGEST and "\n" not in text:
            return named.format(f"`{text}`")
        return unnamed

    def _known(self) -> set[str]:
        words = re.findall(r"\w+", self.words)
        return {"np", *dir(builtins), *self.parameters(), *(w for w in words if len(w) > 1 or w.isupper())}

    def alike(self, name: str) -> list[str]:
        """The parameters that are of the same kind as this one."""
        kind = self.kinds.get(name)
        return [other for other, its in self.kinds.items() if kind and its == kind and other != name]

    def parameters(self) -> list[str]:
        """The names of the parameters, in their order."""
        return [a.arg for a in self.tree.args.args]


Rule = Callable[[ast.AST, Formula], Iterator[Slip]]


def kinds(exercise: Exercise) -> dict[str, str]:
    """Of each parameter what the cases give for it, in a word."""
    names = inspect.signature(exercise.reference).parameters
    columns = zip(*exercise.draw(VISIBLE_SEED), strict=False)
    return {name: _kind(values) for name, values in zip(names, columns, strict=False) if name != "seed"}


def _kind(values: tuple[Any, ...]) -> str:
    if all(type(v) is float for v in values) and sum(0 < v <= 1 for v in values) > len(values) / 2:
        return "probability"
    given = {f"{np.ndim(v)} axes" if isinstance(v, np.ndarray) else type(v).__name__ for v in values}
    return given.pop() if len(given) == 1 else ""


def changed(node: Node, **fields: object) -> Node:
    """The node with some of its fields replaced; the others are the same objects as before."""
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def replaced(node: Node, slips: Mapping[int, Slip], kept: Collection[int]) -> Node:
    """The tree with the slips made in it, found by the id of their old node; the tree itself stays as it is.

    The nodes in `kept`, by their ids, are known to have no slip in them.
    """
    while slip := slips.get(id(node)):  # what is left after one slip may be what another one changes
        node, slips = slip.new, {k: s for k, s in slips.items() if s is not slip}  # type: ignore[assignment]
    if not slips or id(node) in kept:
        return node
    new = {name: _replaced_in(value, slips, kept) for name, value in ast.iter_fields(node)}
    return changed(node, **new)


def _replaced_in(value: object, slips: Mapping[int, Slip], kept: Collection[int]) -> object:
    if isinstance(value, list):
        return [_replaced_in(v, slips, kept) for v in value]
    return replaced(value, slips, kept) if isinstance(value, ast.AST) else value


def called(node: ast.AST) -> str:
    """The name of what a call calls, without the module or the object before its dot; empty for what is no call."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def expression(text: str, **parts: ast.expr) -> ast.expr:
    """The expression `text` with nodes in the place of some of its names."""
    return _Placed(parts).visit(ast.parse(text, mode="eval").body)  # type: ignore[no-any-return]


class _Placed(ast.NodeTransformer):
    def __init__(self, parts: Mapping[str, ast.expr]) -> None:
        self.parts = parts

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.parts.get(node.id, node)
