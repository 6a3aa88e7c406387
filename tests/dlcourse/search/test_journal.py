"""A search that is killed, at whatever moment, goes on with nothing lost and nothing run twice."""

import json
import os
import signal
import subprocess
import sys

import pytest

from dlcourse.search.journal import Journal, JournalError
from tests.conftest import ROOT

# Each run of a trial leaves its number in another file, before it begins and when it has ended.
SEARCH = """
import json, os, signal, sys
from dlcourse import capstone as cs
from dlcourse.search import journal
from dlcourse.data import noisy_digits

path, log, when = sys.argv[1:]
trials = cs.random_search({"lr": ("log", 1e-3, 1.0), "width": ("int", 4, 8)}, 6, seed=0)
parts = noisy_digits(0, n=60, validation=40)

def kill():
    os.kill(os.getpid(), signal.SIGKILL)

def note(word, trial):
    with open(log, "a") as file:
        file.write(f"{word} {trials.index(trial)}\\n")

def run(trial, epochs):
    note("begins", trial)
    if when == "in a trial" and trials.index(trial) == 3:
        kill()
    result = cs.run_trial(trial, epochs, parts, seed=0)
    note("ended", trial)
    return result

fsync, written = os.fsync, []

class Torn:
    def __init__(self, file):
        self.file = file
    def __enter__(self):
        return self
    def __exit__(self, *_):
        self.file.close()
    def write(self, content):
        written.append(content)
        if when.startswith("after") and len(written) == (1 if "header" in when else 4):
            self.file.write(content[: int(when.split()[1])])
            self.file.flush()
            kill()
        self.file.write(content)
    def flush(self):
        self.file.flush()
        if when == "before fsync" and len(written) == 4:
            kill()
    def fileno(self):
        return self.file.fileno()

opened = os.fdopen
os.fdopen = lambda descriptor, *mode, **options: Torn(opened(descriptor, *mode, **options))
book = journal.Journal(path, about="a test")
show = (lambda done, *_: kill() if when == "between" and done == 3 else None)
found = cs.search(trials, run, 2, journal=book, show=show)
print(json.dumps([found, book.found]))
"""
MOMENTS = ["in a trial", "between", "before fsync", "after 0 bytes", "after 1 byte", "after 40 bytes", "after 5 header"]


def search(folder, when, environment):
    arguments = [sys.executable, "-c", SEARCH, str(folder / "journal"), str(folder / "log"), when]
    return subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The results of the search in one go."""
    folder = tmp_path_factory.mktemp("whole")
    done = search(folder, "never", {**os.environ})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)[0]


@pytest.mark.slow
@pytest.mark.parametrize("when", MOMENTS)
def test_a_search_that_is_killed_goes_on_with_nothing_lost_and_nothing_run_twice(tmp_path, environment, whole, when):
    assert search(tmp_path, when, environment).returncode == -signal.SIGKILL
    kept = [line for line in (tmp_path / "journal").read_bytes().split(b"\n")[:-1] if b"result" in line]
    resumed = search(tmp_path, "never", environment)
    assert resumed.returncode == 0, resumed.stderr
    found, already = json.loads(resumed.stdout)
    assert found == whole
    assert already == len(kept)
    ended = [line for line in (tmp_path / "log").read_text().splitlines() if line.startswith("ended")]
    # Only a result that was on its way to the file when the process died is computed again.
    lost = 1 if when in MOMENTS[3:6] else 0
    assert len(ended) == len(found) + lost
    third = search(tmp_path, "never", environment)
    assert json.loads(third.stdout) == [whole, 6]
    assert [x for x in (tmp_path / "log").read_text().splitlines() if x.startswith("ended")] == ended


@pytest.mark.slow
def test_killed_again_and_again_at_any_byte_it_still_ends(tmp_path, environment, whole):
    for when in ("after 3 bytes", "between", "after 70 bytes", "in a trial"):
        assert search(tmp_path, when, environment).returncode in (-signal.SIGKILL, 0)
    assert json.loads(search(tmp_path, "never", environment).stdout)[0] == whole


# The file


def test_half_a_line_at_any_length_is_cut_off_and_no_whole_one_is_lost(tmp_path):
    path = tmp_path / "j"
    book = Journal(path, "x")
    for n in range(3):
        book.do({"n": n}, lambda job: {"val": job["n"] / 3})
    content = path.read_bytes()
    for length in range(len(content) + 1):
        path.write_bytes(content[:length])
        again = Journal(path, "x")
        assert again.found == max(0, content[:length].count(b"\n") - 1)
        for n in range(3):
            assert again.do({"n": n}, lambda job: {"val": job["n"] / 3}) == {"val": n / 3}
        assert path.read_bytes() == content


def test_a_result_is_the_same_fresh_and_from_the_file(tmp_path):
    result = {"val": 0.1 + 0.2, "curve": (1, 2), "nan": float("nan")}
    fresh = Journal(tmp_path / "j").do({"lr": 1e-300}, lambda _: result)
    kept = Journal(tmp_path / "j").do({"lr": 1e-300}, None)
    assert repr(fresh) == repr(kept)


def test_a_job_that_fails_leaves_no_trace(tmp_path):
    book = Journal(tmp_path / "j")
    with pytest.raises(ZeroDivisionError):
        book.do({}, lambda _: 1 / 0)
    assert Journal(tmp_path / "j").found == 0


def test_the_journal_of_another_search_is_refused_and_left_alone(tmp_path):
    Journal(tmp_path / "j", {"seed": 0}).do({"n": 1}, lambda _: 1)
    before = (tmp_path / "j").read_bytes()
    with pytest.raises(JournalError, match=r"another search .*give another path, or delete the file"):
        Journal(tmp_path / "j", {"seed": 1})
    assert (tmp_path / "j").read_bytes() == before


@pytest.mark.parametrize("line", ["no json", "[1]", '{"job": 1}'])
def test_a_file_that_is_no_journal_is_refused_with_the_number_of_the_line(tmp_path, line):
    (tmp_path / "j").write_text(f'{{"about": null}}\n{line}\n')
    with pytest.raises(JournalError, match="Line 2 of"):
        Journal(tmp_path / "j")
    (tmp_path / "j").write_text("a text of somebody's\n")
    with pytest.raises(JournalError, match="Line 1 of"):
        Journal(tmp_path / "j")


def test_two_searches_that_begin_a_file_at_once_write_its_first_line_once_and_every_result_whole(tmp_path):
    path = tmp_path / "j"
    source = (
        "import sys\nfrom dlcourse.search.journal import Journal\nbook = Journal(sys.argv[1], 'x')\n"
        "for n in range(100):\n    book.do({'n': [int(sys.argv[2]), n]}, lambda job: 'long' * 5000)"
    )
    programs = [subprocess.Popen([sys.executable, "-c", source, path, str(n)], cwd=ROOT) for n in range(3)]
    assert [program.wait() for program in programs] == [0] * 3
    assert Journal(path, "x").found == 300
    assert path.read_bytes().count(b"about") == 1
