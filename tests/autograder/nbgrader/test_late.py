"""What late submissions lose."""

import datetime as dt

import pytest
from nbgrader.api import Gradebook

from autograder.nbgrader.gradebook import GradebookError, write
from autograder.nbgrader.late import apply_late_penalties
from tests.autograder.nbgrader.conftest import DUE, entry

pytestmark = pytest.mark.slow  # the first gradebook of a process takes seconds


def test_only_who_was_late_meets_the_plugin_and_a_plugin_that_fails_is_said(url, tmp_path):
    (tmp_path / "half.py").write_text(
        "from nbgrader.plugins import BasePlugin\n"
        "class Half(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return score / 2\n"
        "class Broken(Half):\n"
        "    def late_submission_penalty(self, *arguments):\n"
        "        raise RuntimeError('of the plugin')\n"
    )
    entries = [entry("ada", 8.0, DUE - dt.timedelta(days=1)), entry("ben", 8.0, DUE + dt.timedelta(days=1))]
    write(url, "", "a", entries)
    apply_late_penalties(tmp_path, url, {"AssignLatePenalties": {"plugin_class": "half.Half"}}, "a", entries)
    with Gradebook(url) as book:
        lost = {s: book.find_submission_notebook("n", "a", s).late_submission_penalty for s in ("ada", "ben")}
    assert lost == {"ada": None, "ben": 4.0}
    with pytest.raises(GradebookError, match=r"The points are in the gradebook.*RuntimeError: of the plugin"):
        apply_late_penalties(tmp_path, url, {"AssignLatePenalties": {"plugin_class": "half.Broken"}}, "a", entries)
