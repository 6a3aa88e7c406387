"""Answers to the exercises on backpropagation, written from their docstrings, for `python -m benchmarks.teaching`."""


# wrong topo_order: out first
def topo_order(parents, out):
    order, seen = [], set()

    def visit(name):
        if name in seen:
            return
        seen.add(name)
        for p in parents.get(name, []):
            visit(p)
        order.append(name)

    visit(out)
    return order[::-1]


# wrong topo_order: names appended before what they use
def topo_order(parents, out):
    order, seen = [], set()

    def visit(name):
        if name in seen:
            return
        seen.add(name)
        order.append(name)
        for p in parents.get(name, []):
            visit(p)

    visit(out)
    return order


# wrong topo_order: pre-order reversed is no topological order
def topo_order(parents, out):
    order, stack = [], [out]
    while stack:
        name = stack.pop()
        if name in order:
            continue
        order.append(name)
        stack.extend(parents.get(name, []))
    return order[::-1]


# wrong topo_order: breadth first, reversed
def topo_order(parents, out):
    from collections import deque

    queue, seen = deque([out]), [out]
    while queue:
        for p in parents.get(queue.popleft(), []):
            if p not in seen:
                seen.append(p)
                queue.append(p)
    return list(reversed(seen))


# wrong topo_order: no record of what was visited
def topo_order(parents, out):
    order = []
    for p in parents.get(out, []):
        order += topo_order(parents, p)
    return order + [out]


# wrong topo_order: duplicates removed, but every path walked
def topo_order(parents, out):
    order = []

    def visit(name):
        for p in parents.get(name, []):
            visit(p)
        if name not in order:
            order.append(name)

    visit(out)
    return order


# wrong topo_order: a name that is no key is an error
def topo_order(parents, out):
    order, seen = [], set()

    def visit(name):
        seen.add(name)
        for p in parents[name]:
            if p not in seen:
                visit(p)
        order.append(name)

    visit(out)
    return order


# wrong topo_order: all nodes, also those out does not depend on
def topo_order(parents, out):
    order, seen = [], set()

    def visit(name):
        if name not in seen:
            seen.add(name)
            for p in parents.get(name, []):
                visit(p)
            order.append(name)

    for name in parents:
        visit(name)
    return order


# wrong topo_order: out itself left out
def topo_order(parents, out):
    order, seen = [], set()

    def visit(name):
        for p in parents.get(name, []):
            if p not in seen:
                seen.add(p)
                visit(p)
                order.append(p)

    visit(out)
    return order


# wrong topo_order: leaves left out
def topo_order(parents, out):
    order, seen = [], set()

    def visit(name):
        if name in seen or name not in parents:
            return
        seen.add(name)
        for p in parents[name]:
            visit(p)
        order.append(name)

    visit(out)
    return order


# wrong topo_order: alphabetical
def topo_order(parents, out):
    needed, stack = {out}, [out]
    while stack:
        for p in parents.get(stack.pop(), []):
            if p not in needed:
                needed.add(p)
                stack.append(p)
    return sorted(needed - {out}) + [out]


# wrong topo_order: recursion too deep for long chains
def topo_order(parents, out, seen=None):
    seen = set() if seen is None else seen
    seen.add(out)
    order = []
    for p in parents.get(out, []):
        if p not in seen:
            order.extend(topo_order(parents, p, seen))
    order.append(out)
    return order


# wrong topo_order: a default that remembers earlier calls
def topo_order(parents, out, order=[]):
    for p in parents.get(out, []):
        if p not in order:
            topo_order(parents, p)
    if out not in order:
        order.append(out)
    return order


# wrong topo_order: the order in which the keys stand
def topo_order(parents, out):
    order = []
    for name in parents:
        order.append(name)
        if name == out:
            break
    return order


# wrong topo_order: takes the parents' lists apart
def topo_order(parents, out):
    order, stack, seen = [], [out], {out}
    while stack:
        waiting = parents.get(stack[-1], [])
        if not waiting:
            order.append(stack.pop())
            continue
        p = waiting.pop(0)
        if p not in seen:
            seen.add(p)
            stack.append(p)
    return order


# wrong topo_order: only the direct parents
def topo_order(parents, out):
    return [*dict.fromkeys(parents.get(out, [])), out]


# wrong topo_order: counts a name used twice by one node twice, and never releases it
def topo_order(parents, out):
    needed, stack = {out}, [out]
    while stack:
        for p in parents.get(stack.pop(), []):
            if p not in needed:
                needed.add(p)
                stack.append(p)
    missing = {name: len(parents.get(name, [])) for name in needed}
    ready = [name for name in needed if missing[name] == 0]
    order = []
    while ready:
        done = ready.pop()
        order.append(done)
        for name in needed:
            if done in parents.get(name, []):
                missing[name] -= 1
                if missing[name] == 0:
                    ready.append(name)
    return order


# wrong topo_order: a generator in place of a list
def topo_order(parents, out):
    seen = set()

    def visit(name):
        if name not in seen:
            seen.add(name)
            for p in parents.get(name, []):
                yield from visit(p)
            yield name

    return visit(out)


# wrong topo_order: first parent only, and out first
def topo_order(parents, out):
    order = [out]
    while parents.get(order[-1]):
        order.append(parents[order[-1]][0])
    return order


# wrong topo_order: a set in place of a list, and out left out
def topo_order(parents, out):
    found = set()
    stack = list(parents.get(out, []))
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            stack += parents.get(name, [])
    return found


# right topo_order: a stack with marks for leaving
def topo_order(parents, out):
    order, seen, stack = [], set(), [(out, False)]
    while stack:
        name, done = stack.pop()
        if done:
            order.append(name)
        elif name not in seen:
            seen.add(name)
            stack.append((name, True))
            for p in parents.get(name, ()):
                if p not in seen:
                    stack.append((p, False))
    return order


# right topo_order: Kahn, counting users, from out to the front
def topo_order(parents, out):
    users, stack, seen = {out: 0}, [out], {out}
    while stack:
        name = stack.pop()
        for p in parents.get(name, []):
            users[p] = users.get(p, 0) + 1
            if p not in seen:
                seen.add(p)
                stack.append(p)
    ready, backward = [out], []
    while ready:
        name = ready.pop()
        backward.append(name)
        for p in parents.get(name, []):
            users[p] -= 1
            if users[p] == 0:
                ready.append(p)
    return backward[::-1]


# right topo_order: depth of each name, found from the leaves up, then sorted by it
def topo_order(parents, out):
    depth, stack = {}, [out]
    while stack:
        name = stack[-1]
        uses = parents.get(name, [])
        unknown = [p for p in uses if p not in depth]
        if unknown:
            stack.extend(unknown)
        else:
            depth[name] = 1 + max((depth[p] for p in uses), default=0)
            stack.pop()
    return sorted(depth, key=depth.get)


# right topo_order: Kahn from the leaves
def topo_order(parents, out):
    from collections import defaultdict

    needed, stack = {out}, [out]
    users = defaultdict(list)
    missing = {}
    while stack:
        name = stack.pop()
        uses = set(parents.get(name, []))
        missing[name] = len(uses)
        for p in uses:
            users[p].append(name)
            if p not in needed:
                needed.add(p)
                stack.append(p)
    ready = [name for name, count in missing.items() if count == 0]
    for name in ready:
        for user in users[name]:
            missing[user] -= 1
            if missing[user] == 0:
                ready.append(user)
    return ready


# right topo_order: recursion in a thread of its own would be odd, so a longer limit
def topo_order(parents, out):
    import sys

    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, 10 * (len(parents) + 100)))
    order = {}
    entered = set()

    def visit(name):
        entered.add(name)
        for p in parents.get(name, []):
            if p not in entered:
                visit(p)
        order[name] = None

    try:
        visit(out)
    finally:
        sys.setrecursionlimit(limit)
    return list(order)


# right topo_order: a stack whose top waits until all its parents are done
def topo_order(parents, out):
    done = {}
    stack = [out]
    while stack:
        top = stack[-1]
        open_parents = [p for p in parents.get(top, []) if p not in done]
        if open_parents:
            stack.append(open_parents[0])
        else:
            done[stack.pop()] = True
    return list(done)


# wrong slopes: product's slopes not exchanged
def slopes(operation, value, arguments):
    if operation == "add":
        return (1.0, 1.0)
    if operation == "mul":
        return arguments[0], arguments[1]
    x = arguments[0]
    if operation == "relu":
        return (1.0 if x > 0 else 0.0,)
    if operation == "exp":
        return (value,)
    if operation == "tanh":
        return (1 - value * value,)
    return (value * (1 - value),)


# wrong slopes: sigmoid's slope at the argument in place of the value
def slopes(operation, value, arguments):
    if operation == "add":
        return (1.0, 1.0)
    if operation == "mul":
        a, b = arguments
        return b, a
    (x,) = arguments
    return ({"relu": float(x > 0), "exp": value, "tanh": 1 - value**2, "sigmoid": x * (1 - x)}[operation],)


# wrong slopes: tanh of tanh
def slopes(operation, value, arguments):
    if operation == "add":
        return (1.0, 1.0)
    if operation == "mul":
        a, b = arguments
        return b, a
    if operation == "tanh":
        return (1 - np.tanh(value) ** 2,)
    return ({"relu": float(value > 0), "exp": value, "sigmoid": value * (1 - value)}[operation],)


# wrong slopes: relu's slope at 0 is 1
def slopes(operation, value, arguments):
    if operation == "add":
        return (1.0, 1.0)
    if operation == "mul":
        a, b = arguments
        return b, a
    if operation == "relu":
        return (1.0 if arguments[0] >= 0 else 0.0,)
    return ({"tanh": 1 - value**2, "exp": value, "sigmoid": value * (1 - value)}[operation],)


# wrong slopes: relu's slope at 0 is a half
def slopes(operation, value, arguments):
    if operation == "add":
        return (1.0, 1.0)
    if operation == "mul":
        a, b = arguments
        return b, a
    if operation == "relu":
        return (0.5 * (1 + float(np.sign(arguments[0]))),)
    return ({"tanh": 1 - value**2, "exp": value, "sigmoid": value * (1 - value)}[operation],)


# wrong slopes: a number in place of a tuple for one argument
def slopes(operation, value, arguments):
    if operation == "add":
        return 1.0, 1.0
    if operation == "mul":
        return arguments[1], arguments[0]
    if operation == "sigmoid":
        return value * (1 - value)
    if operation == "tanh":
        return 1 - value**2
    if operation == "relu":
        return 1.0 if value > 0 else 0.0
    return value


# wrong slopes: one slope for a sum
def slopes(operation, value, arguments):
    if operation == "mul":
        return arguments[1], arguments[0]
    return (
        {"add": 1.0, "tanh": 1 - value**2, "exp": value, "sigmoid": value * (1 - value), "relu": float(value > 0)}[
            operation
        ],
    )


# wrong slopes: exp of the value
def slopes(operation, value, arguments):
    if operation == "add":
        return 1.0, 1.0
    if operation == "mul":
        return arguments[1], arguments[0]
    if operation == "exp":
        return (float(np.exp(value)),)
    return ({"tanh": 1 - value**2, "sigmoid": value * (1 - value), "relu": float(value > 0)}[operation],)


# wrong slopes: exp by the rule of powers
def slopes(operation, value, arguments):
    if operation == "add":
        return 1.0, 1.0
    if operation == "mul":
        return arguments[1], arguments[0]
    x = arguments[0]
    return (
        {"exp": x * np.exp(x - 1), "tanh": 1 - value**2, "sigmoid": value * (1 - value), "relu": float(x > 0)}[
            operation
        ],
    )


# wrong slopes: relu hands on its value
def slopes(operation, value, arguments):
    if operation == "add":
        return 1.0, 1.0
    if operation == "mul":
        return arguments[1], arguments[0]
    return ({"exp": value, "tanh": 1 - value**2, "sigmoid": value * (1 - value), "relu": max(value, 0.0)}[operation],)


# wrong slopes: tanh with a plus
def slopes(operation, value, arguments):
    match operation:
        case "add":
            return (1.0, 1.0)
        case "mul":
            return (arguments[1], arguments[0])
        case "tanh":
            return (1 + value**2,)
        case "sigmoid":
            return (value * (1 - value),)
        case "relu":
            return (float(value > 0),)
        case "exp":
            return (value,)


# wrong slopes: tanh with the sigmoid's rule
def slopes(operation, value, arguments):
    if operation == "add":
        return 1.0, 1.0
    if operation == "mul":
        return arguments[1], arguments[0]
    if operation in ("sigmoid", "tanh"):
        return (value * (1 - value),)
    return (value,) if operation == "exp" else (float(value > 0),)


# wrong slopes: sigmoid with the wrong sign
def slopes(operation, value, arguments):
    if operation == "add":
        return 1.0, 1.0
    if operation == "mul":
        return arguments[1], arguments[0]
    return ({"exp": value, "tanh": 1 - value**2, "sigmoid": value * (value - 1), "relu": float(value > 0)}[operation],)


# wrong slopes: the product for both
def slopes(operation, value, arguments):
    if operation == "add":
        return 1.0, 1.0
    if operation == "mul":
        return value, value
    return ({"exp": value, "tanh": 1 - value**2, "sigmoid": value * (1 - value), "relu": float(value > 0)}[operation],)


# wrong slopes: product over the argument fails at 0
def slopes(operation, value, arguments):
    if operation == "add":
        return 1.0, 1.0
    if operation == "mul":
        return tuple(value / a for a in arguments)
    return ({"exp": value, "tanh": 1 - value**2, "sigmoid": value * (1 - value), "relu": float(value > 0)}[operation],)


# wrong slopes: the arguments of the sum
def slopes(operation, value, arguments):
    if operation == "add":
        return tuple(arguments)
    if operation == "mul":
        return arguments[1], arguments[0]
    return ({"exp": value, "tanh": 1 - value**2, "sigmoid": value * (1 - value), "relu": float(value > 0)}[operation],)


# wrong slopes: leaky relu
def slopes(operation, value, arguments):
    if operation == "add":
        return 1.0, 1.0
    if operation == "mul":
        return arguments[1], arguments[0]
    if operation == "relu":
        return (1.0,) if arguments[0] > 0 else (0.01,)
    return ({"exp": value, "tanh": 1 - value**2, "sigmoid": value * (1 - value)}[operation],)


# wrong slopes: forward differences, too coarse
def slopes(operation, value, arguments):
    h = 1e-2
    f = {
        "add": lambda a, b: a + b,
        "mul": lambda a, b: a * b,
        "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
        "tanh": np.tanh,
        "relu": lambda x: max(x, 0),
        "exp": np.exp,
    }[operation]
    result = []
    for i in range(len(arguments)):
        moved = list(arguments)
        moved[i] += h
        result.append(float((f(*moved) - value) / h))
    return tuple(result)


# wrong slopes: exchanged product and exp's exponent as slope
def slopes(operation, value, arguments):
    if operation == "add":
        return (1.0, 1.0)
    if operation == "mul":
        return tuple(arguments)
    x = arguments[0]
    return ({"exp": x, "tanh": 1 - value**2, "sigmoid": value * (1 - value), "relu": float(x > 0)}[operation],)


# wrong slopes: sigmoid without the derivative, relu 1 everywhere
def slopes(operation, value, arguments):
    if operation == "add":
        return 1.0, 1.0
    if operation == "mul":
        return arguments[1], arguments[0]
    return ({"exp": value, "tanh": 1 - value**2, "sigmoid": value, "relu": 1.0}[operation],)


# right slopes: match
def slopes(operation, value, arguments):
    match operation:
        case "add":
            return 1.0, 1.0
        case "mul":
            a, b = arguments
            return b, a
        case "sigmoid":
            return (value - value**2,)
        case "tanh":
            return ((1 - value) * (1 + value),)
        case "relu":
            return (1.0,) if arguments[0] > 0 else (0.0,)
        case "exp":
            return (value,)


# right slopes: a table of functions
def slopes(operation, value, arguments):
    table = {
        "add": lambda v, a, b: (1.0, 1.0),
        "mul": lambda v, a, b: (b, a),
        "sigmoid": lambda v, x: (v * (1 - v),),
        "tanh": lambda v, x: (1 - v**2,),
        "relu": lambda v, x: (float(x > 0),),
        "exp": lambda v, x: (v,),
    }
    return table[operation](value, *arguments)


# right slopes: from the arguments alone
def slopes(operation, value, arguments):
    import math

    if operation == "add":
        return tuple(1.0 for _ in arguments)
    if operation == "mul":
        return tuple(reversed(arguments))
    x = arguments[0]
    if operation == "sigmoid":
        s = 1 / (1 + math.exp(-x))
        return (s * (1 - s),)
    if operation == "tanh":
        return (1 / math.cosh(x) ** 2,)
    if operation == "exp":
        return (math.exp(x),)
    return (1.0 if x > 0 else 0.0,)


# right slopes: torch differentiates
def slopes(operation, value, arguments):
    import torch

    inputs = [torch.tensor(float(a), dtype=torch.float64, requires_grad=True) for a in arguments]
    out = getattr(torch, operation)(*inputs)
    out.backward()
    return tuple(i.grad.item() for i in inputs)


# right slopes: complex step, with relu by itself
def slopes(operation, value, arguments):
    if operation == "relu":
        return (float(value > 0),)
    f = {
        "add": lambda a, b: a + b,
        "mul": lambda a, b: a * b,
        "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
        "tanh": np.tanh,
        "exp": np.exp,
    }[operation]
    found = []
    for i in range(len(arguments)):
        z = [complex(a) for a in arguments]
        z[i] += 1e-30j
        found.append(float(f(*z).imag / 1e-30))
    return tuple(found)


# right slopes: a chain of early returns, floats at the end
def slopes(operation, value, arguments):
    v = value
    if operation == "exp":
        result = [v]
    elif operation == "relu":
        result = [v > 0]
    elif operation == "tanh":
        result = [1 - v * v]
    elif operation == "sigmoid":
        result = [v * (1 - v)]
    elif operation == "add":
        result = [1, 1]
    else:
        result = arguments[::-1]
    return tuple(float(r) for r in result)


# wrong backward_graph: assigned in place of added
def backward_graph(nodes, values, out):
    grads = [0.0] * len(nodes)
    grads[out] = 1.0
    for i in range(out, -1, -1):
        op, args = nodes[i]
        if op == "in":
            continue
        for a, s in zip(args, slopes(op, values[i], [values[j] for j in args])):
            grads[a] = grads[i] * s
    return grads


# wrong backward_graph: from front to back
def backward_graph(nodes, values, out):
    grads = [0.0] * len(nodes)
    grads[out] = 1.0
    for i, (op, args) in enumerate(nodes[: out + 1]):
        if op != "in":
            for a, s in zip(args, slopes(op, values[i], [values[j] for j in args])):
                grads[a] += grads[i] * s
    return grads


# wrong backward_graph: starts at the last node, whatever out is
def backward_graph(nodes, values, out):
    grads = [0.0] * len(nodes)
    grads[-1] = 1.0
    for i in reversed(range(len(nodes))):
        op, args = nodes[i]
        if op != "in":
            for a, s in zip(args, slopes(op, values[i], [values[j] for j in args])):
                grads[a] += grads[i] * s
    return grads


# wrong backward_graph: out's own slope stays 0
def backward_graph(nodes, values, out):
    grads = [0.0] * len(nodes)
    op, args = nodes[out]
    if op != "in":
        for a, s in zip(args, slopes(op, values[out], [values[j] for j in args])):
            grads[a] += s
    for i in range(out - 1, -1, -1):
        op, args = nodes[i]
        if op != "in":
            for a, s in zip(args, slopes(op, values[i], [values[j] for j in args])):
                grads[a] += grads[i] * s
    return grads


# wrong backward_graph: starts with out's value
def backward_graph(nodes, values, out):
    grads = [0.0] * len(nodes)
    grads[out] = values[out]
    for i in range(out, -1, -1):
        op, args = nodes[i]
        if op != "in":
            for a, s in zip(args, slopes(op, values[i], [values[j] for j in args])):
                grads[a] += grads[i] * s
    return grads


# wrong backward_graph: the node's own gradient forgotten
def backward_graph(nodes, values, out):
    grads = [0.0] * len(nodes)
    grads[out] = 1.0
    for i in range(out, -1, -1):
        op, args = nodes[i]
        if op != "in" and grads[i] != 0:
            for a, s in zip(args, slopes(op, values[i], [values[j] for j in args])):
                grads[a] += s
    return grads


# wrong backward_graph: node 0 never reached
def backward_graph(nodes, values, out):
    grads = [0.0] * len(nodes)
    grads[out] = 1.0
    for i in range(out, 0, -1):
        op, args = nodes[i]
        if op == "in":
            break
        for a, s in zip(args, slopes(op, values[i], [values[j] for j in args])):
            grads[a] += grads[i] * s
    return grads


# wrong backward_graph: out left out of the pass
def backward_graph(nodes, values, out):
    grads = [0.0] * len(nodes)
    grads[out] = 1.0
    for i in range(out - 1, -1, -1):
        op, args = nodes[i]
        if op != "in":
            for a, s in zip(args, slopes(op, values[i], [values[j] for j in args])):
                grads[a] += grads[i] * s
    return grads


# wrong backward_graph: indices handed to slopes in place of values
def backward_graph(nodes, values, out):
    grads = [0.0] * len(nodes)
    grads[out] = 1.0
    for i in range(out, -1, -1):
        op, args = nodes[i]
        if op != "in":
            for a, s in zip(args, slopes(op, values[i], args)):
                grads[a] += grads[i] * s
    return grads


# wrong backward_graph: recursion that hands on each node's share again
def backward_graph(nodes, values, out):
    grads = [0.0] * len(nodes)
    grads[out] = 1.0

    def visit(i):
        op, args = nodes[i]
        if op == "in":
            return
        for a, s in zip(args, slopes(op, values[i], [values[j] for j in args])):
            grads[a] += grads[i] * s
            visit(a)

    visit(out)
    return grads


# wrong backward_graph: only the first argument
def backward_graph(nodes, values, out):
    grads = [0.0] * len(nodes)
    grads[out] = 1.0
    for i in range(out, -1, -1):
        op, args = nodes[i]
        if op != "in":
            local = slopes(op, values[i], [values[j] for j in args])
            grads[args[0]] += grads[i] * local[0]
    return grads


# wrong backward_graph: list as long as out + 1
def backward_graph(nodes, values, out):
    grads = [0.0] * (out + 1)
    grads[out] = 1.0
    for i in range(out, -1, -1):
        op, args = nodes[i]
        if op != "in":
            for a, s in zip(args, slopes(op, values[i], [values[j] for j in args])):
                grads[a] += grads[i] * s
    return grads


# wrong backward_graph: slopes of inputs only
def backward_graph(nodes, values, out):
    grads = [0.0] * len(nodes)
    grads[out] = 1.0
    for i in range(out, -1, -1):
        op, args = nodes[i]
        if op != "in":
            for a, s in zip(args, slopes(op, values[i], [values[j] for j in args])):
                grads[a] += grads[i] * s
            grads[i] = 0.0
    return grads


# wrong backward_graph: added to the node, not to the argument
def backward_graph(nodes, values, out):
    grads = [0.0] * len(nodes)
    grads[out] = 1.0
    for i in range(out, -1, -1):
        op, args = nodes[i]
        if op != "in":
            for a, s in zip(args, slopes(op, values[i], [values[j] for j in args])):
                grads[i] += grads[a] * s
    return grads


# wrong backward_graph: shares go to the arguments in the wrong order
def backward_graph(nodes, values, out):
    grads = [0.0] * len(nodes)
    grads[out] = 1.0
    for i in range(out, -1, -1):
        op, args = nodes[i]
        if op != "in":
            for a, s in zip(reversed(args), slopes(op, values[i], [values[j] for j in args])):
                grads[a] += grads[i] * s
    return grads


# wrong backward_graph: a node that uses another twice counted once
def backward_graph(nodes, values, out):
    grads = [0.0] * len(nodes)
    grads[out] = 1.0
    for i in range(out, -1, -1):
        op, args = nodes[i]
        if op != "in":
            share = dict(zip(args, slopes(op, values[i], [values[j] for j in args])))
            for a, s in share.items():
                grads[a] += grads[i] * s
    return grads


# wrong backward_graph: slope of the argument's own operation
def backward_graph(nodes, values, out):
    grads = [0.0] * len(nodes)
    grads[out] = 1.0
    for i in range(out, -1, -1):
        op, args = nodes[i]
        if op != "in":
            for a in args:
                s = slopes(op, values[a], [values[j] for j in args])[0]
                grads[a] += grads[i] * s
    return grads


# wrong backward_graph: gradients averaged over uses
def backward_graph(nodes, values, out):
    grads, uses = [0.0] * len(nodes), [0] * len(nodes)
    grads[out] = 1.0
    for i in range(out, -1, -1):
        op, args = nodes[i]
        if uses[i] > 1:
            grads[i] /= uses[i]
        if op != "in":
            for a, s in zip(args, slopes(op, values[i], [values[j] for j in args])):
                grads[a] += grads[i] * s
                uses[a] += 1
    return grads


# wrong backward_graph: from the last node, and assigned
def backward_graph(nodes, values, out):
    grads = [0.0] * len(nodes)
    grads[-1] = 1.0
    for i in range(len(nodes) - 1, -1, -1):
        op, args = nodes[i]
        if op != "in":
            for a, s in zip(args, slopes(op, values[i], [values[j] for j in args])):
                grads[a] = grads[i] * s
    return grads


# wrong backward_graph: argument and value exchanged, and front to back
def backward_graph(nodes, values, out):
    grads = [0.0] * len(nodes)
    grads[out] = 1.0
    for i in range(out + 1):
        op, args = nodes[i]
        if op != "in":
            local = slopes(op, values[args[0]], [values[i]] * len(args))
            for k in range(len(args)):
                grads[args[k]] += grads[i] * local[k]
    return grads


# right backward_graph: enumerate, reversed
def backward_graph(nodes, values, out):
    grads = [0.0 for _ in nodes]
    grads[out] = 1.0
    for i, (op, args) in reversed(list(enumerate(nodes))):
        if op == "in" or i > out:
            continue
        local = slopes(op, values[i], [values[a] for a in args])
        for k in range(len(args)):
            grads[args[k]] = grads[args[k]] + local[k] * grads[i]
    return grads


# right backward_graph: all nodes, those after out add 0
def backward_graph(nodes, values, out):
    grads = [1.0 if i == out else 0.0 for i in range(len(nodes))]
    for i in range(len(nodes))[::-1]:
        operation, arguments = nodes[i]
        if operation != "in" and grads[i]:
            parts = slopes(operation, values[i], tuple(values[j] for j in arguments))
            for j, part in zip(arguments, parts):
                grads[j] += part * grads[i]
    return grads


# right backward_graph: a heap of nodes whose turn comes
def backward_graph(nodes, values, out):
    import heapq

    grads = {out: 1.0}
    waiting = [-out]
    while waiting:
        i = -heapq.heappop(waiting)
        op, args = nodes[i]
        if op == "in":
            continue
        local = slopes(op, values[i], [values[a] for a in args])
        for a, s in zip(args, local):
            if a not in grads:
                grads[a] = 0.0
                heapq.heappush(waiting, -a)
            grads[a] += grads[i] * s
    return [grads.get(i, 0.0) for i in range(len(nodes))]


# right backward_graph: lists taken from the end
def backward_graph(nodes, values, out):
    todo = list(nodes[: out + 1])
    grads = np.zeros(len(nodes)).tolist()
    grads[out] += 1
    while todo:
        operation, arguments = todo.pop()
        node = len(todo)
        if operation == "in":
            continue
        inputs = [values[a] for a in arguments]
        first, *second = slopes(operation, values[node], inputs)
        grads[arguments[0]] += first * grads[node]
        if second:
            grads[arguments[1]] += second[0] * grads[node]
    return grads


# right backward_graph: recursion over users, remembered
def backward_graph(nodes, values, out):
    users = [[] for _ in nodes]
    for i, (op, args) in enumerate(nodes[: out + 1]):
        if op != "in":
            for a, s in zip(args, slopes(op, values[i], [values[j] for j in args])):
                users[a].append((i, s))
    known = [None] * len(nodes)
    for a in range(len(nodes) - 1, -1, -1):
        known[a] = 1.0 if a == out else float(sum(known[i] * s for i, s in users[a]))
    return known


# right backward_graph: a NumPy vector of gradients, given back as a list
def backward_graph(nodes, values, out):
    g = np.zeros(len(nodes))
    g[out] = 1
    i = out
    while i >= 0:
        op, args = nodes[i]
        if op != "in":
            local = np.array(slopes(op, values[i], [values[j] for j in args]), dtype=float)
            np.add.at(g, list(args), g[i] * local)
        i -= 1
    return [float(x) for x in g]


# wrong unbroadcast: the mean over the copies
def unbroadcast(grad, shape):
    grad = grad.mean(axis=tuple(range(grad.ndim - len(shape))))
    axes = tuple(i for i, n in enumerate(shape) if n == 1)
    return grad.mean(axis=axes, keepdims=True)


# wrong unbroadcast: only the axes in front
def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    return grad


# wrong unbroadcast: only the axes of length 1
def unbroadcast(grad, shape):
    for i, n in enumerate(shape):
        if n == 1:
            grad = grad.sum(axis=i, keepdims=True)
    return grad


# wrong unbroadcast: keepdims forgotten
def unbroadcast(grad, shape):
    grad = grad.sum(axis=tuple(range(grad.ndim - len(shape))))
    return grad.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1))


# wrong unbroadcast: the last axes summed in place of the first
def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=-1)
    for i, n in enumerate(shape):
        if n == 1:
            grad = grad.sum(axis=i, keepdims=True)
    return grad


# wrong unbroadcast: reshaped
def unbroadcast(grad, shape):
    return np.resize(grad, shape)


# wrong unbroadcast: the first copy
def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad[0]
    for i, n in enumerate(shape):
        if n == 1:
            grad = np.take(grad, [0], axis=i)
    return grad


# wrong unbroadcast: always over axis 0
def unbroadcast(grad, shape):
    if grad.shape == tuple(shape):
        return grad
    return grad.sum(axis=0).reshape(shape)


# wrong unbroadcast: the total, stretched
def unbroadcast(grad, shape):
    return np.full(shape, grad.sum())


# wrong unbroadcast: axes of length 1 summed while their numbers shift
def unbroadcast(grad, shape):
    extra = grad.ndim - len(shape)
    for i in range(extra):
        grad = grad.sum(axis=i)
    for i, n in enumerate(shape):
        if n == 1:
            grad = grad.sum(axis=i, keepdims=True)
    return grad


# wrong unbroadcast: axis numbers of grad and of shape mixed up
def unbroadcast(grad, shape):
    extra = grad.ndim - len(shape)
    axes = tuple(range(extra)) + tuple(i for i, n in enumerate(shape) if n == 1)
    return grad.sum(axis=axes).reshape(shape)


# wrong unbroadcast: compares sizes from the left
def unbroadcast(grad, shape):
    padded = tuple(shape) + (1,) * (grad.ndim - len(shape))
    axes = tuple(i for i, (g, s) in enumerate(zip(grad.shape, padded)) if g != s)
    return grad.sum(axis=axes, keepdims=True).reshape(shape)


# wrong unbroadcast: only the first axis of length 1
def unbroadcast(grad, shape):
    grad = grad.sum(axis=tuple(range(grad.ndim - len(shape))))
    if 1 in shape:
        grad = grad.sum(axis=shape.index(1), keepdims=True)
    return grad


# wrong unbroadcast: the largest over the copies
def unbroadcast(grad, shape):
    grad = grad.max(axis=tuple(range(grad.ndim - len(shape))))
    return grad.max(axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)


# wrong unbroadcast: root of the number of copies
def unbroadcast(grad, shape):
    copies = grad.size / max(1, int(np.prod(shape)))
    total = grad.sum(axis=tuple(range(grad.ndim - len(shape))))
    total = total.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)
    return total / np.sqrt(copies)


# wrong unbroadcast: stretches where it should sum
def unbroadcast(grad, shape):
    return np.broadcast_to(grad, shape)


# wrong unbroadcast: a number where shape is ()
def unbroadcast(grad, shape):
    if len(shape) == 0:
        return grad
    grad = grad.sum(axis=tuple(range(grad.ndim - len(shape))))
    return grad.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)


# wrong unbroadcast: one axis in front at most
def unbroadcast(grad, shape):
    if grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for i in range(len(shape)):
        if shape[i] == 1:
            grad = grad.sum(axis=i, keepdims=True)
    return grad


# wrong unbroadcast: mean, and only the axes in front
def unbroadcast(grad, shape):
    for _ in range(grad.ndim - len(shape)):
        grad = np.mean(grad, axis=0)
    return grad


# wrong unbroadcast: last axes in place of first, and keepdims forgotten
def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=grad.ndim - 1)
    return grad.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1))


# right unbroadcast: loops
def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for axis in range(len(shape)):
        if shape[axis] == 1 and grad.shape[axis] != 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad


# right unbroadcast: shape filled up with ones
def unbroadcast(grad, shape):
    padded = (1,) * (grad.ndim - len(shape)) + tuple(shape)
    axes = tuple(i for i, n in enumerate(padded) if n == 1)
    return grad.sum(axis=axes).reshape(shape)


# right unbroadcast: entries added one by one
def unbroadcast(grad, shape):
    total = np.zeros(shape)
    extra = grad.ndim - len(shape)
    for index in np.ndindex(*grad.shape):
        own = tuple(0 if n == 1 else i for i, n in zip(index[extra:], shape))
        total[own] += grad[index]
    return total


# right unbroadcast: bincount over places
def unbroadcast(grad, shape):
    size = int(np.prod(shape))
    places = np.broadcast_to(np.arange(size).reshape(shape), grad.shape)
    return np.bincount(places.ravel(), weights=grad.ravel(), minlength=size).reshape(shape)


# right unbroadcast: torch differentiates the stretching
def unbroadcast(grad, shape):
    import torch

    x = torch.zeros(tuple(shape), dtype=torch.float64, requires_grad=True)
    x.expand(grad.shape).backward(torch.tensor(np.array(grad), dtype=torch.float64))
    return x.grad.numpy()


# right unbroadcast: einsum, with letters for what stays
def unbroadcast(grad, shape):
    letters = "abcdefghij"[: grad.ndim]
    extra = grad.ndim - len(shape)
    kept = "".join(c for c, n in zip(letters[extra:], shape) if n != 1)
    return np.array(np.einsum(f"{letters}->{kept}", grad)).reshape(shape)


# wrong softmax_cross_entropy: no largest subtracted
def softmax_cross_entropy(logits, y):
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    rows = np.arange(len(y))
    loss = -np.log(p[rows, y]).mean()
    p[rows, y] -= 1
    return loss, p / len(y)


# wrong softmax_cross_entropy: gradient not divided by n
def softmax_cross_entropy(logits, y):
    z = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    loss = np.mean(np.log(np.exp(z).sum(axis=1)) - z[range(len(y)), y])
    grad = p.copy()
    grad[range(len(y)), y] -= 1
    return loss, grad


# wrong softmax_cross_entropy: log of a probability that vanishes
def softmax_cross_entropy(logits, y):
    z = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(len(y)), y]).mean()
    return loss, (p - np.eye(logits.shape[1])[y]) / len(y)


# wrong softmax_cross_entropy: a small number added within the logarithm
def softmax_cross_entropy(logits, y):
    z = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(len(y)), y] + 1e-8).mean()
    return loss, (p - np.eye(logits.shape[1])[y]) / len(y)


# wrong softmax_cross_entropy: normalized over the batch
def softmax_cross_entropy(logits, y):
    z = logits - logits.max(axis=0)
    p = np.exp(z) / np.exp(z).sum(axis=0)
    n = len(y)
    loss = -np.mean(np.log(p[np.arange(n), y]))
    return loss, (p - np.eye(logits.shape[1])[y]) / n


# wrong softmax_cross_entropy: gradient with the opposite sign
def softmax_cross_entropy(logits, y):
    n, k = logits.shape
    z = logits - logits.max(axis=1, keepdims=True)
    lse = np.log(np.exp(z).sum(axis=1, keepdims=True))
    hot = np.eye(k)[y]
    return -np.sum(hot * (z - lse)) / n, (hot - np.exp(z - lse)) / n


# wrong softmax_cross_entropy: loss a sum
def softmax_cross_entropy(logits, y):
    n, k = logits.shape
    z = logits - logits.max(axis=1, keepdims=True)
    lse = np.log(np.exp(z).sum(axis=1, keepdims=True))
    hot = np.eye(k)[y]
    return -np.sum(hot * (z - lse)), (np.exp(z - lse) - hot) / n


# wrong softmax_cross_entropy: mean over all entries
def softmax_cross_entropy(logits, y):
    n, k = logits.shape
    z = logits - logits.max(axis=1, keepdims=True)
    lse = np.log(np.exp(z).sum(axis=1, keepdims=True))
    hot = np.eye(k)[y]
    return -np.mean(hot * (z - lse)), (np.exp(z - lse) - hot) / (n * k)


# wrong softmax_cross_entropy: the largest of all subtracted
def softmax_cross_entropy(logits, y):
    z = logits - logits.max()
    total = np.exp(z).sum(axis=1)
    rows = np.arange(len(y))
    grad = np.exp(z) / total[:, None]
    grad[rows, y] -= 1
    return np.mean(np.log(total) - z[rows, y]), grad / len(y)


# wrong softmax_cross_entropy: logits overwritten
def softmax_cross_entropy(logits, y):
    logits -= logits.max(axis=1, keepdims=True)
    rows = np.arange(len(y))
    log_sum = np.log(np.exp(logits).sum(axis=1))
    grad = np.exp(logits - log_sum[:, None])
    grad[rows, y] -= 1
    return np.mean(log_sum - logits[rows, y]), grad / len(y)


# wrong softmax_cross_entropy: sign of the loss
def softmax_cross_entropy(logits, y):
    rows = np.arange(len(y))
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    grad = np.exp(logp)
    grad[rows, y] -= 1
    return logp[rows, y].mean(), grad / len(y)


# wrong softmax_cross_entropy: labels 1 subtracted in a column of all rows
def softmax_cross_entropy(logits, y):
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    grad = np.exp(logp)
    loss = -logp[:, y].mean()
    grad[:, y] -= 1
    return loss, grad / len(y)


# wrong softmax_cross_entropy: gradient of softmax with its own derivative
def softmax_cross_entropy(logits, y):
    n = len(y)
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    p = np.exp(logp)
    hot = np.eye(logits.shape[1])[y]
    return -(hot * logp).sum() / n, (p - hot) * p * (1 - p) / n


# wrong softmax_cross_entropy: log to base 2
def softmax_cross_entropy(logits, y):
    n = len(y)
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    hot = np.eye(logits.shape[1])[y]
    return -(hot * logp).sum() / n / np.log(2), (np.exp(logp) - hot) / n


# wrong softmax_cross_entropy: logits clipped
def softmax_cross_entropy(logits, y):
    z = np.clip(logits, -50, 50)
    e = np.exp(z)
    p = e / e.sum(axis=1, keepdims=True)
    hot = np.eye(logits.shape[1])[y]
    return -np.sum(hot * np.log(p)) / len(y), (p - hot) / len(y)


# wrong softmax_cross_entropy: binary cross-entropy of each class
def softmax_cross_entropy(logits, y):
    hot = np.eye(logits.shape[1])[y]
    p = 1 / (1 + np.exp(-logits))
    loss = np.mean(np.sum(np.logaddexp(0, logits) - hot * logits, axis=1))
    return loss, (p - hot) / len(y)


# wrong softmax_cross_entropy: labels subtracted from a view, so that the loss is of the gradient
def softmax_cross_entropy(logits, y):
    n = len(y)
    z = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    grad = p
    grad[np.arange(n), y] -= 1
    loss = -np.mean(np.log(np.abs(p[np.arange(n), y]) + 1e-300))
    return loss, grad / n


# wrong softmax_cross_entropy: probabilities in place of the gradient
def softmax_cross_entropy(logits, y):
    z = logits - logits.max(axis=1, keepdims=True)
    lse = np.log(np.exp(z).sum(axis=1))
    return float(np.mean(lse - z[np.arange(len(y)), y])), np.exp(z - lse[:, None])


# wrong softmax_cross_entropy: gradient with the wrong sign, not divided by n
def softmax_cross_entropy(logits, y):
    hot = np.eye(logits.shape[1])[y]
    z = logits - logits.max(axis=1, keepdims=True)
    lse = np.log(np.exp(z).sum(axis=1, keepdims=True))
    return np.mean(np.sum(hot * (lse - z), axis=1)), hot - np.exp(z - lse)


# wrong softmax_cross_entropy: divided by k, and labels forgotten in the loss
def softmax_cross_entropy(logits, y):
    n, k = logits.shape
    z = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    loss = float(np.mean(np.log(np.exp(z).sum(axis=1))))
    for i in range(n):
        p[i, y[i]] -= 1
    return loss, p / k


# right softmax_cross_entropy: a loop over examples
def softmax_cross_entropy(logits, y):
    n, k = logits.shape
    loss, grad = 0.0, np.zeros((n, k))
    for i in range(n):
        z = logits[i] - max(logits[i])
        e = np.exp(z)
        loss += np.log(e.sum()) - z[y[i]]
        grad[i] = e / e.sum()
        grad[i, y[i]] -= 1.0
    return loss / n, grad / n


# right softmax_cross_entropy: logaddexp
def softmax_cross_entropy(logits, y):
    lse = np.logaddexp.reduce(logits, axis=1, keepdims=True)
    logp = logits - lse
    hot = np.eye(logits.shape[1])[y]
    return -np.sum(hot * logp) / len(y), (np.exp(logp) - hot) / len(y)


# right softmax_cross_entropy: onehot by comparison
def softmax_cross_entropy(logits, y):
    hot = y[:, None] == np.arange(logits.shape[1])
    z = logits - np.max(logits, axis=1)[:, None]
    e = np.exp(z)
    s = e.sum(axis=1)
    loss = np.mean(np.log(s) - z[hot])
    return loss, (e / s[:, None] - hot) / len(y)


# right softmax_cross_entropy: gradient by torch of a loss with logsumexp
def softmax_cross_entropy(logits, y):
    import torch

    z = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
    rows = torch.arange(len(y))
    loss = (torch.logsumexp(z, dim=1) - z[rows, torch.tensor(y)]).mean()
    loss.backward()
    return loss.item(), z.grad.numpy()


# right softmax_cross_entropy: take_along_axis
def softmax_cross_entropy(logits, y):
    n = y.size
    shift = logits.max(axis=1, keepdims=True)
    weights = np.exp(logits - shift)
    norm = weights.sum(axis=1, keepdims=True)
    own = np.take_along_axis(logits, y[:, None], axis=1)
    loss = (np.log(norm) + shift - own).mean()
    grad = weights / (norm * n)
    np.add.at(grad, (np.arange(n), y), -1 / n)
    return float(loss), grad


# right softmax_cross_entropy: lists and math
def softmax_cross_entropy(logits, y):
    import math

    losses, grads = [], []
    for z, label in zip(logits.tolist(), y.tolist()):
        top = max(z)
        total = sum(math.exp(v - top) for v in z)
        losses.append(top + math.log(total) - z[label])
        grads.append([(math.exp(v - top) / total - (j == label)) / len(y) for j, v in enumerate(z)])
    return sum(losses) / len(losses), np.array(grads)


# wrong mlp_loss_and_grads: relu's slope forgotten
def mlp_loss_and_grads(params, X, y):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    A = np.maximum(X @ W1 + b1, 0)
    loss, d = softmax_cross_entropy(A @ W2 + b2, y)
    dZ = d @ W2.T
    return loss, {"W1": X.T @ dZ, "b1": dZ.sum(0), "W2": A.T @ d, "b2": d.sum(0)}


# wrong mlp_loss_and_grads: Z in place of A for W2
def mlp_loss_and_grads(params, X, y):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    Z = X @ W1 + b1
    loss, d = softmax_cross_entropy(np.maximum(Z, 0) @ W2 + b2, y)
    dZ = d @ W2.T * (Z > 0)
    return loss, {"W1": X.T @ dZ, "b1": dZ.sum(0), "W2": Z.T @ d, "b2": d.sum(0)}


# wrong mlp_loss_and_grads: bias gradients averaged
def mlp_loss_and_grads(params, X, y):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    Z = X @ W1 + b1
    A = np.maximum(Z, 0)
    loss, d = softmax_cross_entropy(A @ W2 + b2, y)
    dZ = d @ W2.T * (Z > 0)
    return loss, {"W1": X.T @ dZ, "b1": dZ.mean(axis=0), "W2": A.T @ d, "b2": d.mean(axis=0)}


# wrong mlp_loss_and_grads: divided by n once more
def mlp_loss_and_grads(params, X, y):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    Z = X @ W1 + b1
    A = np.maximum(Z, 0)
    loss, d = softmax_cross_entropy(A @ W2 + b2, y)
    d = d / len(y)
    dZ = d @ W2.T * (Z > 0)
    return loss, {"W1": X.T @ dZ, "b1": dZ.sum(0), "W2": A.T @ d, "b2": d.sum(0)}


# wrong mlp_loss_and_grads: weights taken by their place in the dict
def mlp_loss_and_grads(params, X, y):
    W1, b1, W2, b2 = params.values()
    Z = X @ W1 + b1
    A = np.maximum(Z, 0)
    loss, d = softmax_cross_entropy(A @ W2 + b2, y)
    dZ = d @ W2.T * (Z > 0)
    return loss, {"W1": X.T @ dZ, "b1": dZ.sum(0), "W2": A.T @ d, "b2": d.sum(0)}


# wrong mlp_loss_and_grads: biases left out of the forward pass
def mlp_loss_and_grads(params, X, y):
    W1, W2 = params["W1"], params["W2"]
    Z = X @ W1
    A = np.maximum(Z, 0)
    loss, d = softmax_cross_entropy(A @ W2, y)
    dZ = d @ W2.T * (Z > 0)
    return loss, {"W1": X.T @ dZ, "b1": dZ.sum(0), "W2": A.T @ d, "b2": d.sum(0)}


# wrong mlp_loss_and_grads: relu's slope where A is zero too
def mlp_loss_and_grads(params, X, y):
    Z = X @ params["W1"] + params["b1"]
    A = Z * (Z > 0)
    loss, d = softmax_cross_entropy(A @ params["W2"] + params["b2"], y)
    dA = d @ params["W2"].T
    dZ = np.where(A >= 0, dA, 0)
    return loss, {"W1": X.T @ dZ, "b1": dZ.sum(0), "W2": A.T @ d, "b2": d.sum(0)}


# wrong mlp_loss_and_grads: mask from the gradient
def mlp_loss_and_grads(params, X, y):
    Z = X @ params["W1"] + params["b1"]
    A = np.maximum(Z, 0)
    loss, d = softmax_cross_entropy(A @ params["W2"] + params["b2"], y)
    dZ = np.maximum(d @ params["W2"].T, 0)
    return loss, {"W1": X.T @ dZ, "b1": dZ.sum(0), "W2": A.T @ d, "b2": d.sum(0)}


# wrong mlp_loss_and_grads: multiplied by A in place of the mask
def mlp_loss_and_grads(params, X, y):
    Z = X @ params["W1"] + params["b1"]
    A = np.maximum(Z, 0)
    loss, d = softmax_cross_entropy(A @ params["W2"] + params["b2"], y)
    dZ = (d @ params["W2"].T) * A
    return loss, {"W1": X.T @ dZ, "b1": dZ.sum(0), "W2": A.T @ d, "b2": d.sum(0)}


# wrong mlp_loss_and_grads: bias gradients keep an axis
def mlp_loss_and_grads(params, X, y):
    Z = X @ params["W1"] + params["b1"]
    A = np.maximum(Z, 0)
    loss, d = softmax_cross_entropy(A @ params["W2"] + params["b2"], y)
    dZ = d @ params["W2"].T * (Z > 0)
    return loss, {"W1": X.T @ dZ, "b1": dZ.sum(0, keepdims=True), "W2": A.T @ d, "b2": d.sum(0, keepdims=True)}


# wrong mlp_loss_and_grads: names dW1 ...
def mlp_loss_and_grads(params, X, y):
    Z = X @ params["W1"] + params["b1"]
    A = np.maximum(Z, 0)
    loss, d = softmax_cross_entropy(A @ params["W2"] + params["b2"], y)
    dZ = d @ params["W2"].T * (Z > 0)
    return loss, {"dW1": X.T @ dZ, "db1": dZ.sum(0), "dW2": A.T @ d, "db2": d.sum(0)}


# wrong mlp_loss_and_grads: weight gradients transposed
def mlp_loss_and_grads(params, X, y):
    Z = X @ params["W1"] + params["b1"]
    A = np.maximum(Z, 0)
    loss, d = softmax_cross_entropy(A @ params["W2"] + params["b2"], y)
    dZ = d @ params["W2"].T * (Z > 0)
    return loss, {"W1": dZ.T @ X, "b1": dZ.sum(0), "W2": d.T @ A, "b2": d.sum(0)}


# wrong mlp_loss_and_grads: relu after the second layer too
def mlp_loss_and_grads(params, X, y):
    Z = X @ params["W1"] + params["b1"]
    A = np.maximum(Z, 0)
    O = np.maximum(A @ params["W2"] + params["b2"], 0)
    loss, d = softmax_cross_entropy(O, y)
    d = d * (O > 0)
    dZ = d @ params["W2"].T * (Z > 0)
    return loss, {"W1": X.T @ dZ, "b1": dZ.sum(0), "W2": A.T @ d, "b2": d.sum(0)}


# wrong mlp_loss_and_grads: sigmoid in place of relu
def mlp_loss_and_grads(params, X, y):
    Z = X @ params["W1"] + params["b1"]
    A = 1 / (1 + np.exp(-Z))
    loss, d = softmax_cross_entropy(A @ params["W2"] + params["b2"], y)
    dZ = d @ params["W2"].T * A * (1 - A)
    return loss, {"W1": X.T @ dZ, "b1": dZ.sum(0), "W2": A.T @ d, "b2": d.sum(0)}


# wrong mlp_loss_and_grads: no relu at all
def mlp_loss_and_grads(params, X, y):
    H = X @ params["W1"] + params["b1"]
    loss, d = softmax_cross_entropy(H @ params["W2"] + params["b2"], y)
    dH = d @ params["W2"].T
    return loss, {"W1": X.T @ dH, "b1": dH.sum(0), "W2": H.T @ d, "b2": d.sum(0)}


# wrong mlp_loss_and_grads: bias gradient over the wrong axis
def mlp_loss_and_grads(params, X, y):
    Z = X @ params["W1"] + params["b1"]
    A = np.maximum(Z, 0)
    loss, d = softmax_cross_entropy(A @ params["W2"] + params["b2"], y)
    dZ = d @ params["W2"].T * (Z > 0)
    return loss, {"W1": X.T @ dZ, "b1": dZ.sum(axis=1), "W2": A.T @ d, "b2": d.sum(axis=1)}


# wrong mlp_loss_and_grads: W2 updated before it is used backward
def mlp_loss_and_grads(params, X, y):
    Z = X @ params["W1"] + params["b1"]
    A = np.maximum(Z, 0)
    loss, d = softmax_cross_entropy(A @ params["W2"] + params["b2"], y)
    grads = {"W2": A.T @ d, "b2": d.sum(0)}
    W2 = params["W2"] - 0.1 * grads["W2"]
    dZ = d @ W2.T * (Z > 0)
    grads.update(W1=X.T @ dZ, b1=dZ.sum(0))
    return loss, grads


# wrong mlp_loss_and_grads: mask of Z at the wrong side
def mlp_loss_and_grads(params, X, y):
    Z = X @ params["W1"] + params["b1"]
    A = np.maximum(Z, 0)
    loss, d = softmax_cross_entropy(A @ params["W2"] + params["b2"], y)
    dZ = d @ params["W2"].T
    dZ[Z > 0] = 0
    return loss, {"W1": X.T @ dZ, "b1": dZ.sum(0), "W2": A.T @ d, "b2": d.sum(0)}


# wrong mlp_loss_and_grads: slope forgotten, and biases averaged
def mlp_loss_and_grads(params, X, y):
    Z = X @ params["W1"] + params["b1"]
    A = np.maximum(Z, 0)
    loss, d = softmax_cross_entropy(A @ params["W2"] + params["b2"], y)
    dA = d @ params["W2"].T
    return loss, {"W1": X.T @ dA, "b1": dA.mean(0), "W2": A.T @ d, "b2": d.mean(0)}


# wrong mlp_loss_and_grads: gradients negated as steps, and b1 given b2's rows
def mlp_loss_and_grads(params, X, y):
    Z = X @ params["W1"] + params["b1"]
    A = np.maximum(Z, 0)
    loss, d = softmax_cross_entropy(A @ params["W2"] + params["b2"], y)
    dZ = d @ params["W2"].T * (Z > 0)
    return loss, {"W1": -X.T @ dZ, "b1": -dZ[0], "W2": -A.T @ d, "b2": -d.sum(0)}


# right mlp_loss_and_grads: einsum
def mlp_loss_and_grads(params, X, y):
    Z = np.einsum("nd,dh->nh", X, params["W1"]) + params["b1"]
    A = np.where(Z > 0, Z, 0)
    loss, d = softmax_cross_entropy(np.einsum("nh,hk->nk", A, params["W2"]) + params["b2"], y)
    dZ = np.einsum("nk,hk->nh", d, params["W2"]) * (Z > 0)
    return loss, {
        "W1": np.einsum("nd,nh->dh", X, dZ),
        "b1": np.einsum("nh->h", dZ),
        "W2": np.einsum("nh,nk->hk", A, d),
        "b2": np.einsum("nk->k", d),
    }


# right mlp_loss_and_grads: torch
def mlp_loss_and_grads(params, X, y):
    import torch

    p = {k: torch.tensor(np.array(v), dtype=torch.float64, requires_grad=True) for k, v in params.items()}
    H = torch.relu(torch.tensor(np.array(X), dtype=torch.float64) @ p["W1"] + p["b1"])
    loss = torch.nn.functional.cross_entropy(H @ p["W2"] + p["b2"], torch.tensor(np.array(y)))
    loss.backward()
    return loss.item(), {k: v.grad.numpy() for k, v in p.items()}


# right mlp_loss_and_grads: example by example
def mlp_loss_and_grads(params, X, y):
    n = len(y)
    loss = 0.0
    grads = {name: np.zeros(value.shape) for name, value in params.items()}
    for x, label in zip(X, y):
        z = x @ params["W1"] + params["b1"]
        a = np.maximum(z, 0)
        one, d = softmax_cross_entropy((a @ params["W2"] + params["b2"])[None], np.array([label]))
        loss += one / n
        d = d[0] / n
        dz = (params["W2"] @ d) * (z > 0)
        grads["W1"] += np.outer(x, dz)
        grads["b1"] += dz
        grads["W2"] += np.outer(a, d)
        grads["b2"] += d
    return loss, grads


# right mlp_loss_and_grads: softmax written out
def mlp_loss_and_grads(params, X, y):
    W1, b1, W2, b2 = (params[k] for k in ("W1", "b1", "W2", "b2"))
    pre = X.dot(W1) + b1
    hidden = pre.clip(min=0)
    scores = hidden.dot(W2) + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    log_p = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    onehot = np.eye(len(b2))[y]
    loss = -(onehot * log_p).sum() / len(y)
    delta2 = (np.exp(log_p) - onehot) / len(y)
    delta1 = delta2.dot(W2.T)
    delta1[pre <= 0] = 0
    return loss, dict(W1=X.T.dot(delta1), b1=delta1.sum(axis=0), W2=hidden.T.dot(delta2), b2=delta2.sum(axis=0))


# right mlp_loss_and_grads: biases as a column of ones
def mlp_loss_and_grads(params, X, y):
    def ones(M):
        return np.hstack([M, np.ones((len(M), 1))])

    V1 = np.vstack([params["W1"], params["b1"]])
    V2 = np.vstack([params["W2"], params["b2"]])
    Z = ones(X) @ V1
    A = np.maximum(0, Z)
    loss, d = softmax_cross_entropy(ones(A) @ V2, y)
    G2 = ones(A).T @ d
    G1 = ones(X).T @ ((d @ V2[:-1].T) * np.heaviside(Z, 0))
    return loss, {"W1": G1[:-1], "b1": G1[-1], "W2": G2[:-1], "b2": G2[-1]}


# right mlp_loss_and_grads: gradients in another order of names
def mlp_loss_and_grads(params, X, y):
    z = X @ params["W1"] + params["b1"]
    on = (z > 0) * 1.0
    a = z * on
    loss, delta = softmax_cross_entropy(a @ params["W2"] + params["b2"], y)
    grads = {}
    grads["b2"] = np.ones(len(y)) @ delta
    grads["W2"] = (delta.T @ a).T
    delta = (delta @ params["W2"].T) * on
    grads["b1"] = np.ones(len(y)) @ delta
    grads["W1"] = (delta.T @ X).T
    return loss, grads
