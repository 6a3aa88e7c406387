"""A computational graph, one step at a time: first the values come, then the gradients.

Read top to bottom, this module lets you

* list the steps of a forward and a backward pass, each with the sentence that says what happens;
* lay the graph out, inputs on the left, and draw it with whatever the steps so far have brought to light;
* step through it, with buttons, a slider, or the arrow keys.

Python lays out, computes and draws; the browser (graph_explorer.js) only shows and hides.
"""

import base64
import html

import anywidget
import traitlets as t

from dlcourse.backprop import backward_graph, forward_graph, slopes
from dlcourse.widgets.drawing.picture import files

SYMBOLS = {"add": "+", "mul": "×", "sigmoid": "σ", "tanh": "tanh", "relu": "relu", "exp": "exp"}
WIDTH, HEIGHT = 104, 50  # of a node
COLUMN, ROW = 152, 66  # from one node to the next

# The steps


def node_names(nodes, names):
    """What each node is called: its input's name, or its operation and its place in the list."""
    return [names[a[0]] if op == "in" else f"{SYMBOLS[op]} (node {i})" for i, (op, a) in enumerate(nodes)]


def graph_steps(nodes, inputs, names, out):
    """The steps of both passes: dicts with the phase, the node, the edge walked, the gradient so far, a sentence."""
    values = forward_graph(nodes, inputs)
    called = node_names(nodes, names)
    steps = [_forward_step(nodes, values, called, i) for i in range(len(nodes))]
    sentence = f"Backward begins: the slope of {called[out]} with respect to itself is 1."
    steps.append({"phase": "seed", "node": out, "edge": "", "grad": show(1.0), "sentence": sentence})
    grads = {out: 1.0}
    for node in range(out, -1, -1):
        if node in grads and nodes[node][0] != "in":
            steps.extend(_backward_steps(nodes, values, called, grads, node))
    return steps


def _forward_step(nodes, values, called, i):
    op, arguments = nodes[i]
    uses = "" if op == "in" else " from " + " and ".join(f"{called[a]} = {show(values[a])}" for a in arguments)
    sentence = f"Forward: {called[i]} = {show(values[i])}{uses}."
    return {"phase": "forward", "node": i, "edge": "", "value": show(values[i]), "sentence": sentence}


def _backward_steps(nodes, values, called, grads, node):
    op, arguments = nodes[node]
    local = slopes(op, values[node], [values[a] for a in arguments])
    for place, (argument, slope) in enumerate(zip(arguments, local, strict=True)):
        share = grads[node] * slope
        has = f"{called[node]} has {show(grads[node])} and the slope {show(slope)} here"
        grads[argument] = grads.get(argument, 0.0) + share
        yield {
            "phase": "backward",
            "node": argument,
            "edge": f"{argument}-{node}-{place}",
            "grad": show(grads[argument]),
            "sentence": f"Backward: {has}, so it hands {show(share)} to {called[argument]}, which now has "
            f"{show(grads[argument])}.",
        }


def show(number):
    """A number in four digits."""
    return f"{number:.4g}".replace("-", "−")


# The picture


def layout(nodes):
    """The place (x, y) of each node: its column is the longest way from an input; an input stands beside its user."""
    depth = [0] * len(nodes)
    for i, (op, arguments) in enumerate(nodes):
        depth[i] = 0 if op == "in" else 1 + max(depth[a] for a in arguments)
    for i, (op, _) in enumerate(nodes):
        users = [depth[j] for j, (other, arguments) in enumerate(nodes) if other != "in" and i in arguments]
        if op == "in" and users:
            depth[i] = min(users) - 1
    columns = {}
    for i in sorted(range(len(nodes)), key=lambda i: (nodes[i][0] == "in", i)):
        columns.setdefault(depth[i], []).append(i)
    tallest = max(map(len, columns.values()))
    return {
        i: (8 + column * COLUMN, 8 + (row + (tallest - len(members)) / 2) * ROW)
        for column, members in columns.items()
        for row, i in enumerate(members)
    }


def graph_svg(nodes, names, steps):
    """The graph as SVG text, with everything that the `steps` have brought to light."""
    places = layout(nodes)
    width = max(x for x, _ in places.values()) + WIDTH + 8
    height = max(y for _, y in places.values()) + HEIGHT + 8
    values = {s["node"]: s["value"] for s in steps if s["phase"] == "forward"}
    grads = {s["node"]: s["grad"] for s in steps if s["phase"] != "forward"}
    edges = [
        _edge(places, a, i, place)
        for i, (op, arguments) in enumerate(nodes)
        if op != "in"
        for place, a in enumerate(arguments)
    ]
    boxes = [_box(nodes, names, places, i, values.get(i, ""), grads.get(i, "")) for i in range(len(nodes))]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'font-family="sans-serif" font-size="12">{"".join(edges)}{"".join(boxes)}</svg>'
    )


def _edge(places, start, end, place):
    (x1, y1), (x2, y2) = places[start], places[end]
    x1, y1, y2 = x1 + WIDTH, y1 + HEIGHT / 2, y2 + HEIGHT / 2 + (8 if place else -8)
    bend = f"C{x1 + 24:g} {y1:g} {x2 - 24:g} {y2:g} {x2:g} {y2:g}"
    return (
        f'<path class="edge" data-edge="{start}-{end}-{place}" d="M{x1:g} {y1:g}{bend}" fill="none" stroke="#767676"/>'
    )


def _box(nodes, names, places, i, value, grad):
    op, arguments = nodes[i]
    x, y = places[i]
    label = html.escape(names[arguments[0]] if op == "in" else SYMBOLS[op])
    fill = "#dceaf7" if op == "in" else "#ffffff"
    right = f'x="{WIDTH - 7}" text-anchor="end"'
    return (
        f'<g class="node" data-node="{i}" transform="translate({x:g} {y:g})">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="6" fill="{fill}" stroke="#444444"/>'
        f'<text class="name" x="7" y="18" font-weight="bold" fill="#111111">{label}</text>'
        f'<text class="value" {right} y="18" fill="#111111">{value}</text>'
        f'<text x="7" y="40" fill="#8a3a00">slope</text>'
        f'<text class="grad" {right} y="40" fill="#8a3a00">{grad}</text></g>'
    )


class GraphExplorer(anywidget.AnyWidget):
    """The picture to step through. `step` counts the steps shown; 0 is the bare graph.

    `nodes` is a list as in dlcourse.backprop, `inputs` the numbers of its "in" nodes, `names` their names; `out` is
    the node whose slopes are asked, the last by default.
    """

    _esm, _css = files(__file__)

    picture = t.Unicode().tag(sync=True)
    steps = t.List().tag(sync=True)
    names = t.List().tag(sync=True)
    step = t.Int(0, min=0).tag(sync=True)

    def __init__(self, nodes, inputs, names=None, out=None, **others):
        names = names or [f"x{k}" for k in range(len(inputs))]
        self.nodes, self.input_names = list(nodes), list(names)
        out = len(self.nodes) - 1 if out is None else out
        self.grads = backward_graph(self.nodes, forward_graph(self.nodes, inputs), out)
        steps = graph_steps(self.nodes, inputs, names, out)
        bare = graph_svg(self.nodes, names, [])
        super().__init__(picture=bare, steps=steps, names=node_names(self.nodes, names), **others)

    @t.validate("step")
    def _within(self, proposal):
        return min(proposal["value"], len(self.steps))

    def _repr_mimebundle_(self, **kwargs):
        """The widget for a front end that can show it; for all others the graph after its last step, in a figure."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        svg = graph_svg(self.nodes, self.input_names, self.steps)
        found = ", ".join(
            f"{self.input_names[a[0]]} {show(self.grads[i])}" for i, (op, a) in enumerate(self.nodes) if op == "in"
        )
        summary = f"A computational graph of {len(self.nodes)} nodes after both passes; the slopes are {found}."
        image = f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
        figure = (
            f'<figure style="margin:0"><img style="max-width:100%;background:white" alt="{html.escape(summary)}" '
            f'src="{image}"><figcaption>{html.escape(summary)}</figcaption></figure>'
        )
        return {**data, "text/html": figure, "image/svg+xml": svg, "text/plain": summary}, metadata
