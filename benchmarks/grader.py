"""The CPU time of grading one submission: by nbgrader, by our grader in its full sandbox, and by nobody (the floor).

    python -m benchmarks.grader             prints the tables (about ten minutes)
    python -m benchmarks.grader --write     and puts them into docs/benchmarks.md

The same notebooks, of 7 student cells and 3 exercises or plain tests, go through all of them in one run.  Each way
grades few and then many submissions, in a process of its own; the difference is divided by the number of additional
submissions, so that what is paid once for a class counts for none.  The floor executes the cells in a warm process and
checks the functions there, without any protection.  All that is done in three rounds, each way in turn.  A second table
has what one more cell costs our grader in which a student tries something.
"""

import contextlib
import io
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np

from autograder.checking.judge import judge
from autograder.exercises import find
from autograder.grading.batch import grade_student
from autograder.grading.course import Course
from autograder.notebooks import canonical
from autograder.runner.call import observe
from benchmarks import document

ROOT = Path(__file__).parents[1]
NAME = "bench"
EXERCISES = ("mse_loss_and_grad", "gd_path", "max_stable_lr")
GOALS = {"NumPy": {"nbgrader": 40, "floor": 5}, "plain tests": {"nbgrader": 40}, "torch": {"nbgrader": 70}}
NUMPY_CELLS = [
    "import numpy as np\nfrom autograder import check",
    "rng = np.random.default_rng(0)\nX = rng.normal(size=(50, 4))\ny = X @ np.ones(4)",
    "for lr in (0.01, 0.1):\n    print(lr, 0.5 * lr)",
    "def experiment(w):\n    return float(((X @ w - y) ** 2).mean())\n\n\nexperiment(np.zeros(4))",
]
TORCH_CELLS = [
    "import numpy as np\nimport torch\nfrom autograder import check",
    "net = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))",
    "x = torch.ones(16, 4)\nopt = torch.optim.SGD(net.parameters(), lr=0.1)",
    "for _ in range(5):\n    opt.zero_grad()\n    loss = net(x).square().mean()\n    loss.backward()\n    opt.step()",
]
# Tests as instructors of nbgrader write them, for the same functions and points.
PLAIN_TESTS = {
    "mse_loss_and_grad": "loss, grad = mse_loss_and_grad(np.ones(2), np.eye(2), np.zeros(2))\n"
    "assert np.isclose(loss, 0.5)\nassert np.allclose(grad, 0.5)",
    "gd_path": "path = gd_path(np.eye(2), np.zeros(2), np.ones(2), 0.5, 3)\n"
    "assert path.shape == (4, 2)\nassert np.allclose(path[-1], 0.125)",
    "max_stable_lr": "X = np.diag([1.0, 2.0])\nassert abs(max_stable_lr(X) - 1) < 1e-9",
}
# What students begin with, and how many nbgrader grades: more where it is faster, so that both take half a minute.
NOTEBOOKS = {"NumPy": (NUMPY_CELLS, 26), "plain tests": (NUMPY_CELLS, 26), "torch": (TORCH_CELLS, 10)}
SCRATCH = {
    "`%matplotlib inline`": "%matplotlib inline",
    "`print('hello'`": "print('hello'",
    "`np.argmax?`": "np.argmax?",
    "`!pip install x`": "!pip install x",
    "`from math import *`": "from math import *",
    "`%timeit 1 + 1`": "%timeit 1 + 1",
    "`%%time`": "%%time\nsum(range(1000))",
    "`%%capture`": "%%capture\nprint(1)",
    "old Mac line ends": "first = 1\rsecond = first + 1",
    "a byte order mark": "\ufeffthird = 3",
}
ROUNDS = 3
TRIES = 25
# bubblewrap does not wait for its child, so what that used is asked for before it ends.
OURS = """
import sys, time
from autograder import cli
from autograder.sandbox import sandbox
def close(self, close=sandbox.Sandbox.close):
    time.sleep(0.5)
    sys.stderr.write(f"sandbox {self.cpu_seconds()}")
    close(self)
sandbox.Sandbox.close = close
sys.exit(cli.main(["grade", "bench"]))
"""
PLAIN = """
c = get_config()
c.CourseDirectory.course_id = "bench"
c.CourseDirectory.source_directory = "chapters"
"""


def source(first, tests=None):
    """The instructor's notebook: `first`, of which students wrote the last three, then the exercises.

    `tests` are plain ones in the place of theirs, by the name of the function.
    """
    cells = [{"cell_type": "code", "id": f"own-{i}", "metadata": {}, "source": s} for i, s in enumerate(first)]
    for name, cell in canonical.derived({e: find(e) for e in EXERCISES}).items():
        metadata, test = {"nbgrader": cell["nbgrader"]}, (tests or {}).get(name.removeprefix("test_"))
        text = test if test and name.startswith("test_") else cell["source"]
        cells.append({"cell_type": "code", "id": name, "metadata": metadata, "source": text})
    for cell in cells:
        cell |= {"outputs": [], "execution_count": None}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def submission(notebook, number, scratch=""):
    """A right answer in which every student cell differs from the instructor's and from any other student's.

    With `scratch`, a cell of that source is among them.
    """
    made = json.loads(json.dumps(notebook))
    for cell in made["cells"]:
        if not cell["id"].startswith("test_"):
            cell["source"] += f"\n# by student {number}"
        else:
            cell["source"] = cell["source"].partition("\n### BEGIN")[0]
    if scratch:
        made["cells"].insert(5, {**made["cells"][1], "id": "scratch", "source": scratch})
    return made


def course(notebook, config, students, scratch=""):
    """A course folder with that many submissions."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    (folder / "nbgrader_config.py").write_text(config)
    place = folder / "chapters" / NAME
    place.mkdir(parents=True)
    (place / f"{NAME}.ipynb").write_text(json.dumps(notebook))
    for number in range(students):
        place = folder / "submitted" / f"s{number:03}" / NAME
        place.mkdir(parents=True)
        (place / f"{NAME}.ipynb").write_text(json.dumps(submission(notebook, number, scratch)))
    run(folder, "-m", "nbgrader", "generate_assignment", NAME, "--force")
    return folder


def run(folder, *command):
    """The CPU seconds of a command and of all that it started."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "AUTOGRADER_SEED": "bench"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    reported = done.stderr.rpartition("sandbox ")[2] if "sandbox " in done.stderr else "0"
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime + float(reported)


def each(notebook, config, few, many, *command, scratch=""):
    """The CPU milliseconds of one more submission."""
    seconds = []
    for students in (few, many):
        folder = course(notebook, config, students, scratch)
        seconds.append(run(folder, *command))
        points = [line for line in record(folder) if line["points"] != 26]
        assert not points, points[:1]
        shutil.rmtree(folder)
    return 1000 * (seconds[1] - seconds[0]) / (many - few)


def record(folder):
    """The points of each submission, from the gradebook."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        return [{"student": s.student.id, "points": s.score} for s in book.assignment_submissions(NAME)]


def floor(notebook, tests):
    """The CPU milliseconds of the bare cells and checks, in a warm process; the median of many."""
    spent = []
    for number in range(40):
        cells = [c["source"] for c in submission(notebook, number)["cells"] if not c["id"].startswith("test_")]
        start = time.process_time()
        space = {}
        with contextlib.redirect_stdout(io.StringIO()):
            for cell in cells:
                exec(cell, space)
            for test in tests.values():
                exec(test, space)
        for name in () if tests else EXERCISES:
            for seed in (0, number + 1):
                assert judge(find(name), partial(observe, space[name]), seed).passed
        spent.append(1000 * (time.process_time() - start))
    return statistics.median(spent[5:])


def measure():
    """Milliseconds a submission, for each kind of notebook: an array (rounds, 3) of nbgrader, our grader, the floor."""
    rounds = {name: [] for name in NOTEBOOKS}
    for _ in range(ROUNDS):
        for name, (first, students) in NOTEBOOKS.items():
            tests = PLAIN_TESTS if name == "plain tests" else {}
            notebook = source(first, tests)
            plain = each(notebook, PLAIN, 2, students, "-m", "nbgrader", "autograde", NAME)
            rounds[name].append((plain, each(notebook, PLAIN, 20, 420, "-c", OURS), floor(notebook, tests)))
    return {name: np.array(found) for name, found in rounds.items()}


def measure_scratch():
    """Milliseconds a submission with each kind of scratch cell and, first, without: arrays of `TRIES`, in turns."""
    notebook, spent = source(NUMPY_CELLS), {name: [] for name in ("none", *SCRATCH)}
    folder = course(notebook, PLAIN, 0)
    graded = Course.at(folder)
    assignments = graded.assignments(NAME)
    with graded.sandbox(assignments) as sandbox:
        for number in range(TRIES + 3):
            for name, found in spent.items():
                made = submission(notebook, number, {"none": "", **SCRATCH}[name])
                place = folder / "submitted" / "somebody" / NAME
                place.mkdir(parents=True, exist_ok=True)
                (place / f"{NAME}.ipynb").write_text(json.dumps(made))
                start = time.process_time() + sandbox.cpu_seconds()
                one = grade_student(sandbox, graded, assignments, "somebody")
                found.append(1000 * (time.process_time() + sandbox.cpu_seconds() - start))
                assert one.points == sum(find(name).points for name in EXERCISES), name
    shutil.rmtree(folder)
    return {name: np.array(found[3:]) for name, found in spent.items()}


def table(rounds):
    """Medians of the rounds and of the ratios within them as Markdown, with lowest, highest and goal of these."""
    lines = [
        "| notebook | nbgrader autograde | our grader, full sandbox | floor | faster than nbgrader | above the floor |"
    ]
    lines.append("|---|---|---|---|---|---|")
    for name, found in rounds.items():
        plain, ours, least = found.T
        faster = with_spread(plain / ours, GOALS[name].get("nbgrader"), ".0f")
        above = with_spread(ours / least, GOALS[name].get("floor"), ".1f")
        medians = zip(np.median(found, axis=0), (0, 1, 1), strict=True)
        times = " | ".join(f"{median:.{digits}f} ms" for median, digits in medians)
        lines.append(f"| {name} | {times} | {faster} | {above} |")
    return "\n".join(lines)


def scratch_table(spent):
    """Medians for scratch cells, and of the ratios to the submission without one that was graded in the same turn."""
    lines = ["| one more cell | ms a submission | times one without it |", "|---|---|---|"]
    for name, found in spent.items():
        if name != "none":
            low, middle, high = np.percentile(found / spent["none"], (25, 50, 75))
            lines.append(f"| {name} | {np.median(found):.0f} | {middle:.1f}x ({low:.1f}-{high:.1f}, goal 2x) |")
    return "\n".join(lines)


def with_spread(ratios, goal, digits):
    """The median of the ratios, the lowest and the highest, and the goal if there is one."""
    wanted = f", goal {goal}x" if goal else ""
    return f"{np.median(ratios):{digits}}x ({ratios.min():{digits}}-{ratios.max():{digits}}{wanted})"


def text(rounds, spent):
    """The section of docs/benchmarks.md."""
    return (
        "## The grader\n\n"
        "CPU time of grading one more submission of 7 student cells and 3 exercises (26 points, all right), from\n"
        "`python -m benchmarks.grader`. Reading, judging, feedback and gradebook are in it; what a class pays once is\n"
        "not. The floor executes the cells and checks the functions in a warm process, without any protection.\n"
        f"Medians of {ROUNDS} rounds, with the lowest and the highest ratio within a round.\n\n"
        f"{table(rounds)}\n\n"
        "One more cell, in which a student tries something, in the NumPy notebook: medians of\n"
        f"{TRIES} submissions of each in turns, with the middle half of the ratios.\n\n"
        f"{scratch_table(spent)}"
    )


def one_thread():
    """Start again with one thread for each library, which read that when they are imported: CPU time is compared."""
    wanted = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
    if not wanted.items() <= os.environ.items():
        os.execve(sys.executable, sys.orig_argv, {**os.environ, **wanted})


if __name__ == "__main__":
    one_thread()
    document.main("grader", __doc__, lambda: text(measure(), measure_scratch()))
