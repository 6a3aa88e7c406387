"""The time of a training step on the course's engine, against torch and against the bare matrix products.

    python -m benchmarks.engine             prints the table (two minutes; up to ten on a busy machine)
    python -m benchmarks.engine --write     and puts it into docs/benchmarks.md

Both start from the same weights and see the same examples; after five steps their losses must agree to 4 decimals.
The three are timed in turns, a few steps each, round after round, so that whatever else the machine does meets all
of them. Each has a process of its own, because the threads of one library, while they wait, would hinder the other's.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch

from benchmarks import document
from dlcourse.engine.convolution import max_pool
from dlcourse.engine.graph import backward, relu
from dlcourse.engine.nn import Conv2D, Linear, Sequential, flatten, mlp
from dlcourse.engine.operations import cross_entropy
from dlcourse.engine.training import SGD

CONTENDERS = ("engine", "torch", "floor")
THREADS = (1, 2)
PAUSE = 0.1  # seconds before each turn, in which the waiting threads of the one before go to sleep
PATIENCE = 300  # seconds for each thread count, spent on waiting for other programs to pause
LEARNING_RATE = 0.1
MLP_SIZES = (784, 256, 128, 10)
STEPS_A_ROUND = {"MLP, batch 32": 150, "MLP, batch 128": 60, "MLP, batch 512": 15, "conv net, batch 64": 12}  # 0.1 s
GOALS = {  # the largest ratio to torch wanted, by thread count
    1: {"MLP, batch 32": 0.75, "MLP, batch 128": 0.88, "MLP, batch 512": 1.0, "conv net, batch 64": 1.0},
    2: {"conv net, batch 64": 1.15},
}
GOALS_OVER_FLOOR = {1: {"MLP, batch 128": 1.2}}


def engine_step(net, x, y):
    """A step of the engine as a function, which returns the loss."""
    optimizer = SGD(net, lr=LEARNING_RATE)

    def step():
        loss = cross_entropy(net(x, train=True), y)
        backward(loss)
        optimizer.step()
        return float(loss.value)

    return step


def torch_step(net, x, y):
    """The same in torch, as its users write it."""
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    loss_function, optimizer = torch.nn.CrossEntropyLoss(), torch.optim.SGD(net.parameters(), lr=LEARNING_RATE)

    def step():
        optimizer.zero_grad()
        loss = loss_function(net(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def floor_step(products, rng):
    """Nothing but the matrix products (rows, inner, columns) of a step, into arrays made beforehand."""
    arrays = [[rng.normal(size=shape).astype(np.float32) for shape in ((m, k), (k, n), (m, n))] for m, k, n in products]

    def step():
        for a, b, out in arrays:
            np.matmul(a, b, out=out)

    return step


def products_of_layer(m, k, n, *, first):
    """The products of (m, k) @ (k, n): forward, for the weights, and for the layer's input unless that is data."""
    return [(m, k, n), (k, m, n)] + ([] if first else [(m, n, k)])


def mlp_case(batch, rng):
    """The steps of engine, torch and floor for the multilayer perceptron."""
    x, y = rng.normal(size=(batch, MLP_SIZES[0])).astype(np.float32), rng.integers(0, 10, batch)
    net, layers, products = mlp(MLP_SIZES, seed=0), [], []
    for i, (k, n) in enumerate(pairwise(MLP_SIZES)):
        layers += [torch.nn.Linear(k, n), torch.nn.ReLU()]
        products += products_of_layer(batch, k, n, first=i == 0)
    other = torch.nn.Sequential(*layers[:-1])
    copy_weights(net, other)
    return engine_step(net, x, y), torch_step(other, x, y), floor_step(products, rng)


def conv_case(batch, rng):
    """The steps of engine, torch and floor for filters to 8 and to 16 channels, max pooling, and a dense layer."""
    x, y = rng.normal(size=(batch, 1, 28, 28)).astype(np.float32), rng.integers(0, 10, batch)
    net = Sequential(
        Conv2D(1, 8, 3, seed=0), relu, Conv2D(8, 16, 3, seed=1), relu, max_pool, flatten, Linear(2304, 10, seed=2)
    )
    other = torch.nn.Sequential(
        torch.nn.Conv2d(1, 8, 3), torch.nn.ReLU(), torch.nn.Conv2d(8, 16, 3), torch.nn.ReLU(),
        torch.nn.MaxPool2d(2), torch.nn.Flatten(), torch.nn.Linear(2304, 10),
    )  # fmt: skip
    copy_weights(net, other)
    small, large = 26 * 26 * batch, 24 * 24 * batch
    first, second = [(8, 9, small), (8, small, 9)], [(16, 72, large), (16, large, 72), (72, 16, large)]
    products = first + second + products_of_layer(batch, 2304, 10, first=False)
    return engine_step(net, x, y), torch_step(other, x, y), floor_step(products, rng)


def copy_weights(net, other):
    """Give the torch network the weights of ours; its dense layers keep them transposed."""
    with torch.no_grad():
        for ours, theirs in zip(net.weights().values(), other.parameters(), strict=True):
            value = ours.value.T if ours.value.ndim == 2 else ours.value
            theirs.copy_(torch.from_numpy(value.copy()))


def work(contender):
    """Serve one contender in this process: for each line [case, count] on stdin, print what that many steps took.

    The first line of a case is answered with the losses of its first steps.
    """
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    steps = {}
    for line in sys.stdin:
        name, count = json.loads(line)
        if name not in steps:
            case = mlp_case if name.startswith("MLP") else conv_case
            steps[name] = case(int(name.split()[-1]), np.random.default_rng(0))[CONTENDERS.index(contender)]
            answer = [steps[name]() for _ in range(count)]
        else:
            answer = seconds_a_step(steps[name], count)
        print(json.dumps(answer), flush=True)


def seconds_a_step(step, count):
    """The mean time of `count` steps, after a few in which the machine finds a core for each thread again."""
    for _ in range(3):
        step()
    start = time.perf_counter()
    for _ in range(count):
        step()
    return (time.perf_counter() - start) / count


class Patience:
    """Waits before a turn until nothing else runs on this machine, for so many seconds in all."""

    def __init__(self, seconds):
        self.left = seconds

    def wait(self):
        """Let the threads of the last turn go to sleep; then wait for a quiet moment."""
        time.sleep(PAUSE)
        while self.left > 0 and self.others_run():
            time.sleep(PAUSE)
            self.left -= PAUSE

    def others_run(self):
        """Whether more than this process is running now; on systems that do not tell, we take it that none is."""
        load = Path("/proc/loadavg")
        return load.exists() and int(load.read_text().split()[3].partition("/")[0]) > 1


class Worker:
    """A process that serves one contender, with this many threads."""

    def __init__(self, contender, threads):
        limits = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), str(threads))
        path = os.pathsep.join(filter(None, [str(document.ROOT), os.environ.get("PYTHONPATH")]))
        command = [sys.executable, __file__, "--work", contender]
        environment = os.environ | limits | {"PYTHONPATH": path}
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, name, count):
        """The answer to [name, count]."""
        print(json.dumps([name, count]), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())

    def stop(self):
        """Close the pipes, and wait for the process to end."""
        self.process.communicate()


def measure(threads, rounds):
    """All cases at one thread count: microseconds a step (rounds, contenders) under the name of each."""
    workers, patience = [Worker(contender, threads) for contender in CONTENDERS], Patience(PATIENCE)
    results = {}
    for name, count in STEPS_A_ROUND.items():
        check_same_losses(name, *(worker.ask(name, 5) for worker in workers[:2]))
        workers[2].ask(name, 5)
        times = np.empty((rounds, len(workers)))
        for row in range(rounds):
            for i in np.roll(range(len(workers)), row):
                patience.wait()
                times[row, i] = 1e6 * workers[i].ask(name, count)
        results[name] = times
    for worker in workers:
        worker.stop()
    return results


def check_same_losses(name, engine, other):
    """The losses of the first steps, of engine and torch."""
    if any(abs(a - b) >= 1e-4 for a, b in zip(engine, other, strict=True)):
        raise AssertionError(f"{name}: the losses differ, engine {engine}, torch {other}")


def with_spread(ratios, goal):
    """The median of the ratios and their middle half, and the goal if there is one."""
    low, middle, high = np.percentile(ratios, [25, 50, 75])
    wanted = "" if goal is None else f", goal {goal:.2f}"
    return f"{middle:.2f} ({low:.2f}-{high:.2f}{wanted})"


def table(threads, results):
    """The results of one thread count as a table in Markdown."""
    lines = [
        f"**{threads} thread{'s' if threads > 1 else ''}**, microseconds a step",
        "",
        "| | engine | torch | floor | engine / torch | engine / floor |",
        "|---|---|---|---|---|---|",
    ]
    for name, times in results.items():
        engine, other, floor = times.T
        over_torch = with_spread(engine / other, GOALS[threads].get(name))
        over_floor = with_spread(engine / floor, GOALS_OVER_FLOOR.get(threads, {}).get(name))
        medians = " | ".join(f"{np.median(column):.0f}" for column in (engine, other, floor))
        lines.append(f"| {name} | {medians} | {over_torch} | {over_floor} |")
    return "\n".join(lines)


def report(rounds):
    """The section for docs/benchmarks.md."""
    load = os.getloadavg()[0]
    tables = [table(threads, measure(threads, rounds)) for threads in THREADS]
    about = (
        "A training step on the engine (`dlcourse/engine/`) against torch (`nn.Sequential`, `optim.SGD`) and against "
        "its bare matrix products in NumPy (the floor), in float32. The MLP is "
        f"{'-'.join(map(str, MLP_SIZES))}; the conv net has 3 x 3 filters to 8 and 16 channels on 28 x 28 pixels, max "
        "pooling and a dense layer. Same starting weights; the losses of the first five steps agree to 4 decimals. "
        f"Medians of {rounds} interleaved rounds, and of the ratios within a round, with their middle half."
    )
    machine = f"{document.machine(load)}, torch {torch.__version__}."
    return "\n\n".join(["## The engine", about, *tables, f"{machine} Made by `python -m benchmarks.engine --write`."])


def main():
    """Print the table, and write it if asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--work", choices=CONTENDERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(options.work)
        return
    section = report(options.rounds)
    print(section)
    if options.write:
        document.write("engine", section)


if __name__ == "__main__":
    main()
