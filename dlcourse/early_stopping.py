"""Early stopping: when to end a training, and which of its weights to keep.

Read top to bottom, this module lets you

* split data into three parts that share no example;
* stop after a number of epochs without a new best, and name the epoch to return to;
* bring the best weights home, whether the rule stopped the training or the epochs ran out;
* stop as Prechelt (1998) does: when the loss has risen by some percent (GL), when it rises faster than training
  makes progress (PQ), or when it has risen several times in a row (UP);
* hang each of these rules on a training as a callback, and go on with an interrupted one bit for bit.

Epochs count from 0. `train` and `val` hold one loss an epoch, positive numbers. A rule looks at no later epoch: what it
says of the epochs so far stays true when more are added. So the functions below, which take whole lists, are also
what decides while a training runs.
"""

import numpy as np

# Three parts


def split_indices(n, val_frac, test_frac, seed):
    """A tuple of three integer arrays (training, validation, test) that together hold each of 0 ... n - 1 once.

    The order is drawn by np.random.default_rng(seed).permutation(n). Its first round(val_frac * n) entries are the
    validation set, the next round(test_frac * n) the test set, and all the rest, in the same order, is for training.
    """
    order = np.random.default_rng(seed).permutation(n)
    n_val, n_test = round(val_frac * n), round(test_frac * n)
    return order[n_val + n_test :], order[:n_val], order[n_val : n_val + n_test]


# Patience


def patience_stop(val, patience, min_delta=0.0):
    """What becomes of a training with validation losses `val` (T,) that waits `patience` epochs for a new best.

    An epoch is a new best if its loss is below the best so far by more than min_delta. Training stops after the
    `patience`-th epoch in a row that is none; no later loss may be looked at. Returns a dict:

        stop_epoch   the last epoch that was trained      stopped   whether the rule ended the training (a bool)
        best_epoch   the epoch of the last new best       best      the loss there (a float)

    If the rule never fires, stop_epoch is T - 1. The first epoch is a new best, unless its loss is nan: an epoch whose
    loss is nan is none, and counts as any other that is none.
    """
    best, best_epoch = np.inf, -1
    for epoch, loss in enumerate(val):
        if loss < best - min_delta:
            best, best_epoch = float(loss), epoch
        elif epoch - best_epoch >= patience:
            return {"stop_epoch": epoch, "best_epoch": best_epoch, "best": best, "stopped": True}
    return {"stop_epoch": len(val) - 1, "best_epoch": best_epoch, "best": best, "stopped": False}


# The weights must come back


def train_with_snapshots(deltas, val, params0, patience):
    """The parameters a training with early stopping brings home: those of its best epoch, as a dict of arrays.

    Training starts at params0, a dict of arrays, which stays as it is. In epoch t each parameter moves by
    deltas[t][name] (deltas is a list of dicts of arrays), and then the validation loss is val[t]. An epoch is a
    new best if its loss is below the best so far (nan is not), and training stops after the `patience`-th epoch in a
    row that is none, or when the deltas are used up. Either way the parameters of the best epoch are returned.
    """
    params = {name: array.copy() for name, array in params0.items()}
    for epoch, delta in enumerate(deltas):
        for name in params:
            params[name] += delta[name]
        so_far = patience_stop(val[: epoch + 1], patience)
        if so_far["best_epoch"] == epoch:
            best = {name: array.copy() for name, array in params.items()}
        if so_far["stopped"]:
            break
    return best


# Prechelt's criteria


def generalization_loss(val):
    """Prechelt's GL: by how many percent each validation loss lies above the lowest up to that epoch; val (T,), (T,).

        GL(t) = 100 * (val[t] / min(val[0], ..., val[t]) - 1)

    Prechelt 1998, sec. 2.
    """
    val = np.asarray(val, dtype=float)
    return 100 * (val / np.minimum.accumulate(val) - 1)


def gl_stop(val, alpha):
    """The first epoch after which GL is above alpha percent, or None. Prechelt 1998: GL_alpha."""
    above = np.flatnonzero(generalization_loss(val) > alpha)
    return int(above[0]) if len(above) else None


def prechelt_pq_stop(train, val, alpha, k=5):
    """The epoch after which Prechelt's criterion PQ_alpha stops a training, or None; train (T,), val (T,) are losses.

    Epochs come in strips of k: 0 ... k - 1, k ... 2k - 1, and so on. At the end of each strip, and only there, GL of
    the validation losses is compared with the progress of the training losses in that strip:

        progress = 1000 * (mean of the k training losses / their minimum - 1)

    Training stops when GL / progress > alpha; where the progress is 0, when GL > 0. Prechelt 1998, sec. 2.
    """
    train, loss = np.asarray(train, dtype=float), generalization_loss(val)
    for end in range(k, len(loss) + 1, k):
        strip = train[end - k : end]
        progress = 1000 * (strip.mean() / strip.min() - 1)
        if loss[end - 1] > alpha * progress:
            return end - 1
    return None


def up_stop(val, s, k=5):
    """The epoch after which Prechelt's criterion UP_s stops, or None: the loss rose over s strips of k in a row.

    Only the losses at the ends of strips are compared, each with the one before. Prechelt 1998, sec. 2.
    """
    ends = np.asarray(val, dtype=float)[k - 1 :: k]
    rises = 0
    for strip in range(1, len(ends)):
        rises = rises + 1 if ends[strip] > ends[strip - 1] else 0
        if rises == s:
            return k * (strip + 1) - 1
    return None


# Rules: what the lists say of a training, as the dict of patience_stop


def stopped_after(stop, val):
    """The dict of patience_stop for a training with losses `val` that ends after epoch `stop`, or not if it is None."""
    seen = val if stop is None else val[: stop + 1]
    return {**patience_stop(seen, patience=len(seen) + 1), "stopped": stop is not None}


def by_patience(patience, min_delta=0.0):
    """The rule of patience_stop. A rule is a function of the losses so far, train and val, that returns its dict."""
    return lambda _train, val: patience_stop(val, patience, min_delta)


def by_gl(alpha):
    """The rule of gl_stop."""
    return lambda _train, val: stopped_after(gl_stop(val, alpha), val)


def by_pq(alpha, k=5):
    """The rule of prechelt_pq_stop."""
    return lambda train, val: stopped_after(prechelt_pq_stop(train, val, alpha, k), val)


def by_up(s, k=5):
    """The rule of up_stop."""
    return lambda _train, val: stopped_after(up_stop(val, s, k), val)


# A training that stops


class EarlyStopping:
    """A callback of training.train that keeps the best weights, stops by `rule`, and at its end puts them back:

        with EarlyStopping(net, by_patience(10)) as stopping:
            train(net, X, y, optimizer, epochs, batch_size, seed, valid=(X_val, y_val), callbacks=[stopping])

    The weights are put back in any case: whether the rule has stopped the training, the epochs ran out, or an error
    or the stop button ended it. `outcome` is what the rule said last, `best` the network's state at the best epoch.
    """

    def __init__(self, net, rule):
        self.net, self.rule = net, rule
        self.train, self.val = [], []
        self.best, self.outcome = net.state(), None

    def __call__(self, net, _epoch, losses):
        """Look at the losses of an epoch; True if it was the last."""
        if "valid_loss" not in losses:
            raise ValueError("Early stopping watches the validation loss: call train with valid=(X, y).")
        self.train.append(losses["loss"])
        self.val.append(losses["valid_loss"])
        self.outcome = self.rule(self.train, self.val)
        if self.outcome["best_epoch"] == len(self.val) - 1:
            self.best = net.state()
        return self.outcome["stopped"]

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.net.restore(self.best)

    def memory(self):
        """All that must be kept for `recall`, as a dict of arrays: what training.checkpoint saves."""
        return {"train": self.train, "val": self.val} | {f"best/{name}": w for name, w in self.best.items()}

    def recall(self, memory):
        """Go on from a memory, as if nothing had happened in between."""
        self.train, self.val = memory["train"].tolist(), memory["val"].tolist()
        self.best = {name: memory[f"best/{name}"] for name in self.best}
        self.outcome = self.rule(self.train, self.val)
