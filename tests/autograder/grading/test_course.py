"""Where a course keeps its things, and who handed something in."""

import stat

import pytest

from autograder.grading.assignment import AssignmentError
from autograder.grading.course import SECRET, Course
from autograder.nbgrader.settings import SettingsError
from autograder.sandbox.limits import LimitsError


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.delenv("AUTOGRADER_SEED", raising=False)
    (tmp_path / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.source_directory = "chapters"\nc.Limits.cell = 7\n'
    )
    return Course.at(tmp_path)


def hand_in(course, student, assignment="01_a"):
    folder = course.folder("submitted") / student / assignment
    folder.mkdir(parents=True)
    return folder


def test_folders_and_the_gradebook_are_where_the_settings_say_or_where_nbgrader_has_them(course):
    assert course.folder("source") == course.root / "chapters"
    assert course.folder("submitted") == course.root / "submitted"
    assert course.database == f"sqlite:///{course.root / 'gradebook.db'}"


def test_the_secret_is_made_once_and_for_its_owner_and_a_seed_in_the_environment_comes_first(course, monkeypatch):
    first = course.secret
    assert course.secret == first
    assert (course.root / SECRET).stat().st_mode & 0o077 == 0
    monkeypatch.setenv("AUTOGRADER_SEED", "this term")
    assert course.secret == b"this term"


def test_limits_are_those_of_the_settings_unless_others_are_given(course):
    assert course.limits.cell == 7
    assert course.changed("Limits", {"cell": "9", "memory": "2 GB"}).limits.cell == 9
    assert course.changed("Limits", {}).limits == course.limits
    with pytest.raises(LimitsError):
        course.changed("Limits", {"cell": "long"}).limits  # noqa: B018


def test_tests_run_inside_unless_the_settings_say_otherwise(course):
    assert course.inside
    assert not course.changed("Grading", {"inside": False}).inside


@pytest.mark.parametrize("given", [{"inside": "no"}, {"inside": 0}, {"outside": True}])
def test_a_setting_of_grading_that_there_is_not_is_refused(course, given):
    with pytest.raises(SettingsError, match=r"it takes c\.Grading\.inside = True or False"):
        course.changed("Grading", given).inside  # noqa: B018


def test_students_are_those_who_handed_this_assignment_in(course):
    assert course.students("01_a") == []
    for student in ("ben", "ada", ".ipynb_checkpoints"):
        hand_in(course, student)
    hand_in(course, "cleo", "02_b")
    assert course.students("01_a") == ["ada", "ben"]


def test_a_broken_link_is_somebody_who_handed_something_in(course):
    (hand_in(course, "ada").parent / "02_b").symlink_to("nowhere")
    assert course.students("02_b") == ["ada"]


@pytest.mark.parametrize("name", ["01_A", "01 a", "01-a"])
def test_nearly_the_assignment_s_name_is_said_to_be_renamed(course, name):
    hand_in(course, "ada", name)
    with pytest.raises(AssignmentError, match=f"Rename ada/{name} in .*: the assignment is called 01_a"):
        course.students("01_a")


def test_a_student_whose_name_cannot_be_read_is_said_to_be_renamed(course):
    hand_in(course, "ad\x07a")
    with pytest.raises(AssignmentError, match="it cannot be read"):
        course.students("01_a")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_student_s_folder_that_is_a_link_to_itself_stops_nobody_else(course):
    hand_in(course, "ada")
    (course.folder("submitted") / "eve").symlink_to("eve")
    assert course.students("01_a") == ["ada", "eve"]


@pytest.mark.parametrize(("shared", "modes"), [(False, (0o600, 0o700)), (True, (0o660, 0o770))])
def test_what_is_kept_private_is_the_owner_s_or_the_group_s_that_shares_the_course(course, shared, modes):
    path = course.root / "grading" / "01_a.jsonl"
    course.changed("CourseDirectory", {"groupshared": shared}).keep_private(path)
    assert (mode(path), mode(path.parent)) == modes


def test_what_is_there_keeps_the_mode_that_it_has(course):
    path = course.root / "grading" / "01_a.jsonl"
    path.parent.mkdir(mode=0o755)
    path.write_text("line\n")
    path.chmod(0o644)
    course.keep_private(path)
    assert (mode(path), mode(path.parent), path.read_text()) == (0o644, 0o755, "line\n")


def test_a_gradebook_is_made_for_its_owner_where_it_is_a_file(course):
    course.make_gradebook()
    assert mode(course.root / "gradebook.db") == 0o600
    course.changed("CourseDirectory", {"db_url": "postgresql://a.b/c"}).make_gradebook()
    assert sorted(p.name for p in course.root.iterdir()) == ["gradebook.db", "nbgrader_config.py"]
