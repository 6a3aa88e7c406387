"""A file is written whole and in the place of what was read, or not at all."""

import pytest

from dlcourse.lab.errors import CourseError
from dlcourse.lab.files import ChangedMeanwhileError, read, write


def test_what_is_written_is_read_and_folders_are_made(tmp_path):
    path = tmp_path / "a" / "b" / "file"
    assert read(path) is None
    write(path, b"first", None)
    write(path, b"second", b"first")
    assert read(path) == b"second"
    assert [p.name for p in path.parent.iterdir()] == ["file"]


@pytest.mark.parametrize("expected", [None, b"what was read"])
def test_what_another_program_wrote_since_is_kept(tmp_path, expected):
    (tmp_path / "file").write_text("theirs")
    with pytest.raises(
        ChangedMeanwhileError, match="is being written by another program: close it there and try again"
    ):
        write(tmp_path / "file", b"ours", expected)
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("file", "theirs")]


def test_what_the_system_says_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CourseError, match="is a folder where a file should be"):
        read(tmp_path)
    with pytest.raises(CourseError, match="needs a folder where there is a file"):
        write(tmp_path / "file" / "below", b"", None)
