"""Which names a cell defines and uses, and so which of the course's own cells an answer may rely on.

A submission's cells are looked at in the sandbox: a parser can be made to crash.
"""

from __future__ import annotations

import ast
import builtins
import functools
import re
import symtable
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BUILT_IN = frozenset(dir(builtins))
ANYTHING = frozenset({"globals", "locals", "vars", "eval", "exec", "get_ipython", "__import__", "dir"})
WORD = re.compile(r"[^\W\d]\w*")
EXPANDED = re.compile(r"\$\w+|\{[^{}]*\}")  # in a shell command, where IPython puts in what Python knows
# Of these magics the cell is text, or a program in another language; of all others it is Python.
NO_PYTHON = (
    *("bash", "file", "html", "javascript", "js", "latex", "markdown", "perl", "ruby", "script"),
    *("sh", "svg", "sx", "system", "writefile"),
)


@dataclass(frozen=True)
class Names:
    """What a cell does with global names; `unclear` where it may do other things with them as well."""

    bound: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()
    imported: frozenset[str] = frozenset()
    unclear: bool = False

    def __or__(self, other: Names) -> Names:
        return Names(
            self.bound | other.bound,
            self.used | other.used,
            self.imported | other.imported,
            self.unclear or other.unclear,
        )


@functools.lru_cache(maxsize=4096)
def names(source: str) -> Names:
    """The names of one cell.  One that does not compile runs nothing, and so it uses none.

    Where code may use any name, as `eval` does, all words of the cell count as used, those in its strings, too.
    """
    try:
        text, tree = _parsed(source)
        table = symtable.symtable(text, "cell", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Names()
    nodes = list(ast.walk(tree))
    lines = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    imported = frozenset(a.asname or a.name.partition(".")[0] for line in lines for a in line.names)
    bound, used = _globals(table)
    used |= {n.target.id for n in nodes if isinstance(n, ast.AugAssign) and isinstance(n.target, ast.Name)} & bound
    magics = [call for node in nodes if (call := _magic(node))]
    if magics and len(magics) == sum(isinstance(n, ast.Name) and n.id == "get_ipython" for n in nodes):
        used -= {"get_ipython"}
    anything = used & ANYTHING
    if anything:
        used |= set(WORD.findall(source))
    unclear = bool(anything) or "*" in imported or any(getattr(line, "module", "") == "__future__" for line in lines)
    found = Names(frozenset(bound), frozenset(used - BUILT_IN), imported, unclear)
    return functools.reduce(Names.__or__, (_of_magic(*magic) for magic in magics), found)


def _globals(table: symtable.SymbolTable) -> tuple[set[str], set[str]]:
    """The global names that code binds, and those that it refers to."""
    bound, used = set(), set()
    top = table.get_type() == "module"
    for symbol in table.get_symbols():
        if top or symbol.is_global():
            if symbol.is_assigned() or symbol.is_imported():
                bound.add(symbol.get_name())
            if symbol.is_referenced():
                used.add(symbol.get_name())
    for child in table.get_children():
        below = _globals(child)
        bound, used = bound | below[0], used | below[1]
    return bound, used


def _parsed(source: str) -> tuple[str, ast.Module]:
    """A cell's Python, or what IPython makes of magic commands, shell commands and questions.  Raises SyntaxError."""
    try:
        return source, ast.parse(source)
    except SyntaxError:
        from IPython.core.inputtransformer2 import TransformerManager  # only few cells need it

        text = str(TransformerManager().transform_cell(source))
        return text, ast.parse(text)


def _magic(node: ast.AST) -> tuple[str, list[str]] | None:
    """What a call that IPython wrote calls, and with which texts; None for any other node."""
    match node:
        case ast.Call(ast.Attribute(ast.Call(ast.Name("get_ipython"), [], []), method), arguments, []):
            texts = [a.value for a in arguments if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            return (method, texts) if texts and len(texts) == len(arguments) else None
    return None


def _of_magic(method: str, texts: list[str]) -> Names:
    """The names that a magic or shell command uses; where its cell is Python, those of the cell."""
    if method in ("system", "getoutput"):
        texts = EXPANDED.findall(" ".join(texts))
    elif method == "run_cell_magic":
        name, line, body = texts
        if name.removeprefix("!") in NO_PYTHON or name == "!":
            return Names(used=frozenset(WORD.findall(" ".join(EXPANDED.findall(body)))))
        return names(body) | Names(used=frozenset(WORD.findall(line)) - BUILT_IN)
    return Names(used=frozenset(WORD.findall(" ".join(texts))) - BUILT_IN)


def needed(wanted: Iterable[Names], course: Sequence[Names]) -> list[bool]:
    """Which of the course's cells must run for the cells with the names `wanted`.

    A course cell is left out only if it neither defines nor mentions anything that the others use, directly or through
    other cells; so a list that one cell makes and another one changes is as it would be in the notebook.
    """
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
