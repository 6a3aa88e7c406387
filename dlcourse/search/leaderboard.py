"""The leaderboard's task: the best network that a fixed number of steps can make of 500 badly labeled digits.

A recipe is a dict of the eight numbers in RANGES, and nothing else can be chosen: the data, the number of steps, the
starting weights and the order of the examples come from the task. So two recipes are compared on equal terms.
"""

import numpy as np

from dlcourse.engine.nn import mlp
from dlcourse.engine.training import SGD, evaluate, loss_and_backward, minibatches

STEPS = 400

# Width and batch size end where the processor's library begins to split a product among threads: so a recipe gives the
# same network, and costs the same fraction of a second, on a busy machine and on an idle one.
RANGES = {  # the smallest and the largest value; integers where both are integers
    "lr": (1e-4, 10.0),
    "momentum": (0.0, 0.99),
    "weight_decay": (0.0, 0.1),
    "keep_input": (0.05, 1.0),
    "keep_hidden": (0.05, 1.0),
    "cooldown": (0.0, 1.0),
    "width": (4, 128),
    "batch_size": (1, 32),
}


def recipe_fault(recipe):
    """What is wrong with a recipe, as a sentence that says what to do, or None if it may be trained with."""
    if type(recipe) is not dict:
        return f"A recipe is a dict, and this is an object of type {type(recipe).__name__}."
    if unknown := sorted(str(name) for name in recipe if name not in RANGES):
        return f"A recipe has no {', '.join(unknown)}: the choices are {', '.join(RANGES)}."
    if missing := [name for name in RANGES if name not in recipe]:
        return f"The recipe says nothing of {', '.join(missing)}: give all of {', '.join(RANGES)}."
    return next(filter(None, (value_fault(name, recipe[name]) for name in RANGES)), None)


def value_fault(name, value):
    """What is wrong with the value of one hyperparameter, or None."""
    low, high = RANGES[name]
    whole = isinstance(low, int)
    allowed = (int, np.integer) if whole else (int, float, np.integer, np.floating)
    if not isinstance(value, allowed) or isinstance(value, bool):
        return f"{name} must be {'an integer' if whole else 'a number'}, and this is {value!r}."
    if not low <= value <= high:  # nan is outside, too
        return f"{name} must be from {low:g} to {high:g}, and this is {value!r}."
    return None


def cooled(lr, cooldown, steps):
    """A schedule: lr, and in the last share `cooldown` of the steps a straight line down towards 0."""
    last = cooldown * steps
    return lambda step: lr * min(1.0, (steps - step) / last) if last else lr


def train_recipe(recipe, examples, steps, seed):
    """A relu network with one hidden layer, trained for exactly `steps` minibatches of examples = (X, y) by a recipe.

    The starting weights, dropout and the order of the examples are drawn from `seed`. Raises ValueError with a sentence
    for what is no recipe.
    """
    if fault := recipe_fault(recipe):
        raise ValueError(fault)
    X, y = examples
    net = mlp([X.shape[1], int(recipe["width"]), 10], seed, keep_probs=[recipe["keep_input"], recipe["keep_hidden"]])
    schedule = cooled(recipe["lr"], recipe["cooldown"], steps)
    optimizer = SGD(net, schedule, recipe["momentum"], recipe["weight_decay"])
    rng, batches = np.random.default_rng(seed), []
    with np.errstate(all="ignore"):  # a learning rate that is too large is allowed, and scores what it deserves
        while optimizer.steps < steps:
            batches = batches or list(minibatches(X, y, int(recipe["batch_size"]), rng))
            loss_and_backward(net, *batches.pop())
            optimizer.step()
    return net


def score(recipe, parts, steps, seed):
    """The accuracy (validation, test) after training by a recipe on parts = (training, validation, test)."""
    training, *others = parts
    net = train_recipe(recipe, training, steps, seed)
    with np.errstate(all="ignore"):
        return tuple(evaluate(net, *part)[1] for part in others)
