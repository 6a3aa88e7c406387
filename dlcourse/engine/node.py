"""Nodes of a computational graph, and backpropagation through them.

A `Node` is a value, the nodes it was computed from (its parents), and its vjp. Parameters are nodes like any other;
the edges carry nothing. Call C the loss and g = dC/dy the gradient of a node's value y; g has the shape of y.
The vjp (vector-Jacobian product) of y = f(a) turns g into dC/da = (dy/da)^T g, without ever writing down the
matrix dy/da. It says

    accumulate(a, function, *arguments)        "a's share of the gradient is function(*arguments)"

and `accumulate` calls function(*arguments, out=array), or leaves it if no parameter is to be found behind a.
A vjp owns its g: it may overwrite it, or pass it on. The operations, each with its vjp, are in `graph`.

The design follows autodidact (Johnson 2017) and micrograd (Karpathy 2020); the theory is in Griewank and Walther
2008, ch. 3.
"""

import numpy as np

from dlcourse.engine.memory import keep_freed_memory

keep_freed_memory()


class GraphError(ValueError):
    """Something cannot be computed, or not be differentiated, and the sentence says what."""


class Node:
    """A value in the graph, and how it came about. `requires_grad`: the node is a parameter, or computed from one."""

    __slots__ = ("grad", "parents", "requires_grad", "value", "vjp")
    __array_ufunc__ = None  # array + node is our addition, not NumPy's

    def __init__(self, value, parents=(), vjp=None):
        self.value = np.asarray(value)
        self.parents = parents
        self.vjp = vjp
        self.grad = None
        self.requires_grad = any(parent.requires_grad for parent in parents)

    shape = property(lambda self: self.value.shape)

    @property
    def operation(self):
        """The name of the operation that made this node, "parameter" or "constant"."""
        if self.vjp is not None:
            return self.vjp.__qualname__.partition(".")[0]
        return "constant" if self.grad is None else "parameter"

    def __repr__(self):
        return f"<{self.operation} {self.shape}>"


def constant(value, dtype=None):
    """The node that holds `value`; a node stays as it is. float32 stays float32, other numbers become float64."""
    if isinstance(value, Node):
        return value
    value = np.asarray(value, dtype)
    return Node(value if value.dtype in (np.float32, np.float64) else value.astype(np.float64))


def parameter(value, dtype=None):
    """A node that learns: it holds a copy of `value`, and `backward` leaves the slope of the loss in its `grad`."""
    w = constant(np.array(value, dtype))
    w.grad, w.requires_grad = np.zeros_like(w.value), True
    return w


# Backpropagation


def topological(root, *, with_constants=False):
    """The nodes that `root` was computed from and root itself, each after its parents."""
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        node, parents_are_done = stack.pop()
        if parents_are_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent in node.parents if parent.requires_grad or with_constants)
    return order


def backward(loss, *, check_finite=False):
    """Put d loss / d w into w.grad, for every parameter w that `loss` was computed from.

    Each node is visited once, after every node that used it: by then all shares of its gradient have arrived, and
    their sum is the whole (the chain rule for several variables). Once a node has sent its parents their shares,
    nothing needs its own gradient any more, and it is let go; only a parameter keeps what it got, in place of what an
    earlier call left there. The graph is used up on the way, and with it go the values it held.

    `check_finite` asks first whether all values are finite, and names the first node where they are not.
    """
    check_can_start(loss)
    if check_finite:
        check_values(loss)
    gradients, order = {loss: np.ones_like(loss.value)}, topological(loss)

    def accumulate(node, function, *arguments):
        if not node.requires_grad:
            return
        if node in gradients:
            gradients[node] += function(*arguments, out=np.empty_like(node.value))
        else:
            out = np.empty_like(node.value) if node.grad is None else node.grad
            gradients[node] = function(*arguments, out=out)

    while order:
        node = order.pop()
        g = gradients.pop(node)
        if node.grad is None:
            node.vjp(g, accumulate)
            node.vjp, node.parents = used_up, ()
        elif g is not node.grad:
            node.grad[...] = g


def check_can_start(loss):
    """Raise the sentence that explains why there is no gradient of `loss`."""
    if loss.value.size != 1:
        message = f"backward starts from one number, and this node has shape {loss.shape}: take its sum or mean first."
        raise GraphError(message)
    if not loss.requires_grad:
        raise GraphError("backward found no parameter behind this value: make what should learn with parameter(...).")


def used_up(_g, _accumulate):
    """The vjp of a node whose gradient has been sent on."""
    message = "backward has been here before and used this part of the graph up: compute the loss again, then go back."
    raise GraphError(message)


def check_values(root):
    """Raise the name of the first node behind `root`, in order of computation, that holds a NaN or an infinity."""
    order = topological(root, with_constants=True)
    for position, node in enumerate(order, start=1):
        if not np.isfinite(node.value).all():
            made = f"{node.operation}({', '.join(map(repr, node.parents))})" if node.parents else node.operation
            what = "NaN" if np.isnan(node.value).any() else "an infinity"
            message = f"{what} appears first in {made}, node {position} of {len(order)}, of shape {node.shape}."
            raise GraphError(message)


def copy(g, out):
    """The gradient g once more, for an operation that sends it to several nodes."""
    out[...] = g
    return out


def pass_on(g, out):  # noqa: ARG001
    """The gradient g itself, for an operation that has no more use for it."""
    return g
