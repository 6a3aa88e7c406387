"""What came from a student does nothing in the browsers and terminals of others, by either of two layers."""

import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checking import display
from autograder.checking.verdict import Verdict
from autograder.grading import harmless
from autograder.grading.excerpt import BLANK
from autograder.grading.harmless import sanitize_code, sanitize_markdown, sanitize_panel, strip_control, without_html
from tests.hostile.attacks import ATTACKS

FORMULA = "One $a < b$, $$x<y \\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}$$ and `if a < b & c:` &lt; &copy; R&D."
PARTS = [
    "<",
    ">",
    "&",
    "<b",
    "</",
    "<!--",
    "<?",
    "a",
    " ",
    "\n",
    "=",
    "'",
    '"',
    "script",
    "&lt;",
    "&#60;",
    ";",
    "$",
    "`",
]
NEVER = re.compile(r"(?!)")


class Tags(HTMLParser):
    """The tags in a text, as Python's own parser sees them."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append(tag)


@pytest.fixture
def only_nbconvert(monkeypatch):
    """Our own layer is not there."""
    for name in ("TAG", "LINK", "PICTURE", "FORMULA"):
        monkeypatch.setattr(harmless, name, NEVER)


@pytest.mark.parametrize("text", ["\x1b[2J\x1b]0;title\x07", "a\x08b", "\u202eevil", "\x9b31m", "\r"])
def test_nothing_that_a_terminal_obeys_is_left(text):
    assert not harmless.CONTROL.search(strip_control(text))


@pytest.mark.parametrize(
    "markup", ["<script>", "</b>", "<!--", "<?php", "![x](https://a.b/c.png)", "[x](javascript:a)"]
)
def test_markdown_begins_no_html_no_picture_and_no_script(markup):
    assert BLANK in sanitize_markdown(f"a {markup} b")


@pytest.mark.parametrize("text", ["1 < 2 and a<1", "[a](https://python.org)", "[b](#part)", "$x^2$", "* list"])
def test_what_is_harmless_stays_as_it_is(text):
    assert sanitize_markdown(text) == text


@pytest.mark.parametrize("source", ["x = '\u202etxt'", "x = 1\x1b[2K"])
def test_code_is_read_as_it_runs(source):
    assert not harmless.DISGUISE.search(sanitize_code(source))
    assert sanitize_code("a = '<b>'\n") == "a = '<b>'\n"


# nbconvert's own sanitizer, behind ours


def test_formulas_and_code_are_no_html_to_the_second_layer():
    assert without_html(FORMULA) == FORMULA


@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_the_second_layer_finds_nothing_in_what_the_first_let_through(text):
    once = harmless.TAG.sub(f"<{BLANK}", text)
    assert without_html(once) == once


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<!-- --><iframe srcdoc=x>",
        "<a href='javascript:alert(1)'>x</a>",
        "$a < b$ <style>@import 'https://a.b/c'</style>",
    ],
)
def test_a_tag_that_our_own_layer_let_through_is_gone(only_nbconvert, markup):
    said = sanitize_markdown(f"before {markup} after")
    assert Tags(said).found == []
    assert said.startswith("before ")
    assert said.endswith(" after")


TEXT_ATTACKS = ("file_script_in_text", "file_script_in_links")


def texts(name, folder):
    """The text cells of an attack."""
    ATTACKS[name].hand_in(folder / "eve.ipynb", folder)
    cells = json.loads((folder / "eve.ipynb").read_text())["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] != "code"]


@pytest.mark.parametrize("name", TEXT_ATTACKS)
def test_each_layer_alone_leaves_no_tag_in_the_texts_of_attacks(tmp_path, monkeypatch, name):
    handed_in = texts(name, tmp_path)
    assert handed_in
    monkeypatch.setattr(harmless, "without_html", lambda text: text)
    assert [Tags(sanitize_markdown(text)).found for text in handed_in] == [[]] * len(handed_in)
    monkeypatch.undo()
    monkeypatch.setattr(harmless, "TAG", NEVER)
    assert [Tags(sanitize_markdown(text)).found for text in handed_in] == [[]] * len(handed_in)


PANEL = display.to_html(
    Verdict("double", 1, 4, "differs: '<img src=x>'", "You wrote <b>.", "double(\n  x = '<script>')")
)


def test_the_panel_of_a_verdict_is_left_as_it_is():
    assert sanitize_panel(PANEL) == PANEL


@pytest.mark.parametrize(
    "more", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<div onclick='a'>x</div>"]
)
def test_of_a_panel_with_more_in_it_only_what_a_panel_is_made_of_is_kept(more):
    kept = sanitize_panel(PANEL + more)
    assert set(Tags(kept).found) == {"div", "strong", "em", "pre"}
    assert "onclick" not in kept
    assert "You wrote &lt;b&gt;." in kept


def test_a_panel_that_is_too_long_is_left_out():
    assert sanitize_panel(PANEL + "a" * harmless.MAX_CHARACTERS) == ""
