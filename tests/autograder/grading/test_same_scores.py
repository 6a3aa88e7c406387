"""On honest submissions of every chapter, right and wrong, our grader gives the scores of plain nbgrader."""

import json

import pytest

from autograder import cli
from autograder.grading.assignment import load
from autograder.runner.names import names, needed
from tests.autograder.sandboxed import nbgrader
from tests.conftest import CHAPTERS, ROOT
from tests.deadline import SECONDS

CONFIG = f"""
c = get_config()
c.CourseDirectory.source_directory = "chapters"
c.ClearSolutions.code_stub = {{"python": 'raise NotImplementedError("write your answer here")'}}
c.ClearSolutions.text_stub = "*Write your answer here.*"
c.Execute.timeout = {SECONDS}
"""
GRADED = [p for p in CHAPTERS if load(ROOT / "chapters", p.parent.name)[0].tests]


def without_demonstrations(notebook):
    """The chapter with its graded cells and those that they need: the demonstrations take minutes to execute."""
    code = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    answers = [c for c in code if "nbgrader" in c["metadata"]]
    others = [c for c in code if "nbgrader" not in c["metadata"]]
    run = needed([names("".join(c["source"])) for c in answers], [names("".join(c["source"])) for c in others])
    left_out = {c["id"] for c, keep in zip(others, run, strict=True) if not keep}
    notebook["cells"] = [c for c in notebook["cells"] if c["id"] not in left_out]


def spoiled(solution):
    """The solution with one thing changed."""
    for before, after in {" + ": " - ", " * ": " + ", "return ": "return None and "}.items():
        if before in solution.partition("### BEGIN SOLUTION")[2]:
            return after.join(solution.rsplit(before, 1))
    return solution


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course of all chapters with a right and a mixed submission of each, released and graded by plain nbgrader."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "nbgrader_config.py").write_text(CONFIG)
    for path in CHAPTERS:  # their order says which modules are absent
        notebook = json.loads(path.read_text())
        without_demonstrations(notebook)
        write(folder / "chapters" / path.stem, path.name, notebook)
    nbgrader(folder, *(f"generate_assignment {path.stem}" for path in GRADED))
    for path in GRADED:
        submit(folder, path.stem)
    nbgrader(folder, *(f"autograde {path.stem}" for path in GRADED))
    return folder


def submit(course, name):
    """Hand in all solutions, and every second one spoiled."""
    source = json.loads((course / "chapters" / name / f"{name}.ipynb").read_text())
    solutions = {c["id"]: "".join(c["source"]) for c in source["cells"]}
    answers = [c["id"] for c in source["cells"] if "### BEGIN SOLUTION" in solutions[c["id"]]]
    for student, wrong in (("right", []), ("mixed", answers[::2])):
        released = json.loads((course / "release" / name / f"{name}.ipynb").read_text())
        for cell in released["cells"]:
            if cell["id"] in answers:
                solution = solutions[cell["id"]]
                cell["source"] = spoiled(solution) if cell["id"] in wrong else solution
        write(course / "submitted" / student / name, f"{name}.ipynb", released)


def write(folder, name, notebook):
    folder.mkdir(parents=True)
    (folder / name).write_text(json.dumps(notebook))


@pytest.mark.slow
@pytest.mark.parametrize("path", GRADED, ids=lambda p: p.stem)
def test_the_scores_are_those_of_plain_nbgrader(course, path, capsys):
    name = path.stem
    plain = scores(course, name)
    assert cli.main(["grade", name, "--course", str(course)]) == 0, capsys.readouterr()
    assert scores(course, name) == plain
    most = {g.id: g.points for g in load(course / "chapters", name)[0].tests.values()}
    assert {k: v for k, v in plain["right"].items() if k in most} == most
    assert sum(plain["mixed"].values()) < sum(most.values()) or not any(most.values())


def scores(course, name):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        return {
            s.student.id: {g.name: (g.auto_score or 0) for n in s.notebooks for g in n.grades}
            for s in book.assignment_submissions(name)
        }
