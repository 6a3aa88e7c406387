"""The table of grades, in which a student's name is a name."""

import csv
import datetime as dt
import shutil

import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from autograder.nbgrader.export import COLUMNS, Export, as_text
from autograder.nbgrader.gradebook import write
from tests.autograder.nbgrader.conftest import DUE, entry
from tests.autograder.sandboxed import nbgrader
from tests.conftest import ROOT

pytestmark = pytest.mark.slow  # the first gradebook of a process takes seconds


@pytest.fixture
def book(url):
    """A class of two who handed in, one of them late and with points lost, and one who did not."""
    write(url, "", "a", [entry("ada", 8.0, DUE), entry("@SUM(1+1)", 5.0, DUE + dt.timedelta(days=1))])
    with Gradebook(url) as book:
        book.add_assignment("b")
        book.add_student("cleo", last_name="Smith, Jr.", first_name='=HYPERLINK("//host/?"&A1)', email="+1@a.b")
        book.find_submission_notebook("n", "a", "@SUM(1+1)").late_submission_penalty = 1.5
        book.db.commit()
        yield book


def exported(book, path, plugin=Export, **options):
    plugin(to=str(path), **options).export(book)
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_every_text_is_in_its_column_and_none_is_a_formula(book, tmp_path):
    rows = exported(book, tmp_path / "grades.csv")
    assert all(tuple(row) == COLUMNS for row in rows)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    cleo = next(row for row in rows if row["student_id"] == "cleo")
    assert (cleo["last_name"], cleo["first_name"]) == ("Smith, Jr.", '\'=HYPERLINK("//host/?"&A1)')
    assert {row["score"] for row in rows if row["student_id"] == "'@SUM(1+1)"} == {"3.5", "0.0"}


def test_of_ordinary_names_it_is_the_file_that_nbgrader_writes(book, tmp_path):
    for options in ({"student": ["ada"]}, {"student": ["ada"], "assignment": ["a"]}, {"assignment": ["none"]}):
        exported(book, tmp_path / "ours.csv", **options)
        exported(book, tmp_path / "theirs.csv", CsvExportPlugin, **options)
        assert (tmp_path / "ours.csv").read_text() == (tmp_path / "theirs.csv").read_text()


def test_nbgraders_own_command_writes_it_in_a_course_with_our_settings(book, tmp_path):
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    nbgrader(tmp_path, "export --to theirs.csv")
    exported(book, tmp_path / "ours.csv")
    assert (tmp_path / "theirs.csv").read_text() == (tmp_path / "ours.csv").read_text()


@pytest.mark.parametrize("name", ["-2+3", "@SUM(1+1)", "=1", "+1", " =1", "\t=1"])
def test_what_a_spreadsheet_would_compute_begins_with_an_apostrophe(name):
    assert as_text(name) == f"'{name}"


@pytest.mark.parametrize(("value", "text"), [(None, ""), (-1.5, "-1.5"), ("ada-1", "ada-1"), (DUE, str(DUE))])
def test_what_is_no_formula_stays_as_it_is(value, text):
    assert as_text(value) == text
