"""The tables of chapter 7: letters teach a network something about digits, and digits teach it less about digits."""

from functools import cache

import numpy as np

from dlcourse import transfer_learning as tl
from dlcourse.data import digits
from dlcourse.data.letters import enlarged, letters, split_digits, translated, translated_digits
from dlcourse.engine.nn import mlp
from dlcourse.engine.training import evaluate

LABELS = (1, 2, 5, 10, 20, 50)  # for each class
LAST = (5, 6, 7, 8, 9)
HIDDEN = (128, 64)
THREE = (128, 96, 64)  # the hidden layers of the network whose layers are counted


@cache
def _source(seed, kind, hidden=HIDDEN):
    """A network that has been pretrained on one of the source tasks."""
    if kind == "digits 0-4":
        images, labels = digits()
        few = labels < 5
        return tl.pretrain(enlarged(images[few], 10), labels[few], hidden, seed, epochs=120, place=translated)
    images, labels = letters(7800, seed)
    if kind == "shuffled":
        labels = np.random.default_rng([seed, 2]).permutation(labels)
    if kind == "13 letters":
        images, labels = images[labels < 13], labels[labels < 13]
    return tl.pretrain(images, labels, hidden, seed, place=translated)


def _new(seed, k=10, hidden=HIDDEN):
    """A network of the same layers that has learned nothing."""
    return tl.transplant(mlp([256, *hidden, k], seed + 500), k, seed + 500, keep=0)


def label_curve(seed):
    """Test accuracies by the number of labels, for both procedures, and what must be compared with them."""
    source, shuffled = _source(seed, "letters"), _source(seed, "shuffled")
    found = {}
    for per_class in LABELS:
        few, tests = translated_digits(seed, per_class)
        images, y = split_digits(seed, per_class)[0]
        unplaced = enlarged(images, 10), y
        old = lambda net=source: tl.transplant(net, 10, seed + 500)  # noqa: E731
        head_first = tl.train_on_features(old(), few, seed)
        nets = {
            "scratch": tl.train_steps(_new(seed), few, seed),
            "frozen": head_first,
            "fine-tuned": tl.train_steps(old(), few, seed),
            "random frozen": tl.train_on_features(_new(seed), few, seed),
            "shuffled source, frozen": tl.train_on_features(old(shuffled), few, seed),
            "scratch, placed anew": tl.train_steps(_new(seed), unplaced, seed, place=translated),
            "fine-tuned, placed anew": tl.train_steps(old(), unplaced, seed, place=translated),
        }
        accuracies = {name: evaluate(net, *tests)[1] for name, net in nets.items()}
        accuracies["head first, then all"] = evaluate(tl.train_steps(head_first, few, seed, body_factor=0.1), *tests)[1]
        accuracies["nearest neighbor"] = tl.nearest_neighbor(few, tests)
        for name, value in accuracies.items():
            found.setdefault(name, {"accuracy": []})["accuracy"].append(value)
    return found


def sources(seed):
    """Test accuracies on the digits 5 to 9, 20 labels a class, after other source tasks."""
    few, tests = translated_digits(seed, 20, LAST)
    found = {"scratch": {"fine-tuned": evaluate(tl.train_steps(_new(seed, 5), few, seed), *tests)[1]}}
    for kind in ("letters", "13 letters", "digits 0-4", "shuffled"):
        old = lambda kind=kind: tl.transplant(_source(seed, kind), 5, seed + 500)  # noqa: E731
        frozen, tuned = tl.train_on_features(old(), few, seed), tl.train_steps(old(), few, seed)
        found[kind] = {"frozen": evaluate(frozen, *tests)[1], "fine-tuned": evaluate(tuned, *tests)[1]}
    return found


def layers(seed):
    """Test accuracies by the number of layers kept, 0 to 3 of a body of three, frozen and fine-tuned."""
    source = _source(seed, "letters", THREE)
    found = {}
    for per_class in (10, 50):
        few, tests = translated_digits(seed, per_class)
        kept = [tl.transplant(source, 10, seed + 500, keep) for keep in range(4)]
        frozen = [tl.train_steps(net, few, seed, frozen=keep, steps=400) for keep, net in enumerate(kept)]
        found[f"{per_class} labels, frozen"] = {"accuracy": [evaluate(net, *tests)[1] for net in frozen]}
        kept = [tl.transplant(source, 10, seed + 500, keep) for keep in range(4)]
        tuned = [tl.train_steps(net, few, seed, steps=400) for net in kept]
        found[f"{per_class} labels, fine-tuned"] = {"accuracy": [evaluate(net, *tests)[1] for net in tuned]}
    return found


def negative(seed):
    """Test accuracies where transfer does harm: the digits 0 to 4 teach, the digits 5 to 9 are asked, all centered."""
    images, labels = digits()
    first = labels < 5
    source = tl.pretrain(images[first].reshape(-1, 64), labels[first], HIDDEN, seed, epochs=30, batch_size=50)
    empty = lambda: tl.transplant(mlp([64, *HIDDEN, 5], seed + 500), 5, seed + 500, keep=0)  # noqa: E731
    found = {}
    for per_class in LABELS:
        few, tests = ((X.reshape(-1, 64), y) for X, y in split_digits(seed, per_class, LAST))
        nets = {
            "scratch": tl.train_steps(empty(), few, seed, lr=0.05),
            "frozen": tl.train_on_features(tl.transplant(source, 5, seed + 500), few, seed, lr=0.05),
            "fine-tuned": tl.train_steps(tl.transplant(source, 5, seed + 500), few, seed, lr=0.05),
        }
        accuracies = {name: evaluate(net, *tests)[1] for name, net in nets.items()}
        accuracies["nearest neighbor"] = tl.nearest_neighbor(few, tests)
        for name, value in accuracies.items():
            found.setdefault(name, {"accuracy": []})["accuracy"].append(value)
    return found
