"""The tables of chapter 5: trainings on the house data set, watched at every epoch, far beyond the point to stop."""

import numpy as np

from dlcourse.data import noisy_digits
from dlcourse.engine.nn import mlp
from dlcourse.engine.training import SGD, evaluate, predict, train

EPOCHS = 120
SIZES = (20, 50, 100, 200, 400)  # of validation sets


def _trained(seed, parts, watch):
    """A training of 120 epochs: its history, and what watch(net) gave after each."""
    (X, y), valid, _ = parts
    net, seen = mlp([64, 256, 10], seed), []
    history = train(
        net, X, y, SGD(net, lr=0.01, momentum=0.9), EPOCHS, 20, seed, valid=valid,
        callbacks=[lambda net, _epoch, _losses: seen.append(watch(net))],
    )  # fmt: skip
    return history, np.array(seen)


def curves(seed):
    """What is measured at each epoch, with a fifth of the labels wrong, and with right labels.

    `part_loss` is the loss on 200 of the 500 digits that the network is trained on.
    """
    results = {}
    for variant, label_noise in (("noisy", 0.2), ("clean", 0.0)):
        parts = noisy_digits(seed, label_noise=label_noise)
        (X, y), _, test = parts
        part = X[:200], y[:200]
        history, seen = _trained(
            seed, parts, lambda net, part=part, test=test: (evaluate(net, *part), evaluate(net, *test))
        )
        results[variant] = {"val_loss": history["valid_loss"], "test_accuracy": seen[:, 1, 1].tolist()}
        if label_noise:
            results[variant] |= {"train_loss": history["loss"], "part_loss": seen[:, 0, 0].tolist()}
        else:
            results[variant]["val_accuracy"] = history["valid_accuracy"]
    return results


def validation_size(seed):
    """For each size, the epochs that disjoint validation sets of that size choose, cut from the same 400 digits.

    With each epoch: the test accuracy there, the validation loss by which it was chosen (`reported`), and the loss on
    200 further digits, with as many wrong labels, that had no part in the choice (`fresh`).
    """
    parts = noisy_digits(seed, validation=600)
    _, (X, y), test = parts
    _, seen = _trained(seed, parts, lambda net: [*_example_losses(predict(net, X), y), evaluate(net, *test)[1]])
    losses, fresh, accuracy = seen[:, :400], seen[:, 400:600].mean(axis=1), seen[:, 600]
    results = {}
    for size in SIZES:
        by_set = losses.reshape(EPOCHS, -1, size).mean(axis=2)
        chosen = by_set.argmin(axis=0)
        results[str(size)] = {
            "epoch": chosen, "accuracy": accuracy[chosen], "reported": by_set.min(axis=0), "fresh": fresh[chosen],
        }  # fmt: skip
    return results


def _example_losses(logits, y):
    """The cross-entropy of each example."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(y)), y]
