"""The files beside a notebook are read as nbgrader reads them, and whatever else lies there is no error."""

import datetime as dt

import pytest
from nbgrader.utils import parse_utc

from autograder.nbgrader import collected

TIMES = [
    "2026-11-01 12:00:00.000000 UTC",
    "2026-11-01 14:30:00 CET",
    "2026-11-01 14:30:00 Europe/Berlin",
    "2026-11-01 14:30:00 +0100",
    "2026-11-01T14:30:00+01:00",
    "2026-11-01 14:30",
]


@pytest.mark.parametrize("text", TIMES)
def test_a_time_is_the_one_that_nbgrader_reads(tmp_path, text):
    for before, after in (("", ""), ("\ufeff", "\n")):
        (tmp_path / "timestamp.txt").write_text(before + text + after)
        found = collected.read(tmp_path)
        assert found.when == parse_utc(text)
        assert not found.problem


def test_a_zone_counts(tmp_path):
    (tmp_path / "timestamp.txt").write_text("2026-11-01 14:30:00 Europe/Berlin")
    assert collected.read(tmp_path).when == dt.datetime(2026, 11, 1, 13, 30)  # noqa: DTZ001  as the gradebook has it


@pytest.mark.parametrize("text", ["yesterday-ish", "2026-13-45 99:99", "0001-01-01T00:00:00+10:00"])
def test_what_is_no_time_is_said_in_a_sentence(tmp_path, text):
    (tmp_path / "timestamp.txt").write_text(text)
    found = collected.read(tmp_path)
    assert found.when is None
    assert "timestamp.txt is no time" in found.problem
    assert "grade this student again" in found.problem


def test_no_file_a_link_a_folder_and_a_large_file_are_nothing(tmp_path):
    (tmp_path / "other").write_text(TIMES[0])
    assert collected.read(tmp_path) == collected.Collected()
    (tmp_path / "timestamp.txt").symlink_to(tmp_path / "other")
    (tmp_path / "submission_secret.txt").mkdir()
    assert collected.read(tmp_path) == collected.Collected()
    (tmp_path / "timestamp.txt").unlink()
    (tmp_path / "timestamp.txt").write_text(TIMES[0] + " " * 2000)
    assert collected.read(tmp_path) == collected.Collected()


def test_behind_a_link_to_another_students_folder_there_is_nothing(tmp_path):
    (tmp_path / "ada" / "ps1").mkdir(parents=True)
    (tmp_path / "ada" / "ps1" / "submission_secret.txt").write_text("abc")
    (tmp_path / "eve").mkdir()
    (tmp_path / "eve" / "ps1").symlink_to(tmp_path / "ada" / "ps1")
    (tmp_path / "bob").symlink_to(tmp_path / "ada")
    assert collected.read(tmp_path / "ada" / "ps1").secret == "abc"
    for student in ("eve", "bob"):
        assert collected.read(tmp_path / student / "ps1") == collected.Collected()


def test_both_are_carried_over_and_taken_away_where_they_are_gone(tmp_path):
    submitted, graded = tmp_path / "submitted", tmp_path / "graded"
    for folder in (submitted, graded):
        folder.mkdir()
    (submitted / "timestamp.txt").write_text(TIMES[0])
    (submitted / "submission_secret.txt").write_text("abc")
    collected.read(submitted).write(graded)
    assert (graded / "timestamp.txt").read_text() == TIMES[0]
    assert (graded / "submission_secret.txt").read_text() == "abc"
    (submitted / "submission_secret.txt").unlink()
    collected.read(submitted).write(graded)
    assert [path.name for path in graded.iterdir()] == ["timestamp.txt"]
