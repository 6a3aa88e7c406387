"""The rules of the house that a program can check."""

import ast
import re
import subprocess
from importlib import metadata

import pytest
from packaging.specifiers import SpecifierSet

from tests.conftest import CHAPTERS, ROOT

ORDER = [p.stem.partition("_")[2] for p in CHAPTERS]
LEAVES = {"data", "compare", "plots", "widgets", "lab", "results"}
FOLDERS = [ROOT / "dlcourse" / name for name in ("", "engine", "search")]
TEACHING = sorted(p for f in FOLDERS for p in f.glob("*.py") if p.stem not in LEAVES | {"__init__", "__main__"})


def imports(path):
    """The modules that the file imports, with what it takes from each."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_dlcourse_never_imports_autograder():
    for path in (ROOT / "dlcourse").rglob("*.py"):
        assert not [name for name in imports(path) if name.startswith("autograder")], path


@pytest.mark.parametrize("path", TEACHING, ids=lambda p: p.stem)
def test_teaching_code_is_numpy_only_and_imports_point_backwards(path):
    for name in imports(path):
        assert not name.startswith(("torch", "IPython", "matplotlib")), name
        parts = name.split(".")
        if parts[0] == "dlcourse":
            assert parts[1] not in LEAVES, name
            if parts[1] in ORDER and path.stem in ORDER:
                assert ORDER.index(parts[1]) < ORDER.index(path.stem), name


def test_what_runs_in_the_sandbox_imports_nothing_of_ours():
    for path in (ROOT / "autograder" / "runner").rglob("*.py"):
        if path.stem == "call":  # which watches calls in the notebook and on the trusted side of the grader
            continue
        assert not [n for n in imports(path) if n.startswith(("autograder.", "dlcourse")) and ".runner" not in n], path


def test_no_file_is_longer_than_300_lines_and_no_function_than_40():
    for package in ("dlcourse", "autograder"):
        for path in (ROOT / package).rglob("*.py"):
            source = path.read_text()
            if path.parent.name != "exercises":
                assert len(source.split("\n")) <= 300, path
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.FunctionDef):
                    assert node.end_lineno - node.lineno < 40, f"{path}: {node.name}"


def test_no_module_has_a_name_that_says_nothing():
    for package in ("dlcourse", "autograder"):
        names = {p.stem for p in (ROOT / package).rglob("*.py")}
        assert not names & {"utils", "util", "helpers", "base", "core", "common", "misc"}


def test_public_functions_have_docstrings():
    for package in ("dlcourse", "autograder"):
        for path in (ROOT / package).rglob("*.py"):
            if path.parent.name == "exercises":
                continue
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                    assert ast.get_docstring(node), f"{path}: {node.name}"


def test_every_exact_version_is_pinned_and_torch_has_no_local_part():
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if line and line[0] != "#"]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line) for line in lines)
    assert "torch==2.13.0" in lines


def test_nothing_generated_is_committed():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert not [f for f in tracked if f.startswith(("release/", "learn/", ".venv/")) or f.endswith((".db", ".pyc"))]


def test_every_pinned_version_runs_on_the_oldest_python_we_promise():
    pinned = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text().split() if "==" in line)
    for distribution in metadata.distributions():
        if pinned.get(distribution.name) == distribution.version:
            assert SpecifierSet(distribution.metadata.get("Requires-Python", "")).contains("3.11.0"), distribution.name
