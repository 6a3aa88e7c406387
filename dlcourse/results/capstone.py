"""The tables of chapter 8: searches, the winner's luck, batch sizes, and which regularizers add up."""

from itertools import product

import numpy as np

from dlcourse import capstone as cs
from dlcourse.augmentation import shifts
from dlcourse.data import noisy_digits
from dlcourse.engine.nn import mlp
from dlcourse.engine.training import SGD, evaluate, predict, train

PLANE = {"lr": ("log", 1e-4, 10.0), "weight_decay": ("log", 1e-9, 1e-5)}  # the second is too small to matter
BOX = {
    "lr": ("log", 1e-4, 10.0),
    "weight_decay": ("log", 1e-6, 1e-1),
    "momentum": ("lin", 0.0, 0.99),
    "width": ("int", 4, 256),
}
POOL, EPOCHS = 100, 12
HALVING = (27, 2)  # trials, and the epochs of the first round
BATCH_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
LEARNING_RATES = (0.03, 0.1, 0.3, 1.0, 2.0)
N_VAL, TRIALS = (20, 100, 500), (1, 3, 10, 30, 100)


def _parts(seed):
    return noisy_digits(seed, n=300, validation=300, label_noise=0)


def _val(trials, parts, seed, epochs=EPOCHS):
    """The validation accuracies of the trials; chance where the network diverged."""
    found = [cs.run_trial(trial, epochs, parts, seed)["val"] for trial in trials]
    return [0.1 if np.isnan(v) else v for v in found]


def plane(seed):
    """Two hyperparameters, one of which does nothing: the accuracies of 100 random trials, and those of 4 grids each.

    The digits are always split by seed 0, so that the ten searches ask the same question.
    """
    parts, found = _parts(0), {"random": {"val": _val(cs.random_search(PLANE, POOL, seed), _parts(0), 0)}}
    for levels in (3, 5):
        grids = [cs.grid_search(PLANE, levels, 100 * seed + i) for i in range(4)]
        found[f"grid {levels} x {levels}"] = {"best": [max(_val(grid, parts, 0)) for grid in grids]}
    return found


def box(seed):
    """Four hyperparameters: the accuracies of 100 random trials, and the best of grids of 16 and of 81."""
    parts = _parts(0)
    found = {"random": {"val": _val(cs.random_search(BOX, POOL, seed), parts, 0)}}
    for levels, grids in ((2, 2), (3, 1)):
        best = [max(_val(cs.grid_search(BOX, levels, 100 * seed + i), parts, 0)) for i in range(grids)]
        found[f"grid of {levels**4}"] = {"best": best}
    return found


def halving(seed):
    """Successive halving of 27 trials, all 27 to the end, and as many of them as halving's epochs pay for.

    Each with the validation and test accuracy of what it chooses, and its cost in epochs.
    """
    n, first = HALVING
    parts, trials = _parts(seed), cs.random_search(BOX, n, seed)
    run = lambda trial, epochs: cs.run_trial(trial, epochs, parts, seed)  # noqa: E731
    rounds = cs.successive_halving(trials, run, first)
    spent, last = cs.epochs_spent(rounds), rounds[-1]["epochs"]
    all_results = cs.search(trials, run, last)
    some_results = all_results[: spent // last]
    found = {"successive halving": (rounds[-1]["results"], spent), "all to the end": (all_results, n * last)}
    found["random, same budget"] = some_results, len(some_results) * last
    return {
        name: {**{k: results[cs.select_trial(results)][k] for k in ("val", "test")}, "epochs": epochs}
        for name, (results, epochs) in found.items()
    }


def optimism(seed):
    """What the best of k trials is reported to have on n_val digits, and what it really has, in 400 draws each.

    The 100 networks have learned 300 digits with a sensible learning rate: they differ, but not by much.
    """
    training, *_ = _parts(seed)
    X, y = (np.concatenate(both) for both in zip(*_parts(seed)[1:], strict=True))
    space = {"lr": ("log", 0.02, 0.2), "momentum": ("lin", 0.0, 0.9), "width": ("int", 16, 128)}
    correct = []
    for i, trial in enumerate(cs.random_search(space, max(TRIALS), seed)):
        net = mlp([64, trial["width"], 10], i)
        train(net, *training, SGD(net, trial["lr"], trial["momentum"]), 8, 20, i)
        correct.append(predict(net, X).argmax(axis=1) == y)
    found = {}
    for n_val in N_VAL:
        both = [cs.winner_looks(np.array(correct), n_val, k, 400, seed) for k in TRIALS]
        found[str(n_val)] = {"reported": [r for r, _ in both], "true": [t for _, t in both]}
    return found


def batch_size(seed):
    """Steps to 95 % validation accuracy on 1,000 digits, for each batch size and each learning rate; 0 for never."""
    parts = noisy_digits(seed, n=1000, validation=300, label_noise=0)
    found = {}
    for size in BATCH_SIZES:
        max_steps = 6000 // size + 400
        steps = [cs.steps_to_target(parts, lr, size, 0.95, max_steps, seed) for lr in LEARNING_RATES]
        found[str(size)] = {"steps": [0 if np.isinf(s) else s for s in steps]}
    return found


def regularizers(seed):
    """Accuracies of all 16 combinations of four regularizers on the house data set, 100 epochs each.

    With early stopping the weights are those of the epoch with the lowest validation loss, "epoch"; else of the last.
    "train" is the accuracy on the training digits, judged by the labels they are trained with.
    """
    training, valid, test = noisy_digits(seed)
    found = {}
    for decay, dropout, shift in product((False, True), repeat=3):
        net = mlp([64, 256, 10], seed, keep_probs=[0.8, 0.5] if dropout else None)
        optimizer, seen = SGD(net, 0.02, momentum=0.9, weight_decay=0.01 * decay), []
        history = train(
            net, *training, optimizer, 100, 20, seed, valid=valid, augment=_shifted if shift else None,
            callbacks=[lambda net, *_, seen=seen: seen.append([evaluate(net, *part)[1] for part in (training, test)])],
        )  # fmt: skip
        best = int(np.argmin(history["valid_loss"]))
        parts = [name for name, on in (("decay", decay), ("dropout", dropout), ("shifts", shift)) if on]
        for name, epoch in ((" + ".join(parts) or "nothing", 99), (" + ".join([*parts, "stopping"]), best)):
            found[name] = {"train": seen[epoch][0], "test": seen[epoch][1], "epoch": epoch}
    return found


def _shifted(x, rng):
    """Each image of x (n, 64), 8 x 8 pixels, shifted by up to one pixel in both directions."""
    return shifts(1)(x.reshape(-1, 8, 8), rng).reshape(x.shape)
