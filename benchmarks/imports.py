"""What it takes to import a package, beyond starting Python.

    python -m benchmarks.imports             prints the table
    python -m benchmarks.imports --write     and puts it into docs/benchmarks.md

Python is started anew for each measurement, and the statements take turns, so that what else the machine does falls on
all alike.
"""

import os
import statistics
import subprocess
import sys
import time

from benchmarks import document

GOAL = 50  # ms for `import autograder`
STATEMENTS = ("import autograder", "from autograder import check", "import dlcourse.lab.cli", "import numpy")
ROUNDS = 21


def seconds(statement):
    """How long a Python runs that executes the statement."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], cwd=document.ROOT, check=True)
    return time.perf_counter() - start


def measure(rounds):
    """The milliseconds of each statement beyond those of an empty one, in each round."""
    found = {statement: [] for statement in STATEMENTS}
    for statement in ("pass", *STATEMENTS):  # once for the file cache
        seconds(statement)
    for _ in range(rounds):
        empty = seconds("pass")
        for statement, differences in found.items():
            differences.append(1000 * (seconds(statement) - empty))
    return found


def table(found):
    """The medians and middle halves as Markdown; a goal that is missed is in bold."""
    rows = ["| | ms beyond Python | middle half |", "|---|---|---|"]
    for statement, differences in found.items():
        low, median, high = statistics.quantiles(differences, n=4)
        shown = f"**{median:.0f}**" if statement == STATEMENTS[0] and median > GOAL else f"{median:.0f}"
        rows.append(f"| `{statement}` | {shown} | {low:.0f}-{high:.0f} |")
    return "\n".join(rows)


def report():
    """The section for docs/benchmarks.md."""
    load = os.getloadavg()[0]
    about = (
        "How long a Python runs that imports this and ends, beyond one that does nothing. The goal for "
        f"`{STATEMENTS[0]}` is {GOAL} ms: the check itself, with NumPy and the exercises, is imported when it is asked "
        "for."
    )
    made = f"{document.machine(load)}. Made by `python -m benchmarks.imports --write`."
    return "\n\n".join(["## Imports", about, table(measure(ROUNDS)), made])


if __name__ == "__main__":
    document.main("imports", __doc__, report)
