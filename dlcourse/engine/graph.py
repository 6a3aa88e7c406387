"""A computational graph over arrays: compute with nodes as with arrays, then send the error back.

Read top to bottom, after `node`, this module lets you

* write a formula with nodes, while a graph grows that remembers how each value came about;
* see for each operation, side by side, its value and what it does to a gradient on the way back.

    w, b = parameter([0.5, -1.0]), parameter(0.1)
    loss = ((np.array([[1.0, 2.0], [3.0, 4.0]]) @ w + b - np.array([1.0, 0.0])) ** 2).mean()
    backward(loss)                                      # now w.grad is d loss / d w, and b.grad is d loss / d b

Every operation reads alike: its value, and a nested vjp that takes the gradient g of that value (which it owns)
and adds to each operand its share. `g` has the shape of the value, a share the shape of the operand. An operation
on whole arrays is one node, so a graph of a network has tens of nodes, not millions. Operations that networks are
made of are in `operations` and `convolution`.
"""

import numpy as np

from dlcourse.engine.node import GraphError, Node, backward, constant, copy, parameter, pass_on, topological

__all__ = [
    "GraphError", "Node", "add", "backward", "broadcast", "check_product", "constant", "copy", "div", "exp", "log",
    "logistic", "matmul", "max_", "mean", "mul", "neg", "parameter", "pass_on", "power", "relu", "reshape", "sigmoid",
    "stretch", "sub", "sum_", "take", "tanh", "topological", "transpose",
]  # fmt: skip

# Broadcasting


def stretch(a, shape):
    """The node a, repeated along new axes and along axes of size 1, as NumPy's broadcasting does.

    What one copies, the other adds: the share of a number is the sum over its copies.
    """
    if a.shape == shape:
        return a
    sizes = (None,) * (len(shape) - len(a.shape)) + a.shape  # None for a new axis
    repeated = tuple(axis for axis, size in enumerate(sizes) if size != shape[axis])

    def vjp(g, accumulate):
        accumulate(a, lambda out: g.sum(repeated).reshape(a.shape))  # noqa: ARG005

    return Node(np.broadcast_to(a.value, shape), (a,), vjp)


def broadcast(operation, a, b):
    """The nodes a and b, stretched to the shape they have in common. A plain number takes the other's precision."""
    a = constant(a, b.value.dtype if isinstance(b, Node) else None)
    b = constant(b, a.value.dtype)
    if a.shape == b.shape:
        return a, b
    try:
        shape = np.broadcast_shapes(a.shape, b.shape)
    except ValueError:
        rule = "Counted from the right, sizes must be equal, or one of them 1."
        raise GraphError(f"{operation}: the shapes {a.shape} and {b.shape} do not fit. {rule}") from None
    return stretch(a, shape), stretch(b, shape)


# Arithmetic


def add(a, b):
    """The sum a + b. The gradient goes to both as it is."""
    a, b = broadcast("add", a, b)

    def vjp(g, accumulate):
        accumulate(a, copy, g)
        accumulate(b, pass_on, g)

    return Node(a.value + b.value, (a, b), vjp)


def sub(a, b):
    """The difference a - b."""
    a, b = broadcast("sub", a, b)

    def vjp(g, accumulate):
        accumulate(b, np.negative, g)
        accumulate(a, pass_on, g)

    return Node(a.value - b.value, (a, b), vjp)


def mul(a, b):
    """The product a b, number by number. The slope for one factor is the other."""
    a, b = broadcast("mul", a, b)

    def vjp(g, accumulate):
        accumulate(a, np.multiply, g, b.value)
        accumulate(b, np.multiply, g, a.value)

    return Node(a.value * b.value, (a, b), vjp)


def div(a, b):
    """The quotient y = a / b. Its slopes are 1 / b and -a / b^2 = -y / b."""
    a, b = broadcast("div", a, b)
    y = a.value / b.value

    def vjp(g, accumulate):
        accumulate(a, np.divide, g, b.value)
        accumulate(b, np.multiply, g, -y / b.value)

    return Node(y, (a, b), vjp)


def neg(a):
    """The opposite -a."""

    def vjp(g, accumulate):
        accumulate(a, np.negative, g)

    return Node(-a.value, (a,), vjp)


def power(a, k):
    """The power a^k, for a number k. Its slope is k a^(k - 1)."""
    if isinstance(k, Node):
        raise GraphError("power: the exponent must be a number. For two nodes write exp(k * log(a)).")

    def vjp(g, accumulate):
        accumulate(a, np.multiply, g, k * a.value ** (k - 1) if k else 0 * a.value)

    return Node(a.value**k, (a,), vjp)


def matmul(a, b):
    """The matrix products (..., N, D) @ (..., D, K); a vector is a row on the left, and a column on the right.

    With Y = A B and the gradient G of Y: dC/dA = G B^T and dC/dB = A^T G (Giles 2008, sec. 2.2.1).
    """
    a, b = constant(a), constant(b)
    if a.value.ndim == 1:
        return take(matmul(reshape(a, 1, -1), b), (..., 0) if b.value.ndim == 1 else (..., 0, slice(None)))
    if b.value.ndim == 1:
        return take(matmul(a, reshape(b, -1, 1)), (..., 0))
    check_product("matmul", a, b)
    if a.value.ndim > 2 or b.value.ndim > 2:
        many = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
        a, b = stretch(a, many + a.shape[-2:]), stretch(b, many + b.shape[-2:])

    def vjp(g, accumulate):
        accumulate(a, np.matmul, g, b.value.swapaxes(-1, -2))
        accumulate(b, np.matmul, a.value.swapaxes(-1, -2), g)

    return Node(a.value @ b.value, (a, b), vjp)


def check_product(operation, a, b):
    """Raise the sentence that explains why the matrices a and b cannot be multiplied."""
    if min(a.value.ndim, b.value.ndim) < 2 or a.shape[-1] != b.shape[-2]:
        rule = "The first must have as many columns as the second has rows."
        raise GraphError(f"{operation}: the shapes {a.shape} and {b.shape} do not fit. {rule}")


# Functions of each number


def exp(a):
    """The exponential e^a, its own slope."""
    y = np.exp(a.value)

    def vjp(g, accumulate):
        accumulate(a, np.multiply, g, y)

    return Node(y, (a,), vjp)


def log(a):
    """The natural logarithm. Its slope is 1 / a."""

    def vjp(g, accumulate):
        accumulate(a, np.divide, g, a.value)

    return Node(np.log(a.value), (a,), vjp)


def tanh(a):
    """The hyperbolic tangent; its slope 1 - y^2 is at most 1."""
    y = np.tanh(a.value)

    def vjp(g, accumulate):
        accumulate(a, np.multiply, g, 1 - y * y)

    return Node(y, (a,), vjp)


def logistic(x):
    """1 / (1 + e^-x) of numbers or an array, without overflow."""
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / (1 + e)


def sigmoid(a):
    """The logistic function; its slope y (1 - y) is at most 1/4."""
    y = logistic(a.value)

    def vjp(g, accumulate):
        accumulate(a, np.multiply, g, y * (1 - y))

    return Node(y, (a,), vjp)


def relu(a):
    """The rectifier max(a, 0); its slope is 1 above zero and 0 elsewhere."""
    y = np.zeros_like(a.value)
    np.maximum(a.value, y, out=y)  # several times faster with an array of zeros than with the number 0

    def vjp(g, accumulate):
        g *= y > 0  # several times faster than np.where, whose branches the processor cannot predict
        accumulate(a, pass_on, g)

    return Node(y, (a,), vjp)


# Sums, and the largest of several numbers


def lift(y, a, axis):
    """The array y with the axes that a reduction of the node `a` took away, as axes of size 1."""
    return y if axis is None or y.ndim == a.value.ndim else np.expand_dims(y, axis)


def sum_(a, axis=None, keepdims=False):
    """The sum over an axis or several. It is the reverse of stretching: what one adds, the other copies."""

    def vjp(g, accumulate):
        accumulate(a, copy, np.broadcast_to(lift(g, a, axis), a.shape))

    return Node(a.value.sum(axis=axis, keepdims=keepdims), (a,), vjp)


def mean(a, axis=None, keepdims=False):
    """The mean over an axis or several."""
    y = sum_(a, axis, keepdims)
    return y / (a.value.size / y.value.size)


def max_(a, axis=None, keepdims=False):
    """The maximum over an axis or several. Only the largest number gets a gradient; equals share it."""
    y = a.value.max(axis=axis, keepdims=keepdims)

    def vjp(g, accumulate):
        hit = a.value == lift(y, a, axis)
        accumulate(a, np.multiply, lift(g, a, axis), hit / hit.sum(axis=axis, keepdims=True, dtype=y.dtype))

    return Node(y, (a,), vjp)


# The same numbers in another order


def reshape(a, *shape):
    """The node a in another shape of as many numbers."""
    known = abs(np.prod(shape, dtype=int))  # of a shape with one -1, which NumPy works out, a divisor
    if a.value.size != known and not (-1 in shape and known and a.value.size % known == 0):
        raise GraphError(f"reshape: the {a.value.size} numbers of shape {a.shape} do not fill the shape {shape}.")

    def vjp(g, accumulate):
        accumulate(a, copy, g.reshape(a.shape))

    return Node(a.value.reshape(shape), (a,), vjp)


def transpose(a, *axes):
    """The node a with its axes in another order; without `axes`, in reverse order."""

    def vjp(g, accumulate):
        accumulate(a, pass_on, g.transpose(np.argsort(axes) if axes else None))

    return Node(a.value.transpose(axes or None), (a,), vjp)


def take(a, index):
    """The part a[index]: slices, integers, arrays of integers, masks. A number taken twice gets both gradients."""

    def vjp(g, accumulate):
        def put(out):
            out[...] = 0
            np.add.at(out, index, g)
            return out

        accumulate(a, put)

    return Node(a.value[index], (a,), vjp)


# Expressions of nodes read like expressions of arrays

Node.__add__ = Node.__radd__ = add
Node.__mul__ = Node.__rmul__ = mul
Node.__sub__, Node.__rsub__ = sub, lambda a, b: sub(b, a)
Node.__truediv__, Node.__rtruediv__ = div, lambda a, b: div(b, a)
Node.__matmul__, Node.__rmatmul__ = matmul, lambda a, b: matmul(b, a)
Node.__neg__, Node.__pow__, Node.__getitem__ = neg, power, take
Node.sum, Node.mean, Node.max = sum_, mean, max_
Node.reshape, Node.transpose, Node.T = reshape, transpose, property(transpose)
