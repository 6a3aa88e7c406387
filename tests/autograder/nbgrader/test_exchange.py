"""nbgrader's exchange round our grader: what is fetched, handed in, collected, graded by ours, and given back."""

import getpass
import json

import pytest

from autograder import cli
from tests.autograder.sandboxed import nbgrader
from tests.hostile import honest

pytestmark = pytest.mark.slow

NAME = "99_target"
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "c1"
c.Exchange.root = {root!r}
c.Exchange.timezone = "Europe/Berlin"
"""


@pytest.fixture
def course(tmp_path):
    folder = tmp_path / "course"
    place = folder / "source" / NAME
    place.mkdir(parents=True)
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    (folder / "nbgrader_config.py").write_text(CONFIG.format(root=str(exchange)))
    (place / f"{NAME}.ipynb").write_text(json.dumps(honest.source()))
    return folder


def test_feedback_goes_back_to_who_handed_in(course, monkeypatch):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(course.parent / "data"))  # where nbgrader keeps what it sent
    assert cli.main(["release", "--course", str(course)]) == 0
    nbgrader(course, f"release_assignment {NAME}", f"fetch_assignment {NAME} --course c1")
    fetched = course / NAME / f"{NAME}.ipynb"
    assert fetched.exists()
    fetched.write_text(json.dumps(honest.submission()))
    nbgrader(course, f"submit {NAME} --course c1", f"collect {NAME}")
    beside = course / "submitted" / getpass.getuser() / NAME
    assert {path.name for path in beside.iterdir()} >= {"timestamp.txt", "submission_secret.txt"}
    assert cli.main(["grade", NAME, "--course", str(course)]) == 0
    nbgrader(course, f"generate_feedback {NAME}", f"release_feedback {NAME}", f"fetch_feedback {NAME} --course c1")
    [page] = (course / NAME / "feedback").rglob("*.html")
    assert "right in all" in page.read_text()
