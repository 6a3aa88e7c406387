"""The exercises of chapter 8: their cases, and the wrong answers we can explain."""

import contextlib
import functools

import numpy as np

from autograder.comparison import difference
from autograder.exercise import Exercise, Help, Written
from autograder.runner.call import Opaque
from dlcourse import capstone as right
from dlcourse.data import noisy_digits
from dlcourse.search import leaderboard


def search_cases(rng):
    """One hyperparameter of each kind, all of them, narrow ranges of integers, and a space with two alike."""
    seed = lambda: int(rng.integers(1, 10_000))
    yield {"depth": ("int", 1, 3)}, 8, seed()
    yield {"lr": ("log", 1e-4, 1.0)}, 3, seed()
    yield {"momentum": ("lin", 0.0, 0.99)}, 3, seed()
    yield {"lr": ("log", 1e-3, 10.0), "momentum": ("lin", 0.5, 1.0), "width": ("int", 4, 6)}, 5, seed()
    low = int(rng.integers(2, 9))
    yield {"width": ("int", low, low + 1), "l2": ("log", 1e-6, 1e-2), "l1": ("log", 1e-6, 1e-2)}, 6, seed()


def like_the_reference(case, got):
    """What is wrong with a list of trials, where a float that should be an integer is wrong, too."""
    want = right.random_search(*case)
    if what := difference(got, want):
        return what
    for trial, expected in zip(got, want, strict=True):
        for name, value in expected.items():
            if isinstance(value, int) and not isinstance(trial[name], int | np.integer):
                return f"returned a {type(trial[name]).__name__} for {name!r}, where an integer is asked"
    return None


def drawn(space, n_trials, rng, *, log=True, endpoint=True, whole=int, u=None):
    """Random search with other draws."""

    def value(kind, low, high, u):
        if kind == "int":
            n = high - low + endpoint
            return whole(rng.integers(low, high, endpoint=endpoint) if u is None else low + np.floor(u * n))
        if kind == "log" and log:
            low, high = np.log(low), np.log(high)
            return float(np.exp(rng.uniform(low, high) if u is None else low + u * (high - low)))
        return float(rng.uniform(low, high) if u is None else low + u * (high - low))

    trials = []
    for _ in range(n_trials):
        shared = rng.random() if u else None
        trials.append({name: value(*axis, shared) for name, axis in space.items()})
    return trials


def search_with(**changes):
    return lambda space, n, seed: drawn(space, n, np.random.default_rng(seed), **changes)


def anew_each_time(space, n_trials, seed):
    return [right.random_search(space, 1, seed)[0].copy() for _ in range(n_trials)]


def one_dict(space, n_trials, seed):
    trial = {}
    for each in right.random_search(space, n_trials, seed):
        trial.update(each)
    return [trial] * n_trials


def by_column(space, n_trials, seed):
    rng = np.random.default_rng(seed)
    columns = {name: [drawn({name: axis}, 1, rng)[0][name] for _ in range(n_trials)] for name, axis in space.items()}
    return [{name: column[i] for name, column in columns.items()} for i in range(n_trials)]


def of_logarithms(space, n_trials, seed, change):
    """Random search in which the values of the "log" axes are changed."""
    trials = right.random_search(space, n_trials, seed)
    return [{k: float(change(v)) if space[k][0] == "log" else v for k, v in trial.items()} for trial in trials]


random_search = Exercise(
    right.random_search,
    search_cases,
    {
        "You draw the value of a 'log' axis and not its logarithm: 99 % of the learning rates between 0.0001 and 1 are "
        "then above 0.01, so draw the exponent.": search_with(log=False),
        "You never try the largest integer: rng.integers leaves `high` out unless you say endpoint=True.": (
            search_with(endpoint=False)
        ),
        "You use one random number for the whole trial, so that all trials lie on a diagonal: each hyperparameter "
        "needs a draw of its own.": search_with(u=True),
        "You try the same trial again and again: make the generator once, before the loop, and draw inside it.": (
            anew_each_time
        ),
        "Your list holds one dict n times, and its last draw is all that is left: make a new dict for each trial.": (
            one_dict
        ),
        "Your integers are floats, and a layer of 64.0 units is an error later: use int(...).": search_with(
            whole=float
        ),
        "You draw all values of one hyperparameter first: right at random, but to be comparable draw trial by trial.": (
            by_column
        ),
        "You return the logarithm itself: it was drawn evenly, and np.exp makes the value of it.": (
            lambda space, n, seed: of_logarithms(space, n, seed, np.log)
        ),
        "You draw a natural logarithm and undo it as one to base 10: np.exp belongs to np.log, 10 ** to np.log10.": (
            lambda space, n, seed: of_logarithms(space, n, seed, lambda value: 10.0 ** np.log(value))
        ),
        "You ignored the seed: build the generator with np.random.default_rng(seed).": (
            lambda space, n, seed: right.random_search(space, n, 0)
        ),
    },
    points=8,
    accepts=like_the_reference,
    help=Help(
        section="8.2 Grid or darts?",
        step=(
            "Make one generator and two loops, over the trials outside and over the names of the space inside. Write "
            'the kind "lin" first, and print a few trials.'
        ),
        question=(
            'For the kind "log", is it the value or its logarithm that is drawn evenly, and what turns the draw back '
            "into a value?"
        ),
        idea=(
            "One generator is asked in a fixed order, so a seed stands for a whole search. Evenly in the logarithm "
            "means that each factor of ten is as likely as any other; `low * (high / low) ** rng.random()` does the "
            "same draw."
        ),
    ),
)


def result(train, val, test):
    return {"train": train, "val": val, "test": test}


def result_cases(rng):
    """On paper, diverged networks first, in between and all of them, ties, none better than 0, and many at random."""
    nan = float("nan")
    yield ([result(0.9, 0.5, 0.4), result(0.8, 0.7, 0.3), result(0.7, 0.6, 0.8)],)
    yield ([result(0.1, nan, 0.1), result(0.3, 0.2, 0.2), result(0.9, 0.8, 0.7), result(0.1, nan, 0.9)],)
    yield ([result(0.9, 0.7, 0.5), result(0.5, 0.8, 0.6), result(0.7, 0.8, 0.9), result(1.0, 0.1, 0.7)],)
    yield ([result(0.9, 0.9, 0.1), result(0.8, 0.8, 0.99), result(1.0, 0.7, 0.2), result(0.1, nan, 0.1)],)
    yield ([result(0.1, nan, 0.2), result(0.3, 0.0, 0.1), result(0.4, nan, 0.5), result(0.9, 0.0, 0.9)],)
    yield ([result(0.2, nan, 0.1), result(0.1, nan, 0.3), result(0.3, nan, 0.2)],)
    tied = result(0.5, 0.7, 0.4), result(0.7, 0.7, 0.2), result(0.3, 0.7, 0.6), result(0.2, 0.7, 0.5)
    yield ([result(0.9, 0.6, 0.3), *tied],)
    for n in (8, 20, 40, 80):
        results = [result(*(float(a) for a in rng.random(3).round(2))) for _ in range(n)]
        results[int(rng.integers(n))]["val"] = nan
        yield (results,)
    yield ([{name: r[name] for name in ("test", "train", "val")} for r in results],)


def highest(name, results):
    return max(range(len(results)), key=lambda i: right.worst_if_nan(results[i][name]))


def best_by(results, name):
    return max(range(len(results)), key=lambda i: (right.worst_if_nan(results[i]["val"]), results[i][name]))


def nan_as_chance(results):
    return int(np.argmin([np.nan_to_num(r["val"], nan=0.0) for r in results]))


select_trial = Exercise(
    right.select_trial,
    result_cases,
    {
        "You choose by the test accuracy, and then it tests nothing any more: test data may be looked at once, after "
        "the choice.": lambda results: highest("test", results),
        "You choose by the training accuracy, which picks the most overfitted: validation decides.": (
            lambda results: highest("train", results)
        ),
        "A diverged network wins: np.argmax takes nan for the largest number of all, so treat nan as the worst.": (
            lambda results: int(np.argmax([r["val"] for r in results]))
        ),
        "You leave the diverged ones out, and then count without them: the index is asked in the whole list.": (
            lambda results: int(np.argmax([r["val"] for r in results if not np.isnan(r["val"])]))
        ),
        "You take nan for 0, and a network that got nothing right is still better than one that diverged: treat nan as "
        "the worst.": lambda results: int(np.argmax([np.nan_to_num(r["val"], nan=0.0) for r in results])),
        "You choose the lowest: these are accuracies, bigger is better.": nan_as_chance,
        "Of equal trials you take the last, and the answer would depend on the order of a sort: take the first.": (
            lambda results: max(range(len(results)), key=lambda i: (right.worst_if_nan(results[i]["val"]), i))
        ),
        "Of equal trials you take the one with the best test accuracy, and so test data help to choose: take the "
        "first.": lambda results: best_by(results, "test"),
        "Of equal trials you take the one with the best training accuracy, which is no better for that: take the "
        "first.": lambda results: best_by(results, "train"),
        "You return the winner's accuracy: the index is asked, to find its trial again.": (
            lambda results: results[right.select_trial(results)]["val"]
        ),
        "Python's max() never leaves a nan that comes first, as none is larger than nan: treat nan as the worst.": (
            lambda results: max(range(len(results)), key=lambda i: results[i]["val"])
        ),
    },
    points=4,
    help=Help(
        section="8.4 How good is the winner?",
        step=(
            'Collect the validation accuracies in the order of the results; "train" and "test" have no say. Then '
            "decide what stands in the place of a nan."
        ),
        question="To `np.argmax` a nan is the largest of all: which value in its place loses against every number?",
        idea=(
            "The validation accuracy alone decides, minus infinity loses against every number, and argmax gives the "
            "first of equal ones. `np.nanargmax` passes over nan too, but fails where every network has diverged."
        ),
    ),
)


def batch_cases(rng):
    """On paper, as much as is allowed, a curve in two orders and for two tolerances, one never reached, plateaus."""
    yield [1, 10, 100], [1000, 110, 90], 0.5
    yield [1, 2, 4, 8], [120, 70, 45, 40], 0.5
    sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000]
    steps = [2347, 1216, 624, 331, 211, 103, 70, 55, 59, 56, 51]
    yield sizes, steps, 0.5
    yield sizes, steps, 1.0
    yield sizes[::-1], steps[::-1], 0.5
    yield [8, 64, 512, 1024], [400, 200, 52, 54], 0.5
    yield [64, 1, 8, 32, 128], [40, 2000, 100, 28, 30], 0.5
    yield [1, 4, 16, 64], [900.0, 150.0, 50.0, float("inf")], 0.5
    yield [2, 4, 5, 8, 16], [100, 50, 50, 40, 90], 0.5
    for _ in range(3):
        # Sizes that no two runs share: of eight that everybody knows, the right one could be guessed.
        sizes = [int(b) for b in rng.permutation([1, 2, 5, 10, 20, 50, 100, 200] * rng.uniform(1, 1.9, 8))]
        noise = rng.uniform(0.8, 1.2, len(sizes))
        plateau = float(rng.uniform(20, 60))
        yield sizes, [float(round(n * (plateau + 1500 / b))) for b, n in zip(sizes, noise, strict=True)], 0.5


def largest(keep):
    """The largest batch size of those where keep(B, steps, tol) is true."""

    def answer(batch_sizes, steps_to_target, tol=0.5):
        B, steps = np.asarray(batch_sizes), np.asarray(steps_to_target, dtype=float)
        return int(B[keep(B, steps, tol)].max())

    return answer


def thrifty(B, steps, tol):
    return B * steps <= (1 + tol) * (B * steps).min()


def last_in_the_list(batch_sizes, steps_to_target, tol=0.5):
    B, steps = np.asarray(batch_sizes), np.asarray(steps_to_target, dtype=float)
    return int(B[thrifty(B, steps, tol)][-1])


critical_batch_size = Exercise(
    right.critical_batch_size,
    batch_cases,
    {
        "You take the batch size with the fewest steps, which nearly always is the largest: count the examples, steps "
        "times batch size.": lambda B, steps, tol=0.5: int(np.asarray(B)[np.argmin(steps)]),
        "You compare steps and not examples: a step with 1,000 examples costs 1,000 times one with 1, so multiply by "
        "the batch size.": largest(lambda B, steps, tol: steps <= (1 + tol) * steps.min()),
        "You take the last one of the list, and they come in any order: take the largest.": last_in_the_list,
        "You compare with the smallest batch size, which need not be the thriftiest: compare with the fewest examples "
        "of all.": largest(lambda B, steps, tol: B * steps <= (1 + tol) * (B * steps)[B.argmin()]),
        "You compare with the first of the list, which need not be the thriftiest: compare with the fewest examples "
        "of all.": largest(lambda B, steps, tol: B * steps <= (1 + tol) * (B * steps)[0]),
        "You return the thriftiest itself, and pay in time for every example saved: up to tol times more examples are "
        "allowed.": (lambda B, steps, tol=0.5: int(np.asarray(B)[np.argmin(np.multiply(B, steps))])),
        "You leave out a batch size that needs just 1 + tol times as many: 'at most' is <=.": largest(
            lambda B, steps, tol: B * steps < (1 + tol) * (B * steps).min()
        ),
        "You allow tol more examples, and tol is a share: 1 + tol TIMES as many as the thriftiest needs.": largest(
            lambda B, steps, tol: B * steps <= (B * steps).min() + tol
        ),
        "You take the largest that reached the accuracy at all: count its examples, steps times batch size, too.": (
            largest(lambda B, steps, tol: np.isfinite(steps))
        ),
        "You ignore tol: it is not always 0.5.": largest(lambda B, steps, tol: thrifty(B, steps, 0.5)),
    },
    points=4,
    help=Help(
        section="8.6 How large a batch?",
        step=(
            "Turn steps into examples first: a step looks at as many examples as the batch has. The smallest of these "
            "numbers belongs to the thriftiest batch size."
        ),
        question=(
            "Which batch sizes need at most 1 + tol times as many examples as the thriftiest, and which of these do "
            "you return?"
        ),
        idea=(
            "A comparison picks all that are allowed, in whatever order they come, and the largest of them is the "
            "answer; one that never got there needs infinitely many examples and drops out. To walk down from the "
            "largest to the first that is allowed finds the same."
        ),
    ),
)

MEMORY = 1 << 30  # bytes that a call may take besides what its process has


@contextlib.contextmanager
def bounded_memory(more=MEMORY):
    """In the block, an array that would take `more` bytes raises MemoryError, where the system can be told so."""
    try:
        import resource
        from pathlib import Path

        taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        before = resource.getrlimit(resource.RLIMIT_AS)
        limits = [limit for limit in (taken + more, *before) if limit != resource.RLIM_INFINITY]
        resource.setrlimit(resource.RLIMIT_AS, (min(limits), before[1]))
    except (ImportError, OSError, ValueError):  # no Linux: the call may take what it likes
        yield
        return
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def within_memory(function, X, C):
    """The answer of `function`, called where memory is as scarce as in the grader."""
    with bounded_memory():
        return function(X, C)


def point_cases(rng):
    """On paper, one point, other counts on both sides, far from the origin, equal points, and very many."""
    yield np.array([[0.0, 0.0]]), np.array([[3.0, 4.0]])
    yield rng.normal(size=(1, 3)), rng.normal(size=(4, 3))
    yield rng.normal(size=(6, 2)), rng.normal(size=(3, 2))
    near = 100 + rng.normal(size=(40, 50))  # wide: sums of few squares come out alike on some processors
    yield near, near.copy()
    yield rng.normal(size=(5, 7)), rng.normal(size=(5, 7))
    yield rng.random((2000, 64)), rng.random((1500, 64))


def about_the_same(case, got):
    """What is wrong with squared distances, where rounding far from the origin is forgiven, and a sign is not."""
    X, C = case
    want = right.pairwise_sq_dists(X, C)
    if got.shape != want.shape:
        return f"returned an array of shape {got.shape}, where {want.shape} is asked"
    scale = float((X * X).sum(axis=1).max() + (C * C).sum(axis=1).max())
    rtol, atol = (1e-4, 2e-6) if got.dtype == np.float32 else (1e-6, 1e-12)
    if not (got >= 0).all():
        return f"returned a negative square, {got.min():.1e}, where none can be: a root of it is NaN"
    if not np.allclose(got, want, rtol=rtol, atol=atol * scale):
        return "returned other values"
    return None


def expanded(sign=-2.0, least=0.0):
    """The expanded square with another cross term or another clip."""
    return lambda X, C: np.maximum((X * X).sum(axis=1)[:, None] + sign * X @ C.T + (C * C).sum(axis=1), least)


pairwise_sq_dists = Exercise(
    right.pairwise_sq_dists,
    point_cases,
    {
        "You go through all pairs by loops of Python, some microseconds for each: |x - c|^2 = |x|^2 - 2 x.c + |c|^2, "
        "and the middle term of all pairs is one matrix product.": (
            lambda X, C: np.array([[((x - c) ** 2).sum() for c in C] for x in X])
        ),
        "You make an array of n * m * d numbers, 1.5 GB here, and on a small machine the kernel dies: it is never "
        "needed, |x - c|^2 = |x|^2 - 2 x.c + |c|^2.": functools.partial(
            within_memory, lambda X, C: ((X[:, None] - C) ** 2).sum(axis=-1)
        ),
        "You let rounding errors make a square negative, and a root of it is nan: clip at 0.": expanded(least=-np.inf),
        "Your cross term has the wrong sign: (x - c)^2 has MINUS 2 x c.": expanded(sign=2.0),
        "You forgot the 2 of the cross term: (x - c)^2 = x^2 - 2 x c + c^2.": expanded(sign=-1.0),
        "You add |x|^2 along the rows: it is one number for each row of X, so make it a column, [:, None].": (
            lambda X, C: np.maximum((X * X).sum(axis=1) - 2 * X @ C.T + (C * C).sum(axis=1), 0)
        ),
        "You took the square root: squares are asked.": lambda X, C: np.sqrt(right.pairwise_sq_dists(X, C)),
        "You returned the distances the other way round, (m, n): a row is a point of X.": (
            lambda X, C: right.pairwise_sq_dists(C, X)
        ),
    },
    points=8,
    seconds=2.0,
    driver=within_memory,
    accepts=about_the_same,
    by_hand=("cdist", "euclidean_distances", "pairwise_distances"),
    help=Help(
        section="8.5 Loops, vectors, one product",
        step=(
            "Compute the three terms by themselves and look at their shapes. The squared lengths are (n,) for X and "
            "(m,) for C, and all the products x . c together are one matrix product, (n, m)."
        ),
        question=(
            "How do you make the lengths of X a column, so that each is added to its own row, and what becomes of "
            "results just below 0?"
        ),
        idea=(
            "All products are one matrix product, fast and no larger than the result, and what rounding leaves below 0 "
            "is cut off. To subtract one row of C at a time from all of X fits in memory too and rounds less, but is "
            "slower."
        ),
    ),
)

BARS = (0.80, 0.86, 0.90, 0.92, 0.93)
HELD_OUT = 10  # seeds


def leaderboard_cases(rng):
    """The bars, and for all of them the same key, from which the held-out seeds are made."""
    key = int(rng.integers(2**62))
    for bar in BARS:
        yield bar, key


@functools.lru_cache(maxsize=64)
def mean_accuracy(recipe, key):
    """The mean test accuracy of a recipe, as a tuple of pairs, on the seeds of the key."""
    seeds = np.random.default_rng(key).integers(10**6, 2**31, HELD_OUT).tolist()
    return float(np.mean([leaderboard.score(dict(recipe), noisy_digits(s), leaderboard.STEPS, s)[1] for s in seeds]))


def against_the_bar(function, bar, key):
    """In words, whether the recipe of `function` reaches the bar; the function itself never sees the key."""
    recipe = function()
    if isinstance(recipe, Opaque):
        return f"A recipe is a dict, and this is {recipe!r}."
    if fault := leaderboard.recipe_fault(recipe):
        return fault
    reached = mean_accuracy(tuple(sorted(recipe.items())), key)
    return f"a mean accuracy of {bar:.0%}" if reached >= bar else f"a mean accuracy of {reached:.2%} only"


def short_of_the_bar(case, got):
    """What is wrong with the words of against_the_bar: the learner returned a recipe, and not these."""
    reached = f"a mean accuracy of {case[0]:.0%}"
    if got == reached:
        return None
    if got.startswith("a mean accuracy"):
        return f"has {got}, where {case[0]:.0%} is asked"
    return f"returned no recipe to train with: {got[0].lower()}{got[1:]}"


def on_the_leaderboard(function):
    """The function as the checker calls it, with the bar and the key in front of the trainer and not of the learner."""

    @functools.wraps(function)
    def call(bar, key):
        return against_the_bar(function, bar, key)

    return call


def instead(**changes):
    """The reference's recipe with changes."""
    return on_the_leaderboard(lambda: {**right.leaderboard_recipe(), **changes})


PLAIN = {"weight_decay": 0.0, "keep_input": 1.0, "keep_hidden": 1.0, "cooldown": 0.0, "width": 64, "batch_size": 20}

leaderboard_recipe = Exercise(
    on_the_leaderboard(right.leaderboard_recipe),
    leaderboard_cases,
    {
        "You handed in the recipe to start from: search around it, there is much to win.": instead(lr=0.05, **PLAIN),
        "You keep no input at all: keep_input is the probability to KEEP a pixel, and a tutorial's 'dropout 0' is 1.": (
            instead(keep_input=0.0)
        ),
        "You give the probability to drop: keep_input and keep_hidden are probabilities to KEEP.": instead(
            keep_input=0.2, keep_hidden=0.3
        ),
        "You ask for more steps than the task pays for: the number of steps is the same for everybody.": instead(
            steps=4000
        ),
        "You ask for a network larger than the task allows: width is at most 128.": instead(width=1024),
        "Your learning rate diverges: look at the validation accuracy of a single training first.": instead(lr=10.0),
        "You return a list: a recipe is a dict, a number for each of the eight names, and of several trials the one "
        "that validation chose.": on_the_leaderboard(lambda: [right.leaderboard_recipe()]),
    },
    points=10,
    seconds=30.0,
    partial=True,
    driver=against_the_bar,
    accepts=short_of_the_bar,
    help=Help(
        section="8.9 The leaderboard",
        step=(
            "Hand in the best recipe that the search above has found, as a dict of all eight names, and see which bars "
            "it reaches. Then narrow the ranges around its values and search again."
        ),
        question=(
            "A fifth of the labels are wrong: which of the eight numbers keep a network from learning those by heart, "
            "and has your search tried each of them?"
        ),
        idea=(
            "The network must not learn the wrong labels by heart, so this recipe joins weight decay, dropout and a "
            "learning rate that cools down. Many others get as far; what finds them is to judge each by several splits "
            "of one's own, since a single one is mostly luck."
        ),
    ),
)

the_winner_and_the_batch = Written(
    "the_winner_and_the_batch",
    """\
The winner of 100 configurations was chosen by 20 images, so its 95 % is the maximum of 100 noisy numbers: 20 images
measure an accuracy near 90 % with a standard error of sqrt(0.9 * 0.1 / 20), about 7 points, and the maximum prefers the
configuration on which the images were kindest. In our table the winner of 100 looks 6.5 points better than it is.
I would guess 88 to 90 %, and measure it on test images that had no part in the choice.

A batch of 1,000 needs fewer steps than a batch of 1, but not 1,000 times fewer. Beyond the critical batch size the
gradient is already known well enough, and more examples do not allow a longer step; the number of steps stays the same
while each costs more. With 50 times the speed for each example and 100 times as many examples, training takes twice
as long. The right measure is the time to the target accuracy, not examples a second.

Rubric: 1 point for "the maximum of noisy numbers is too high", 1 for the size of the noise (some 7 points for 20
images), 1 for an estimate between 85 and 93 % with a reason, or for fresh test data; 1 for "fewer steps, but not in
proportion", 1 for the plateau and its reason, 1 for the time to the target as the measure.
""",
)

project_report = Written(
    "project_report",
    """\
Question: which of weight decay, dropout and a learning rate that falls helps a network of 256 units on the noisy
digits, and do their gains add up? Three techniques, eight combinations.

Prediction, written before any run: each alone gains at least 5 points, the sum of the three gains is more than the gain
of the three together, and dropout with the falling rate is the best pair. It would count against me if the three
together were worse than the best pair.

Method: data.noisy_digits(seed) for the seeds 0 to 9; the strength of each technique was chosen on the validation sets
of the seeds 100 to 102, from 12 random trials each, so that the test digits of the ten seeds chose nothing. All
combinations of one seed share the split, the starting weights and the order of the examples. 100 epochs of minibatches
of 20, momentum 0.9.

Result: a table of the eight means with standard deviation, and for each combination the differences from the network
without any, seed by seed: mean, standard error, and in how many of ten seeds it is positive. A figure shows the ten
differences as dots.

What came of it: which predictions held and which did not, with the numbers; what did not help, said as plainly as what
did; how far the result may be trusted (one data set, one width, ten seeds of overlapping splits), and what I would do
next with as many hours.

Rubric (30 points). Question and choice, 4: at most three techniques, and a reason for them. Prediction, 5: written
before the runs (2), with numbers (2), and with what would refute it (1). Fair comparison, 7: same splits, weights and
budget for all (2), hyperparameters chosen on validation data, with the same effort for each technique (3), test data
used once (2). Statistics, 6: ten seeds (2), differences paired by seed (2), spread and number of wins (2). Honesty,
5: failures and null results reported (2), predictions compared with what came (2), limits named (1). Reproducible, 3:
code that runs from top to bottom and prints every number of the report.
""",
    points=30,
)
