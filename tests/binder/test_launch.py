"""A launch on Binder without Docker: another user, an empty home, a fresh environment, our files, our steps, 2 GB.

The steps are those that repo2docker renders from binder/; only the extra index is left out, which may be out of reach.
"""

import contextlib
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.binder.test_configuration import launch
from tests.conftest import ROOT
from tests.deadline import SECONDS
from tests.e2e.browser import NOTEBOOK, TOKENED_URL, evaluate, open_notebook, run_cell, sources, write_cell
from tests.e2e.conftest import browser, page, pytest_runtest_makereport, window  # noqa: F401  the same browser, the same page

pytestmark = [pytest.mark.binder, pytest.mark.browser]

MEMORY = 2 * 2**30
MINUTES = 15
LAB = ["./binder/start", "jupyter", "lab", "--no-browser", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0"]
OPTIONS = ["--ServerApp.port_retries=0", "--LabApp.expose_app_in_browser=True"]
STUB = 'raise NotImplementedError("write your answer here")'


def python():
    """A Python 3.11 that every user of this machine can run, or this one."""
    return next((p for p in ("/usr/bin/python3.11", "/usr/local/bin/python3.11") if _has_venv(p)), sys.executable)


def _has_venv(path):
    return Path(path).exists() and not subprocess.run([path, "-c", "import ensurepip"], check=False).returncode


def stranger():
    """Another user, where this one may become it and it can run Python; else no change of user."""
    if os.geteuid() != 0 or python() == sys.executable:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@pytest.fixture(scope="module")
def home():
    """The image: the repository in an otherwise empty home, installed by the steps of binder/."""
    folder = Path(tempfile.mkdtemp(prefix="binder-"))
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for file in filter(None, files.split("\0")):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, folder / file)
    requirements = folder / "binder" / "requirements.txt"
    requirements.write_text(re.sub(r"(?m)^--extra-index-url.*\n", "", requirements.read_text()))
    if who := stranger():
        subprocess.run(["chown", "-R", f"{who['user']}:{who['group']}", folder], check=True)
    step([python(), "-m", "venv", ".env"], folder)
    step([".env/bin/pip", "install", "--no-cache-dir", "--quiet", "-r", "binder/requirements.txt"], folder)
    step(["./binder/postBuild"], folder)
    yield folder
    shutil.rmtree(folder)


def environment(home):
    """What Binder's image sets, and how pip reaches its index here; nothing else of this machine."""
    kept = {k: v for k, v in os.environ.items() if k.startswith(("PIP_", "SSL_", "REQUESTS_")) or "proxy" in k.lower()}
    path = f"{home}/.env/bin:/usr/local/bin:/usr/bin:/bin"
    return kept | {"HOME": str(home), "PATH": path, "LANG": "C.UTF-8", "REPO_DIR": str(home), "SHELL": "/bin/bash"}


def step(command, home):
    options = {"cwd": home, "env": environment(home), "capture_output": True, "text": True, **stranger()}
    done = subprocess.run(command, timeout=60 * MINUTES, check=False, **options)
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


@pytest.fixture(scope="module")
def server(home):
    """The course as Binder starts it, within its memory."""
    log = home / "server.log"
    command = ["prlimit", f"--data={MEMORY}", *LAB, *OPTIONS]
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=home, env=environment(home), stdout=out, stderr=out, **stranger())
        try:
            yield address(process, log)
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(SECONDS)
            process.kill()


def address(process, log):
    end = time.monotonic() + SECONDS
    while not (found := TOKENED_URL.search(log.read_text())):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.2)
    while not listening(int(found[1].rpartition(":")[2])):  # the address is printed a moment before
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.2)
    return found[1], found[2]


def listening(port):
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


def test_the_badge_opens_the_start_page_with_a_kernel(server, page):  # noqa: F811
    where = launch("00_start_here").partition("urlpath=")[2]
    page.goto(f"{server[0]}/{where}?token={server[1]}")
    expect(page.locator(f"{NOTEBOOK} h1")).to_contain_text("Start here")
    page.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel")
    evaluate(page, "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.info")


def test_the_first_check_of_chapter_1_passes_there(server, page):  # noqa: F811
    open_notebook(page, server, "learn/01_gradient_descent/01_gradient_descent.ipynb")
    run_cell(page, "imports")
    body = "residual = X @ w - y\n    return float(residual @ residual / (2 * len(y))), X.T @ residual / len(y)"
    write_cell(page, "mse_loss_and_grad", sources(page)["mse_loss_and_grad"].replace(STUB, body))
    run_cell(page, "mse_loss_and_grad")
    shown = run_cell(page, "test_mse_loss_and_grad")
    assert any("right in all" in o.get("data", {}).get("text/plain", "") for o in shown), shown


def test_a_learner_can_take_the_work_home(server, page):  # noqa: F811
    open_notebook(page, server, "learn/00_start_here/00_start_here.ipynb")
    shown = run_cell(page, "take-home")
    assert "my-course.zip" in shown[-1]["data"]["text/html"]
    got = page.request.get(f"{server[0]}/files/learn/my-course.zip?token={server[1]}")
    assert got.ok
    assert got.body().startswith(b"PK")


def test_nothing_there_lacks_or_contradicts_what_it_asks_for(home):
    step([".env/bin/pip", "check"], home)


def test_torch_and_every_chapter_module_import_after_the_trimming(home):
    modules = [p.stem.partition("_")[2] for p in sorted((ROOT / "chapters").glob("*/*.ipynb"))]
    code = "; ".join(["import torch", *(f"import dlcourse.{m}" for m in modules), "torch.ones(2).sum().item()"])
    step([".env/bin/python", "-c", code], home)


def test_the_environment_is_small_enough_to_start(home):
    size = sum(p.lstat().st_size for p in (home / ".env").rglob("*") if not p.is_dir())
    print(f"environment: {size / 2**30:.2f} GiB")
    assert size < 1.1 * 2**30
