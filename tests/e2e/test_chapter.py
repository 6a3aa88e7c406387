"""Chapter 1 as a learner meets it: a wrong answer, its hint, the right answer, and nbgrader's Validate."""

import json

import pytest
from playwright.sync_api import expect

from autograder.exercises import find
from tests.conftest import ROOT
from tests.e2e.browser import (
    NOTEBOOK,
    assert_accessible,
    look,
    open_notebook,
    run_all,
    run_cell,
    validate,
    write_cell,
)

pytestmark = pytest.mark.browser

CHAPTER = "01_gradient_descent/01_gradient_descent.ipynb"
STUB = 'raise NotImplementedError("write your answer here")'
SIGN_ERROR = "residual = X @ w - y\n    return float(residual @ residual / (2 * len(y))), X.T @ (y - X @ w) / len(y)"
CORRECTED = SIGN_ERROR.replace("(y - X @ w)", "(X @ w - y)")


@pytest.fixture(scope="module")
def solutions():
    """The source of every answer cell, written questions included, by cell id."""
    cells = json.loads((ROOT / "chapters" / CHAPTER).read_text())["cells"]
    return {c["id"]: "".join(c["source"]) for c in cells if c["metadata"].get("nbgrader", {}).get("solution")}


@pytest.fixture(scope="module")
def stub(lab):
    """The answer cell of exercise 1 as it was before anybody touched it."""
    cells = json.loads((lab.root / CHAPTER).read_text())["cells"]
    [source] = ["".join(c["source"]) for c in cells if c["id"] == "mse_loss_and_grad"]
    assert source.count(STUB) == 1
    return source


@pytest.fixture
def chapter(page, lab):
    open_notebook(page, lab.server, CHAPTER)
    run_cell(page, "imports")
    return page


def test_a_sign_error_gets_its_hint_and_the_corrected_chapter_validates(stub, chapter, solutions):
    verdict, error = try_answer(chapter, stub.replace(STUB, SIGN_ERROR))
    hint = hint_of("mse_loss_and_grad", "grad_uphill")
    expect(panel(chapter)).to_contain_text(hint)
    assert not verdict["passed"]
    assert error["traceback"] == [f"mse_loss_and_grad: {hint}"]
    expect(check_cell(chapter).locator(".jp-RenderedText")).to_have_text(error["traceback"][0])

    verdict, error = try_answer(chapter, stub.replace(STUB, CORRECTED))
    assert error is None
    assert verdict["passed"]
    expect(panel(chapter)).to_contain_text(f"mse_loss_and_grad: right in all {verdict['cases']} cases.")

    for name, solution in solutions.items():
        write_cell(chapter, name, solution)
    assert run_all(chapter)
    assert "Success" in validate(chapter)


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_everyone_can_read_verdicts_and_predictions(stub, chapter, theme):
    look(chapter, theme, 1400)
    for answer, right in ((SIGN_ERROR, False), (CORRECTED, True)):
        verdict, _ = try_answer(chapter, stub.replace(STUB, answer))
        assert verdict["passed"] == right
        assert_accessible(panel(chapter))
    run_cell(chapter, "course-imports")
    run_cell(chapter, "predict-divergence")
    assert_accessible(check_cell(chapter))


def test_who_is_stuck_is_led_to_the_section_and_who_has_passed_may_unfold_a_solution(stub, chapter):
    for number in range(3):
        try_answer(chapter, stub.replace(STUB, f"return {number}"))
    help_ = find("mse_loss_and_grad").help
    for said in (help_.step, help_.question):
        expect(panel(chapter)).to_contain_text(said)
    assert_accessible(panel(chapter))
    panel(chapter).get_by_role("link", name=help_.section).click()
    expect(chapter.get_by_role("heading", name=help_.section)).to_be_in_viewport()

    try_answer(chapter, stub.replace(STUB, CORRECTED))
    offer = panel(chapter).locator("summary")
    expect(panel(chapter).get_by_text(help_.idea)).to_be_hidden()
    offer.click()
    expect(panel(chapter).get_by_text(help_.idea)).to_be_visible()
    assert_accessible(panel(chapter))


def try_answer(page, source):
    """Run the answer and its check; gives the verdict on it, and the error where there is one."""
    write_cell(page, "mse_loss_and_grad", source)
    run_cell(page, "mse_loss_and_grad")
    shown = run_cell(page, "test_mse_loss_and_grad")
    verdict = next(d for o in shown for kind, d in o.get("data", {}).items() if "verdict" in kind)
    return verdict, next((o for o in shown if o["output_type"] == "error"), None)


def hint_of(exercise, mistake):
    return next(hint for hint, wrong in find(exercise).mistakes.items() if wrong.__name__ == mistake)


def check_cell(page):
    """What the check of exercise 1 shows."""
    return page.locator(f"{NOTEBOOK} .jp-CodeCell.jp-mod-active .jp-OutputArea")


def panel(page):
    return check_cell(page).locator("[role=status]")
