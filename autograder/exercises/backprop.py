"""The exercises of chapter 2: their cases, and the wrong answers we can explain."""

import numpy as np

from autograder.exercise import Exercise, Help, Mistake, Written
from dlcourse import backprop as right

ENOUGH = 100_000  # items of a list that grows with the paths


def dependency_cases(rng):
    """Two parents, one used twice, a chain, shared nodes, skip connections, strangers, too deep, and too many paths."""
    yield {"c": ["a", "b"]}, "c"
    yield {"y": ["x", "x"]}, "y"
    yield {"b": ["a"], "c": ["b"], "d": ["c"]}, "d"
    yield {}, "a"
    yield {"d": ["c", "a"], "c": ["a"], "z": ["a"]}, "d"
    yield {"e": ["d", "a"], "d": ["c", "a"], "c": ["b"], "b": ["a"], "z": ["e"]}, "e"
    yield {"L": ["s", "w"], "s": ["p", "q"], "p": ["w", "x"], "q": ["p", "x"]}, "L"
    for size in (8, 15, 25):
        used = {i: rng.integers(0, i, 2).tolist() for i in range(1, size)}
        names = [f"n{k}" for k in rng.permutation(size)]  # neither they nor their order in the dict tell anything
        yield {names[i]: [names[j] for j in used[i]] for i in rng.permutation(range(1, size))}, names[-1]
    yield {f"n{i}": [f"n{i - 1}"] for i in range(1, 3000)}, "n2999"
    yield {f"n{i}": [f"n{i - 1}", f"n{i - 2}"] for i in range(2, 60)}, "n59"


def is_an_order(case, order):
    """What is wrong with `order`: any order will do in which each node comes once, after all that it uses."""
    parents, out = case
    if not all(isinstance(name, str) for name in order):
        return "returned a list that holds something other than names"
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
    while stack and len(order) < ENOUGH:
        name, ready = stack.pop()
        if ready or not parents.get(name):
            order.append(name)
        else:
            stack.append((name, True))
            stack.extend((p, False) for p in reversed(parents[name]))
    return order


def all_keys(parents, out):
    return right.topo_order({**parents, "": [*parents, out]}, "")[:-1]


def each_node(case, order):
    parents, out = case
    return sorted(order) == sorted({*parents, *(name for used in parents.values() for name in used), out})


def turned_around(case, order):
    return is_an_order(case, order[::-1]) is None


def met_from_the_output(case, order):
    """Whether `order` is, from its end, one in which a search from the output may first meet the nodes."""
    parents, out = case
    met = {out}
    for name in order[::-1]:
        if name not in met:
            return False
        met.update(parents.get(name, []))
    return sorted(order) == sorted(met)


def met_by_distance(case, order):
    far = {case[1]: 0}
    for name in right.topo_order(*case)[::-1]:
        for parent in case[0].get(name, []):
            far[parent] = min(far[name] + 1, far.get(parent, np.inf))
    distances = [far[name] for name in order]
    return sorted(order) == sorted(far) and distances == sorted(distances, reverse=True)


topo_order = Exercise(
    right.topo_order,
    dependency_cases,
    {
        "Your order runs from the output to the inputs: each node must come after everything that it uses.": (
            Mistake(before_its_parents, turned_around)
        ),
        "You sort by the distance from the output: a skip connection is short and still has to wait, so distance is "
        "no order.": Mistake(by_distance, met_by_distance),
        "You list a node when you first meet it, which fails where a node is shared: list it when everything that it "
        "uses has been listed.": Mistake(by_first_visit, met_from_the_output),
        "Your function calls itself, and Python gives up near 1000 calls: keep your own stack, a list.": recursive,
        "You list a node once for each path that reaches it: keep a set of those that are done.": every_path,
        "You list nodes that the output does not use: start from `out` and walk only what it needs.": (
            Mistake(all_keys, each_node)
        ),
    },
    points=8,
    seconds=2.0,
    accepts=is_an_order,
    by_hand=("TopologicalSorter", "topological_sort"),
    help=Help(
        section="2.2 A neuron opens into a graph",
        step=(
            "Draw three nodes, c that uses b that uses a: walking back from c, which of them may be written down "
            "first? Keep the names that are not finished in a list, in place of a function that calls itself, and "
            "all you have met in a set."
        ),
        question=(
            "A node may be written down only after everything it uses: how does your loop notice that it has come back "
            "to a node and none of its parents is left?"
        ),
        idea=(
            "This is a depth-first walk with a stack of its own: a node is written down once its last parent is, and "
            "the set keeps it from being entered twice. Another way counts for each node how many of its parents are "
            "missing and writes it down when there are none (Kahn 1962)."
        ),
    ),
)


def node_cases(rng):
    """Each operation, at positive and negative arguments, relu at 0, and a product that is 0."""
    yield "mul", 6.0, [2.0, 3.0]
    yield "add", 5.0, [2.0, 3.0]
    yield "relu", 0.0, [0.0]
    yield "mul", 0.0, [0.0, float(rng.uniform(1, 2))]
    for signed in ("+mul", "+sigmoid", "-sigmoid", "+tanh", "+relu", "-relu", "+exp"):
        operation, sign = signed[1:], float(signed[0] + "1")
        arguments = [sign * abs(float(a)) for a in rng.normal(size=2 if operation == "mul" else 1)]
        yield operation, float(right.OPERATIONS[operation](*arguments)), arguments


def slopes_with(operation, slope):
    """Wrong slopes that differ from the reference in one operation."""
    return lambda op, value, arguments: (
        slope(value, *arguments) if op == operation else right.slopes(op, value, arguments)
    )


slopes = Exercise(
    right.slopes,
    node_cases,
    {
        "You swapped the slopes of a product: d(ab)/da is b, the OTHER factor.": slopes_with(
            "mul", lambda value, a, b: (a, b)
        ),
        "Your relu lets every gradient through: where its output is 0, its slope is 0.": slopes_with(
            "relu", lambda value, a: (1.0,)
        ),
        "Your relu has slope 1 at exactly 0: the convention, here and in torch, is 0.": slopes_with(
            "relu", lambda value, a: (float(a >= 0),)
        ),
        "Your sigmoid slope uses the input: the formula s (1 - s) is for the OUTPUT s.": slopes_with(
            "sigmoid", lambda value, a: (a * (1 - a),)
        ),
        "Your tanh slope uses the input: the formula 1 - t^2 is for the OUTPUT t.": slopes_with(
            "tanh", lambda value, a: (1 - a**2,)
        ),
        "You gave the arguments of the sum: each argument of a sum has the slope 1.": slopes_with(
            "add", lambda value, a, b: (a, b)
        ),
        "You gave the value of the sum: each argument of a sum has the slope 1.": slopes_with(
            "add", lambda value, a, b: (value, value)
        ),
        "Your exponential has the slope of a power: the slope of e^a is e^a, its own value.": slopes_with(
            "exp", lambda value, a: (a * np.exp(a - 1),)
        ),
    },
    points=6,
    help=Help(
        section="2.3 Forward, then backward",
        step=(
            'Begin with "add" and "mul", and return a tuple with one slope for each argument. In a product of 3 and 5, '
            "by how much does the result grow if the 3 becomes a 4?"
        ),
        question=(
            "How can the slopes of sigmoid, tanh and exp be written with `value`, the number that came out, and "
            "nothing else?"
        ),
        idea=(
            "A product hands to each factor the other one, and sigmoid, tanh and exp have slopes made of their own "
            "output, so no exponential is computed a second time. A chain of `if` does as well as the dict."
        ),
    ),
)


def graph_cases(rng):
    """A tree, a node used twice, early and late, an output that is not last, random graphs, doublings, a long chain."""

    def case(nodes, inputs, out=None):
        return nodes, right.forward_graph(nodes, inputs), len(nodes) - 1 if out is None else out

    yield case([("in", (0,)), ("mul", (0, 0))], [3.0])
    yield case([("in", (0,)), ("in", (1,)), ("mul", (0, 1)), ("in", (2,)), ("add", (2, 3))], [2.0, 3.0, 1.0])
    yield case([("in", (0,)), ("relu", (0,)), ("exp", (0,)), ("sigmoid", (2,)), ("add", (1, 3))], [-0.5])
    yield case([("in", (0,)), ("tanh", (0,)), ("add", (0, 1)), ("mul", (2, 1)), ("exp", (3,))], [0.3], out=2)
    for last in ((1, 2), (2, 1)):  # node 1 is also used by node 2, and so is complete only after it
        yield case([("in", (0,)), ("exp", (0,)), ("exp", (1,)), ("add", last)], [float(rng.uniform(-1, 0.5))])
    for _ in range(8):
        nodes = right.random_graph(int(rng.integers(2**32)), operations=12)
        yield case(nodes, rng.normal(size=4))
    yield case(right.random_graph(int(rng.integers(2**32))), rng.normal(size=4), out=20)
    yield case(right.doublings(26), [1.0])
    yield case([("in", (0,)), *(("tanh", (k,)) for k in range(2000))], [0.5])


def backward_with(*, assign=False, order=None, times_grad=True):
    """A wrong backward pass that differs from the reference in one thing."""

    def backward(nodes, values, out):
        grads = [0.0] * len(nodes)
        grads[out] = 1.0
        for node in order(len(nodes), out) if order else range(out, -1, -1):
            operation, arguments = nodes[node]
            if operation == "in":
                continue
            local = right.slopes(operation, values[node], [values[i] for i in arguments])
            for argument, slope in zip(arguments, local, strict=True):
                share = slope * (grads[node] if times_grad else 1.0)
                grads[argument] = share + (0.0 if assign else grads[argument])
        return grads

    return backward


def over_paths(nodes, values, out):
    grads = [0.0] * len(nodes)

    def visit(node, grad):
        grads[node] += grad
        operation, arguments = nodes[node]
        if operation != "in":
            local = right.slopes(operation, values[node], [values[i] for i in arguments])
            for argument, slope in zip(arguments, local, strict=True):
                visit(argument, grad * slope)

    visit(out, 1.0)
    return grads


def breadth_first(nodes, values, out):
    grads, queue = [0.0] * len(nodes), [out]
    grads[out] = 1.0
    for node in queue:
        operation, arguments = nodes[node]
        if operation == "in":
            continue
        local = right.slopes(operation, values[node], [values[i] for i in arguments])
        for argument, slope in zip(arguments, local, strict=True):
            grads[argument] += grads[node] * slope
            queue += [argument] * (argument not in queue)
    return grads


def with_recursive_order(nodes, values, out):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            if nodes[node][0] != "in":
                for argument in nodes[node][1]:
                    visit(argument)
            order.append(node)

    visit(out)
    return backward_with(order=lambda n, out: reversed(order))(nodes, values, out)


backward_graph = Exercise(
    right.backward_graph,
    graph_cases,
    {
        "You write grad = where grad += is needed: a node used twice receives two contributions, and they add up.": (
            backward_with(assign=True)
        ),
        "You hand on the slopes alone: each share is the slope TIMES the gradient of the node itself.": (
            backward_with(times_grad=False)
        ),
        "You walk from the inputs to the output: a node's turn comes after that of everything that uses it, so walk "
        "backwards.": backward_with(order=lambda n, out: range(n)),
        "You start at the last node: the slope of `out` with respect to itself is 1, wherever it stands.": (
            lambda nodes, values, out: right.backward_graph(nodes, values, len(nodes) - 1)
        ),
        "You follow every path by itself, and 26 doublings have 67 million: visit each node once, when its gradient "
        "is complete.": over_paths,
        "Your function calls itself, and Python gives up near 1000 calls: the list is in order already, so one loop "
        "backwards is enough.": with_recursive_order,
        "You go from `out` to its arguments, and to theirs: a node handed its gradient on before all that use it had "
        "added to it. The list is in order already, so walk it backwards.": breadth_first,
        "Your gradient of `out` itself is not 1: begin with grads[out] = 1.0.": (
            lambda nodes, values, out: [
                0.0 if i == out else g for i, g in enumerate(right.backward_graph(nodes, values, out))
            ]
        ),
    },
    points=8,
    seconds=1.0,
    help=Help(
        section="2.4 When a node is used twice",
        step=(
            "Make a list of zeros, one gradient for each node, and give `out` its own: the slope of a number with "
            "respect to itself. Then loop over the nodes from `out` to the front."
        ),
        question=(
            "Several nodes may hand a share to the same argument: what must your line do with the shares that came "
            "before?"
        ),
        idea=(
            "From the back to the front, every node's gradient is complete when its turn comes, because all that use "
            "it stand behind it. Adding the shares, where `=` would replace them, is right for two users and also for "
            "a node that uses one argument twice."
        ),
    ),
)


def stretched_cases(rng):
    """Axes added in front, axes of length 1 stretched, one or two, both, neither, and a number."""
    yield np.ones((4, 3)), (3,)
    yield np.ones((3, 4)), (3, 1)
    for shape, big in (
        *(((1,), (6,)), ((), (2, 2)), ((2, 3), (2, 3)), ((2, 1, 3), (5, 2, 4, 3)), ((1, 4), (3, 4))),
        ((1, 2, 1), (3, 2, 4)),
    ):
        yield rng.normal(size=big), shape


unbroadcast = Exercise(
    right.unbroadcast,
    stretched_cases,
    {
        "You took the mean over the copies: each copy influences the loss, so their gradients add up.": (
            lambda grad, shape: right.unbroadcast(grad, shape) * (np.prod(shape) / grad.size)
        ),
        "You kept the gradient of one copy and dropped the others: sum(result) must equal sum(grad).": (
            lambda grad, shape: grad[(0,) * (grad.ndim - len(shape))][
                tuple(slice(0, 1) if n == 1 else slice(None) for n in shape)
            ].copy()
        ),
        "You summed the axes that NumPy added in front, and forgot those of length 1 that it stretched.": (
            lambda grad, shape: grad.sum(axis=tuple(range(grad.ndim - len(shape))))
        ),
        "You summed the axes of length 1, and forgot those that NumPy adds in front.": (
            lambda grad, shape: grad.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)
        ),
        "You summed everything: only the copied axes disappear.": lambda grad, shape: np.full(shape, grad.sum()),
    },
    points=6,
    by_hand=("sum_to_size",),
    help=Help(
        section="2.6 From numbers to arrays",
        step=(
            "Compare the number of axes: where `grad` has more than `shape`, NumPy added the extra ones in front, and "
            "they are summed away first."
        ),
        question=(
            "Of the axes that are left, which have length 1 in `shape`, and how do you sum over an axis and still keep "
            "it?"
        ),
        idea=(
            "What was copied gets the sum over its copies: axes that NumPy added in front disappear, axes that it "
            "stretched go back to length 1. A loop that sums over one axis at a time does the same."
        ),
    ),
)


def logit_cases(rng):
    """Equal logits, one row, as many rows as classes, logits of a thousand, and one far above the others."""
    yield np.zeros((2, 2)), np.array([0, 1])
    yield np.array([[1.0, 2.0, 3.0]]), np.array([0])
    for n, k in ((3, 3), (5, 3), (4, 10)):
        yield 2 * rng.normal(size=(n, k)), rng.integers(0, k, n)
    yield np.array([[1000.0, 0.0], [0.0, -1000.0]]), np.array([1, 0])
    yield np.array([[-800.0, -805.0, -790.0]]), np.array([1])
    yield np.array([[900.0, 901.0], [-3.0, 2.0]]), np.array([0, 1])
    yield np.array([[1500.0, 0.0, 0.0], [0.0, 0.0, 0.0]]) + rng.normal(size=(2, 3)), rng.integers(0, 3, 2)


def without_shift(logits, y):
    rows, e = np.arange(len(y)), np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    loss = float(-np.mean(np.log(p[rows, y])))
    p[rows, y] -= 1
    return loss, p / len(y)


def down_the_columns(logits, y):
    rows, e = np.arange(len(y)), np.exp(logits - logits.max(axis=0))
    p = e / e.sum(axis=0)
    loss = float(-np.mean(np.log(p[rows, y])))
    p[rows, y] -= 1
    return loss, p / len(y)


def shifts_in_place(logits, y):
    logits -= logits.max(axis=1, keepdims=True)
    return right.softmax_cross_entropy(logits, y)


def subtracts_whole_columns(logits, y):
    loss, grad = right.softmax_cross_entropy(logits, y)
    p = grad * len(y)
    p[np.arange(len(y)), y] += 1
    p[:, y] -= 1
    return loss, p / len(y)


def log_of_probabilities(logits, y):
    rows = np.arange(len(y))
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    loss = float(-np.mean(np.log(p[rows, y])))
    p[rows, y] -= 1
    return loss, p / len(y)


def shifted_by_the_largest_of_all(logits, y):
    rows = np.arange(len(y))
    e = np.exp(logits - logits.max())
    log_sum = np.log(e.sum(axis=1))
    grad = e / e.sum(axis=1, keepdims=True)
    grad[rows, y] -= 1
    return float(np.mean(log_sum - (logits - logits.max())[rows, y])), grad / len(y)


def clipped_log(logits, y):
    rows = np.arange(len(y))
    grad = right.softmax_cross_entropy(logits, y)[1]
    p = grad[rows, y] * len(y) + 1
    return float(-np.mean(np.log(p + 1e-9))), grad


softmax_cross_entropy = Exercise(
    right.softmax_cross_entropy,
    logit_cases,
    {
        "Your exponential overflows: exp(1000) is infinite. Subtract the largest logit of each row first; the "
        "probabilities do not change.": without_shift,
        "Your gradient is n times too big: the loss is a mean over the rows, so each row counts 1/n.": (
            lambda logits, y: (
                right.softmax_cross_entropy(logits, y)[0],
                right.softmax_cross_entropy(logits, y)[1] * len(y),
            )
        ),
        "Your probabilities add up to 1 down the columns: normalize each example, which is a row (axis=1, "
        "keepdims=True).": down_the_columns,
        "You shift the caller's logits in place (logits -= ...): write shifted = logits - ...": shifts_in_place,
        "You subtract 1 from whole columns: P[:, y] picks columns; the pairs (row i, column y[i]) are "
        "P[np.arange(n), y].": subtracts_whole_columns,
        "You added a small number inside the logarithm, which caps the loss near 20.7: loss = log(sum of exp) - z_y "
        "needs no such help.": clipped_log,
        "You take the log of a probability that has become 0: log(e^z / sum) is z - log(sum), which never does.": (
            log_of_probabilities
        ),
        "You subtract the largest of ALL logits, and a row far below it is left with zeros: each row has its own.": (
            shifted_by_the_largest_of_all
        ),
        "Your gradient has the wrong sign: it is the probabilities minus the one-hot labels.": (
            lambda logits, y: (
                right.softmax_cross_entropy(logits, y)[0],
                -right.softmax_cross_entropy(logits, y)[1],
            )
        ),
        "Your loss is a sum over the rows where a mean is asked.": (
            lambda logits, y: (
                right.softmax_cross_entropy(logits, y)[0] * len(y),
                right.softmax_cross_entropy(logits, y)[1],
            )
        ),
    },
    points=10,
    help=Help(
        section="2.6 From numbers to arrays",
        step=(
            "Subtract from each row of logits its largest, and compute everything from the result. With "
            "`keepdims=True` the maxima stay a column, and the shapes fit."
        ),
        question=(
            "The gradient is the probabilities, less 1 at the right class of each row: how do you reach entry y[i] of "
            "every row i at once, and what does the mean still ask for?"
        ),
        idea=(
            "With the largest logit subtracted no exponential overflows, and the logarithm is taken of a sum that is "
            "at least 1, never of a probability that may be 0. With one-hot rows, `np.eye(k)[y]`, the gradient is a "
            "plain difference of two matrices, divided by n."
        ),
    ),
)


def network_cases(rng):
    """One example, several, one hidden unit, as many units as inputs, and one class whose logit is far above all."""
    for n, d, h, k in ((1, 2, 3, 2), (5, 4, 6, 3), (7, 3, 1, 2), (4, 4, 4, 4), (12, 5, 8, 3)):
        params = right.init_mlp(d, h, k, int(rng.integers(2**32)))
        params["b1"], params["b2"] = rng.normal(size=h), rng.normal(size=k)
        yield params, rng.normal(size=(n, d)), rng.integers(0, k, n)
    params = {**params, "W1": params["W1"] * (np.arange(h) > 0), "b1": params["b1"] * (np.arange(h) > 0)}
    yield params, rng.normal(size=(3, d)), rng.integers(0, k, 3)  # the first unit's sums are exactly 0
    params = params | {"b2": params["b2"] + 2000.0 * (np.arange(k) < 1)}
    yield dict(reversed(params.items())), rng.normal(size=(3, d)), np.array([0, 1, 0])


def own_softmax(params, X, y):
    Z = X @ params["W1"] + params["b1"]
    A = np.maximum(Z, 0)
    loss, dlogits = without_shift(A @ params["W2"] + params["b2"], y)
    dZ = dlogits @ params["W2"].T * (Z > 0)
    return loss, {"W1": X.T @ dZ, "b1": dZ.sum(axis=0), "W2": A.T @ dlogits, "b2": dlogits.sum(axis=0)}


def network_with(change):
    """A wrong backward pass that differs from the reference in what `change` does to its parts."""

    def loss_and_grads(params, X, y):
        Z = X @ params["W1"] + params["b1"]
        A = np.maximum(Z, 0)
        loss, dlogits = right.softmax_cross_entropy(A @ params["W2"] + params["b2"], y)
        dA = dlogits @ params["W2"].T
        dZ = dA * (Z > 0)
        grads = {"W1": X.T @ dZ, "b1": dZ.sum(axis=0), "W2": A.T @ dlogits, "b2": dlogits.sum(axis=0)}
        return loss, {**grads, **change(X, Z, A, dA, dZ, dlogits)}

    return loss_and_grads


mlp_loss_and_grads = Exercise(
    right.mlp_loss_and_grads,
    network_cases,
    {
        "Your relu mask looks at the sign of the gradient: it depends on the FORWARD value, Z > 0.": network_with(
            lambda X, Z, A, dA, dZ, dlogits: {"W1": X.T @ (dA * (dA > 0)), "b1": (dA * (dA > 0)).sum(axis=0)}
        ),
        "Your relu lets the gradient through where Z is exactly 0: the convention, here and in torch, is slope 0.": (
            network_with(
                lambda X, Z, A, dA, dZ, dlogits: {"W1": X.T @ (dA * (Z >= 0)), "b1": (dA * (Z >= 0)).sum(axis=0)}
            )
        ),
        "You forgot the relu on the way back: multiply dA by its slope, (Z > 0), before going on to W1.": network_with(
            lambda X, Z, A, dA, dZ, dlogits: {"W1": X.T @ dA, "b1": dA.sum(axis=0)}
        ),
        "Your bias gradients are means: the 1/n is in dlogits already, so sum the rows.": network_with(
            lambda X, Z, A, dA, dZ, dlogits: {"b1": dZ.mean(axis=0), "b2": dlogits.mean(axis=0)}
        ),
        "Your bias gradients have shape (1, h): a gradient has exactly the shape of its parameter.": network_with(
            lambda X, Z, A, dA, dZ, dlogits: {
                "b1": dZ.sum(axis=0, keepdims=True),
                "b2": dlogits.sum(axis=0, keepdims=True),
            }
        ),
        "Your gradient of W2 uses Z: what W2 was multiplied by is A, after the relu.": network_with(
            lambda X, Z, A, dA, dZ, dlogits: {"W2": Z.T @ dlogits}
        ),
        "Your own softmax overflows where a logit is in the thousands: call softmax_cross_entropy, which subtracts the "
        "largest first.": own_softmax,
        "You divided by n twice: softmax_cross_entropy has done it already.": (
            lambda params, X, y: (
                right.mlp_loss_and_grads(params, X, y)[0],
                {k: g / len(y) for k, g in right.mlp_loss_and_grads(params, X, y)[1].items()},
            )
        ),
    },
    points=14,
    help=Help(
        section="2.6 From numbers to arrays",
        step=(
            "Write the way forward and keep Z and A, because the way back needs both. `softmax_cross_entropy` then "
            "gives you the loss and the gradient that arrives at the logits."
        ),
        question=(
            "A weight matrix gets its input, transposed, times the gradient that arrives at its output: what arrives "
            "at Z, once it has gone back through W2 and relu?"
        ),
        idea=(
            "Every gradient is the one that arrives times the other factor, with the transpose that makes the shapes "
            "fit; a bias was copied to each row, so its gradient is a sum over rows. The 1/n of the mean is in the "
            "gradient of the logits already, and nothing else divides by n."
        ),
    ),
)


what_may_go = Written(
    "what_may_go",
    """\
The gradient of a node that is no weight may be let go as soon as it has been handed on to the node's arguments, and
that happens only after everything that uses the node has added its share. Before that it must be kept, because it is
not complete. Among the forward values those must be kept that some slope needs: the two factors of a product (for a
layer, its input and its weights), the output of sigmoid, tanh and exp, the sign of relu's input. A sum needs none for
its own slopes.

One output and a million weights: reverse mode gets all slopes in one backward pass, at the cost of two or three
forward passes; forward mode follows one input at a time, and needs a million passes. With one input and many outputs
it is the other way round.

Rubric: 1 point for "after it has been handed on", 1 for "not before all users have added their share", 2 for which
values must be kept, with an example; 1 for the cost of each mode here, 1 for when it turns around.""",
)
