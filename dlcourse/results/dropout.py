"""The tables of chapter 4: what dropout does to 500 digits with 20 % wrong labels."""

import numpy as np

from dlcourse import data
from dlcourse import dropout as dp
from dlcourse.engine.training import evaluate

KEEP_PROBS = (1.0, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.02)
WIDTHS = (8, 16, 32, 64, 128, 256, 512)
COUNTS = (1, 2, 5, 10, 20, 50, 100)


def keep_prob(seed):
    """Accuracies by the keep probability of the hidden layer (256 units), with two learning rates."""
    train, valid, test = data.noisy_digits(seed)
    true = data.noisy_digits(seed, label_noise=0)[0]
    parts = {"train": train, "train, true labels": true, "validation": valid, "test": test}
    found = {}
    for lr in (0.02, 0.05):
        nets = [dp.train_mlp(train, seed, keep_probs=[1.0, q], lr=lr)[0] for q in KEEP_PROBS]
        found[f"lr {lr}"] = {name: [evaluate(net, *part)[1] for net in nets] for name, part in parts.items()}
    return found


def recipes(seed):
    """Accuracies with other keep probabilities for the input, the hidden layer at 0.5, and with max-norm."""
    train, _, test = data.noisy_digits(seed)
    choices = {
        "no dropout": (1.0, 1.0, None),
        "input 1.0, hidden 0.5": (1.0, 0.5, None),
        "input 0.8, hidden 0.5": (0.8, 0.5, None),
        "input 0.5, hidden 0.5": (0.5, 0.5, None),
        "input 0.2, hidden 0.5": (0.2, 0.5, None),
        "input 0.05, hidden 0.5": (0.05, 0.5, None),
        "input 0.8, hidden 0.5, max-norm 2": (0.8, 0.5, 2.0),
        "no dropout, max-norm 2": (1.0, 1.0, 2.0),
    }
    found = {}
    for name, (*keep_probs, limit) in choices.items():
        net, _ = dp.train_mlp(train, seed, keep_probs=keep_probs, limit=limit)
        found[name] = {"train": evaluate(net, *train)[1], "test": evaluate(net, *test)[1]}
    return found


def width(seed):
    """Test accuracies by the number of hidden units, without dropout and with q = 0.5, on noisy and on true labels."""
    found = {}
    for labels, label_noise in (("noisy", 0.2), ("true", 0)):
        train, _, test = data.noisy_digits(seed, label_noise=label_noise)
        for q in (1.0, 0.5):
            nets = [dp.train_mlp(train, seed, (units,), [1.0, q])[0] for units in WIDTHS]
            found[f"{labels} labels, q = {q}"] = {"test": [evaluate(net, *test)[1] for net in nets]}
    return found


def scaling(seed):
    """Test accuracy and loss when the scaling is right, forgotten, or done twice, for one and two hidden layers."""
    train, _, test = data.noisy_digits(seed)
    found = {}
    for layers in (1, 2):
        net, _ = dp.train_mlp(train, seed, (256,) * layers, [1.0] + [0.5] * layers)
        for name, factor in (("right", 1.0), ("forgotten", 2.0), ("done twice", 0.5)):
            logits = dp.scaled_logits(net, test[0], factor)
            accuracy = float(np.mean(logits.argmax(axis=1) == test[1]))
            chosen = dp.softmax(logits.astype(float))[np.arange(len(test[1])), test[1]]
            found[f"{layers} hidden, {name}"] = {"accuracy": accuracy, "loss": float(-np.log(chosen + 1e-300).mean())}
    return found


def monte_carlo(seed):
    """Test errors of averages over 1 to 100 sampled networks, and of the whole network, which is weight scaling."""
    train, _, test = data.noisy_digits(seed)
    found = {}
    for name, hidden, keep_probs in (("1 hidden", (256,), [1.0, 0.5]), ("2 hidden", (256, 256), [0.8, 0.5, 0.5])):
        net, _ = dp.train_mlp(train, seed, hidden, keep_probs)
        whole = 1 - evaluate(net, *test)[1]
        found[name] = {"average": dp.errors_of_averages(net, *test, COUNTS), "weight scaling": whole}
    return found
