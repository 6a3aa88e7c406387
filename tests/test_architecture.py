"""What may import what: rules about folders.  The picture in docs/architecture.md is drawn from the same imports."""

import ast
import re
import xml.etree.ElementTree as ET
from graphlib import TopologicalSorter

import pytest

from docs import architecture
from tests.conftest import ROOT
from tests.imports import ORDER, arrows, files, imported, room, rooms, taken

CHAPTERS = [f"dlcourse.{name}" for name in ORDER]
LIBRARIES = ("dlcourse/engine", "dlcourse/data", "dlcourse/search")
FOR_NOTEBOOKS = ("dlcourse/results", "dlcourse/widgets", "dlcourse/widgets/drawing", "dlcourse/lab")
NAMED_ONLY = ("autograder",)  # gives what others define, by names that test_public_names pins
DATA = ("autograder.exercises", "dlcourse.results")  # of these packages one test goes through all modules
TAUGHT = sorted(name for name in files() if room(name) in ("chapters", *LIBRARIES))


def within(name, *folders):
    return room(name).startswith(tuple(f"{folder}/" for folder in folders)) or room(name) in folders


def outward(folder):
    """The imports that leave a folder, as pairs of modules."""
    inside = [name for name in arrows() if within(name, folder)]
    pairs = {(name, other) for name in inside for other in arrows()[name] if not within(other, folder)}
    return sorted(pairs)


def test_files_import_each_other_in_no_circle():
    assert len(list(TopologicalSorter(arrows()).static_order())) == len(files())


def test_rooms_import_each_other_in_no_circle():
    assert set(TopologicalSorter(rooms()).static_order()) == set(rooms())


def test_the_course_knows_nothing_of_what_judges_it():
    assert [pair for pair in outward("dlcourse") if within(pair[1], "autograder")] == []


@pytest.mark.parametrize("folder", ["dlcourse/engine", "dlcourse/data", "autograder/runner"])
def test_a_room_that_stands_alone_imports_nothing_of_ours(folder):
    assert outward(folder) == []


def test_what_runs_in_the_sandbox_imports_itself_relatively_because_it_is_a_package_of_its_own_there():
    for name in {name for name in files() if within(name, "autograder/runner")}:
        assert [base for base, _ in taken(files()[name].read_text()) if base.startswith("autograder")] == [], name


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_imports_earlier_chapters_and_the_libraries(name):
    earlier = CHAPTERS[: CHAPTERS.index(name)]
    assert [m for m in arrows()[name] if m not in earlier and not within(m, *LIBRARIES)] == []


@pytest.mark.parametrize("name", TAUGHT)
def test_what_is_taught_needs_numpy_and_no_notebook(name):
    heavy = ("torch", "IPython", "anywidget", "ipywidgets")
    assert [m for m in imported(files()[name]) if m.startswith(heavy)] == []


@pytest.mark.parametrize("folder", FOR_NOTEBOOKS)
def test_what_notebooks_and_commands_use_nobody_else_does(folder):
    uses = {(name, other) for name, wanted in arrows().items() for other in wanted if within(other, folder)}
    assert {name for name, _ in uses if not within(name, *FOR_NOTEBOOKS, "dlcourse.__main__")} == set()


def test_commands_and_configuration_files_are_at_the_top():
    tops = {"autograder.cli", "autograder.executor", "autograder.__main__", "dlcourse.__main__", "autograder"}
    for name, wanted in arrows().items():
        assert wanted & tops <= ({"autograder.cli"} if name == "autograder.__main__" else set()), name


def test_only_what_knows_nbgrader_imports_it():
    users = {name for name, path in files().items() if any(m.startswith("nbgrader") for m in imported(path))}
    outside = {name for name in users if not within(name, "autograder/nbgrader")}
    assert {room(name) for name in outside} <= {"autograder/notebooks", "autograder/grading"}, outside


# The tests


def own_test(name):
    """Where the tests of a module are: at its place under tests/, in a file of its name."""
    *folders, stem = name.split(".")
    return ROOT.joinpath("tests", *folders, f"test_{stem}.py")


def needs_a_test(name, path):
    """Whether a module has something of its own to test; what has not starts or names what others have, or is data."""
    if path.stem == "__main__" or name in NAMED_ONLY or name.rpartition(".")[0] in DATA:
        return False
    return any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in ast.parse(path.read_text()).body)


def test_each_module_has_its_tests_at_the_mirrored_place():
    lacking = [name for name, path in files().items() if needs_a_test(name, path) and not own_test(name).exists()]
    assert lacking == []


def test_what_needs_no_test_of_its_own_is_still_there():
    assert {*NAMED_ONLY, *DATA} <= set(files())
    assert all(own_test(package).exists() for package in DATA)


# The picture


def test_the_picture_and_the_table_show_the_imports_of_today():
    said = "run `python -m docs.architecture --write`"
    assert architecture.PICTURE.read_text(encoding="utf-8") == architecture.picture(), said
    text = architecture.DOCUMENT.read_text(encoding="utf-8")
    assert text == architecture.page(text), said


def test_the_picture_has_every_room_apart_from_the_others_and_arrows_only_downwards():
    tree = ET.fromstring(architecture.picture())
    boxes = [{k: int(r.get(k)) for k in ("x", "y", "width", "height")} for r in tree.iterfind(".//*[@class='room']")]
    assert len(boxes) == len(architecture.house())
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            assert a["y"] != b["y"] or a["x"] + a["width"] < b["x"] or b["x"] + b["width"] < a["x"]
    for path in tree.iterfind(".//*[@class='arrow']"):
        heights = [int(y) for y in re.findall(r",(\d+)", path.get("d"))]
        assert heights == sorted(heights)


def test_the_map_of_the_readme_is_the_folders():
    text = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Map")[2].partition("```\n\n")[0]
    for folder in {room(name) for name in files() if "/" in room(name)}:
        assert f"{folder.partition('/')[2]}/" in text, folder
