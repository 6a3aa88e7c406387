"""The folder of a child that has no file system of its own: made, looked into, and taken away whatever is in it."""

import os

import pytest

from autograder.runner import own_folder

LIMITS = {"disk": 1 << 20, "inodes": 50}


@pytest.fixture
def folder(tmp_path):
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / "helpers.py").write_text("x = 1")
    own_folder.make(tmp_path / "home", beside)
    return tmp_path / "home"


def test_the_files_beside_the_notebook_can_be_read_in_it_and_nobody_else_enters_it(folder):
    assert (folder / "helpers.py").read_text() == "x = 1"
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_few_small_files_are_allowed(folder):
    (folder / "results").mkdir()
    (folder / "results" / "weights.npy").write_bytes(bytes(10_000))
    assert not own_folder.over(folder, LIMITS)


def test_too_many_files_are_over_the_limit_wherever_they_lie(folder):
    (folder / "many").mkdir()
    for i in range(60):
        (folder / "many" / str(i)).touch()
    assert own_folder.over(folder, LIMITS)


def test_what_takes_too_much_of_the_disk_is_over_the_limit_and_a_file_of_holes_is_not(folder):
    with (folder / "holes").open("wb") as file:
        file.truncate(1 << 30)
    assert not own_folder.over(folder, LIMITS)
    (folder / "big").write_bytes(bytes(2 << 20))
    assert own_folder.over(folder, LIMITS)


def test_a_link_to_a_full_folder_counts_as_one_file(folder, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "big").write_bytes(bytes(2 << 20))
    (folder / "link").symlink_to(tmp_path / "full")
    assert not own_folder.over(folder, LIMITS)


def deep(folder):
    """Folders in folders, until the path is longer than any that may be named."""
    here = os.open(folder, os.O_DIRECTORY)
    for _ in range(30):
        os.mkdir("d" * 200, dir_fd=here)
        below = os.open("d" * 200, os.O_DIRECTORY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)


def test_what_nobody_can_count_is_over_the_limit(folder):
    deep(folder)
    assert own_folder.over(folder, LIMITS)


def test_it_is_taken_away_however_deep_and_closed_it_is_and_no_link_is_followed(folder, tmp_path):
    deep(folder)
    (folder / "closed").mkdir()
    (folder / "closed" / "file").touch()
    (folder / "closed").chmod(0)
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "gradebook.db").touch()
    (folder / "link").symlink_to(kept)
    own_folder.remove(folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["beside", "kept"]
    assert (kept / "gradebook.db").exists()
