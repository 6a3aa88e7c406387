"""docs/coverage.md: each of the tutorial's statements has a verdict, and is taught in a section that exists."""

import re

import pytest

from tests.conftest import ROOT
from tests.notebook import sources

PAGE = ROOT / "docs" / "coverage.md"
LINES = re.findall(r"^\| \d.*$", PAGE.read_text(), flags=re.MULTILINE)
ROWS = [[cell.strip() for cell in line.split("|")[1:-1]] for line in LINES]


def anchors(path):
    """The anchor of each heading of a notebook, as JupyterLab makes them: the heading, with dashes for spaces."""
    text = re.sub(r"```.*?```", "", "\n".join(sources(path, "markdown")), flags=re.DOTALL)
    return [heading.strip().replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)]


def test_every_statement_is_there_once():
    assert sorted(int(row[0]) for row in ROWS) == list(range(1, 68))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_statement_has_a_verdict_an_answer_and_links_to_sections_that_exist(row):
    _, statement, verdict, answer, section = row
    assert statement
    assert answer
    assert verdict in ("correct", "imprecise", "wrong")
    links = re.findall(r"\[([^]]+)\]\(([^)#]+)#([^)]+)\)", section)
    assert links
    assert ", ".join(f"[{title}]({path}#{anchor})" for title, path, anchor in links) == section
    for title, path, anchor in links:
        assert anchors(PAGE.parent / path).count(anchor) == 1, f"{path} has not exactly one heading {anchor}"
        assert title.replace(" ", "-") == anchor
