import errno
import json
import os

import pytest

from dlcourse import files
from dlcourse.lab import workspace
from dlcourse.lab.errors import CourseError

CHAPTER = "01_doubling/01_doubling.ipynb"
MINE = "def double(x):\n    return 2 * x"


def edit(path, **sources):
    """Change cells of a notebook as a learner or an author does."""
    nb = json.loads(path.read_text())
    for cell in nb["cells"]:
        if cell["id"] in sources:
            cell["source"] = sources[cell["id"]].splitlines(keepends=True)
    path.write_text(json.dumps(nb, indent=1, sort_keys=True) + "\n")


def source(path, name):
    return next("".join(c["source"]) for c in json.loads(path.read_text())["cells"] if c["id"] == name)


def actions(changes):
    return {str(c.file): c.action for c in changes}


def snapshot(folder):
    return {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def learn(tmp_path, release):
    folder = tmp_path / "learn"
    workspace.fill(release, folder)
    return folder


def test_a_new_workspace_is_a_copy_of_the_release(learn, release):
    for file in release.rglob("*.ipynb"):
        assert (learn / file.relative_to(release)).read_bytes() == file.read_bytes()


def test_filling_again_changes_nothing(learn, release):
    before = snapshot(learn)
    assert set(actions(workspace.fill(release, learn)).values()) == {"same"}
    assert snapshot(learn) == before


def test_work_stays_when_the_course_has_no_news(learn, release):
    edit(learn / CHAPTER, double=MINE, title="# Mine")
    before = snapshot(learn)
    assert actions(workspace.fill(release, learn))[CHAPTER] == "kept"
    assert snapshot(learn) == before


def test_an_untouched_chapter_is_updated_without_a_backup(learn, release):
    edit(release / CHAPTER, title="# News")
    assert actions(workspace.fill(release, learn))[CHAPTER] == "updated"
    assert (learn / CHAPTER).read_bytes() == (release / CHAPTER).read_bytes()
    assert not (learn / ".course/backup").exists()


def test_work_and_news_are_merged_after_a_backup(learn, release):
    edit(learn / CHAPTER, double=MINE)
    before = (learn / CHAPTER).read_bytes()
    edit(release / CHAPTER, title="# News")
    (change,) = [c for c in workspace.fill(release, learn) if c.action == "merged"]
    assert (source(learn / CHAPTER, "double"), source(learn / CHAPTER, "title")) == (MINE, "# News")
    assert [p.read_bytes() for p in (learn / ".course/backup").rglob("*.ipynb")] == [before]
    assert "your work is kept" in change.sentence


def test_a_second_update_after_a_merge_changes_nothing(learn, release):
    edit(learn / CHAPTER, double=MINE, title="# Mine")
    edit(release / CHAPTER, title="# News")
    assert "both are in the notebook" in "\n".join(workspace.summary(workspace.fill(release, learn), learn))
    before = snapshot(learn)
    workspace.fill(release, learn)
    assert snapshot(learn) == before


def test_an_update_that_was_cut_short_is_done_again(learn, release, monkeypatch):
    edit(learn / CHAPTER, double=MINE, title="# Mine")
    edit(release / CHAPTER, title="# News")

    def cut_short(_workspace, file, _new):
        if str(file) == CHAPTER:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(workspace, "_remember", cut_short)
        with pytest.raises(KeyboardInterrupt):
            workspace.fill(release, learn)
    once = (learn / CHAPTER).read_bytes()
    workspace.fill(release, learn)
    workspace.fill(release, learn)
    assert (learn / CHAPTER).read_bytes() == once


def test_a_deleted_chapter_stays_deleted_until_it_is_reset(learn, release):
    (learn / CHAPTER).unlink()
    edit(release / CHAPTER, title="# News")
    changes = workspace.fill(release, learn)
    assert actions(changes)[CHAPTER] == "deleted"
    assert "dlcourse reset 01_doubling" in "\n".join(workspace.summary(changes, learn))
    assert not (learn / CHAPTER).exists()
    workspace.reset("1", release, learn)
    assert (learn / CHAPTER).read_bytes() == (release / CHAPTER).read_bytes()


def test_an_emptied_workspace_is_filled_anew(learn, release):
    for file in learn.glob("*/*.ipynb"):
        file.unlink()
    assert set(actions(workspace.fill(release, learn)).values()) == {"added"}


@pytest.mark.parametrize("broken", [b"", b"{", b'{"cells": 1}', b"\xff"], ids=["empty", "cut", "other", "bytes"])
def test_a_broken_notebook_is_left_alone_and_the_course_s_is_laid_beside_it(learn, release, broken):
    (learn / CHAPTER).write_bytes(broken)
    (change,) = [c for c in workspace.fill(release, learn) if c.sentence]
    assert (learn / CHAPTER).read_bytes() == broken
    assert (learn / "01_doubling/01_doubling.new.ipynb").read_bytes() == (release / CHAPTER).read_bytes()
    assert "cannot be read as a notebook" in change.sentence
    assert "01_doubling.new.ipynb" in change.sentence


def test_work_in_a_notebook_laid_beside_is_kept_too(learn, release):
    (learn / CHAPTER).write_bytes(b"{")
    workspace.fill(release, learn)
    beside = learn / "01_doubling/01_doubling.new.ipynb"
    edit(beside, double=MINE)
    edit(release / CHAPTER, title="# News")
    workspace.fill(release, learn)
    assert (source(beside, "double"), source(beside, "title")) == (MINE, "# News")


def test_another_file_that_both_changed_is_laid_beside_once(learn, release):
    (release / "01_doubling/data.csv").write_text("1")
    workspace.fill(release, learn)
    (learn / "01_doubling/data.csv").write_text("mine")
    (release / "01_doubling/data.csv").write_text("2")
    assert "data.new.csv" in "\n".join(workspace.summary(workspace.fill(release, learn), learn))
    assert actions(workspace.fill(release, learn))["01_doubling/data.csv"] == "kept"
    assert (learn / "01_doubling/data.csv").read_text() == "mine"
    assert (learn / "01_doubling/data.new.csv").read_text() == "2"


@pytest.mark.parametrize("call", ["os.replace", "os.fsync"])
def test_a_full_disk_leaves_every_file_as_it_was(learn, release, monkeypatch, call):
    edit(learn / CHAPTER, double=MINE)
    edit(release / CHAPTER, title="# News")
    before = snapshot(learn)

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(call, full)
    with pytest.raises(CourseError, match="The disk is full"):
        workspace.fill(release, learn)
    assert snapshot(learn) == before


def test_failing_again_and_again_makes_one_backup(learn, release, monkeypatch):
    edit(learn / CHAPTER, double=MINE)
    edit(release / CHAPTER, title="# News")
    replace = os.replace

    def full(temporary, target):
        if target == learn / CHAPTER:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        replace(temporary, target)

    monkeypatch.setattr("os.replace", full)
    for _ in range(3):
        with pytest.raises(CourseError, match="The disk is full"):
            workspace.fill(release, learn)
    assert len(list((learn / ".course/backup").rglob("*.ipynb"))) == 1


def test_a_folder_that_may_not_be_written_is_a_sentence(tmp_path, release, monkeypatch):
    def refused(*_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(files, "_write_through", refused)
    with pytest.raises(CourseError, match="choose a folder of your own"):
        workspace.fill(release, tmp_path / "learn")


def test_a_file_in_the_place_of_the_folder_is_a_sentence(tmp_path, release):
    (tmp_path / "learn").write_text("a file")
    with pytest.raises(CourseError, match="where there is a file"):
        workspace.fill(release, tmp_path / "learn")


def test_a_notebook_saved_during_the_update_is_not_overwritten(learn, release, monkeypatch):
    edit(release / CHAPTER, title="# News")
    through = files._write_through
    saved = []

    def saves_meanwhile(path, data):
        if not saved and path.parent == learn / "01_doubling":
            saved.append(path)
            edit(learn / CHAPTER, double=MINE)
        through(path, data)

    monkeypatch.setattr(files, "_write_through", saves_meanwhile)
    workspace.fill(release, learn)
    assert (source(learn / CHAPTER, "double"), source(learn / CHAPTER, "title")) == (MINE, "# News")


def test_links_stay_links(learn, release, tmp_path):
    elsewhere = tmp_path / "elsewhere.ipynb"
    (learn / CHAPTER).rename(elsewhere)
    (learn / CHAPTER).symlink_to(elsewhere)
    (tmp_path / "link").symlink_to(learn)
    edit(release / CHAPTER, title="# News")
    workspace.fill(release, tmp_path / "link")
    assert (learn / CHAPTER).is_symlink()
    assert source(elsewhere, "title") == "# News"


def test_the_mode_of_a_file_stays(learn, release):
    (learn / CHAPTER).chmod(0o640)
    edit(release / CHAPTER, title="# News")
    workspace.fill(release, learn)
    assert (learn / CHAPTER).stat().st_mode & 0o777 == 0o640


def test_the_course_s_own_folders_are_refused(release):
    (release.parent / "chapters").mkdir()
    for folder in (release, release.parent / "chapters"):
        with pytest.raises(CourseError, match="belongs to the course"):
            workspace.fill(release, folder)


def test_a_broken_release_is_a_sentence(release, tmp_path):
    (release / CHAPTER).write_text("{")
    with pytest.raises(CourseError, match="is broken"):
        workspace.fill(release, tmp_path / "learn")


@pytest.mark.parametrize("given", ["1", "01", "doubling", "01_doubling"])
def test_a_reset_takes_a_fresh_copy_and_backs_up_the_work(learn, release, given):
    edit(learn / CHAPTER, double=MINE)
    mine = (learn / CHAPTER).read_bytes()
    (change,) = workspace.reset(given, release, learn)
    assert (learn / CHAPTER).read_bytes() == (release / CHAPTER).read_bytes()
    (backup,) = (learn / ".course/backup").rglob("*.ipynb")
    assert backup.read_bytes() == mine
    assert str(backup.relative_to(learn)) in change.sentence


def test_two_resets_in_one_second_keep_two_backups(learn, release):
    for n in (1, 2):
        edit(learn / CHAPTER, double=f"# {n}")
        workspace.reset("1", release, learn)
    assert {source(p, "double") for p in (learn / ".course/backup").rglob("*.ipynb")} == {"# 1", "# 2"}


@pytest.mark.parametrize("given", ["7", "dropout", "", "../release"])
def test_an_unknown_chapter_names_those_there_are(learn, release, given):
    with pytest.raises(CourseError, match="the chapters are 00_start_here, 01_doubling"):
        workspace.reset(given, release, learn)
