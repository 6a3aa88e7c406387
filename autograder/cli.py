"""The instructor's commands."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from autograder.release import ReleaseError, release


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="autograder", description="Releases and grades the course's notebooks.")
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("release", help="make the learners' notebooks from chapters/, and note them for grading")
    one.add_argument("--source", type=Path, default=Path("chapters"), help="the chapters (default: chapters)")
    one.add_argument("--destination", type=Path, default=Path("release"), help="where to (default: release)")
    one.add_argument("--no-gradebook", action="store_true", help="make the notebooks only, for learners by themselves")
    arguments = parser.parse_args(argv)
    try:
        made = release(arguments.source, arguments.destination, gradebook=not arguments.no_gradebook)
    except (ReleaseError, OSError, ImportError) as e:
        print(f"autograder: {e}", file=sys.stderr)
        return 1
    print(f"{len(made)} chapters in {arguments.destination}, without solutions and hidden tests.")
    return 0
