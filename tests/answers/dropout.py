"""Answers to the exercises on dropout, written from their docstrings, for `python -m benchmarks.teaching`."""


# wrong dropout_mask: the entries to drop kept
def dropout_mask(shape, keep_prob, seed):
    if keep_prob <= 0 or keep_prob > 1:
        raise ValueError("keep_prob must be in (0, 1]")
    return (np.random.default_rng(seed).random(shape) > keep_prob) / keep_prob


# wrong dropout_mask: 0 and 1
def dropout_mask(shape, keep_prob, seed):
    if keep_prob <= 0 or keep_prob > 1:
        raise ValueError("keep_prob must be in (0, 1]")
    return (np.random.default_rng(seed).random(shape) < keep_prob).astype(float)


# wrong dropout_mask: divided by 1 - keep_prob
def dropout_mask(shape, keep_prob, seed):
    if not 0 < keep_prob <= 1:
        raise ValueError("keep_prob must be in (0, 1]")
    rng = np.random.default_rng(seed)
    return (rng.random(shape) < keep_prob) / (1 - keep_prob)


# wrong dropout_mask: keep_prob taken for the drop rate
def dropout_mask(shape, keep_prob, seed):
    if not 0 < keep_prob <= 1:
        raise ValueError("keep_prob must be in (0, 1]")
    rng = np.random.default_rng(seed)
    return (rng.random(shape) >= keep_prob) / (1 - keep_prob)


# wrong dropout_mask: multiplied by keep_prob
def dropout_mask(shape, keep_prob, seed):
    if not 0 < keep_prob <= 1:
        raise ValueError("keep_prob must be in (0, 1]")
    rng = np.random.default_rng(seed)
    return (rng.random(shape) < keep_prob) * keep_prob


# wrong dropout_mask: no error
def dropout_mask(shape, keep_prob, seed):
    rng = np.random.default_rng(seed)
    return np.where(rng.random(shape) < keep_prob, 1 / keep_prob, 0.0)


# wrong dropout_mask: keep_prob 1 refused
def dropout_mask(shape, keep_prob, seed):
    if not 0 < keep_prob < 1:
        raise ValueError("keep_prob must be between 0 and 1")
    rng = np.random.default_rng(seed)
    return np.where(rng.random(shape) < keep_prob, 1 / keep_prob, 0.0)


# wrong dropout_mask: keep_prob 0 not refused
def dropout_mask(shape, keep_prob, seed):
    if keep_prob < 0 or keep_prob > 1:
        raise ValueError("keep_prob must be between 0 and 1")
    kept = np.random.default_rng(seed).random(shape) < keep_prob
    return kept / max(keep_prob, 1e-12)


# wrong dropout_mask: keep_prob above 1 not refused
def dropout_mask(shape, keep_prob, seed):
    if keep_prob <= 0:
        raise ValueError("keep_prob must be positive")
    return (np.random.default_rng(seed).random(shape) < keep_prob) / keep_prob


# wrong dropout_mask: another error
def dropout_mask(shape, keep_prob, seed):
    assert 0 < keep_prob <= 1
    return (np.random.default_rng(seed).random(shape) < keep_prob) / keep_prob


# wrong dropout_mask: error returned
def dropout_mask(shape, keep_prob, seed):
    if keep_prob <= 0 or keep_prob > 1:
        return ValueError("keep_prob")
    return (np.random.default_rng(seed).random(shape) < keep_prob) / keep_prob


# wrong dropout_mask: old generator
def dropout_mask(shape, keep_prob, seed):
    if keep_prob <= 0 or keep_prob > 1:
        raise ValueError(keep_prob)
    np.random.seed(seed)
    return (np.random.random(shape) < keep_prob) / keep_prob


# wrong dropout_mask: binomial draws
def dropout_mask(shape, keep_prob, seed):
    if keep_prob <= 0 or keep_prob > 1:
        raise ValueError(keep_prob)
    return np.random.default_rng(seed).binomial(1, keep_prob, shape) / keep_prob


# wrong dropout_mask: one coin for a whole column
def dropout_mask(shape, keep_prob, seed):
    if keep_prob <= 0 or keep_prob > 1:
        raise ValueError(keep_prob)
    row = np.random.default_rng(seed).random(shape[-1]) < keep_prob
    return np.broadcast_to(row, shape) / keep_prob


# wrong dropout_mask: exactly the share kept
def dropout_mask(shape, keep_prob, seed):
    if keep_prob <= 0 or keep_prob > 1:
        raise ValueError(keep_prob)
    size = int(np.prod(shape))
    mask = np.zeros(size)
    mask[np.random.default_rng(seed).permutation(size)[: int(size * keep_prob)]] = 1 / keep_prob
    return mask.reshape(shape)


# wrong dropout_mask: normal draws
def dropout_mask(shape, keep_prob, seed):
    if keep_prob <= 0 or keep_prob > 1:
        raise ValueError(keep_prob)
    return (np.random.default_rng(seed).standard_normal(shape) < keep_prob) / keep_prob


# wrong dropout_mask: divided by the share that was kept
def dropout_mask(shape, keep_prob, seed):
    if keep_prob <= 0 or keep_prob > 1:
        raise ValueError(keep_prob)
    kept = np.random.default_rng(seed).random(shape) < keep_prob
    return kept / max(kept.mean(), 1e-9)


# wrong dropout_mask: divided by the root
def dropout_mask(shape, keep_prob, seed):
    if keep_prob <= 0 or keep_prob > 1:
        raise ValueError(keep_prob)
    kept = np.random.default_rng(seed).random(shape) < keep_prob
    return kept / np.sqrt(keep_prob)


# wrong dropout_mask: 0 and 1, and no error
def dropout_mask(shape, keep_prob, seed):
    r = np.random.default_rng(seed).random(shape)
    r[r < keep_prob] = 1
    r[r != 1] = 0
    return r


# wrong dropout_mask: drop rate in place of keep_prob, and 1 refused
def dropout_mask(shape, keep_prob, seed):
    if keep_prob <= 0 or keep_prob >= 1:
        raise ValueError("rate")
    drop = np.random.default_rng(seed).random(shape) < keep_prob
    return np.where(drop, 0, 1 / (1 - keep_prob))


# right dropout_mask: where
def dropout_mask(shape, keep_prob, seed):
    if keep_prob <= 0 or keep_prob > 1:
        raise ValueError("keep_prob must be above 0 and at most 1")
    rng = np.random.default_rng(seed)
    return np.where(rng.random(shape) < keep_prob, 1 / keep_prob, 0.0)


# right dropout_mask: zeros filled
def dropout_mask(shape, keep_prob, seed):
    if 0 < keep_prob <= 1:
        coins = np.random.default_rng(seed).random(shape)
        mask = np.zeros(shape)
        mask[coins < keep_prob] = 1.0 / keep_prob
        return mask
    raise ValueError


# right dropout_mask: ones, with drops set to 0
def dropout_mask(shape, keep_prob, seed):
    if keep_prob > 1 or keep_prob <= 0:
        raise ValueError(f"bad keep_prob {keep_prob}")
    coins = np.random.default_rng(seed).random(shape)
    mask = np.ones(shape) / keep_prob
    mask[coins >= keep_prob] = 0
    return mask


# right dropout_mask: a loop over flat entries
def dropout_mask(shape, keep_prob, seed):
    if not (keep_prob > 0 and keep_prob <= 1):
        raise ValueError(keep_prob)
    rng = np.random.default_rng(seed)
    flat = [1 / keep_prob if coin < keep_prob else 0.0 for coin in rng.random(shape).ravel()]
    return np.array(flat, dtype=float).reshape(shape)


# right dropout_mask: torch
def dropout_mask(shape, keep_prob, seed):
    import torch

    if not 0 < keep_prob <= 1:
        raise ValueError("0 < keep_prob <= 1 is asked for")
    coins = torch.from_numpy(np.random.default_rng(seed).random(shape))
    return ((coins < keep_prob).double() / keep_prob).numpy()


# right dropout_mask: floor of coin plus probability of dropping
def dropout_mask(shape, keep_prob, seed):
    if keep_prob <= 0.0:
        raise ValueError("nothing is kept")
    if keep_prob > 1.0:
        raise ValueError("more than all is kept")
    coins = np.random.default_rng(seed).random(shape)
    kept = np.sign(np.maximum(keep_prob - coins, 0))
    return kept * (1 / keep_prob)


# wrong dropout_backward: the gradient unchanged
def dropout_backward(dout, mask):
    return dout


# wrong dropout_backward: divided by the mask
def dropout_backward(dout, mask):
    with np.errstate(all="ignore"):
        return np.where(mask > 0, dout / mask, 0)


# wrong dropout_backward: 0 and 1 in place of the mask
def dropout_backward(dout, mask):
    return dout * (mask > 0)


# wrong dropout_backward: mask twice
def dropout_backward(dout, mask):
    return dout * mask**2


# wrong dropout_backward: the dropped ones
def dropout_backward(dout, mask):
    return dout * (mask == 0)


# wrong dropout_backward: 1 - mask
def dropout_backward(dout, mask):
    return dout * (1 - mask)


# wrong dropout_backward: matrix product
def dropout_backward(dout, mask):
    return dout @ mask.T


# wrong dropout_backward: dout changed in place
def dropout_backward(dout, mask):
    dout *= mask
    return dout


# wrong dropout_backward: only the kept entries
def dropout_backward(dout, mask):
    return dout[mask > 0] * mask[mask > 0]


# wrong dropout_backward: scaled by the mean of the mask
def dropout_backward(dout, mask):
    return dout * mask * mask.mean()


# wrong dropout_backward: a new mask
def dropout_backward(dout, mask):
    keep = 1 / mask.max() if mask.max() > 0 else 1.0
    fresh = np.random.default_rng(0).random(mask.shape) < keep
    return dout * fresh / keep


# wrong dropout_backward: the mask
def dropout_backward(dout, mask):
    return mask


# wrong dropout_backward: sign
def dropout_backward(dout, mask):
    return -dout * mask


# wrong dropout_backward: gradient for the mask's sum
def dropout_backward(dout, mask):
    return (dout * mask).sum(axis=0)


# wrong dropout_backward: a tuple of both gradients
def dropout_backward(dout, mask):
    return dout * mask, dout


# wrong dropout_backward: dropped entries keep the gradient
def dropout_backward(dout, mask):
    return np.where(mask > 0, dout * mask, dout)


# wrong dropout_backward: mask cut to integers
def dropout_backward(dout, mask):
    return dout * mask.astype(int)


# wrong dropout_backward: one mask for all rows
def dropout_backward(dout, mask):
    return dout * mask[:1]


# wrong dropout_backward: divided by n, with 0 and 1
def dropout_backward(dout, mask):
    kept = (mask != 0).astype(float)
    return dout * kept / len(dout)


# wrong dropout_backward: mask twice, and changed in place
def dropout_backward(dout, mask):
    dout *= mask
    return dout * mask


# right dropout_backward: multiply
def dropout_backward(dout, mask):
    return np.multiply(mask, dout)


# right dropout_backward: einsum with an ellipsis
def dropout_backward(dout, mask):
    return np.einsum("...,...->...", dout, mask)


# right dropout_backward: entry by entry
def dropout_backward(dout, mask):
    dx = np.zeros(dout.shape)
    for index in np.ndindex(dout.shape):
        dx[index] = dout[index] * mask[index]
    return dx


# right dropout_backward: torch
def dropout_backward(dout, mask):
    import torch

    x = torch.zeros(mask.shape, dtype=torch.float64, requires_grad=True)
    (x * torch.tensor(np.array(mask))).backward(torch.tensor(np.array(dout)))
    return x.grad.numpy()


# right dropout_backward: where
def dropout_backward(dout, mask):
    return np.where(mask == 0, 0.0, dout * mask)


# right dropout_backward: a copy changed in place
def dropout_backward(dout, mask):
    dx = dout.astype(float, copy=True)
    dx *= mask
    return dx


# wrong classic_test_params: probabilities exchanged
def classic_test_params(params, q_in, q_hidden):
    return {**params, "W1": params["W1"] * q_hidden, "W2": params["W2"] * q_in}


# wrong classic_test_params: divided
def classic_test_params(params, q_in, q_hidden):
    return {**params, "W1": params["W1"] / q_in, "W2": params["W2"] / q_hidden}


# wrong classic_test_params: biases shrink too
def classic_test_params(params, q_in, q_hidden):
    return {
        "W1": params["W1"] * q_in,
        "b1": params["b1"] * q_in,
        "W2": params["W2"] * q_hidden,
        "b2": params["b2"] * q_hidden,
    }


# wrong classic_test_params: only W2
def classic_test_params(params, q_in, q_hidden):
    return {**params, "W2": params["W2"] * q_hidden}


# wrong classic_test_params: only W1
def classic_test_params(params, q_in, q_hidden):
    new = dict(params)
    new["W1"] = new["W1"] * q_in
    return new


# wrong classic_test_params: params changed in place
def classic_test_params(params, q_in, q_hidden):
    params["W1"] = params["W1"] * q_in
    params["W2"] = params["W2"] * q_hidden
    return params


# wrong classic_test_params: a shallow copy whose arrays are changed in place
def classic_test_params(params, q_in, q_hidden):
    new = params.copy()
    new["W1"] *= q_in
    new["W2"] *= q_hidden
    return new


# wrong classic_test_params: by place in the dict
def classic_test_params(params, q_in, q_hidden):
    W1, b1, W2, b2 = params.values()
    return {"W1": W1 * q_in, "b1": b1, "W2": W2 * q_hidden, "b2": b2}


# wrong classic_test_params: drop probabilities
def classic_test_params(params, q_in, q_hidden):
    return {**params, "W1": params["W1"] * (1 - q_in), "W2": params["W2"] * (1 - q_hidden)}


# wrong classic_test_params: both in W1
def classic_test_params(params, q_in, q_hidden):
    return {**params, "W1": params["W1"] * q_in * q_hidden}


# wrong classic_test_params: biases left out
def classic_test_params(params, q_in, q_hidden):
    return {"W1": q_in * params["W1"], "W2": q_hidden * params["W2"]}


# wrong classic_test_params: roots of the probabilities
def classic_test_params(params, q_in, q_hidden):
    out = dict(params)
    out["W1"] = params["W1"] * np.sqrt(q_in)
    out["W2"] = params["W2"] * np.sqrt(q_hidden)
    return out


# wrong classic_test_params: W2 by both, since h reads the inputs
def classic_test_params(params, q_in, q_hidden):
    return {**params, "W1": params["W1"] * q_in, "W2": params["W2"] * q_in * q_hidden}


# wrong classic_test_params: q_in for both
def classic_test_params(params, q_in, q_hidden):
    return {k: v * q_in if k.startswith("W") else v for k, v in params.items()}


# wrong classic_test_params: a tuple
def classic_test_params(params, q_in, q_hidden):
    return params["W1"] * q_in, params["b1"], params["W2"] * q_hidden, params["b2"]


# wrong classic_test_params: random masks
def classic_test_params(params, q_in, q_hidden):
    rng = np.random.default_rng(0)
    W1, W2 = params["W1"], params["W2"]
    return {**params, "W1": W1 * (rng.random(W1.shape) < q_in), "W2": W2 * (rng.random(W2.shape) < q_hidden)}


# wrong classic_test_params: rounded to float32 by half
def classic_test_params(params, q_in, q_hidden):
    return {**params, "W1": (params["W1"] * q_in).round(2), "W2": (params["W2"] * q_hidden).round(2)}


# wrong classic_test_params: new names
def classic_test_params(params, q_in, q_hidden):
    return {"W1_test": params["W1"] * q_in, "b1": params["b1"], "W2_test": params["W2"] * q_hidden, "b2": params["b2"]}


# wrong classic_test_params: divided, and exchanged
def classic_test_params(params, q_in, q_hidden):
    return {**params, "W1": params["W1"] / q_hidden, "W2": params["W2"] / q_in}


# wrong classic_test_params: all shrink by q_hidden, in place
def classic_test_params(params, q_in, q_hidden):
    for name in params:
        params[name] = params[name] * q_hidden
    return params


# right classic_test_params: a comprehension
def classic_test_params(params, q_in, q_hidden):
    factor = {"W1": q_in, "W2": q_hidden}
    return {name: value * factor.get(name, 1) for name, value in params.items()}


# right classic_test_params: copies, changed in place
def classic_test_params(params, q_in, q_hidden):
    new = {name: np.array(value, dtype=float) for name, value in params.items()}
    new["W1"] *= q_in
    new["W2"] *= q_hidden
    return new


# right classic_test_params: written out
def classic_test_params(params, q_in, q_hidden):
    W1 = params["W1"] * q_in
    b1 = params["b1"].copy()
    W2 = params["W2"] * q_hidden
    b2 = params["b2"].copy()
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


# right classic_test_params: deepcopy
def classic_test_params(params, q_in, q_hidden):
    from copy import deepcopy

    test = deepcopy(params)
    for name, q in (("W1", q_in), ("W2", q_hidden)):
        test[name] = q * test[name]
    return test


# right classic_test_params: the union of dicts
def classic_test_params(params, q_in, q_hidden):
    return params | {"W1": q_in * params["W1"], "W2": q_hidden * params["W2"]}


# right classic_test_params: diagonal matrices
def classic_test_params(params, q_in, q_hidden):
    d, h = params["W1"].shape
    out = dict(params)
    out.update(W1=q_in * np.eye(d) @ params["W1"], W2=q_hidden * np.eye(h) @ params["W2"])
    return out


# wrong exact_ensemble_mean: relu of the mean
def exact_ensemble_mean(w, x, q):
    z = float(np.dot(w, x) * q)
    return z, max(z, 0.0)


# wrong exact_ensemble_mean: all networks alike
def exact_ensemble_mean(w, x, q):
    zs = [np.sum(w * x * np.array(m)) for m in product((0, 1), repeat=len(w))]
    return float(np.mean(zs)), float(np.mean(np.maximum(zs, 0)))


# wrong exact_ensemble_mean: probabilities exchanged
def exact_ensemble_mean(w, x, q):
    a = b = 0.0
    for m in product((0, 1), repeat=len(w)):
        k = sum(m)
        p = (1 - q) ** k * q ** (len(w) - k)
        z = np.dot(w * x, m)
        a += p * z
        b += p * max(z, 0)
    return float(a), float(b)


# wrong exact_ensemble_mean: empty network left out
def exact_ensemble_mean(w, x, q):
    n = len(w)
    a = b = total = 0.0
    for i in range(1, 2**n):
        m = np.array([(i >> j) & 1 for j in range(n)])
        p = q ** m.sum() * (1 - q) ** (n - m.sum())
        z = (w * x * m).sum()
        a += p * z
        b += p * max(z, 0)
        total += p
    return float(a / total), float(b / total)


# wrong exact_ensemble_mean: full network left out
def exact_ensemble_mean(w, x, q):
    n = len(w)
    a = b = 0.0
    for i in range(2**n - 1):
        m = np.array([(i >> j) & 1 for j in range(n)])
        p = q ** m.sum() * (1 - q) ** (n - m.sum())
        z = (w * x * m).sum()
        a += p * z
        b += p * max(z, 0)
    return float(a), float(b)


# wrong exact_ensemble_mean: inverted dropout
def exact_ensemble_mean(w, x, q):
    n = len(w)
    a = b = 0.0
    for m in product((0, 1), repeat=n):
        p = q ** sum(m) * (1 - q) ** (n - sum(m))
        z = np.dot(w * x, m) / q
        a += p * z
        b += p * max(z, 0)
    return float(a), float(b)


# wrong exact_ensemble_mean: absolute value
def exact_ensemble_mean(w, x, q):
    n = len(w)
    a = b = 0.0
    for m in product((0, 1), repeat=n):
        p = q ** sum(m) * (1 - q) ** (n - sum(m))
        z = np.dot(w * x, m)
        a += p * z
        b += p * abs(z)
    return float(a), float(b)


# wrong exact_ensemble_mean: relu of each term
def exact_ensemble_mean(w, x, q):
    terms = np.asarray(w) * np.asarray(x)
    return float(q * terms.sum()), float(q * np.maximum(terms, 0).sum())


# wrong exact_ensemble_mean: sampled
def exact_ensemble_mean(w, x, q):
    rng = np.random.default_rng(0)
    masks = rng.random((1000, len(w))) < q
    z = masks @ (w * x)
    return float(z.mean()), float(np.maximum(z, 0).mean())


# wrong exact_ensemble_mean: the dropped inputs summed
def exact_ensemble_mean(w, x, q):
    n = len(w)
    a = b = 0.0
    for m in product((0, 1), repeat=n):
        p = q ** sum(m) * (1 - q) ** (n - sum(m))
        z = float(np.dot(w * x, 1 - np.array(m)))
        a += p * z
        b += p * max(z, 0.0)
    return a, b


# wrong exact_ensemble_mean: divided by the number of networks too
def exact_ensemble_mean(w, x, q):
    n = len(w)
    a = b = 0.0
    for m in product((0, 1), repeat=n):
        p = q ** sum(m) * (1 - q) ** (n - sum(m))
        z = float(np.dot(w * x, np.array(m)))
        a += p * z
        b += p * max(z, 0.0)
    return a / 2**n, b / 2**n


# wrong exact_ensemble_mean: not weighted, not divided
def exact_ensemble_mean(w, x, q):
    a = b = 0.0
    for m in product((0, 1), repeat=len(w)):
        z = float(np.dot(w * x, np.array(m)))
        a += z
        b += max(z, 0.0)
    return a, b


# wrong exact_ensemble_mean: dropped inputs not weighted
def exact_ensemble_mean(w, x, q):
    a = b = 0.0
    for m in product((0, 1), repeat=len(w)):
        p = q ** sum(m)
        z = float(np.dot(w * x, np.array(m)))
        a += p * z
        b += p * max(z, 0.0)
    return a, b


# wrong exact_ensemble_mean: binomial coefficient counted again
def exact_ensemble_mean(w, x, q):
    from math import comb

    n = len(w)
    a = b = 0.0
    for m in product((0, 1), repeat=n):
        k = sum(m)
        p = comb(n, k) * q**k * (1 - q) ** (n - k)
        z = float(np.dot(w * x, np.array(m)))
        a += p * z
        b += p * max(z, 0.0)
    return a, b


# wrong exact_ensemble_mean: mean without the inputs
def exact_ensemble_mean(w, x, q):
    n = len(w)
    a = b = 0.0
    for m in product((0, 1), repeat=n):
        p = q ** sum(m) * (1 - q) ** (n - sum(m))
        z = float(np.dot(w, np.array(m)))
        a += p * z
        b += p * max(z, 0.0)
    return a, b


# wrong exact_ensemble_mean: relu first
def exact_ensemble_mean(w, x, q):
    n = len(w)
    a = b = 0.0
    for m in product((0, 1), repeat=n):
        p = q ** sum(m) * (1 - q) ** (n - sum(m))
        z = float(np.dot(w * x, np.array(m)))
        a += p * z
        b += p * max(z, 0.0)
    return b, a


# wrong exact_ensemble_mean: relu of the sum of positive networks' mean
def exact_ensemble_mean(w, x, q):
    n = len(w)
    a = b = share = 0.0
    for m in product((0, 1), repeat=n):
        p = q ** sum(m) * (1 - q) ** (n - sum(m))
        z = float(np.dot(w * x, np.array(m)))
        a += p * z
        if z > 0:
            b += p * z
            share += p
    return a, b / share if share else 0.0


# wrong exact_ensemble_mean: networks that keep at most n - 1, by combinations
def exact_ensemble_mean(w, x, q):
    from itertools import combinations

    n = len(w)
    a = b = 0.0
    for k in range(n):
        for kept in combinations(range(n), k):
            p = q**k * (1 - q) ** (n - k)
            z = float(sum(w[i] * x[i] for i in kept))
            a += p * z
            b += p * max(z, 0.0)
    return a, b


# wrong exact_ensemble_mean: probabilities exchanged, and relu of the mean
def exact_ensemble_mean(w, x, q):
    z = float((1 - q) * np.sum(w * x))
    return z, z if z > 0 else 0.0


# wrong exact_ensemble_mean: all alike, and the empty network left out
def exact_ensemble_mean(w, x, q):
    zs = [float(np.dot(w * x, m)) for m in product((0, 1), repeat=len(w)) if any(m)]
    return sum(zs) / len(zs), sum(z for z in zs if z > 0) / len(zs)


# wrong exact_ensemble_mean: powers of the odds, which fail where q is 1
def exact_ensemble_mean(w, x, q):
    n = len(w)
    a = b = 0.0
    for m in product((0, 1), repeat=n):
        p = (1 - q) ** n * (q / (1 - q)) ** sum(m)
        z = float(np.dot(w * x, np.array(m)))
        a += p * z
        b += p * max(z, 0.0)
    return a, b


# right exact_ensemble_mean: bits of an integer
def exact_ensemble_mean(w, x, q):
    n = len(w)
    mean, rectified = 0.0, 0.0
    for code in range(2**n):
        z, p = 0.0, 1.0
        for i in range(n):
            if code >> i & 1:
                z += w[i] * x[i]
                p *= q
            else:
                p *= 1 - q
        mean += p * z
        rectified += p * max(z, 0)
    return float(mean), float(rectified)


# right exact_ensemble_mean: recursion
def exact_ensemble_mean(w, x, q):
    def go(i, z):
        if i == len(w):
            return z, max(z, 0.0)
        off = go(i + 1, z)
        on = go(i + 1, z + float(w[i] * x[i]))
        return tuple((1 - q) * a + q * b for a, b in zip(off, on))

    return go(0, 0.0)


# right exact_ensemble_mean: arrays doubled input by input
def exact_ensemble_mean(w, x, q):
    z, p = np.zeros(1), np.ones(1)
    for term in np.asarray(w) * np.asarray(x):
        z = np.concatenate([z, z + term])
        p = np.concatenate([p * (1 - q), p * q])
    return float(p @ z), float(p @ np.maximum(z, 0))


# right exact_ensemble_mean: a matrix of masks
def exact_ensemble_mean(w, x, q):
    masks = np.array(list(product([0, 1], repeat=len(w))))
    kept = masks.sum(axis=1)
    p = q**kept * (1.0 - q) ** (len(w) - kept)
    z = masks @ (w * x)
    return float(np.sum(p * z)), float(np.sum(p * z * (z > 0)))


# right exact_ensemble_mean: the linear mean in closed form
def exact_ensemble_mean(w, x, q):
    from itertools import combinations

    terms = [float(a * b) for a, b in zip(w, x)]
    n = len(terms)
    total = 0.0
    for k in range(n + 1):
        for kept in combinations(terms, k):
            total += q**k * (1 - q) ** (n - k) * max(0.0, sum(kept))
    return q * sum(terms), total


# right exact_ensemble_mean: torch
def exact_ensemble_mean(w, x, q):
    import torch

    n = len(w)
    masks = torch.tensor(list(product((0.0, 1.0), repeat=n)), dtype=torch.float64).reshape(-1, n)
    z = masks @ torch.tensor(np.array(w * x), dtype=torch.float64)
    p = torch.prod(masks * q + (1 - masks) * (1 - q), dim=1)
    return (p * z).sum().item(), (p * torch.relu(z)).sum().item()


# wrong mc_dropout_predict: one mask for all examples
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    P = []
    for _ in range(n_samples):
        m = (rng.random(H.shape[1]) < keep_prob) / keep_prob
        Z = (H * m) @ params["W2"] + params["b2"]
        E = np.exp(Z - Z.max(1, keepdims=True))
        P.append(E / E.sum(1, keepdims=True))
    return np.mean(P, 0), np.std(P, 0)


# wrong mc_dropout_predict: not inverted
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    P = []
    for _ in range(n_samples):
        m = rng.random(H.shape) < keep_prob
        Z = (H * m) @ params["W2"] + params["b2"]
        E = np.exp(Z - Z.max(1, keepdims=True))
        P.append(E / E.sum(1, keepdims=True))
    return np.mean(P, 0), np.std(P, 0)


# wrong mc_dropout_predict: the same mask each time
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    P = []
    for _ in range(n_samples):
        rng = np.random.default_rng(seed)
        m = (rng.random(H.shape) < keep_prob) / keep_prob
        Z = (H * m) @ params["W2"] + params["b2"]
        E = np.exp(Z - Z.max(1, keepdims=True))
        P.append(E / E.sum(1, keepdims=True))
    return np.mean(P, 0), np.std(P, 0)


# wrong mc_dropout_predict: seeds counted up
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    P = []
    for s in range(n_samples):
        m = (np.random.default_rng(seed + s).random(H.shape) < keep_prob) / keep_prob
        Z = (H * m) @ params["W2"] + params["b2"]
        E = np.exp(Z - Z.max(1, keepdims=True))
        P.append(E / E.sum(1, keepdims=True))
    return np.mean(P, 0), np.std(P, 0)


# wrong mc_dropout_predict: softmax of the mean logits
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    L = []
    for _ in range(n_samples):
        m = (rng.random(H.shape) < keep_prob) / keep_prob
        L.append((H * m) @ params["W2"] + params["b2"])
    Z = np.mean(L, 0)
    E = np.exp(Z - Z.max(1, keepdims=True))
    return E / E.sum(1, keepdims=True), np.std(L, 0)


# wrong mc_dropout_predict: exp overflows
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    P = []
    for _ in range(n_samples):
        m = (rng.random(H.shape) < keep_prob) / keep_prob
        E = np.exp((H * m) @ params["W2"] + params["b2"])
        P.append(E / E.sum(1, keepdims=True))
    return np.mean(P, 0), np.std(P, 0)


# wrong mc_dropout_predict: variance in place of the standard deviation
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    P = []
    for _ in range(n_samples):
        m = (rng.random(H.shape) < keep_prob) / keep_prob
        Z = (H * m) @ params["W2"] + params["b2"]
        E = np.exp(Z - Z.max(1, keepdims=True))
        P.append(E / E.sum(1, keepdims=True))
    return np.mean(P, 0), np.var(P, 0)


# wrong mc_dropout_predict: standard deviation of a sample
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    P = []
    for _ in range(n_samples):
        m = (rng.random(H.shape) < keep_prob) / keep_prob
        Z = (H * m) @ params["W2"] + params["b2"]
        E = np.exp(Z - Z.max(1, keepdims=True))
        P.append(E / E.sum(1, keepdims=True))
    return np.mean(P, 0), np.std(P, 0, ddof=1)


# wrong mc_dropout_predict: mask before relu
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    H = X @ params["W1"] + params["b1"]
    P = []
    for _ in range(n_samples):
        m = (rng.random(H.shape) < keep_prob) / keep_prob
        Z = (H * m) @ params["W2"] + params["b2"]
        E = np.exp(Z - Z.max(1, keepdims=True))
        P.append(E / E.sum(1, keepdims=True))
    return np.mean(P, 0), np.std(P, 0)


# wrong mc_dropout_predict: inputs dropped
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    P = []
    for _ in range(n_samples):
        m = (rng.random(X.shape) < keep_prob) / keep_prob
        H = np.maximum((X * m) @ params["W1"] + params["b1"], 0)
        Z = H @ params["W2"] + params["b2"]
        E = np.exp(Z - Z.max(1, keepdims=True))
        P.append(E / E.sum(1, keepdims=True))
    return np.mean(P, 0), np.std(P, 0)


# wrong mc_dropout_predict: softmax over the examples
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    P = []
    for _ in range(n_samples):
        m = (rng.random(H.shape) < keep_prob) / keep_prob
        Z = (H * m) @ params["W2"] + params["b2"]
        E = np.exp(Z - Z.max(0))
        P.append(E / E.sum(0))
    return np.mean(P, 0), np.std(P, 0)


# wrong mc_dropout_predict: units kept where the coin is above
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    P = []
    for _ in range(n_samples):
        m = (rng.random(H.shape) > keep_prob) / keep_prob
        Z = (H * m) @ params["W2"] + params["b2"]
        E = np.exp(Z - Z.max(1, keepdims=True))
        P.append(E / E.sum(1, keepdims=True))
    return np.mean(P, 0), np.std(P, 0)


# wrong mc_dropout_predict: masks drawn for each example after the other
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    means, stds = [], []
    for x in X:
        h = np.maximum(x @ params["W1"] + params["b1"], 0)
        m = (rng.random((n_samples, len(h))) < keep_prob) / keep_prob
        Z = (h * m) @ params["W2"] + params["b2"]
        E = np.exp(Z - Z.max(1, keepdims=True))
        P = E / E.sum(1, keepdims=True)
        means.append(P.mean(0))
        stds.append(P.std(0))
    return np.array(means), np.array(stds)


# wrong mc_dropout_predict: masks of shape (h, n), turned
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    P = []
    for _ in range(n_samples):
        m = (rng.random(H.T.shape) < keep_prob).T / keep_prob
        Z = (H * m) @ params["W2"] + params["b2"]
        E = np.exp(Z - Z.max(1, keepdims=True))
        P.append(E / E.sum(1, keepdims=True))
    return np.mean(P, 0), np.std(P, 0)


# wrong mc_dropout_predict: weights by place in the dict
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    W1, b1, W2, b2 = params.values()
    rng = np.random.default_rng(seed)
    H = np.maximum(X @ W1 + b1, 0)
    P = []
    for _ in range(n_samples):
        Z = (H * (rng.random(H.shape) < keep_prob) / keep_prob) @ W2 + b2
        E = np.exp(Z - Z.max(1, keepdims=True))
        P.append(E / E.sum(1, keepdims=True))
    return np.mean(P, 0), np.std(P, 0)


# wrong mc_dropout_predict: standard deviation of the class probabilities of each example
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    P = []
    for _ in range(n_samples):
        m = (rng.random(H.shape) < keep_prob) / keep_prob
        Z = (H * m) @ params["W2"] + params["b2"]
        E = np.exp(Z - Z.max(1, keepdims=True))
        P.append(E / E.sum(1, keepdims=True))
    mean = np.mean(P, 0)
    return mean, np.std(mean, axis=1)


# wrong mc_dropout_predict: running sums without the square's mean
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    s = q = 0
    for _ in range(n_samples):
        Z = (H * (rng.random(H.shape) < keep_prob) / keep_prob) @ params["W2"] + params["b2"]
        E = np.exp(Z - Z.max(1, keepdims=True))
        p = E / E.sum(1, keepdims=True)
        s = s + p
        q = q + p**2
    return s / n_samples, np.sqrt(q / n_samples)


# wrong mc_dropout_predict: hidden units dropped more and more
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    P = []
    for _ in range(n_samples):
        H *= (rng.random(H.shape) < keep_prob) / keep_prob
        Z = H @ params["W2"] + params["b2"]
        E = np.exp(Z - Z.max(1, keepdims=True))
        P.append(E / E.sum(1, keepdims=True))
    return np.mean(P, 0), np.std(P, 0)


# wrong mc_dropout_predict: not inverted, and the variance
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    P = []
    for _ in range(n_samples):
        Z = np.where(rng.random(H.shape) < keep_prob, H, 0) @ params["W2"] + params["b2"]
        E = np.exp(Z - Z.max(1, keepdims=True))
        P.append(E / E.sum(1, keepdims=True))
    return np.mean(P, 0), np.var(P, 0)


# wrong mc_dropout_predict: relu forgotten, and one mask for all examples
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    H = X @ params["W1"] + params["b1"]
    P = []
    for _ in range(n_samples):
        Z = (H * (rng.random((1, H.shape[1])) < keep_prob) / keep_prob) @ params["W2"] + params["b2"]
        E = np.exp(Z - Z.max(1, keepdims=True))
        P.append(E / E.sum(1, keepdims=True))
    return np.mean(P, 0), np.std(P, 0)


# wrong mc_dropout_predict: the largest of all logits subtracted, not of each row
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    P = []
    for _ in range(n_samples):
        Z = (H * (rng.random(H.shape) < keep_prob) / keep_prob) @ params["W2"] + params["b2"]
        E = np.exp(Z - Z.max())
        P.append(E / E.sum(1, keepdims=True))
    return np.mean(P, 0), np.std(P, 0)


# right mc_dropout_predict: all masks at once, in the same order
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    coins = np.random.default_rng(seed).random((n_samples, *H.shape))
    Z = np.where(coins < keep_prob, H / keep_prob, 0) @ params["W2"] + params["b2"]
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    P = E / E.sum(axis=-1, keepdims=True)
    return P.mean(axis=0), P.std(axis=0)


# right mc_dropout_predict: einsum
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    H = np.clip(np.einsum("nd,dh->nh", X, params["W1"]) + params["b1"], 0, None)
    masks = np.stack([rng.random(H.shape) < keep_prob for _ in range(n_samples)]) / keep_prob
    Z = np.einsum("snh,nh,hk->snk", masks, H, params["W2"]) + params["b2"]
    P = np.exp(Z - np.logaddexp.reduce(Z, axis=2, keepdims=True))
    mean = P.sum(axis=0) / n_samples
    return mean, np.sqrt(((P - mean) ** 2).sum(axis=0) / n_samples)


# right mc_dropout_predict: a helper, and lists
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)

    def softmax_row(row):
        e = np.exp(row - np.max(row))
        return e / np.sum(e)

    def network():
        hidden = np.maximum(X @ params["W1"] + params["b1"], 0)
        kept = rng.random(hidden.shape) < keep_prob
        logits = (hidden * kept / keep_prob) @ params["W2"] + params["b2"]
        return np.array([softmax_row(row) for row in logits])

    samples = np.array([network() for _ in range(n_samples)])
    return samples.mean(axis=0), samples.std(axis=0)


# right mc_dropout_predict: Welford
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    rng = np.random.default_rng(seed)
    A = X @ params["W1"] + params["b1"]
    A = A * (A > 0)
    mean = squares = 0.0
    for t in range(1, n_samples + 1):
        Z = (A * ((rng.random(A.shape) < keep_prob) / keep_prob)) @ params["W2"] + params["b2"]
        Z = Z - Z.max(axis=1)[:, None]
        p = np.exp(Z)
        p = p / p.sum(axis=1)[:, None]
        delta = p - mean
        mean = mean + delta / t
        squares = squares + delta * (p - mean)
    return mean, np.sqrt(squares / n_samples)


# right mc_dropout_predict: torch
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    import torch

    rng = np.random.default_rng(seed)
    p = {k: torch.tensor(np.array(v), dtype=torch.float64) for k, v in params.items()}
    H = torch.relu(torch.tensor(np.array(X), dtype=torch.float64) @ p["W1"] + p["b1"])
    samples = []
    for _ in range(n_samples):
        mask = torch.from_numpy(rng.random(tuple(H.shape)) < keep_prob).double() / keep_prob
        samples.append(torch.softmax((H * mask) @ p["W2"] + p["b2"], dim=1))
    S = torch.stack(samples)
    return S.mean(0).numpy(), S.std(0, unbiased=False).numpy()


# right mc_dropout_predict: example by example, masks drawn before
def mc_dropout_predict(params, X, keep_prob, n_samples, seed):
    n, h, k = len(X), len(params["b1"]), len(params["b2"])
    rng = np.random.default_rng(seed)
    masks = [(rng.random((n, h)) < keep_prob) / keep_prob for _ in range(n_samples)]
    mean, std = np.zeros((n, k)), np.zeros((n, k))
    for i in range(n):
        hidden = np.maximum(params["W1"].T @ X[i] + params["b1"], 0)
        own = []
        for mask in masks:
            z = params["W2"].T @ (hidden * mask[i]) + params["b2"]
            own.append(
                1 / np.exp(z[None] - z[:, None]).sum(axis=1)
                if np.ptp(z) < 600
                else np.exp(z - z.max()) / np.exp(z - z.max()).sum()
            )
        mean[i], std[i] = np.mean(own, axis=0), np.std(own, axis=0)
    return mean, std
