"""The first exercise: not graded, to be passed in a minute."""

from autograder.exercise import Exercise, Help
from dlcourse import start_here as right


def walks(rng):
    """Uphill, downhill, level, and walks of other lengths than 1."""
    yield 1.0, 3.0, 2.0
    yield 3.0, 1.0, 4.0
    yield 2.0, 2.0, 0.5
    for _ in range(5):
        before, after = rng.normal(size=2)
        yield float(before), float(after), float(rng.uniform(0.1, 5))


rise_over_run = Exercise(
    right.rise_over_run,
    walks,
    {
        "Your slope has the wrong sign: the rise is where you end minus where you began.": (
            lambda before, after, run: (before - after) / run
        ),
        "You gave run over rise: turn the fraction around.": (
            lambda before, after, run: run / (after - before) if after != before else float("inf")
        ),
        "You gave the rise alone: divide it by the run.": lambda before, after, run: after - before,
        "You multiplied by the run: divide by it, because a longer walk makes the same rise less steep.": (
            lambda before, after, run: (after - before) * run
        ),
        "A pair of parentheses is missing: after - before / run divides only `before`.": (
            lambda before, after, run: after - before / run
        ),
        "You divided the height at the end by the run: first subtract the height at the start.": (
            lambda before, after, run: after / run
        ),
    },
    points=0,
    help=Help(
        section="Your first check",
        step=(
            "Work out the rise by itself, from `after` and `before`. For a walk that begins at 3 meters and ends at 5, "
            "it is 2."
        ),
        question=(
            "Python divides before it subtracts: where do the parentheses go that make it divide the whole rise by the "
            "run?"
        ),
        idea=(
            "The slope is a ratio of two changes, so the subtraction comes first and needs its parentheses. You may as "
            "well give the rise a name and divide that by the run in a second line."
        ),
    ),
)
