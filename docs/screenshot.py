"""Makes docs/screenshot.png, the picture of README.md: `python -m docs.screenshot`, from the root of the repository.

It starts `dlcourse lab` as a learner does, opens chapter 1, and shows a check that found a sign error, and the marble.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.e2e.browser import command, launch, new_page, open_notebook, run_cell, serving, sources, write_cell

PICTURE = Path(__file__).with_suffix(".png")
CHAPTER = "01_gradient_descent/01_gradient_descent.ipynb"
EXERCISE = "mse_loss_and_grad"
STUB = 'raise NotImplementedError("write your answer here")'
SIGN_ERROR = "loss = np.mean((X @ w - y) ** 2) / 2\n    return loss, X.T @ (y - X @ w) / len(y)"


def main():
    """Serve a new workspace, and photograph chapter 1 in it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "learn") as server,
        sync_playwright() as player,
    ):
        browser = launch(player)
        page = new_page(browser, {"width": 1500, "height": 860})
        open_notebook(page, server, CHAPTER)
        show(page)
        page.screenshot(path=PICTURE)
        browser.close()


def show(page):
    """The answer and its check on the left, and the marble on the right, in a second view of the same notebook."""
    command(page, "application:toggle-left-area")
    for cell in ("imports", "course-imports"):
        run_cell(page, cell)
    write_cell(page, EXERCISE, sources(page)[EXERCISE].replace(STUB, SIGN_ERROR))
    run_cell(page, EXERCISE)
    run_cell(page, f"test_{EXERCISE}")
    command(page, "docmanager:clone")
    run_cell(page, "marble")
    for _ in range(25):
        page.locator("[name=lr]").last.press("ArrowRight")
    expect(page.locator(".marble-summary").last).to_contain_text("Learning rate 0.178")
    page.locator(".marble").last.evaluate("(picture) => picture.scrollIntoView({ block: 'center' })")


if __name__ == "__main__":
    main()
