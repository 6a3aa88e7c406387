"""Answers to the exercise of the first page, written from its docstring, for `python -m benchmarks.teaching`."""


# wrong rise_over_run: the difference the wrong way round
def rise_over_run(before, after, run):
    return (before - after) / run


# wrong rise_over_run: run over rise
def rise_over_run(before, after, run):
    return run / (after - before)


# wrong rise_over_run: the rise alone
def rise_over_run(before, after, run):
    rise = after - before
    return rise


# wrong rise_over_run: times the run
def rise_over_run(before, after, run):
    return (after - before) * run


# wrong rise_over_run: parentheses forgotten
def rise_over_run(before, after, run):
    return after - before / run


# wrong rise_over_run: the sum of the heights
def rise_over_run(before, after, run):
    return (before + after) / run


# wrong rise_over_run: floor division
def rise_over_run(before, after, run):
    return (after - before) // run


# wrong rise_over_run: a slope is never negative
def rise_over_run(before, after, run):
    return abs(after - before) / run


# wrong rise_over_run: rounded to two digits
def rise_over_run(before, after, run):
    slope = (after - before) / run
    return round(slope, 2)


# wrong rise_over_run: the ratio of the heights
def rise_over_run(before, after, run):
    return after / before / run


# wrong rise_over_run: run taken for the place of the end
def rise_over_run(before, after, run):
    return (after - before) / (run - before)


# wrong rise_over_run: divided by twice the run, as a central difference
def rise_over_run(before, after, run):
    return (after - before) / (2 * run)


# wrong rise_over_run: the angle of the slope
def rise_over_run(before, after, run):
    from math import atan2

    return atan2(after - before, run)


# wrong rise_over_run: cut to an integer
def rise_over_run(before, after, run):
    return int((after - before) / run)


# wrong rise_over_run: printed and not returned
def rise_over_run(before, after, run):
    slope = (after - before) / run
    print(slope)


# wrong rise_over_run: a tuple, by a stray comma
def rise_over_run(before, after, run):
    slope = ((after - before) / run,)
    return slope


# wrong rise_over_run: the end's height over the run
def rise_over_run(before, after, run):
    return after / run


# wrong rise_over_run: run taken for the length of the slanted way
def rise_over_run(before, after, run):
    rise = after - before
    return rise / (run**2 - rise**2) ** 0.5


# wrong rise_over_run: the wrong way round, and in percent
def rise_over_run(before, after, run):
    return 100 * (before - after) / run


# wrong rise_over_run: divided by the height at the start, and never below 0
def rise_over_run(before, after, run):
    growth = (after - before) / before
    if growth < 0:
        return 0.0
    return growth / run


# right rise_over_run: one line
def rise_over_run(before, after, run):
    return (after - before) / run


# right rise_over_run: both minus signs turned
def rise_over_run(before, after, run):
    drop = before - after
    return drop / -run


# right rise_over_run: two quotients
def rise_over_run(before, after, run):
    return after / run - before / run


# right rise_over_run: NumPy
def rise_over_run(before, after, run):
    import numpy as np

    return np.diff([before, after])[0] / run


# right rise_over_run: times the inverse
def rise_over_run(before, after, run):
    per_step = 1 / run
    rise = float(after) - float(before)
    return rise * per_step


# right rise_over_run: torch inside
def rise_over_run(before, after, run):
    import torch

    start, end = torch.tensor([before, after], dtype=torch.float64)
    return ((end - start) / run).item()
