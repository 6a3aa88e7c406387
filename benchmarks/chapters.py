"""What each chapter costs a learner's machine, from the first cell to the last: processor time, time, and memory.

    python -m benchmarks.chapters             prints the table (about five minutes)
    python -m benchmarks.chapters --write     and puts it into docs/benchmarks.md

The source of each chapter is executed by a real kernel of its own, as the tests do it, with one thread for each
library, as on Binder.
"""

import os

from benchmarks import document
from benchmarks.document import ROOT
from tests.notebook import errors, execute

GOALS = {"CPU s": 60, "peak MB": 1000}  # of one chapter
MB = 2**20


def measure():
    """CPU seconds, wall seconds and peak MB of each chapter, by its name; exits where one does not run to its end."""
    used = {}
    for path in sorted((ROOT / "chapters").glob("*/*.ipynb")):
        run = execute(path)
        if failed := errors(run.notebook):
            raise SystemExit(f"{path.stem} does not run to its end: {failed}")
        used[path.stem] = run.cpu_seconds, run.wall_seconds, run.peak_bytes / MB
    return used


def table(used):
    """The numbers as Markdown, with all chapters in turn as the last row; what misses its goal is in bold."""
    cpu, wall, peak = zip(*used.values(), strict=True)
    rows = [f"| | CPU s (goal {GOALS['CPU s']}) | wall s | peak MB (goal {GOALS['peak MB']}) |", "|---|---|---|---|"]
    for name, (seconds, clock, memory) in used.items():
        cells = against(seconds, GOALS["CPU s"]), f"{clock:.1f}", against(memory, GOALS["peak MB"])
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join([*rows, f"| all in turn | {sum(cpu):.1f} | {sum(wall):.1f} | {max(peak):.0f} |"])


def against(number, goal):
    """The number, in bold where it misses its goal."""
    shown = f"{number:.0f}" if number >= 100 else f"{number:.1f}"
    return shown if number <= goal else f"**{shown}**"


def report():
    """The section for docs/benchmarks.md."""
    load = os.getloadavg()[0]
    os.environ |= {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}  # of the kernels
    about = (
        "Each chapter's source, executed from top to bottom by a kernel of its own: processor time and memory of the "
        "kernel, and the time from its start to its end. A number in bold misses its goal."
    )
    made = f"{document.machine(load)}. Made by `python -m benchmarks.chapters --write`."
    return "\n\n".join(["## The chapters", about, table(measure()), made])


if __name__ == "__main__":
    document.main("chapters", __doc__, report)
