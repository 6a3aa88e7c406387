"""A course full of things worth stealing, and a process that grades one attack after the other in it.

    python -m tests.hostile.target MODE     reads names of attacks, answers with what came of each, as lines of JSON

After each attack an honest submission is graded by the same sandbox.
"""

import hashlib
import json
import os
import secrets
import shutil
import socket
import sys
import tempfile
from dataclasses import asdict, replace
from pathlib import Path

from autograder.grading import assignment, feedback
from autograder.grading.batch import entry
from autograder.grading.course import Course
from autograder.grading.grader import grade
from autograder.grading.matching import Matching
from autograder.grading.result import refusal
from autograder.grading.submission import SubmissionError, read
from autograder.sandbox import filesystem
from autograder.sandbox.limits import Limits
from autograder.sandbox.sandbox import Sandbox
from tests.hostile import honest
from tests.hostile.attacks import ATTACKS

NAME = "99_target"
MB = 1 << 20
INSIDE = {"memory": 256 * MB, "disk": 8 * MB, "inodes": 128, "file": 4 * MB, "tasks": 16, "files": 32}
SHORT = Limits(cell=0.6, cells=3.0, check=1.5, grace=0.4, **INSIDE)
# Where another limit than time must be met first, on a busy machine too.
PATIENT = Limits(cell=30, cells=30, check=30, grace=2, **INSIDE)
LONG = Limits(cell=60, cells=60, check=60, grace=10, **INSIDE)
CONFIG = """
c = get_config()
c.CourseDirectory.source_directory = "chapters"
"""


class Target:
    """The course, its secrets, and the sandbox."""

    def __init__(self, mode):
        self.root = Path(tempfile.mkdtemp(prefix="target-"))
        self.root.chmod(0o755)
        self.secrets = {name: f"{name}-{secrets.token_hex(8)}" for name in ("hidden", "gradebook", "peer", "seed")}
        os.environ["AUTOGRADER_SEED"] = self.secrets["seed"]
        self.write("nbgrader_config.py", CONFIG)
        self.write("gradebook.db", self.secrets["gradebook"])
        self.write(".autograder_secret", self.secrets["seed"])
        self.write(f"chapters/{NAME}/{NAME}.ipynb", json.dumps(honest.source(self.secrets["hidden"])))
        peer = honest.submission() | {"metadata": {"canary": self.secrets["peer"]}}
        self.write(f"submitted/peer/{NAME}/{NAME}.ipynb", json.dumps(peer))
        self.course = Course.at(self.root)
        [found] = self.course.assignments(NAME)
        quick = {
            n: replace(t, exercise=t.exercise and replace(t.exercise, seconds=0.4)) for n, t in found.tests.items()
        }
        self.slow = found
        self.quick = replace(found, cells=tuple(quick.get(getattr(c, "id", ""), c) for c in found.cells))
        place = filesystem.build(found.absent, found.files)
        self.sandbox = Sandbox(place, mode, LONG, found.preload, [self.root])
        self.log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)  # as a machine's own log has one
        self.log.bind(str(self.root / "log.socket"))
        (self.root / "log.socket").chmod(0o666)
        self.before = self.state()

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def state(self):
        """A hash of all that nobody may change: the course, and what every child sees."""
        digest = hashlib.sha256()
        for folder in (self.root, self.sandbox.files.folder):
            for path in sorted(folder.rglob("*")):
                if "eve" not in path.parts and "home" not in path.parts:
                    about = path.lstat()
                    digest.update(f"{path} {about.st_mode}".encode())
                    if path.is_file():
                        digest.update(f"{about.st_mtime_ns}".encode())
                        digest.update(path.read_bytes())
        return digest.hexdigest()

    def attack(self, name):
        """What came of one attack, and of the honest submission after it."""
        folder = self.root / "submitted" / "eve" / NAME
        folder.mkdir(parents=True)
        try:
            ATTACKS[name].hand_in(folder / f"{NAME}.ipynb", self.root)
            limits, target = (PATIENT, self.slow) if ATTACKS[name].patient else (SHORT, self.quick)
            result = self.grade_file("eve", limits, target)
            made = feedback.notebook(result, limits)
            noted = entry("eve", result, None)
            size = len(json.dumps(made, ensure_ascii=False).encode())  # as it is written
        finally:
            remove(self.root / "submitted" / "eve")
        outputs = [o for c in made["cells"] if c["cell_type"] == "code" for o in c["outputs"]]
        everything = json.dumps([made, asdict(replace(result, matching=None)), asdict(noted)], default=str)
        after = grade(self.sandbox, Matching(self.slow, honest.read()), b"secret", LONG)
        return {
            "points": result.points,
            "refused": result.refused,
            "outputs": json.dumps(outputs, ensure_ascii=False) + " ".join(filter(None, noted.comments.values())),
            "said": sum(len(s.message) + len(s.html) for s in result.scores.values()),
            "size": size,
            "texts": json.dumps(
                [c["source"] for c in made["cells"] if c["cell_type"] == "markdown"], ensure_ascii=False
            ),
            "leaked": [k for k, v in self.secrets.items() if v in everything],
            "intact": self.state() == self.before,
            "honest": after.points,
            "mode": result.mode,
        }

    def grade_file(self, student, limits, target):
        try:
            submission = read(self.course.folder("submitted"), student, NAME, f"{NAME}.ipynb")
        except SubmissionError as e:
            return refusal(target, self.sandbox.mode, str(e))
        return grade(self.sandbox, Matching(target, submission), b"secret", limits)

    def close(self):
        self.log.close()
        self.sandbox.close()
        shutil.rmtree(self.root)


def remove(folder):
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    folder.rmdir()


def main(mode):
    target = Target(mode)
    print(json.dumps({"ready": assignment.__name__}), flush=True)
    for line in sys.stdin:
        print(json.dumps(target.attack(line.strip())), flush=True)
    target.close()


if __name__ == "__main__":
    main(sys.argv[1])
