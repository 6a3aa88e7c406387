"""The digit to move, dragged and moved by keys in JupyterLab."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import assert_fits_and_photograph, look, show, told

pytestmark = pytest.mark.browser

SHOW = """
from dlcourse import augmentation as au, data
from dlcourse.engine.training import SGD, train
from dlcourse.widgets import ShiftedDigit
(X, y), test, _ = data.canvas_digits(seed=0)
dense = au.dense(48 * 48, 32, seed=0)
train(dense, X, y, SGD(dense, lr=0.05, momentum=0.9), epochs=8, batch_size=50, seed=0)
picture = ShiftedDigit(*test, {"trained on centered digits": dense, "untrained": au.dense(48 * 48, 32, seed=1)})
picture
"""
ASK = """
import json
print(json.dumps([picture.shift, picture.number, picture.summary]))
"""


@pytest.fixture
def digit(page, lab):
    """The page with the widget in it."""
    show(page, lab, "digit.ipynb", show=SHOW.strip(), ask=ASK.strip())
    expect(page.locator(".shifted-digit-summary")).to_contain_text("not moved")
    return page


def bright_center(page):
    """The mean place of the light on the canvas, as (column, row)."""
    return page.evaluate(
        """() => {
            const canvas = document.querySelector(".shifted-digit canvas"), { width, height } = canvas;
            const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
            let [light, x, y] = [0, 0, 0];
            for (let i = 0; i < width * height; i++) {
                light += data[4 * i]; x += data[4 * i] * (i % width); y += data[4 * i] * Math.floor(i / width);
            }
            return [x / light, y / light];
        }"""
    )


def assert_python_knows(page, shift):
    """Python has the shift, and the page has the sentence that Python wrote for it."""
    known, _ = told(page, ".shifted-digit-summary")
    assert tuple(known) == shift


def test_the_mouse_drags_the_digit_and_the_networks_answer(digit):
    column, row = bright_center(digit)
    box = digit.locator(".shifted-digit .handle").bounding_box()
    pixel = box["width"] / 48
    x, y = box["x"] + 24 * pixel, box["y"] + 24 * pixel
    digit.mouse.move(x, y)
    digit.mouse.down()
    digit.mouse.move(x - 7 * pixel, y + 4 * pixel, steps=6)
    expect(digit.locator(".shifted-digit-summary")).to_contain_text("7 pixels to the left and 4 down")  # while dragged
    digit.mouse.up()
    moved = bright_center(digit)
    assert moved[0] - column == pytest.approx(-7, abs=0.01)
    assert moved[1] - row == pytest.approx(4, abs=0.01)
    assert_python_knows(digit, (-7, 4))


def test_it_cannot_be_dragged_off_its_canvas(digit):
    box = digit.locator(".shifted-digit .handle").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    digit.mouse.move(x, y)
    digit.mouse.down()
    digit.mouse.move(x + 3 * box["width"], y - 3 * box["width"], steps=5)
    digit.mouse.up()
    expect(digit.locator(".shifted-digit-summary")).to_contain_text("15 pixels to the right and 15 up")
    assert_python_knows(digit, (15, -15))


def test_the_keyboard_moves_the_digit_and_the_buttons_change_it(digit):
    handle = digit.locator(".shifted-digit .handle")
    handle.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        handle.press(key)
    expect(handle).to_have_attribute("aria-valuetext", "2 to the right, -1 down")
    expect(handle).to_be_focused()
    assert_python_knows(digit, (2, -1))
    before = bright_center(digit)
    digit.get_by_role("button", name="Another digit").click()
    expect(digit.locator(".shifted-digit .networks b").first).to_be_visible()
    digit.get_by_role("button", name="Back to the middle").click()
    expect(digit.locator(".shifted-digit-summary")).to_contain_text("not moved")
    assert_python_knows(digit, (0, 0))
    assert bright_center(digit) != before


@pytest.mark.parametrize("theme", ["Light", "Dark"])
@pytest.mark.parametrize("width", [1400, 480])
def test_it_fits_in_a_wide_and_in_a_narrow_window(digit, theme, width):
    look(digit, theme, width)
    widget = digit.locator(".shifted-digit")
    handle = digit.locator(".shifted-digit .handle")
    for _ in range(6):
        handle.press("ArrowRight")
    expect(digit.locator(".shifted-digit-summary")).to_contain_text("6 pixels to the right")
    assert_fits_and_photograph(digit, widget, f"shifted-digit-{theme}-{width}")
