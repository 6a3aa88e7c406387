import zipfile

import pytest

from dlcourse.lab import workspace
from dlcourse.lab.archive import NAME, import_work, pack
from dlcourse.lab.cli import main
from dlcourse.lab.errors import CourseError

FIRST = "00_start_here/00_start_here.ipynb"


@pytest.fixture
def away(release, tmp_path):
    """A workspace on a machine that will forget it, with one answer in it."""
    folder = tmp_path / "away"
    workspace.fill(release, folder)
    answer(folder, b"my answer")
    (folder / "notes.txt").write_text("mine")
    return folder


def first_notebook(folder):
    return folder / workspace.chapters(folder)[0] / f"{workspace.chapters(folder)[0]}.ipynb"


def answer(folder, text):
    path = first_notebook(folder)
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"source"', b'"note": "' + text + b'",\n   "source"', 1))


def test_work_comes_home_into_an_empty_folder(away, tmp_path):
    home = tmp_path / "home"
    import_work(pack(away), home)
    assert first_notebook(home).read_bytes() == first_notebook(away).read_bytes()
    assert (home / "notes.txt").read_text() == "mine"


def test_work_comes_home_into_an_untouched_workspace_with_a_backup(release, away, tmp_path):
    home = tmp_path / "home"
    workspace.fill(release, home)
    before = first_notebook(home).read_bytes()
    changes = import_work(pack(away), home)
    assert first_notebook(home).read_bytes() == first_notebook(away).read_bytes()
    assert [c.action for c in changes if c.action == "imported"]
    assert any(p.read_bytes() == before for p in (home / ".course" / "backup").rglob("*.ipynb"))


def test_what_was_changed_in_both_places_is_kept_twice(release, away, tmp_path):
    home = tmp_path / "home"
    workspace.fill(release, home)
    answer(home, b"another answer")
    mine = first_notebook(home).read_bytes()
    import_work(pack(away), home)
    assert first_notebook(home).read_bytes() == mine
    beside = first_notebook(home).with_suffix(".archive.ipynb")
    assert beside.read_bytes() == first_notebook(away).read_bytes()


def test_what_was_only_changed_at_home_stays(release, away, tmp_path):
    home = tmp_path / "home"
    workspace.fill(release, home)
    second = home / workspace.chapters(home)[1]
    (notebook,) = second.glob("*.ipynb")
    notebook.write_bytes(notebook.read_bytes() + b"\n")
    mine = notebook.read_bytes()
    import_work(pack(away), home)
    assert notebook.read_bytes() == mine


def test_importing_twice_changes_nothing_more(release, away, tmp_path):
    home = tmp_path / "home"
    workspace.fill(release, home)
    archive = pack(away)
    import_work(archive, home)
    before = {p: p.read_bytes() for p in home.rglob("*") if p.is_file()}
    assert {c.action for c in import_work(archive, home)} <= {"same", "kept"}
    assert {p: p.read_bytes() for p in home.rglob("*") if p.is_file()} == before


def test_an_update_at_home_still_merges_after_the_archive(release, away, tmp_path):
    home = tmp_path / "home"
    import_work(pack(away), home)
    assert {c.action for c in workspace.fill(release, home)} <= {"same", "kept"}


def test_an_archive_holds_no_archive_no_backup_and_no_secret(away):
    (away / ".secret").write_text("token")
    pack(away)
    with zipfile.ZipFile(pack(away)) as archive:
        names = archive.namelist()
    assert NAME not in names
    assert not [n for n in names if "secret" in n or "backup" in n or "jupyter" in n]


@pytest.mark.parametrize(
    "name", ["../escape.txt", "/etc/passwd", "a\\..\\b", ".bashrc", "C:/x", ".course/jupyter/config.json"]
)
def test_an_archive_that_reaches_out_of_the_workspace_is_refused_whole(tmp_path, name):
    archive = tmp_path / "bad.zip"
    with zipfile.ZipFile(archive, "w") as content:
        content.writestr("fine.txt", "fine")
        content.writestr(name, "evil")
    with pytest.raises(CourseError, match="nothing was imported"):
        import_work(archive, tmp_path / "home")
    assert not (tmp_path / "home").exists()


def test_an_archive_that_is_none_or_too_large_is_said(tmp_path, monkeypatch):
    (tmp_path / "text.zip").write_text("hello")
    with pytest.raises(CourseError, match="is not an archive"):
        import_work(tmp_path / "text.zip", tmp_path / "home")
    monkeypatch.setattr("dlcourse.lab.archive.MAX_BYTES", 10)
    with zipfile.ZipFile(tmp_path / "large.zip", "w") as archive:
        archive.writestr("a.txt", "x" * 100)
    with pytest.raises(CourseError, match="more than a course can"):
        import_work(tmp_path / "large.zip", tmp_path / "home")


def test_the_commands_pack_and_say_how_to_unpack(away, capsys):
    assert main(["pack", str(away)]) == 0
    assert f"dlcourse lab --from {NAME}" in capsys.readouterr().out


def test_a_missing_archive_is_said_before_anything_starts(tmp_path, capsys):
    assert main(["lab", "--from", str(tmp_path / "none.zip"), str(tmp_path / "home"), "--no-browser"]) == 1
    assert "none.zip" in capsys.readouterr().err


def damaged(path):
    """An archive whose content is not what its own sum says."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", b"what was written")
    path.write_bytes(path.read_bytes().replace(b"what was written", b"what was damaged"))


def cut(path):
    """An archive in which a part of the compressed content is of something else."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", bytes(range(256)) * 40)
    data = bytearray(path.read_bytes())
    data[40:80] = b"\xff" * 40
    path.write_bytes(data)


def with_byte(path, local, central, value):
    """An archive with another value in the two headers of its file."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", b"x")
    data = bytearray(path.read_bytes())
    data[local] = data[data.index(b"PK\x01\x02") + central] = value
    path.write_bytes(data)


@pytest.mark.parametrize(
    "make",
    [
        damaged,
        cut,
        lambda path: with_byte(path, 6, 8, 1),  # a password
        lambda path: with_byte(path, 8, 10, 97),  # packed in a way that Python does not know
        lambda path: with_byte(path, 8, 10, 14),  # LZMA, and it is not
        lambda path: with_byte(path, 8, 10, 12),  # bzip2, and it is not
    ],
)
def test_an_archive_that_cannot_be_unpacked_is_said_and_nothing_is_imported(tmp_path, capsys, make):
    make(tmp_path / "work.zip")
    assert main(["lab", "--from", str(tmp_path / "work.zip"), str(tmp_path / "home"), "--no-browser"]) == 1
    said = capsys.readouterr().err
    assert "a.txt cannot be unpacked" in said
    assert "Nothing was imported" in said
    assert not (tmp_path / "home").exists()
