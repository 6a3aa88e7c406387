"""The unit whose inputs are dropped, played with in JupyterLab by mouse and by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import assert_fits_and_photograph, look, show, told

pytestmark = pytest.mark.browser

SHOW = """
from dlcourse.widgets import ThinnedUnit
unit = ThinnedUnit([1.2, -0.4, 0.8, 2.0, 0.5, -0.9, 1.1, 0.6], keep_prob=0.8)
unit
"""
ASK = "import json\nprint(json.dumps([unit.keep_prob, unit.inverted, unit.kept, unit.sums, unit.summary]))"


@pytest.fixture
def unit(page, lab):
    """The page with the widget in it."""
    show(page, lab, "thinned.ipynb", show=SHOW.strip(), ask=ASK)
    expect(page.locator(".thinned-unit-summary")).to_contain_text("No draw yet.")
    return page


def press(page, name):
    page.locator(".thinned-unit").get_by_role("button", name=name, exact=True).click()


def test_a_draw_drops_inputs_and_a_hundred_show_the_mean(unit):
    press(unit, "Draw one")
    expect(unit.locator(".thinned-unit-summary")).to_contain_text("Of 1 thinned network the last")
    kept = told(unit, ".thinned-unit-summary")[2]
    expect(unit.locator(".thinned-unit .dropped")).to_have_count(kept.count(False))
    press(unit, "Draw 100")
    expect(unit.locator(".thinned-unit-summary")).to_contain_text("Of 101 thinned networks")
    assert len(told(unit, ".thinned-unit-summary")[3]) == 101
    assert len(unit.locator(".thinned-unit polyline").get_attribute("points").split()) == 101


def test_slider_and_box_by_keyboard_begin_anew(unit):
    press(unit, "Draw 100")
    expect(unit.locator(".thinned-unit-summary")).to_contain_text("Of 100 thinned networks")  # before it begins anew
    slider = unit.locator(".thinned-unit .q")
    slider.focus()
    slider.press("ArrowLeft")
    expect(unit.locator(".thinned-unit-summary")).to_contain_text("Keep probability 0.75")
    expect(unit.locator(".thinned-unit-summary")).to_contain_text("No draw yet.")
    expect(slider).to_be_focused()
    unit.locator(".thinned-unit .inverted").press("Space")
    expect(unit.locator(".thinned-unit-summary")).to_contain_text("survivors as they are")
    expect(unit.locator(".thinned-unit text.tends")).to_contain_text("expectation")
    assert told(unit, ".thinned-unit-summary")[:2] == [0.75, False]


@pytest.mark.parametrize("theme", ["Light", "Dark"])
@pytest.mark.parametrize("width", [1400, 480])
def test_it_fits_in_a_wide_and_in_a_narrow_window(unit, theme, width):
    look(unit, theme, width)
    unit.locator(".thinned-unit .inverted").press("Space")
    expect(unit.locator(".thinned-unit-summary")).to_contain_text("survivors as they are")
    press(unit, "Draw 100")
    expect(unit.locator(".thinned-unit-summary")).to_contain_text("Of 100 thinned networks")
    assert_fits_and_photograph(unit, unit.locator(".thinned-unit"), f"thinned-unit-{theme}-{width}")
