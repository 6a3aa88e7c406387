"""Answers to the exercises of the last chapter, written from their docstrings, for benchmarks.teaching."""


# wrong random_search: the high end of integers is left out
def random_search(space, n_trials, seed):
    rng = np.random.default_rng(seed)
    trials = []
    for _ in range(n_trials):
        t = {}
        for name, (kind, low, high) in space.items():
            if kind == "lin":
                t[name] = float(rng.uniform(low, high))
            elif kind == "log":
                t[name] = float(np.exp(rng.uniform(np.log(low), np.log(high))))
            else:
                t[name] = int(rng.integers(low, high)) if high > low else low
        trials.append(t)
    return trials


# wrong random_search: log is drawn as lin
def random_search(space, n_trials, seed):
    rng = np.random.default_rng(seed)
    trials = []
    for _ in range(n_trials):
        t = {}
        for name, (kind, low, high) in space.items():
            t[name] = int(rng.integers(low, high + 1)) if kind == "int" else float(rng.uniform(low, high))
        trials.append(t)
    return trials


# wrong random_search: the logarithm is returned, not the value
def random_search(space, n_trials, seed):
    rng = np.random.default_rng(seed)
    draw = {
        "lin": lambda a, b: float(rng.uniform(a, b)),
        "log": lambda a, b: float(rng.uniform(np.log(a), np.log(b))),
        "int": lambda a, b: int(rng.integers(a, b + 1)),
    }
    return [{k: draw[kind](a, b) for k, (kind, a, b) in space.items()} for _ in range(n_trials)]


# wrong random_search: the ends of log are taken for exponents of 10
def random_search(space, n_trials, seed):
    rng = np.random.default_rng(seed)
    draw = {
        "lin": lambda a, b: float(rng.uniform(a, b)),
        "log": lambda a, b: float(10 ** rng.uniform(a, b)),
        "int": lambda a, b: int(rng.integers(a, b + 1)),
    }
    return [{k: draw[kind](a, b) for k, (kind, a, b) in space.items()} for _ in range(n_trials)]


# wrong random_search: natural logarithm one way, 10 to the power the other
def random_search(space, n_trials, seed):
    rng = np.random.default_rng(seed)
    draw = {
        "lin": lambda a, b: float(rng.uniform(a, b)),
        "log": lambda a, b: float(10 ** rng.uniform(np.log(a), np.log(b))),
        "int": lambda a, b: int(rng.integers(a, b + 1)),
    }
    return [{k: draw[kind](a, b) for k, (kind, a, b) in space.items()} for _ in range(n_trials)]


# wrong random_search: name by name, all trials at once
def random_search(space, n_trials, seed):
    rng = np.random.default_rng(seed)
    trials = [{} for _ in range(n_trials)]
    for name, (kind, low, high) in space.items():
        for t in trials:
            if kind == "lin":
                t[name] = float(rng.uniform(low, high))
            elif kind == "log":
                t[name] = float(np.exp(rng.uniform(np.log(low), np.log(high))))
            else:
                t[name] = int(rng.integers(low, high + 1))
    return trials


# wrong random_search: names in alphabetical order
def random_search(space, n_trials, seed):
    rng = np.random.default_rng(seed)
    trials = []
    for _ in range(n_trials):
        t = {}
        for name in sorted(space):
            kind, low, high = space[name]
            if kind == "lin":
                t[name] = float(rng.uniform(low, high))
            elif kind == "log":
                t[name] = float(np.exp(rng.uniform(np.log(low), np.log(high))))
            else:
                t[name] = int(rng.integers(low, high + 1))
        trials.append(t)
    return trials


# wrong random_search: a new generator for each trial, so all trials are the same
def random_search(space, n_trials, seed):
    def trial():
        rng = np.random.default_rng(seed)
        t = {}
        for name, (kind, low, high) in space.items():
            if kind == "lin":
                t[name] = float(rng.uniform(low, high))
            elif kind == "log":
                t[name] = float(np.exp(rng.uniform(np.log(low), np.log(high))))
            else:
                t[name] = int(rng.integers(low, high + 1))
        return t

    return [trial() for _ in range(n_trials)]


# wrong random_search: a generator for each trial, with seed + trial
def random_search(space, n_trials, seed):
    trials = []
    for i in range(n_trials):
        rng = np.random.default_rng(seed + i)
        t = {}
        for name, (kind, low, high) in space.items():
            if kind == "lin":
                t[name] = float(rng.uniform(low, high))
            elif kind == "log":
                t[name] = float(np.exp(rng.uniform(np.log(low), np.log(high))))
            else:
                t[name] = int(rng.integers(low, high + 1))
        trials.append(t)
    return trials


# wrong random_search: the same dict n_trials times
def random_search(space, n_trials, seed):
    rng = np.random.default_rng(seed)
    trials, t = [], {}
    for _ in range(n_trials):
        for name, (kind, low, high) in space.items():
            if kind == "lin":
                t[name] = float(rng.uniform(low, high))
            elif kind == "log":
                t[name] = float(np.exp(rng.uniform(np.log(low), np.log(high))))
            else:
                t[name] = int(rng.integers(low, high + 1))
        trials.append(t)
    return trials


# wrong random_search: an integer by rounding a uniform number
def random_search(space, n_trials, seed):
    rng = np.random.default_rng(seed)
    draw = {
        "lin": lambda a, b: float(rng.uniform(a, b)),
        "log": lambda a, b: float(np.exp(rng.uniform(np.log(a), np.log(b)))),
        "int": lambda a, b: round(rng.uniform(a, b)),
    }
    return [{k: draw[kind](a, b) for k, (kind, a, b) in space.items()} for _ in range(n_trials)]


# wrong random_search: an integer by cutting off a uniform number
def random_search(space, n_trials, seed):
    rng = np.random.default_rng(seed)
    trials = []
    for _ in range(n_trials):
        t = {}
        for name, (kind, low, high) in space.items():
            if kind == "log":
                value = np.exp(rng.uniform(np.log(low), np.log(high)))
            else:
                value = rng.uniform(low, high)
            t[name] = int(value) if kind == "int" else float(value)
        trials.append(t)
    return trials


# wrong random_search: integers are NumPy's, not Python's
def random_search(space, n_trials, seed):
    rng = np.random.default_rng(seed)
    draw = {
        "lin": rng.uniform,
        "log": lambda a, b: np.exp(rng.uniform(np.log(a), np.log(b))),
        "int": lambda a, b: rng.integers(a, b, endpoint=True),
    }
    return [{k: draw[kind](a, b) for k, (kind, a, b) in space.items()} for _ in range(n_trials)]


# wrong random_search: one trial only, the return is in the loop
def random_search(space, n_trials, seed):
    rng = np.random.default_rng(seed)
    trials = []
    for _ in range(n_trials):
        t = {}
        for name, (kind, low, high) in space.items():
            if kind == "int":
                t[name] = int(rng.integers(low, high + 1))
            elif kind == "log":
                t[name] = float(np.exp(rng.uniform(np.log(low), np.log(high))))
            else:
                t[name] = float(rng.uniform(low, high))
        trials.append(t)
        return trials
    return trials


# wrong random_search: NumPy's global generator
def random_search(space, n_trials, seed):
    np.random.seed(seed)
    trials = []
    for _ in range(n_trials):
        t = {}
        for name, (kind, low, high) in space.items():
            if kind == "int":
                t[name] = int(np.random.randint(low, high + 1))
            elif kind == "log":
                t[name] = float(np.exp(np.random.uniform(np.log(low), np.log(high))))
            else:
                t[name] = float(np.random.uniform(low, high))
        trials.append(t)
    return trials


# wrong random_search: integers evenly on a logarithmic scale
def random_search(space, n_trials, seed):
    rng = np.random.default_rng(seed)
    trials = []
    for _ in range(n_trials):
        t = {}
        for name, (kind, low, high) in space.items():
            if kind == "lin":
                t[name] = float(rng.uniform(low, high))
            else:
                value = float(np.exp(rng.uniform(np.log(low), np.log(high))))
                t[name] = value if kind == "log" else int(round(value))
        trials.append(t)
    return trials


# wrong random_search: a grid
def random_search(space, n_trials, seed):
    trials = []
    for i in range(n_trials):
        share = i / max(1, n_trials - 1)
        t = {}
        for name, (kind, low, high) in space.items():
            if kind == "log":
                t[name] = float(low * (high / low) ** share)
            elif kind == "int":
                t[name] = int(round(low + share * (high - low)))
            else:
                t[name] = float(low + share * (high - low))
        trials.append(t)
    return trials


# wrong random_search: the exponential of the uniform number, without the logarithms
def random_search(space, n_trials, seed):
    rng = np.random.default_rng(seed)
    draw = {
        "lin": lambda a, b: float(rng.uniform(a, b)),
        "log": lambda a, b: float(np.exp(rng.uniform(a, b))),
        "int": lambda a, b: int(rng.integers(a, b + 1)),
    }
    return [{k: draw[kind](a, b) for k, (kind, a, b) in space.items()} for _ in range(n_trials)]


# wrong random_search: name by name, and the high integer is left out
def random_search(space, n_trials, seed):
    rng = np.random.default_rng(seed)
    columns = {}
    for name, (kind, low, high) in space.items():
        if kind == "lin":
            columns[name] = rng.uniform(low, high, n_trials).tolist()
        elif kind == "log":
            columns[name] = np.exp(rng.uniform(np.log(low), np.log(high), n_trials)).tolist()
        else:
            columns[name] = rng.integers(low, max(high, low + 1), n_trials).tolist()
    return [{name: values[i] for name, values in columns.items()} for i in range(n_trials)]


# wrong random_search: names sorted, and log drawn as lin
def random_search(space, n_trials, seed):
    rng = np.random.default_rng(seed)
    out = []
    for _ in range(n_trials):
        t = {}
        for k, (kind, a, b) in sorted(space.items()):
            u = rng.integers(a, b + 1) if kind == "int" else rng.uniform(a, b)
            t[k] = u.item() if hasattr(u, "item") else u
        out.append(t)
    return out


# right random_search: a table of functions
def random_search(space, n_trials, seed):
    rng = np.random.default_rng(seed)
    draw = {
        "lin": lambda a, b: float(rng.uniform(a, b)),
        "log": lambda a, b: float(np.exp(rng.uniform(np.log(a), np.log(b)))),
        "int": lambda a, b: int(rng.integers(a, b + 1)),
    }
    return [{k: draw[kind](a, b) for k, (kind, a, b) in space.items()} for _ in range(n_trials)]


# right random_search: logarithms to base 10
def random_search(space, n_trials, seed):
    rng = np.random.default_rng(seed)
    trials = []
    while len(trials) < n_trials:
        trial = {}
        for name in space:
            kind, low, high = space[name]
            if kind == "log":
                trial[name] = float(10 ** rng.uniform(np.log10(low), np.log10(high)))
            elif kind == "lin":
                trial[name] = rng.uniform(low, high)
            else:
                trial[name] = rng.integers(low, high + 1).item()
        trials.append(trial)
    return trials


# right random_search: math.log and math.exp
def random_search(space, n_trials, seed):
    import math

    rng = np.random.default_rng(seed)

    def value(kind, low, high):
        if kind == "log":
            return math.exp(value("lin", math.log(low), math.log(high)))
        if kind == "lin":
            return float(rng.uniform(low, high))
        return int(rng.integers(low, high, endpoint=True))

    return [{name: value(*bounds) for name, bounds in space.items()} for _ in range(n_trials)]


# right random_search: match
def random_search(space, n_trials, seed):
    rng = np.random.default_rng(seed)
    trials = [{} for _ in range(n_trials)]
    for trial in trials:
        for name, spec in space.items():
            match spec[0]:
                case "lin":
                    trial[name] = rng.uniform(spec[1], spec[2])
                case "log":
                    trial[name] = float(np.exp(rng.uniform(*np.log(spec[1:]))))
                case "int":
                    trial[name] = int(rng.integers(spec[1], spec[2] + 1))
    return trials


# right random_search: log2, NumPy floats where floats are asked
def random_search(space, n_trials, seed):
    rng = np.random.default_rng(seed)
    out = []
    for _ in range(n_trials):
        values = []
        for kind, low, high in space.values():
            if kind == "int":
                values.append(int(rng.integers(low, high + 1)))
            elif kind == "log":
                values.append(np.exp2(rng.uniform(np.log2(low), np.log2(high))))
            else:
                values.append(np.float64(rng.uniform(low, high)))
        out.append(dict(zip(space, values)))
    return out


# right random_search: very long
def random_search(space, n_trials, seed):
    generator = np.random.default_rng(seed)
    list_of_trials = []
    for trial_number in range(n_trials):
        this_trial = {}
        for name, definition in space.items():
            kind = definition[0]
            low = definition[1]
            high = definition[2]
            if kind == "lin":
                number = generator.uniform(low, high)
                this_trial[name] = float(number)
            if kind == "log":
                log_low = np.log(low)
                log_high = np.log(high)
                log_number = generator.uniform(log_low, log_high)
                this_trial[name] = float(np.exp(log_number))
            if kind == "int":
                number = generator.integers(low, high + 1)
                this_trial[name] = int(number)
        list_of_trials.append(this_trial)
    return list_of_trials


# wrong select_trial: by the test accuracy
def select_trial(results):
    return int(np.nanargmax([r["test"] for r in results]))


# wrong select_trial: by the training accuracy
def select_trial(results):
    accuracies = [r["train"] for r in results]
    return accuracies.index(max(accuracies))


# wrong select_trial: argmax, which takes nan for the largest
def select_trial(results):
    return int(np.argmax([r["val"] for r in results]))


# wrong select_trial: nanargmax, which fails if all are nan
def select_trial(results):
    return int(np.nanargmax([r["val"] for r in results]))


# wrong select_trial: Python's max, which keeps a nan that comes first
def select_trial(results):
    return max(range(len(results)), key=lambda i: results[i]["val"])


# wrong select_trial: of equal ones the last
def select_trial(results):
    best = 0
    for i, r in enumerate(results):
        if np.isnan(results[best]["val"]) or r["val"] >= results[best]["val"]:
            best = i
    return best


# wrong select_trial: of equal ones that with the better test accuracy
def select_trial(results):
    key = lambda i: (-1 if np.isnan(results[i]["val"]) else results[i]["val"], results[i]["test"])
    return max(range(len(results)), key=key)


# wrong select_trial: the result itself
def select_trial(results):
    return max(results, key=lambda r: -1 if np.isnan(r["val"]) else r["val"])


# wrong select_trial: the accuracy
def select_trial(results):
    return float(np.nanmax([r["val"] for r in results]))


# wrong select_trial: the index among those that did not diverge
def select_trial(results):
    good = [r["val"] for r in results if not np.isnan(r["val"])]
    return int(np.argmax(good)) if good else 0


# wrong select_trial: the lowest, as if it were a loss
def select_trial(results):
    return int(np.argmin([np.inf if np.isnan(r["val"]) else r["val"] for r in results]))


# wrong select_trial: the smallest gap between training and validation
def select_trial(results):
    gaps = [np.inf if np.isnan(r["val"]) else abs(r["train"] - r["val"]) for r in results]
    return int(np.argmin(gaps))


# wrong select_trial: nan becomes 0, and ties with an accuracy of 0
def select_trial(results):
    return int(np.argmax(np.nan_to_num([r["val"] for r in results], nan=0.0)))


# wrong select_trial: validation plus test
def select_trial(results):
    return int(np.argmax([np.nan_to_num(r["val"] + r["test"], nan=-1) for r in results]))


# wrong select_trial: starts with the first, which may be nan
def select_trial(results):
    best, where = results[0]["val"], 0
    for i, r in enumerate(results):
        if r["val"] > best:
            best, where = r["val"], i
    return where


# wrong select_trial: counts from 1
def select_trial(results):
    best, where = -np.inf, 1
    for i, r in enumerate(results, start=1):
        if r["val"] > best:
            best, where = r["val"], i
    return where


# wrong select_trial: None if all diverged
def select_trial(results):
    best, where = -np.inf, None
    for i, r in enumerate(results):
        if r["val"] > best:
            best, where = r["val"], i
    return where


# wrong select_trial: sorts, nan last, and takes the last
def select_trial(results):
    return int(np.argsort([r["val"] for r in results])[-1])


# wrong select_trial: by the test accuracy, and argmax takes nan
def select_trial(results):
    tests = [r["test"] for r in results]
    return int(np.argmax(tests))


# wrong select_trial: by the training accuracy, and of equal ones the last
def select_trial(results):
    order = sorted(range(len(results)), key=lambda i: (np.nan_to_num(results[i]["train"], nan=-1), i))
    return order[-1]


# right select_trial: a loop
def select_trial(results):
    best, where = -np.inf, 0
    for i, r in enumerate(results):
        if r["val"] > best:
            best, where = r["val"], i
    return where


# right select_trial: max with a key
def select_trial(results):
    return max(range(len(results)), key=lambda i: -1 if np.isnan(results[i]["val"]) else results[i]["val"])


# right select_trial: nan_to_num
def select_trial(results):
    vals = np.array([r["val"] for r in results], dtype=float)
    return int(np.nan_to_num(vals, nan=-1.0).argmax())


# right select_trial: a stable sort
def select_trial(results):
    vals = np.array([r["val"] for r in results])
    return int(np.argsort(-vals, kind="stable")[0])


# right select_trial: nanargmax, with a branch for all nan
def select_trial(results):
    import math

    vals = [float(r["val"]) for r in results]
    if all(math.isnan(v) for v in vals):
        return 0
    highest = max(v for v in vals if v == v)
    return vals.index(highest)


# right select_trial: recursion
def select_trial(results):
    def better(i, j):
        a, b = results[i]["val"], results[j]["val"]
        if b != b:
            return i
        if a != a or b > a:
            return j
        return i

    def first(i):
        return i if i == 0 else better(first(i - 1), i)

    return first(len(results) - 1)


# wrong critical_batch_size: the thriftiest
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    examples = np.asarray(batch_sizes) * np.asarray(steps_to_target, dtype=float)
    return int(batch_sizes[int(np.argmin(examples))])


# wrong critical_batch_size: by steps, not examples
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    B, steps = np.asarray(batch_sizes), np.asarray(steps_to_target, dtype=float)
    return int(B[steps <= (1 + tol) * steps.min()].max())


# wrong critical_batch_size: tol times as many
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    B = np.asarray(batch_sizes)
    examples = B * np.asarray(steps_to_target, dtype=float)
    ok = B[examples <= tol * examples.min()]
    return int(ok.max()) if ok.size else int(B[np.argmin(examples)])


# wrong critical_batch_size: tol is added to the number of examples
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    B = np.asarray(batch_sizes)
    examples = B * np.asarray(steps_to_target, dtype=float)
    return int(B[examples <= examples.min() + tol].max())


# wrong critical_batch_size: fewer than, not at most
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    B = np.asarray(batch_sizes)
    examples = B * np.asarray(steps_to_target, dtype=float)
    ok = B[examples < (1 + tol) * examples.min()]
    return int(ok.max()) if len(ok) else int(B[examples.argmin()])


# wrong critical_batch_size: the last in the list, not the largest
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    B = np.asarray(batch_sizes)
    examples = B * np.asarray(steps_to_target, dtype=float)
    return int(B[examples <= (1 + tol) * examples.min()][-1])


# wrong critical_batch_size: the index
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    B = np.asarray(batch_sizes)
    examples = B * np.asarray(steps_to_target, dtype=float)
    ok = np.where(examples <= (1 + tol) * examples.min(), B, -1)
    return int(np.argmax(ok))


# wrong critical_batch_size: the smallest that is good enough
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    B = np.asarray(batch_sizes)
    examples = B * np.asarray(steps_to_target, dtype=float)
    return int(min(b for b, e in zip(B, examples) if e <= (1 + tol) * min(examples)))


# wrong critical_batch_size: compared with the smallest batch
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    B = np.asarray(batch_sizes)
    examples = B * np.asarray(steps_to_target, dtype=float)
    reference = examples[np.argmin(B)]
    return int(B[examples <= (1 + tol) * reference].max())


# wrong critical_batch_size: compared with the first in the list
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    best = None
    limit = (1 + tol) * batch_sizes[0] * steps_to_target[0]
    for B, s in zip(batch_sizes, steps_to_target):
        if B * s <= limit and (best is None or B > best):
            best = B
    return int(best)


# wrong critical_batch_size: the largest that reached the target at all
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    return int(max(b for b, s in zip(batch_sizes, steps_to_target) if np.isfinite(s)))


# wrong critical_batch_size: stops at the first batch size, in ascending order, that wastes too much
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    pairs = sorted(zip(batch_sizes, steps_to_target))
    least = min(b * s for b, s in pairs)
    best = pairs[0][0]
    for b, s in pairs:
        if b * s > (1 + tol) * least:
            break
        best = b
    return int(best)


# wrong critical_batch_size: goes down from the top, and compares with the next smaller one only
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    pairs = sorted(zip(batch_sizes, steps_to_target))
    for i in range(len(pairs) - 1, 0, -1):
        (b0, s0), (b, s) = pairs[i - 1], pairs[i]
        if b * s <= (1 + tol) * b0 * s0 and np.isfinite(s):
            return int(b)
    return int(pairs[0][0])


# wrong critical_batch_size: the tolerance is 0.5 whatever tol is
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    B = np.asarray(batch_sizes)
    examples = B * np.asarray(steps_to_target, dtype=float)
    return int(B[examples <= 1.5 * examples.min()].max())


# wrong critical_batch_size: the mean number of examples is the measure
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    B = np.asarray(batch_sizes)
    examples = B * np.asarray(steps_to_target, dtype=float)
    return int(B[examples <= (1 + tol) * examples[np.isfinite(examples)].mean()].max())


# wrong critical_batch_size: steps divided by the batch size
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    B = np.asarray(batch_sizes)
    examples = np.asarray(steps_to_target, dtype=float) / B
    return int(B[examples <= (1 + tol) * examples.min()].max())


# wrong critical_batch_size: sorts both, so that steps and sizes do not belong together
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    B, s = np.sort(batch_sizes), np.sort(steps_to_target)[::-1]
    examples = B * s.astype(float)
    return int(B[examples <= (1 + tol) * examples.min()].max())


# wrong critical_batch_size: inf becomes 0, the thriftiest of all
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    B = np.asarray(batch_sizes)
    steps = np.nan_to_num(np.asarray(steps_to_target, dtype=float), posinf=0.0)
    examples = B * steps
    return int(B[examples <= (1 + tol) * examples.min()].max())


# wrong critical_batch_size: by steps, and fewer than
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    fewest = min(steps_to_target)
    good = [b for b, s in zip(batch_sizes, steps_to_target) if s < fewest * (1 + tol)]
    return int(max(good)) if good else int(max(batch_sizes))


# wrong critical_batch_size: compared with the smallest batch, and the last in the list
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    B = list(batch_sizes)
    small = B.index(min(B))
    chosen = B[small]
    for b, s in zip(B, steps_to_target):
        if b * s <= (1 + tol) * B[small] * steps_to_target[small]:
            chosen = b
    return int(chosen)


# right critical_batch_size: a comprehension
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    least = min(b * s for b, s in zip(batch_sizes, steps_to_target))
    return int(max(b for b, s in zip(batch_sizes, steps_to_target) if b * s <= (1 + tol) * least))


# right critical_batch_size: sorted, from the top
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    pairs = sorted(zip(batch_sizes, steps_to_target), reverse=True)
    thriftiest = min(b * s for b, s in pairs)
    for b, s in pairs:
        if b * s <= (1 + tol) * thriftiest:
            return int(b)


# right critical_batch_size: np.where
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    B = np.asarray(batch_sizes, dtype=float)
    n = np.multiply(B, steps_to_target)
    return int(np.max(np.where(n <= np.min(n) * (1 + tol), B, 0)))


# right critical_batch_size: two loops
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    least = float("inf")
    for i in range(len(batch_sizes)):
        examples = float(batch_sizes[i]) * float(steps_to_target[i])
        if examples < least:
            least = examples
    largest = 0
    for i in range(len(batch_sizes)):
        examples = float(batch_sizes[i]) * float(steps_to_target[i])
        if examples <= (1 + tol) * least and batch_sizes[i] > largest:
            largest = int(batch_sizes[i])
    return largest


# right critical_batch_size: those that never got there are thrown out first
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    reached = {int(b): int(b) * float(s) for b, s in zip(batch_sizes, steps_to_target) if np.isfinite(s)}
    limit = (1 + tol) * min(reached.values())
    return max(b for b in reached if reached[b] <= limit)


# right critical_batch_size: argsort
def critical_batch_size(batch_sizes, steps_to_target, tol=0.5):
    order = np.argsort(batch_sizes)
    B = np.asarray(batch_sizes)[order]
    cost = B * np.asarray(steps_to_target, dtype=float)[order]
    return int(B[np.flatnonzero(cost <= (1 + tol) * cost.min())[-1]])


# wrong pairwise_sq_dists: an array of n * m * d numbers
def pairwise_sq_dists(X, C):
    return ((X[:, None, :] - C[None, :, :]) ** 2).sum(axis=2)


# wrong pairwise_sq_dists: two loops over the pairs
def pairwise_sq_dists(X, C):
    D = np.empty((len(X), len(C)))
    for i in range(len(X)):
        for j in range(len(C)):
            D[i, j] = np.sum((X[i] - C[j]) ** 2)
    return D


# wrong pairwise_sq_dists: rounding errors make negative results
def pairwise_sq_dists(X, C):
    return (X * X).sum(axis=1)[:, None] - 2 * X @ C.T + (C * C).sum(axis=1)


# wrong pairwise_sq_dists: the factor 2 is missing
def pairwise_sq_dists(X, C):
    return np.maximum((X * X).sum(axis=1)[:, None] - X @ C.T + (C * C).sum(axis=1), 0)


# wrong pairwise_sq_dists: the products are added
def pairwise_sq_dists(X, C):
    return np.maximum((X * X).sum(axis=1)[:, None] + 2 * X @ C.T + (C * C).sum(axis=1), 0)


# wrong pairwise_sq_dists: the distances, not their squares
def pairwise_sq_dists(X, C):
    S = (X * X).sum(axis=1)[:, None] - 2 * X @ C.T + (C * C).sum(axis=1)
    return np.sqrt(np.maximum(S, 0))


# wrong pairwise_sq_dists: transposed
def pairwise_sq_dists(X, C):
    S = (C * C).sum(axis=1)[:, None] - 2 * C @ X.T + (X * X).sum(axis=1)
    return np.maximum(S, 0)


# wrong pairwise_sq_dists: the norms are not squared
def pairwise_sq_dists(X, C):
    nx, nc = np.linalg.norm(X, axis=1), np.linalg.norm(C, axis=1)
    return np.maximum(nx[:, None] - 2 * X @ C.T + nc[None], 0)


# wrong pairwise_sq_dists: an absolute value of a part
def pairwise_sq_dists(X, C):
    return np.abs((X * X).sum(axis=1)[:, None] - 2 * (X @ C.T)) + (C * C).sum(axis=1)


# wrong pairwise_sq_dists: clipped too early
def pairwise_sq_dists(X, C):
    return np.maximum((X * X).sum(axis=1)[:, None] - 2 * X @ C.T, 0) + (C * C).sum(axis=1)


# wrong pairwise_sq_dists: the last coordinate is forgotten
def pairwise_sq_dists(X, C):
    D = np.zeros((len(X), len(C)))
    for k in range(X.shape[1] - 1):
        D += (X[:, k, None] - C[None, :, k]) ** 2
    return D


# wrong pairwise_sq_dists: the mean over the coordinates
def pairwise_sq_dists(X, C):
    d = X.shape[1]
    D = np.zeros((len(X), len(C)))
    for k in range(d):
        D += np.subtract.outer(X[:, k], C[:, k]) ** 2
    return D / d


# wrong pairwise_sq_dists: the Manhattan distance
def pairwise_sq_dists(X, C):
    D = np.zeros((len(X), len(C)))
    for k in range(X.shape[1]):
        D += np.abs(X[:, k, None] - C[:, k])
    return D


# wrong pairwise_sq_dists: the rows are scaled to length 1 first
def pairwise_sq_dists(X, C):
    nx, nc = np.linalg.norm(X, axis=1, keepdims=True), np.linalg.norm(C, axis=1, keepdims=True)
    return np.maximum(2 - 2 * (X / nx) @ (C / nc).T, 0)


# wrong pairwise_sq_dists: the norms of C are forgotten
def pairwise_sq_dists(X, C):
    return np.maximum((X * X).sum(axis=1)[:, None] - 2 * X @ C.T, 0)


# wrong pairwise_sq_dists: distances among the rows of X
def pairwise_sq_dists(X, C):
    n = (X * X).sum(axis=1)
    return np.maximum(n[:, None] - 2 * X @ X.T + n, 0)


# wrong pairwise_sq_dists: X is centered in place, which changes it
def pairwise_sq_dists(X, C):
    center = C.mean(axis=0)
    X -= center
    C -= center
    return np.maximum((X * X).sum(axis=1)[:, None] - 2 * X @ C.T + (C * C).sum(axis=1), 0)


# wrong pairwise_sq_dists: float16, to save memory
def pairwise_sq_dists(X, C):
    A, B = X.astype(np.float16), C.astype(np.float16)
    S = (A * A).sum(axis=1)[:, None] - 2 * A @ B.T + (B * B).sum(axis=1)
    return np.maximum(S, 0).astype(float)


# wrong pairwise_sq_dists: factor 2 missing, and not clipped
def pairwise_sq_dists(X, C):
    return np.einsum("ij,ij->i", X, X)[:, None] - X.dot(C.T) + np.einsum("ij,ij->i", C, C)[None]


# wrong pairwise_sq_dists: the root, transposed
def pairwise_sq_dists(X, C):
    S = np.sum(C**2, axis=1)[:, None] + np.sum(X**2, axis=1)[None, :] - 2 * C.dot(X.T)
    return np.sqrt(np.clip(S, 0, None))


# right pairwise_sq_dists: einsum
def pairwise_sq_dists(X, C):
    xx = np.einsum("id,id->i", X, X)
    cc = np.einsum("jd,jd->j", C, C)
    D = -2 * (X @ C.T)
    D += xx[:, None]
    D += cc
    D[D < 0] = 0
    return D


# right pairwise_sq_dists: clip
def pairwise_sq_dists(X, C):
    return np.clip((X**2).sum(1)[:, None] + (C**2).sum(1)[None, :] - 2 * np.dot(X, C.T), 0, None)


# right pairwise_sq_dists: blocks of rows
def pairwise_sq_dists(X, C):
    blocks = []
    for start in range(0, len(X), 500):
        part = X[start : start + 500]
        squares = np.square(part).sum(axis=1, keepdims=True) + np.square(C).sum(axis=1) - part @ (2 * C).T
        blocks.append(np.where(squares > 0, squares, 0))
    return np.concatenate(blocks)


# right pairwise_sq_dists: a loop over the rows of X
def pairwise_sq_dists(X, C):
    D = np.empty((len(X), len(C)))
    for i, x in enumerate(X):
        difference = C - x
        D[i] = np.einsum("jd,jd->j", difference, difference)
    return D


# right pairwise_sq_dists: torch
def pairwise_sq_dists(X, C):
    import torch

    x, c = torch.tensor(X), torch.tensor(C)
    squares = (x * x).sum(1, keepdim=True) - 2 * x @ c.T + (c * c).sum(1)
    return squares.clamp(min=0).numpy()


# right pairwise_sq_dists: centered first, against cancellation
def pairwise_sq_dists(X, C):
    center = C.mean(axis=0)
    A, B = X - center, C - center
    norms_a = np.linalg.norm(A, axis=1) ** 2
    norms_b = np.linalg.norm(B, axis=1) ** 2
    return np.maximum(0, np.add.outer(norms_a, norms_b) - 2 * A @ B.T)


# wrong leaderboard_recipe: a width beyond the range
def leaderboard_recipe():
    return {
        "lr": 0.1,
        "momentum": 0.9,
        "weight_decay": 0.003,
        "keep_input": 0.9,
        "keep_hidden": 0.7,
        "cooldown": 1.0,
        "width": 512,
        "batch_size": 32,
    }


# wrong leaderboard_recipe: the batch size is missing
def leaderboard_recipe():
    return {
        "lr": 0.1,
        "momentum": 0.9,
        "weight_decay": 0.003,
        "keep_input": 0.9,
        "keep_hidden": 0.7,
        "cooldown": 1.0,
        "width": 128,
    }


# wrong leaderboard_recipe: more steps are asked for, too
def leaderboard_recipe():
    recipe = dict(lr=0.1, momentum=0.9, weight_decay=0.003, keep_input=0.9, keep_hidden=0.7, cooldown=1.0)
    return {**recipe, "width": 128, "batch_size": 32, "steps": 4000}


# wrong leaderboard_recipe: a width of 128.0
def leaderboard_recipe():
    return {
        "lr": 0.1,
        "momentum": 0.9,
        "weight_decay": 0.003,
        "keep_input": 0.9,
        "keep_hidden": 0.7,
        "cooldown": 1.0,
        "width": 128.0,
        "batch_size": 32,
    }


# wrong leaderboard_recipe: the ranges instead of values
def leaderboard_recipe():
    from dlcourse.search.leaderboard import RANGES

    return dict(RANGES)


# wrong leaderboard_recipe: a learning rate that diverges
def leaderboard_recipe():
    return {
        "lr": 5.0,
        "momentum": 0.9,
        "weight_decay": 0.0,
        "keep_input": 1.0,
        "keep_hidden": 1.0,
        "cooldown": 0.0,
        "width": 64,
        "batch_size": 20,
    }


# wrong leaderboard_recipe: the probabilities to drop, not to keep
def leaderboard_recipe():
    return {
        "lr": 0.1,
        "momentum": 0.9,
        "weight_decay": 0.003,
        "keep_input": 0.1,
        "keep_hidden": 0.3,
        "cooldown": 1.0,
        "width": 128,
        "batch_size": 32,
    }


# wrong leaderboard_recipe: a list of numbers, in the order of the ranges
def leaderboard_recipe():
    return [0.1, 0.9, 0.003, 0.9, 0.7, 1.0, 128, 32]


# right leaderboard_recipe: in another order, by dict(...)
def leaderboard_recipe():
    return dict(
        batch_size=32,
        width=128,
        cooldown=1.0,
        keep_hidden=0.7,
        keep_input=0.9,
        weight_decay=0.003,
        momentum=0.9,
        lr=0.1,
    )


# right leaderboard_recipe: NumPy's numbers
def leaderboard_recipe():
    names = ["lr", "momentum", "weight_decay", "keep_input", "keep_hidden", "cooldown"]
    recipe = dict(zip(names, np.array([0.1, 0.9, 0.003, 0.9, 0.7, 1.0])))
    recipe["width"], recipe["batch_size"] = np.int64(128), np.int64(32)
    return recipe


# right leaderboard_recipe: an integer where a number is asked
def leaderboard_recipe():
    width, batch_size = 128, 32
    return {
        "lr": 0.1,
        "momentum": 0.9,
        "weight_decay": 3e-3,
        "keep_input": 0.9,
        "keep_hidden": 0.7,
        "cooldown": 1,
        "width": width,
        "batch_size": batch_size,
    }
