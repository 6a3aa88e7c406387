"""Grading a class: gradebook, feedback and records, whatever anybody handed in."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder import cli
from autograder.grading import batch
from autograder.grading.assignment import AssignmentError
from autograder.grading.batch import grade_assignment
from autograder.grading.course import Course
from autograder.grading.grader import grade
from autograder.nbgrader.gradebook import Entry, GradebookError, write
from tests.autograder.sandboxed import nbgrader
from tests.conftest import ROOT
from tests.hostile import honest
from tests.hostile.attacks import ATTACKS

pytestmark = pytest.mark.slow  # the first release and gradebook of a process take seconds
NAME = "99_target"
CONFIG = """
c = get_config()
c.CourseDirectory.source_directory = "chapters"
c.CourseDirectory.course_id = "target"
"""
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
CALLS = """![own](attachment:dot.png)

![](/logout) ![a](../logout) ![b](//host/p.png) ![c](https://host/p.png) ![d [e] f](/logout "t") [![g](/logout)](#x)
![h][r] ![r] ![r][] ![own](attachment:dot.png/../../logout) ![i](<https://host/p.png>) ![j](attachment:../logout)
[k](/logout) [l](../logout) [m](//host/x) [n](logout) $\\mmlToken{mi}[href="javascript:alert(1)"]{x}$
![own](attachment:dot.png "t") ![two
lines](/logout) !\\[o](/logout) <img src="/logout"> ![p](data:image/svg+xml,x) ![q](
/logout)

[r]: https://host/p.png
[own]: /logout
"""
PAGE = "<script>alert(1)</script>"


def hand_in(folder, student, notebook):
    place = folder / "submitted" / student / NAME
    place.mkdir(parents=True)
    if notebook is not None:
        (place / f"{NAME}.ipynb").write_text(json.dumps(notebook))
    return place


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class of honest, wrong, silent and hostile students, graded by the command."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "nbgrader_config.py").write_text(CONFIG)
    place = folder / "chapters" / NAME
    place.mkdir(parents=True)
    (place / f"{NAME}.ipynb").write_text(json.dumps(honest.source("the hidden test")))
    nbgrader(folder, f"generate_assignment {NAME}")
    half = {
        **honest.ANSWERS,
        "max_stable_lr": "def max_stable_lr(X):\n    return 1 / np.linalg.eigvalsh(X.T @ X / len(X))[-1]",
    }
    place = hand_in(folder, "honest", honest.submission())
    (place / "timestamp.txt").write_text("2026-11-01 12:00:00.000000 UTC")
    hand_in(folder, "half", honest.submission(half, last=["print('x' * 5, 1)", "1 / 0"]))
    silent = honest.submission({})
    for cell in silent["cells"]:
        cell["source"] = "YOUR ANSWER HERE" if cell["id"] == "written" else cell["source"]
    hand_in(folder, "silent", silent)
    hand_in(folder, "missing", None)
    for name in ("file_pipe", "file_deep", "file_link_to_peer", "stop_exit", "forge_equal_object"):
        ATTACKS[name].hand_in(hand_in(folder, name, None) / f"{NAME}.ipynb", folder)
    hand_in(folder, "other", honest.notebook([honest.code("forward", "def forward(x):\n    return x", solution=True)]))
    hand_in(folder, ".ipynb_checkpoints", honest.submission())
    page = honest.submission()
    page["cells"] += [honest.text("x", PAGE), honest.code("y", "x = '\u202e\x1b[2J'")]
    hand_in(folder, "page", page)
    ATTACKS["file_script_in_links"].hand_in(hand_in(folder, "links", None) / f"{NAME}.ipynb", folder)
    said = "def max_stable_lr(X):\n    raise ValueError('<img src=x onerror=alert(1)> [x](javascript:alert(1))')"
    hand_in(folder, "said", honest.submission({**honest.ANSWERS, "max_stable_lr": said}))
    gone = honest.submission()
    gone["cells"].append(honest.text("x", "![a picture that stayed in the cell it was copied from](attachment:x.png)"))
    hand_in(folder, "picture", gone)
    calls = honest.submission()
    calls["cells"].append({**honest.text("calls", CALLS), "attachments": {"dot.png": {"image/png": DOT}}})
    hand_in(folder, "calls", calls)
    ATTACKS["file_odd_attachments"].hand_in(hand_in(folder, "attached", None) / f"{NAME}.ipynb", folder)
    (hand_in(folder, "year_0", honest.submission()) / "timestamp.txt").write_text("0001-01-01T00:00:00+10:00")
    (folder / "submitted" / "loop").symlink_to("loop")
    assert cli.main(["grade", NAME, "--course", str(folder)]) == 0
    (folder / "submitted" / "loop").unlink()  # it stands for a submission of every assignment
    nbgrader(folder, f"generate_feedback {NAME}", "export")
    return folder


def scores(course):
    with (course / "grades.csv").open() as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


def grade_of(course, student, cell):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        grade = book.find_grade(cell, NAME, NAME, student)
        return grade.auto_score, grade.needs_manual_grade


def feedback(course, student):
    return (course / "feedback" / student / NAME / f"{NAME}.html").read_text()


def test_every_student_has_a_score(course):
    found = scores(course)
    assert found == {
        "honest": 20,
        "half": 12,
        "silent": 0,
        "missing": 0,
        "file_pipe": 0,
        "file_deep": 0,
        "file_link_to_peer": 0,
        "stop_exit": 20,
        "forge_equal_object": 0,
        "other": 0,
        "page": 20,
        "links": 20,
        "said": 12,
        "picture": 20,
        "attached": 20,
        "calls": 20,
        "year_0": 20,
        "loop": 0,
    }


def test_a_written_answer_waits_for_a_human_and_an_untouched_one_for_nobody(course):
    assert grade_of(course, "honest", "written") == (None, True)
    assert grade_of(course, "silent", "written") == (0, False)
    assert grade_of(course, "missing", "written") == (0, False)
    assert grade_of(course, "other", "written") == (0, False)


def test_the_feedback_shows_the_hint_what_was_printed_and_no_hidden_test(course):
    page = feedback(course, "half")
    assert "1 / lambda_max is the safe step" in page
    assert "xxxxx 1" in page
    assert "ZeroDivisionError" in page
    for student in scores(course):
        assert "the hidden test" not in feedback(course, student)
        assert "hidden=True" not in feedback(course, student)


def test_a_refused_submission_says_why_in_its_feedback(course):
    assert "no ordinary file" in feedback(course, "file_pipe")
    assert "it is a link" in feedback(course, "file_link_to_peer")
    assert "it is a link" in feedback(course, "loop")
    assert "was not handed in" in feedback(course, "missing")
    assert "This is another notebook than 99_target" in feedback(course, "other")


def test_a_limit_that_was_met_is_named_in_the_feedback(course):
    assert "ended the process" in feedback(course, "stop_exit")


def test_a_students_html_reaches_no_browser(course):
    assert PAGE not in feedback(course, "page")
    assert not {"\u202e", "\x1b"} & set(feedback(course, "page"))
    assert PAGE not in (course / "autograded" / "page" / NAME / f"{NAME}.ipynb").read_text()


def test_what_a_student_wrote_or_raised_runs_no_script_in_the_feedback(course):
    for student in ("links", "said"):
        page = feedback(course, student)
        assert not re.findall(r"<img src=x|href=.{0,9}java|href=.%09java|\\href", page)
    assert "alert(1)" in feedback(course, "said")


def test_a_page_loads_no_picture_but_those_that_are_in_it_and_links_nowhere_on_its_own_server(course):
    from html.parser import HTMLParser

    found = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: found.append((tag, dict(attributes)))
    parser.feed(feedback(course, "calls"))
    pictures = [a["src"] for tag, a in found if tag not in ("script", "link") and "src" in a]
    assert [p.partition(",")[0] for p in pictures] == ["data:image/png;base64"]
    links = [a["href"] for tag, a in found if tag == "a" and "href" in a]
    assert not [link for link in links if "logout" in link or link.startswith(("/", "."))]
    assert "\\mmlToken" not in feedback(course, "calls")


def test_the_record_says_in_which_sandbox_each_result_was_found(course):
    lines = [json.loads(line) for line in (course / "grading" / f"{NAME}.jsonl").read_text().splitlines()]
    assert {line["student"] for line in lines} == set(scores(course))
    assert {line["mode"] for line in lines} <= {"full", "bubblewrap", "landlock"}


def test_the_record_is_for_its_owner_only(course):
    assert (course / "grading").stat().st_mode & 0o077 == 0
    assert (course / "grading" / f"{NAME}.jsonl").stat().st_mode & 0o077 == 0


def test_numpy_s_warnings_of_a_student_s_numbers_are_nobody_s_in_the_grader(course, monkeypatch):
    def overflowing(*arguments, **options):
        assert np.isinf(np.float64(1e308) * 10)  # here a warning would be an error
        return grade(*arguments, **options)

    monkeypatch.setattr(batch, "grade", overflowing)
    (one,) = grade_assignment(Course.at(course), NAME, ["honest"])
    assert one.points == 20


def test_the_collectors_timestamp_is_copied(course):
    folder = course / "autograded" / "honest" / NAME
    assert (folder / "timestamp.txt").read_text().startswith("2026-11-01 12:00:00")
    assert not (course / "autograded" / "half" / NAME / "timestamp.txt").exists()


def test_a_regrade_gives_the_same_and_leaves_what_a_human_wrote(course):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        grade = book.find_grade("written", NAME, NAME, "honest")
        grade.manual_score, grade.needs_manual_grade = 3, False
        book.find_comment("written", NAME, NAME, "honest").manual_comment = "well said"
        book.db.commit()
    place = Course.at(course)
    first, second = (grade_assignment(place, NAME, ["honest", "half"]) for _ in range(2))
    assert [one.points for one in first] == [one.points for one in second] == [20, 12]
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        assert book.find_submission(NAME, "honest").score == 23
        assert book.find_comment("written", NAME, NAME, "honest").comment == "well said"


def test_what_a_human_scored_is_looked_at_again_where_the_answer_is_another_one(course):
    from nbgrader.api import Gradebook

    cells = ("written", *honest.POINTS)
    folder = hand_in(course, "twice", honest.submission())

    def graded_again(changes):
        """Which cells wait for a human, who had scored all of them, after the submission was changed and graded."""
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
            for cell in cells:
                grade = book.find_grade(cell, NAME, NAME, "twice")
                grade.manual_score, grade.needs_manual_grade = 2, False
            book.db.commit()
        made = honest.submission()
        for cell in made["cells"]:
            cell["source"] += changes.get(cell["id"], "")
        (folder / f"{NAME}.ipynb").write_text(json.dumps(made))
        grade_assignment(Course.at(course), NAME, ["twice"])
        return [cell for cell in cells if grade_of(course, "twice", cell)[1]]

    grade_assignment(Course.at(course), NAME, ["twice"])
    assert graded_again({}) == []
    assert graded_again({"double": "  # again"}) == ["test_double"]
    assert graded_again({"double": "  # again", "written": " Or Mie?"}) == ["written"]


def test_one_student_can_be_graded_and_an_unknown_one_is_named(course, capsys):
    assert cli.main(["grade", NAME, "--course", str(course), "--student", "half"]) == 0
    assert "half: 12 of 20 points, 1 to be graded by hand" in capsys.readouterr().out
    assert cli.main(["grade", NAME, "--course", str(course), "--student", "nobody"]) == 1
    assert "nobody handed in nothing" in capsys.readouterr().err


def test_a_student_named_twice_is_graded_once(course, capsys):
    assert cli.main(["grade", NAME, "--course", str(course), "--student", "half", "--student", "half"]) == 0
    assert capsys.readouterr().out.count("half: 12 of 20 points") == 1


def test_refused_submissions_are_named_at_the_end(course, capsys):
    assert cli.main(["grade", NAME, "--course", str(course), "--student", "half", "--student", "other"]) == 0
    assert capsys.readouterr().out.endswith("1 of them could not be graded, for the reason above: other.\n")


def test_what_was_graded_before_an_interruption_is_in_the_gradebook(course, capsys, monkeypatch):
    set_grades(course, ("half", "honest"), auto_score=1)

    def stop(_one):
        raise KeyboardInterrupt

    command = ["grade", NAME, "--course", str(course), "--student", "honest", "--student", "half"]
    with monkeypatch.context() as patch:
        patch.setattr(cli, "_report", stop)
        assert cli.main(command) == cli.STOPPED
    assert "run the same command again" in capsys.readouterr().err
    assert grade_of(course, "honest", "test_double") == (4, False)
    assert grade_of(course, "half", "test_double") == (1, False)
    assert cli.main(command) == 0
    assert grade_of(course, "half", "test_double") == (4, False)


@pytest.mark.parametrize("part", ["Matching.foreign", "feedback.notebook"])
def test_a_mistake_of_ours_costs_one_student_their_result_and_the_class_nothing(course, monkeypatch, capsys, part):
    module, _, name = part.partition(".")
    module = getattr(batch, module)
    ours, calls = getattr(module, name), []

    def fails_once(*arguments):
        calls.append(arguments)
        if len(calls) == 1:
            raise ZeroDivisionError
        return ours(*arguments)

    command = ["grade", NAME, "--course", str(course), "--student", "honest", "--student", "half"]
    with monkeypatch.context() as patch:
        patch.setattr(module, name, fails_once)
        assert cli.main(command) == 0
    assert "The grader failed (ZeroDivisionError): tell its authors." in capsys.readouterr().out
    assert grade_of(course, "honest", "test_double") == (0, False)
    assert grade_of(course, "half", "test_double") == (4, False)
    assert cli.main(command) == 0
    assert grade_of(course, "honest", "test_double") == (4, False)


def set_grades(course, students, **values):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        for student in students:
            grade = book.find_grade("test_double", NAME, NAME, student)
            for name, value in values.items():
                setattr(grade, name, value)
        book.db.commit()


def test_a_submission_loses_points_only_as_long_as_it_is_late(course):
    (course / "late_here.py").write_text(PLUGIN)
    place = Course.at(course)
    place.config.AssignLatePenalties.plugin_class = "late_here.Two"
    assert [lost(place, due) for due in ("2026-11-01 11:00 UTC", "2026-11-01 13:00 UTC")] == [2, 0]


PLUGIN = """
from nbgrader.plugins import BasePlugin

class Two(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 2
"""


def lost(place, due):
    """What the honest submission, of 12 o'clock, loses where it is due at `due`."""
    from nbgrader.api import Gradebook

    with Gradebook(place.database) as book:
        book.update_or_create_assignment(NAME, duedate=due)
    grade_assignment(place, NAME, ["honest"])
    with Gradebook(place.database) as book:
        return book.find_submission(NAME, "honest").late_submission_penalty


def test_a_plugin_that_is_not_there_is_said(course):
    place = Course.at(course)
    place.config.AssignLatePenalties.plugin_class = "nowhere.Two"
    with pytest.raises(GradebookError, match=r"look at c\.AssignLatePenalties"):
        lost(place, "2026-11-01 11:00 UTC")


def test_where_nobody_handed_in_the_place_is_named(course):
    (course / "chapters" / "98_new").mkdir()
    (course / "chapters" / "98_new" / "98_new.ipynb").write_text(json.dumps(honest.source()))
    with pytest.raises(AssignmentError, match=r"put it into .*submitted.STUDENT.98_new"):
        grade_assignment(Course.at(course), "98_new")


def test_a_folder_whose_name_is_no_text_is_named(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    try:
        (tmp_path / "submitted" / os.fsdecode(b"m\xfcller") / NAME).mkdir(parents=True)
    except OSError:
        pytest.skip("this file system takes no such name")
    with pytest.raises(AssignmentError, match=r"Rename 'm\\udcfcller'"):
        Course.at(tmp_path).students(NAME)


@pytest.mark.parametrize("near", [NAME.upper(), NAME.replace("_", "-"), NAME.replace("_", " ").title()])
def test_a_folder_that_is_nearly_called_like_the_assignment_is_named(tmp_path, near):
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    (tmp_path / "submitted" / "ann" / NAME).mkdir(parents=True)
    (tmp_path / "submitted" / "ann" / near).mkdir(exist_ok=True)  # handed in rightly, too: nothing is missed
    (tmp_path / "submitted" / "ann.zip").touch()
    assert Course.at(tmp_path).students(NAME) == ["ann"]
    (tmp_path / "submitted" / "ben" / near).mkdir(parents=True)
    with pytest.raises(AssignmentError, match=f"Rename {re.escape(str(Path('ben') / near))} in .*is called {NAME}"):
        Course.at(tmp_path).students(NAME)


def test_a_students_folder_that_may_not_be_entered_is_an_error_and_not_an_absence(course, monkeypatch, capsys):
    def lstat(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "lstat", lstat)
    assert cli.main(["grade", NAME, "--course", str(course)]) == 1
    assert "Permission denied" in capsys.readouterr().err


def test_a_gradebook_that_cannot_be_used_is_said_before_anything_is_graded(course, monkeypatch):
    monkeypatch.setattr(Course, "database", f"sqlite:///{course / 'nbgrader_config.py'}")
    with pytest.raises(GradebookError, match="run this again"):
        grade_assignment(Course.at(course), NAME, report=pytest.fail)


def test_a_chapter_that_changed_since_its_release_is_not_graded(course):
    source = course / "chapters" / NAME / f"{NAME}.ipynb"
    released = source.read_text()
    source.write_text(released.replace('"points": 8.0', '"points": 9', 1))
    with pytest.raises(
        GradebookError, match=r"other points for test_max_stable_lr than 99_target .* `autograder release`"
    ):
        grade_assignment(Course.at(course), NAME, report=pytest.fail)
    source.write_text(released)


def test_grading_makes_no_gradebook(course):
    with pytest.raises(GradebookError, match="autograder release"):
        write(f"sqlite:///{course / 'new.db'}", "target", NAME, [])
    assert not (course / "new.db").exists()


def test_an_unknown_assignment_is_answered_with_those_there_are(course):
    with pytest.raises(AssignmentError, match=NAME):
        grade_assignment(Course.at(course), "98_other")


def test_an_assignment_that_was_not_released_is_named(course):
    with pytest.raises(GradebookError, match="autograder release"):
        write(f"sqlite:///{course / 'gradebook.db'}", "target", "other", [Entry("a", "b", {}, {})])


def test_the_secret_is_made_once_and_kept_to_its_owner(course, monkeypatch):
    monkeypatch.delenv("AUTOGRADER_SEED", raising=False)
    place = Course.at(course)
    assert place.secret == place.secret
    assert (course / ".autograder_secret").stat().st_mode & 0o077 == 0


def test_graders_that_start_at_once_have_one_secret(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    source = (
        "import sys; from pathlib import Path; from autograder.grading.course import Course; sys.stdin.read(1);"
        "print(Course.at(Path(sys.argv[1])).secret.decode())"
    )
    environment = {k: v for k, v in os.environ.items() if k != "AUTOGRADER_SEED"}
    command = [sys.executable, "-c", source, str(tmp_path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    graders = [subprocess.Popen(command, cwd=ROOT, env=environment, **pipes) for _ in range(8)]
    for grader in graders:
        grader.stdin.write("x")
        grader.stdin.flush()
    told = {grader.communicate()[0].strip() for grader in graders}
    assert told == {(tmp_path / ".autograder_secret").read_text()}
    assert [p.name for p in tmp_path.iterdir() if "secret" in p.name] == [".autograder_secret"]


def test_a_secret_that_was_left_empty_is_made(course, monkeypatch):
    monkeypatch.delenv("AUTOGRADER_SEED", raising=False)
    (course / ".autograder_secret").write_text("")
    assert len(Course.at(course).secret) == 64


def test_doctor_says_which_sandbox_there_is(capsys):
    status = cli.main(["doctor"])
    said = capsys.readouterr().out
    assert "sandbox: " in said
    assert (status == 0) == ("sandbox: full (the best there is)" in said)


def test_grading_needs_none_of_the_slow_imports():
    slow = "('nbformat', 'nbclient', 'nbconvert', 'nbgrader')"
    source = f"import sys, autograder.grading.batch\nprint([m for m in {slow} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "[]\n"


# Limits


@pytest.fixture
def slow(course, tmp_path):
    """The course with one student, whose last cell never ends."""
    for name in ("chapters", "gradebook.db", "nbgrader_config.py"):
        copy = shutil.copytree if (course / name).is_dir() else shutil.copy
        copy(course / name, tmp_path / name)
    hand_in(tmp_path, "slow", honest.submission(last=["while True: pass"]))
    return tmp_path


def notes_on(folder):
    return (folder / "autograded" / "slow" / NAME / f"{NAME}.ipynb").read_text()


def test_a_limit_of_the_configuration_takes_effect(slow):
    (slow / "nbgrader_config.py").write_text(f"{CONFIG}c.Limits.cell = 0.25\n")
    assert cli.main(["grade", NAME, "--course", str(slow)]) == 0
    assert "ran longer than 0.25 seconds" in notes_on(slow)


def test_a_limit_of_the_command_line_takes_effect_before_that_of_the_configuration(slow):
    (slow / "nbgrader_config.py").write_text(f"{CONFIG}c.Limits.cell = 60\n")
    assert cli.main(["grade", NAME, "--course", str(slow), "--cell", "0.125"]) == 0
    assert "ran longer than 0.125 seconds" in notes_on(slow)


def test_the_memory_and_the_seconds_for_a_call_are_settings_too(slow):
    answers = {**honest.ANSWERS, "max_stable_lr": "def max_stable_lr(X):\n    while True: pass"}
    made = honest.submission(answers, last=["import numpy as np\nnp.ones(60_000_000)"])
    (slow / "submitted" / "slow" / NAME / f"{NAME}.ipynb").write_text(json.dumps(made))
    assert cli.main(["grade", NAME, "--course", str(slow), "--call", "0.5", "--memory", "400 MB"]) == 0
    found = json.loads((slow / "grading" / f"{NAME}.jsonl").read_text())["scores"]
    assert "did not return within 0.5 seconds" in found["test_max_stable_lr"]["message"]
    assert "It met the memory limit of 400 MB." in notes_on(slow)


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("c.Limits.cel = 3", "There is no limit cel: there are submission, cell, cells"),
        ("c.Limits.cell = -3", "The limit cell is -3, where a number such as 60 is asked"),
        ("c.Limits.memory = 'much'", "The limit memory is 'much', where a size such as 512 MB or 2 GB is asked"),
    ],
)
def test_a_limit_that_is_none_is_said_in_one_sentence_and_nothing_is_graded(slow, setting, said, capsys):
    (slow / "nbgrader_config.py").write_text(f"{CONFIG}{setting}\n")
    assert cli.main(["grade", NAME, "--course", str(slow)]) == 1
    assert said in capsys.readouterr().err
    assert not (slow / "autograded").exists()
