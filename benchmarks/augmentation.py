"""The time to transform a batch all at once, against a loop over its images.

    python -m benchmarks.augmentation             prints the table (about ten seconds)
    python -m benchmarks.augmentation --write     and puts it into docs/benchmarks.md

Both do the same to the same images, which is checked first. CPU time is measured, in turns, round after round, so that
whatever else the machine does meets both.
"""

import os
import time

import numpy as np

from benchmarks import document
from benchmarks.engine import with_spread
from dlcourse import augmentation as au

BATCHES = ((20, 8), (256, 8), (50, 48), (256, 48))  # images, and pixels of a side
ROUNDS = 21
SECONDS = 0.01  # for each turn, at least


def shifts_case(n, side, rng):
    """A shift of each image by up to a third of its side: all at once, and one by one."""
    X = rng.random((n, side, side)).astype(np.float32)
    dx, dy = rng.integers(-(side // 3), side // 3 + 1, (2, n))

    def one_by_one():
        shifted = np.empty_like(X)
        for i, image in enumerate(X):
            shifted[i] = au.shift_image(image, dx[i], dy[i])
        return shifted

    return lambda: au.shift_batch(X, dx, dy), one_by_one


def affine_case(n, side, rng):
    """A matrix of its own for each image, with bilinear sampling: all at once, and one by one."""
    X = rng.random((n, side, side)).astype(np.float32)
    M = np.eye(2) + rng.uniform(-0.2, 0.2, (n, 2, 2))

    def one_by_one():
        moved = np.empty_like(X)
        for i, image in enumerate(X):
            moved[i] = au.affine_image(image, M[i])
        return moved

    return lambda: au.affine_batch(X, M), one_by_one


def seconds(work, count):
    """The mean CPU time of `count` calls."""
    start = time.process_time()
    for _ in range(count):
        work()
    return (time.process_time() - start) / count


def measure(batch, one_by_one):
    """Microseconds (rounds, 2) of the batch at a time and of the loop, after a check that both give the same."""
    if not np.allclose(batch(), one_by_one(), atol=1e-5):
        raise AssertionError("The batch at a time and the loop give different images.")
    works = (batch, one_by_one)
    counts = [max(1, round(SECONDS / seconds(work, 3))) for work in works]
    return 1e6 * np.array([[seconds(work, count) for work, count in zip(works, counts, strict=True)]
                           for _ in range(ROUNDS)])  # fmt: skip


def report():
    """The section for docs/benchmarks.md."""
    load = os.getloadavg()[0]
    lines = ["| | a batch at a time | one by one | one by one / batch |", "|---|---|---|---|"]
    for name, case in (("shift", shifts_case), ("affine", affine_case)):
        for n, side in BATCHES:
            times = measure(*case(n, side, np.random.default_rng(0)))
            batch, loop = (f"{np.median(column):.0f}" for column in times.T)
            ratio = with_spread(times[:, 1] / times[:, 0], None)
            lines.append(f"| {name}, {n} images of {side} x {side} | {batch} | {loop} | {ratio} |")
    about = (
        "Transforming a batch at a time (`shift_batch`, `affine_batch` of `dlcourse/augmentation.py`) against a loop "
        "over its images (`shift_image`, `affine_image`), in microseconds of CPU time, on the same float32 "
        f"images. Medians of {ROUNDS} rounds in turns, and of the ratios within a round, with their middle half."
    )
    machine = f"{document.machine(load)}. Made by `python -m benchmarks.augmentation --write`."
    return "\n\n".join(["## Augmentation", about, "\n".join(lines), machine])


if __name__ == "__main__":
    document.main("augmentation", __doc__, report)
