"""The tables of chapter 6: what transformed images do to networks that are tested on plain, and on shifted, ones."""

import numpy as np

from dlcourse import augmentation as au
from dlcourse import data
from dlcourse.early_stopping import split_indices
from dlcourse.engine.training import evaluate, predict

COPIES = (1, 2, 5, 10, 50)
AFFINE = {"degrees": 10, "shear": 0.1, "zoom": 0.08, "shift": 0.4}


def few_digits(seed):
    """Trained on 100 digits with each transformation: accuracies on others, on the same shifted, by class."""
    train, test = _digits(seed, 100)
    shifted = au.shifts(1)(test[0], np.random.default_rng(seed)), test[1]
    choices = {
        "none": None,
        "shift 1": au.shifts(1),
        "shift 2": au.shifts(2),
        "mirror": au.flips("horizontal"),
        "half turn": au.flips("both"),
    }
    found = {}
    for name, augment in choices.items():
        net = au.fit(au.dense(64, 256, seed), train, seed, 200, augment)
        read = predict(net, test[0]).argmax(axis=1)
        right = read == test[1]
        found[name] = {
            "test": right.mean(),
            "shifted": evaluate(net, *shifted)[1],
            "class": [right[test[1] == k].mean() for k in range(10)],
            "5 read as": np.bincount(read[test[1] == 5], minlength=10),
            "9 read as": np.bincount(read[test[1] == 9], minlength=10),
        }
    return found


def simard(seed):
    """Test accuracies of a network trained on 300 digits, without transformations and with those of Simard et al."""
    train, test = _digits(seed, 300)
    moved, bent = au.affine(**AFFINE), au.elastic(2, 1.2)
    choices = {
        "none": None,
        "shift 1": au.shifts(1),
        "affine": moved,
        "elastic": bent,
        "affine and elastic": au.compose(moved, bent),
        "mirror": au.flips("horizontal"),
        "pixel noise": lambda X, rng: (X + rng.normal(0, 0.2, X.shape)).astype(X.dtype),
    }
    nets = {name: au.fit(au.dense(64, 256, seed), train, seed, 150, augment) for name, augment in choices.items()}
    return {name: {"test": evaluate(net, *test)[1]} for name, net in nets.items()}


def stored(seed):
    """Test accuracies with elastic copies of 300 digits that were made once, by their number, and made anew each time.

    All take the same number of steps.
    """
    (X, y), test = _digits(seed, 300)
    found = []
    for copies in COPIES:
        images, labels, _ = au.store(X, y, au.elastic(2, 1.2), copies, seed)
        net = au.fit(au.dense(64, 256, seed), (images, labels), seed, 150 // copies)
        found.append(evaluate(net, *test)[1])
    fresh = au.fit(au.dense(64, 256, seed), (X, y), seed, 150, au.elastic(2, 1.2))
    return {"stored": {"test": found}, "made anew": {"test": evaluate(fresh, *test)[1]}}


def leak(seed):
    """Validation and test accuracy when nine affine copies of each of 100 digits are split in two ways.

    A quarter is for validation. In the first way the 900 images are split, in the second the 100 digits. The test is
    on other digits, transformed like the copies.
    """
    (X, y), (test_X, test_y) = _digits(seed, 100)
    images, labels, source = au.store(X, y, au.affine(**AFFINE), 9, seed)
    test = au.affine(**AFFINE)(test_X, np.random.default_rng(seed)), test_y
    splits = {
        "copies": split_indices(900, 0.25, 0.0, seed)[:2],
        "originals": au.leak_free_split(900, source, 0.25, seed),
    }
    found = {}
    for name, (learn, held_out) in splits.items():
        net = au.fit(au.dense(64, 256, seed), (images[learn], labels[learn]), seed, 25)
        validation = images[held_out], labels[held_out]
        found[name] = {"validation": evaluate(net, *validation)[1], "test": evaluate(net, *test)[1]}
    return found


def canvas_dense(seed):
    """Accuracies on a canvas of 48 x 48 of a network of dense layers, with digits in the middle and shifted by 15."""
    return _on_canvas(seed, lambda: au.dense(48 * 48, 128, seed), (0, 5, 15), epochs=200)


def canvas_flat(seed):
    """The same of a convolutional network that gives every place weights of its own."""
    return _on_canvas(seed, lambda: au.convolutional(48, seed, pool=False), (0, 5, 15))


def canvas_pooled(seed):
    """The same of a convolutional network that takes the largest value of each channel."""
    return _on_canvas(seed, lambda: au.convolutional(48, seed, pool=True), (0, 5))


canvas_dense.seeds = canvas_flat.seeds = canvas_pooled.seeds = range(5)  # a run takes up to half a minute


def _on_canvas(seed, network, shifts, epochs=50):
    train, centered, shifted = data.canvas_digits(seed)
    found = {}
    for max_shift in shifts:  # without shifts, 20 epochs are enough to make no mistake on the training digits
        augment, passes = (au.shifts(max_shift), epochs) if max_shift else (None, 20)
        net = au.fit(network(), train, seed, passes, augment, batch_size=50)
        found[f"shift {max_shift}"] = {"centered": evaluate(net, *centered)[1], "shifted": evaluate(net, *shifted)[1]}
    return found


def _digits(seed, n):
    """Two pairs (X, y) with X (n, 8, 8): n digits to train on, and all the others."""
    train, _, test = data.noisy_digits(seed, n=n, validation=0, label_noise=0)
    return tuple((X.reshape(-1, 8, 8), y) for X, y in (train, test))
