"""Which names a cell defines and uses, and so which of the course's own cells an answer may rely on.

A submission's cells are looked at in the sandbox: a parser can be made to crash.
"""

from __future__ import annotations

import ast
import builtins
import functools
import symtable
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

BUILT_IN = frozenset(dir(builtins))
ANYTHING = frozenset({"globals", "locals", "vars", "eval", "exec", "get_ipython", "__import__", "dir"})


@dataclass(frozen=True)
class Names:
    """What a cell does with global names; `unclear` where it may use any of them."""

    bound: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()
    imported: frozenset[str] = frozenset()
    unclear: bool = False


@functools.lru_cache(maxsize=4096)
def names(source: str) -> Names:
    """The names of one cell.  A cell that is no plain Python (magic commands, mistakes) is unclear."""
    try:
        tree = ast.parse(source)
        tables = list(_tables(symtable.symtable(source, "cell", "exec")))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Names(unclear=True)
    imported = {
        a.asname or a.name.partition(".")[0] for n in ast.walk(tree) if isinstance(n, _IMPORTS) for a in n.names
    }
    bound, used = set(), set()
    for table in tables:
        top = table.get_type() == "module"
        for symbol in table.get_symbols():
            if top or symbol.is_global():
                if symbol.is_assigned() or symbol.is_imported():
                    bound.add(symbol.get_name())
                if symbol.is_referenced():
                    used.add(symbol.get_name())
    star = "*" in imported
    return Names(frozenset(bound), frozenset(used - BUILT_IN), frozenset(imported), star or bool(used & ANYTHING))


_IMPORTS = (ast.Import, ast.ImportFrom)


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _tables(child)


def needed(wanted: Iterable[Names], course: Sequence[Names]) -> list[bool]:
    """Which of the course's cells must run for the cells with the names `wanted`.

    A course cell is left out only if it neither defines nor mentions anything that the others use, directly or through
    other cells; so a list that one cell makes and another one changes is as it would be in the notebook.
    """
    wanted = list(wanted)
    if any(names.unclear for names in wanted):
        return [True] * len(course)
    need = {name for names in wanted for name in names.used}
    run = [names.unclear for names in course]
    grown = True
    while grown:
        grown = False
        for i, cell in enumerate(course):
            if not run[i] and need & (cell.bound | (cell.used - cell.imported)) - _modules(cell, course):
                run[i] = grown = True
                need |= cell.used
    return run


def _modules(cell: Names, course: Sequence[Names]) -> frozenset[str]:
    """Names that `cell` uses and another one imports: modules, which using does not change."""
    return frozenset().union(*(other.imported for other in course)) - cell.bound
