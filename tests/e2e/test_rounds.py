"""An experiment repeated in JupyterLab, by mouse and by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import assert_fits_and_photograph, look, show, told

pytestmark = pytest.mark.browser

SHOW = """
import numpy as np
from dlcourse.widgets import Rounds
def once(labels, seed):
    rng = np.random.default_rng([labels, seed])
    return {"frozen letters": rng.normal(0.6, 0.03), "from scratch": rng.normal(0.25, 0.05), "fine-tuned": 0.5}
rounds = Rounds(("frozen letters", "from scratch", "fine-tuned"), {f"{n} labels a class": n for n in (1, 5, 10)}, once)
rounds
"""
ASK = "import json\nprint(json.dumps([rounds.level, rounds.results, rounds.summary]))"


@pytest.fixture
def rounds(page, lab):
    """The page with the widget in it."""
    show(page, lab, "rounds.ipynb", show=SHOW.strip(), ask=ASK)
    expect(page.locator(".rounds-summary")).to_have_text("1 labels a class: no round yet.")
    return page


def press(page, name):
    page.locator(".rounds").get_by_role("button", name=name).click()


def test_rounds_add_dots_and_each_level_has_its_own(rounds):
    press(rounds, "Run five")
    expect(rounds.locator(".rounds circle")).to_have_count(15)
    slider = rounds.locator(".rounds input")
    slider.press("ArrowRight")
    expect(rounds.locator(".rounds-summary")).to_have_text("5 labels a class: no round yet.")
    expect(slider).to_be_focused()
    expect(rounds.locator(".rounds circle")).to_have_count(0)
    press(rounds, "Run one round")
    expect(rounds.locator(".rounds circle")).to_have_count(3)
    level, results = told(rounds, ".rounds-summary")
    assert level == 1
    assert [len(found["fine-tuned"]) for found in results.values()] == [5, 1, 0]


@pytest.mark.parametrize("theme", ["Light", "Dark"])
@pytest.mark.parametrize("width", [1400, 480])
def test_it_fits_in_a_wide_and_in_a_narrow_window(rounds, theme, width):
    look(rounds, theme, width)
    press(rounds, "Run five")
    expect(rounds.locator(".rounds circle")).to_have_count(15)
    assert_fits_and_photograph(rounds, rounds.locator(".rounds"), f"rounds-{theme}-{width}")
