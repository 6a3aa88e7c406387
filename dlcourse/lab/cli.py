"""The command line of the course: lab, workspace, progress, reset, pack, doctor."""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
from pathlib import Path

from dlcourse.console import status_of
from dlcourse.lab.errors import CourseError

OLDEST = (3, 11)


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0, or 1 after a sentence that says what to do."""
    _print_anything()
    return int(status_of(lambda: _run(argv)))


def _run(argv: list[str] | None) -> int:
    arguments = parser().parse_args(argv)
    try:
        _new_enough()
        return int(arguments.run(arguments) or 0)
    except CourseError as e:
        sys.stderr.write(f"{e}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(prog="dlcourse", description="A course on how neural networks are trained.")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    lab = _command(commands, "lab", _lab, "open the course in JupyterLab")
    lab.add_argument("--no-browser", action="store_true", help="only print the address")
    lab.add_argument("--port", type=_port, default=0, metavar="N", help="the port to serve on (any free one)")
    lab.add_argument("--from", dest="archive", type=Path, metavar="FILE", help="first import the work in an archive")
    space = _command(commands, "workspace", _workspace, "fill the workspace or bring it up to date, and start nothing")
    progress = _command(commands, "progress", _progress, "show what you have passed")
    reset = _command(commands, "reset", _reset, "take a fresh copy of one chapter; yours moves to the backups")
    reset.add_argument("chapter", metavar="CHAPTER", help="such as 1 or gradient_descent")
    pack = _command(commands, "pack", _pack, "put your work into one file, to take it to another machine")
    doctor = _command(commands, "doctor", _doctor, "check this machine and say what to do")
    for command in (lab, space, progress, reset, pack, doctor):
        command.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="your workspace (learn)")
    return top


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: object, text: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    command.set_defaults(run=run)
    return command


def _lab(arguments: argparse.Namespace) -> None:
    from dlcourse.lab.launch import lab

    if arguments.archive is not None:
        _import(arguments)
    lab(_folder(arguments), _say, port=arguments.port, browser=not arguments.no_browser)


def _import(arguments: argparse.Namespace) -> None:
    from dlcourse.lab.archive import import_work

    for change in import_work(arguments.archive, _folder(arguments)):
        if change.sentence:
            _say(change.sentence)


def _pack(arguments: argparse.Namespace) -> None:
    from dlcourse.lab import archive, workspace

    packed = archive.pack(workspace.existing(_folder(arguments)))
    _say(f"Your work is in {packed}: take it along, and open it with `dlcourse lab --from {packed.name}`.")


def _workspace(arguments: argparse.Namespace) -> None:
    from dlcourse.lab.launch import prepare

    prepare(_folder(arguments), _say)


def _progress(arguments: argparse.Namespace) -> None:
    from dlcourse.lab import progress, workspace

    _say(progress.table(progress.chapters(workspace.existing(_folder(arguments)))))


def _reset(arguments: argparse.Namespace) -> None:
    from dlcourse.lab import launch, workspace

    for change in workspace.reset(arguments.chapter, launch.find_release(), workspace.existing(_folder(arguments))):
        _say(change.sentence)


def _doctor(arguments: argparse.Namespace) -> int:
    from dlcourse.lab import doctor

    findings = doctor.examine(_folder(arguments))
    _say("\n".join(map(str, findings)))
    return int(any(finding.broken for finding in findings))


def _folder(arguments: argparse.Namespace) -> Path:
    """The folder that was named; or the one we stand in, if it is a workspace; or `learn`."""
    from dlcourse.failed_answers import STATE
    from dlcourse.lab.workspace import DEFAULT

    if arguments.folder is not None:
        return Path(arguments.folder).expanduser()
    return Path() if Path(STATE).is_dir() else DEFAULT


def _port(given: str) -> int:
    if not given.isdecimal() or int(given) > 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, not {given!r}")
    return int(given)


def _new_enough() -> None:
    if sys.version_info < OLDEST:
        wanted, found = (".".join(map(str, v)) for v in (OLDEST, sys.version_info[:3]))
        raise CourseError(
            f"dlcourse needs Python {wanted} or newer, and this is {found}: install a newer one and try again."
        )


def _say(text: str) -> None:
    print(text, flush=True)


def _print_anything() -> None:
    """A terminal that lacks a letter shows a substitute, instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(OSError):
                stream.reconfigure(errors="replace")
