"""Formulas in a page of feedback, which a browser sets without a script; and what a student could make of one."""

import re
from xml.etree import ElementTree as ET

import nbformat
import pytest

from autograder.nbgrader.formulas import ATTRIBUTE, ELEMENT, MAX_FORMULA, Feedback, mathml
from tests.conftest import CHAPTERS
from tests.notebook import sources

FORMULAS = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$(?!\s)([^$\n]+?)(?<!\s)\$", re.DOTALL)


def elements(text):
    return [element.tag.rpartition("}")[2] for element in ET.fromstring(text).iter()]


def page(source, **options):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(source, **options)])
    return Feedback(template_name="basic").from_notebook_node(notebook)[0]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_formula_of_the_course_can_be_said_in_mathml(path):
    found = [m[1] or m[2] for text in sources(path, "markdown") for m in FORMULAS.finditer(text)]
    assert [tex for tex in found if not mathml(tex, "inline")] == []


def test_a_formula_is_made_of_what_it_says():
    found = [name for name in elements(mathml(r"\frac{a}{\sqrt{b}}", "block")) if name != "mrow"]
    assert found == ["math", "mfrac", "mi", "msqrt", "mi"]
    assert "".join(ET.fromstring(mathml("a < b", "inline")).itertext()) == "a<b"


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{<img src=x onerror=alert(1)>}",
        r"\text{&lt;script&gt;}",
        "<script>alert(1)</script>",
        r"\href{javascript:alert(1)}{x}",
        r"\href{//host/x}{x}",
        r"\style{background:url(//host/p.png)}{x}",
        r"\class{a}{x}",
        r"\text{</mtext></math><svg onload=alert(1)>}",
        r"\color{red\" onclick=\"alert(1)}x",
    ],
)
def test_a_formula_is_nothing_but_a_formula(tex):
    said = mathml(tex, "inline")
    formula = ET.fromstring(said or "<math/>")
    assert all(map(ELEMENT.fullmatch, elements(said or "<math/>")))
    assert all(ATTRIBUTE.fullmatch(name) for element in formula.iter() for name in element.attrib)
    assert not re.findall(r"<(?!/?m|/?none)", said)


@pytest.mark.parametrize("tex", [r"\nosuchcommand{x}", "{", "a_b_c", "{" * 1_000, "x" * (MAX_FORMULA + 1)])
def test_what_cannot_be_said_stands_as_it_was_typed(tex):
    assert mathml(tex, "inline") == ""
    assert f"${tex}$" in page(f"a ${tex}$ b")


def test_in_a_page_formulas_are_set_and_code_is_left_alone():
    made = page("One $x^2$, two\n\n$$y_1$$\n\n\\begin{align*}a &= b\\end{align*}\n\n`$z$` and\n\n```\n$w$\n```\n")
    assert made.count("<math") == 3
    assert "$z$" in made
    assert "$w$" in made


def test_of_a_page_with_very_many_formulas_those_beyond_a_bound_stand_as_they_were_typed():
    few, many = page("$x$ " * 100), page("$x$ " * 2_000)
    assert few.count("<math") == 100
    assert 500 < many.count("<math") < 1_000
    assert many.count("$x$") == 2_000 - many.count("<math")


def test_a_picture_of_the_cell_is_in_the_page():
    made = page("![own](attachment:a.png) $x$", attachments={"a.png": {"image/png": "iVBORw0KGgo="}})
    assert 'src="data:image/png;base64,iVBORw0KGgo="' in made
