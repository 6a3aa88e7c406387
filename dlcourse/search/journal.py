"""Results that outlive the process: a file of finished jobs, from which an interrupted search goes on."""

import json
import os
from pathlib import Path

from dlcourse import files


class JournalError(RuntimeError):
    """A file that is not the journal of this search, with what to do about it."""


class Journal:
    """The results of jobs, written to a file as they come; a job whose result stands there is not run again.

    A job and its result are dicts of numbers, strings, lists and dicts. The file has one JSON object a line: first what
    the search is `about`, then {"job": ..., "result": ...} for each job that has ended, on the disk before the next
    begins. A process that dies while it writes leaves half a line, which is cut off when the file is opened again. So
    what has been finished is never lost and never run again; the job that was running is. Without a path the results
    are kept in memory only. Where two processes use a file at once, both may run a job, and no line is lost.
    """

    def __init__(self, path=None, about=None):
        self.path, self.results = Path(path) if path else None, {}
        if self.path:
            self._read({"about": about})
        self.found = len(self.results)

    def _read(self, header):
        with files.lock(self.path):  # nobody else is within a line, or about to begin the file too
            lines = whole_lines(self.path)
            if not lines:
                self._append(header)
        if lines and (kept := _parsed(lines[0], self.path, 1)) != json.loads(json.dumps(header)):
            raise JournalError(
                f"{self.path} is the journal of another search (about {kept['about']!r}, not {header['about']!r}): "
                "give another path, or delete the file to begin again."
            )
        for number, line in enumerate(lines[1:], start=2):
            entry = _parsed(line, self.path, number)
            self.results[key(entry["job"])] = entry["result"]

    def do(self, job, run):
        """The result of `job`: from the journal, or run(job), which is then written down."""
        name = key(job)
        if name not in self.results:
            result = json.loads(json.dumps(run(job)))  # as it will be read
            self._append({"job": job, "result": result})
            self.results[name] = result
        return self.results[name]

    def _append(self, entry):
        if self.path:
            files.append(self.path, json.dumps(entry).encode() + b"\n")


def key(job):
    """The job as a string, the same for equal jobs."""
    return json.dumps(job, sort_keys=True)


def whole_lines(path):
    """The lines of the file, none where it does not exist; half a line at its end is cut off the file."""
    if not path.exists():
        return []
    content = path.read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        os.truncate(path, whole)
    return content[:whole].splitlines()


def _parsed(line, path, number):
    try:
        entry = json.loads(line)
    except ValueError:
        entry = None
    if not isinstance(entry, dict) or not ("about" in entry if number == 1 else {"job", "result"} <= entry.keys()):
        raise JournalError(f"Line {number} of {path} is not a journal's: give another path, or delete the file.")
    return entry
