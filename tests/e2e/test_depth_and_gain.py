"""The deep network to choose, played with in JupyterLab by mouse and by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import assert_fits_and_photograph, look, show, told

pytestmark = pytest.mark.browser

SHOW = "from dlcourse.widgets import DepthAndGain\nnetwork = DepthAndGain(depth=20, gain=1, kind='tanh')\nnetwork"
ASK = "import json\nprint(json.dumps([network.depth, network.gain, network.kind, network.norms, network.summary]))"


@pytest.fixture
def network(page, lab):
    """The page with the widget in it."""
    show(page, lab, "gain.ipynb", show=SHOW, ask=ASK)
    expect(page.locator(".depth-and-gain-summary")).to_contain_text("20 layers of tanh")
    return page


def drawn(page):
    """What Python knows, which the page says and draws as well."""
    *known, norms = told(page, ".depth-and-gain-summary")
    expect(page.locator(".depth-and-gain svg rect")).to_have_count(len(norms))
    return known


def test_the_activation_changes_what_arrives(network):
    network.locator(".depth-and-gain select").select_option("sigmoid")
    expect(network.locator(".depth-and-gain-summary")).to_contain_text("20 layers of sigmoid")
    expect(network.locator(".depth-and-gain-summary")).to_contain_text("vanishes")
    expect(network.locator(".depth-and-gain .vanishing").first).to_be_attached()
    assert drawn(network) == [20, 1, "sigmoid"]


def test_the_mouse_drags_the_size_of_the_weights(network):
    slider = network.locator(".depth-and-gain .gain").bounding_box()
    y = slider["y"] + slider["height"] / 2
    network.locator(".depth-and-gain select").select_option("relu")
    network.mouse.move(slider["x"] + 8 + (slider["width"] - 16) / 2.3, y)
    network.mouse.down()
    network.mouse.move(slider["x"] + 0.9 * slider["width"], y, steps=4)
    network.mouse.up()
    size = network.locator(".depth-and-gain output").nth(1).inner_text()
    expect(network.locator(".depth-and-gain-summary")).to_contain_text(f"weights of size {size}: the gradient explodes")
    assert drawn(network)[1] > 5


def test_the_keyboard_moves_both_sliders_to_their_ends(network):
    for name, end, value in (("depth", "End", 40), ("depth", "Home", 2), ("gain", "End", 20), ("gain", "Home", 0.1)):
        slider = network.locator(f".depth-and-gain .{name}")
        slider.press(end)
        expect(slider).to_be_focused()
        said = f"{value} layers" if name == "depth" else f"weights of size {value:g}:"
        expect(network.locator(".depth-and-gain-summary")).to_contain_text(said)
    assert drawn(network) == [2, 0.1, "tanh"]


@pytest.mark.parametrize("theme", ["Light", "Dark"])
@pytest.mark.parametrize("width", [1400, 480])
def test_it_fits_in_a_wide_and_in_a_narrow_window(network, theme, width):
    look(network, theme, width)
    network.locator(".depth-and-gain select").select_option("sigmoid")
    expect(network.locator(".depth-and-gain-summary")).to_contain_text("vanishes")
    assert_fits_and_photograph(network, network.locator(".depth-and-gain"), f"depth-and-gain-{theme}-{width}")
