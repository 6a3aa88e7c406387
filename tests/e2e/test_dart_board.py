"""Darts thrown in JupyterLab, by mouse and by keyboard; each is a training in Python."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import assert_fits_and_photograph, look, show, told

pytestmark = pytest.mark.browser

SUMMARY = ".dart-board-summary"

SHOW = """
from dlcourse import capstone as cs, data
from dlcourse.results.capstone import PLANE
from dlcourse.widgets import DartBoard
small = data.noisy_digits(seed=0, n=300, validation=300, label_noise=0)
board = DartBoard(PLANE, lambda trial: cs.run_trial(trial, 6, small, seed=1)["val"])
board
"""
ASK = "import json\nprint(json.dumps([board.darts, board.summary]))"


@pytest.fixture
def board(page, lab):
    """The page with the widget in it."""
    show(page, lab, "darts.ipynb", show=SHOW.strip(), ask=ASK)
    expect(page.locator(".dart-board-summary")).to_have_text("No trial yet.")
    return page


def test_a_click_trains_a_network_where_it_hit(board):
    box = board.locator(".dart-board .board").bounding_box()
    board.mouse.click(box["x"] + 0.8 * box["width"], box["y"] + 0.5 * box["height"])
    expect(board.locator(".dart-board-summary")).to_contain_text("1 trial;")
    [[[lr, decay, accuracy]]] = told(board, SUMMARY)
    assert lr == pytest.approx(1e-4 * 1e5**0.8, rel=0.02)
    assert decay == pytest.approx(1e-7, rel=0.05)
    dot = board.locator(".dart-board .darts :is(circle, .lost)")
    expect(dot.locator("title")).to_have_text("diverged" if accuracy is None else f"{accuracy:.3f}")
    at = dot.bounding_box()
    assert at["x"] + at["width"] / 2 == pytest.approx(box["x"] + 0.8 * box["width"], abs=3)


def test_nine_at_random_nine_on_a_grid_and_a_clear_board(board):
    def press(name):
        board.locator(".dart-board").get_by_role("button", name=name).click()

    press("A grid of 3")
    expect(board.locator(".dart-board-summary")).to_contain_text("9 trials; values tried: 3 of the lr")
    press("Clear")
    expect(board.locator(".dart-board-summary")).to_have_text("No trial yet.")
    press("9 at random")
    expect(board.locator(".dart-board-summary")).to_contain_text("9 trials; values tried: 9 of the lr")
    expect(board.locator(".dart-board .darts :is(circle, .lost)")).to_have_count(9)
    expect(board.locator(".dart-board output")).to_have_text("")
    assert len(told(board, SUMMARY)[0]) == 9


def test_the_keyboard_aims_and_throws(board):
    plane = board.locator(".dart-board .board")
    plane.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Enter"):
        plane.press(key)
    expect(board.locator(".dart-board-summary")).to_contain_text("1 trial;")
    expect(plane).to_be_focused()
    [[[lr, decay, _]]] = told(board, SUMMARY)
    assert lr == pytest.approx(1e-4 * 1e5**0.55, rel=1e-6)
    assert decay == pytest.approx(1e-9 * 1e4**0.525, rel=1e-6)


@pytest.mark.parametrize("theme", ["Light", "Dark"])
@pytest.mark.parametrize("width", [1400, 480])
def test_it_fits_in_a_wide_and_in_a_narrow_window(board, theme, width):
    look(board, theme, width)
    board.locator(".dart-board .random").click()
    expect(board.locator(".dart-board-summary")).to_contain_text("9 trials")
    assert_fits_and_photograph(board, board.locator(".dart-board"), f"dart-board-{theme}-{width}")
