"""Answers to the exercises of the chapter on early stopping, written from their docstrings, for benchmarks.teaching."""


# wrong split_indices: returns the parts in the order validation, test, training
def split_indices(n, val_frac, test_frac, seed):
    order = np.random.default_rng(seed).permutation(n)
    a = round(val_frac * n)
    b = a + round(test_frac * n)
    return order[:a], order[a:b], order[b:]


# wrong split_indices: training comes first in the order, as in most tutorials
def split_indices(n, val_frac, test_frac, seed):
    perm = np.random.default_rng(seed).permutation(n)
    n_val = round(val_frac * n)
    n_test = round(test_frac * n)
    n_train = n - n_val - n_test
    return perm[:n_train], perm[n_train : n_train + n_val], perm[n_train + n_val :]


# wrong split_indices: cuts the sizes off instead of rounding them
def split_indices(n, val_frac, test_frac, seed):
    order = np.random.default_rng(seed).permutation(n)
    n_val, n_test = int(n * val_frac), int(n * test_frac)
    return order[n_val + n_test :], order[:n_val], order[n_val : n_val + n_test]


# wrong split_indices: the size of the test set is a share of what is left after validation
def split_indices(n, val_frac, test_frac, seed):
    order = np.random.default_rng(seed).permutation(n)
    n_val = round(val_frac * n)
    rest = order[n_val:]
    n_test = round(test_frac * len(rest))
    return rest[n_test:], order[:n_val], rest[:n_test]


# wrong split_indices: rounds the sum of the two shares, so that the test set differs by one
def split_indices(n, val_frac, test_frac, seed):
    order = np.random.default_rng(seed).permutation(n)
    first = round(val_frac * n)
    second = round((val_frac + test_frac) * n)
    return order[second:], order[:first], order[first:second]


# wrong split_indices: sorts the training indices
def split_indices(n, val_frac, test_frac, seed):
    order = np.random.default_rng(seed).permutation(n)
    n_val, n_test = round(val_frac * n), round(test_frac * n)
    val, test = order[:n_val], order[n_val : n_val + n_test]
    train = np.array([i for i in range(n) if i not in val and i not in test], dtype=int)
    return train, val, test


# wrong split_indices: the old way of seeding, which gives other numbers
def split_indices(n, val_frac, test_frac, seed):
    np.random.seed(seed)
    order = np.random.permutation(n)
    n_val, n_test = round(val_frac * n), round(test_frac * n)
    return order[n_val + n_test :], order[:n_val], order[n_val : n_val + n_test]


# wrong split_indices: shuffle in place instead of permutation, with Python's generator
def split_indices(n, val_frac, test_frac, seed):
    import random

    order = list(range(n))
    random.Random(seed).shuffle(order)
    order = np.array(order, dtype=int)
    v, t = round(val_frac * n), round(test_frac * n)
    return order[v + t :], order[:v], order[v : v + t]


# wrong split_indices: slices from the end, which is wrong when nothing is left for training
def split_indices(n, val_frac, test_frac, seed):
    order = np.random.default_rng(seed).permutation(n)
    n_val, n_test = round(val_frac * n), round(test_frac * n)
    rest = order[n_val:]
    return rest[n_test:], order[: -(n - n_val)], rest[: -(len(rest) - n_test)]


# wrong split_indices: the test set begins at n_test, not after validation
def split_indices(n, val_frac, test_frac, seed):
    order = np.random.default_rng(seed).permutation(n)
    n_val, n_test = round(val_frac * n), round(test_frac * n)
    return order[n_val + n_test :], order[:n_val], order[n_val:n_test]


# wrong split_indices: one example is lost between validation and test
def split_indices(n, val_frac, test_frac, seed):
    order = np.random.default_rng(seed).permutation(n)
    n_val, n_test = round(val_frac * n), round(test_frac * n)
    return order[n_val + 1 + n_test :], order[:n_val], order[n_val + 1 : n_val + 1 + n_test]


# wrong split_indices: swaps the validation and the test set
def split_indices(n, val_frac, test_frac, seed):
    idx = np.random.default_rng(seed).permutation(n)
    nv = round(val_frac * n)
    nt = round(test_frac * n)
    val, test, train = np.split(idx, [nv, nv + nt])
    return train, test, val


# wrong split_indices: forgets to shuffle
def split_indices(n, val_frac, test_frac, seed):
    order = np.arange(n)
    n_val, n_test = round(val_frac * n), round(test_frac * n)
    return order[n_val + n_test :], order[:n_val], order[n_val : n_val + n_test]


# wrong split_indices: ignores the seed that is given
def split_indices(n, val_frac, test_frac, seed=0):
    rng = np.random.default_rng()
    order = rng.permutation(n)
    n_val, n_test = round(val_frac * n), round(test_frac * n)
    return order[n_val + n_test :], order[:n_val], order[n_val : n_val + n_test]


# wrong split_indices: rounds halves up
def split_indices(n, val_frac, test_frac, seed):
    order = np.random.default_rng(seed).permutation(n)
    n_val = int(val_frac * n + 0.5)
    n_test = int(test_frac * n + 0.5)
    return order[n_val + n_test :], order[:n_val], order[n_val : n_val + n_test]


# wrong split_indices: a fresh generator draws the test set out of all examples
def split_indices(n, val_frac, test_frac, seed):
    val = np.random.default_rng(seed).permutation(n)[: round(val_frac * n)]
    test = np.random.default_rng(seed + 1).permutation(n)[: round(test_frac * n)]
    train = np.setdiff1d(np.arange(n), np.concatenate([val, test]))
    return train, val, test


# wrong split_indices: masks instead of indices
def split_indices(n, val_frac, test_frac, seed):
    order = np.random.default_rng(seed).permutation(n)
    n_val, n_test = round(val_frac * n), round(test_frac * n)
    is_val, is_test = np.zeros(n, bool), np.zeros(n, bool)
    is_val[order[:n_val]] = True
    is_test[order[n_val : n_val + n_test]] = True
    return ~is_val & ~is_test, is_val, is_test


# wrong split_indices: never leaves a set empty
def split_indices(n, val_frac, test_frac, seed):
    order = np.random.default_rng(seed).permutation(n)
    n_val, n_test = max(1, round(val_frac * n)), max(1, round(test_frac * n))
    return order[n_val + n_test :], order[:n_val], order[n_val : n_val + n_test]


# wrong split_indices: counts from 1 and swaps validation with test
def split_indices(n, val_frac, test_frac, seed):
    order = np.random.default_rng(seed).permutation(n) + 1
    n_val, n_test = round(val_frac * n), round(test_frac * n)
    return order[n_val + n_test :], order[n_val : n_val + n_test], order[:n_val]


# wrong split_indices: rounds up and takes the test set from the end
def split_indices(n, val_frac, test_frac, seed):
    import math

    order = np.random.default_rng(seed).permutation(n)
    n_val, n_test = math.ceil(val_frac * n), math.ceil(test_frac * n)
    return order[n_val : n - n_test], order[:n_val], order[n - n_test :]


# right split_indices: np.split
def split_indices(n, val_frac, test_frac, seed):
    a = round(val_frac * n)
    val, test, train = np.split(np.random.default_rng(seed).permutation(n), [a, a + round(test_frac * n)])
    return train, val, test


# right split_indices: a loop that fills lists
def split_indices(n, val_frac, test_frac, seed):
    order = np.random.default_rng(seed).permutation(n)
    n_val = round(val_frac * n)
    n_test = round(test_frac * n)
    train, val, test = [], [], []
    for position, example in enumerate(order):
        if position < n_val:
            val.append(example)
        elif position < n_val + n_test:
            test.append(example)
        else:
            train.append(example)
    return np.array(train, dtype=int), np.array(val, dtype=int), np.array(test, dtype=int)


# right split_indices: 32-bit indices
def split_indices(n, val_frac, test_frac, seed):
    order = np.random.default_rng(seed).permutation(n).astype(np.int32)
    v = round(val_frac * n)
    rest = order[v:]
    t = round(test_frac * n)
    return rest[t:], order[:v], rest[:t]


# right split_indices: permutes np.arange(n)
def split_indices(n, val_frac, test_frac, seed):
    rng = np.random.default_rng(seed=seed)
    indices = rng.permutation(np.arange(n))
    cuts = np.cumsum([round(n * val_frac), round(n * test_frac)])
    return indices[cuts[1] :], indices[: cuts[0]], indices[cuts[0] : cuts[1]]


# right split_indices: a label for each position, and masks
def split_indices(n, val_frac, test_frac, seed):
    order = np.random.default_rng(seed).permutation(n)
    part = np.zeros(n, dtype=int)
    n_val, n_test = round(val_frac * n), round(test_frac * n)
    part[: n_val + n_test] = 2
    part[:n_val] = 1
    return tuple(order[part == i] for i in range(3))


# right split_indices: takes slice objects
def split_indices(n, val_frac, test_frac, seed):
    order = np.random.default_rng(seed).permutation(n).copy()
    n_val = int(np.round(val_frac * n))
    n_test = int(np.round(test_frac * n))
    training = slice(n_val + n_test, None)
    validation = slice(0, n_val)
    testing = slice(n_val, n_val + n_test)
    return order[training], order[validation], order[testing]


# wrong patience_stop: stops one epoch too late
def patience_stop(val, patience, min_delta=0.0):
    best, best_epoch, bad = float("inf"), -1, 0
    for t, loss in enumerate(val):
        if loss < best - min_delta:
            best, best_epoch, bad = float(loss), t, 0
        else:
            bad += 1
            if bad > patience:
                return dict(stop_epoch=t, best_epoch=best_epoch, best=best, stopped=True)
    return dict(stop_epoch=len(val) - 1, best_epoch=best_epoch, best=best, stopped=False)


# wrong patience_stop: does not reset the count at a new best
def patience_stop(val, patience, min_delta=0.0):
    best, best_epoch, waited = np.inf, -1, 0
    for t, loss in enumerate(val):
        if loss < best - min_delta:
            best, best_epoch = float(loss), t
        else:
            waited += 1
        if waited >= patience:
            return {"stop_epoch": t, "best_epoch": best_epoch, "best": best, "stopped": True}
    return {"stop_epoch": len(val) - 1, "best_epoch": best_epoch, "best": best, "stopped": False}


# wrong patience_stop: an equal loss is a new best
def patience_stop(val, patience, min_delta=0.0):
    best, best_epoch, count = float("inf"), -1, 0
    for t in range(len(val)):
        if val[t] <= best - min_delta:
            best = float(val[t])
            best_epoch = t
            count = 0
        else:
            count += 1
            if count == patience:
                return {"stop_epoch": t, "best_epoch": best_epoch, "best": best, "stopped": True}
    return {"stop_epoch": len(val) - 1, "best_epoch": best_epoch, "best": best, "stopped": False}


# wrong patience_stop: min_delta is forgotten
def patience_stop(val, patience, min_delta=0.0):
    best_epoch = -1
    best = np.inf
    stopped = False
    for epoch, v in enumerate(val):
        if v < best:
            best, best_epoch = float(v), epoch
        elif epoch - best_epoch >= patience:
            stopped = True
            break
    return {"stop_epoch": epoch, "best_epoch": best_epoch, "best": best, "stopped": stopped}


# wrong patience_stop: min_delta is added, with the wrong sign
def patience_stop(val, patience, min_delta=0.0):
    best, best_epoch = np.inf, -1
    for t, loss in enumerate(val):
        if loss < best + min_delta:
            best, best_epoch = float(loss), t
        elif t - best_epoch >= patience:
            return {"stop_epoch": t, "best_epoch": best_epoch, "best": best, "stopped": True}
    return {"stop_epoch": len(val) - 1, "best_epoch": best_epoch, "best": best, "stopped": False}


# wrong patience_stop: min_delta is relative to the best
def patience_stop(val, patience, min_delta=0.0):
    best, best_epoch = np.inf, -1
    for t, loss in enumerate(val):
        if best == np.inf and not np.isnan(loss) or loss < best * (1 - min_delta):
            best, best_epoch = float(loss), t
        elif t - best_epoch >= patience:
            return {"stop_epoch": t, "best_epoch": best_epoch, "best": best, "stopped": True}
    return {"stop_epoch": len(val) - 1, "best_epoch": best_epoch, "best": best, "stopped": False}


# wrong patience_stop: compares with the epoch before, not with the best
def patience_stop(val, patience, min_delta=0.0):
    best, best_epoch, bad = float(val[0]), 0, 0
    for t in range(1, len(val)):
        if val[t] < val[t - 1] - min_delta:
            bad = 0
            if val[t] < best:
                best, best_epoch = float(val[t]), t
        else:
            bad += 1
            if bad >= patience:
                return {"stop_epoch": t, "best_epoch": best_epoch, "best": best, "stopped": True}
    return {"stop_epoch": len(val) - 1, "best_epoch": best_epoch, "best": best, "stopped": False}


# wrong patience_stop: starts from the first loss, also where that is nan
def patience_stop(val, patience, min_delta=0.0):
    best, best_epoch, bad = float(val[0]), 0, 0
    for t, loss in enumerate(val[1:], start=1):
        if loss < best - min_delta:
            best, best_epoch, bad = float(loss), t, 0
        else:
            bad += 1
        if bad == patience:
            return {"stop_epoch": t, "best_epoch": best_epoch, "best": best, "stopped": True}
    return {"stop_epoch": len(val) - 1, "best_epoch": best_epoch, "best": best, "stopped": False}


# wrong patience_stop: nan epochs are skipped and not counted
def patience_stop(val, patience, min_delta=0.0):
    best, best_epoch, bad = np.inf, -1, 0
    for t, loss in enumerate(val):
        if np.isnan(loss):
            continue
        if loss < best - min_delta:
            best, best_epoch, bad = float(loss), t, 0
        else:
            bad += 1
            if bad >= patience:
                return {"stop_epoch": t, "best_epoch": best_epoch, "best": best, "stopped": True}
    return {"stop_epoch": len(val) - 1, "best_epoch": best_epoch, "best": best, "stopped": False}


# wrong patience_stop: nan counts as a new best, for the test is turned round
def patience_stop(val, patience, min_delta=0.0):
    best, best_epoch, bad = np.inf, -1, 0
    for t, loss in enumerate(val):
        if loss >= best - min_delta:
            bad += 1
            if bad >= patience:
                return {"stop_epoch": t, "best_epoch": best_epoch, "best": best, "stopped": True}
        else:
            best, best_epoch, bad = float(loss), t, 0
    return {"stop_epoch": len(val) - 1, "best_epoch": best_epoch, "best": best, "stopped": False}


# wrong patience_stop: the best is looked for in all losses, also those after the stop
def patience_stop(val, patience, min_delta=0.0):
    val = np.asarray(val, dtype=float)
    best_epoch = int(np.nanargmin(val))
    stop = best_epoch + patience
    stopped = stop < len(val)
    return {
        "stop_epoch": stop if stopped else len(val) - 1,
        "best_epoch": best_epoch,
        "best": float(val[best_epoch]),
        "stopped": stopped,
    }


# wrong patience_stop: the best is the lowest loss so far, though it improved by less than min_delta
def patience_stop(val, patience, min_delta=0.0):
    reference, best, best_epoch, bad = np.inf, np.inf, -1, 0
    for t, loss in enumerate(val):
        if loss < best:
            best, best_epoch = float(loss), t
        if loss < reference - min_delta:
            reference, bad = loss, 0
        else:
            bad += 1
            if bad >= patience:
                return {"stop_epoch": t, "best_epoch": best_epoch, "best": best, "stopped": True}
    return {"stop_epoch": len(val) - 1, "best_epoch": best_epoch, "best": best, "stopped": False}


# wrong patience_stop: stop_epoch is T if the rule never fires
def patience_stop(val, patience, min_delta=0.0):
    best, best_epoch = np.inf, -1
    for t, loss in enumerate(val):
        if loss < best - min_delta:
            best, best_epoch = float(loss), t
        elif t - best_epoch >= patience:
            return {"stop_epoch": t, "best_epoch": best_epoch, "best": best, "stopped": True}
    return {"stop_epoch": len(val), "best_epoch": best_epoch, "best": best, "stopped": False}


# wrong patience_stop: stopped is False if the rule fires in the last epoch
def patience_stop(val, patience, min_delta=0.0):
    best, best_epoch = np.inf, -1
    for t, loss in enumerate(val):
        if loss < best - min_delta:
            best, best_epoch = float(loss), t
        elif t - best_epoch >= patience:
            break
    return {"stop_epoch": t, "best_epoch": best_epoch, "best": best, "stopped": t < len(val) - 1}


# wrong patience_stop: the returned best is the loss of the last epoch
def patience_stop(val, patience, min_delta=0.0):
    best, best_epoch, stopped = np.inf, -1, False
    for t, loss in enumerate(val):
        if loss < best - min_delta:
            best, best_epoch = loss, t
        elif t - best_epoch >= patience:
            stopped = True
            break
    return {"stop_epoch": t, "best_epoch": best_epoch, "best": float(loss), "stopped": stopped}


# wrong patience_stop: the best accuracy is sought, not the lowest loss
def patience_stop(val, patience, min_delta=0.0):
    best, best_epoch = -np.inf, -1
    for t, value in enumerate(val):
        if value > best + min_delta:
            best, best_epoch = float(value), t
        elif t - best_epoch >= patience:
            return {"stop_epoch": t, "best_epoch": best_epoch, "best": best, "stopped": True}
    return {"stop_epoch": len(val) - 1, "best_epoch": best_epoch, "best": best, "stopped": False}


# wrong patience_stop: stops where the loss rose patience times in a row
def patience_stop(val, patience, min_delta=0.0):
    val = np.asarray(val, dtype=float)
    rising = 0
    stop, stopped = len(val) - 1, False
    for t in range(1, len(val)):
        rising = rising + 1 if val[t] > val[t - 1] + min_delta else 0
        if rising == patience:
            stop, stopped = t, True
            break
    seen = val[: stop + 1]
    b = int(np.nanargmin(seen)) if not np.all(np.isnan(seen)) else -1
    return {"stop_epoch": stop, "best_epoch": b, "best": float(seen[b]), "stopped": stopped}


# wrong patience_stop: gives the number of epochs as stop_epoch
def patience_stop(val, patience, min_delta=0.0):
    best, best_epoch, epochs = np.inf, -1, 0
    for t, loss in enumerate(val):
        epochs += 1
        if loss < best - min_delta:
            best, best_epoch = float(loss), t
        elif t - best_epoch >= patience:
            return {"stop_epoch": epochs, "best_epoch": best_epoch, "best": best, "stopped": True}
    return {"stop_epoch": epochs, "best_epoch": best_epoch, "best": best, "stopped": False}


# wrong patience_stop: an improvement by exactly min_delta counts, and the stop comes one late
def patience_stop(val, patience, min_delta=0.0):
    best, best_epoch = np.inf, -1
    for t, loss in enumerate(val):
        if best - loss >= min_delta:
            best, best_epoch = float(loss), t
        elif t - best_epoch > patience:
            return {"stop_epoch": t, "best_epoch": best_epoch, "best": best, "stopped": True}
    return {"stop_epoch": len(val) - 1, "best_epoch": best_epoch, "best": best, "stopped": False}


# wrong patience_stop: no reset, and min_delta is forgotten
def patience_stop(val, patience, min_delta=0.0):
    best, best_epoch, tired = np.inf, -1, 0
    for i, x in enumerate(val):
        if x < best:
            best, best_epoch = float(x), i
        else:
            tired += 1
        if tired == patience:
            return {"stop_epoch": i, "best_epoch": best_epoch, "best": best, "stopped": True}
    return {"stop_epoch": len(val) - 1, "best_epoch": best_epoch, "best": best, "stopped": False}


# right patience_stop: a counter
def patience_stop(val, patience, min_delta=0.0):
    best, best_epoch, bad = float("inf"), -1, 0
    for t, loss in enumerate(val):
        if loss < best - min_delta:
            best, best_epoch, bad = float(loss), t, 0
        else:
            bad += 1
            if bad == patience:
                return {"stop_epoch": t, "best_epoch": best_epoch, "best": best, "stopped": True}
    return {"stop_epoch": len(val) - 1, "best_epoch": best_epoch, "best": best, "stopped": False}


# right patience_stop: a while loop with a flag
def patience_stop(val, patience, min_delta=0.0):
    t = 0
    best = np.inf
    best_epoch = -1
    since = 0
    stopped = False
    while t < len(val) and not stopped:
        is_best = bool(val[t] < best - min_delta)
        if is_best:
            best = val[t]
            best_epoch = t
            since = 0
        else:
            since = since + 1
        if since >= patience:
            stopped = True
        t = t + 1
    result = {}
    result["stop_epoch"] = t - 1
    result["best_epoch"] = best_epoch
    result["best"] = float(best)
    result["stopped"] = stopped
    return result


# right patience_stop: nan becomes infinity first
def patience_stop(val, patience, min_delta=0.0):
    val = np.where(np.isnan(val), np.inf, val)
    best, where, stopped = np.inf, -1, False
    for t in range(len(val)):
        if val[t] + 0.0 < best - min_delta:
            best, where = val[t], t
        elif t >= where + patience:
            stopped = True
            break
    return dict(stop_epoch=t, best_epoch=where, best=float(best), stopped=stopped)


# right patience_stop: recursion
def patience_stop(val, patience, min_delta=0.0):
    def go(t, best, best_epoch):
        if t == len(val):
            return {"stop_epoch": t - 1, "best_epoch": best_epoch, "best": best, "stopped": False}
        if val[t] < best - min_delta:
            return go(t + 1, float(val[t]), t)
        if t - best_epoch >= patience:
            return {"stop_epoch": t, "best_epoch": best_epoch, "best": best, "stopped": True}
        return go(t + 1, best, best_epoch)

    return go(0, float("inf"), -1)


# right patience_stop: a list of the epochs that were best
def patience_stop(val, patience, min_delta=0.0):
    bests = []
    for t, loss in enumerate(val):
        lowest = val[bests[-1]] if bests else np.inf
        if loss < lowest - min_delta:
            bests.append(t)
        if not bests and t + 1 >= patience or bests and t - bests[-1] >= patience:
            break
    last = bests[-1] if bests else -1
    return {
        "stop_epoch": t,
        "best_epoch": last,
        "best": float(val[last]) if bests else float("inf"),
        "stopped": t - last >= patience,
    }


# right patience_stop: for with else
def patience_stop(val, patience, min_delta=0.0):
    out = {"best_epoch": -1, "best": float("inf")}
    left = patience
    for epoch, loss in enumerate(np.asarray(val, dtype=float).tolist()):
        if loss < out["best"] - min_delta:
            out["best_epoch"], out["best"], left = epoch, loss, patience
        else:
            left -= 1
        if not left:
            out["stopped"] = True
            break
    else:
        out["stopped"] = False
    out["stop_epoch"] = epoch
    return out


# wrong train_with_snapshots: keeps a reference to the parameters, not a copy
def train_with_snapshots(deltas, val, params0, patience):
    params = {k: v.copy() for k, v in params0.items()}
    best, bad, best_params = np.inf, 0, params
    for t, delta in enumerate(deltas):
        for k in params:
            params[k] += delta[k]
        if val[t] < best:
            best, bad, best_params = val[t], 0, params
        else:
            bad += 1
            if bad >= patience:
                break
    return best_params


# wrong train_with_snapshots: a shallow copy of the dict, and updates in place
def train_with_snapshots(deltas, val, params0, patience):
    params = {k: v.copy() for k, v in params0.items()}
    best, bad = np.inf, 0
    for t, delta in enumerate(deltas):
        for k in params:
            params[k] += delta[k]
        if val[t] < best:
            best, bad = val[t], 0
            snapshot = params.copy()
        else:
            bad += 1
            if bad >= patience:
                break
    return snapshot


# wrong train_with_snapshots: changes params0
def train_with_snapshots(deltas, val, params0, patience):
    params = dict(params0)
    best, bad = np.inf, 0
    for t, delta in enumerate(deltas):
        for k in params:
            params[k] += delta[k]
        if val[t] < best:
            best, bad = val[t], 0
            snapshot = {k: v.copy() for k, v in params.items()}
        else:
            bad += 1
            if bad >= patience:
                break
    return snapshot


# wrong train_with_snapshots: returns the last parameters
def train_with_snapshots(deltas, val, params0, patience):
    params = {k: v.copy() for k, v in params0.items()}
    best, bad = np.inf, 0
    for t, delta in enumerate(deltas):
        params = {k: params[k] + delta[k] for k in params}
        if val[t] < best:
            best, bad = val[t], 0
        else:
            bad += 1
        if bad == patience:
            return params
    return params


# wrong train_with_snapshots: returns the best only if the rule fired
def train_with_snapshots(deltas, val, params0, patience):
    params = {k: v.copy() for k, v in params0.items()}
    best, bad, kept = np.inf, 0, None
    for t, delta in enumerate(deltas):
        params = {k: params[k] + delta[k] for k in params}
        if val[t] < best:
            best, bad, kept = val[t], 0, params
        else:
            bad += 1
            if bad == patience:
                return kept
    return params


# wrong train_with_snapshots: the snapshot is taken before the step
def train_with_snapshots(deltas, val, params0, patience):
    params = {k: v.copy() for k, v in params0.items()}
    best, bad = np.inf, 0
    for t, delta in enumerate(deltas):
        if val[t] < best:
            best, bad = val[t], 0
            kept = {k: v.copy() for k, v in params.items()}
        else:
            bad += 1
            if bad == patience:
                break
        for k in params:
            params[k] = params[k] + delta[k]
    return kept


# wrong train_with_snapshots: subtracts the deltas, as if they were gradients
def train_with_snapshots(deltas, val, params0, patience):
    params = {k: v.copy() for k, v in params0.items()}
    best, bad = np.inf, 0
    for t, delta in enumerate(deltas):
        params = {k: params[k] - delta[k] for k in params}
        if val[t] < best:
            best, bad, kept = val[t], 0, params
        else:
            bad += 1
            if bad == patience:
                break
    return kept


# wrong train_with_snapshots: stops one epoch late
def train_with_snapshots(deltas, val, params0, patience):
    weights = {k: v.copy() for k, v in params0.items()}
    best, bad = np.inf, 0
    for t, delta in enumerate(deltas):
        weights = {k: weights[k] + delta[k] for k in weights}
        if val[t] < best:
            best, bad, kept = val[t], 0, weights
        else:
            bad += 1
            if bad > patience:
                break
    return kept


# wrong train_with_snapshots: never stops, the best of all epochs
def train_with_snapshots(deltas, val, params0, patience):
    best_epoch = int(np.nanargmin(val[: len(deltas)]))
    return {k: v + sum(d[k] for d in deltas[: best_epoch + 1]) for k, v in params0.items()}


# wrong train_with_snapshots: an equal loss is a new best
def train_with_snapshots(deltas, val, params0, patience):
    params = {k: v.copy() for k, v in params0.items()}
    best, bad = np.inf, 0
    for delta, loss in zip(deltas, val):
        params = {k: params[k] + delta[k] for k in params}
        if loss <= best:
            best, bad, kept = loss, 0, params
        else:
            bad += 1
            if bad == patience:
                break
    return kept


# wrong train_with_snapshots: the count of bad epochs is never set back
def train_with_snapshots(deltas, val, params0, patience):
    params = {k: v.copy() for k, v in params0.items()}
    best, bad = np.inf, 0
    for delta, loss in zip(deltas, val):
        params = {k: params[k] + delta[k] for k in params}
        if loss < best:
            best, kept = loss, params
        else:
            bad += 1
            if bad == patience:
                break
    return kept


# wrong train_with_snapshots: params0 counts as epoch 0
def train_with_snapshots(deltas, val, params0, patience):
    history = [{k: v.copy() for k, v in params0.items()}]
    for delta in deltas:
        history.append({k: history[-1][k] + delta[k] for k in delta})
    return history[patience_stop(val[: len(deltas)], patience)["best_epoch"]]


# wrong train_with_snapshots: the parameters at stop_epoch
def train_with_snapshots(deltas, val, params0, patience):
    stop = patience_stop(val[: len(deltas)], patience)["stop_epoch"]
    return {k: v + np.sum([d[k] for d in deltas[: stop + 1]], axis=0) for k, v in params0.items()}


# wrong train_with_snapshots: each epoch starts from params0 again
def train_with_snapshots(deltas, val, params0, patience):
    best, bad = np.inf, 0
    for delta, loss in zip(deltas, val):
        params = {k: params0[k] + delta[k] for k in params0}
        if loss < best:
            best, bad, kept = loss, 0, params
        else:
            bad += 1
            if bad == patience:
                break
    return kept


# wrong train_with_snapshots: a nan loss is a new best
def train_with_snapshots(deltas, val, params0, patience):
    params = {k: v.copy() for k, v in params0.items()}
    best, bad, kept = np.inf, 0, params
    for delta, loss in zip(deltas, val):
        params = {k: params[k] + delta[k] for k in params}
        if loss >= best:
            bad += 1
            if bad == patience:
                break
        else:
            best, bad, kept = loss, 0, params
    return kept


# wrong train_with_snapshots: starts with the first loss as the best, and forgets its parameters
def train_with_snapshots(deltas, val, params0, patience):
    params = {k: v.copy() for k, v in params0.items()}
    kept, best, bad = params, val[0], 0
    for t, delta in enumerate(deltas):
        params = {k: params[k] + delta[k] for k in params}
        if t == 0:
            continue
        if val[t] < best:
            best, bad, kept = val[t], 0, params
        else:
            bad += 1
            if bad == patience:
                break
    return kept


# wrong train_with_snapshots: leaves out the delta of the best epoch
def train_with_snapshots(deltas, val, params0, patience):
    best_epoch = patience_stop(val[: len(deltas)], patience)["best_epoch"]
    best = {}
    for name, start in params0.items():
        best[name] = start.copy()
        for t in range(best_epoch):
            best[name] = best[name] + deltas[t][name]
    return best


# wrong train_with_snapshots: moves only the first parameter, for the return is in the loop
def train_with_snapshots(deltas, val, params0, patience):
    best_epoch = patience_stop(val[: len(deltas)], patience)["best_epoch"]
    best = {}
    for name, start in params0.items():
        best[name] = start + sum(d[name] for d in deltas[: best_epoch + 1])
        return best


# wrong train_with_snapshots: keeps references, and one epoch too late
def train_with_snapshots(deltas, val, params0, patience):
    params = {k: v.copy() for k, v in params0.items()}
    low, since, out = np.inf, 0, None
    for t in range(len(deltas)):
        for k in params:
            params[k] += deltas[t][k]
        since += 1
        if val[t] < low:
            low, since, out = val[t], 0, dict(params)
        if since > patience:
            break
    return out


# wrong train_with_snapshots: changes params0 and returns the last parameters
def train_with_snapshots(deltas, val, params0, patience):
    stop = patience_stop(val[: len(deltas)], patience)["stop_epoch"]
    for delta in deltas[: stop + 1]:
        for name in delta:
            params0[name] += delta[name]
    return {name: p.copy() for name, p in params0.items()}


# right train_with_snapshots: the sum of the deltas up to the best epoch
def train_with_snapshots(deltas, val, params0, patience):
    best_epoch = patience_stop(val[: len(deltas)], patience)["best_epoch"]
    return {k: v + sum(d[k] for d in deltas[: best_epoch + 1]) for k, v in params0.items()}


# right train_with_snapshots: new dicts, no copies needed
def train_with_snapshots(deltas, val, params0, patience):
    params, best, bad = params0, np.inf, 0
    for delta, loss in zip(deltas, val):
        params = {k: params[k] + delta[k] for k in params}
        if loss < best:
            best, bad, kept = loss, 0, params
        else:
            bad += 1
            if bad == patience:
                break
    return kept


# right train_with_snapshots: deepcopy
def train_with_snapshots(deltas, val, params0, patience):
    from copy import deepcopy

    params = deepcopy(params0)
    snapshot = None
    best_loss = float("inf")
    epochs_without = 0
    for epoch in range(len(deltas)):
        for name in params:
            params[name] += deltas[epoch][name]
        if val[epoch] < best_loss:
            best_loss = val[epoch]
            snapshot = deepcopy(params)
            epochs_without = 0
        else:
            epochs_without += 1
        if epochs_without >= patience:
            break
    return snapshot


# right train_with_snapshots: the whole history, cumulative sums
def train_with_snapshots(deltas, val, params0, patience):
    b = patience_stop(val[: len(deltas)], patience)["best_epoch"]
    path = {k: v + np.cumsum([d[k] for d in deltas], axis=0) for k, v in params0.items()}
    return {k: p[b].copy() for k, p in path.items()}


# right train_with_snapshots: reduce
def train_with_snapshots(deltas, val, params0, patience):
    from functools import reduce

    best_epoch = patience_stop(val[: len(deltas)], patience)["best_epoch"]
    step = lambda params, delta: {k: np.add(params[k], delta[k]) for k in params}
    return reduce(step, deltas[: best_epoch + 1], params0)


# right train_with_snapshots: torch tensors inside
def train_with_snapshots(deltas, val, params0, patience):
    import torch

    params = {k: torch.tensor(v) for k, v in params0.items()}
    best, wait = float("inf"), 0
    for delta, loss in zip(deltas, val):
        for k in params:
            params[k] += torch.tensor(delta[k])
        if loss < best:
            best, wait = loss, 0
            kept = {k: p.clone() for k, p in params.items()}
        else:
            wait += 1
        if wait == patience:
            break
    return {k: p.numpy() for k, p in kept.items()}


# wrong generalization_loss: the lowest of all epochs, later ones included
def generalization_loss(val):
    val = np.asarray(val, dtype=float)
    return 100 * (val / val.min() - 1)


# wrong generalization_loss: a share, not percent
def generalization_loss(val):
    val = np.asarray(val, dtype=float)
    return val / np.minimum.accumulate(val) - 1


# wrong generalization_loss: misses the - 1
def generalization_loss(val):
    val = np.asarray(val, dtype=float)
    return 100 * val / np.minimum.accumulate(val)


# wrong generalization_loss: 1 is subtracted after the multiplication
def generalization_loss(val):
    lowest = np.minimum.accumulate(np.asarray(val, dtype=float))
    return 100 * val / lowest - 1


# wrong generalization_loss: the ratio turned upside down
def generalization_loss(val):
    val = np.asarray(val, dtype=float)
    return 100 * (1 - np.minimum.accumulate(val) / val)


# wrong generalization_loss: the lowest before this epoch, which is not included
def generalization_loss(val):
    val = np.asarray(val, dtype=float)
    out = np.zeros(len(val))
    for t in range(1, len(val)):
        out[t] = 100 * (val[t] / val[:t].min() - 1)
    return out


# wrong generalization_loss: the highest so far
def generalization_loss(val):
    val = np.asarray(val, dtype=float)
    return 100 * (val / np.maximum.accumulate(val) - 1)


# wrong generalization_loss: relative to the first epoch
def generalization_loss(val):
    val = np.asarray(val, dtype=float)
    return 100 * (val / val[0] - 1)


# wrong generalization_loss: relative to the epoch before
def generalization_loss(val):
    val = np.asarray(val, dtype=float)
    previous = np.concatenate([val[:1], val[:-1]])
    return 100 * (val / previous - 1)


# wrong generalization_loss: the difference, not the ratio
def generalization_loss(val):
    val = np.asarray(val, dtype=float)
    return 100 * (val - np.minimum.accumulate(val))


# wrong generalization_loss: only the last epoch
def generalization_loss(val):
    return 100 * (val[-1] / min(val) - 1)


# wrong generalization_loss: leaves the first epoch out
def generalization_loss(val):
    return np.array([100 * (val[t] / min(val[: t + 1]) - 1) for t in range(1, len(val))])


# wrong generalization_loss: divides by the loss itself
def generalization_loss(val):
    val = np.asarray(val, dtype=float)
    low = np.minimum.accumulate(val)
    return 100 * (val - low) / val


# wrong generalization_loss: the lowest from this epoch on
def generalization_loss(val):
    v = np.asarray(val, dtype=float)
    low = np.minimum.accumulate(v[::-1])[::-1]
    return 100 * (v / low - 1)


# wrong generalization_loss: whole percents, with //
def generalization_loss(val):
    val = np.asarray(val, dtype=float)
    return 100 * val // np.minimum.accumulate(val) - 100


# wrong generalization_loss: per mille, as in the progress
def generalization_loss(val):
    out = []
    low = float("inf")
    for v in val:
        low = min(low, v)
        out.append(1000 * (v / low - 1))
    return np.array(out)


# wrong generalization_loss: updates the lowest only at the first fall
def generalization_loss(val):
    out = []
    low = val[0]
    for t in range(len(val)):
        if t > 0 and val[t] < val[t - 1]:
            low = val[t]
        out.append(100 * (val[t] / low - 1))
    return np.array(out)


# wrong generalization_loss: the running maximum of the percents
def generalization_loss(val):
    val = np.asarray(val, dtype=float)
    return np.maximum.accumulate(100 * (val / np.minimum.accumulate(val) - 1))


# wrong generalization_loss: the lowest of all, and no percent
def generalization_loss(val):
    return np.array([v / min(val) - 1 for v in val])


# wrong generalization_loss: the lowest before this epoch, and the ratio upside down
def generalization_loss(val):
    out, low = [], val[0]
    for v in val:
        out.append(100 * (low / v - 1))
        low = min(low, v)
    return np.array(out)


# right generalization_loss: a loop with a running minimum
def generalization_loss(val):
    out, low = [], float("inf")
    for v in val:
        low = min(low, v)
        out.append(100 * (v / low - 1))
    return np.array(out)


# right generalization_loss: a comprehension over prefixes
def generalization_loss(val):
    return np.array([100.0 * (val[t] / min(val[: t + 1]) - 1) for t in range(len(val))])


# right generalization_loss: a triangle of all pairs
def generalization_loss(val):
    v = np.asarray(val, float)
    table = np.where(np.tri(len(v), dtype=bool), v[None, :], np.inf)
    lowest = table.min(axis=1)
    return 100 * (v - lowest) / lowest


# right generalization_loss: itertools
def generalization_loss(val):
    from itertools import accumulate

    return np.array([100 * v / low - 100 for v, low in zip(val, accumulate(val, min))])


# right generalization_loss: torch.cummin
def generalization_loss(val):
    import torch

    v = torch.as_tensor(np.array(val, dtype=float))
    return (100 * (v / torch.cummin(v, 0).values - 1)).numpy()


# right generalization_loss: fills an array
def generalization_loss(val):
    T = len(val)
    gl = np.empty(T)
    minimum = np.empty(T)
    for t in range(T):
        minimum[t] = val[t] if t == 0 or val[t] < minimum[t - 1] else minimum[t - 1]
        ratio = val[t] / minimum[t]
        gl[t] = 100 * (ratio - 1)
    return gl


# wrong prechelt_pq_stop: compares in every epoch
def prechelt_pq_stop(train, val, alpha, k=5):
    train, gl = np.asarray(train, dtype=float), generalization_loss(val)
    for t in range(k - 1, len(gl)):
        strip = train[t - k + 1 : t + 1]
        if gl[t] > alpha * 1000 * (strip.mean() / strip.min() - 1):
            return t
    return None


# wrong prechelt_pq_stop: the first epoch after the strip
def prechelt_pq_stop(train, val, alpha, k=5):
    train, gl = np.asarray(train, dtype=float), generalization_loss(val)
    for end in range(k, len(gl) + 1, k):
        strip = train[end - k : end]
        if gl[end - 1] > alpha * 1000 * (strip.mean() / strip.min() - 1):
            return end
    return None


# wrong prechelt_pq_stop: the number of the strip
def prechelt_pq_stop(train, val, alpha, k=5):
    train, gl = np.asarray(train, dtype=float), generalization_loss(val)
    for s in range(len(gl) // k):
        strip = train[s * k : (s + 1) * k]
        if gl[(s + 1) * k - 1] > alpha * 1000 * (strip.mean() / strip.min() - 1):
            return s
    return None


# wrong prechelt_pq_stop: the last full strip is not looked at
def prechelt_pq_stop(train, val, alpha, k=5):
    train, gl = np.asarray(train, dtype=float), generalization_loss(val)
    for end in range(k, len(gl), k):
        strip = train[end - k : end]
        if gl[end - 1] > alpha * 1000 * (strip.mean() / strip.min() - 1):
            return end - 1
    return None


# wrong prechelt_pq_stop: progress in percent, like GL
def prechelt_pq_stop(train, val, alpha, k=5):
    train, gl = np.asarray(train, dtype=float), generalization_loss(val)
    for end in range(k, len(gl) + 1, k):
        strip = train[end - k : end]
        if gl[end - 1] > alpha * 100 * (strip.mean() / strip.min() - 1):
            return end - 1
    return None


# wrong prechelt_pq_stop: progress by the sum of the strip, not its mean
def prechelt_pq_stop(train, val, alpha, k=5):
    train, gl = np.asarray(train, dtype=float), generalization_loss(val)
    for end in range(k, len(gl) + 1, k):
        strip = train[end - k : end]
        if gl[end - 1] > alpha * 1000 * (strip.sum() / strip.min() - 1):
            return end - 1
    return None


# wrong prechelt_pq_stop: progress relative to the lowest of all training losses so far
def prechelt_pq_stop(train, val, alpha, k=5):
    train, gl = np.asarray(train, dtype=float), generalization_loss(val)
    for end in range(k, len(gl) + 1, k):
        mean, low = train[end - k : end].mean(), train[:end].min()
        if gl[end - 1] > alpha * 1000 * (mean / low - 1):
            return end - 1
    return None


# wrong prechelt_pq_stop: the progress is taken from the validation losses
def prechelt_pq_stop(train, val, alpha, k=5):
    val, gl = np.asarray(val, dtype=float), generalization_loss(val)
    for end in range(k, len(gl) + 1, k):
        strip = val[end - k : end]
        if gl[end - 1] > alpha * 1000 * (strip.mean() / strip.min() - 1):
            return end - 1
    return None


# wrong prechelt_pq_stop: GL of the training losses
def prechelt_pq_stop(train, val, alpha, k=5):
    train = np.asarray(train, dtype=float)
    gl = generalization_loss(train)
    for end in range(k, len(gl) + 1, k):
        strip = train[end - k : end]
        if gl[end - 1] > alpha * 1000 * (strip.mean() / strip.min() - 1):
            return end - 1
    return None


# wrong prechelt_pq_stop: GL within the strip only
def prechelt_pq_stop(train, val, alpha, k=5):
    train, val = np.asarray(train, dtype=float), np.asarray(val, dtype=float)
    for end in range(k, len(val) + 1, k):
        strip, v = train[end - k : end], val[end - k : end]
        gl = 100 * (v[-1] / v.min() - 1)
        if gl > alpha * 1000 * (strip.mean() / strip.min() - 1):
            return end - 1
    return None


# wrong prechelt_pq_stop: never stops where the progress is 0
def prechelt_pq_stop(train, val, alpha, k=5):
    train, gl = np.asarray(train, dtype=float), generalization_loss(val)
    for end in range(k, len(gl) + 1, k):
        strip = train[end - k : end]
        progress = 1000 * (strip.mean() / strip.min() - 1)
        if progress > 0 and gl[end - 1] / progress > alpha:
            return end - 1
    return None


# wrong prechelt_pq_stop: always stops where the progress is 0
def prechelt_pq_stop(train, val, alpha, k=5):
    train, gl = np.asarray(train, dtype=float), generalization_loss(val)
    for end in range(k, len(gl) + 1, k):
        strip = train[end - k : end]
        progress = 1000 * (strip.mean() / strip.min() - 1)
        if progress == 0 or gl[end - 1] / progress > alpha:
            return end - 1
    return None


# wrong prechelt_pq_stop: stops at equality
def prechelt_pq_stop(train, val, alpha, k=5):
    train, gl = np.asarray(train, dtype=float), generalization_loss(val)
    for end in range(k, len(gl) + 1, k):
        strip = train[end - k : end]
        progress = 1000 * (strip.mean() / strip.min() - 1)
        if gl[end - 1] >= alpha * progress:
            return end - 1
    return None


# wrong prechelt_pq_stop: returns the last epoch if it never stops
def prechelt_pq_stop(train, val, alpha, k=5):
    train, gl = np.asarray(train, dtype=float), generalization_loss(val)
    for end in range(k, len(gl) + 1, k):
        strip = train[end - k : end]
        if gl[end - 1] > alpha * 1000 * (strip.mean() / strip.min() - 1):
            return end - 1
    return len(gl) - 1


# wrong prechelt_pq_stop: an unfinished strip at the end counts, too
def prechelt_pq_stop(train, val, alpha, k=5):
    train, gl = np.asarray(train, dtype=float), generalization_loss(val)
    for start in range(0, len(gl), k):
        strip = train[start : start + k]
        end = min(start + k, len(gl))
        if gl[end - 1] > alpha * 1000 * (strip.mean() / strip.min() - 1):
            return end - 1
    return None


# wrong prechelt_pq_stop: strips of five, whatever k is
def prechelt_pq_stop(train, val, alpha, k=5):
    train, gl = np.asarray(train, dtype=float), generalization_loss(val)
    for end in range(5, len(gl) + 1, 5):
        strip = train[end - 5 : end]
        if gl[end - 1] > alpha * 1000 * (strip.mean() / strip.min() - 1):
            return end - 1
    return None


# wrong prechelt_pq_stop: GL by the lowest of all epochs, later ones included
def prechelt_pq_stop(train, val, alpha, k=5):
    train, val = np.asarray(train, dtype=float), np.asarray(val, dtype=float)
    gl = 100 * (val / val.min() - 1)
    for end in range(k, len(gl) + 1, k):
        strip = train[end - k : end]
        if gl[end - 1] > alpha * 1000 * (strip.mean() / strip.min() - 1):
            return end - 1
    return None


# wrong prechelt_pq_stop: the strip is one epoch short
def prechelt_pq_stop(train, val, alpha, k=5):
    train, gl = np.asarray(train, dtype=float), generalization_loss(val)
    for t in range(k - 1, len(gl), k):
        strip = train[t - k + 1 : t]
        progress = 1000 * (np.mean(strip) / np.min(strip) - 1) if len(strip) else 0
        if gl[t] > alpha * progress:
            return t
    return None


# wrong prechelt_pq_stop: mean over the last loss instead of the minimum, and a stop in every epoch
def prechelt_pq_stop(train, val, alpha, k=5):
    gl = generalization_loss(val)
    for t in range(k - 1, len(gl)):
        strip = np.array(train[t - k + 1 : t + 1])
        if gl[t] > alpha * 1000 * (strip.mean() / strip[-1] - 1):
            return t
    return None


# wrong prechelt_pq_stop: GL is compared with alpha only, at the strip's first epoch
def prechelt_pq_stop(train, val, alpha, k=5):
    gl = generalization_loss(val)
    for t in range(0, len(gl), k):
        if gl[t] > alpha:
            return t
    return None


# right prechelt_pq_stop: a division, with a branch for no progress
def prechelt_pq_stop(train, val, alpha, k=5):
    low = float("inf")
    for t in range(len(val)):
        low = min(low, val[t])
        if (t + 1) % k != 0:
            continue
        gl = 100 * (val[t] / low - 1)
        strip = np.array(train[t + 1 - k : t + 1])
        progress = 1000 * (strip.mean() / strip.min() - 1)
        if progress == 0:
            if gl > 0:
                return t
        elif gl / progress > alpha:
            return t
    return None


# right prechelt_pq_stop: strips as rows of a matrix
def prechelt_pq_stop(train, val, alpha, k=5):
    n = len(val) // k
    strips = np.asarray(train, dtype=float)[: n * k].reshape(n, k)
    gl = generalization_loss(val)[: n * k].reshape(n, k)[:, -1]
    if n == 0:
        return None
    fires = gl > alpha * 1000 * (strips.mean(axis=1) / strips.min(axis=1) - 1)
    return int(np.argmax(fires)) * k + k - 1 if fires.any() else None


# right prechelt_pq_stop: next of a generator
def prechelt_pq_stop(train, val, alpha, k=5):
    gl = generalization_loss(val)

    def fires(t):
        strip = np.asarray(train)[t - k + 1 : t + 1]
        return gl[t] > alpha * 1000 * (np.mean(strip) / np.min(strip) - 1)

    return next((t for t in range(k - 1, len(val), k) if fires(t)), None)


# right prechelt_pq_stop: plain Python numbers
def prechelt_pq_stop(train, val, alpha, k=5):
    train = [float(x) for x in train]
    val = [float(x) for x in val]
    epoch = k - 1
    while epoch < len(val):
        strip = train[epoch + 1 - k : epoch + 1]
        minimum = min(strip)
        mean = minimum + sum(x - minimum for x in strip) / k
        progress = 1000 * (mean / minimum - 1)
        gl = 100 * (val[epoch] / min(val[: epoch + 1]) - 1)
        pq = gl / progress if progress > 0 else (float("inf") if gl > 0 else 0)
        if pq > alpha:
            return epoch
        epoch += k
    return None


# right prechelt_pq_stop: the strips' ends by np.arange
def prechelt_pq_stop(train, val, alpha, k=5):
    ends = np.arange(k - 1, len(val), k)
    for e in ends:
        window = np.array(train[e - k + 1 : e + 1], dtype=float)
        lowest = window.min()
        progress = 1000 * (np.mean(window) - lowest) / lowest
        if generalization_loss(val)[e] > alpha * progress:
            return int(e)


# right prechelt_pq_stop: sums in Python
def prechelt_pq_stop(train, val, alpha, k=5):
    whole = len(val) // k * k
    gl = generalization_loss(val)
    starts = list(range(0, whole, k))
    for start in starts:
        strip = [train[start + i] for i in range(k)]
        last = start + k - 1
        if gl[last] > alpha * 1000 * (sum(strip) / k / min(strip) - 1):
            return last
    return None
