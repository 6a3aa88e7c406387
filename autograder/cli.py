"""The instructor's commands."""

from __future__ import annotations

import argparse
import sys
from dataclasses import fields
from pathlib import Path

from autograder.errors import AutograderError
from autograder.grading.batch import GradedSubmission, grade_assignment
from autograder.grading.course import Course
from autograder.grading.inside import MARK
from autograder.grading.rehearsal import rehearse
from autograder.notebooks.release import assignment_names, release_one
from autograder.sandbox.limits import Limits
from autograder.sandbox.sandbox import MODES, SandboxError
from dlcourse.console import status_of

FAILURES = (AutograderError, OSError, ImportError)
STOPPED = 130  # as a shell has it after Ctrl-C


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    return int(status_of(lambda: _run(argv)))


def _run(argv: list[str] | None) -> int:
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except BrokenPipeError:
        raise  # an OSError too, but most often nobody reads on, and that is no failure
    except FAILURES as e:
        print(f"autograder: {e}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            "autograder: stopped. What was done until now is kept; run the same command again for all of it, "
            "nothing is counted twice.",
            file=sys.stderr,
        )
        return STOPPED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="autograder", description="Releases and grades the course's notebooks.")
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("release", help="make the learners' notebooks, and note them for grading")
    one.add_argument("assignment", nargs="*", help="these chapters only (default: all)")
    one.add_argument("--course", type=Path, default=Path(), help="the course's folder (default: this one)")
    said = "that nbgrader_config.py names"
    one.add_argument("--source", type=Path, help=f"the folder of the chapters (default: the one {said})")
    one.add_argument("--destination", type=Path, help=f"the folder for what is made (default: the one {said})")
    said = "make the notebooks only, for learners by themselves, whom checks offer solutions after they passed"
    one.add_argument("--no-gradebook", action="store_true", help=said)
    one.set_defaults(run=_release)
    one = commands.add_parser("grade", help="grade what was handed in, in a sandbox, into nbgrader's gradebook")
    one.add_argument("assignment", help="the chapter, such as 01_gradient_descent")
    one.add_argument("--student", action="append", default=[], help="only this student (may be given more than once)")
    one.add_argument("--course", type=Path, default=Path(), help="the course's folder (default: this one)")
    one.add_argument("--unsafe-no-sandbox", action="store_true", help="grade even where no sandbox is to be had")
    said = "judge every test outside the student's process, also one that right answers fail there"
    one.add_argument("--no-inside", action="store_true", help=f"{said} (nbgrader_config.py: c.Grading.inside = False)")
    said = "for each submission; nbgrader_config.py may set them too, as c.Limits.cell = 60"
    bounds = one.add_argument_group("limits", said)
    for bound in fields(Limits):
        bounds.add_argument(f"--{bound.name}", metavar=bound.metadata["unit"], help=bound.metadata["said"])
    one.set_defaults(run=_grade)
    one = commands.add_parser(
        "doctor", help="say which sandbox this machine gives, and why not a better one; fails where it is not the best"
    )
    one.set_defaults(run=_doctor)
    return parser


def _release(arguments: argparse.Namespace) -> int:
    course = Course.at(arguments.source.resolve().parent if arguments.source else arguments.course)
    if arguments.source:
        course = course.changed("CourseDirectory", {"source_directory": arguments.source.name})
    source, destination = course.folder("source"), arguments.destination or course.folder("release")
    failed, tried = [], True
    for name in arguments.assignment or assignment_names(source):
        try:
            tried = tried and _rehearsed(course, name)
            if not arguments.no_gradebook:
                course.make_gradebook()
            made = release_one(source, destination, name, gradebook=not arguments.no_gradebook)
            print(f"{name}: {', '.join(path.name for path in made)}", flush=True)
        except AutograderError as e:
            failed.append(name)
            print(f"{name} is not released: {e}", file=sys.stderr, flush=True)
    print(f"What is released lies in {destination}, without solutions and hidden tests.")
    if failed:
        print(f"{len(failed)} could not be released, for the reason above: {', '.join(failed)}.")
    return 1 if failed else 0


def _rehearsed(course: Course, name: str) -> bool:
    """Try the tests of an assignment; whether there is a sandbox to do so."""
    try:
        only_inside = rehearse(course, name)
    except SandboxError:
        print(
            "This machine gives no sandbox (`autograder doctor` says why), so tests are not tried on the course's own "
            "answers and on an untouched notebook."
        )
        return False
    for notebook, tests in only_inside.items():
        print(
            f"{notebook}: only the student's own process can judge {', '.join(tests)}; what is found there is marked."
        )
    return True


def _grade(arguments: argparse.Namespace) -> int:
    given = {bound.name: getattr(arguments, bound.name) for bound in fields(Limits)}
    limits = {name: value for name, value in given.items() if value is not None}
    course = Course.at(arguments.course).changed("Limits", limits)
    course = course.changed("Grading", {"inside": False} if arguments.no_inside else {})
    done = grade_assignment(
        course, arguments.assignment, arguments.student, unsafe=arguments.unsafe_no_sandbox, report=_report
    )
    modes = sorted({result.mode for one in done for result in one.results.values()})
    print(f"{len(done)} submissions of {arguments.assignment} graded (sandbox: {', '.join(modes)}).")
    if lesser := [mode for mode in modes if mode != MODES[0]]:
        print(
            f"This was not the full sandbox but a lesser one, {', '.join(lesser)}: "
            "`autograder doctor` says what would give the full one."
        )
    if found := sorted({f"{name}: {test}" for one in done for name, r in one.results.items() for test in r.inside}):
        print(
            f"Judged inside the student's process, and to be believed as far as that: {', '.join(found)}. "
            "The points of these tests are marked; --no-inside gives none."
        )
    refused = [one.student for one in done if any(result.refused for result in one.results.values())]
    if refused:
        print(f"{len(refused)} of them could not be graded, for the reason above: {', '.join(refused)}.")
    return 0


def _report(one: GradedSubmission) -> None:
    most = sum(score.max_points for result in one.results.values() for score in result.scores.values())
    waiting = sum(score is None for entry in one.entries for score in entry.scores.values())
    refused = "".join(f"  {result.refused}" for result in one.results.values() if result.refused)
    found = sum(result.scores[test].points for result in one.results.values() for test in result.inside)
    inside = f", {found:g} of them {MARK}" if found else ""
    by_hand = f", {waiting} to be graded by hand" if waiting else ""
    problem = one.problem and f"  {one.problem}"
    print(f"{one.student}: {one.points:g} of {most:g} points{inside}{by_hand}{refused}{problem}")


def _doctor(_arguments: argparse.Namespace) -> int:
    from autograder.sandbox import filesystem
    from autograder.sandbox.modes import start

    with start(filesystem.build()) as sandbox:
        for mode, reason in sandbox.reasons.items():
            print(f"not {mode}: {reason}")
        best = sandbox.mode == MODES[0]
        print(f"sandbox: {sandbox.mode}{' (the best there is)' if best else ''}")
    return 0 if best else 1
