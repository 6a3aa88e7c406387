"""The rules of the house that a program can check."""

import ast
import json
import re
import shutil
import subprocess
from importlib import metadata

import pytest
from packaging.specifiers import SpecifierSet

from tests.conftest import ROOT
from tests.deadline import SECONDS


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


def test_what_checks_the_scripts_is_pinned_by_its_hash_and_names_no_host_to_get_it_from():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    ours = packages.pop("")
    assert all(re.fullmatch(r"[0-9.]+", version) for version in ours["devDependencies"].values())
    assert [name for name, package in packages.items() if "resolved" in package or "integrity" not in package] == []


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_without_npm_the_scripts_go_unchecked_with_one_sentence_but_not_in_ci(tmp_path, ci, code):
    command = [shutil.which("bash"), ROOT / "tests/javascript/check.sh"]
    without = {"PATH": str(tmp_path), "CI": ci}
    done = subprocess.run(command, env=without, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == code
    assert done.stdout == (
        "npm is missing (install Node.js 20 or newer): the scripts of the pictures are neither linted nor tested.\n"
    )
