"""A browser for the tests of this folder; a failed test leaves its page in tests/shots/."""

import os

import nbformat
import pytest

from tests.e2e import browser as e2e


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "call":
        item.failed = report.failed
    return report


# Not for the whole session: playwright keeps an event loop running, which tests of other kinds would stumble over.
@pytest.fixture(scope="module")
def browser():
    if e2e.CHROMIUM is None:
        missing = "no Chromium was found (tests/install_tools.sh installs it on Debian and Ubuntu)"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = e2e.launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def window(browser):
    """One page for the tests of a module: JupyterLab takes seconds to load."""
    page = e2e.new_page(browser)
    yield page
    page.context.close()


@pytest.fixture
def page(window, request):
    """The page, in which no notebook is open; after a failure, or another page than JupyterLab, it is loaded anew."""
    window.errors.clear()
    window.set_viewport_size(e2e.VIEWPORT)
    yield window
    failed = getattr(request.node, "failed", False)
    if failed:
        e2e.SHOTS.mkdir(exist_ok=True)
        window.screenshot(path=e2e.SHOTS / f"{request.node.name}.png")
    if failed or not window.evaluate("() => 'jupyterapp' in window"):
        window.goto("about:blank")
    else:
        e2e.close_notebooks(window)
    assert window.errors == []


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A learner's workspace, and the server that shows it."""
    workspace = tmp_path_factory.mktemp("lab") / "learn"
    with e2e.serving(workspace) as server:
        yield workspace, server


@pytest.fixture(scope="module")
def lab(server):
    """A learner's workspace, served as `lab.server`; no kernel outlives the module."""
    yield Lab(*server)
    e2e.stop_kernels(server[1])


class Lab:
    """A folder, and the server that shows it."""

    def __init__(self, root, server):
        self.root, self.server = root, server

    def notebook(self, name, **cells):
        """Write a notebook of these code cells, one for each id; gives its path."""
        notebook = nbformat.v4.new_notebook()
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook.cells = [nbformat.v4.new_code_cell(source, id=id_) for id_, source in cells.items()]
        nbformat.write(notebook, self.root / name)
        return name
