"""Cells are run as in a notebook, and what they print and show is kept; in a process of its own, as they change it."""

import json

import pytest

from tests import child

PROGRAM = """
import json, sys
from autograder.runner.cells import Runner, new_shell
runner = Runner(new_shell())
for source in json.loads(sys.stdin.read()):
    print(json.dumps(runner.run(source, lambda function: function())), file=sys.__stdout__)
"""


@pytest.fixture(scope="module")
def run():
    """Runs cells one after the other; says of each what came of it."""

    def run(*cells):
        return [json.loads(line) for line in child.printed(PROGRAM, json.dumps(cells)).splitlines()]

    return run


def test_the_last_expression_is_shown_unless_a_semicolon_ends_it(run):
    shown, silent, nothing = run("print(1)\n2 + 3", "2 + 3;", "None")
    assert shown["output"] == [["stdout", "1\n"], ["shown", "5\n"]]
    assert silent["output"] == nothing["output"] == []


def test_names_stay_and_an_error_is_told_with_its_line(run):
    _, failed, after = run("x = 1", "y = 2\nx / 0", "print(x, y)")
    assert (failed["error"], failed["line"]) == ("ZeroDivisionError", "x / 0")
    assert after["output"] == [["stdout", "1 2\n"]]


def test_magic_commands_work_and_no_program_is_started(run):
    timed, shell = run("%time x = 3", "!echo hello\nprint(x)")
    assert timed["error"] == ""
    said = "".join(text for _, text in shell["output"])
    assert "Not run while grading: !echo hello" in said
    assert "3\n" in said


@pytest.mark.parametrize("ends", ["raise SystemExit", "exit()", "raise KeyboardInterrupt", "def f(:"])
def test_a_cell_ends_and_the_next_is_run(run, ends):
    ended, after = run(ends, "1")
    assert ended["error"]
    assert after["output"] == [["shown", "1\n"]]


def test_output_beyond_the_limit_is_cut_and_said_to_be(run):
    (long,) = run("print('x' * 200_000)")
    assert long["cut"]
    assert sum(len(text) for _, text in long["output"]) == 100_000
