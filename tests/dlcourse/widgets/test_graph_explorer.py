import xml.etree.ElementTree as ET

import numpy as np
import pytest
import traitlets

from dlcourse import backprop
from dlcourse.widgets import GraphExplorer
from dlcourse.widgets.graph_explorer import graph_steps, layout

NEURON = [("in", (0,)), ("in", (1,)), ("mul", (0, 1)), ("in", (2,)), ("add", (2, 3)), ("tanh", (4,))]
NAMES = ["w", "x", "b"]


def explorer(**options):
    return GraphExplorer(NEURON, [0.5, 2.0, -1.0], names=NAMES, **options)


@pytest.mark.parametrize("seed", range(5))
def test_the_last_gradient_of_each_node_is_that_of_the_backward_pass(seed):
    nodes = backprop.random_graph(seed, operations=8)
    inputs = np.random.default_rng(seed).normal(size=4)
    steps = graph_steps(nodes, inputs, ["a", "b", "c", "d"], len(nodes) - 1)
    last = {s["node"]: s["grad"] for s in steps if s["phase"] != "forward"}
    grads = backprop.backward_graph(nodes, backprop.forward_graph(nodes, inputs), len(nodes) - 1)
    for node, shown in last.items():
        assert float(shown.replace("−", "-")) == pytest.approx(grads[node], rel=1e-3)
    assert all(grads[node] == 0 for node in range(len(nodes)) if node not in last)


def test_values_come_first_then_the_seed_then_one_step_for_each_edge():
    phases = [s["phase"] for s in explorer().steps]
    assert phases == ["forward"] * 6 + ["seed"] + ["backward"] * 5


def test_a_node_used_twice_says_how_its_slope_adds_up():
    square = GraphExplorer([("in", (0,)), ("mul", (0, 0))], [3.0], names=["x"])
    assert square.steps[-2]["sentence"].endswith("hands 3 to x, which now has 3.")
    assert square.steps[-1]["sentence"].endswith("hands 3 to x, which now has 6.")
    assert square.steps[-2]["edge"] != square.steps[-1]["edge"]


def test_every_node_stands_to_the_right_of_what_it_uses_and_none_on_another():
    nodes = backprop.random_graph(3, operations=10)
    places = layout(nodes)
    assert len(set(places.values())) == len(nodes)
    for i, (op, arguments) in enumerate(nodes):
        if op != "in":
            assert all(places[a][0] < places[i][0] for a in arguments)


def test_without_a_kernel_the_finished_graph_can_be_seen_and_read():
    data, _ = explorer()._repr_mimebundle_()
    assert 'alt="A computational graph of 6 nodes' in data["text/html"]
    assert "the slopes are w" in data["text/plain"]
    groups = [g for g in ET.fromstring(data["image/svg+xml"]) if g.get("class") == "node"]
    assert len(groups) == 6


def test_the_picture_begins_bare_and_a_step_stays_within_bounds():
    picture = explorer()
    assert "0.5" not in picture.picture
    picture.step = 1000
    assert picture.step == len(picture.steps)
    with pytest.raises(traitlets.TraitError):
        picture.step = -1


def test_names_are_text_and_never_markup():
    picture = GraphExplorer([("in", (0,)), ("exp", (0,))], [1.0], names=["<b>"])
    assert "<b>" not in picture.picture
    ET.fromstring(picture.picture)
