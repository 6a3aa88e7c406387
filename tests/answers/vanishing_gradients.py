"""Answers to the exercises on vanishing gradients, written from their docstrings, for `python -m benchmarks.teaching`."""


# wrong activation: sigmoid overflows
def activation(z, kind):
    if kind == "sigmoid":
        a = np.exp(z) / (1 + np.exp(z))
        return a, a * (1 - a)
    if kind == "tanh":
        return np.tanh(z), 1 - np.tanh(z) ** 2
    return np.maximum(z, 0.0), np.where(z > 0, 1.0, 0.0)


# wrong activation: slopes taken at the value
def activation(z, kind):
    if kind == "sigmoid":
        a = 0.5 * (1 + np.tanh(z / 2))
        s = 0.5 * (1 + np.tanh(a / 2))
        return a, s * (1 - s)
    if kind == "tanh":
        a = np.tanh(z)
        return a, 1 - np.tanh(a) ** 2
    a = np.maximum(z, 0.0)
    return a, (a > 0).astype(float)


# wrong activation: relu's slope at 0 is 1
def activation(z, kind):
    if kind == "sigmoid":
        a = 0.5 * (1 + np.tanh(z / 2))
        return a, a * (1 - a)
    if kind == "tanh":
        a = np.tanh(z)
        return a, 1 - a * a
    return np.where(z >= 0, z, 0.0), np.where(z >= 0, 1.0, 0.0)


# wrong activation: relu's slope at 0 is a half
def activation(z, kind):
    if kind == "sigmoid":
        a = 0.5 * (1 + np.tanh(z / 2))
        return a, a * (1 - a)
    if kind == "tanh":
        a = np.tanh(z)
        return a, 1 - a * a
    return (z + np.abs(z)) / 2, np.heaviside(z, 0.5)


# wrong activation: tanh with the sigmoid's slope
def activation(z, kind):
    if kind == "relu":
        return np.maximum(z, 0.0), (z > 0) * 1.0
    a = np.tanh(z) if kind == "tanh" else 0.5 * (1 + np.tanh(z / 2))
    return a, a * (1 - a)


# wrong activation: sigmoid with tanh's slope
def activation(z, kind):
    if kind == "relu":
        return np.maximum(z, 0.0), (z > 0) * 1.0
    a = np.tanh(z) if kind == "tanh" else 0.5 * (1 + np.tanh(z / 2))
    return a, 1 - a**2


# wrong activation: sigmoid without the half in the argument
def activation(z, kind):
    if kind == "sigmoid":
        a = 0.5 * (1 + np.tanh(z))
        return a, a * (1 - a)
    if kind == "tanh":
        a = np.tanh(z)
        return a, 1 - a * a
    return np.maximum(z, 0.0), (z > 0) * 1.0


# wrong activation: sigmoid mirrored
def activation(z, kind):
    if kind == "sigmoid":
        a = 0.5 * (1 - np.tanh(z / 2))
        return a, a * (1 - a)
    if kind == "tanh":
        a = np.tanh(z)
        return a, 1 - a * a
    return np.maximum(z, 0.0), (z > 0) * 1.0


# wrong activation: relu's slope a truth value
def activation(z, kind):
    if kind == "sigmoid":
        e = np.exp(-np.abs(z))
        a = np.where(z >= 0, 1, e) / (1 + e)
        return a, a * (1 - a)
    if kind == "tanh":
        a = np.tanh(z)
        return a, 1 - a * a
    return np.maximum(z, 0.0), z > 0


# wrong activation: only the activation
def activation(z, kind):
    if kind == "sigmoid":
        return 0.5 * (1 + np.tanh(z / 2))
    if kind == "tanh":
        return np.tanh(z)
    return np.maximum(z, 0.0)


# wrong activation: slope first
def activation(z, kind):
    if kind == "sigmoid":
        a = 0.5 * (1 + np.tanh(z / 2))
        slope = a * (1 - a)
    elif kind == "tanh":
        a = np.tanh(z)
        slope = 1 - a**2
    else:
        a = np.maximum(z, 0.0)
        slope = (z > 0).astype(float)
    return slope, a


# wrong activation: relu by the sign of the whole array
def activation(z, kind):
    if kind == "sigmoid":
        a = 0.5 * (1 + np.tanh(z / 2))
        return a, a * (1 - a)
    if kind == "tanh":
        a = np.tanh(z)
        return a, 1 - a**2
    if np.any(z > 0):
        return z * 1.0, np.ones(z.shape)
    return np.zeros(z.shape), np.zeros(z.shape)


# wrong activation: leaky relu
def activation(z, kind):
    if kind == "sigmoid":
        a = 0.5 * (1 + np.tanh(z / 2))
        return a, a * (1 - a)
    if kind == "tanh":
        a = np.tanh(z)
        return a, 1 - a**2
    return np.where(z > 0, z, 0.01 * z), np.where(z > 0, 1.0, 0.01)


# wrong activation: tanh written out overflows
def activation(z, kind):
    if kind == "sigmoid":
        e = np.exp(-np.abs(z))
        a = np.where(z >= 0, 1 / (1 + e), e / (1 + e))
        return a, a * (1 - a)
    if kind == "tanh":
        up, down = np.exp(z), np.exp(-z)
        a = (up - down) / (up + down)
        return a, 1 - a**2
    return np.maximum(z, 0.0), (z > 0).astype(float)


# wrong activation: z overwritten by relu
def activation(z, kind):
    if kind == "sigmoid":
        a = 0.5 * (1 + np.tanh(z / 2))
        return a, a * (1 - a)
    if kind == "tanh":
        a = np.tanh(z)
        return a, 1 - a**2
    z[z < 0] = 0.0
    return z, (z > 0).astype(float)


# wrong activation: z clipped to +-6
def activation(z, kind):
    if kind == "sigmoid":
        a = 1 / (1 + np.exp(-np.clip(z, -6, 6)))
        return a, a * (1 - a)
    if kind == "tanh":
        a = np.tanh(z)
        return a, 1 - a**2
    return np.maximum(z, 0.0), (z > 0).astype(float)


# wrong activation: tanh's slope with a plus
def activation(z, kind):
    if kind == "sigmoid":
        a = 0.5 * (1 + np.tanh(z / 2))
        return a, a * (1 - a)
    if kind == "tanh":
        a = np.tanh(z)
        return a, 1 + a**2
    return np.maximum(z, 0.0), (z > 0).astype(float)


# wrong activation: relu's slope is z where positive
def activation(z, kind):
    if kind == "sigmoid":
        a = 0.5 * (1 + np.tanh(z / 2))
        return a, a * (1 - a)
    if kind == "tanh":
        a = np.tanh(z)
        return a, 1 - a**2
    a = np.maximum(z, 0.0)
    return a, a


# wrong activation: slope first, and overflow
def activation(z, kind):
    if kind == "sigmoid":
        a = 1 / (1 + np.exp(-z))
        return a * (1 - a), a
    if kind == "tanh":
        return 1 - np.tanh(z) ** 2, np.tanh(z)
    return (z > 0).astype(float), np.maximum(z, 0.0)


# wrong activation: kinds exchanged, and relu of the absolute value
def activation(z, kind):
    if kind == "tanh":
        a = 0.5 * (1 + np.tanh(z / 2))
        return a, a * (1 - a)
    if kind == "sigmoid":
        a = np.tanh(z)
        return a, 1 - a**2
    return np.abs(z), np.sign(z)


# right activation: sigmoid by tanh
def activation(z, kind):
    if kind == "relu":
        return z * (z > 0), (z > 0) * 1.0
    if kind == "tanh":
        a = np.tanh(z)
        return a, (1 - a) * (1 + a)
    t = np.tanh(z / 2)
    return (1 + t) / 2, (1 - t**2) / 4


# right activation: masks
def activation(z, kind):
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        a = np.empty_like(z)
        positive = z >= 0
        a[positive] = 1 / (1 + np.exp(-z[positive]))
        a[~positive] = np.exp(z[~positive]) / (1 + np.exp(z[~positive]))
        slope = a * (1 - a)
    elif kind == "tanh":
        a = np.tanh(z)
        slope = 1 - a**2
    elif kind == "relu":
        a = np.where(z > 0, z, 0)
        slope = np.where(z > 0, 1.0, 0.0)
    return a, slope


# right activation: logaddexp
def activation(z, kind):
    match kind:
        case "sigmoid":
            return np.exp(-np.logaddexp(0, -z)), np.exp(-np.logaddexp(0, -z) - np.logaddexp(0, z))
        case "tanh":
            return np.tanh(z), 1 - np.tanh(z) ** 2
        case "relu":
            return np.clip(z, 0.0, None), np.heaviside(z, 0.0)


# right activation: torch
def activation(z, kind):
    import torch

    t = torch.tensor(np.array(z, dtype=float), requires_grad=True)
    a = getattr(torch, kind)(t)
    a.sum().backward()
    return a.detach().numpy(), t.grad.numpy()


# right activation: number by number
def activation(z, kind):
    import math

    def sigmoid(x):
        a = 1 / (1 + math.exp(-x)) if x >= 0 else 1 - 1 / (1 + math.exp(max(x, -700)))
        return a, a * (1 - a)

    def tanh(x):
        return math.tanh(x), 1 - math.tanh(x) ** 2

    def relu(x):
        return (x, 1.0) if x > 0 else (0.0, 0.0)

    one = {"sigmoid": sigmoid, "tanh": tanh, "relu": relu}[kind]
    pairs = [one(float(x)) for x in np.ravel(z)]
    a, slope = np.array(pairs).reshape(-1, 2).T
    return a.reshape(np.shape(z)), slope.reshape(np.shape(z))


# right activation: a table, terse
def activation(z, kind):
    s = np.tanh(z / 2) / 2 + 0.5
    t = np.tanh(z)
    return {"sigmoid": (s, s - s * s), "tanh": (t, 1 - t * t), "relu": (np.fmax(z, 0.0), np.float64(z > 0))}[kind]


# wrong predicted_shrink: width without the root
def predicted_shrink(std, width, rms_slope, depth):
    return (std * width * rms_slope) ** depth


# wrong predicted_shrink: times depth
def predicted_shrink(std, width, rms_slope, depth):
    return std * np.sqrt(width) * rms_slope * depth


# wrong predicted_shrink: only the slope to the power
def predicted_shrink(std, width, rms_slope, depth):
    return std * np.sqrt(width) * rms_slope**depth


# wrong predicted_shrink: the squared norm
def predicted_shrink(std, width, rms_slope, depth):
    factor = std**2 * width * rms_slope**2
    return factor**depth


# wrong predicted_shrink: one layer too few
def predicted_shrink(std, width, rms_slope, depth):
    return (std * np.sqrt(width) * rms_slope) ** (depth - 1)


# wrong predicted_shrink: one layer too many
def predicted_shrink(std, width, rms_slope, depth):
    result = 1.0
    for _ in range(depth + 1):
        result *= std * width**0.5 * rms_slope
    return result


# wrong predicted_shrink: one layer
def predicted_shrink(std, width, rms_slope, depth):
    return std * width**0.5 * rms_slope


# wrong predicted_shrink: divided by the root of the width
def predicted_shrink(std, width, rms_slope, depth):
    return (std / np.sqrt(width) * rms_slope) ** depth


# wrong predicted_shrink: root of everything
def predicted_shrink(std, width, rms_slope, depth):
    return np.sqrt(std * width * rms_slope) ** depth


# wrong predicted_shrink: slope squared
def predicted_shrink(std, width, rms_slope, depth):
    return (std * np.sqrt(width) * rms_slope**2) ** depth


# wrong predicted_shrink: std taken for the variance
def predicted_shrink(std, width, rms_slope, depth):
    return (np.sqrt(std * width) * rms_slope) ** depth


# wrong predicted_shrink: the inverse
def predicted_shrink(std, width, rms_slope, depth):
    return 1 / (std * np.sqrt(width) * rms_slope) ** depth


# wrong predicted_shrink: the logarithm
def predicted_shrink(std, width, rms_slope, depth):
    return depth * (np.log(std) + 0.5 * np.log(width) + np.log(rms_slope))


# wrong predicted_shrink: the slope left out
def predicted_shrink(std, width, rms_slope, depth):
    return (std * np.sqrt(width)) ** depth


# wrong predicted_shrink: a list of the factor after each layer
def predicted_shrink(std, width, rms_slope, depth):
    factor = std * np.sqrt(width) * rms_slope
    return [factor**k for k in range(1, depth + 1)]


# wrong predicted_shrink: never above 1
def predicted_shrink(std, width, rms_slope, depth):
    return min(1.0, (std * np.sqrt(width) * rms_slope) ** depth)


# wrong predicted_shrink: XOR in place of a power
def predicted_shrink(std, width, rms_slope, depth):
    return int(std * np.sqrt(width) * rms_slope) ^ depth


# wrong predicted_shrink: exp of depth times the factor less one
def predicted_shrink(std, width, rms_slope, depth):
    return np.exp(depth * (std * np.sqrt(width) * rms_slope - 1))


# wrong predicted_shrink: width without the root, and one layer too few
def predicted_shrink(std, width, rms_slope, depth):
    shrink = std * width * rms_slope
    return shrink ** (depth - 1)


# wrong predicted_shrink: squared, and only the slope to the power
def predicted_shrink(std, width, rms_slope, depth):
    return std**2 * width * (rms_slope**2) ** depth


# right predicted_shrink: a loop
def predicted_shrink(std, width, rms_slope, depth):
    norm = 1.0
    for _ in range(depth):
        norm = norm * std * np.sqrt(width) * rms_slope
    return norm


# right predicted_shrink: the root at the end
def predicted_shrink(std, width, rms_slope, depth):
    squared = (std**2 * width * rms_slope**2) ** depth
    return squared**0.5


# right predicted_shrink: math.prod
def predicted_shrink(std, width, rms_slope, depth):
    import math

    return math.prod([std * math.sqrt(width) * rms_slope] * depth)


# right predicted_shrink: recursion
def predicted_shrink(std, width, rms_slope, depth):
    if depth == 0:
        return 1.0
    return std * width**0.5 * rms_slope * predicted_shrink(std, width, rms_slope, depth - 1)


# right predicted_shrink: logarithms
def predicted_shrink(std, width, rms_slope, depth):
    return np.exp(depth * (np.log(std) + np.log(width) / 2 + np.log(rms_slope)))


# right predicted_shrink: three powers
def predicted_shrink(std, width, rms_slope, depth):
    return std**depth * width ** (depth / 2) * rms_slope**depth


# wrong signal_norms: backward order
def signal_norms(Ws, X, dA, kind):
    A, slopes = X, []
    for W in Ws:
        A, s = activation(A @ W, kind)
        slopes.append(s)
    norms = []
    for W, s in zip(Ws[::-1], slopes[::-1]):
        norms.append(np.linalg.norm(dA))
        dA = (dA * s) @ W.T
    return np.array(norms)


# wrong signal_norms: includes the input's gradient in place of the last layer's
def signal_norms(Ws, X, dA, kind):
    A, slopes = X, []
    for W in Ws:
        A, s = activation(A @ W, kind)
        slopes.append(s)
    norms = []
    for W, s in zip(Ws[::-1], slopes[::-1]):
        dA = (dA * s) @ W.T
        norms.append(np.linalg.norm(dA))
    return np.array(norms[::-1])


# wrong signal_norms: L + 1 norms
def signal_norms(Ws, X, dA, kind):
    A, slopes = X, []
    for W in Ws:
        A, s = activation(A @ W, kind)
        slopes.append(s)
    norms = [np.linalg.norm(dA)]
    for W, s in zip(Ws[::-1], slopes[::-1]):
        dA = (dA * s) @ W.T
        norms.append(np.linalg.norm(dA))
    return np.array(norms[::-1])


# wrong signal_norms: slope left out
def signal_norms(Ws, X, dA, kind):
    norms = []
    for W in Ws[::-1]:
        norms.append(np.linalg.norm(dA))
        dA = dA @ W.T
    return np.array(norms[::-1])


# wrong signal_norms: slope after the weights
def signal_norms(Ws, X, dA, kind):
    A, slopes = X, [np.ones(X.shape)]
    for W in Ws:
        A, s = activation(A @ W, kind)
        slopes.append(s)
    norms = []
    for l in range(len(Ws), 0, -1):
        norms.insert(0, np.linalg.norm(dA))
        dA = (dA @ Ws[l - 1].T) * slopes[l - 1]
    return np.array(norms)


# wrong signal_norms: slopes of activations in place of pre-activations
def signal_norms(Ws, X, dA, kind):
    A, slopes = X, []
    for W in Ws:
        A, _ = activation(A @ W, kind)
        slopes.append(activation(A, kind)[1])
    norms = []
    for W, s in zip(Ws[::-1], slopes[::-1]):
        norms.append(np.linalg.norm(dA))
        dA = (dA * s) @ W.T
    return np.array(norms[::-1])


# wrong signal_norms: squared norms
def signal_norms(Ws, X, dA, kind):
    A, slopes = X, []
    for W in Ws:
        A, s = activation(A @ W, kind)
        slopes.append(s)
    norms = np.zeros(len(Ws))
    for l in range(len(Ws) - 1, -1, -1):
        norms[l] = np.sum(dA**2)
        dA = (dA * slopes[l]) @ Ws[l].T
    return norms


# wrong signal_norms: root mean squares
def signal_norms(Ws, X, dA, kind):
    A, slopes = X, []
    for W in Ws:
        A, s = activation(A @ W, kind)
        slopes.append(s)
    norms = np.zeros(len(Ws))
    for l in reversed(range(len(Ws))):
        norms[l] = np.sqrt(np.mean(dA**2))
        dA = (dA * slopes[l]) @ Ws[l].T
    return norms


# wrong signal_norms: spectral norms
def signal_norms(Ws, X, dA, kind):
    A, slopes = X, []
    for W in Ws:
        A, s = activation(A @ W, kind)
        slopes.append(s)
    norms = np.zeros(len(Ws))
    for l in reversed(range(len(Ws))):
        norms[l] = np.linalg.norm(dA, 2)
        dA = (dA * slopes[l]) @ Ws[l].T
    return norms


# wrong signal_norms: norms of dC/dZ
def signal_norms(Ws, X, dA, kind):
    A, slopes = X, []
    for W in Ws:
        A, s = activation(A @ W, kind)
        slopes.append(s)
    norms = []
    for W, s in zip(Ws[::-1], slopes[::-1]):
        dZ = dA * s
        norms.append(np.linalg.norm(dZ))
        dA = dZ @ W.T
    return np.array(norms[::-1])


# wrong signal_norms: forward without activation
def signal_norms(Ws, X, dA, kind):
    Z, slopes = X, []
    for W in Ws:
        Z = Z @ W
        slopes.append(activation(Z, kind)[1])
    norms = []
    for W, s in zip(Ws[::-1], slopes[::-1]):
        norms.append(np.linalg.norm(dA))
        dA = (dA * s) @ W.T
    return np.array(norms[::-1])


# wrong signal_norms: norms of the activations
def signal_norms(Ws, X, dA, kind):
    A, norms = X, []
    for W in Ws:
        A, _ = activation(A @ W, kind)
        norms.append(np.linalg.norm(A))
    return np.array(norms)


# wrong signal_norms: norm example by example, averaged
def signal_norms(Ws, X, dA, kind):
    A, slopes = X, []
    for W in Ws:
        A, s = activation(A @ W, kind)
        slopes.append(s)
    norms = []
    for W, s in zip(Ws[::-1], slopes[::-1]):
        norms.append(np.linalg.norm(dA, axis=1).mean())
        dA = (dA * s) @ W.T
    return np.array(norms[::-1])


# wrong signal_norms: slopes of the wrong layer
def signal_norms(Ws, X, dA, kind):
    A, slopes = X, []
    for W in Ws:
        A, s = activation(A @ W, kind)
        slopes.append(s)
    norms = []
    for W, s in zip(Ws[::-1], slopes):
        norms.append(np.linalg.norm(dA))
        dA = (dA * s) @ W.T if dA.shape == s.shape else dA @ W.T
    return np.array(norms[::-1])


# wrong signal_norms: weights not transposed where they are square
def signal_norms(Ws, X, dA, kind):
    A, slopes = X, []
    for W in Ws:
        A, s = activation(A @ W, kind)
        slopes.append(s)
    norms = []
    for W, s in zip(Ws[::-1], slopes[::-1]):
        norms.append(np.linalg.norm(dA))
        dA = (dA * s) @ (W if W.shape[0] == W.shape[1] else W.T)
    return np.array(norms[::-1])


# wrong signal_norms: a sum of absolute values
def signal_norms(Ws, X, dA, kind):
    A, slopes = X, []
    for W in Ws:
        A, s = activation(A @ W, kind)
        slopes.append(s)
    norms = []
    for W, s in zip(Ws[::-1], slopes[::-1]):
        norms.append(np.abs(dA).sum())
        dA = (dA * s) @ W.T
    return np.array(norms[::-1])


# wrong signal_norms: divided by the last norm
def signal_norms(Ws, X, dA, kind):
    A, slopes = X, []
    for W in Ws:
        A, s = activation(A @ W, kind)
        slopes.append(s)
    norms = []
    for W, s in zip(Ws[::-1], slopes[::-1]):
        norms.append(np.linalg.norm(dA))
        dA = (dA * s) @ W.T
    norms = np.array(norms[::-1])
    return norms / norms[-1]


# wrong signal_norms: gradients of the weights
def signal_norms(Ws, X, dA, kind):
    A, inputs, slopes = X, [], []
    for W in Ws:
        inputs.append(A)
        A, s = activation(A @ W, kind)
        slopes.append(s)
    norms = []
    for l in range(len(Ws))[::-1]:
        dZ = dA * slopes[l]
        norms.append(np.linalg.norm(inputs[l].T @ dZ))
        dA = dZ @ Ws[l].T
    return np.array(norms[::-1])


# wrong signal_norms: slope left out, and backward order
def signal_norms(Ws, X, dA, kind):
    norms = [np.linalg.norm(dA)]
    for W in Ws[:0:-1]:
        dA = dA @ W.T
        norms.append(np.linalg.norm(dA))
    return np.array(norms)


# wrong signal_norms: squared, and of the input's gradient
def signal_norms(Ws, X, dA, kind):
    A, slopes, norms = X, [], []
    for W in Ws:
        A, s = activation(A @ W, kind)
        slopes.append(s)
    while slopes:
        dA = (dA * slopes.pop()) @ Ws[len(slopes)].T
        norms.append((dA**2).sum())
    return np.array(norms[::-1])


# right signal_norms: indices
def signal_norms(Ws, X, dA, kind):
    L = len(Ws)
    A = [X]
    slope = []
    for l in range(L):
        a, s = activation(A[l] @ Ws[l], kind)
        A.append(a)
        slope.append(s)
    norms = np.zeros(L)
    grad = dA
    for l in range(L - 1, -1, -1):
        norms[l] = np.sqrt(np.sum(grad**2))
        grad = (grad * slope[l]) @ Ws[l].T
    return norms


# right signal_norms: recursion
def signal_norms(Ws, X, dA, kind):
    def back(layer, A):
        if layer == len(Ws):
            return dA, []
        A, slope = activation(A @ Ws[layer], kind)
        grad, norms = back(layer + 1, A)
        return (grad * slope) @ Ws[layer].T, [float(np.sqrt((grad * grad).sum())), *norms]

    return np.array(back(0, X)[1])


# right signal_norms: torch
def signal_norms(Ws, X, dA, kind):
    import torch

    A = torch.tensor(np.array(X, dtype=float))
    layers = []
    for W in Ws:
        A = getattr(torch, kind)(A @ torch.tensor(np.array(W, dtype=float)))
        if not A.requires_grad:
            A.requires_grad_()
        A.retain_grad()
        layers.append(A)
    A.backward(torch.tensor(np.array(dA, dtype=float)))
    return np.array([layer.grad.norm().item() for layer in layers])


# right signal_norms: all gradients kept, then the norms
def signal_norms(Ws, X, dA, kind):
    outputs, slopes = X, []
    for W in Ws:
        outputs, slope = activation(outputs.dot(W), kind)
        slopes.insert(0, slope)
    grads = [dA]
    for W, slope in zip(Ws[:0:-1], slopes):
        grads.append((grads[-1] * slope).dot(W.T))
    return np.array([np.linalg.norm(g.ravel()) for g in grads[::-1]])


# right signal_norms: einsum
def signal_norms(Ws, X, dA, kind):
    slopes, A = [], X
    for W in Ws:
        A, s = activation(np.einsum("ni,ij->nj", A, W), kind)
        slopes += [s]
    norms, G = [], dA
    for W in Ws[::-1]:
        norms += [np.einsum("nj,nj", G, G) ** 0.5]
        G = np.einsum("nj,nj,ij->ni", G, slopes.pop(), W)
    return np.array(norms)[::-1]


# right signal_norms: example by example
def signal_norms(Ws, X, dA, kind):
    squares = np.zeros(len(Ws))
    for x, d in zip(X, dA):
        slopes = []
        for W in Ws:
            x, s = activation(W.T @ x, kind)
            slopes.append(s)
        for l in reversed(range(len(Ws))):
            squares[l] += d @ d
            d = Ws[l] @ (slopes[l] * d)
    return np.sqrt(squares)


# wrong init_weights: he with the variance as standard deviation
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng(seed)
    if kind == "classic":
        u = 1 / np.sqrt(fan_in)
        return rng.uniform(-u, u, (fan_in, fan_out))
    if kind == "glorot":
        u = np.sqrt(6 / (fan_in + fan_out))
        return rng.uniform(-u, u, (fan_in, fan_out))
    return rng.normal(0, 2 / fan_in, (fan_in, fan_out))


# wrong init_weights: glorot with the standard deviation as bound
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng(seed)
    if kind == "he":
        return rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))
    u = 1 / np.sqrt(fan_in) if kind == "classic" else np.sqrt(2 / (fan_in + fan_out))
    return rng.uniform(-u, u, (fan_in, fan_out))


# wrong init_weights: shape transposed
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng(seed)
    if kind == "he":
        return rng.normal(0, np.sqrt(2 / fan_in), (fan_out, fan_in))
    u = 1 / np.sqrt(fan_in) if kind == "classic" else np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-u, u, (fan_out, fan_in))


# wrong init_weights: drawn transposed, then turned
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng(seed)
    if kind == "he":
        return rng.normal(0, np.sqrt(2 / fan_in), (fan_out, fan_in)).T
    u = 1 / np.sqrt(fan_in) if kind == "classic" else np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-u, u, (fan_out, fan_in)).T


# wrong init_weights: old generator
def init_weights(fan_in, fan_out, kind, seed):
    np.random.seed(seed)
    if kind == "he":
        return np.random.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))
    u = 1 / np.sqrt(fan_in) if kind == "classic" else np.sqrt(6 / (fan_in + fan_out))
    return np.random.uniform(-u, u, (fan_in, fan_out))


# wrong init_weights: he by fan_out
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng(seed)
    if kind == "he":
        return rng.normal(0, np.sqrt(2 / fan_out), (fan_in, fan_out))
    u = 1 / np.sqrt(fan_in) if kind == "classic" else np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-u, u, (fan_in, fan_out))


# wrong init_weights: uniform from 0
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng(seed)
    if kind == "he":
        return rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))
    u = 1 / np.sqrt(fan_in) if kind == "classic" else np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(0, u, (fan_in, fan_out))


# wrong init_weights: glorot drawn from a normal
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng(seed)
    shape = (fan_in, fan_out)
    if kind == "classic":
        u = fan_in**-0.5
        return rng.uniform(-u, u, shape)
    variance = 2 / fan_in if kind == "he" else 2 / (fan_in + fan_out)
    return rng.normal(0, np.sqrt(variance), shape)


# wrong init_weights: he drawn uniformly
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng(seed)
    u = {"classic": 1 / np.sqrt(fan_in), "glorot": np.sqrt(6 / (fan_in + fan_out)), "he": np.sqrt(6 / fan_in)}[kind]
    return rng.uniform(-u, u, (fan_in, fan_out))


# wrong init_weights: classic 1 / fan_in
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng(seed)
    if kind == "he":
        return rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))
    u = 1 / fan_in if kind == "classic" else np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-u, u, (fan_in, fan_out))


# wrong init_weights: glorot's root without the fan's sum in it
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng(seed)
    if kind == "he":
        return rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))
    u = 1 / np.sqrt(fan_in) if kind == "classic" else np.sqrt(6) / (fan_in + fan_out)
    return rng.uniform(-u, u, (fan_in, fan_out))


# wrong init_weights: glorot with the mean of the fans
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng(seed)
    if kind == "he":
        return rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))
    u = 1 / np.sqrt(fan_in) if kind == "classic" else np.sqrt(6 / ((fan_in + fan_out) / 2))
    return rng.uniform(-u, u, (fan_in, fan_out))


# wrong init_weights: a draw for each row from a new generator
def init_weights(fan_in, fan_out, kind, seed):
    rows = []
    for _ in range(fan_in):
        rng = np.random.default_rng(seed)
        if kind == "he":
            rows.append(rng.normal(0, np.sqrt(2 / fan_in), fan_out))
        else:
            u = 1 / np.sqrt(fan_in) if kind == "classic" else np.sqrt(6 / (fan_in + fan_out))
            rows.append(rng.uniform(-u, u, fan_out))
    return np.array(rows)


# wrong init_weights: the seed ignored
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng()
    if kind == "he":
        return rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))
    u = 1 / np.sqrt(fan_in) if kind == "classic" else np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-u, u, (fan_in, fan_out))


# wrong init_weights: classic and glorot exchanged
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng(seed)
    if kind == "he":
        return rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))
    u = 1 / np.sqrt(fan_in) if kind == "glorot" else np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-u, u, (fan_in, fan_out))


# wrong init_weights: a draw thrown away first
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng(seed)
    u = 1 / np.sqrt(fan_in) if kind == "classic" else np.sqrt(6 / (fan_in + fan_out))
    W = rng.uniform(-u, u, (fan_in, fan_out))
    if kind == "he":
        W = rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))
    return W


# wrong init_weights: he with 1 / fan_in, as LeCun
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng(seed)
    if kind == "he":
        return rng.standard_normal((fan_in, fan_out)) / np.sqrt(fan_in)
    u = 1 / np.sqrt(fan_in) if kind == "classic" else np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-u, u, (fan_in, fan_out))


# wrong init_weights: bounds the wrong way
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng(seed)
    if kind == "he":
        return -rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))
    u = 1 / np.sqrt(fan_in) if kind == "classic" else np.sqrt(6 / (fan_in + fan_out))
    return -rng.uniform(-u, u, (fan_in, fan_out))


# wrong init_weights: transposed, and he's variance as deviation
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng(seed)
    if kind == "he":
        return rng.normal(0, 2 / fan_in, (fan_out, fan_in))
    u = 1 / np.sqrt(fan_in) if kind == "classic" else np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-u, u, (fan_out, fan_in))


# wrong init_weights: seed ignored for he, and all by fan_out
def init_weights(fan_in, fan_out, kind, seed):
    if kind == "he":
        return np.random.randn(fan_in, fan_out) * np.sqrt(2 / fan_out)
    rng = np.random.default_rng(seed)
    u = 1 / np.sqrt(fan_out) if kind == "classic" else np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-u, u, size=(fan_in, fan_out))


# right init_weights: one branch each
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng(seed)
    shape = (fan_in, fan_out)
    if kind == "classic":
        u = 1.0 / np.sqrt(fan_in)
        return rng.uniform(low=-u, high=u, size=shape)
    elif kind == "glorot":
        u = np.sqrt(6.0 / (fan_in + fan_out))
        return rng.uniform(low=-u, high=u, size=shape)
    elif kind == "he":
        return rng.normal(loc=0, scale=np.sqrt(2.0 / fan_in), size=shape)


# right init_weights: standard normal, scaled
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng(seed)
    if kind == "he":
        return np.sqrt(2 / fan_in) * rng.standard_normal((fan_in, fan_out))
    u = np.sqrt(6 / (fan_in + fan_out)) if kind == "glorot" else fan_in**-0.5
    return u * rng.uniform(-1, 1, (fan_in, fan_out))


# right init_weights: random, scaled and shifted
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng(seed)
    if kind == "he":
        std = (2 / fan_in) ** 0.5
        return rng.normal(0.0, std, fan_in * fan_out).reshape(fan_in, fan_out)
    u = {"classic": fan_in**-0.5, "glorot": (6 / (fan_in + fan_out)) ** 0.5}[kind]
    return (2 * rng.random((fan_in, fan_out)) - 1) * u


# right init_weights: uniform bounds from the variance
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng(seed)
    variance = {"classic": 1 / (3 * fan_in), "glorot": 2 / (fan_in + fan_out), "he": 2 / fan_in}[kind]
    if kind != "he":
        bound = np.sqrt(3 * variance)
        return rng.uniform(-bound, bound, (fan_in, fan_out))
    return rng.normal(0, np.sqrt(variance), (fan_in, fan_out))


# right init_weights: match and lambdas
def init_weights(fan_in, fan_out, kind, seed):
    uniform = lambda rng, u: rng.uniform(-u, u, [fan_in, fan_out])
    match kind, np.random.default_rng(seed):
        case "classic", rng:
            return uniform(rng, 1 / fan_in**0.5)
        case "glorot", rng:
            return uniform(rng, 6**0.5 / (fan_in + fan_out) ** 0.5)
        case "he", rng:
            return rng.normal(scale=2**0.5 / fan_in**0.5, size=[fan_in, fan_out])


# right init_weights: entries in a loop, drawn in one call
def init_weights(fan_in, fan_out, kind, seed):
    rng = np.random.default_rng(seed)
    if kind == "he":
        raw, factor, shift = rng.standard_normal(fan_in * fan_out), np.sqrt(2 / fan_in), 0.0
    else:
        u = 1 / np.sqrt(fan_in) if kind == "classic" else np.sqrt(6 / (fan_in + fan_out))
        raw, factor, shift = rng.random(fan_in * fan_out), 2 * u, -u
    W = np.zeros((fan_in, fan_out))
    for i in range(fan_in):
        for j in range(fan_out):
            W[i, j] = shift + factor * raw[i * fan_out + j]
    return W


# wrong residual_forward_backward: no skip backward
def residual_forward_backward(X, Ws, scale, dY):
    A, As, Zs = X, [], []
    for W in Ws:
        As.append(A)
        Zs.append(A @ W)
        A = A + scale * np.maximum(Zs[-1], 0)
    d, grads = dY, []
    for W, a, z in zip(Ws[::-1], As[::-1], Zs[::-1]):
        dZ = scale * d * (z > 0)
        grads.insert(0, a.T @ dZ)
        d = dZ @ W.T
    return A, d, grads


# wrong residual_forward_backward: no skip at all
def residual_forward_backward(X, Ws, scale, dY):
    A, As, Zs = X, [], []
    for W in Ws:
        As.append(A)
        Zs.append(A @ W)
        A = scale * np.maximum(Zs[-1], 0)
    d, grads = dY, []
    for W, a, z in zip(Ws[::-1], As[::-1], Zs[::-1]):
        dZ = scale * d * (z > 0)
        grads.insert(0, a.T @ dZ)
        d = dZ @ W.T
    return A, d, grads


# wrong residual_forward_backward: scale forgotten backward
def residual_forward_backward(X, Ws, scale, dY):
    A, As, Zs = X, [], []
    for W in Ws:
        As.append(A)
        Zs.append(A @ W)
        A = A + scale * np.maximum(Zs[-1], 0)
    d, grads = dY, []
    for W, a, z in zip(Ws[::-1], As[::-1], Zs[::-1]):
        dZ = d * (z > 0)
        grads.insert(0, a.T @ dZ)
        d = d + dZ @ W.T
    return A, d, grads


# wrong residual_forward_backward: scale only in the weights' gradients
def residual_forward_backward(X, Ws, scale, dY):
    A, As, Zs = X, [], []
    for W in Ws:
        As.append(A)
        Zs.append(A @ W)
        A = A + scale * np.maximum(Zs[-1], 0)
    d, grads = dY, []
    for W, a, z in zip(Ws[::-1], As[::-1], Zs[::-1]):
        dZ = d * (z > 0)
        grads.insert(0, scale * a.T @ dZ)
        d = d + dZ @ W.T
    return A, d, grads


# wrong residual_forward_backward: relu after the sum
def residual_forward_backward(X, Ws, scale, dY):
    A, As, masks, sums = X, [], [], []
    for W in Ws:
        As.append(A)
        Z = A @ W
        masks.append(Z > 0)
        S = A + scale * np.maximum(Z, 0)
        sums.append(S > 0)
        A = np.maximum(S, 0)
    d, grads = dY, []
    for W, a, m, s in zip(Ws[::-1], As[::-1], masks[::-1], sums[::-1]):
        d = d * s
        dZ = scale * d * m
        grads.insert(0, a.T @ dZ)
        d = d + dZ @ W.T
    return A, d, grads


# wrong residual_forward_backward: relu left out backward
def residual_forward_backward(X, Ws, scale, dY):
    A, As = X, []
    for W in Ws:
        As.append(A)
        A = A + scale * np.maximum(A @ W, 0)
    d, grads = dY, []
    for W, a in zip(Ws[::-1], As[::-1]):
        dZ = scale * d
        grads.insert(0, a.T @ dZ)
        d = d + dZ @ W.T
    return A, d, grads


# wrong residual_forward_backward: gradients in backward order
def residual_forward_backward(X, Ws, scale, dY):
    A, As, Zs = X, [], []
    for W in Ws:
        As.append(A)
        Zs.append(A @ W)
        A = A + scale * np.maximum(Zs[-1], 0)
    d, grads = dY, []
    for W, a, z in zip(Ws[::-1], As[::-1], Zs[::-1]):
        dZ = scale * d * (z > 0)
        grads.append(a.T @ dZ)
        d = d + dZ @ W.T
    return A, d, grads


# wrong residual_forward_backward: layers' outputs in place of inputs
def residual_forward_backward(X, Ws, scale, dY):
    A, As, Zs = X, [], []
    for W in Ws:
        Zs.append(A @ W)
        A = A + scale * np.maximum(Zs[-1], 0)
        As.append(A)
    d, grads = dY, []
    for W, a, z in zip(Ws[::-1], As[::-1], Zs[::-1]):
        dZ = scale * d * (z > 0)
        grads.insert(0, a.T @ dZ)
        d = d + dZ @ W.T
    return A, d, grads


# wrong residual_forward_backward: X always the input of the branch's gradient
def residual_forward_backward(X, Ws, scale, dY):
    A, Zs = X, []
    for W in Ws:
        Zs.append(A @ W)
        A = A + scale * np.maximum(Zs[-1], 0)
    d, grads = dY, []
    for W, z in zip(Ws[::-1], Zs[::-1]):
        dZ = scale * d * (z > 0)
        grads.insert(0, X.T @ dZ)
        d = d + dZ @ W.T
    return A, d, grads


# wrong residual_forward_backward: X changed in place
def residual_forward_backward(X, Ws, scale, dY):
    A, As, Zs = X, [], []
    for W in Ws:
        As.append(A)
        Zs.append(A @ W)
        A += scale * np.maximum(Zs[-1], 0)
    d, grads = dY, []
    for W, a, z in zip(Ws[::-1], As[::-1], Zs[::-1]):
        dZ = scale * d * (z > 0)
        grads.insert(0, a.T @ dZ)
        d = d + dZ @ W.T
    return A, d, grads


# wrong residual_forward_backward: dY changed in place
def residual_forward_backward(X, Ws, scale, dY):
    A, As, Zs = X, [], []
    for W in Ws:
        As.append(A)
        Zs.append(A @ W)
        A = A + scale * np.maximum(Zs[-1], 0)
    grads = []
    for W, a, z in zip(Ws[::-1], As[::-1], Zs[::-1]):
        dZ = scale * dY * (z > 0)
        grads.insert(0, a.T @ dZ)
        dY += dZ @ W.T
    return A, dY, grads


# wrong residual_forward_backward: weights not transposed
def residual_forward_backward(X, Ws, scale, dY):
    A, As, Zs = X, [], []
    for W in Ws:
        As.append(A)
        Zs.append(A @ W)
        A = A + scale * np.maximum(Zs[-1], 0)
    d, grads = dY, []
    for W, a, z in zip(Ws[::-1], As[::-1], Zs[::-1]):
        dZ = scale * d * (z > 0)
        grads.insert(0, a.T @ dZ)
        d = d + dZ @ W
    return A, d, grads


# wrong residual_forward_backward: skip adds dY at every layer
def residual_forward_backward(X, Ws, scale, dY):
    A, As, Zs = X, [], []
    for W in Ws:
        As.append(A)
        Zs.append(A @ W)
        A = A + scale * np.maximum(Zs[-1], 0)
    d, grads = dY, []
    for W, a, z in zip(Ws[::-1], As[::-1], Zs[::-1]):
        dZ = scale * d * (z > 0)
        grads.insert(0, a.T @ dZ)
        d = dY + dZ @ W.T
    return A, d, grads


# wrong residual_forward_backward: scale within relu's square by two factors
def residual_forward_backward(X, Ws, scale, dY):
    A, As, Zs = X, [], []
    for W in Ws:
        As.append(A)
        Zs.append(A @ W)
        A = A + scale * np.maximum(Zs[-1], 0)
    d, grads = dY, []
    for W, a, z in zip(Ws[::-1], As[::-1], Zs[::-1]):
        dZ = scale * d * (z > 0)
        grads.insert(0, scale * a.T @ dZ)
        d = d + scale * dZ @ W.T
    return A, d, grads


# wrong residual_forward_backward: skip scaled, too
def residual_forward_backward(X, Ws, scale, dY):
    A, As, Zs = X, [], []
    for W in Ws:
        As.append(A)
        Zs.append(A @ W)
        A = scale * (A + np.maximum(Zs[-1], 0))
    d, grads = dY, []
    for W, a, z in zip(Ws[::-1], As[::-1], Zs[::-1]):
        dZ = scale * d * (z > 0)
        grads.insert(0, a.T @ dZ)
        d = scale * d + dZ @ W.T
    return A, d, grads


# wrong residual_forward_backward: relu before the weights
def residual_forward_backward(X, Ws, scale, dY):
    A, As = X, []
    for W in Ws:
        As.append(A)
        A = A + scale * np.maximum(A, 0) @ W
    d, grads = dY, []
    for W, a in zip(Ws[::-1], As[::-1]):
        grads.insert(0, scale * np.maximum(a, 0).T @ d)
        d = d + scale * (d @ W.T) * (a > 0)
    return A, d, grads


# wrong residual_forward_backward: slope of relu at 0 is 1
def residual_forward_backward(X, Ws, scale, dY):
    A, As, Zs = X, [], []
    for W in Ws:
        As.append(A)
        Zs.append(A @ W)
        A = A + scale * np.maximum(Zs[-1], 0)
    d, grads = dY, []
    for W, a, z in zip(Ws[::-1], As[::-1], Zs[::-1]):
        dZ = scale * d * (z >= 0)
        grads.insert(0, a.T @ dZ)
        d = d + dZ @ W.T
    return A, d, grads


# wrong residual_forward_backward: first layer without its gradient
def residual_forward_backward(X, Ws, scale, dY):
    As, Zs = [X], []
    for W in Ws:
        Zs.append(As[-1] @ W)
        As.append(As[-1] + scale * np.maximum(Zs[-1], 0))
    d = dY
    grads = [np.zeros_like(W) for W in Ws]
    for l in range(len(Ws) - 1, 0, -1):
        dZ = scale * d * (Zs[l] > 0)
        grads[l] = As[l].T @ dZ
        d = d + dZ @ Ws[l].T
    return As[-1], d, grads


# wrong residual_forward_backward: no skip backward, and gradients in backward order
def residual_forward_backward(X, Ws, scale, dY):
    As, Zs = [X], []
    for W in Ws:
        Zs.append(As[-1] @ W)
        As.append(As[-1] + scale * np.maximum(Zs[-1], 0))
    d, grads = dY, []
    for l in reversed(range(len(Ws))):
        d = scale * d * (Zs[l] > 0)
        grads.append(As[l].T @ d)
        d = d @ Ws[l].T
    return As[-1], d, grads


# wrong residual_forward_backward: scale and mask both forgotten backward
def residual_forward_backward(X, Ws, scale, dY):
    As = [X]
    for W in Ws:
        As.append(As[-1] + scale * np.maximum(As[-1] @ W, 0))
    d, grads = dY, []
    for W, a in zip(Ws[::-1], As[-2::-1]):
        grads.insert(0, a.T @ d)
        d = d + d @ W.T
    return As[-1], d, grads


# right residual_forward_backward: recursion
def residual_forward_backward(X, Ws, scale, dY):
    if not Ws:
        return X, dY, []
    Z = X @ Ws[0]
    Y, d, later = residual_forward_backward(X + scale * np.maximum(Z, 0), Ws[1:], scale, dY)
    dZ = scale * d * (Z > 0)
    return Y, d + dZ @ Ws[0].T, [X.T @ dZ, *later]


# right residual_forward_backward: torch
def residual_forward_backward(X, Ws, scale, dY):
    import torch

    x = torch.tensor(np.array(X, dtype=float), requires_grad=True)
    weights = [torch.tensor(np.array(W, dtype=float), requires_grad=True) for W in Ws]
    a = x * 1.0
    for w in weights:
        a = a + scale * torch.relu(a @ w)
    a.backward(torch.tensor(np.array(dY, dtype=float)))
    return a.detach().numpy(), x.grad.numpy(), [w.grad.numpy() for w in weights]


# right residual_forward_backward: indices and a dict
def residual_forward_backward(X, Ws, scale, dY):
    L = len(Ws)
    A = {0: X}
    Z = {}
    for l in range(1, L + 1):
        Z[l] = A[l - 1] @ Ws[l - 1]
        A[l] = A[l - 1] + scale * np.maximum(Z[l], 0)
    dA = {L: dY}
    dW = [None] * L
    for l in range(L, 0, -1):
        branch = scale * dA[l]
        branch = np.where(Z[l] > 0, branch, 0)
        dW[l - 1] = A[l - 1].T @ branch
        dA[l - 1] = dA[l] + branch @ Ws[l - 1].T
    return A[L], dA[0], dW


# right residual_forward_backward: einsum
def residual_forward_backward(X, Ws, scale, dY):
    tape, A = [], X
    for W in Ws:
        Z = np.einsum("ni,ij->nj", A, W)
        tape.append((A, W, np.heaviside(Z, 0)))
        A = A + scale * Z * tape[-1][2]
    grads, G = [], dY
    for before, W, on in reversed(tape):
        grads.append(scale * np.einsum("ni,nj,nj->ij", before, G, on))
        G = G + scale * np.einsum("nj,nj,ij->ni", G, on, W)
    return A, G, list(reversed(grads))


# right residual_forward_backward: closures that go backward
def residual_forward_backward(X, Ws, scale, dY):
    steps = []
    A = X
    for W in Ws:

        def back(d, A=A, W=W, Z=A @ W):
            dZ = d * scale * (Z > 0)
            return d + dZ @ W.T, A.T @ dZ

        steps.append(back)
        A = A + scale * np.maximum(A @ W, 0)
    dWs = []
    d = dY
    while steps:
        d, dW = steps.pop()(d)
        dWs = [dW] + dWs
    return A, d, dWs


# right residual_forward_backward: copies changed in place, scale within the weights
def residual_forward_backward(X, Ws, scale, dY):
    Y = np.array(X, dtype=float)
    saved = []
    for W in Ws:
        Z = Y @ W
        saved.append((Y.copy(), Z > 0))
        Y += scale * Z.clip(min=0)
    d = np.array(dY, dtype=float)
    dWs = [np.zeros(W.shape) for W in Ws]
    for dW, W, (A, mask) in zip(dWs[::-1], Ws[::-1], saved[::-1]):
        dZ = d * mask
        dW += scale * (A.T @ dZ)
        d += dZ @ (scale * W).T
    return Y, d, dWs
