"""JupyterLab in a real browser: one server, one page, and what a learner does with them.

The tests of this folder and docs/screenshot.py drive the course through these functions.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
SECONDS = 90  # the most that anything here may take
NOTEBOOK = ".jp-NotebookPanel:not(.lm-mod-hidden)"
TOKENED_URL = re.compile(r"http://[\w.]+:([1-9]\d*)/\S*[?&]token=(\w+)")


# The server


@contextlib.contextmanager
def serving(command, state, cwd=None):
    """Run `command`, which serves JupyterLab, with settings of its own in `state`; gives its address and its token."""
    log = state / "server.log"
    env = {**os.environ, **_own_settings(state), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    with log.open("w") as out:
        server = subprocess.Popen(command, cwd=cwd, env=env, stdout=out, stderr=out, start_new_session=True)
        try:
            yield _tokened_url(server, log, state)
        finally:
            _stop(server)


def jupyter_lab(root):
    """The command that serves the folder `root` with JupyterLab as it is installed."""
    lab = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"]
    return [*lab, "--ServerApp.port=0", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={root}"]


def dlcourse_lab(workspace):
    """The command that a learner types."""
    return [sys.executable, "-m", "dlcourse", "lab", str(workspace), "--no-browser"]


def _own_settings(state):
    places = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime"}
    places |= {
        "IPYTHONDIR": "ipython",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
    }
    places |= {"XDG_CACHE_HOME": "cache", "MPLCONFIGDIR": "matplotlib"}
    news = state / "settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"
    news.parent.mkdir(parents=True)
    news.write_text('{"fetchNews": "false", "checkForUpdates": false}')
    return {name: str(state / folder) for name, folder in places.items()}


def _tokened_url(server, log, state):
    """The address (http://127.0.0.1:port) and the token, from what the server prints or from its runtime file."""
    for _ in _polls():
        if server.poll() is not None:
            raise RuntimeError(f"the server ended at once:\n{log.read_text()[-4000:]}")
        if printed := TOKENED_URL.search(log.read_text()):
            return f"http://127.0.0.1:{printed[1]}", printed[2]
        for info in state.glob("runtime/jpserver-*.json"):
            with contextlib.suppress(ValueError):  # it is being written
                known = json.loads(info.read_text())
                return f"http://127.0.0.1:{known['port']}", known["token"]
    raise RuntimeError(f"no address after {SECONDS} s:\n{log.read_text()[-4000:]}")


def _polls(every=0.05):
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        yield
        time.sleep(every)


def _stop(server):
    """End the server as Ctrl-C would, and what it started; by force where it does not listen."""
    for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, kind)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(10)
            break


# The page


def launch(playwright):
    """Chromium without a window."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


def new_page(browser, *, width=1400, height=900, **context):
    """A page whose `errors` collects what its scripts throw, and in which JupyterLab shows its app to us."""
    page = browser.new_context(viewport={"width": width, "height": height}, **context).new_page()
    page.set_default_timeout(SECONDS * 1000)
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.route(re.compile(r"/lab(/|\?|$)"), _expose_app)
    return page


def _expose_app(route):
    """Serve Lab's page with its own setting `exposeAppInBrowser` on, whoever started the server."""
    if route.request.resource_type != "document":
        route.continue_()
        return
    response = route.fetch()
    body = response.text().replace('"exposeAppInBrowser": false', '"exposeAppInBrowser": true')
    route.fulfill(response=response, body=body)


def open_notebook(page, server, path, workspace="test"):
    """Open the notebook in JupyterLab and wait until its kernel has answered."""
    address, token = server
    page.goto(f"{address}/lab/workspaces/{workspace}/tree/{path}?token={token}")
    page.wait_for_function("() => window.jupyterapp")
    page.evaluate(
        """async (path) => {
            const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
            const app = window.jupyterapp;
            await app.restored;
            const panel = () => app.shell.currentWidget;
            while (panel()?.context?.path !== path) await pause();
            await panel().context.ready;
            const session = panel().sessionContext;
            await session.ready;
            while (!session.session?.kernel) await pause();
            await session.session.kernel.info;
        }""",
        path,
    )


# What a learner does in the notebook


def run_all(page):
    """Run every cell; True where none failed."""
    return page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")


def select(page, cell):
    """Make the cell with this id the active one, and scroll to it."""
    page.evaluate(
        """async (id) => {
            const notebook = window.jupyterapp.shell.currentWidget.content;
            notebook.activeCellIndex = notebook.widgets.findIndex((cell) => cell.model.id === id);
            if (notebook.activeCell?.model.id !== id) throw new Error("no cell " + id);
            await notebook.scrollToItem(notebook.activeCellIndex, "center");
        }""",
        cell,
    )


def run_cell(page, cell):
    """Run the cell with this id; gives its outputs as a notebook stores them."""
    select(page, cell)
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-cell')")
    return outputs(page)[cell]


def write_cell(page, cell, source):
    """Replace the source of the cell with this id."""
    select(page, cell)
    page.evaluate(
        "(text) => window.jupyterapp.shell.currentWidget.content.activeCell.model.sharedModel.setSource(text)", source
    )


def sources(page):
    """The source of every code cell, by the cell's id."""
    return _cells(page, "cell.model.sharedModel.getSource()")


def outputs(page):
    """The outputs of every code cell, by the cell's id."""
    return _cells(page, "cell.model.outputs.toJSON()")


def _cells(page, what):
    return page.evaluate(
        f"""() => Object.fromEntries(window.jupyterapp.shell.currentWidget.content.widgets
            .filter((cell) => cell.model.type === "code").map((cell) => [cell.model.id, {what}]))"""
    )


def validate(page):
    """Press nbgrader's Validate; gives what its dialog says."""
    page.locator(f"{NOTEBOOK} .validate-button").click()
    dialog = page.locator(".nbgrader-SuccessDialog, .nbgrader-ErrorDialog")
    dialog.wait_for()
    return dialog.inner_text()
