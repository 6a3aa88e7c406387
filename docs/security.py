"""What plain nbgrader and our grader did with every attack of tests/hostile: the table of docs/security.md.

    python -m docs.security             prints it (about ten minutes)
    python -m docs.security --write     and puts it into docs/security.md
    python -m docs.security --write stop_exit ...       measures these anew, and leaves the other rows as they are

nbgrader runs in a bubblewrap of its own, on a copy of the course, because some attacks would otherwise be the last
thing that this machine does.
"""

import argparse
import collections
import hashlib
import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.sandbox import filesystem
from tests.conftest import ROOT
from tests.hostile import honest
from tests.hostile.attacks import ATTACKS
from tests.hostile.harness import Process

DOCUMENT = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- attacks -->", "<!-- /attacks -->"
ROW = re.compile(r"^\| (\w+) \| (.*?) \| (.*?) \|$", flags=re.MULTILINE)
NAME = "99_target"
SECRETS = {name: f"canary-{name}-5d1c" for name in ("hidden", "peer", "seed")}
CONFIG = """
c = get_config()
c.CourseDirectory.source_directory = "chapters"
c.Execute.timeout = 4
c.Execute.iopub_timeout = 4
c.Execute.interrupt_on_timeout = True
c.Execute.error_on_timeout = {"ename": "Timeout", "evalue": "", "traceback": ["Timeout"]}
"""
GRADE = """
import resource, subprocess, sys
for kind, limit in (("NPROC", 400), ("FSIZE", 200 << 20), ("AS", 6 << 30)):
    resource.setrlimit(getattr(resource, f"RLIMIT_{kind}"), (limit, limit))
command = [sys.executable, "-m", "nbgrader", "autograde", "99_target", "--student", "eve"]
done = subprocess.run(command, capture_output=True, text=True)
print(done.stdout[-4000:], done.stderr[-4000:])
sys.exit(done.returncode)
"""
SCORES = """
import json
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    found = {s.student.id: s.score for s in book.assignment_submissions("99_target")}
print(json.dumps(found))
"""


def inside(course, *command, seconds=60):
    """Run Python in the course, where it can harm nothing else; returns its exit status and what it printed."""
    binds = [part for path in [*filesystem.libraries(), str(ROOT)] for part in ("--ro-bind", path, path)]
    links = [part for p in ("/lib", "/lib64", "/bin") if Path(p).is_symlink() for part in ("--symlink", f"usr{p}", p)]
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    variables = {"PATH": path, "HOME": "/tmp", "PYTHONPATH": str(ROOT), "AUTOGRADER_SEED": SECRETS["seed"]}
    settings = [part for k, v in variables.items() for part in ("--setenv", k, v)]
    wrapped = ["bwrap", "--unshare-all", "--die-with-parent", "--clearenv"]
    wrapped += ["--size", str(200 << 20), "--tmpfs", "/tmp", *binds, *links, "--proc", "/proc"]
    wrapped += ["--dev", "/dev", "--bind", str(course), "/course"]
    wrapped += ["--chdir", "/course", *settings, "--", sys.executable, *command]
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        paths = [*filesystem.libraries(), str(ROOT), str(course)]
        rights = [str(nobody.pw_uid), str(nobody.pw_gid), *paths, "--"]
        wrapped = [sys.executable, "-m", "autograder.runner.drop_privileges", *rights, *wrapped]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    try:
        done = subprocess.run(wrapped, capture_output=True, env=environment, timeout=seconds, check=False, cwd=ROOT)
    except subprocess.TimeoutExpired:
        return None, ""
    return done.returncode, done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")


def template():
    """A course with a graded peer, for each attack to be copied."""
    course = Path(tempfile.mkdtemp(prefix="security-"))
    write(course / "nbgrader_config.py", CONFIG)
    write(course / "chapters" / NAME / f"{NAME}.ipynb", json.dumps(honest.source(SECRETS["hidden"])))
    peer = honest.submission() | {"metadata": {"canary": SECRETS["peer"]}}
    write(course / "submitted" / "peer" / NAME / f"{NAME}.ipynb", json.dumps(peer))
    ours(course)
    for command in (["generate_assignment", NAME], ["autograde", NAME]):
        status, output = inside(course, "-m", "nbgrader", *command, seconds=600)
        assert status == 0, output
    return course


def write(path, text):
    """A file, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def ours(course):
    """Give the course to the user nbgrader runs as."""
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        for path in [course, *course.rglob("*")]:
            os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)


def state(course):
    """A hash of what a submission may not change."""
    kept = [course / "submitted" / "peer", course / "chapters"]
    files = sorted(p for top in kept for p in top.rglob("*") if p.is_file())
    return hashlib.sha256(b"".join(str(p).encode() + p.read_bytes() for p in files)).hexdigest()


def by_nbgrader(name, model):
    """What plain nbgrader did with one attack, in a few words."""
    course = Path(tempfile.mkdtemp(prefix="security-")) / "course"
    try:
        shutil.copytree(model, course, symlinks=True)
        before = state(course)
        folder = course / "submitted" / "eve" / NAME
        folder.mkdir(parents=True)
        ATTACKS[name].hand_in(folder / f"{NAME}.ipynb", Path("/course"))
        ours(course)
        status, _ = inside(course, "-c", GRADE)
        scored, scores = inside(course, "-c", SCORES)
        found = json.loads(scores) if scored == 0 else {}
        return judged(name, course, status, found, before)
    finally:
        subprocess.run(["rm", "-rf", course.parent], check=False)  # an attack leaves folders deeper than Python removes


def judged(name, course, status, found, before):
    """What became of the scores, the outputs and the other files."""
    deserved, full = sum(ATTACKS[name].points.values()), sum(honest.POINTS.values())
    graded = course / "autograded" / "eve" / NAME / f"{NAME}.ipynb"
    cells = json.loads(graded.read_text())["cells"] if graded.is_file() else []
    outputs = json.dumps([cell.get("outputs") for cell in cells])
    points = found.get("eve", 0)
    words = ["**points forged**"] * (points > deserved)
    words += [f"{points:g} of {deserved:g} deserved points"] * (points < deserved)
    words += ["**other scores or files changed**"] * (state(course) != before or found.get("peer") != full)
    words += ["**leaked**"] * (SECRETS["seed"] in outputs or SECRETS["peer"] in json.dumps(cells))
    words += ["hidden test shown"] * (SECRETS["hidden"] in outputs)
    words += ["**got out**"] * ("ESCAPED" in outputs)
    words += ["**hung**"] * (status is None)
    words += ["run failed"] * bool(status)
    return ", ".join(words) or "held"


def by_us(name, target):
    """What our grader did with one attack."""
    came = target.ask(name)
    deserved = {test: ATTACKS[name].points.get(test, 0.0) for test in honest.POINTS}
    output = came["outputs"] + came["texts"]
    words = ["**points forged**"] * any(came["points"][t] > deserved[t] for t in deserved)
    words += ["fewer points than deserved"] * any(came["points"][t] < deserved[t] for t in deserved)
    words += ["**other scores or files changed**"] * (not came["intact"])
    words += ["**leaked**"] * bool(came["leaked"])
    words += ["**got out**"] * ("ESCAPED" in output)
    words += ["**next submission harmed**"] * (came["honest"] != honest.POINTS)
    return ", ".join(words) or "held"


def measure(names):
    """The rows of the table."""
    model = template()
    theirs = [by_nbgrader(name, model) for name in names]  # one at a time: some would disturb the next
    shutil.rmtree(model)
    target = Process("user", "full")
    rows = [(name, words, by_us(name, target)) for name, words in zip(names, theirs, strict=True)]
    target.close()
    return rows


def text(rows):
    """The section of docs/security.md."""
    counts = [collections.Counter(), collections.Counter()]
    for row in rows:
        for count, words in zip(counts, row[1:], strict=True):
            for word in words.split(", "):
                count["fewer points than deserved" if "deserved" in word else word.strip("*")] += 1
    lines = [
        f"{len(rows)} attacks, each in a notebook or file of its own; what each grader did, by number of attacks:",
        "",
    ]
    lines += ["| what happened | nbgrader autograde | our grader |", "|---|---|---|"]
    kinds = sorted(set(counts[0]) | set(counts[1]), key=lambda k: (k == "held", -counts[0][k]))
    lines += [f"| {kind} | {counts[0][kind]} | {counts[1][kind]} |" for kind in kinds]
    lines += ["", "| attack | nbgrader autograde | our grader |", "|---|---|---|"]
    lines += [f"| {name} | {theirs} | {us} |" for name, theirs, us in rows]
    return "\n".join(lines) + "\n"


def main():
    """Print the table, and write it if asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="put the table into docs/security.md")
    parser.add_argument("names", nargs="*", help="only these attacks")
    arguments = parser.parse_args()
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    old, _, after = rest.partition(END)
    rows = {row[0]: row for row in ROW.findall(old) if row[0] in ATTACKS} if arguments.names else {}
    rows |= {row[0]: row for row in measure(arguments.names or sorted(ATTACKS))}
    section = text([rows[name] for name in sorted(rows)])
    print(section)
    if arguments.write:
        DOCUMENT.write_text(f"{before}{BEGIN}\n{section}{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
