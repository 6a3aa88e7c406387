"""The exercises of chapter 2: their cases, and the wrong answers we can explain."""

import numpy as np

from autograder.exercise import Exercise, Written
from dlcourse import backprop as right


def dependency_cases(rng):
    """A node with two parents, a chain, shared nodes, skip connections, strangers, and a chain too deep to recurse."""
    yield {"c": ["a", "b"]}, "c"
    yield {"b": ["a"], "c": ["b"], "d": ["c"]}, "d"
    yield {}, "a"
    yield {"d": ["c", "a"], "c": ["a"], "z": ["a"]}, "d"
    yield {"e": ["d", "a"], "d": ["c", "a"], "c": ["b"], "b": ["a"], "z": ["e"]}, "e"
    yield {"L": ["s", "w"], "s": ["p", "q"], "p": ["w", "x"], "q": ["p", "x"]}, "L"
    for size in (8, 15):
        used = {i: sorted({int(j) for j in rng.integers(0, i, min(i, 2))}) for i in range(1, size)}
        yield {f"n{i}": [f"n{j}" for j in js] for i, js in used.items()}, f"n{size - 1}"
    yield {f"n{i}": [f"n{i - 1}"] for i in range(1, 3000)}, "n2999"


def is_an_order(case, order):
    """What is wrong with `order`: any order will do in which each node comes once, after all that it uses."""
    parents, out = case
    needed = set(right.topo_order(parents, out))
    if len(set(order)) < len(order):
        return "returned a list in which a node stands twice"
    if set(order) != needed:
        extra, missing = sorted(set(map(str, order)) - needed), sorted(needed - set(order))
        what = f"lacks {missing[0]}" if missing else f"holds {extra[0]}, which {out} does not use"
        return f"returned a list that {what}"
    position = {name: i for i, name in enumerate(order)}
    for name in order:
        for parent in parents.get(name, []):
            if position[parent] > position[name]:
                return f"returned a list with {name} before {parent}, though {name} uses {parent}"
    return None


def before_its_parents(parents, out):
    return right.topo_order(parents, out)[::-1]


def by_first_visit(parents, out):
    order, stack = [], [out]
    while stack:
        name = stack.pop()
        if name not in order:
            order.append(name)
            stack.extend(reversed(parents.get(name, [])))
    return order[::-1]


def by_distance(parents, out):
    order = [out]
    for name in order:
        order.extend(p for p in dict.fromkeys(parents.get(name, [])) if p not in order)
    return order[::-1]


def recursive(parents, out):
    order, seen = [], set()

    def visit(name):
        if name not in seen:
            seen.add(name)
            for parent in parents.get(name, []):
                visit(parent)
            order.append(name)

    visit(out)
    return order


def every_path(parents, out):
    order, stack = [], [(out, False)]
    while stack and len(order) < 100_000:
        name, ready = stack.pop()
        if ready or not parents.get(name):
            order.append(name)
        else:
            stack.append((name, True))
            stack.extend((p, False) for p in reversed(parents[name]))
    return order


def all_keys(parents, out):
    names = dict.fromkeys([*(p for ps in parents.values() for p in ps), *parents, out])
    order = []
    for name in names:
        order.extend(n for n in right.topo_order(parents, name) if n not in order)
    return order


topo_order = Exercise(
    right.topo_order,
    dependency_cases,
    {
        "Your order runs from the output to the inputs: each node must come after everything that it uses.": (
            before_its_parents
        ),
        "You list a node when you first meet it, which fails where a node is shared: list it when everything that it "
        "uses has been listed.": by_first_visit,
        "You sort by the distance from the output: a skip connection is short and still has to wait, so distance is "
        "no order.": by_distance,
        "Your function calls itself, and Python gives up near 1000 calls: keep your own stack, a list.": recursive,
        "You list a node once for each path that reaches it: keep a set of those that are done.": every_path,
        "You list nodes that the output does not use: start from `out` and walk only what it needs.": all_keys,
    },
    points=8,
    accepts=is_an_order,
)


def graph_cases(rng):
    """A tree, a node used twice, an output that is not last, random graphs, doublings that punish paths, a long chain."""

    def case(nodes, inputs, out=None):
        return nodes, right.forward_graph(nodes, inputs), len(nodes) - 1 if out is None else out

    yield case([("in", (0,)), ("mul", (0, 0))], [3.0])
    yield case([("in", (0,)), ("in", (1,)), ("mul", (0, 1)), ("in", (2,)), ("add", (2, 3))], [2.0, 3.0, 1.0])
    yield case([("in", (0,)), ("relu", (0,)), ("exp", (0,)), ("sigmoid", (2,)), ("add", (1, 3))], [-0.5])
    yield case([("in", (0,)), ("tanh", (0,)), ("add", (0, 1)), ("mul", (2, 1)), ("exp", (3,))], [0.3], out=2)
    for _ in range(8):
        nodes = right.random_graph(int(rng.integers(2**32)), operations=12)
        yield case(nodes, rng.normal(size=4))
    yield case(right.random_graph(int(rng.integers(2**32))), rng.normal(size=4), out=20)
    yield case(right.doublings(22), [1.0])
    yield case([("in", (0,)), *(("tanh", (k,)) for k in range(2000))], [0.5])


def backward_with(slopes=right.SLOPES, *, assign=False, order=None, seed=None):
    """A wrong backward pass that differs from the reference in one thing."""

    def backward(nodes, values, out):
        grads = [0.0] * len(nodes)
        grads[out if seed is None else seed] = 1.0
        for node in order(len(nodes), out) if order else range(len(nodes) - 1, -1, -1):
            operation, arguments = nodes[node]
            if operation == "in":
                continue
            local = slopes[operation](values[node], *(values[i] for i in arguments))
            for argument, slope in zip(arguments, local, strict=True):
                grads[argument] = grads[node] * slope + (0.0 if assign else grads[argument])
        return grads

    return backward


def over_paths(nodes, values, out):
    grads = [0.0] * len(nodes)
    stack = [(out, 1.0)]
    while stack:
        node, grad = stack.pop()
        grads[node] += grad
        operation, arguments = nodes[node]
        if operation != "in":
            local = right.SLOPES[operation](values[node], *(values[i] for i in arguments))
            stack.extend((argument, grad * slope) for argument, slope in zip(arguments, local, strict=True))
    return grads


def by_recursion(nodes, values, out):
    sys_like_limit = 900

    def depth(node, level=0):
        operation, arguments = nodes[node]
        return level if operation == "in" else depth(arguments[0], level + 1)

    depth(out)
    return backward_with()(nodes, values, out) if len(nodes) > sys_like_limit else right.backward_graph(nodes, values, out)
