"""A training watched and stopped in JupyterLab, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import answer, assert_fits_and_photograph, look, show

pytestmark = pytest.mark.browser

SHOW = """
from dlcourse import results
from dlcourse.widgets import StopButton
noisy = results.table("early_stopping", "curves")["noisy"]
button = StopButton(noisy["val_loss"], noisy["test_accuracy"])
button
"""
ASK = "import json\nprint(json.dumps([button.number, button.stopped, button.stops, button.summary, button.score]))"


@pytest.fixture
def training(page, lab):
    """The page with the widget in it."""
    show(page, lab, "stop.ipynb", show=SHOW.strip(), ask=ASK)
    expect(page.locator(".stop-button-summary")).to_contain_text("A training of 120 epochs")
    return page


def press(page, name):
    page.locator(".stop-button").get_by_role("button", name=name).click()


def drawn(page, curve=".curve"):
    """How many epochs of the curve can be seen."""
    return len((page.locator(f".stop-button {curve}").get_attribute("points") or "").split())


def test_one_epoch_after_the_other_and_a_stop_that_python_judges(training):
    assert drawn(training) == 1
    for _ in range(4):
        press(training, "One epoch")
    assert drawn(training) == 5
    expect(training.locator(".stop-button output")).to_contain_text("in epoch 4")
    press(training, "Stop here")
    expect(training.locator(".stop-button-summary")).to_contain_text("You stopped after epoch 4:")
    assert drawn(training) + drawn(training, ".rest") == 121  # and now one sees how it would have gone on
    number, stopped, stops, summary, score = answer(training)
    assert (number, stopped, stops) == (0, 4, {"0": 4})
    expect(training.locator(".stop-button-summary")).to_have_text(summary)
    expect(training.locator(".stop-button-score")).to_have_text(score)


def test_it_runs_by_itself_and_the_keyboard_stops_it(training):
    run = training.locator(".stop-button .run")
    run.press("Enter")
    expect(run).to_have_text("Pause")
    expect(training.locator(".stop-button output")).to_contain_text(re.compile(r"in epoch ([6-9]|\d\d);"))
    training.locator(".stop-button .stop").press("Space")
    expect(training.locator(".stop-button-summary")).to_contain_text("You stopped after epoch")
    stopped = answer(training)[1]
    assert stopped >= 6
    assert drawn(training) == stopped + 1
    expect(training.locator(".stop-button .stop")).to_be_disabled()


def test_another_training_begins_anew_and_the_last_epoch_stops_by_itself(training):
    press(training, "Stop here")
    press(training, "Another training")
    expect(training.locator(".stop-button-summary")).to_contain_text("A training of 120 epochs")
    assert drawn(training) == 1
    for _ in range(119):
        press(training, "One epoch")
    expect(training.locator(".stop-button-summary")).to_contain_text("You stopped after epoch 119")
    assert answer(training)[2] == {"0": 0, "1": 119}
    expect(training.locator(".stop-button-score")).to_contain_text("Your 2 trainings so far")


@pytest.mark.parametrize("theme", ["Light", "Dark"])
@pytest.mark.parametrize("width", [1400, 480])
def test_it_fits_in_a_wide_and_in_a_narrow_window(training, theme, width):
    look(training, theme, width)
    widget = training.locator(".stop-button")
    for _ in range(13):
        press(training, "One epoch")
    press(training, "Stop here")
    expect(training.locator(".stop-button-summary")).to_contain_text("You stopped")
    assert_fits_and_photograph(training, widget, f"stop-button-{theme}-{width}")
