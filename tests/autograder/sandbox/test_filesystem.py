"""What the folder of a sandbox holds, and what of this machine it may see."""

import sys
from pathlib import Path

import pytest

from autograder.sandbox import filesystem


@pytest.fixture
def made(tmp_path):
    data, secret = tmp_path / "data.csv", tmp_path / "answers.txt"
    data.write_text("1,2")
    secret.write_text("42")
    (tmp_path / "link.csv").symlink_to(secret)
    one = filesystem.build(["backprop", "engine"], [data, tmp_path / "link.csv", tmp_path])
    yield one
    one.remove()
    assert not one.folder.exists()


def test_the_course_is_there_without_what_is_absent_or_needs_a_browser(made):
    course = made.folder / "dlcourse"
    assert (course / "gradient_descent.py").exists()
    assert (course / "data").is_dir()
    gone = ("backprop.py", "engine", "lab", "widgets", "compare.py", "__main__.py")
    assert [name for name in gone if (course / name).exists()] == []


def test_of_the_grader_there_is_what_runs_inside_and_a_check_that_does_nothing(made):
    assert sorted(p.name for p in (made.folder / "autograder").iterdir()) == ["__init__.py"]
    assert (made.folder / "runner" / "worker.py").exists()
    held = {}
    exec((made.folder / "autograder" / "__init__.py").read_text(), held)
    assert held["check"](None, hidden=True) is None


def test_files_beside_the_chapter_are_copied_and_links_and_folders_are_not(made):
    assert [p.name for p in made.beside.iterdir()] == ["data.csv"]


def test_all_of_it_may_be_read_by_others_and_written_by_none(made):
    assert {p.stat().st_mode & 0o777 for p in made.folder.rglob("*") if p.is_file()} == {0o644}
    assert {p.stat().st_mode & 0o777 for p in [made.folder, *made.folder.rglob("*")] if p.is_dir()} == {0o755}


def test_libraries_are_real_folders_none_in_another_and_python_s_own_is_among_them():
    found = [Path(p) for p in filesystem.libraries()]
    assert all(p == p.resolve() and p.exists() for p in found)
    assert not [p for p in found if any(p != other and p.is_relative_to(other) for other in found)]
    assert any(Path(sys.base_prefix).resolve().is_relative_to(p) for p in found)


def test_what_is_hidden_is_cut_out_of_the_folders_that_hold_it(tmp_path):
    for name in ("a/secret/x", "a/open", "b"):
        (tmp_path / name).mkdir(parents=True)
    a, b, secret = (str(tmp_path / name) for name in ("a", "b", "a/secret"))
    assert filesystem.without([a, b], [secret]) == [f"{a}/open", b]
    assert filesystem.without([secret, b], [secret]) == [b]


def test_our_own_packages_are_secret_and_so_is_what_is_private(tmp_path):
    found = filesystem.secrets([tmp_path, tmp_path / "none"])
    assert str(tmp_path.resolve()) in found
    assert any(Path(p).name == "autograder" for p in found)
    assert all(Path(p).is_dir() for p in found)
