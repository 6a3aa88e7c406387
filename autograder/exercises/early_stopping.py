"""The exercises of chapter 5: their cases, and the wrong answers we can explain."""

import numpy as np

from autograder.exercise import Exercise, Help, Mistake, Written
from dlcourse import early_stopping as right

NAN = float("nan")


def split_cases(rng):
    """Sizes that come out even, that are rounded up, down and from a half, no test set, and sets with everything."""
    yield 10, 0.2, 0.2, int(rng.integers(1, 1000))
    yield 9, 0.3, 0.2, int(rng.integers(1, 1000))
    yield 11, 0.25, 0.25, int(rng.integers(1, 1000))
    yield 12, 0.25, 0.0, int(rng.integers(1, 1000))
    yield 6, 0.0, 0.0, int(rng.integers(1, 1000))
    yield 25, 0.1, 0.3, int(rng.integers(1, 1000))
    yield 8, 0.5, 0.5, int(rng.integers(1, 1000))
    yield 100, 0.29, 0.14, int(rng.integers(2**32))
    yield 103, 0.15, 0.2, int(rng.integers(2**32))


def cut(order, n, val_frac, test_frac, whole=round):
    n_val, n_test = whole(val_frac * n), whole(test_frac * n)
    return order[n_val + n_test :], order[:n_val], order[n_val : n_val + n_test]


def validation_inside_training(n, val_frac, test_frac, seed):
    train, val, test = right.split_indices(n, val_frac, test_frac, seed)
    return np.concatenate([val, train]), val, test


def validation_stays_in_training(n, val_frac, test_frac, seed):
    train, val, test = right.split_indices(n, val_frac, test_frac, seed)
    return np.concatenate([val, test, train]), val, test


def three_draws(n, val_frac, test_frac, seed):
    rng = np.random.default_rng(seed)
    n_val, n_test = round(val_frac * n), round(test_frac * n)
    return tuple(rng.choice(n, size, replace=False) for size in (n - n_val - n_test, n_val, n_test))


def drawn_apart(case, sets):
    """Whether three sets are of the right sizes, and some example is in two of them, if that can be."""
    n, val_frac, test_frac, _ = case
    n_val, n_test = round(val_frac * n), round(test_frac * n)
    whole = [len(part) == len(set(part.tolist())) and set(part.tolist()) <= set(range(n)) for part in sets]
    sizes = [len(part) for part in sets] == [n - n_val - n_test, n_val, n_test]
    return sizes and all(whole) and (len(set(np.concatenate(sets).tolist())) < n or n_val + n_test == 0)


def cuts_short(n, val_frac, test_frac, seed):
    train, val, test = right.split_indices(n, val_frac, test_frac, seed)
    return train[: int((1 - val_frac - test_frac) * n)], val, test


def training_first(n, val_frac, test_frac, seed):
    order = np.random.default_rng(seed).permutation(n)
    n_val, n_test = round(val_frac * n), round(test_frac * n)
    n_train = n - n_val - n_test
    return order[:n_train], order[n_train : n_train + n_val], order[n_train + n_val :]


def global_split(n, val_frac, test_frac, seed):
    np.random.seed(seed)
    return cut(np.random.permutation(n), n, val_frac, test_frac)


split_indices = Exercise(
    right.split_indices,
    split_cases,
    {
        "Your validation examples are in the training set too: the network learns them by heart, and their loss never "
        "rises.": validation_inside_training,
        "Your training set still holds everything: take the validation and the test examples OUT of it.": (
            validation_stays_in_training
        ),
        "You did not shuffle: if the data are sorted by class, your validation set holds one class only.": (
            lambda n, val_frac, test_frac, seed: cut(np.arange(n), n, val_frac, test_frac)
        ),
        "You drew three times, and the three sets share examples: draw ONE permutation, cut it in three.": (
            Mistake(three_draws, drawn_apart)
        ),
        "Some examples are in none of your sets: give all that is left to training, do not round a third time.": (
            cuts_short
        ),
        "You round the sizes down (int or //): round to the nearest, round(0.29 * 100) is 29 and int(0.29 * 100) is "
        "28.": lambda n, val_frac, test_frac, seed: cut(
            np.random.default_rng(seed).permutation(n), n, val_frac, test_frac, int
        ),
        "You ignore the seed: begin with np.random.default_rng(seed).": (
            lambda n, val_frac, test_frac, seed: right.split_indices(n, val_frac, test_frac, 0)
        ),
        "You return training, test, validation: the validation set is the second.": (
            lambda n, val_frac, test_frac, seed: tuple(
                right.split_indices(n, val_frac, test_frac, seed)[part] for part in (0, 2, 1)
            )
        ),
        "You return the three sets in the order in which they are cut, validation first: training is to come first.": (
            lambda n, val_frac, test_frac, seed: tuple(
                right.split_indices(n, val_frac, test_frac, seed)[part] for part in (1, 2, 0)
            )
        ),
        "You cut in another order: the first entries of the permutation are for validation, the next for the test, the "
        "rest for training.": training_first,
        "You seeded NumPy's global generator: whatever else uses it is changed, so make your own with "
        "np.random.default_rng(seed).": global_split,
    },
    points=6,
    help=Help(
        section="5.2 Three sets",
        step=(
            "Draw the permutation once, and compute the two sizes with `round`. On paper, mark in an order of ten "
            "where the validation set ends and where the test set does."
        ),
        question=(
            "If validation takes the first n_val entries of the order and the test the next n_test, where does "
            "training begin, and in which order are the three returned?"
        ),
        idea=(
            "Three slices of one permutation can neither lose an example nor use one twice. `np.split(order, [n_val, "
            "n_val + n_test])` cuts it in one call, into validation, test and training in that order."
        ),
    ),
)


def validation_curve(rng, epochs, lowest, noise=0.05):
    """Losses that fall to about epoch `lowest` and then rise, with noise, as lists of floats."""
    epoch = np.arange(epochs)
    curve = 1 + np.exp(-3 * epoch / (lowest + 1)) + 0.02 * np.maximum(epoch - lowest, 0)
    return np.round(curve * np.exp(noise * rng.normal(size=epochs)), 4).tolist()


def patience_cases(rng):
    """A clear minimum, a zigzag, a plateau, steps below min_delta, a training that ends first, nan, noisy curves."""
    yield [3.0, 2.0, 1.0, 2.0, 3.0], 2, 0.0
    yield [3.0, 2.0, 1.0], 5, 0.0
    yield [1.0, 1.0, 1.0, 1.0], 2, 0.0
    yield [5.0, 4.95, 4.9, 4.85, 4.8], 2, 0.1
    yield [2.0, 1.8, 1.85, 1.83, 1.81, 1.2], 3, 0.0
    yield [2.0, 1.0, 1.5, 0.9, 1.4, 0.8, 1.3, 0.7], 2, 0.0
    yield [4.0, 3.0, 2.5, 2.55, 2.52, 2.3, 2.45], 2, 0.1
    yield [20.0, 18.5, 17.2, 15.9, 15.0], 2, 1.0
    yield [NAN, 2.0, 1.0, 1.5, 1.6], 2, 0.0
    yield [3.0, 2.0, NAN, 2.5, 1.0, 1.1], 3, 0.0
    yield [3.0, NAN, NAN, 1.0], 2, 0.0
    for patience, min_delta in ((1, 0.0), (2, 0.0), (3, 0.02), (5, 0.0), (4, 0.1)):
        yield validation_curve(rng, int(rng.integers(15, 30)), int(rng.integers(4, 10))), patience, min_delta


def relative_delta(val, patience, min_delta):
    best, best_epoch = np.inf, -1
    for epoch, loss in enumerate(val):
        if loss < best * (1 - min_delta):
            best, best_epoch = loss, epoch
        elif epoch - best_epoch >= patience:
            return {"stop_epoch": epoch, "best_epoch": best_epoch, "best": best, "stopped": True}
    return {"stop_epoch": len(val) - 1, "best_epoch": best_epoch, "best": best, "stopped": False}


def patience_with(*, previous=False, total=False, late=0, tie=False, sign=1):
    """A wrong patience that differs from the reference in one thing."""

    def stop(val, patience, min_delta):
        best, best_epoch, last, bad = np.inf, -1, np.inf, 0
        for epoch, loss in enumerate(val):
            bound = (last if previous else best) - sign * min_delta
            better = loss <= bound if tie else loss < bound
            last = loss
            if better:
                bad = bad if total else 0
                if not previous or loss < best:
                    best, best_epoch = loss, epoch
                continue
            bad += 1
            if bad >= patience + late:
                return {"stop_epoch": epoch, "best_epoch": best_epoch, "best": best, "stopped": True}
        return {"stop_epoch": len(val) - 1, "best_epoch": best_epoch, "best": best, "stopped": False}

    return stop


def keeps_the_last(val, patience, min_delta):
    outcome = right.patience_stop(val, patience, min_delta)
    return outcome | {"best_epoch": outcome["stop_epoch"], "best": val[outcome["stop_epoch"]]}


def looks_ahead(val, patience, min_delta):
    best_epoch = int(np.argmin(val))
    stop = best_epoch + patience
    stopped = stop < len(val)
    return {
        "stop_epoch": stop if stopped else len(val) - 1,
        "best_epoch": best_epoch,
        "best": val[best_epoch],
        "stopped": stopped,
    }


def always_stopped(val, patience, min_delta):
    return right.patience_stop(val, patience, min_delta) | {"stopped": True}


def counts_from_one(val, patience, min_delta):
    outcome = right.patience_stop(val, patience, min_delta)
    return outcome | {name: outcome[name] + 1 for name in ("stop_epoch", "best_epoch")}


patience_stop = Exercise(
    right.patience_stop,
    patience_cases,
    {
        "You compare with the epoch before: compare with the BEST so far, or a slow zigzag never stops.": patience_with(
            previous=True
        ),
        "You count bad epochs over the whole training: a new best sets the count back to 0.": patience_with(total=True),
        "You stop one epoch too late: with patience 2 the second epoch in a row without a new best is the last.": (
            patience_with(late=1)
        ),
        "You stop one epoch too early: with patience 2 the first bad epoch is forgiven, not the second.": patience_with(
            late=-1
        ),
        "You count a tie as a new best: a flat curve would train for ever, so ask for strictly smaller.": patience_with(
            tie=True
        ),
        "Your min_delta has the wrong sign: a new best means loss < best - min_delta.": patience_with(sign=-1),
        "You leave min_delta out: a new best must be below the best so far by more than min_delta.": patience_with(
            sign=0
        ),
        "You take min_delta for a part of the best loss: it is in the unit of the loss, loss < best - min_delta.": (
            relative_delta
        ),
        "You return the epoch at which you stopped as the best one: the best epoch lies before the bad ones.": (
            keeps_the_last
        ),
        "You take the minimum of the whole list: when the rule decides, later losses do not exist yet.": looks_ahead,
        "You say stopped=True even when the losses ran out before the rule fired.": always_stopped,
        "You count epochs from 1: the first one is epoch 0.": counts_from_one,
    },
    points=10,
    help=Help(
        section="5.3 When the error begins to rise",
        step=(
            "Keep the best loss so far, which can begin at infinity, and its epoch, and loop over the losses. Treat a "
            "new best first, and ask about patience only where there is none."
        ),
        question=(
            "How many epochs in a row were no new best, counted from `epoch` and `best_epoch`, and when is that enough?"
        ),
        idea=(
            "The distance to the best epoch counts the epochs without a new one, and a comparison with nan is False, "
            "so nan is never a best. A counter that goes back to 0 at each new best does the same."
        ),
    ),
)


def snapshot_cases(rng):
    """A best epoch in the middle, one near the end so that nothing stops, after the stop, a tie, nan, two arrays."""

    def deltas(epochs, shapes):
        return [{name: rng.normal(size=shape) for name, shape in shapes.items()} for _ in range(epochs)]

    for val, patience in (
        ([2.0, 1.0, 1.5, 1.6], 2),
        ([3.0, 2.0, 1.0, 1.5], 2),
        ([3.0, 1.0, 2.0, 2.5, 0.5], 2),
        ([3.0, 1.0, 2.0, 0.5], 2),
        ([3.0, 1.0, 2.0, 2.5, 0.8, 0.9, 0.7], 2),
        ([3.0, 1.0, 2.0, 2.5, 2.6, 0.5], 2),
        ([2.0, 1.5, 1.8, 1.2, 1.9, 1.3, 1.4], 3),
        ([1.0, 1.2, 1.1, 1.3], 9),
        ([3.0, 1.0, 2.0, 0.9, 2.0, 0.5], 2),
        ([2.0, 1.0, 1.0, 3.0, 4.0], 3),
        ([2.0, 1.0, NAN, 1.5, 1.4], 3),
    ):
        yield deltas(len(val), {"w": (2,)}), val, {"w": rng.normal(size=2)}, patience
    for epochs, patience in ((6, 2), (9, 3)):
        shapes = {"W": (2, 3), "b": (3,)}
        start = {name: rng.normal(size=shape) for name, shape in shapes.items()}
        val = validation_curve(rng, epochs, epochs // 2)
        yield [dict(reversed(delta.items())) for delta in deltas(epochs, shapes)], val, start, patience


def snapshots_with(
    keep, *, start=lambda params: {k: a.copy() for k, a in params.items()}, restore=True, patient=True, late=0
):
    """A wrong training that differs from the reference in how it keeps the best, where it starts, or when it ends."""

    def train(deltas, val, params0, patience):
        params, best, stopped = start(params0), None, False
        for epoch, delta in enumerate(deltas):
            for name in params:
                params[name] += delta[name]
            so_far = right.patience_stop(val[: epoch + 1], patience + late if patient else len(val) + 1)
            if so_far["best_epoch"] == epoch:
                best = keep(params)
            stopped = so_far["stopped"]
            if stopped:
                break
        return best if restore or stopped else params

    return train


def copies(params):
    return {name: array.copy() for name, array in params.items()}


def counts_with(*, total=False, tie=False):
    """Snapshots with a count of their own, which is wrong in one thing."""

    def train(deltas, val, params0, patience):
        params, best, bad, kept = copies(params0), np.inf, 0, None
        for delta, loss in zip(deltas, val, strict=True):
            params = {name: array + delta[name] for name, array in params.items()}
            if loss <= best if tie else loss < best:
                best, bad, kept = loss, bad if total else 0, params
            elif (bad := bad + 1) >= patience:
                break
        return kept

    return train


def all_of_it(deltas, val, params0, patience):
    return {name: array + sum(delta[name] for delta in deltas) for name, array in params0.items()}


def snapshot_before_the_step(deltas, val, params0, patience):
    params = copies(params0)
    for delta in deltas[: right.patience_stop(val, patience)["best_epoch"]]:
        for name in params:
            params[name] += delta[name]
    return params


train_with_snapshots = Exercise(
    right.train_with_snapshots,
    snapshot_cases,
    {
        "You return the parameters of the epoch at which you stopped. Perhaps you kept no copy: best = params and "
        "dict(params) hold the very arrays that += goes on editing, so copy each array at each new best.": (
            snapshots_with(lambda params: params)
        ),
        "You restore only if the rule has stopped the training: bring the best parameters back also when the epochs "
        "ran out.": snapshots_with(copies, restore=False),
        "You train to the end and return the last parameters: stop when the patience runs out, and return those of the "
        "epoch with the lowest loss.": all_of_it,
        "You edit params0 in place, so a second training would start from a trained network: copy its arrays first.": (
            snapshots_with(copies, start=lambda params: params)
        ),
        "You copied the dict params0 and not its arrays: += still edits the caller's, so copy each array.": (
            snapshots_with(lambda params: params, start=dict)
        ),
        "You do not stop: after `patience` epochs without a new best the training ends, and later epochs are never "
        "seen.": snapshots_with(copies, patient=False),
        "You stop one epoch too early: with patience 2 the first epoch without a new best is forgiven.": (
            snapshots_with(copies, late=-1)
        ),
        "You stop one epoch too late: with patience 2 the second epoch in a row without a new best is the last.": (
            snapshots_with(copies, late=1)
        ),
        "You keep the parameters from before the epoch: val[t] is measured after the step deltas[t].": (
            snapshot_before_the_step
        ),
        "You count epochs without a new best over the whole training: a new best sets the count back to 0.": (
            counts_with(total=True)
        ),
        "You take a tie for a new best: the loss must be below the best so far, so compare with <.": (
            counts_with(tie=True)
        ),
    },
    points=8,
    help=Help(
        section="5.4 The weights must come back",
        step=(
            "Copy each array of `params0` before the loop, and let each epoch move the copies by its deltas. Whether "
            "this epoch is a new best, `patience_stop` can tell from the losses so far."
        ),
        question=(
            "At a new best, what has to be copied so that no later epoch can change the snapshot: the dict, or each "
            "array in it?"
        ),
        idea=(
            "A snapshot copies every array at each new best, and it is what comes back, whichever way the training "
            "ends. If each epoch made new arrays, where `+=` changes the old ones, to keep the old dict would be "
            "enough."
        ),
    ),
)


def loss_cases(rng):
    """A rise after a minimum, two minima, one epoch, losses on another scale, and a noisy curve."""
    yield (np.array([2.0, 1.0, 1.5]),)
    yield (np.array([3.0, 2.0, 2.2, 1.0, 1.3]),)
    yield (np.array([0.7]),)
    yield (1000 * rng.uniform(1, 2, size=6),)
    for epochs in (5, 8, 20):
        yield (np.array(validation_curve(rng, epochs, epochs // 2)),)


def against_the_previous(val):
    return 100 * (val / np.concatenate([val[:1], val[:-1]]) - 1)


def against_those_before(val):
    before = np.minimum.accumulate(np.concatenate([val[:1], val[:-1]]))
    return 100 * (val / before - 1)


generalization_loss = Exercise(
    right.generalization_loss,
    loss_cases,
    {
        "You take the minimum over all epochs, later ones too: at epoch t nobody knows them, so use "
        "np.minimum.accumulate.": lambda val: 100 * (val / np.min(val) - 1),
        "Your GL is a fraction: it is in percent, so multiply by 100.": (
            lambda val: right.generalization_loss(val) / 100
        ),
        "You compare with the epoch before: small steps hide a big rise, so compare with the lowest loss so far.": (
            against_the_previous
        ),
        "You take the difference to the lowest loss: GL is relative, divide by it.": (
            lambda val: 100 * (val - np.minimum.accumulate(val))
        ),
        "You compare with the epochs before t only: the minimum includes epoch t itself, so GL is never negative.": (
            against_those_before
        ),
        "You forgot to subtract 1: at a new best GL is 0, not 100.": lambda val: right.generalization_loss(val) + 100,
        "You compare with the first epoch: compare with the lowest loss so far.": lambda val: 100 * (val / val[0] - 1),
        "You returned only the last epoch's GL: return one number for each epoch.": (
            lambda val: float(right.generalization_loss(val)[-1])
        ),
    },
    points=4,
    help=Help(
        section="5.5 But when?",
        step=(
            "For losses of 4, 2 and 3, the lowest so far are 4, 2 and 2. Look for the method of `np.minimum` that "
            "gives such a running result, or keep the lowest so far in a loop."
        ),
        question=(
            "With an array of the lowest losses so far, how does the ratio of the two arrays become a percentage above "
            "the lowest?"
        ),
        idea=(
            "A running minimum looks back only, so no later epoch has a say in it, and the division does all epochs at "
            "once. A loop that keeps the lowest loss so far gives the same numbers."
        ),
    ),
)


def quotient_cases(rng):
    """One strip with rises of all sizes, a stop that never comes, training at a standstill, and noisy curves."""
    for rise in (0.005, 0.05, 0.3, 2.2, 3.0):
        yield [1.0, 0.7, 0.8], [1.0, 1.0, 1.0 + rise], 1.0, 3
    yield [1.0, 0.8, 0.7], [1.0, 0.9, 1.2], 0.5, 3
    yield [1.0, 0.8, 0.7, 0.65], [1.0, 0.9, 0.8, 0.7], 0.5, 2
    yield [1.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.1], 1.0, 2
    yield [1.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5], [1.0, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6], 1.0, 3
    yield [1.0, 0.5, 0.6, 0.9, 0.9, 0.95], [1.0, 0.9, 0.8, 0.9, 0.9, 1.04], 0.2, 3
    yield [1.0, 0.8, 0.9, 0.7], [1.0, 1.0, 1.01, 2.0], 5.0, 3
    yield [1.0, 0.6, 0.9, 1.0, 0.62, 0.9], [1.0, 0.9, 0.8, 0.8, 0.8, 1.6], 0.25, 3
    for k in (3, 4, 5):
        for alpha in (0.1, 0.3, 0.6, 1.0):
            epochs = int(rng.integers(30, 50))
            speed, floor = rng.uniform(0.05, 0.15), rng.uniform(0.0, 0.3)
            train = (floor + np.exp(-speed * np.arange(epochs))) * np.exp(0.01 * rng.normal(size=epochs))
            yield np.round(train, 4).tolist(), validation_curve(rng, epochs, 6, noise=0.03), alpha, k


def quotient_with(*, every=False, start=0, loss=right.generalization_loss, progress=None, never=None):
    """A wrong PQ that differs from the reference in one thing."""
    progress = progress or (lambda strip, history: 1000 * (strip.mean() / strip.min() - 1))

    def stop(train, val, alpha, k):
        train, rise = np.asarray(train, dtype=float), loss(val)
        for end in range(k + start, len(rise) + 1, 1 if every else k):
            if rise[end - 1] > alpha * progress(train[end - k : end], train[:end]):
                return end - 1
        return never(val) if never else None

    return stop


def at_alpha(train, val, alpha, k):
    train, loss = np.asarray(train, dtype=float), right.generalization_loss(val)
    for end in range(k, len(loss) + 1, k):
        strip = train[end - k : end]
        if loss[end - 1] >= alpha * 1000 * (strip.mean() / strip.min() - 1):
            return end - 1
    return None


def short_strip(train, val, alpha, k):
    stop = right.prechelt_pq_stop(train, val, alpha, k)
    rest = len(val) % k
    if stop is not None or rest == 0:
        return stop
    strip = np.asarray(train[-rest:], dtype=float)
    rise = right.generalization_loss(val)[-1]
    return len(val) - 1 if rise > alpha * 1000 * (strip.mean() / strip.min() - 1) else None


def one_after(train, val, alpha, k):
    stop = right.prechelt_pq_stop(train, val, alpha, k)
    return None if stop is None else stop + 1


prechelt_pq_stop = Exercise(
    right.prechelt_pq_stop,
    quotient_cases,
    {
        "You look at every epoch: PQ decides only at the end of a strip of k epochs.": quotient_with(every=True),
        "Your strips begin at epoch 1: the first one is 0 ... k - 1, so it ends at epoch k - 1.": quotient_with(
            start=1
        ),
        "Your progress uses the largest loss of the strip: Prechelt takes the mean over the strip.": quotient_with(
            progress=lambda strip, history: 1000 * (strip.max() / strip.min() - 1)
        ),
        "Your progress uses the whole history, which is always large: take the last k epochs only.": quotient_with(
            progress=lambda strip, history: 1000 * (history.mean() / history.min() - 1)
        ),
        "You compare GL itself with alpha: PQ divides it by the progress of training.": quotient_with(
            progress=lambda strip, history: 1.0
        ),
        "You swapped training and validation losses: GL is of the validation, the progress of the training.": (
            lambda train, val, alpha, k: right.prechelt_pq_stop(val, train, alpha, k)
        ),
        "Your progress lacks the factor 1000 (it is in per mille).": quotient_with(
            progress=lambda strip, history: strip.mean() / strip.min() - 1
        ),
        "Your progress is in percent: Prechelt's is in per mille, with the factor 1000.": quotient_with(
            progress=lambda strip, history: 100 * (strip.mean() / strip.min() - 1)
        ),
        "Your progress is from the first to the last epoch of the strip: take its mean and its minimum.": quotient_with(
            progress=lambda strip, history: 1000 * (strip[0] / strip[-1] - 1)
        ),
        "Your minimum is over the whole history: take it over the strip, as the mean.": quotient_with(
            progress=lambda strip, history: 1000 * (strip.mean() / history.min() - 1)
        ),
        "You divide by the last loss of the strip: take the strip's smallest, which may lie before.": quotient_with(
            progress=lambda strip, history: 1000 * (strip.mean() / strip[-1] - 1)
        ),
        "You take the last epochs for a strip though they are fewer than k: only whole strips count.": short_strip,
        "You stop where GL divided by the progress is just alpha: it has to be above alpha, and GL above 0 where "
        "there is no progress.": at_alpha,
        "You return the last epoch when the criterion never fires: return None.": quotient_with(
            never=lambda val: len(val) - 1
        ),
        "You return how many epochs were trained: return the number of the last one, which is one less.": one_after,
    },
    points=8,
    help=Help(
        section="5.5 But when?",
        step=(
            "Compute GL of all epochs once, and loop over the ends of whole strips only: k, 2 k, 3 k and so on. For "
            "each, cut out the k training losses of its strip."
        ),
        question=(
            "If a strip ends before position `end`, which epoch was its last, and how can GL be compared with alpha "
            "and the progress without a division?"
        ),
        idea=(
            "GL looks at all epochs so far, the progress at one strip, and the two meet only where a strip ends. To "
            "multiply alpha by the progress, where one could divide by it, also settles the strip without progress: "
            "there any GL above 0 stops."
        ),
    ),
)


what_may_be_reported = Written(
    "what_may_be_reported",
    """\
Validation data is taken out of the data one has for training, and never trained on. It measures how the network does
on examples that it has not seen, and tunes what is no weight: when to stop, the learning rate, the size of the network.
Who follows the sentence and trains on it measures how well the network remembers. That loss falls as long as training
goes on, wrong labels and all, so the patience never runs out; the network that is kept is the last and most
overfitted one, and its validation accuracy, near 100 %, says nothing.

The best of 20 validation accuracies is too good. All 20 networks are measured with the same chance errors of one small
set, and the maximum picks the one on which they were kindest. The set has been used for choosing, so it is no
longer unseen. What may be reported is the accuracy on a test set that no choice has touched, measured once, for the
patience that validation chose. Choosing by the test set would only move the mistake there.

Rubric: 1 point for "held out, never trained on", 1 for what it is for, 1 for what happens otherwise (the loss never
rises, nothing stops); 1 for "the maximum of noisy measurements is too high", 1 for the test set, 1 for "once".""",
)
