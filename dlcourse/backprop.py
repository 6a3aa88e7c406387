"""Backpropagation: the chain rule, once through a graph, from the loss back to every weight.

Read top to bottom, this module lets you

* write a computation as a list of simple nodes, and find an order in which they can be evaluated;
* walk that list backwards once, and get the slope of the output with respect to every node;
* see why walking every path instead takes 2^n steps;
* undo broadcasting, and take the two steps that end and begin every network: softmax with cross-entropy, and a layer;
* check any gradient numerically, and choose the width of the difference.

A graph here is a list of nodes in an order in which each comes after what it uses. A node is (operation, arguments):
("in", (k,)) is input number k, and ("mul", (i, j)) multiplies the values of the nodes i and j.
"""

import numpy as np

from dlcourse.engine.graph import logistic

# A neuron opens into nodes

OPERATIONS = {
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "sigmoid": logistic,
    "tanh": np.tanh,
    "relu": lambda a: max(a, 0.0),
    "exp": np.exp,
}


def topo_order(parents, out):
    """An order in which the node `out` can be evaluated: a list of names, each after everything that it uses.

    `parents` maps a name to the list of the names it uses, perhaps one of them twice; a name that is no key uses none.
    The list holds `out`, last, and everything `out` depends on, each once. Where several orders are possible, any will
    do. Every name is visited once, however many paths lead to it.
    """
    order = []
    stack = [(out, iter(parents.get(out, [])))]
    entered = {out}
    while stack:
        name, waiting = stack[-1]
        parent = next(waiting, None)
        if parent is None:
            stack.pop()
            order.append(name)
        elif parent not in entered:
            entered.add(parent)
            stack.append((parent, iter(parents.get(parent, []))))
    return order


def forward_graph(nodes, inputs):
    """The value of every node: a list of numbers, one per node. `inputs` holds the numbers the "in" nodes name."""
    values = []
    for operation, arguments in nodes:
        if operation == "in":
            values.append(float(inputs[arguments[0]]))
        else:
            values.append(float(OPERATIONS[operation](*(values[i] for i in arguments))))
    return values


# Backwards, once


def slopes(operation, value, arguments):
    """The slopes of one node with respect to each of its arguments: a tuple of floats, one per argument.

    `operation` is "add", "mul", "sigmoid", "tanh", "relu" or "exp"; `arguments` holds the numbers that went in, two for
    "add" and "mul", one for the others, and `value` the number that came out. The slope of relu at 0 is 0.
    """
    if operation == "add":
        return 1.0, 1.0
    if operation == "mul":
        return arguments[1], arguments[0]
    slope = {
        "sigmoid": value * (1 - value),
        "tanh": 1 - value**2,
        "relu": float(value > 0),
        "exp": value,
    }[operation]
    return (slope,)


def backward_graph(nodes, values, out):
    """The slope of node `out` with respect to every node: a list of floats, one per node.

    `nodes` is a list of (operation, arguments) in which each node comes after those it uses, `values` the value of
    each (forward_graph). One pass from `out` to the front: when a node's turn comes, everything that uses it has been
    there already, so its gradient is complete, and it hands a share to each of its arguments:

        grad[argument] += grad[node] * slope of node with respect to argument

    slopes(operation, value, arguments) gives these slopes. Nodes that `out` does not depend on have slope 0.
    Griewank and Walther 2008, sec. 3.2.
    """
    grads = [0.0] * len(nodes)
    grads[out] = 1.0
    for node in range(out, -1, -1):
        operation, arguments = nodes[node]
        if operation == "in":
            continue
        local = slopes(operation, values[node], [values[i] for i in arguments])
        for argument, slope in zip(arguments, local, strict=True):
            grads[argument] += grads[node] * slope
    return grads


def path_grad(nodes, values, out, node):
    """The slope of `out` with respect to `node` as the sum over all paths, and how many nodes were visited.

    Right, and hopeless: a graph of n nodes may have 2^n paths.
    """
    if out == node:
        return 1.0, 1
    operation, arguments = nodes[out]
    if operation == "in":
        return 0.0, 1
    grad, visits = 0.0, 1
    local = slopes(operation, values[out], [values[i] for i in arguments])
    for argument, slope in zip(arguments, local, strict=True):
        below, visited = path_grad(nodes, values, argument, node)
        grad += slope * below
        visits += visited
    return grad, visits


def doublings(n):
    """A graph of n doublings, y = y + y, of one input: n + 1 nodes, 2^n paths, slope 2^n."""
    return [("in", (0,)), *(("add", (k, k)) for k in range(n))]


def random_graph(seed, inputs=4, operations=25):
    """A graph of `operations` random nodes on `inputs` inputs, in which any earlier node may be used again."""
    rng = np.random.default_rng(seed)
    nodes = [("in", (k,)) for k in range(inputs)]
    for _ in range(operations):
        operation = str(rng.choice(["add", "mul", "tanh", "sigmoid", "relu"]))
        count = 2 if operation in ("add", "mul") else 1
        nodes.append((operation, tuple(int(i) for i in rng.integers(0, len(nodes), count))))
    return nodes


# From numbers to arrays


def unbroadcast(grad, shape):
    """The gradient of an array of `shape` that NumPy had stretched to the shape of `grad`; an array of that `shape`.

    A value that was copied influences the loss through every copy, so its gradient is the sum over the copies: over
    the axes that NumPy added in front, and over those of length 1 that it stretched.
    """
    grad = grad.sum(axis=tuple(range(grad.ndim - len(shape))))
    stretched = tuple(i for i, length in enumerate(shape) if length == 1)
    return grad.sum(axis=stretched, keepdims=True)


def softmax_cross_entropy(logits, y):
    """The mean cross-entropy of softmax(logits) with the labels y, and its gradient with respect to the logits.

    logits (n, k), y (n,) integers from 0 to k - 1; returns the loss as a number and the gradient (n, k):

        loss = mean over rows of  log(sum_j e^z_j) - z_y        grad = (softmax(logits) - onehot(y)) / n

    Finite for logits of any size: the largest of each row is subtracted first, which changes neither.
    Bishop 2006, eq. 4.108, and 4.109 without its factor phi, as means.
    """
    rows = np.arange(len(y))
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(shifted).sum(axis=1))
    grad = np.exp(shifted - log_sum[:, None])
    grad[rows, y] -= 1
    return float(np.mean(log_sum - shifted[rows, y])), grad / len(y)


def mlp_loss_and_grads(params, X, y):
    """The loss of a network with one hidden layer of relu units, and its gradient for every parameter.

    params holds W1 (d, h), b1 (h,), W2 (h, k), b2 (k,), in any order; X (n, d); y (n,) integer labels. Returns the loss
    as a number and a dict of gradients with the same names and shapes, finite for logits of any size. Forward:

        Z = X W1 + b1    A = max(Z, 0)    logits = A W2 + b2    loss = softmax_cross_entropy(logits, y)

    Rumelhart, Hinton and Williams 1986.
    """
    Z = X @ params["W1"] + params["b1"]
    A = np.maximum(Z, 0)
    loss, dlogits = softmax_cross_entropy(A @ params["W2"] + params["b2"], y)
    dZ = dlogits @ params["W2"].T * (Z > 0)
    return loss, {"W1": X.T @ dZ, "b1": dZ.sum(axis=0), "W2": A.T @ dlogits, "b2": dlogits.sum(axis=0)}


def init_mlp(d, h, k, seed):
    """Random parameters for mlp_loss_and_grads: weights normal with variance 2 / fan_in, biases 0."""
    rng = np.random.default_rng(seed)
    return {
        "W1": rng.normal(0, np.sqrt(2 / d), (d, h)),
        "b1": np.zeros(h),
        "W2": rng.normal(0, np.sqrt(2 / h), (h, k)),
        "b2": np.zeros(k),
    }


# Checking


def difference_error(loss, w, direction, slope, h, *, central=True):
    """The relative error of a difference quotient of width h along `direction` against the true slope."""
    if central:
        quotient = (loss(w + h * direction) - loss(w - h * direction)) / (2 * h)
    else:
        quotient = (loss(w + h * direction) - loss(w)) / h
    return float(abs(quotient - slope) / abs(slope))
