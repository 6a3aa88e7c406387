import hashlib

import pytest

from dlcourse.lab import progress
from dlcourse.verdict_record import MIME

ANSWER = "def double(x):\n    # twice\n    return 2 * x\n    # done\n"


@pytest.fixture
def learn(tmp_path, make):
    """Writes chapter 1 with some cells changed and a verdict, and returns what progress finds."""

    def write(verdict=None, **sources):
        nb = make.chapter()
        for cell in nb["cells"]:
            cell["source"] = sources.get(cell["id"], "".join(cell["source"])).splitlines(keepends=True)
            if cell["id"] == "test_double" and verdict:
                cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {MIME: verdict}}]
        make.put(tmp_path / "01_doubling/01_doubling.ipynb", nb)
        return progress.chapters(tmp_path)

    return write


def verdict(passed=True, source=ANSWER, exercise="double"):
    fingerprint = hashlib.sha256(source.strip().encode()).hexdigest()
    return {"exercise": exercise, "passed": passed, "right": 3, "cases": 3, "hint": "", "source": fingerprint}


def test_an_untouched_chapter_has_nothing_done(learn):
    (chapter,) = learn()
    assert [(e.name, e.done, e.points) for e in chapter.exercises] == [("double", False, 4), ("why", False, 6)]
    assert "0 of 1 passed  0 of 4 points  0 of 1 written questions answered" in progress.table([chapter])


def test_a_passed_check_and_an_answered_question_count(learn):
    (chapter,) = learn(verdict(), double=ANSWER, why="Because.")
    assert "1 of 1 passed  4 of 4 points  1 of 1 written questions answered" in progress.table([chapter])
    assert f"[{'#' * 20}]" in progress.table([chapter])


@pytest.mark.parametrize("found", [verdict(passed=False), verdict(exercise="triple"), {"passed": True}, "passed"])
def test_no_other_verdict_counts(learn, found):
    (chapter,) = learn(found, double=ANSWER)
    assert not chapter.checked[0].done


def test_an_answer_changed_since_it_passed_is_named(learn):
    (chapter,) = learn(verdict(), double=ANSWER.replace("2 *", "3 *"))
    assert chapter.checked[0].changed
    assert "double passed, but changed since" in progress.table([chapter])


def test_what_stands_around_the_function_may_change(learn):
    (chapter,) = learn(verdict(), double=f"%precision 3\nfactor = 2\n\n{ANSWER}\nprint(double(1))")
    assert not chapter.checked[0].changed


def test_a_function_that_is_gone_or_cut_short_is_a_change(learn):
    for source in ("", "double = lambda x: 2 * x", "def double(x):\n    return (2 *"):
        assert learn(verdict(), double=source)[0].checked[0].changed


def test_a_broken_notebook_and_a_missing_one_say_so_in_their_row(learn, tmp_path):
    learn()
    (tmp_path / "01_doubling/01_doubling.ipynb").write_text("{")
    (tmp_path / "02_tripling").mkdir()
    (tmp_path / "03_folder/03_folder.ipynb").mkdir(parents=True)
    broken, missing, folder = progress.table(progress.chapters(tmp_path)).split("\n")
    assert "cannot be read as a notebook" in broken
    assert "dlcourse reset 02_tripling" in missing
    assert "is a folder where a file should be" in folder


def test_a_chapter_without_exercises_has_no_bar(tmp_path, make):
    make.put(tmp_path / "00_start_here/00_start_here.ipynb", make.notebook(make.cell("a", "markdown", "# A")))
    assert progress.table(progress.chapters(tmp_path)) == "00_start_here  nothing to hand in"
