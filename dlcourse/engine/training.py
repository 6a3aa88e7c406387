"""Training a network: steps downhill on minibatches, what happened on the way, and a place to come back to.

Read top to bottom, after `nn`, this module lets you

* take steps of gradient descent with momentum, weight decay and clipped gradients, at a rate that may change;
* train, watch the losses, and stop when a callback says so;
* evaluate a network: its loss and its accuracy;
* save a network with its optimizer, after each epoch if you like, and go on later as if nothing had happened.

    net = mlp([64, 100, 10], seed=0)
    history = train(net, X, y, SGD(net, lr=0.1, momentum=0.9), epochs=10, batch_size=32, seed=0)
"""

import json
import os
import sys
from pathlib import Path

import numpy as np

from dlcourse.engine.graph import backward
from dlcourse.engine.operations import cross_entropy

# Steps downhill


class SGD:
    """Gradient descent with momentum beta and weight decay lambda on the weights of a network:

        v <- beta v - lr (grad + lambda w)        w <- w + v

    lr is a number, or a schedule: a function of the step number. `clip` is the largest norm that the gradient of all
    weights together may have; a longer one is shortened (Pascanu, Mikolov and Bengio 2013, algorithm 1). Frozen
    weights are left alone. Polyak 1964, eq. 9; with a constant lr it takes the same steps as torch.optim.SGD.
    """

    def __init__(self, net, lr, momentum=0.0, weight_decay=0.0, clip=None):
        self.weights, self.lr, self.steps = net.weights(), lr, 0
        self.momentum, self.weight_decay, self.clip = momentum, weight_decay, clip
        self.velocity = {name: np.zeros_like(w.value) for name, w in self.weights.items()} if momentum else {}

    def step(self):
        """One step for every weight that is not frozen. It uses the gradients up: w.grad holds the move afterwards."""
        lr = float(self.lr(self.steps) if callable(self.lr) else self.lr)
        learning = {name: w for name, w in self.weights.items() if w.requires_grad}
        shorter = 1.0 if self.clip is None else min(1.0, self.clip / max(gradient_norm(learning.values()), 1e-30))
        for name, w in learning.items():
            move = w.grad
            move *= -lr * shorter
            if self.weight_decay:
                move -= lr * self.weight_decay * w.value
            w.value += self.carry(name, move) if self.momentum else move
        self.steps += 1

    def carry(self, name, move):
        """The velocity of a weight, after `move` has been added to it.

        Where the gradient stays 0, as behind a dead relu, it only decays, into numbers so small that processors
        are slow with them (below 1e-38 in float32). So what is too small to matter is set to 0 now and then.
        """
        v = self.velocity[name]
        v *= self.momentum
        v += move
        if self.steps % 100 == 99:
            v *= np.abs(v) > 1e-30
        return v


def gradient_norm(weights):
    """The length of the gradient of all these weights (nodes), as one long vector."""
    return float(np.sqrt(sum(np.vdot(w.grad, w.grad) for w in weights)))


# Training


def train(
    net, X, y, optimizer, epochs, batch_size, seed, *,
    valid=None, augment=None, callbacks=(), before_step=None, after_step=None, first_epoch=0, progress=False,
    check_finite=False,
):  # fmt: skip
    """Train in place; returns the history: a dict with a list of one number per epoch for each thing measured.

    "loss" and "accuracy" are means over the epoch's minibatches as they were met, so in training mode and while the
    weights changed; with valid=(X, y) there are "valid_loss" and "valid_accuracy", evaluated after the epoch.

    augment(x, rng) makes of a minibatch the one to learn from. After each epoch, callback(net, epoch, losses) gets
    that epoch's numbers as a dict, and stops the training by returning True. before_step(net, steps) sees the
    gradients, after_step(net, steps) the weights moved, with the number of steps taken so far. The order of the
    examples is drawn from `seed` and the epoch's number, so that with `first_epoch` a training goes on as it would
    have.
    """
    history = {}
    callbacks = [progress_line(first_epoch + epochs), *callbacks] if progress else callbacks
    for epoch in range(first_epoch, first_epoch + epochs):
        rng = np.random.default_rng([seed, epoch])
        results = []
        for examples, labels in minibatches(X, y, batch_size, rng):
            x = examples if augment is None else augment(examples, rng)
            loss, logits = loss_and_backward(net, x, labels, check_finite=check_finite)
            if before_step is not None:
                before_step(net, optimizer.steps)
            optimizer.step()
            if after_step is not None:
                after_step(net, optimizer.steps)
            results.append((len(labels), loss, accuracy(logits, labels)))
        losses = measured("", *averages(results)) | (measured("valid_", *evaluate(net, *valid)) if valid else {})
        for name, value in losses.items():
            history.setdefault(name, []).append(value)
        answers = [callback(net, epoch, losses) for callback in callbacks]
        if any(answer is True for answer in answers):
            break
    return history


def minibatches(X, y, batch_size, rng):
    """One epoch: a pair (x, labels) for each batch_size examples of X, y, in an order drawn from rng; each comes once.

    The last pair may hold fewer.
    """
    order = rng.permutation(len(y))
    for start in range(0, len(y), batch_size):
        batch = order[start : start + batch_size]
        yield X[batch], y[batch]


def loss_and_backward(net, x, y, *, check_finite=False):
    """The loss on these examples in training mode, and the logits (N, K); the gradients are in the weights."""
    logits = net(x, train=True)
    loss = cross_entropy(logits, y)
    backward(loss, check_finite=check_finite)
    return float(loss.value), logits.value


def accuracy(logits, y):
    """The share of rows of logits (N, K) whose largest number is at the label y (N,)."""
    return float(np.mean(logits.argmax(axis=1) == y))


def averages(results):
    """The means of losses and accuracies, from rows (number of examples, loss, accuracy)."""
    sizes, *columns = np.transpose(results)
    return [float(np.average(column, weights=sizes)) for column in columns]


def measured(prefix, loss, accuracy):
    """A loss and an accuracy under their names in the history."""
    return {prefix + "loss": loss, prefix + "accuracy": accuracy}


def progress_line(last, file=sys.stderr):
    """A callback that writes one line and keeps it up to date."""

    def show(_net, epoch, losses):
        done = 20 * (epoch + 1) // last
        numbers = "  ".join(f"{name} {value:.4f}" for name, value in losses.items())
        end = "\n" if epoch + 1 == last else ""
        file.write(f"\repoch {epoch + 1}/{last} [{'#' * done}{'.' * (20 - done)}]  {numbers}{end}")
        file.flush()

    return show


# Evaluation


def predict(net, X, batch_size=1000):
    """The logits (N, K) of the network in evaluation mode, as an array."""
    return np.concatenate([net(X[i : i + batch_size]).value for i in range(0, len(X), batch_size)])


def evaluate(net, X, y, batch_size=1000):
    """The mean loss and the accuracy of the network in evaluation mode, as two numbers."""
    results = []
    for i in range(0, len(y), batch_size):
        logits, labels = net(X[i : i + batch_size]), y[i : i + batch_size]
        loss = float(cross_entropy(logits, labels).value)
        results.append((len(labels), loss, accuracy(logits.value, labels)))
    return tuple(averages(results))


# A place to come back to


def save(path, net, optimizer=None, more=None):
    """Write all that `load` needs to go on: weights, statistics, generators, and the optimizer's velocity and steps.

    `more` is a dict of anything else, in numbers and arrays. The file is an npz of plain arrays. It appears under its
    name only when it is complete and on the disk: until then an older one of that name stays as it is.
    """
    content = {f"net/{name}": array for name, array in net.arrays().items()}
    for name, rng in net.members(np.random.Generator).items():
        content[f"generator/{name}"] = np.array(json.dumps(rng.bit_generator.state))
    if optimizer is not None:
        content |= {f"velocity/{name}": v for name, v in optimizer.velocity.items()}
        content["steps"] = np.array(optimizer.steps)
    content |= {f"more/{name}": np.asarray(value) for name, value in (more or {}).items()}
    unfinished = Path(f"{path}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            np.savez(file, **content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def load(path, net, optimizer=None):
    """Read what `save` wrote into a network of the same layers (and its optimizer), in place; returns `more`."""
    with np.load(path, allow_pickle=False) as file:
        content = dict(file)
    net.restore(under("net/", content))
    for name, rng in net.members(np.random.Generator).items():
        rng.bit_generator.state = json.loads(str(content[f"generator/{name}"]))
    if optimizer is not None:
        optimizer.velocity.update(under("velocity/", content))
        optimizer.steps = int(content["steps"])
    return under("more/", content)


def under(prefix, content):
    """The entries whose names begin with the prefix, without it."""
    return {name.removeprefix(prefix): value for name, value in content.items() if name.startswith(prefix)}


def checkpoint(path, optimizer, keeper=None):
    """A callback that saves after each epoch what `resume` needs. Put it last in the list of callbacks.

    `keeper` is another callback with a memory: keeper.memory() is a dict of arrays, keeper.recall(memory) takes it.
    """

    def write(net, epoch, _losses):
        save(path, net, optimizer, {"epoch": epoch} | (keeper.memory() if keeper else {}))

    return write


def resume(path, net, optimizer, keeper=None):
    """The number of the epoch to go on with, after reading what `checkpoint` saved; 0 where nothing has been saved."""
    if not Path(path).exists():
        return 0
    memory = load(path, net, optimizer)
    if keeper:
        keeper.recall(memory)
    return int(memory["epoch"]) + 1
