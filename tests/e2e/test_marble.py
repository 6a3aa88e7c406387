"""Marble in a valley, played with in JupyterLab by mouse and by keyboard."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from dlcourse.widgets import marble
from tests.e2e.browser import assert_fits_and_photograph, look, show, told

pytestmark = pytest.mark.browser

SOURCE = Path(marble.__file__).with_suffix(".js").read_text()


@pytest.fixture
def valley(page, lab):
    """The page with the widget in it, as `marble`."""
    show(
        page,
        lab,
        "marble.ipynb",
        show="from dlcourse.widgets import Marble\nmarble = Marble(lr=0.1, kappa=10, start=(-2, 1))\nmarble",
        ask="import json\nprint(json.dumps([marble.path.tolist(), marble.summary]))",
    )
    expect(page.locator(".marble-summary")).not_to_be_empty()
    return page


def shown_settings(page):
    """How the sentence begins for what is set in the picture."""
    lr, kappa, beta = page.locator(".marble-controls label b").all_inner_texts()
    w1, w2 = re.findall(r"= (\S+?)(?:,|$)", page.locator(".ball").get_attribute("aria-valuetext"))
    momentum = "" if beta == "0" else f", momentum {beta}"
    return f"Learning rate {lr}, condition number {kappa}{momentum}, start ({w1}, {w2}): "


def drawn(page):
    """The path that is drawn, from pixels back to weights."""
    points = page.locator(".valley .path").get_attribute("points")
    x, y = np.array([list(map(float, point.split(","))) for point in points.split()]).T
    return np.stack([x / 75 - 2.4, 1.6 - y / 75], axis=1)


def assert_agree(page):
    """Python is told what the picture shows, and finds the same path."""
    expect(page.locator(".marble-summary")).to_contain_text(shown_settings(page))  # Python wrote it
    path = np.array(*told(page, ".marble-summary"))
    seen = np.abs(path).max(axis=1) < 100  # further out the picture has no pixels
    np.testing.assert_allclose(drawn(page)[seen], path[seen], atol=2e-5)


def test_javascript_and_python_compute_the_same_path_factor_and_verdict(page):
    grid = itertools.product([(-2, 1), (1.3, 0), (0, 0)], [0.001, 0.02, 0.1, 0.2, 1.9, 3], [1, 10, 100], [0, 0.5, 0.9])
    cases = [{"start": s, "lr": lr, "kappa": k, "beta": b, "steps": 60} for s, lr, k, b in grid]
    answers = page.evaluate(
        """async ([source, cases]) => {
            const { path, stepFactor, verdict } = await import("data:text/javascript," + encodeURIComponent(source));
            return cases.map((c) => [path(c), stepFactor(c.lr, c.kappa, c.beta), verdict(c)]);
        }""",
        [SOURCE, cases],
    )
    for case, (path, factor, verdict) in zip(cases, answers, strict=True):
        np.testing.assert_allclose(np.array(path, dtype=float), marble.marble_path(**case), rtol=1e-9, atol=1e-12)
        assert factor == pytest.approx(marble.step_factor(case["lr"], case["kappa"], case["beta"]), abs=1e-7)
        del case["steps"]
        assert verdict == marble.verdict(**case)


def test_the_mouse_drags_the_marble_and_python_is_told(valley):
    expect(valley.locator(".marble-summary")).to_contain_text("converges")
    before = drawn(valley)
    ball = valley.locator(".ball .body").bounding_box()
    x, y = ball["x"] + ball["width"] / 2, ball["y"] + ball["height"] / 2
    valley.mouse.move(x, y)
    valley.mouse.down()
    valley.mouse.move(x + 40, y + 20, steps=4)
    valley.mouse.move(x + 80, y + 20, steps=4)
    valley.mouse.up()
    assert drawn(valley)[0, 0] > before[0, 0] + 0.5
    assert_agree(valley)


def test_the_mouse_drags_the_learning_rate_past_the_threshold(valley):
    slider = valley.locator("[name=lr]").bounding_box()
    y = slider["y"] + slider["height"] / 2
    at = (np.log10(0.1) + 3) / 3.47
    valley.mouse.move(slider["x"] + 8 + at * (slider["width"] - 16), y)
    valley.mouse.down()
    valley.mouse.move(slider["x"] + 0.75 * slider["width"], y, steps=5)
    expect(valley.locator(".marble-verdict")).to_contain_text("diverges")
    valley.mouse.up()
    expect(valley.locator(".marble-summary")).to_contain_text(
        "diverges; the learning rate is above 2 / lambda_max = 0.2"
    )
    expect(valley.locator(".w2 output")).to_contain_text("grows")
    assert_agree(valley)


def test_the_keyboard_moves_slider_and_marble(valley):
    slider, ball = valley.locator("[name=lr]"), valley.locator(".ball")
    slider.focus()
    slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "0.102, converges")
    expect(slider).to_be_focused()
    ball.focus()
    ball.press("ArrowRight")
    ball.press("ArrowDown")
    expect(ball).to_have_attribute("aria-valuetext", "w1 = -1.9, w2 = 0.9")
    expect(ball).to_be_focused()
    assert_agree(valley)


def test_python_can_accept_the_ends_of_every_slider(valley):
    for name, end in itertools.product(("lr", "kappa", "beta"), ("Home", "End")):
        valley.locator(f"[name={name}]").press(end)
    assert_agree(valley)
    valley.locator("[name=beta]").press("Home")
    assert_agree(valley)


@pytest.mark.parametrize("theme", ["Light", "Dark"])
@pytest.mark.parametrize("width", [1400, 480])
def test_it_fits_in_a_wide_and_in_a_narrow_window(valley, theme, width):
    look(valley, theme, width)
    widget = valley.locator(".marble")
    valley.locator("[name=lr]").press("PageUp")
    expect(valley.locator(".marble-summary")).to_contain_text("diverges")
    assert_fits_and_photograph(valley, widget, f"marble-{theme}-{width}")
