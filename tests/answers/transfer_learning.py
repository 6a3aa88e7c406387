"""Answers to the exercises of the chapter on transfer learning, written from their docstrings, for benchmarks.teaching."""


# wrong replace_head: changes params
def replace_head(params, n_classes, seed):
    last = len(params) // 2
    h = params[f"W{last}"].shape[0]
    params[f"W{last}"] = np.random.default_rng(seed).normal(0, 1 / np.sqrt(h), (h, n_classes))
    params[f"b{last}"] = np.zeros(n_classes)
    return params


# wrong replace_head: the body's arrays are shared
def replace_head(params, n_classes, seed):
    new = dict(params)
    last = len(params) // 2
    h = len(params[f"W{last}"])
    new[f"W{last}"] = np.random.default_rng(seed).normal(0, 1 / np.sqrt(h), (h, n_classes))
    new[f"b{last}"] = np.zeros(n_classes)
    return new


# wrong replace_head: a view is no copy
def replace_head(params, n_classes, seed):
    new = {k: v[:] for k, v in params.items()}
    last = len(params) // 2
    h = len(params[f"W{last}"])
    new[f"W{last}"] = np.random.default_rng(seed).normal(0, 1 / np.sqrt(h), (h, n_classes))
    new[f"b{last}"] = np.zeros(n_classes)
    return new


# wrong replace_head: He's scale
def replace_head(params, n_classes, seed):
    last = len(params) // 2
    new = {k: v.copy() for k, v in params.items()}
    h = new[f"W{last}"].shape[0]
    new[f"W{last}"] = np.random.default_rng(seed).normal(0, np.sqrt(2 / h), (h, n_classes))
    new[f"b{last}"] = np.zeros(n_classes)
    return new


# wrong replace_head: the variance instead of the standard deviation
def replace_head(params, n_classes, seed):
    last = len(params) // 2
    new = {k: v.copy() for k, v in params.items()}
    h = new[f"W{last}"].shape[0]
    new[f"W{last}"] = np.random.default_rng(seed).normal(0, 1 / h, (h, n_classes))
    new[f"b{last}"] = np.zeros(n_classes)
    return new


# wrong replace_head: no scale
def replace_head(params, n_classes, seed):
    last = len(params) // 2
    new = {k: v.copy() for k, v in params.items()}
    new[f"W{last}"] = np.random.default_rng(seed).standard_normal((new[f"W{last}"].shape[0], n_classes))
    new[f"b{last}"] = np.zeros(n_classes)
    return new


# wrong replace_head: h is the number of old classes
def replace_head(params, n_classes, seed):
    last = len(params) // 2
    new = {k: v.copy() for k, v in params.items()}
    h, k = params[f"W{last}"].shape
    new[f"W{last}"] = np.random.default_rng(seed).normal(0, 1 / np.sqrt(k), (h, n_classes))
    new[f"b{last}"] = np.zeros(n_classes)
    return new


# wrong replace_head: fan-in is taken to be n_classes
def replace_head(params, n_classes, seed):
    last = len(params) // 2
    new = {k: v.copy() for k, v in params.items()}
    h = params[f"W{last}"].shape[0]
    new[f"W{last}"] = np.random.default_rng(seed).normal(0, 1 / np.sqrt(n_classes), (h, n_classes))
    new[f"b{last}"] = np.zeros(n_classes)
    return new


# wrong replace_head: drawn transposed
def replace_head(params, n_classes, seed):
    last = len(params) // 2
    new = {k: v.copy() for k, v in params.items()}
    h = params[f"W{last}"].shape[0]
    new[f"W{last}"] = np.random.default_rng(seed).normal(0, 1 / np.sqrt(h), (n_classes, h)).T
    new[f"b{last}"] = np.zeros(n_classes)
    return new


# wrong replace_head: the shape (n_classes, h), as in torch
def replace_head(params, n_classes, seed):
    last = len(params) // 2
    new = {k: v.copy() for k, v in params.items()}
    h = params[f"W{last}"].shape[0]
    new[f"W{last}"] = np.random.default_rng(seed).normal(0, 1 / np.sqrt(h), (n_classes, h))
    new[f"b{last}"] = np.zeros(n_classes)
    return new


# wrong replace_head: the old bias stays
def replace_head(params, n_classes, seed):
    last = len(params) // 2
    new = {k: v.copy() for k, v in params.items()}
    h = params[f"W{last}"].shape[0]
    new[f"W{last}"] = np.random.default_rng(seed).normal(0, 1 / np.sqrt(h), (h, n_classes))
    return new


# wrong replace_head: the bias is drawn, too
def replace_head(params, n_classes, seed):
    last = len(params) // 2
    new = {k: v.copy() for k, v in params.items()}
    h = params[f"W{last}"].shape[0]
    rng = np.random.default_rng(seed)
    new[f"W{last}"] = rng.normal(0, 1 / np.sqrt(h), (h, n_classes))
    new[f"b{last}"] = rng.normal(0, 1 / np.sqrt(h), n_classes)
    return new


# wrong replace_head: the last key in the dict's order is taken for the head
def replace_head(params, n_classes, seed):
    new = {k: v.copy() for k, v in params.items()}
    last = list(params)[-1][1:]
    h = params["W" + last].shape[0]
    new["W" + last] = np.random.default_rng(seed).normal(0, 1 / np.sqrt(h), (h, n_classes))
    new["b" + last] = np.zeros(n_classes)
    return new


# wrong replace_head: names compared as text, so W9 comes after W10
def replace_head(params, n_classes, seed):
    new = {k: v.copy() for k, v in params.items()}
    w = max(k for k in params if k[0] == "W")
    h = params[w].shape[0]
    new[w] = np.random.default_rng(seed).normal(0, 1 / np.sqrt(h), (h, n_classes))
    new["b" + w[1:]] = np.zeros(n_classes)
    return new


# wrong replace_head: takes the second layer for the last
def replace_head(params, n_classes, seed):
    new = {k: v.copy() for k, v in params.items()}
    h = params["W2"].shape[0]
    new["W2"] = np.random.default_rng(seed).normal(0, 1 / np.sqrt(h), (h, n_classes))
    new["b2"] = np.zeros(n_classes)
    return new


# wrong replace_head: adds a layer after the head
def replace_head(params, n_classes, seed):
    new = {k: v.copy() for k, v in params.items()}
    last = len(params) // 2
    h = params[f"W{last}"].shape[1]
    new[f"W{last + 1}"] = np.random.default_rng(seed).normal(0, 1 / np.sqrt(h), (h, n_classes))
    new[f"b{last + 1}"] = np.zeros(n_classes)
    return new


# wrong replace_head: only the new head is returned
def replace_head(params, n_classes, seed):
    last = len(params) // 2
    h = params[f"W{last}"].shape[0]
    W = np.random.default_rng(seed).normal(0, 1 / np.sqrt(h), (h, n_classes))
    return {f"W{last}": W, f"b{last}": np.zeros(n_classes)}


# wrong replace_head: NumPy's global generator
def replace_head(params, n_classes, seed):
    import copy

    np.random.seed(seed)
    new = copy.deepcopy(params)
    last = len(params) // 2
    h = params[f"W{last}"].shape[0]
    new[f"W{last}"] = np.random.normal(0, 1 / np.sqrt(h), (h, n_classes))
    new[f"b{last}"] = np.zeros(n_classes)
    return new


# wrong replace_head: He's scale, and the body is shared
def replace_head(params, n_classes, seed):
    last = max(int(k[1:]) for k in params)
    h = params[f"W{last}"].shape[0]
    head = np.random.default_rng(seed).normal(0, np.sqrt(2 / h), (h, n_classes))
    return {**params, f"W{last}": head, f"b{last}": np.zeros(n_classes)}


# wrong replace_head: uniform numbers, and ones as bias
def replace_head(params, n_classes, seed):
    last = len(params) // 2
    new = {k: v.copy() for k, v in params.items()}
    h = params[f"W{last}"].shape[0]
    s = 1 / np.sqrt(h)
    new[f"W{last}"] = np.random.default_rng(seed).uniform(-s, s, (h, n_classes))
    new[f"b{last}"] = np.ones(n_classes)
    return new


# right replace_head: deepcopy
def replace_head(params, n_classes, seed):
    from copy import deepcopy

    new = deepcopy(params)
    last = max(int(name[1:]) for name in params)
    h, _ = new[f"W{last}"].shape
    new[f"W{last}"] = np.random.default_rng(seed).normal(0, 1 / np.sqrt(h), (h, n_classes))
    new[f"b{last}"] = np.zeros(n_classes)
    return new


# right replace_head: scaled afterwards
def replace_head(params, n_classes, seed):
    L = len(params) // 2
    h = len(params["W%d" % L])
    head = {
        "W%d" % L: np.random.default_rng(seed).standard_normal((h, n_classes)) / h**0.5,
        "b%d" % L: np.zeros((n_classes,)),
    }
    return {name: head[name] if name in head else np.array(array) for name, array in params.items()}


# right replace_head: layer by layer
def replace_head(params, n_classes, seed):
    depth = len([name for name in params if name.startswith("W")])
    result = {}
    for layer in range(1, depth):
        result["W" + str(layer)] = params["W" + str(layer)].copy()
        result["b" + str(layer)] = params["b" + str(layer)].copy()
    fan_in = params["W" + str(depth)].shape[0]
    rng = np.random.default_rng(seed)
    result["W" + str(depth)] = rng.normal(loc=0, scale=1 / np.sqrt(fan_in), size=(fan_in, n_classes))
    result["b" + str(depth)] = np.zeros(n_classes)
    return result


# right replace_head: a union of dicts
def replace_head(params, n_classes, seed):
    L = len(params) // 2
    h = params[f"W{L}"].shape[0]
    W = np.random.default_rng(seed).normal(0, h**-0.5, (h, n_classes))
    return {k: v + 0 for k, v in params.items()} | {f"W{L}": W, f"b{L}": np.zeros(n_classes)}


# right replace_head: counts up until a name is missing
def replace_head(params, n_classes, seed):
    last = 1
    while f"W{last + 1}" in params:
        last += 1
    new = {}
    for name in params:
        if name == f"W{last}":
            h = params[name].shape[0]
            new[name] = np.random.default_rng(seed).normal(0, 1 / np.sqrt(h), (h, n_classes))
        elif name == f"b{last}":
            new[name] = np.zeros(n_classes)
        else:
            new[name] = params[name].copy()
    return new


# right replace_head: a head of 0.0 * b
def replace_head(params, n_classes, seed):
    rng = np.random.default_rng(seed)
    layers = sorted({int(k.strip("Wb")) for k in params})
    top = layers[-1]
    W = rng.normal(0.0, 1.0 / np.sqrt(params[f"W{top}"].shape[0]), (params[f"W{top}"].shape[0], n_classes))
    new = {f"{kind}{i}": np.copy(params[f"{kind}{i}"]) for i in layers[:-1] for kind in "Wb"}
    new[f"W{top}"], new[f"b{top}"] = W, 0.0 * W[0]
    return new


# wrong frozen_step: velocity of frozen ones decays
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    P, V = {}, {}
    for k, w in params.items():
        g = 0 if k in frozen else grads[k] + weight_decay * w
        V[k] = momentum * velocity[k] - lr * g
        P[k] = w.copy() if k in frozen else w + V[k]
    return P, V


# wrong frozen_step: only the gradient of frozen ones is 0, momentum and decay go on
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    P, V = {}, {}
    for k, w in params.items():
        g = np.zeros_like(w) if k in frozen else grads[k]
        V[k] = momentum * velocity[k] - lr * (g + weight_decay * w)
        P[k] = w + V[k]
    return P, V


# wrong frozen_step: frozen velocity becomes 0
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    P, V = {}, {}
    for k, w in params.items():
        if k in frozen:
            P[k], V[k] = w.copy(), np.zeros_like(w)
        else:
            V[k] = momentum * velocity[k] - lr * (grads[k] + weight_decay * w)
            P[k] = w + V[k]
    return P, V


# wrong frozen_step: only those in the list move
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    P = {k: w.copy() for k, w in params.items()}
    V = {k: v.copy() for k, v in velocity.items()}
    for k in frozen:
        V[k] = momentum * V[k] - lr * (grads[k] + weight_decay * P[k])
        P[k] = P[k] + V[k]
    return P, V


# wrong frozen_step: frozen names are missing in the result
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    V = {k: momentum * velocity[k] - lr * (grads[k] + weight_decay * w) for k, w in params.items() if k not in frozen}
    return {k: params[k] + V[k] for k in V}, V


# wrong frozen_step: changes the arguments
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    for k in params:
        if k not in frozen:
            velocity[k] = momentum * velocity[k] - lr * (grads[k] + weight_decay * params[k])
            params[k] = params[k] + velocity[k]
    return params, velocity


# wrong frozen_step: new dicts, and the arrays are changed in place
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    P, V = dict(params), dict(velocity)
    for k in P:
        if k not in frozen:
            V[k] *= momentum
            V[k] -= lr * (grads[k] + weight_decay * P[k])
            P[k] += V[k]
    return P, V


# wrong frozen_step: weight decay is subtracted
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    P, V = {}, {}
    for k, w in params.items():
        move = k not in frozen
        V[k] = momentum * velocity[k] - lr * (grads[k] - weight_decay * w) if move else velocity[k].copy()
        P[k] = w + V[k] if move else w.copy()
    return P, V


# wrong frozen_step: weight decay is decoupled, as in AdamW
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    P, V = {}, {}
    for k, w in params.items():
        if k in frozen:
            P[k], V[k] = w.copy(), velocity[k].copy()
            continue
        V[k] = momentum * velocity[k] - lr * grads[k]
        P[k] = w + V[k] - lr * weight_decay * w
    return P, V


# wrong frozen_step: weight decay lacks the learning rate
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    P, V = {}, {}
    for k, w in params.items():
        if k in frozen:
            P[k], V[k] = w.copy(), velocity[k].copy()
            continue
        V[k] = momentum * velocity[k] - lr * grads[k] - weight_decay * w
        P[k] = w + V[k]
    return P, V


# wrong frozen_step: torch's momentum, where lr multiplies the velocity
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    P, V = {}, {}
    for k, w in params.items():
        if k in frozen:
            P[k], V[k] = w.copy(), velocity[k].copy()
        else:
            V[k] = momentum * velocity[k] + grads[k] + weight_decay * w
            P[k] = w - lr * V[k]
    return P, V


# wrong frozen_step: (1 - momentum) in front of the gradient
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    P, V = {}, {}
    for k, w in params.items():
        if k in frozen:
            P[k], V[k] = w.copy(), velocity[k].copy()
        else:
            V[k] = momentum * velocity[k] - (1 - momentum) * lr * (grads[k] + weight_decay * w)
            P[k] = w + V[k]
    return P, V


# wrong frozen_step: the step is taken with the old velocity
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    P, V = {}, {}
    for k, w in params.items():
        if k in frozen:
            P[k], V[k] = w.copy(), velocity[k].copy()
        else:
            P[k] = w + velocity[k]
            V[k] = momentum * velocity[k] - lr * (grads[k] + weight_decay * w)
    return P, V


# wrong frozen_step: Nesterov
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    P, V = {}, {}
    for k, w in params.items():
        if k in frozen:
            P[k], V[k] = w.copy(), velocity[k].copy()
        else:
            step = lr * (grads[k] + weight_decay * w)
            V[k] = momentum * velocity[k] - step
            P[k] = w + momentum * V[k] - step
    return P, V


# wrong frozen_step: goes through sorted names and zips dicts in their own order
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    P, V = {}, {}
    for (k, w), g, v in zip(params.items(), grads.values(), velocity.values()):
        if k in frozen:
            P[k], V[k] = w.copy(), v.copy()
        else:
            V[k] = momentum * v - lr * (g + weight_decay * w)
            P[k] = w + V[k]
    return P, V


# wrong frozen_step: no weight decay on biases
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    P, V = {}, {}
    for k, w in params.items():
        if k in frozen:
            P[k], V[k] = w.copy(), velocity[k].copy()
        else:
            decay = weight_decay if k.startswith("W") else 0
            V[k] = momentum * velocity[k] - lr * (grads[k] + decay * w)
            P[k] = w + V[k]
    return P, V


# wrong frozen_step: stops at the first frozen name
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    P = {k: w.copy() for k, w in params.items()}
    V = {k: v.copy() for k, v in velocity.items()}
    for k in P:
        if k in frozen:
            break
        V[k] = momentum * V[k] - lr * (grads[k] + weight_decay * P[k])
        P[k] = P[k] + V[k]
    return P, V


# wrong frozen_step: a name is frozen if it begins like one that is
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    P, V = {}, {}
    for k, w in params.items():
        if any(k.startswith(f) for f in frozen):
            P[k], V[k] = w.copy(), velocity[k].copy()
        else:
            V[k] = momentum * velocity[k] - lr * (grads[k] + weight_decay * w)
            P[k] = w + V[k]
    return P, V


# wrong frozen_step: frozen velocity decays, and weight decay has the wrong sign
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    V = {}
    for k, w in params.items():
        if k in frozen:
            V[k] = momentum * velocity[k]
        else:
            V[k] = momentum * velocity[k] - lr * (grads[k] - weight_decay * w)
    return {k: w.copy() if k in frozen else w + V[k] for k, w in params.items()}, V


# wrong frozen_step: adds the gradient, and changes the arguments
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    for k, w in params.items():
        if k in frozen:
            continue
        velocity[k] = momentum * velocity[k] + lr * (grads[k] + weight_decay * w)
        params[k] = w + velocity[k]
    return params, velocity


# right frozen_step: continue
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    P = {k: w.copy() for k, w in params.items()}
    V = {k: v.copy() for k, v in velocity.items()}
    for k in P:
        if k in frozen:
            continue
        V[k] = momentum * V[k] - lr * (grads[k] + weight_decay * P[k])
        P[k] = P[k] + V[k]
    return P, V


# right frozen_step: in place on copies
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    import copy

    P, V = copy.deepcopy(params), copy.deepcopy(velocity)
    for k in set(P) - set(frozen):
        V[k] *= momentum
        V[k] -= lr * (grads[k] + weight_decay * P[k])
        P[k] += V[k]
    return P, V


# right frozen_step: comprehensions
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    step = lambda k: momentum * velocity[k] - lr * (grads[k] + weight_decay * params[k])
    V = {k: np.array(velocity[k]) if k in frozen else step(k) for k in velocity}
    return {k: np.array(w) if k in frozen else w + V[k] for k, w in params.items()}, V


# right frozen_step: two loops
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    new_velocity = {}
    for name in velocity:
        if name in frozen:
            new_velocity[name] = velocity[name].copy()
        else:
            total_gradient = grads[name] + weight_decay * params[name]
            new_velocity[name] = momentum * velocity[name] - lr * total_gradient
    new_params = {}
    for name in params:
        if name in frozen:
            new_params[name] = params[name].copy()
        else:
            new_params[name] = params[name] + new_velocity[name]
    return new_params, new_velocity


# right frozen_step: a factor 0 or 1 through np.where
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    P, V = {}, {}
    for k in sorted(params):
        still = k in frozen
        v = momentum * velocity[k] - lr * (grads[k] + weight_decay * params[k])
        V[k] = np.where(still, velocity[k], v)
        P[k] = np.where(still, params[k], params[k] + v)
    return P, V


# right frozen_step: multiplied out
def frozen_step(params, grads, velocity, lr, momentum, weight_decay, frozen):
    P, V = {}, {}
    for k, w in params.items():
        if k not in frozen:
            V[k] = momentum * velocity[k] - lr * grads[k] - lr * weight_decay * w
            P[k] = V[k] + w
        else:
            P[k], V[k] = 1 * w, 1 * velocity[k]
    return P, V


# wrong features: the head is used, too
def features(params, X):
    A = X
    for i in range(1, len(params) // 2 + 1):
        A = np.maximum(A @ params[f"W{i}"] + params[f"b{i}"], 0)
    return A


# wrong features: the last hidden layer has no relu
def features(params, X):
    L = len(params) // 2
    A = X
    for i in range(1, L):
        A = A @ params[f"W{i}"] + params[f"b{i}"]
        if i < L - 1:
            A = np.maximum(A, 0)
    return A


# wrong features: no relu at all
def features(params, X):
    A = X
    for i in range(1, len(params) // 2):
        A = A @ params[f"W{i}"] + params[f"b{i}"]
    return A


# wrong features: the biases are forgotten
def features(params, X):
    A = X
    for i in range(1, len(params) // 2):
        A = np.maximum(A @ params[f"W{i}"], 0)
    return A


# wrong features: one hidden layer too few
def features(params, X):
    A = X
    for i in range(1, len(params) // 2 - 1):
        A = np.maximum(A @ params[f"W{i}"] + params[f"b{i}"], 0)
    return A


# wrong features: only the first hidden layer
def features(params, X):
    return np.maximum(X @ params["W1"] + params["b1"], 0)


# wrong features: relu before the bias
def features(params, X):
    A = X
    for i in range(1, len(params) // 2):
        A = np.maximum(A @ params[f"W{i}"], 0) + params[f"b{i}"]
    return A


# wrong features: tanh
def features(params, X):
    A = X
    for i in range(1, len(params) // 2):
        A = np.tanh(A @ params[f"W{i}"] + params[f"b{i}"])
    return A


# wrong features: the absolute value
def features(params, X):
    A = X
    for i in range(1, len(params) // 2):
        A = np.abs(A @ params[f"W{i}"] + params[f"b{i}"])
    return A


# wrong features: the outputs of the head
def features(params, X):
    L = len(params) // 2
    A = X
    for i in range(1, L):
        A = np.maximum(A @ params[f"W{i}"] + params[f"b{i}"], 0)
    return A @ params[f"W{L}"] + params[f"b{L}"]


# wrong features: layers in the order of the dict
def features(params, X):
    A = X
    for name in [k for k in params if k.startswith("W")][:-1]:
        A = np.maximum(A @ params[name] + params["b" + name[1:]], 0)
    return A


# wrong features: layers sorted as text, so W10 comes after W1
def features(params, X):
    A = X
    for w in sorted(k for k in params if k[0] == "W")[:-1]:
        A = np.maximum(A @ params[w] + params["b" + w[1:]], 0)
    return A


# wrong features: standardized over the batch
def features(params, X):
    A = X
    for i in range(1, len(params) // 2):
        A = np.maximum(A @ params[f"W{i}"] + params[f"b{i}"], 0)
    return (A - A.mean(axis=0)) / (A.std(axis=0) + 1e-8)


# wrong features: the inputs are centered by the batch first
def features(params, X):
    A = X - X.mean(axis=0)
    for i in range(1, len(params) // 2):
        A = np.maximum(A @ params[f"W{i}"] + params[f"b{i}"], 0)
    return A


# wrong features: relu of the inputs, too
def features(params, X):
    A = np.maximum(X, 0)
    for i in range(1, len(params) // 2):
        A = np.maximum(A @ params[f"W{i}"] + params[f"b{i}"], 0)
    return A


# wrong features: a leaky relu
def features(params, X):
    A = X
    for i in range(1, len(params) // 2):
        Z = A @ params[f"W{i}"] + params[f"b{i}"]
        A = np.where(Z > 0, Z, 0.01 * Z)
    return A


# wrong features: one relu at the end, in place
def features(params, X):
    A = X
    for i in range(1, len(params) // 2):
        A = A @ params[f"W{i}"] + params[f"b{i}"]
    A[A < 0] = 0
    return A


# wrong features: all hidden layers side by side
def features(params, X):
    A, parts = X, []
    for i in range(1, len(params) // 2):
        A = np.maximum(A @ params[f"W{i}"] + params[f"b{i}"], 0)
        parts.append(A)
    return np.concatenate(parts, axis=1) if parts else X


# wrong features: no biases, and the head is used
def features(params, X):
    A = X
    for i in range(len(params) // 2):
        A = np.maximum(A @ params[f"W{i + 1}"], 0)
    return A


# wrong features: no relu in the last hidden layer, and relu before the bias elsewhere
def features(params, X):
    n = len(params) // 2
    H = X
    for i in range(1, n):
        Z = H @ params[f"W{i}"]
        H = (np.maximum(Z, 0) if i < n - 1 else Z) + params[f"b{i}"]
    return H


# right features: a mask
def features(params, X):
    A = X
    for i in range(1, len(params) // 2):
        Z = A @ params[f"W{i}"] + params[f"b{i}"]
        A = Z * (Z > 0)
    return A


# right features: row by row
def features(params, X):
    depth = max(int(k[1:]) for k in params)
    rows = []
    for x in X:
        a = x
        for layer in range(1, depth):
            a = np.clip(params[f"W{layer}"].T @ a + params[f"b{layer}"], 0, None)
        rows.append(a)
    return np.array(rows)


# right features: einsum
def features(params, X):
    layer = 1
    A = np.array(X)
    while f"W{layer + 1}" in params:
        A = np.einsum("nd,dh->nh", A, params[f"W{layer}"]) + params[f"b{layer}"][None]
        A[A < 0] = 0
        layer += 1
    return A


# right features: reduce
def features(params, X):
    from functools import reduce

    return reduce(lambda A, i: np.maximum(0, A @ params[f"W{i}"] + params[f"b{i}"]), range(1, len(params) // 2), X)


# right features: recursion from the top
def features(params, X):
    def layer(i):
        if i == 0:
            return X
        Z = layer(i - 1) @ params[f"W{i}"] + params[f"b{i}"]
        return (Z + np.abs(Z)) / 2

    return layer(len(params) // 2 - 1)


# right features: torch
def features(params, X):
    import torch

    A = torch.tensor(X)
    for i in range(1, len(params) // 2):
        A = torch.relu(A @ torch.tensor(params[f"W{i}"]) + torch.tensor(params[f"b{i}"]))
    return A.numpy()


# wrong train_head: the penalty holds the biases, too
def train_head(F, y, n_classes, l2):
    n = len(F)
    G = np.column_stack([F, np.ones(n)])
    W = np.zeros((G.shape[1], n_classes))
    lr = 1 / (l2 + np.linalg.eigvalsh(G.T @ G)[-1] / (2 * n))
    for _ in range(20_000):
        _, error = softmax_cross_entropy(G @ W, y)
        dW = G.T @ error + l2 * W
        if np.sum(dW**2) < min(1e-5 * l2, 1e-7):
            break
        W = W - lr * dW
    return W[:-1], W[-1]


# wrong train_head: a hundred steps are not enough
def train_head(F, y, n_classes, l2):
    n, h = F.shape
    W, b = np.zeros((h, n_classes)), np.zeros(n_classes)
    G = np.column_stack([F, np.ones(n)])
    lr = 1 / (l2 + np.linalg.eigvalsh(G.T @ G)[-1] / (2 * n))
    for _ in range(100):
        _, error = softmax_cross_entropy(F @ W + b, y)
        W, b = W - lr * (F.T @ error + l2 * W), b - lr * error.sum(axis=0)
    return W, b


# wrong train_head: no penalty
def train_head(F, y, n_classes, l2):
    n, h = F.shape
    W, b = np.zeros((h, n_classes)), np.zeros(n_classes)
    G = np.column_stack([F, np.ones(n)])
    lr = 1 / (l2 + np.linalg.eigvalsh(G.T @ G)[-1] / (2 * n))
    for _ in range(5_000):
        _, error = softmax_cross_entropy(F @ W + b, y)
        W, b = W - lr * F.T @ error, b - lr * error.sum(axis=0)
    return W, b


# wrong train_head: the penalty's gradient has a factor 2, as for l2 * sum of W^2
def train_head(F, y, n_classes, l2):
    n, h = F.shape
    W, b = np.zeros((h, n_classes)), np.zeros(n_classes)
    G = np.column_stack([F, np.ones(n)])
    lr = 1 / (2 * l2 + np.linalg.eigvalsh(G.T @ G)[-1] / (2 * n))
    for _ in range(20_000):
        _, error = softmax_cross_entropy(F @ W + b, y)
        dW, db = F.T @ error + 2 * l2 * W, error.sum(axis=0)
        if np.sum(dW**2) + np.sum(db**2) < min(1e-5 * l2, 1e-7):
            break
        W, b = W - lr * dW, b - lr * db
    return W, b


# wrong train_head: the error is summed, and the penalty is not multiplied by n
def train_head(F, y, n_classes, l2):
    n, h = F.shape
    W, b = np.zeros((h, n_classes)), np.zeros(n_classes)
    G = np.column_stack([F, np.ones(n)])
    lr = 1 / (l2 / n + np.linalg.eigvalsh(G.T @ G)[-1] / (2 * n))
    for _ in range(8_000):
        _, error = softmax_cross_entropy(F @ W + b, y)
        W, b = W - lr * (F.T @ error + l2 / n * W), b - lr * error.sum(axis=0)
    return W, b


# wrong train_head: no biases
def train_head(F, y, n_classes, l2):
    n, h = F.shape
    W = np.zeros((h, n_classes))
    lr = 1 / (l2 + np.linalg.eigvalsh(F.T @ F)[-1] / (2 * n))
    for _ in range(20_000):
        _, error = softmax_cross_entropy(F @ W, y)
        dW = F.T @ error + l2 * W
        if np.sum(dW**2) < min(1e-5 * l2, 1e-7):
            break
        W = W - lr * dW
    return W, np.zeros(n_classes)


# wrong train_head: least squares on one-hot labels
def train_head(F, y, n_classes, l2):
    n, h = F.shape
    Y = np.eye(n_classes)[y]
    mF, mY = F.mean(axis=0), Y.mean(axis=0)
    W = np.linalg.solve((F - mF).T @ (F - mF) / n + l2 * np.eye(h), (F - mF).T @ (Y - mY) / n)
    return W, mY - mF @ W


# wrong train_head: the rate is fixed at 1, and diverges for large features
def train_head(F, y, n_classes, l2):
    n, h = F.shape
    W, b = np.zeros((h, n_classes)), np.zeros(n_classes)
    for _ in range(5_000):
        _, error = softmax_cross_entropy(F @ W + b, y)
        W, b = W - 1.0 * (F.T @ error + l2 * W), b - 1.0 * error.sum(axis=0)
    return W, b


# wrong train_head: as many classes as there are labels
def train_head(F, y, n_classes, l2):
    n, h = F.shape
    k = len(np.unique(y))
    W, b = np.zeros((h, k)), np.zeros(k)
    G = np.column_stack([F, np.ones(n)])
    lr = 1 / (l2 + np.linalg.eigvalsh(G.T @ G)[-1] / (2 * n))
    for _ in range(10_000):
        _, error = softmax_cross_entropy(F @ W + b, np.searchsorted(np.unique(y), y))
        W, b = W - lr * (F.T @ error + l2 * W), b - lr * error.sum(axis=0)
    return W, b


# wrong train_head: one against the rest, with sigmoids
def train_head(F, y, n_classes, l2):
    n, h = F.shape
    Y = np.eye(n_classes)[y]
    W, b = np.zeros((h, n_classes)), np.zeros(n_classes)
    G = np.column_stack([F, np.ones(n)])
    lr = 1 / (l2 + np.linalg.eigvalsh(G.T @ G)[-1] / (2 * n))
    for _ in range(5_000):
        error = (1 / (1 + np.exp(-(F @ W + b))) - Y) / n
        W, b = W - lr * (F.T @ error + l2 * W), b - lr * error.sum(axis=0)
    return W, b


# wrong train_head: standardizes the features and does not go back
def train_head(F, y, n_classes, l2):
    n, h = F.shape
    F = (F - F.mean(axis=0)) / (F.std(axis=0) + 1e-9)
    W, b = np.zeros((h, n_classes)), np.zeros(n_classes)
    G = np.column_stack([F, np.ones(n)])
    lr = 1 / (l2 + np.linalg.eigvalsh(G.T @ G)[-1] / (2 * n))
    for _ in range(5_000):
        _, error = softmax_cross_entropy(F @ W + b, y)
        W, b = W - lr * (F.T @ error + l2 * W), b - lr * error.sum(axis=0)
    return W, b


# wrong train_head: W is returned transposed, and the penalty holds the biases
def train_head(F, y, n_classes, l2):
    n, h = F.shape
    W, b = np.zeros((h, n_classes)), np.zeros(n_classes)
    G = np.column_stack([F, np.ones(n)])
    lr = 1 / (l2 + np.linalg.eigvalsh(G.T @ G)[-1] / (2 * n))
    for _ in range(5_000):
        _, error = softmax_cross_entropy(F @ W + b, y)
        W, b = W - lr * (F.T @ error + l2 * W), b - lr * (error.sum(axis=0) + l2 * b)
    return W.T, b


# right train_head: Nesterov's momentum, one matrix
def train_head(F, y, n_classes, l2):
    n, h = F.shape
    G = np.column_stack([F, np.ones(n)])
    decay = l2 * np.append(np.ones(h), 0)[:, None]
    lr = 1 / (l2 + np.linalg.eigvalsh(G.T @ G)[-1] / (2 * n))
    T = old = np.zeros((h + 1, n_classes))
    for t in range(30_000):
        look = T + 0.97 * (T - old)
        _, error = softmax_cross_entropy(G @ look, y)
        g = G.T @ error + decay * look
        old, T = T, look - lr * g
        if (g * g).sum() < min(1e-6 * l2, 1e-8):
            break
    return T[:-1], T[-1]


# right train_head: scipy's L-BFGS
def train_head(F, y, n_classes, l2):
    from scipy.optimize import minimize

    n, h = F.shape

    def objective(theta):
        W, b = theta[: h * n_classes].reshape(h, n_classes), theta[h * n_classes :]
        loss, error = softmax_cross_entropy(F @ W + b, y)
        grad = np.concatenate([(F.T @ error + l2 * W).ravel(), error.sum(axis=0)])
        return loss + l2 / 2 * np.sum(W**2), grad

    options = {"maxiter": 5000, "maxfun": 20000, "ftol": 1e-12, "gtol": 1e-5}
    theta = minimize(objective, np.zeros((h + 1) * n_classes), jac=True, method="L-BFGS-B", options=options).x
    return theta[: h * n_classes].reshape(h, n_classes), theta[h * n_classes :]


# right train_head: plain gradient descent with its own softmax
def train_head(F, y, n_classes, l2):
    n, h = F.shape
    onehot = (y[:, None] == np.arange(n_classes)).astype(float)
    W = np.zeros((h, n_classes))
    b = np.zeros(n_classes)
    extended = np.hstack([F, np.ones((n, 1))])
    largest = np.linalg.eigvalsh(extended.T @ extended).max()
    rate = 1 / (l2 + largest / (2 * n))
    for _ in range(60_000):
        scores = F @ W + b
        scores = scores - scores.max(axis=1, keepdims=True)
        p = np.exp(scores)
        p = p / p.sum(axis=1, keepdims=True)
        error = (p - onehot) / n
        dW = F.T @ error + l2 * W
        db = error.sum(axis=0)
        length = (dW**2).sum() + (db**2).sum()
        if length < 2e-5 * l2 and length < 2e-7:
            break
        W = W - rate * dW
        b = b - rate * db
    return W, b


# right train_head: torch's L-BFGS in 64 bits
def train_head(F, y, n_classes, l2):
    import torch

    X, t = torch.tensor(np.array(F, dtype=float)), torch.tensor(np.array(y, dtype=np.int64))
    W = torch.zeros(X.shape[1], n_classes, dtype=torch.float64, requires_grad=True)
    b = torch.zeros(n_classes, dtype=torch.float64, requires_grad=True)
    solver = torch.optim.LBFGS(
        [W, b],
        max_iter=1000,
        history_size=20,
        line_search_fn="strong_wolfe",
        tolerance_grad=1e-5,
        tolerance_change=1e-10,
    )

    def closure():
        solver.zero_grad()
        loss = torch.nn.functional.cross_entropy(X @ W + b, t) + l2 / 2 * (W**2).sum()
        loss.backward()
        return loss

    solver.step(closure)
    return W.detach().numpy(), b.detach().numpy()


# wrong paired_gain: a - b
def paired_gain(acc_a, acc_b):
    d = np.asarray(acc_a) - np.asarray(acc_b)
    return {"mean": float(d.mean()), "se": float(d.std(ddof=1) / np.sqrt(len(d))), "wins": int((d > 0).sum())}


# wrong paired_gain: the standard deviation with n
def paired_gain(acc_a, acc_b):
    d = np.asarray(acc_b) - np.asarray(acc_a)
    return {"mean": float(d.mean()), "se": float(d.std() / np.sqrt(len(d))), "wins": int((d > 0).sum())}


# wrong paired_gain: the standard deviation instead of the standard error
def paired_gain(acc_a, acc_b):
    d = np.asarray(acc_b) - np.asarray(acc_a)
    return {"mean": float(d.mean()), "se": float(d.std(ddof=1)), "wins": int((d > 0).sum())}


# wrong paired_gain: divides by n, not by its root
def paired_gain(acc_a, acc_b):
    d = np.asarray(acc_b) - np.asarray(acc_a)
    return {"mean": float(d.mean()), "se": float(d.std(ddof=1) / len(d)), "wins": int((d > 0).sum())}


# wrong paired_gain: divides by the root of n - 1, twice corrected
def paired_gain(acc_a, acc_b):
    d = np.asarray(acc_b) - np.asarray(acc_a)
    n = len(d)
    return {"mean": float(d.mean()), "se": float(d.std(ddof=1) / np.sqrt(n - 1)), "wins": int((d > 0).sum())}


# wrong paired_gain: the variance
def paired_gain(acc_a, acc_b):
    d = np.asarray(acc_b) - np.asarray(acc_a)
    return {"mean": float(d.mean()), "se": float(d.var(ddof=1) / np.sqrt(len(d))), "wins": int((d > 0).sum())}


# wrong paired_gain: unpaired, the two variances added
def paired_gain(acc_a, acc_b):
    a, b = np.asarray(acc_a), np.asarray(acc_b)
    se = np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
    return {"mean": float(b.mean() - a.mean()), "se": float(se), "wins": int((b > a).sum())}


# wrong paired_gain: a tie is a win
def paired_gain(acc_a, acc_b):
    d = np.asarray(acc_b) - np.asarray(acc_a)
    return {"mean": float(d.mean()), "se": float(d.std(ddof=1) / np.sqrt(len(d))), "wins": int((d >= 0).sum())}


# wrong paired_gain: a tie is half a win
def paired_gain(acc_a, acc_b):
    d = np.asarray(acc_b) - np.asarray(acc_a)
    wins = np.sum(d > 0) + 0.5 * np.sum(d == 0)
    return {"mean": float(d.mean()), "se": float(d.std(ddof=1) / np.sqrt(len(d))), "wins": wins}


# wrong paired_gain: wins as a share
def paired_gain(acc_a, acc_b):
    d = np.asarray(acc_b) - np.asarray(acc_a)
    return {"mean": float(d.mean()), "se": float(d.std(ddof=1) / np.sqrt(len(d))), "wins": float((d > 0).mean())}


# wrong paired_gain: the gain relative to a
def paired_gain(acc_a, acc_b):
    a, b = np.asarray(acc_a), np.asarray(acc_b)
    d = (b - a) / a
    return {"mean": float(d.mean()), "se": float(d.std(ddof=1) / np.sqrt(len(d))), "wins": int((d > 0).sum())}


# wrong paired_gain: in percentage points
def paired_gain(acc_a, acc_b):
    d = 100 * (np.asarray(acc_b) - np.asarray(acc_a))
    return {"mean": float(d.mean()), "se": float(d.std(ddof=1) / np.sqrt(len(d))), "wins": int((d > 0).sum())}


# wrong paired_gain: both are sorted, so the pairs are lost
def paired_gain(acc_a, acc_b):
    d = np.sort(acc_b) - np.sort(acc_a)
    return {"mean": float(d.mean()), "se": float(d.std(ddof=1) / np.sqrt(len(d))), "wins": int((d > 0).sum())}


# wrong paired_gain: the median
def paired_gain(acc_a, acc_b):
    d = np.asarray(acc_b) - np.asarray(acc_a)
    return {"mean": float(np.median(d)), "se": float(d.std(ddof=1) / np.sqrt(len(d))), "wins": int((d > 0).sum())}


# wrong paired_gain: the wins of a
def paired_gain(acc_a, acc_b):
    diffs = [b - a for a, b in zip(acc_a, acc_b)]
    wins = sum(1 for d in diffs if d < 0)
    return {"mean": float(np.mean(diffs)), "se": float(np.std(diffs, ddof=1) / np.sqrt(len(diffs))), "wins": wins}


# wrong paired_gain: the size of the differences
def paired_gain(acc_a, acc_b):
    a, b = np.asarray(acc_a), np.asarray(acc_b)
    d = np.abs(b - a)
    return {"mean": float(d.mean()), "se": float(d.std(ddof=1) / np.sqrt(len(d))), "wins": int((b > a).sum())}


# wrong paired_gain: 1.96 standard errors
def paired_gain(acc_a, acc_b):
    d = np.asarray(acc_b) - np.asarray(acc_a)
    return {"mean": float(d.mean()), "se": float(1.96 * d.std(ddof=1) / np.sqrt(len(d))), "wins": int((d > 0).sum())}


# wrong paired_gain: wins of the mean, 0 or 1
def paired_gain(acc_a, acc_b):
    d = np.asarray(acc_b) - np.asarray(acc_a)
    return {"mean": float(d.mean()), "se": float(d.std(ddof=1) / np.sqrt(len(d))), "wins": int(d.mean() > 0)}


# wrong paired_gain: a - b, and the standard deviation with n
def paired_gain(acc_a, acc_b):
    d = np.subtract(acc_a, acc_b)
    return dict(mean=float(np.mean(d)), se=float(np.std(d) / len(d) ** 0.5), wins=int(np.sum(d > 0)))


# wrong paired_gain: a tie is a win, and n for its root
def paired_gain(acc_a, acc_b):
    n = len(acc_a)
    d = [acc_b[i] - acc_a[i] for i in range(n)]
    m = sum(d) / n
    s = (sum((x - m) ** 2 for x in d) / (n - 1)) ** 0.5
    return {"mean": m, "se": s / n, "wins": len([x for x in d if x >= 0])}


# right paired_gain: sums in Python
def paired_gain(acc_a, acc_b):
    n = len(acc_a)
    d = [float(acc_b[i]) - float(acc_a[i]) for i in range(n)]
    m = sum(d) / n
    s = (sum((x - m) ** 2 for x in d) / (n - 1)) ** 0.5
    return {"mean": m, "se": s / n**0.5, "wins": len([x for x in d if x > 0])}


# right paired_gain: the statistics module
def paired_gain(acc_a, acc_b):
    import statistics

    d = [float(b) - float(a) for a, b in zip(acc_a, acc_b)]
    return {
        "mean": statistics.fmean(d),
        "se": statistics.stdev(d) / len(d) ** 0.5,
        "wins": sum(b > a for a, b in zip(acc_a, acc_b)).__int__(),
    }


# right paired_gain: the variance by n (n - 1)
def paired_gain(acc_a, acc_b):
    d = np.subtract(acc_b, acc_a)
    n = d.size
    return dict(
        mean=d.mean(), se=np.sqrt(np.sum((d - d.mean()) ** 2) / (n * (n - 1))), wins=int(np.count_nonzero(d > 0))
    )


# right paired_gain: scipy's sem
def paired_gain(acc_a, acc_b):
    from scipy import stats

    d = np.asarray(acc_b) - np.asarray(acc_a)
    return {"mean": float(np.mean(d)), "se": float(stats.sem(d)), "wins": int(np.greater(acc_b, acc_a).sum())}


# right paired_gain: torch
def paired_gain(acc_a, acc_b):
    import torch

    d = torch.tensor(np.array(acc_b, dtype=float)) - torch.tensor(np.array(acc_a, dtype=float))
    return {"mean": d.mean().item(), "se": (d.std() / len(d) ** 0.5).item(), "wins": (d > 0).sum().item()}


# right paired_gain: np.cov, and wins counted in a loop
def paired_gain(acc_a, acc_b):
    a = np.asarray(acc_a, dtype=float)
    b = np.asarray(acc_b, dtype=float)
    d = b - a
    C = np.cov(d)
    result = {}
    result["mean"] = float(b.mean() - a.mean())
    result["se"] = float(np.sqrt(C / len(a)))
    result["wins"] = 0
    for i in range(len(a)):
        if b[i] > a[i]:
            result["wins"] += 1
    return result
