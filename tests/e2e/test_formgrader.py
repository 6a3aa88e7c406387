"""The pages that nbgrader makes of a graded submission, without a network: formgrader's, and a student's feedback."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from autograder import cli
from tests.autograder.sandboxed import nbgrader
from tests.conftest import ROOT
from tests.deadline import SECONDS
from tests.e2e import browser as e2e
from tests.hostile import honest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME = "99_target"
FORMULA = r"The bound is $\frac{2}{\lambda_{\max}}$, and $$A = \begin{pmatrix} a & b \\ c & d \end{pmatrix}.$$"
HERE = ("127.0.0.1", "localhost")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with one graded submission, in which the student wrote formulas, and its feedback."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    submission = honest.submission()
    submission["cells"].append(honest.text("formula", FORMULA))
    for place, notebook in (("chapters", honest.source()), ("submitted/ada", submission)):
        (folder / place / NAME).mkdir(parents=True)
        (folder / place / NAME / f"{NAME}.ipynb").write_text(json.dumps(notebook))
    nbgrader(folder, f"generate_assignment {NAME}")
    assert cli.main(["grade", NAME, "--course", str(folder)]) == 0
    nbgrader(folder, f"generate_feedback {NAME}")
    return folder


@pytest.fixture(scope="module")
def server(course):
    """The address of the instructor's server, below one of its own as on a hub."""
    runtime = course / "runtime"
    command = [Path(sys.executable).parent / "jupyter-server", "--no-browser", "--allow-root", "--ServerApp.port=0"]
    command += ["--ServerApp.jpserver_extensions=nbgrader.server_extensions.formgrader=True"]
    command += ["--IdentityProvider.token=", "--ServerApp.base_url=/user/ada/"]
    own = {**os.environ, "HOME": str(course), "JUPYTER_RUNTIME_DIR": str(runtime)}
    with subprocess.Popen(command, cwd=course, env=own, stderr=subprocess.DEVNULL) as running:
        card, end = runtime / f"jpserver-{running.pid}.json", time.monotonic() + SECONDS
        while not card.exists() and running.poll() is None and time.monotonic() < end:
            time.sleep(0.2)
        yield json.loads(card.read_text())["url"]
        running.terminate()


@pytest.fixture
def offline(browser):
    """A page with no network but this machine's own; `page.refused` holds what it asked of other hosts."""
    page = e2e.new_page(browser)
    page.refused = []

    def answer(route):
        if urlsplit(route.request.url).hostname in HERE:
            route.continue_()
        else:
            page.refused.append(route.request.url)
            route.abort()

    page.route(lambda address: urlsplit(address).scheme in ("http", "https"), answer)
    yield page
    page.context.close()


def submission(course):
    """The part of an address by which formgrader knows the graded notebook."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        return book.find_submission_notebook(NAME, NAME, "ada").id


def test_formgrader_s_page_of_a_submission_typesets_formulas_and_asks_no_other_machine(course, server, offline):
    offline.goto(f"{server}formgrader/submissions/{submission(course)}/")
    expect(offline.locator(".MathJax")).to_have_count(2)
    expect(offline.locator(".MathJax .mtable")).to_have_count(1)
    expect(offline.locator(".MathJax_Error")).to_have_count(0)
    offline.wait_for_load_state("networkidle")
    assert (offline.refused, offline.errors) == ([], [])


@pytest.mark.parametrize("path", ["manage_assignments", f"manage_submissions/{NAME}", "gradebook", "manage_students"])
def test_formgrader_s_other_pages_ask_no_other_machine(server, offline, path):
    offline.goto(f"{server}formgrader/{path}", wait_until="networkidle")
    assert (offline.refused, offline.errors) == ([], [])


def test_a_page_of_feedback_opened_from_a_disk_shows_formulas_and_loads_nothing(course, offline):
    asked = []
    offline.on("request", lambda request: asked.append(request.url))
    page = (course / "feedback" / "ada" / NAME / f"{NAME}.html").as_uri()
    offline.goto(page, wait_until="networkidle")
    expect(offline.locator("math mfrac")).to_have_count(1)
    expect(offline.locator("math mtable")).to_have_count(1)
    assert (
        offline.locator("math mfrac").bounding_box()["height"]
        > offline.locator("math mfrac mn").bounding_box()["height"]
    )
    assert [address for address in asked if not address.startswith("data:")] == [page]
    assert (offline.refused, offline.errors) == ([], [])
