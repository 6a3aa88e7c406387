"""What a page shows of a cell that is too much for the programs that make pages."""

import pytest

from autograder.grading import feedback
from autograder.grading.excerpt import MAX_ALL, MAX_CELL, Excerpts
from autograder.grading.matching import Matching
from autograder.grading.result import Result, Score
from autograder.grading.submission import Cell, Submission
from autograder.sandbox.limits import Limits
from tests.autograder.sandboxed import an_assignment

ORDINARY = "def f(x):\n    table = [[1, 2],\n             [3, 4]]\n\n\n    return x  # $2 a piece\n"


def test_what_is_ordinary_is_shown_as_it_is():
    assert Excerpts().code(ORDINARY) == ORDINARY
    for text in ("One $a$ and $$b$$.", "It costs $5.", r"\\[ a \\] and \\( b \\)", r"\begin{align}a\end{align}"):
        assert Excerpts().text(text) == text


@pytest.mark.parametrize("part", ["\n ", "\n\t", " \n", "\n"])
def test_of_thousands_of_blank_lines_few_are_shown_and_it_is_said(part):
    source = "x = 1" + part * 15_000 + "\n    y = 2"
    shown = Excerpts().code(source)
    assert len(shown) < 200
    assert shown.startswith("# [grader] ")
    assert f"of this cell's {len(source)} characters are not shown" in shown
    assert shown.endswith("\n    y = 2")


def test_a_long_line_and_a_long_cell_are_cut_and_it_is_said():
    for source in ("a." * 30_000, "x = 1\n" * 10_000):
        shown = Excerpts().code(source)
        assert len(shown) < MAX_CELL + 100
        assert "are not shown" in shown.split("\n")[0]
    assert "characters are not shown" in Excerpts().text("word " * 10_000)[:100]


def test_the_note_on_a_long_text_is_in_the_page_too():
    source = "word " * 10_000
    matching = Matching(an_assignment(), Submission((Cell("markdown", source), Cell("markdown", "<b>" * 10_000))))
    scores = {name: Score(0.0, test.points) for name, test in matching.assignment.tests.items()}
    first, second, *_ = feedback.notebook(Result(matching, scores, "full"), Limits())["cells"]
    for cell in (first, second):
        assert "characters are not shown" in cell["source"][:100]
        assert len(cell["source"]) < 2 * MAX_CELL


@pytest.mark.parametrize("begin", ["\\\\[", "\\[", "\\begin{a}"])
def test_formulas_that_begin_and_never_end_are_no_formulas(begin):
    text = f"{begin}a{begin.replace('[', ']').replace('begin', 'end')} " + begin * 1001
    shown = Excerpts().text(text)
    assert shown.count(begin) <= 3
    assert shown.replace("\u200b", "") == text


def test_the_cells_of_a_notebook_share_what_may_be_shown():
    excerpts = Excerpts()
    shown = [excerpts.code("x = 1\n" * 3_000) for _ in range(1_000)]
    assert sum(map(len, shown)) < MAX_ALL + 1_000 * 100
    assert "are not shown" in shown[-1]
