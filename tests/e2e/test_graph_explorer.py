"""The graph explorer, stepped through in JupyterLab by mouse and by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import assert_fits_and_photograph, look, run_cell, show

pytestmark = pytest.mark.browser

SHOW = """
from dlcourse.widgets import GraphExplorer
graph = [("in", (0,)), ("in", (1,)), ("mul", (0, 1)), ("in", (2,)), ("add", (2, 3)), ("mul", (4, 4))]
explorer = GraphExplorer(graph, [0.5, 2.0, -3.0], names=["w", "x", "b"])
explorer
"""


@pytest.fixture
def graph(page, lab):
    """The page with the widget in it."""
    show(page, lab, "graph.ipynb", show=SHOW, ask="print(explorer.step)")
    expect(page.locator(".graph-sentence")).to_contain_text("Press Next")
    return page


def values(page):
    return page.locator(".graph-explorer .value").all_text_contents()


def slopes(page):
    return page.locator(".graph-explorer .grad").all_text_contents()


def test_next_and_back_bring_and_take_one_number(graph):
    expect(graph.get_by_role("button", name="Back")).to_be_disabled()
    graph.get_by_role("button", name="Next").click()
    graph.get_by_role("button", name="Next").click()
    expect(graph.locator(".graph-sentence")).to_have_text("Forward: x = 2.")
    assert values(graph) == ["0.5", "2", "", "", "", ""]
    graph.get_by_role("button", name="Back").click()
    expect(graph.locator(".graph-sentence")).to_have_text("Forward: w = 0.5.")
    assert values(graph) == ["0.5", "", "", "", "", ""]


def test_last_shows_every_value_and_slope_and_python_knows(graph):
    graph.get_by_role("button", name="Last").click()
    expect(graph.locator(".graph-explorer output")).to_have_text("13 of 13")
    assert values(graph) == ["0.5", "2", "1", "−3", "−2", "4"]
    assert slopes(graph) == ["−8", "−2", "−4", "−4", "−4", "1"]
    expect(graph.get_by_role("button", name="Next")).to_be_disabled()
    assert run_cell(graph, "ask")[0]["text"] == "13\n"


def test_the_arrow_keys_step_and_the_sentence_is_announced(graph):
    slider = graph.locator(".graph-explorer input")
    slider.focus()
    for _ in range(7):
        graph.keyboard.press("ArrowRight")
    expect(graph.locator(".graph-sentence")).to_contain_text("Backward begins")
    assert graph.locator(".graph-sentence").get_attribute("aria-live") == "polite"
    graph.keyboard.press("ArrowLeft")
    expect(graph.locator(".graph-explorer output")).to_have_text("6 of 13")
    assert slider.get_attribute("aria-valuetext") == "6 of 13"


def test_each_node_says_its_name_value_and_slope(graph):
    graph.get_by_role("button", name="Last").click()
    node = graph.locator('.graph-explorer .node[data-node="0"]')
    expect(node).to_have_attribute("aria-label", "w: value 0.5, slope −8")


def test_a_share_marks_the_edge_it_went_along(graph):
    graph.get_by_role("button", name="Last").click()
    expect(graph.locator(".graph-explorer .edge.now")).to_have_count(1)
    expect(graph.locator(".graph-explorer .node.now")).to_have_count(1)


@pytest.mark.parametrize("theme", ["Light", "Dark"])
@pytest.mark.parametrize("width", [1400, 480])
def test_it_fits_in_a_wide_and_in_a_narrow_window(graph, width, theme):
    look(graph, theme, width)
    graph.get_by_role("button", name="Last").click()
    picture = graph.locator(".graph-explorer")
    expect(picture).to_be_visible()
    assert_fits_and_photograph(graph, picture, f"graph-{theme}-{width}")
