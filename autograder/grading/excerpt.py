"""What a page shows of what a student wrote: all of it, or as much as a page can be made of in a moment, with a word.

Pages are made by others' programs, some of whose steps take a time that grows with the square of a text, or faster:
nbconvert's highlighter with the blank lines of a cell (30 KB of them take half a minute, and formgrader's server
answers nobody meanwhile), its Markdown with formulas that begin and never end.  The file that was handed in keeps all.
"""

from __future__ import annotations

import re

MAX_CELL = 20_000  # characters of one cell
MAX_ALL = 200_000  # of all cells of a notebook
MAX_LINE = 2_000
BLANKS = re.compile(r"\s{50,}")
FORMULAS = ((r"\\[", r"\\]"), (r"\\(", r"\\)"), (r"\[", r"\]"), (r"\(", r"\)"), (r"\begin{", r"\end{"))
BLANK = "\u200b"  # of no width


class Excerpts:
    """The texts of one notebook, which share what may be shown."""

    def __init__(self) -> None:
        self.remaining = MAX_ALL

    def code(self, source: str) -> str:
        """Code as it is shown."""
        shown = BLANKS.sub(_fewer, source)
        shown = "\n".join(line[:MAX_LINE] for line in shown.split("\n"))
        shown = self._bounded(shown)
        if shown == source:
            return source
        return f"# [grader] {len(source) - len(shown)} of this cell's {len(source)} characters are not shown.\n{shown}"

    def text(self, markdown: str) -> str:
        """Markdown as it is shown."""
        shown = self._bounded(markdown)
        missing = len(markdown) - len(shown)
        # Before the text: what makes it harmless cuts at the same length, and would take a note at its end.
        note = f"[grader] {missing} of this cell's {len(markdown)} characters are not shown.\n\n" if missing else ""
        for begin, end in FORMULAS:
            shown = _without_unended(shown, begin, end)
        return note + shown

    def _bounded(self, text: str) -> str:
        shown = text[: min(MAX_CELL, self.remaining)]
        self.remaining -= len(shown)
        return shown


def _fewer(blanks: re.Match[str]) -> str:
    """A run of blanks that ends as it did, and is short."""
    lines = blanks[0].rsplit("\n", 1)
    return lines[-1][-40:] if len(lines) == 1 else f"\n{lines[1][-40:]}"


def _without_unended(text: str, begin: str, end: str) -> str:
    """`text`, in which no formula begins behind the last place where one ends."""
    last = text.rfind(end) + len(end) if end in text else 0
    return text[:last] + text[last:].replace(begin, begin[0] + BLANK + begin[1:])
