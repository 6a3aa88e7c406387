"""What pyproject.toml declares is what is imported: by the learner's side, the instructor's, and the tests, each."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import CHAPTERS, ROOT
from tests.imports import imported, modules
from tests.notebook import sources

OURS = {"dlcourse", "autograder", "tests", "benchmarks", "docs"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CONSTRAINTS = (ROOT / "constraints.txt").read_text()

TEMPLATES = "autograder/nbgrader/templates"
# What is run and not imported: where, and the words there that run it.
PROGRAMS = {
    "jupyter-server-mathjax": (f"{TEMPLATES}/formgrade/mathjax.html.j2", "static/jupyter_server_mathjax/MathJax.js"),
    "jupyterlab": ("dlcourse/lab/jupyter.py", '"-m", "jupyterlab"'),
    "mypy": ("Makefile", "/mypy"),
    "pre-commit": ("CONTRIBUTING.md", "pre-commit install"),
    "pytest-xdist": ("Makefile", "--dist"),
    "ruff": ("Makefile", "/ruff"),
}
NOT_OURS_TO_BRING = {"torchvision"}  # chapter 7 has one cell that is off, and says what it needs


def declared(extra=None):
    """The names of the distributions that the course, or one of its extras, asks for."""
    lines = PROJECT["optional-dependencies"][extra] if extra else PROJECT["dependencies"]
    return {canonicalize_name(Requirement(line).name) for line in lines}


def reached(start):
    """All files of ours that these import, and they in turn, and so on."""
    found, waiting = set(), list(start)
    while waiting:
        path = waiting.pop()
        found.add(path)
        for name in imported(path):
            place = ROOT.joinpath(*name.split("."))
            files = [
                place.with_suffix(".py"),
                *(p / "__init__.py" for p in (place, *place.parents) if ROOT in p.parents),
            ]
            waiting += [p for p in files if p.is_file() and p not in found and p not in waiting]
    return found


def distributions(names):
    """The distributions that modules of these names come in; what is ours or the standard library's left out."""
    tops = {name.partition(".")[0] for name in names} - OURS - sys.stdlib_module_names
    known = packages_distributions()
    return {canonicalize_name(known.get(top, [top])[0]) for top in tops}


def needed(paths):
    """The distributions that these files import."""
    return distributions(set().union(*map(imported, paths)))


def python_files(*folders):
    return {path for folder in folders for path in (ROOT / folder).rglob("*.py")}


def learners_side():
    """Everything that runs on a learner's machine: the course, and the check with its exercises."""
    return reached(python_files("dlcourse", "autograder/exercises") | {ROOT / "autograder" / "__init__.py"})


def programs(names):
    return {name for name in names if name in PROGRAMS}


def test_the_learners_side_imports_what_the_course_declares_and_no_more_is_declared():
    cells = [re.sub(r"(?m)^[%!].*$", "", source) for path in CHAPTERS for source in sources(path, "code")]
    found = needed(learners_side()) | distributions(set().union(*map(modules, cells)))
    asked = declared()
    assert found - NOT_OURS_TO_BRING == asked - programs(asked)


def test_the_learners_side_is_not_all_of_the_grader():
    files = {str(path.relative_to(ROOT)) for path in learners_side()}
    assert {"dlcourse/compare.py", "autograder/__init__.py"} <= files
    assert needed(python_files("autograder")) - needed(learners_side())


def test_the_instructors_side_imports_what_its_extra_declares_and_no_more_is_declared():
    asked = declared("instructor")
    assert needed(python_files("autograder")) - declared() == asked - programs(asked)


def test_the_tests_import_what_their_extra_declares_and_no_more_is_declared():
    found = needed(python_files("tests", "benchmarks", "docs") | {ROOT / "hatch_build.py"})
    asked = declared("test")
    assert found - declared() - declared("instructor") == asked - programs(asked)


def test_what_is_declared_and_not_imported_is_run():
    everything = declared() | declared("instructor") | declared("test")
    assert set(PROGRAMS) <= everything
    for file, words in PROGRAMS.values():
        assert words in (ROOT / file).read_text(), words


def test_exact_versions_are_in_the_constraints_and_nbgraders_is_the_one_exception():
    lines = [*PROJECT["dependencies"], *(line for extra in PROJECT["optional-dependencies"].values() for line in extra)]
    exact = {r.name for r in map(Requirement, lines) if any(s.operator == "==" for s in r.specifier)}
    assert exact == {"nbgrader"}  # the gradebook is read by SQL


def test_every_pin_is_within_its_range():
    pins = dict(line.split("==") for line in CONSTRAINTS.split() if "==" in line)
    pins = {canonicalize_name(name): version for name, version in pins.items()}
    lines = [*PROJECT["dependencies"], *(line for extra in PROJECT["optional-dependencies"].values() for line in extra)]
    for requirement in map(Requirement, lines):
        assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)]), requirement


def test_nothing_that_is_installed_lacks_or_contradicts_what_it_asks_for():
    done = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
