"""The plots that follow controls, played with in JupyterLab by mouse and by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import assert_fits_and_photograph, look, show, told

pytestmark = pytest.mark.browser

SHOWN = {
    "ActivationMicroscope": "ActivationMicroscope(mean=1, sd=3)",
    "BatchLever": 'BatchLever(results.table("capstone", "batch_size"), fixed=100)',
    "BatchThermometer": "BatchThermometer(batch_size=4, lr=0.04)",
    "DepthAndGain": "DepthAndGain(kind='sigmoid')",
    "DifferenceMicroscope": "DifferenceMicroscope(h=1e-12)",
    "GapMeter": 'GapMeter(results.table("dropout", "keep_prob"))',
    "PatienceSlider": 'PatienceSlider(results.table("early_stopping", "curves")["noisy"])',
    "Scissors": 'Scissors(results.table("transfer_learning", "layers"), kept=3, labels=50)',
    "TransformMixer": "TransformMixer(dense(64, 8, 0), (X.reshape(-1, 8, 8), y), degrees=30)",
}
BEFORE = """\
from dlcourse import data, results, widgets
from dlcourse.augmentation import dense
X, y = data.digits()"""
ASK = "import json\nprint(json.dumps([picture.positions, picture.axes, picture.summary]))"


@pytest.fixture
def picture(page, lab, request):
    """The page with a picture in it: the one named, or else the microscope."""
    made = getattr(request, "param", "DifferenceMicroscope")
    show(page, lab, "controls.ipynb", show=f"{BEFORE}\npicture = widgets.{SHOWN[made]}\npicture", ask=ASK)
    expect(page.locator(".controlled-plot-summary")).not_to_be_empty()
    return page


def drawn(page):
    """What Python knows of the controls; the page says it, and has drawn every mark of it."""
    positions, axes = told(page, ".controlled-plot-summary")
    expect(page.locator(".controlled-plot-axes")).to_have_count(len(axes))
    expect(page.locator(".controlled-plot-axes > svg > svg > g")).to_have_count(sum(len(ax["marks"]) for ax in axes))
    return positions


def test_a_word_is_chosen_from_its_list(picture):
    picture.get_by_label("precision").select_option("float32")
    expect(picture.locator(".controlled-plot-summary")).to_contain_text("float32")
    picture.get_by_label("difference").select_option("forward")
    expect(picture.locator(".controlled-plot-summary")).to_contain_text("A forward difference")
    assert drawn(picture) == [48, 1, 1]


def test_the_mouse_drags_a_slider(picture):
    slider = picture.get_by_role("slider", name="width h")
    box = slider.bounding_box()
    picture.mouse.move(box["x"] + 8 + (box["width"] - 16) * 48 / 64, box["y"] + box["height"] / 2)
    picture.mouse.down()
    picture.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    picture.mouse.up()
    value = slider.get_attribute("aria-valuetext")
    assert value == picture.locator(".controlled-plot label b").inner_text()
    said = f"width {value.replace('e-', 'e-0')} in float64"
    expect(picture.locator(".controlled-plot-summary")).to_contain_text(said)
    [position, *_] = drawn(picture)
    assert 28 <= position <= 36


def test_the_keyboard_moves_a_slider_step_by_step_and_to_its_ends(picture):
    slider = picture.get_by_role("slider", name="width h")
    for key, position in (("Home", 0), ("ArrowRight", 1), ("End", 64), ("ArrowLeft", 63)):
        slider.press(key)
        expect(slider).to_be_focused()
        expect(slider).to_have_value(str(position))
        assert drawn(picture)[0] == position


@pytest.mark.parametrize("picture", SHOWN, indirect=True)
def test_each_fits_in_wide_and_narrow_windows_and_its_ends_can_be_drawn(picture, request):
    name = request.node.callspec.params["picture"].lower()
    for slider in picture.locator(".controlled-plot input").all():
        for end in ("Home", "End"):
            slider.press(end)
            drawn(picture)
    for theme in ("Light", "Dark"):
        for width in (1400, 480):
            look(picture, theme, width)
            assert_fits_and_photograph(picture, picture.locator(".controlled-plot"), f"{name}-{theme}-{width}")
