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
import urllib.request
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dlcourse.failed_answers import STATE
from tests.deadline import SECONDS

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "tests" / "shots"
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}  # rules of axe-core, by their tags
CLOSED_EARLY = "Canceled future for"  # JupyterLab's word where a notebook is closed before its kernel has answered
VIEWPORT = {"width": 1400, "height": 900}
NOTEBOOK = ".jp-NotebookPanel:not(.lm-mod-hidden)"
TOKENED_URL = re.compile(r"(http://[\w.]+:\d+)/\S*token=(\w+)")
expect.set_options(timeout=1000 * SECONDS)


# The server


@contextlib.contextmanager
def serving(workspace):
    """Type `dlcourse lab` on `workspace`, and stop it in the end; gives the server's address and its token."""
    log = workspace.with_suffix(".log")
    own = {name: str(workspace.with_suffix(f".{name.lower()}")) for name in ("IPYTHONDIR", "MPLCONFIGDIR")}
    own["PYTHONPATH"] = str(ROOT)  # the kernels' dlcourse is the one we test, whatever is installed
    command = [sys.executable, "-m", "dlcourse", "lab", str(workspace), "--no-browser"]
    _show_the_app(workspace)
    with log.open("w") as out:
        launcher = subprocess.Popen(command, cwd=ROOT, env=os.environ | own, stdout=out, stderr=out)
        try:
            yield _printed_address(launcher, log)
        finally:
            _stop(launcher)


def stop_kernels(server):
    """Shut down every kernel of the server."""
    for kernel in json.loads(_ask(server, "GET", "kernels")):
        _ask(server, "DELETE", f"kernels/{kernel['id']}")


def _ask(server, method, path):
    address, token = server
    headers = {"Authorization": f"token {token}"}
    request = urllib.request.Request(f"{address}/api/{path}", headers=headers, method=method)
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        return answer.read()


def _show_the_app(workspace):
    """JupyterLab's own setting that makes it known to scripts as `jupyterapp`."""
    config = workspace / STATE / "jupyter/config/jupyter_lab_config.json"
    config.parent.mkdir(parents=True)
    config.write_text('{"LabApp": {"expose_app_in_browser": true}}')


def _printed_address(launcher, log):
    end = time.monotonic() + SECONDS
    while not (printed := TOKENED_URL.search(log.read_text())):
        if launcher.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"`dlcourse lab` gave no address:\n{log.read_text()}")
        time.sleep(0.1)
    return printed[1], printed[2]


def _stop(launcher):
    """Ctrl-C, which also ends the server and its kernels; by force where it does not listen."""
    launcher.send_signal(signal.SIGINT)
    try:
        launcher.wait(SECONDS)
    except subprocess.TimeoutExpired:
        launcher.kill()
        launcher.wait()


# The page


def launch(playwright):
    """Chromium without a window."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


def new_page(browser, viewport=VIEWPORT, **context):
    """A page whose `errors` collects what its scripts throw."""
    page = browser.new_context(viewport=viewport, **context).new_page()
    page.set_default_timeout(SECONDS * 1000)
    page.errors, page.closing = [], False
    page.on("pageerror", lambda error: note(page, str(error)))
    return page


def note(page, error):
    """Keep what a script of the page threw, unless it is what closing a notebook may cause."""
    if not (page.closing and CLOSED_EARLY in error):
        page.errors.append(error)


def open_notebook(page, server, path, workspace="test"):
    """Open the notebook in JupyterLab, which is loaded first if it is not there, and wait for its kernel."""
    address, token = server
    if page.url.startswith(f"{address}/lab"):
        command(page, "docmanager:open", path=path)
    else:
        page.goto(f"{address}/lab/workspaces/{workspace}/tree/{path}?token={token}")
        page.wait_for_function("() => window.jupyterapp")
        evaluate(page, "() => window.jupyterapp.restored")
    page.wait_for_function(
        """(path) => {
            const panel = window.jupyterapp.shell.currentWidget;
            return panel?.context?.path === path && panel.context.isReady && panel.sessionContext.isReady
                && panel.sessionContext.session?.kernel;
        }""",
        arg=path,
    )
    # JupyterLab lets the kernel handle a widget's change beside the cells; here each waits for the other, so that
    # a cell that a test runs after a change sees it.
    evaluate(
        page,
        """async () => {
            const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
            await kernel.info;
            if (!kernel.commsOverSubshells) throw new Error("this JupyterLab knows no commsOverSubshells");
            kernel.commsOverSubshells = "disabled";
        }""",
    )


def close_notebooks(page):
    """Close all notebooks as they are; what was not saved is lost, and their kernels stay."""
    page.closing = True
    evaluate(
        page,
        """() => {
            for (const widget of [...window.jupyterapp.shell.widgets("main")].filter((widget) => widget.context)) {
                widget.context.model.dirty = false;
                widget.close();
            }
        }""",
    )
    page.locator(".jp-NotebookPanel").wait_for(state="detached")
    evaluate(page, "() => new Promise((done) => setTimeout(done))")  # what was thrown has been told by then
    page.closing = False


def evaluate(page, script, argument=None):
    """What the script's promise gives, or an error after the deadline."""
    late = f"(_, fail) => setTimeout(() => fail(new Error('more than {SECONDS} s')), {SECONDS * 1000})"
    return page.evaluate(f"(argument) => Promise.race([({script})(argument), new Promise({late})])", argument)


def command(page, name, **arguments):
    """Carry out JupyterLab's own command of this name; gives whether it answers with true."""
    execute = "async ([name, arguments]) => (await window.jupyterapp.commands.execute(name, arguments)) === true"
    return evaluate(page, execute, [name, arguments])


# What a learner does in the notebook


def look(page, theme, width):
    """Show the page in JupyterLab's theme, Light or Dark, in a window `width` pixels wide, without the file browser."""
    command(page, "apputils:change-theme", theme=f"JupyterLab {theme}")
    page.wait_for_function("(light) => document.body.dataset.jpThemeLight === light", arg=str(theme == "Light").lower())
    page.set_viewport_size({"width": width, "height": 900})
    if width < 800 and page.locator("#jp-left-stack").is_visible():
        command(page, "application:toggle-left-area")
    page.locator("#jupyterlab-splash").wait_for(state="hidden")  # a new theme fades in


def assert_fits(widget):
    """Nothing of the widget sticks out sideways, once Lab has laid itself out anew."""
    fits = "(node) => node.scrollWidth <= node.clientWidth"
    widget.page.wait_for_function(fits, arg=widget.element_handle())


def assert_accessible(widget):
    """axe-core finds nothing in the widget that breaks the Web Content Accessibility Guidelines 2.2, level AA."""
    # JupyterLab's body is 0 pixels high, for all in it is positioned; axe-core would take the page for invisible.
    style = widget.page.add_style_tag(content="body { height: 100vh }")
    widget.evaluate("(node) => (node.dataset.checked = 'true')")
    found = Axe().run(widget.page, context="[data-checked]", options=WCAG)
    style.evaluate("(node) => node.remove()")
    assert "color-contrast" in {rule["id"] for rule in found.response["passes"]}, "axe-core does not see the widget"
    assert not found.violations_count, found.generate_report()
    # A label names the first thing in it that can be named, which axe-core does not look into.
    nameless = "(all) => all.filter((one) => !one.labels.length && !one.ariaLabel).map((one) => one.outerHTML)"
    assert widget.locator("input, select").evaluate_all(nameless) == []


def show(page, lab, name, **cells):
    """Open a new notebook of these code cells, one for each id, and run them all."""
    open_notebook(page, lab.server, lab.notebook(name, **cells))
    assert run_all(page)


def answer(page):
    """What the cell "ask" prints now, read as JSON.

    It runs twice: while Python works on a change of a widget, the page holds the next one back, and the first run may
    come before it; the second cannot.
    """
    run_cell(page, "ask")
    return json.loads(run_cell(page, "ask")[0]["text"])


def told(page, summary):
    """What Python knows by the cell "ask", without its last word: the sentence that the page shows at `summary`."""
    *known, sentence = answer(page)
    expect(page.locator(summary)).to_have_text(sentence)
    return known


def assert_fits_and_photograph(page, widget, name):
    """Leave a picture of the widget in tests/shots/ to be looked at; nothing of it sticks out, and all can use it."""
    SHOTS.mkdir(exist_ok=True)
    widget.scroll_into_view_if_needed()
    page.screenshot(path=SHOTS / f"{name}.png".lower())
    assert_fits(widget)
    assert_accessible(widget)


def run_all(page):
    """Run every cell; True where none failed."""
    return command(page, "notebook:run-all-cells")


def select(page, cell):
    """Make the cell with this id the active one, and scroll to it."""
    evaluate(
        page,
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
    command(page, "notebook:run-cell")
    return outputs(page)[cell]


def write_cell(page, cell, source):
    """Replace the source of the cell with this id."""
    select(page, cell)
    evaluate(
        page,
        "(text) => window.jupyterapp.shell.currentWidget.content.activeCell.model.sharedModel.setSource(text)",
        source,
    )


def sources(page):
    """The source of every code cell, by the cell's id."""
    return _cells(page, "cell.model.sharedModel.getSource()")


def outputs(page):
    """The outputs of every code cell, by the cell's id."""
    return _cells(page, "cell.model.outputs.toJSON()")


def _cells(page, what):
    return evaluate(
        page,
        f"""() => Object.fromEntries(window.jupyterapp.shell.currentWidget.content.widgets
            .filter((cell) => cell.model.type === "code").map((cell) => [cell.model.id, {what}]))""",
    )


def validate(page):
    """Press nbgrader's Validate; gives what its dialog says, and closes it."""
    page.locator(f"{NOTEBOOK} .validate-button").click()
    dialog = page.locator(".nbgrader-SuccessDialog, .nbgrader-ErrorDialog")
    said = dialog.inner_text()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    return said
