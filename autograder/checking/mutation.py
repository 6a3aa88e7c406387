"""Mistakes by mutation: the reference with a slip in it, or with two, as a function that can be tried."""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import ModuleType

from autograder.checking import (
    slips_in_conditions,
    slips_in_formulas,
    slips_in_order,
    slips_in_places,
    slips_with_arrays,
)
from autograder.checking.slip import Formula, Slip, called, kinds, replaced
from autograder.checking.traits import Written, inlined, short_names, stored, traits
from autograder.exercise import Exercise, Function

KINDS = (slips_in_formulas, slips_in_conditions, slips_with_arrays, slips_in_places, slips_in_order)
COMPUTING = {"numpy", "math", "cmath", "itertools", "functools", "operator", "statistics", "collections", "dlcourse"}
REACHING_OUT = {"open", "exec", "eval", "compile", "input", "__import__", "getattr", "setattr", "globals"}
ROUNDS = 10_000  # of a `while` in a mutation, which may have lost what ends it


class Reference:
    """The syntax tree of a reference, without its docstring, and its slips, the first rules first."""

    def __init__(self, function: Function, tree: ast.FunctionDef, formula: Formula) -> None:
        self.function, self.tree, self.formula = function, tree, formula
        self.parents = {id(child): id(node) for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        self.loops = any(isinstance(node, ast.While) for node in ast.walk(tree))

    @cached_property
    def slips(self) -> list[Slip]:
        """All that may be done wrong in it, and changes it."""
        nodes = list(ast.walk(self.tree))
        found = (slip for kind in KINDS for rule in kind.RULES for node in nodes for slip in rule(node, self.formula))
        return [slip for slip in found if ast.unparse(slip.new) != ast.unparse(slip.old)]

    @cached_property
    def written(self) -> Written:
        """Its text and its traits."""
        return Written(ast.unparse(self.tree), traits(self.tree))

    def kept(self, slips: Iterable[Slip]) -> Collection[int]:
        """The ids of the nodes that have none of these slips in them."""
        above = set()
        for slip in slips:
            node: int | None = id(slip.old)
            while node is not None:
                above.add(node)
                node = self.parents.get(node)
        return self.parents.keys() - above


@dataclass(frozen=True, eq=False)
class Mutation:
    """A reference with slips in it."""

    reference: Reference
    slips: tuple[Slip, ...]

    @property
    def sentence(self) -> str:
        """What somebody did who wrote this."""
        if len(self.slips) == 1:
            return self.slips[0].sentence
        if len({slip.sentence for slip in self.slips}) == 1:
            return f"Two things are wrong in the same way. {self.slips[0].sentence}"
        return "Two things are wrong. " + " ".join(f"{i}. {slip.sentence}" for i, slip in enumerate(self.slips, 1))

    @cached_property
    def function(self) -> Function:
        """The reference with these slips, as a function; it may raise what the reference never would."""
        of = self.reference
        tree = replaced(of.tree, {id(slip.old): slip for slip in self.slips}, of.kept(self.slips))
        if of.loops:
            tree = ast.fix_missing_locations(_Bounded().visit(copy.deepcopy(tree)))
        names = dict(of.function.__globals__)
        exec(compile(ast.Module([tree], []), "<mutation>", "exec"), names)  # noqa: S102  our own code
        function: Function = names[of.tree.name]
        return function

    def contradicted_by(self, source: Written) -> bool:
        """Whether a source has, as often as the reference, what by the sentence is missing or something else."""
        return any(self._is_right_in(source, slip) for slip in self.slips)

    def _is_right_in(self, source: Written, slip: Slip) -> bool:
        right = self.reference.written
        if slip.missing and source.traits[slip.missing] >= max(right.traits[slip.missing], 1):
            return True
        old, new = ast.unparse(slip.old), ast.unparse(slip.new)
        open_ = isinstance(slip.old, ast.Name | ast.Constant) or old in new or _stands_in(source.text, slip)
        return not open_ and source.text.count(old) >= max(right.text.count(old), 1)

    def stands_in(self, text: str) -> bool:
        """Whether what the slips put in stands in a text word for word."""
        return all(_stands_in(text, slip) for slip in self.slips)


def _stands_in(text: str, slip: Slip) -> bool:
    return not isinstance(slip.new, ast.Name | ast.Constant) and ast.unparse(slip.new) in text


class _Bounded(ast.NodeTransformer):
    def visit_While(self, node: ast.While) -> ast.For | ast.While:
        self.generic_visit(node)
        if node.orelse:
            return node
        end = ast.If(ast.UnaryOp(ast.Not(), node.test), [ast.Break()], [])
        rounds = ast.Call(ast.Name("range", ast.Load()), [ast.Constant(ROUNDS)], [])
        return ast.For(ast.Name("_", ast.Store()), rounds, [end, *node.body], [])


def _no_parts(_mutation: Mutation) -> frozenset[int]:
    return frozenset()


@lru_cache(maxsize=128)
def mutations(exercise: Exercise) -> tuple[Mutation, ...]:
    """The reference with each slip that fits it; none where its source is of no use."""
    return tuple(Mutation(reference, (slip,)) for reference in references(exercise) for slip in reference.slips)


def pairs(exercise: Exercise, parts: Callable[[Mutation], frozenset[int]] = _no_parts) -> Iterator[Mutation]:
    """Two slips at once, in the reference as it is and then with its short formulas spelled out at each use.

    `parts` says which parts of an answer one slip explains: first come pairs that together explain more than each does.
    """
    found = []
    for reference in references(exercise):
        slips = [slip for slip in reference.slips if slip.with_others]
        explains = [parts(Mutation(reference, (slip,))) for slip in slips]
        for j, second in enumerate(slips):
            for i, first in enumerate(slips[:j]):
                if first.old is not second.old:
                    more = len(explains[i] | explains[j]) - max(len(explains[i]), len(explains[j]))
                    found.append((-more, reference, first, second))
    for _, reference, first, second in sorted(found, key=lambda pair: pair[0]):
        yield Mutation(reference, (first, second))


@lru_cache(maxsize=128)
def references(exercise: Exercise) -> list[Reference]:
    """The reference as it is written and, where it has names for formulas, with these spelled out at each use.

    What a learner writes twice may be wrong in one of the two places.  Of a reference that is wrapped, has no
    source, or does more than compute, none.
    """
    function = exercise.reference
    if hasattr(function, "__wrapped__"):
        return []
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, TypeError, SyntaxError):
        return []
    if not isinstance(tree, ast.FunctionDef) or not _only_computes(tree, function):
        return []
    words = ast.get_docstring(tree) or ""
    tree.body = tree.body[bool(words) :]
    formulas = {name: value for name, value in short_names(tree).items() if _is_formula(value, tree)}
    trees = [tree, *([inlined(tree, formulas)] if formulas else [])]
    return [Reference(function, each, Formula(each, words, kinds(exercise))) for each in trees]


def _only_computes(tree: ast.FunctionDef, function: Function) -> bool:
    """Whether a reference touches numbers only: one that is an instructor's might do with files what no slip may."""
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    modules = [m.__name__ for name in names if isinstance(m := function.__globals__.get(name), ModuleType)]
    imports = any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(tree))
    return not imports and not names & REACHING_OUT and all(m.partition(".")[0] in COMPUTING for m in modules)


def _is_formula(value: ast.expr, tree: ast.FunctionDef) -> bool:
    """Whether a value may be found anew at each use: it calls but len, and nothing in it is given another value."""
    if any(isinstance(node, ast.Call) and called(node) != "len" for node in ast.walk(value)):
        return False
    parameters = [a.arg for a in tree.args.args]
    used = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
    given = Counter(name for node in ast.walk(tree) for name in stored(node))
    return all(given[name] <= (name not in parameters) for name in used)


def reference_traits(exercise: Exercise) -> Counter[str]:
    """The traits of the reference as it is written."""
    return next((reference.written.traits for reference in references(exercise)), Counter())
