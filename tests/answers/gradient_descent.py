"""Answers to the exercises on gradient descent, written from their docstrings, for `python -m benchmarks.teaching`."""


# wrong mse_loss_and_grad: the factor 1/2 forgotten
def mse_loss_and_grad(w, X, y):
    r = X @ w - y
    return np.mean(r**2), X.T @ r / len(y)


# wrong mse_loss_and_grad: gradient not divided by n
def mse_loss_and_grad(w, X, y):
    n = X.shape[0]
    error = X.dot(w) - y
    loss = (error**2).sum() / (2 * n)
    grad = X.T.dot(error)
    return loss, grad


# wrong mse_loss_and_grad: loss a sum
def mse_loss_and_grad(w, X, y):
    r = X @ w - y
    return 0.5 * np.sum(r**2), X.T @ r / len(y)


# wrong mse_loss_and_grad: gradient with the opposite sign
def mse_loss_and_grad(w, X, y):
    r = y - X @ w
    return (r @ r) / (2 * len(y)), X.T @ r / len(y)


# wrong mse_loss_and_grad: gradient of the loss without the half
def mse_loss_and_grad(w, X, y):
    m = len(y)
    predictions = X @ w
    cost = np.sum((predictions - y) ** 2) / (2 * m)
    gradient = 2 / m * (X.T @ (predictions - y))
    return cost, gradient


# wrong mse_loss_and_grad: y a column, so that residuals are a matrix
def mse_loss_and_grad(w, X, y):
    y = y.reshape(-1, 1)
    r = X @ w - y
    return np.mean(r**2) / 2, np.mean(X.T @ r, axis=1)


# wrong mse_loss_and_grad: gradient first
def mse_loss_and_grad(w, X, y):
    r = X @ w - y
    loss = r @ r / 2 / len(r)
    grad = X.T @ r / len(r)
    return grad, loss


# wrong mse_loss_and_grad: divided by the number of features
def mse_loss_and_grad(w, X, y):
    n = X.shape[1]
    residual = X @ w - y
    return float(residual @ residual / (2 * n)), X.T @ residual / n


# wrong mse_loss_and_grad: absolute errors
def mse_loss_and_grad(w, X, y):
    r = X @ w - y
    return np.mean(np.abs(r)) / 2, X.T @ np.sign(r) / (2 * len(y))


# wrong mse_loss_and_grad: a loop that keeps only the last example's gradient
def mse_loss_and_grad(w, X, y):
    loss = 0
    for i in range(len(y)):
        e = X[i] @ w - y[i]
        loss += e**2
        grad = e * X[i]
    return loss / (2 * len(y)), grad / len(y)


# wrong mse_loss_and_grad: gradient a column
def mse_loss_and_grad(w, X, y):
    r = (X @ w - y)[:, None]
    return float(np.sum(r**2) / (2 * len(y))), X.T @ r / len(y)


# wrong mse_loss_and_grad: the root of the mean square
def mse_loss_and_grad(w, X, y):
    r = X @ w - y
    return np.sqrt(r @ r / (2 * len(y))), X.T @ r / len(y)


# wrong mse_loss_and_grad: only the first term of the gradient divided
def mse_loss_and_grad(w, X, y):
    n = len(y)
    loss = ((X @ w - y) ** 2).mean() / 2
    return loss, X.T @ (X @ w) / n - X.T @ y


# wrong mse_loss_and_grad: the last example skipped
def mse_loss_and_grad(w, X, y):
    n, d = X.shape
    loss, grad = 0.0, np.zeros(d)
    for i in range(n - 1):
        e = np.dot(X[i], w) - y[i]
        loss += e * e / (2 * n)
        grad += e * X[i] / n
    return loss, grad


# wrong mse_loss_and_grad: y overwritten with the residual
def mse_loss_and_grad(w, X, y):
    y -= X @ w
    return y @ y / (2 * len(y)), -X.T @ y / len(y)


# wrong mse_loss_and_grad: the square of the mean in place of the mean of squares
def mse_loss_and_grad(w, X, y):
    r = X @ w - y
    return 0.5 * np.mean(r) ** 2, X.T @ r / len(y)


# wrong mse_loss_and_grad: the mean over everything
def mse_loss_and_grad(w, X, y):
    r = X @ w - y
    return 0.5 * np.mean(r**2), np.mean(X * r[:, None])


# wrong mse_loss_and_grad: the mean over the wrong axis
def mse_loss_and_grad(w, X, y):
    r = X @ w - y
    return 0.5 * np.mean(r**2), np.mean(X * r[:, np.newaxis], axis=1)


# wrong mse_loss_and_grad: loss without the half and gradient with the wrong sign
def mse_loss_and_grad(w, X, y):
    diff = y - X @ w
    return diff @ diff / len(y), X.T @ diff / len(y)


# wrong mse_loss_and_grad: prediction plus target, and gradient summed
def mse_loss_and_grad(w, X, y):
    s = X @ w + y
    return 0.5 * np.mean(s * s), X.T @ s


# right mse_loss_and_grad: loops over examples and features
def mse_loss_and_grad(w, X, y):
    n = len(X)
    total = 0.0
    grad = [0.0] * len(w)
    for row, target in zip(X, y):
        prediction = 0.0
        for weight, feature in zip(w, row):
            prediction += weight * feature
        error = prediction - target
        total += error**2
        for j, feature in enumerate(row):
            grad[j] += error * feature / n
    return total / (2 * n), np.array(grad)


# right mse_loss_and_grad: einsum
def mse_loss_and_grad(w, X, y):
    r = np.einsum("ij,j->i", X, w) - y
    return 0.5 * np.einsum("i,i", r, r) / len(r), np.einsum("ij,i->j", X, r) / len(r)


# right mse_loss_and_grad: gradient by torch
def mse_loss_and_grad(w, X, y):
    import torch

    v = torch.tensor(w, dtype=torch.float64, requires_grad=True)
    loss = ((torch.tensor(X, dtype=torch.float64) @ v - torch.tensor(y, dtype=torch.float64)) ** 2).mean() / 2
    loss.backward()
    return loss.item(), v.grad.numpy()


# right mse_loss_and_grad: means
def mse_loss_and_grad(w, X, y):
    r = X @ w - y
    return np.mean(r**2) / 2, np.mean(r[:, None] * X, axis=0)


# right mse_loss_and_grad: terse
def mse_loss_and_grad(w, X, y):
    return (r := X @ w - y) @ r / 2 / len(y), r @ X / len(y)


# right mse_loss_and_grad: the normal equations
def mse_loss_and_grad(w, X, y):
    n = len(y)
    H = X.T @ X / n
    c = X.T @ y / n
    return 0.5 * w @ H @ w - c @ w + y @ y / (2 * n), H @ w - c


# wrong gd_path: the start left out
def gd_path(A, b, w0, lr, steps):
    w = w0
    path = []
    for _ in range(steps):
        w = w - lr * (A @ w - b)
        path.append(w)
    return np.array(path)


# wrong gd_path: uphill
def gd_path(A, b, w0, lr, steps):
    path = [w0]
    for _ in range(steps):
        path.append(path[-1] + lr * (A @ path[-1] - b))
    return np.array(path)


# wrong gd_path: b added
def gd_path(A, b, w0, lr, steps):
    path = np.zeros((steps + 1, len(w0)))
    path[0] = w0
    for t in range(steps):
        path[t + 1] = path[t] - lr * (A @ path[t] + b)
    return path


# wrong gd_path: one array changed in place, so that all rows are the last
def gd_path(A, b, w0, lr, steps):
    w = w0.astype(float)
    path = [w]
    for _ in range(steps):
        w -= lr * (A @ w - b)
        path.append(w)
    return np.array(path)


# wrong gd_path: one step too few
def gd_path(A, b, w0, lr, steps):
    w = np.array(w0, float)
    out = [w]
    for _ in range(1, steps):
        w = w - lr * (A @ w - b)
        out.append(w)
    return np.stack(out)


# wrong gd_path: one step too many
def gd_path(A, b, w0, lr, steps):
    w = np.array(w0, float)
    out = [w]
    for _ in range(steps + 1):
        w = w - lr * (A @ w - b)
        out.append(w)
    return np.stack(out)


# wrong gd_path: only the last point
def gd_path(A, b, w0, lr, steps):
    w = w0.copy()
    for _ in range(steps):
        w = w - lr * (A @ w - b)
    return w


# wrong gd_path: halved gradient
def gd_path(A, b, w0, lr, steps):
    path = [np.asarray(w0, float)]
    for _ in range(steps):
        w = path[-1]
        path.append(w - lr * (0.5 * A @ w - b))
    return np.array(path)


# wrong gd_path: gradient always at the start
def gd_path(A, b, w0, lr, steps):
    grad = A @ w0 - b
    return np.array([w0 - lr * t * grad for t in range(steps + 1)])


# wrong gd_path: elementwise product
def gd_path(A, b, w0, lr, steps):
    path = [w0]
    for _ in range(steps):
        w = path[-1]
        path.append(w - lr * (np.diag(A) * w - b))
    return np.array(path)


# wrong gd_path: coordinates updated one after another
def gd_path(A, b, w0, lr, steps):
    w = np.array(w0, dtype=float)
    path = [w.copy()]
    for _ in range(steps):
        for j in range(len(w)):
            w[j] = w[j] - lr * (A[j] @ w - b[j])
        path.append(w.copy())
    return np.array(path)


# wrong gd_path: lr decays
def gd_path(A, b, w0, lr, steps):
    w, path = w0, [w0]
    for t in range(1, steps + 1):
        w = w - lr / t * (A @ w - b)
        path.append(w)
    return np.array(path)


# wrong gd_path: steps as columns
def gd_path(A, b, w0, lr, steps):
    path = [w0]
    for _ in range(steps):
        path.append(path[-1] - lr * (A @ path[-1] - b))
    return np.array(path).T


# wrong gd_path: the rate left out
def gd_path(A, b, w0, lr, steps):
    w = w0
    path = [w]
    for _ in range(steps):
        w = w - (A @ w - b)
        path.append(w)
    return np.array(path)


# wrong gd_path: b scaled with w by operator precedence
def gd_path(A, b, w0, lr, steps):
    path = [w0]
    for _ in range(steps):
        w = path[-1]
        path.append(w - lr * A @ w - b)
    return np.array(path)


# wrong gd_path: starts at zero
def gd_path(A, b, w0, lr, steps):
    path = np.zeros((steps + 1, b.shape[0]))
    for t in range(1, steps + 1):
        path[t] = path[t - 1] - lr * (A @ path[t - 1] - b)
    return path


# wrong gd_path: array of w0's integers cuts the steps
def gd_path(A, b, w0, lr, steps):
    path = np.zeros((steps + 1, len(w0)), dtype=int)
    path[0] = w0
    for t in range(steps):
        path[t + 1] = path[t] - lr * (A @ path[t] - b)
    return path


# wrong gd_path: stops when the steps become small
def gd_path(A, b, w0, lr, steps):
    w, path = w0, [w0]
    for _ in range(steps):
        step = lr * (A @ w - b)
        if np.linalg.norm(step) < 1e-2:
            break
        w = w - step
        path.append(w)
    return np.array(path)


# wrong gd_path: uphill, and the start left out
def gd_path(A, b, w0, lr, steps):
    w = w0
    path = []
    for _ in range(steps):
        w = w + lr * (A @ w - b)
        path.append(w)
    return np.array(path)


# wrong gd_path: normalized gradient, without b
def gd_path(A, b, w0, lr, steps):
    path = [np.array(w0, float)]
    for _ in range(steps):
        g = A @ path[-1]
        path.append(path[-1] - lr * g / (np.linalg.norm(g) + 1e-12))
    return np.array(path)


# right gd_path: an array filled row by row
def gd_path(A, b, w0, lr, steps):
    d = len(w0)
    path = np.empty((steps + 1, d))
    path[0] = w0
    for t in range(steps):
        path[t + 1] = path[t] - lr * (A.dot(path[t]) - b)
    return path


# right gd_path: recursion
def gd_path(A, b, w0, lr, steps):
    start = np.array(w0, float)[None]
    if steps == 0:
        return start
    return np.concatenate([start, gd_path(A, b, w0 - lr * (A @ w0 - b), lr, steps - 1)])


# right gd_path: accumulate
def gd_path(A, b, w0, lr, steps):
    from itertools import accumulate

    return np.array(list(accumulate(range(steps), lambda w, _: w - lr * (A @ w - b), initial=np.array(w0) * 1.0)))


# right gd_path: matrix of one step
def gd_path(A, b, w0, lr, steps):
    M = np.eye(len(b)) - lr * A
    w, path = w0, [w0]
    for _ in range(steps):
        w = M @ w + lr * b
        path += [w]
    return np.array(path, dtype=float)


# right gd_path: plain loops and lists
def gd_path(A, b, w0, lr, steps):
    w = [float(x) for x in w0]
    path = [list(w)]
    for _ in range(steps):
        gradient = []
        for i in range(len(w)):
            total = -b[i]
            for j in range(len(w)):
                total += A[i][j] * w[j]
            gradient.append(total)
        w = [w[i] - lr * gradient[i] for i in range(len(w))]
        path.append(list(w))
    return np.array(path)


# right gd_path: changed in place, with copies
def gd_path(A, b, w0, lr, steps):
    w = np.array(w0, dtype=float)
    path = [w.copy()]
    for _ in range(steps):
        w -= lr * (np.einsum("ij,j->i", A, w) - b)
        path.append(w.copy())
    return np.vstack(path)


# wrong max_stable_lr: not divided by n
def max_stable_lr(X):
    return 2 / np.linalg.eigvalsh(X.T @ X).max()


# wrong max_stable_lr: 1 in place of 2
def max_stable_lr(X):
    H = X.T @ X / X.shape[0]
    return 1 / np.linalg.eigvalsh(H)[-1]


# wrong max_stable_lr: the smallest eigenvalue
def max_stable_lr(X):
    H = X.T @ X / X.shape[0]
    eigenvalues, _ = np.linalg.eigh(H)
    return float(2 / eigenvalues[0])


# wrong max_stable_lr: upside down
def max_stable_lr(X):
    return np.max(np.linalg.eigvalsh(X.T @ X / len(X))) / 2


# wrong max_stable_lr: divided by d
def max_stable_lr(X):
    H = X.T @ X / X.shape[1]
    return 2 / np.linalg.eigvalsh(H)[-1]


# wrong max_stable_lr: the largest singular value, not squared
def max_stable_lr(X):
    s = np.linalg.svd(X, compute_uv=False)
    return 2 / s[0]


# wrong max_stable_lr: singular value divided by n, not squared
def max_stable_lr(X):
    s = np.linalg.norm(X, 2)
    return 2 * len(X) / s


# wrong max_stable_lr: trace in place of the largest eigenvalue
def max_stable_lr(X):
    H = X.T @ X / len(X)
    return 2 / np.trace(H)


# wrong max_stable_lr: X X^T divided by its own size over d
def max_stable_lr(X):
    H = X @ X.T / X.shape[1]
    return 2 / np.linalg.eigvalsh(H)[-1]


# wrong max_stable_lr: centered features, as a covariance
def max_stable_lr(X):
    C = np.cov(X, rowvar=False, bias=True)
    return 2 / np.linalg.eigvalsh(np.atleast_2d(C))[-1]


# wrong max_stable_lr: divided by n - 1
def max_stable_lr(X):
    H = X.T @ X / (len(X) - 1)
    return 2 / np.linalg.eigvalsh(H)[-1]


# wrong max_stable_lr: largest diagonal entry
def max_stable_lr(X):
    lambdas = [np.mean(X[:, j] ** 2) for j in range(X.shape[1])]
    return 2 / max(lambdas)


# wrong max_stable_lr: Frobenius norm
def max_stable_lr(X):
    H = X.T @ X / len(X)
    return 2 / np.linalg.norm(H)


# wrong max_stable_lr: one power iteration is too few
def max_stable_lr(X):
    H = X.T @ X / len(X)
    v = np.ones(X.shape[1])
    for _ in range(2):
        v = H @ v
        v = v / np.linalg.norm(v)
    return 2 / (v @ H @ v)


# wrong max_stable_lr: Hessian of the loss without the half
def max_stable_lr(X):
    H = 2 * X.T @ X / len(X)
    return float(2 / np.linalg.eigvalsh(H)[-1])


# wrong max_stable_lr: eigvals taken to be sorted
def max_stable_lr(X):
    H = X.T @ X / len(X)
    return 2 / np.linalg.eigvals(H).real[0]


# wrong max_stable_lr: the best rate 2 / (min + max)
def max_stable_lr(X):
    e = np.linalg.eigvalsh(X.T @ X / len(X))
    return 2 / (e[0] + e[-1])


# wrong max_stable_lr: elementwise square in place of the product
def max_stable_lr(X):
    return 2 / np.max(X.T**2 @ np.ones(len(X)) / len(X))


# wrong max_stable_lr: the smallest eigenvalue, and not divided by n
def max_stable_lr(X):
    w, v = np.linalg.eigh(X.T @ X)
    return 2 / w.min()


# wrong max_stable_lr: an array of one rate an eigenvalue, and 1 in place of 2
def max_stable_lr(X):
    return 1 / np.linalg.eigvalsh(X.T @ X / len(X))


# right max_stable_lr: singular values
def max_stable_lr(X):
    return 2 * len(X) / np.linalg.svd(X, compute_uv=False)[0] ** 2


# right max_stable_lr: spectral norm
def max_stable_lr(X):
    largest = np.linalg.norm(X.T @ X / X.shape[0], ord=2)
    return 2 / largest


# right max_stable_lr: eigvals and max
def max_stable_lr(X):
    n = X.shape[0]
    H = np.dot(X.T, X) / n
    eigenvalues = np.linalg.eigvals(H)
    return 2.0 / max(eigenvalues.real)


# right max_stable_lr: the Gram matrix has the same largest eigenvalue
def max_stable_lr(X):
    K = X @ X.T / len(X)
    return float(2 / np.linalg.eigvalsh(K).max())


# right max_stable_lr: torch
def max_stable_lr(X):
    import torch

    T = torch.as_tensor(X, dtype=torch.float64)
    return (2 / torch.linalg.eigvalsh(T.T @ T / len(T)).max()).item()


# right max_stable_lr: power iteration, by squaring
def max_stable_lr(X):
    H = np.einsum("ni,nj->ij", X, X) / len(X)
    P = H / np.trace(H)
    for _ in range(40):
        P = P @ P
        P = P / np.trace(P)
    return np.trace(P) / np.trace(P @ H) * 2


# wrong minibatch_indices: not shuffled
def minibatch_indices(n, batch_size, seed):
    order = np.arange(n)
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]


# wrong minibatch_indices: the last, shorter batch dropped
def minibatch_indices(n, batch_size, seed):
    order = np.random.default_rng(seed).permutation(n)
    return [order[i * batch_size : (i + 1) * batch_size] for i in range(n // batch_size)]


# wrong minibatch_indices: NumPy's old generator
def minibatch_indices(n, batch_size, seed):
    np.random.seed(seed)
    order = np.random.permutation(n)
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]


# wrong minibatch_indices: drawn with replacement
def minibatch_indices(n, batch_size, seed):
    rng = np.random.default_rng(seed)
    return [rng.integers(0, n, min(batch_size, n - i)) for i in range(0, n, batch_size)]


# wrong minibatch_indices: equal parts by array_split
def minibatch_indices(n, batch_size, seed):
    order = np.random.default_rng(seed).permutation(n)
    return np.array_split(order, -(-n // batch_size))


# wrong minibatch_indices: batch_size parts in place of parts of batch_size
def minibatch_indices(n, batch_size, seed):
    order = np.random.default_rng(seed).permutation(n)
    return np.array_split(order, batch_size)


# wrong minibatch_indices: an empty batch at the end where n divides
def minibatch_indices(n, batch_size, seed):
    order = np.random.default_rng(seed).permutation(n)
    count = n // batch_size + 1
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(count)]


# wrong minibatch_indices: the first batch is the shorter
def minibatch_indices(n, batch_size, seed):
    order = np.random.default_rng(seed).permutation(n)
    first = n % batch_size
    batches = [order[:first]] if first else []
    return batches + [order[i : i + batch_size] for i in range(first, n, batch_size)]


# wrong minibatch_indices: seed ignored
def minibatch_indices(n, batch_size, seed):
    order = np.random.default_rng().permutation(n)
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]


# wrong minibatch_indices: shuffled from 1 to n
def minibatch_indices(n, batch_size, seed):
    order = np.random.default_rng(seed).permutation(n) + 1
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]


# wrong minibatch_indices: a new permutation for every batch
def minibatch_indices(n, batch_size, seed):
    rng = np.random.default_rng(seed)
    return [rng.permutation(n)[i : i + batch_size] for i in range(0, n, batch_size)]


# wrong minibatch_indices: the last batch filled up from the front
def minibatch_indices(n, batch_size, seed):
    order = np.random.default_rng(seed).permutation(n)
    batches = []
    for start in range(0, n, batch_size):
        batches.append(np.take(order, range(start, start + batch_size), mode="wrap"))
    return batches


# wrong minibatch_indices: strided
def minibatch_indices(n, batch_size, seed):
    order = np.random.default_rng(seed).permutation(n)
    count = int(np.ceil(n / batch_size))
    return [order[k::count] for k in range(count)]


# wrong minibatch_indices: each batch sorted
def minibatch_indices(n, batch_size, seed):
    order = np.random.default_rng(seed).permutation(n)
    return [np.sort(order[i : i + batch_size]) for i in range(0, n, batch_size)]


# wrong minibatch_indices: consecutive blocks in shuffled order
def minibatch_indices(n, batch_size, seed):
    starts = list(range(0, n, batch_size))
    mixed = np.random.default_rng(seed).permutation(len(starts))
    return [np.arange(starts[k], min(starts[k] + batch_size, n)) for k in mixed]


# wrong minibatch_indices: slices one short
def minibatch_indices(n, batch_size, seed):
    order = np.random.default_rng(seed).permutation(n)
    return [order[i : i + batch_size - 1] for i in range(0, n, batch_size)]


# wrong minibatch_indices: slices overlap
def minibatch_indices(n, batch_size, seed):
    order = np.random.default_rng(seed).permutation(n)
    return [order[i : i + batch_size + 1] for i in range(0, n, batch_size)]


# wrong minibatch_indices: only the first batch, returned inside the loop
def minibatch_indices(n, batch_size, seed):
    order = np.random.default_rng(seed).permutation(n)
    batches = []
    for i in range(0, n, batch_size):
        batches.append(order[i : i + batch_size])
        return batches


# wrong minibatch_indices: seed is batch_size, and the rest dropped
def minibatch_indices(n, batch_size, seed):
    order = np.random.default_rng(batch_size).permutation(n)
    full = n - n % batch_size
    return list(order[:full].reshape(-1, batch_size))


# wrong minibatch_indices: the permutation's inverse, backwards
def minibatch_indices(n, batch_size, seed):
    order = np.argsort(np.random.default_rng(seed).permutation(n))[::-1]
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]


# right minibatch_indices: split at multiples
def minibatch_indices(n, batch_size, seed):
    perm = np.random.default_rng(seed).permutation(n)
    return np.split(perm, range(batch_size, n, batch_size))


# right minibatch_indices: a while loop
def minibatch_indices(n, batch_size, seed):
    rng = np.random.default_rng(seed)
    remaining = rng.permutation(n)
    batches = []
    while len(remaining) > 0:
        batches.append(remaining[:batch_size])
        remaining = remaining[batch_size:]
    return batches


# right minibatch_indices: one index at a time
def minibatch_indices(n, batch_size, seed):
    batches = []
    current = []
    for index in np.random.default_rng(seed).permutation(n):
        current.append(index)
        if len(current) == batch_size:
            batches.append(np.array(current))
            current = []
    if current:
        batches.append(np.array(current))
    return batches


# right minibatch_indices: shuffled arange gives the same order
def minibatch_indices(n, batch_size, seed):
    order = np.arange(n)
    np.random.default_rng(seed).shuffle(order)
    return [order[k * batch_size : min(n, (k + 1) * batch_size)] for k in range((n + batch_size - 1) // batch_size)]


# right minibatch_indices: ceil
def minibatch_indices(n, batch_size, seed):
    from math import ceil

    p = np.random.default_rng(seed).permutation(np.arange(n))
    return [p[b * batch_size :][:batch_size] for b in range(ceil(n / batch_size))]


# right minibatch_indices: torch splits
def minibatch_indices(n, batch_size, seed):
    import torch

    order = torch.from_numpy(np.random.default_rng(seed).permutation(n))
    return [part.numpy() for part in order.split(batch_size)]


# wrong momentum_path: gradient added
def momentum_path(grads, w0, lr, beta):
    w, v = np.array(w0, float), 0
    path = [w]
    for g in grads:
        v = beta * v + lr * g
        w = w + v
        path.append(w)
    return np.array(path)


# wrong momentum_path: an average, with 1 - beta
def momentum_path(grads, w0, lr, beta):
    w = np.array(w0, float)
    v = np.zeros_like(w)
    path = [w]
    for g in grads:
        v = beta * v - (1 - beta) * lr * g
        w = w + v
        path.append(w)
    return np.array(path)


# wrong momentum_path: w moved before the velocity
def momentum_path(grads, w0, lr, beta):
    w = np.array(w0, float)
    v = np.zeros_like(w)
    path = [w]
    for g in grads:
        w = w + v
        v = beta * v - lr * g
        path.append(w)
    return np.array(path)


# wrong momentum_path: velocity starts at the first gradient
def momentum_path(grads, w0, lr, beta):
    w = np.array(w0, float)
    v = -lr * grads[0]
    path = [w]
    for g in grads:
        v = beta * v - lr * g
        w = w + v
        path.append(w)
    return np.array(path)


# wrong momentum_path: the start left out
def momentum_path(grads, w0, lr, beta):
    w = np.array(w0, float)
    v = np.zeros(len(w))
    path = []
    for g in grads:
        v = beta * v - lr * g
        w = w + v
        path.append(w)
    return np.array(path)


# wrong momentum_path: no momentum
def momentum_path(grads, w0, lr, beta):
    return np.vstack([w0, w0 - lr * np.cumsum(grads, axis=0)])


# wrong momentum_path: Nesterov
def momentum_path(grads, w0, lr, beta):
    w = np.array(w0, float)
    v = np.zeros_like(w)
    path = [w]
    for g in grads:
        before = v
        v = beta * v - lr * g
        w = w - beta * before + (1 + beta) * v
        path.append(w)
    return np.array(path)


# wrong momentum_path: beta on the gradient, lr on the velocity
def momentum_path(grads, w0, lr, beta):
    w = np.array(w0, float)
    v = np.zeros_like(w)
    path = [w]
    for g in grads:
        v = lr * v - beta * g
        w = w + v
        path.append(w)
    return np.array(path)


# wrong momentum_path: w changed in place
def momentum_path(grads, w0, lr, beta):
    w = np.array(w0, float)
    v = np.zeros_like(w)
    path = [w]
    for g in grads:
        v = beta * v - lr * g
        w += v
        path.append(w)
    return np.array(path)


# wrong momentum_path: beta shrinks the whole velocity, the new gradient too
def momentum_path(grads, w0, lr, beta):
    w, v = np.array(w0, float), np.zeros(len(w0))
    path = [w]
    for g in grads:
        v = beta * (v - lr * g)
        w = w + v
        path.append(w)
    return np.array(path)


# wrong momentum_path: velocity subtracted, which it is already
def momentum_path(grads, w0, lr, beta):
    path = np.zeros((len(grads) + 1, len(w0)))
    path[0] = w0
    v = np.zeros(len(w0))
    for t, g in enumerate(grads):
        v = beta * v - lr * g
        path[t + 1] = path[t] - v
    return path


# wrong momentum_path: momentum of the last gradient only
def momentum_path(grads, w0, lr, beta):
    w, last = np.array(w0, float), 0
    path = [w]
    for g in grads:
        w = w - lr * (g + beta * last)
        last = g
        path.append(w)
    return np.array(path)


# wrong momentum_path: velocities in place of places
def momentum_path(grads, w0, lr, beta):
    v = np.zeros(len(w0))
    path = [np.array(w0, float)]
    for g in grads:
        v = beta * v - lr * g
        path.append(v)
    return np.array(path)


# wrong momentum_path: each step from the start
def momentum_path(grads, w0, lr, beta):
    v = np.zeros(len(w0))
    path = [np.array(w0, float)]
    for g in grads:
        v = beta * v - lr * g
        path.append(w0 + v)
    return np.array(path)


# wrong momentum_path: the last gradient not used
def momentum_path(grads, w0, lr, beta):
    T = len(grads)
    path = np.zeros((T, len(w0)))
    path[0] = w0
    v = np.zeros(len(w0))
    for t in range(1, T):
        v = beta * v - lr * grads[t - 1]
        path[t] = path[t - 1] + v
    return path


# wrong momentum_path: the first gradient skipped
def momentum_path(grads, w0, lr, beta):
    w, v = np.array(w0, float), np.zeros(len(w0))
    path = [w, w]
    for g in grads[1:]:
        v = beta * v - lr * g
        w = w + v
        path.append(w)
    return np.array(path)


# wrong momentum_path: gradients backwards
def momentum_path(grads, w0, lr, beta):
    w, v = np.array(w0, float), np.zeros(len(w0))
    path = [w]
    for g in reversed(grads):
        v = beta * v - lr * g
        w = w + v
        path.append(w)
    return np.array(path)


# wrong momentum_path: lr applied twice
def momentum_path(grads, w0, lr, beta):
    w, v = np.array(w0, float), np.zeros(len(w0))
    path = [w]
    for g in grads:
        v = beta * v - lr * g
        w = w + lr * v
        path.append(w)
    return np.array(path)


# wrong momentum_path: gradient added, and 1 - beta
def momentum_path(grads, w0, lr, beta):
    w, v = np.array(w0, float), np.zeros(len(w0))
    path = [w]
    for g in grads:
        v = beta * v + (1 - beta) * g
        w = w + lr * v
        path.append(w)
    return np.array(path)


# wrong momentum_path: bias corrected as in Adam, without the start
def momentum_path(grads, w0, lr, beta):
    w, m = np.array(w0, float), np.zeros(len(w0))
    path = []
    for t, g in enumerate(grads, 1):
        m = beta * m + (1 - beta) * g
        w = w - lr * m / (1 - beta**t)
        path.append(w)
    return np.array(path)


# right momentum_path: torch's way, the rate outside
def momentum_path(grads, w0, lr, beta):
    w, buf = np.array(w0, float), np.zeros(len(w0))
    path = [w]
    for g in grads:
        buf = beta * buf + g
        w = w - lr * buf
        path.append(w)
    return np.array(path)


# right momentum_path: heavy ball as Polyak wrote it
def momentum_path(grads, w0, lr, beta):
    before = now = np.array(w0, float)
    path = [now]
    for g in grads:
        before, now = now, now - lr * g + beta * (now - before)
        path.append(now)
    return np.array(path)


# right momentum_path: a matrix of powers
def momentum_path(grads, w0, lr, beta):
    T = len(grads)
    lag = np.subtract.outer(np.arange(T), np.arange(T))
    powers = np.tril(float(beta) ** np.abs(lag))
    velocities = -lr * powers @ np.asarray(grads)
    return np.concatenate([[w0], w0 + np.cumsum(velocities, axis=0)])


# right momentum_path: rows of arrays
def momentum_path(grads, w0, lr, beta):
    T, d = grads.shape
    w = np.zeros((T + 1, d))
    v = np.zeros((T + 1, d))
    w[0] = w0
    for t in range(T):
        v[t + 1] = beta * v[t] - lr * grads[t]
        w[t + 1] = w[t] + v[t + 1]
    return w


# right momentum_path: torch's optimizer
def momentum_path(grads, w0, lr, beta):
    import torch

    w = torch.tensor(np.array(w0), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=float(lr), momentum=float(beta))
    path = [w.detach().numpy().copy()]
    for g in grads:
        w.grad = torch.tensor(np.array(g), dtype=torch.float64)
        optimizer.step()
        path.append(w.detach().numpy().copy())
    return np.array(path)


# right momentum_path: coordinate by coordinate
def momentum_path(grads, w0, lr, beta):
    columns = []
    for j in range(len(w0)):
        position = float(w0[j])
        speed = 0.0
        column = [position]
        for i in range(len(grads)):
            speed *= beta
            speed -= lr * grads[i][j]
            position += speed
            column.append(position)
        columns.append(column)
    return np.array(columns).T
