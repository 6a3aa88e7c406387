"""The search, the winner and the batches of chapter 8, and the effects that it claims, over ten seeds."""

import functools
import io
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse import capstone as cs
from dlcourse import results
from dlcourse.data import noisy_digits
from dlcourse.results.capstone import BATCH_SIZES, BOX, PLANE
from dlcourse.search.journal import Journal

seeds = st.integers(0, 2**32 - 1)
accuracies = st.one_of(st.floats(0, 1), st.just(float("nan")))
KINDS = {"a": ("log", 1e-4, 10.0), "b": ("lin", -2.0, 3.0), "c": ("int", 4, 6)}
table = functools.cache(functools.partial(results.table, "capstone"))


# Trials


@given(st.integers(0, 30), seeds)
def test_random_trials_lie_in_the_space_and_are_the_same_for_the_same_seed(n, seed):
    trials = cs.random_search(KINDS, n, seed)
    assert trials == cs.random_search(KINDS, n, seed)
    assert len(trials) == n
    for trial in trials:
        assert list(trial) == list(KINDS)
        assert all(low <= trial[name] <= high for name, (_, low, high) in KINDS.items())
        assert type(trial["c"]) is int


@given(seeds)
@settings(max_examples=20)
def test_each_axis_is_drawn_evenly_in_its_own_scale_and_by_itself(seed):
    trials = cs.random_search(KINDS, 2000, seed)
    a, b = np.log10([t["a"] for t in trials]), np.array([t["b"] for t in trials])
    assert np.histogram(a, 5, (-4, 1))[0] == pytest.approx(400, abs=120)
    assert np.histogram(b, 5, (-2, 3))[0] == pytest.approx(400, abs=120)
    assert np.bincount([t["c"] for t in trials])[4:] == pytest.approx(667, abs=140)
    assert abs(np.corrcoef(a, b)[0, 1]) < 0.15


@given(st.integers(1, 5), seeds)
def test_a_grid_has_each_combination_once_and_a_value_in_each_part_of_each_axis(levels, seed):
    space = {"a": ("log", 1e-4, 10.0), "b": ("lin", -2.0, 3.0), "c": ("int", 0, 99)}
    grid = cs.grid_search(space, levels, seed)
    assert len({tuple(trial.values()) for trial in grid}) == levels**3 == len(grid)
    parts = np.floor((np.log10(sorted({t["a"] for t in grid})) + 4) / 5 * levels).astype(int)
    assert parts.tolist() == list(range(levels))
    assert len({t["b"] for t in grid}) == levels
    assert all(0 <= t["c"] <= 99 for t in grid)


def test_a_random_search_tries_as_many_values_as_trials_and_a_grid_only_its_levels():
    assert len({t["lr"] for t in cs.random_search(PLANE, 25, 0)}) == 25
    assert len({t["lr"] for t in cs.grid_search(PLANE, 5, 0)}) == 5


def test_a_network_that_diverges_has_the_accuracy_nan_and_no_warning():
    parts = noisy_digits(0, n=60, validation=40)
    assert np.isnan(list(cs.run_trial({"lr": 1e12}, 3, parts, 0).values())).all()
    found = cs.run_trial({"lr": 0.1, "momentum": 0.9, "weight_decay": 1e-4, "width": 32}, 10, parts, 0)
    assert found["train"] > 0.5
    assert found == cs.run_trial({"lr": 0.1, "momentum": 0.9, "weight_decay": 1e-4, "width": 32}, 10, parts, 0)


# Searches


def fake_run(trial, epochs):
    """A result without training: some trials are ahead early, and those with an odd number in the end."""
    return {"val": (trial["n"] % 10) / 10 + (epochs >= 6) * (trial["n"] % 2), "test": 0.0}


@given(st.integers(0, 40), st.integers(1, 5), st.one_of(st.none(), st.integers(0, 100)))
def test_a_search_spends_no_more_than_its_budget_and_all_it_can(n, epochs, budget):
    trials, shown = [{"n": i} for i in range(n)], []
    found = cs.search(trials, fake_run, epochs, budget=budget, show=lambda *call: shown.append(call[:2]))
    expected = n if budget is None else min(n, budget // epochs)
    assert found == [fake_run(trial, epochs) for trial in trials[:expected]]
    assert shown == [(i + 1, expected) for i in range(expected)]


@given(st.integers(1, 60), st.integers(2, 4))
def test_halving_keeps_the_best_of_each_round_and_gives_them_more(n, factor):
    rounds = cs.successive_halving([{"n": i} for i in range(n)], fake_run, 2, factor=factor)
    for before, after in pairwise(rounds):
        assert after["epochs"] == factor * before["epochs"]
        assert len(after["trials"]) == max(1, len(before["trials"]) // factor)
        val = dict(zip(before["trials"], [r["val"] for r in before["results"]], strict=True))
        kept = [val.pop(i) for i in after["trials"]]
        assert min(kept) >= max(val.values(), default=-1)
    assert rounds[0]["trials"] == list(range(n))
    assert len(rounds[-1]["trials"]) == 1
    assert cs.epochs_spent(rounds) == sum(r["epochs"] * len(r["results"]) for r in rounds)


def test_a_diverged_trial_does_not_survive_a_round():
    def run(trial, _epochs):
        return {"val": [float("nan"), 0.3, 0.5][trial["n"]]}

    assert cs.successive_halving([{"n": i} for i in range(3)], run, 1)[-1]["trials"] == [2]


def test_halving_again_from_its_journal_runs_nothing(tmp_path):
    trials, calls = [{"n": i} for i in range(9)], []

    def run(trial, epochs):
        calls.append(trial)
        return fake_run(trial, epochs)

    first = cs.successive_halving(trials, run, 1, journal=Journal(tmp_path / "j", "halving"))
    assert len(calls) == 13
    assert cs.successive_halving(trials, run, 1, journal=Journal(tmp_path / "j", "halving")) == first
    assert len(calls) == 13


def test_the_progress_bar_fills_and_shows_the_best_so_far():
    out = io.StringIO()
    show = cs.progress_bar(out)
    show(1, 2, [{"val": float("nan")}])
    show(2, 2, [{"val": float("nan")}, {"val": 0.5}])
    lines = out.getvalue().split("\r")
    assert lines[1:] == [
        "trial 1/2 [##########..........]  best so far -inf",
        "trial 2/2 [####################]  best so far 0.500\n",
    ]


# Choosing


@given(st.lists(st.tuples(accuracies, accuracies, accuracies), min_size=1, max_size=30))
def test_the_chosen_trial_is_the_first_of_the_best_and_depends_on_validation_only(rows):
    found = [dict(zip(("train", "val", "test"), row, strict=True)) for row in rows]
    best = cs.select_trial(found)
    numbers = [r["val"] for r in found if not np.isnan(r["val"])]
    if numbers:
        assert found[best]["val"] == max(numbers)
        assert max(numbers) not in [r["val"] for r in found[:best]]
    assert best == cs.select_trial([{"val": r["val"], "train": 0, "test": 0} for r in found])


@pytest.mark.slow
@given(seeds)
@settings(max_examples=20)
def test_one_network_is_measured_fairly_and_the_best_of_equals_is_luck(seed):
    correct = np.random.default_rng(seed).random((40, 2000)) < 0.8
    one = cs.winner_looks(correct, 50, 1, 400, seed)
    best = cs.winner_looks(correct, 50, 30, 400, seed)
    assert one[0] == pytest.approx(one[1], abs=0.015)
    assert best[0] > best[1] + 0.08
    assert best[1] == pytest.approx(0.8, abs=0.02)


@given(seeds)
@settings(max_examples=20)
def test_variance_explained_is_1_for_what_settles_the_score_and_near_0_for_what_does_not(seed):
    rng = np.random.default_rng(seed)
    values, other = rng.random((2, 500))
    assert cs.variance_explained(values, np.floor(10 * np.argsort(np.argsort(values)) / 500)) == pytest.approx(1)
    assert cs.variance_explained(values, other) < 0.08


# Batches


@given(st.integers(1, 8), st.floats(0, 3), seeds)
def test_the_critical_batch_size_wastes_no_more_than_allowed_and_no_larger_one_does(n, tol, seed):
    rng = np.random.default_rng(seed)
    sizes = rng.choice(np.arange(1, 100), n, replace=False)
    steps = rng.integers(1, 1000, n)
    chosen = cs.critical_batch_size(sizes.tolist(), steps.tolist(), tol)
    examples = dict(zip(sizes.tolist(), (sizes * steps).tolist(), strict=True))
    allowed = [size for size, count in examples.items() if count <= (1 + tol) * min(examples.values())]
    assert chosen == max(allowed)
    assert chosen == cs.critical_batch_size(sizes[::-1].tolist(), steps[::-1].tolist(), tol)


def test_a_batch_size_that_never_arrives_is_never_chosen():
    assert cs.critical_batch_size([1, 2, 4], [10, 6, np.inf]) == 2


def test_steps_to_a_target_are_counted_until_it_is_reached_or_given_up():
    parts = noisy_digits(0, n=300, validation=100, label_noise=0)
    assert 5 < cs.steps_to_target(parts, 0.3, 32, 0.7, 500, seed=0) < 200
    assert cs.steps_to_target(parts, 0.3, 32, 1.1, 20, seed=0) == np.inf
    assert cs.steps_to_target(parts, 1e12, 32, 0.9, 500, seed=0) == np.inf


@given(st.integers(1, 20), st.integers(1, 20), st.integers(1, 6), st.floats(-1e4, 1e4), seeds)
def test_distances_are_those_of_the_definition_and_never_negative(n, m, d, away, seed):
    rng = np.random.default_rng(seed)
    X, C = away + rng.normal(size=(n, d)), away + rng.normal(size=(m, d))
    expected = ((X[:, None] - C) ** 2).sum(axis=-1)
    assert cs.pairwise_sq_dists(X, C).shape == (n, m)
    assert np.allclose(cs.pairwise_sq_dists(X, C), expected, atol=1e-13 * d * (1 + away**2))
    assert (cs.pairwise_sq_dists(X, X) >= 0).all()


def test_three_ways_to_multiply_agree():
    rng = np.random.default_rng(0)
    x, W = rng.random((3, 4)), rng.random((4, 5))
    assert np.allclose(cs.loop_layer(x, W), x @ W)
    assert np.allclose(cs.row_by_row(x, W), x @ W)


# The effects, stored for ten seeds


def test_darts_beat_a_grid_where_one_of_two_axes_does_nothing():
    plane, rng = table("plane"), np.random.default_rng(0)
    pool = plane["random"]["val"]
    darts = np.array([[rng.choice(search, 25, replace=False).max() for _ in range(200)] for search in pool])
    grids = plane["grid 5 x 5"]["best"]
    assert (darts.mean(axis=1) > grids.mean(axis=1)).sum() >= 9
    assert 0.005 < darts.mean() - grids.mean() < 0.025
    assert np.mean(grids < 0.92) > np.mean(darts < 0.92) + 0.2


def test_in_four_dimensions_with_81_trials_there_is_next_to_no_difference():
    box, rng = table("box"), np.random.default_rng(0)
    darts = np.array([[rng.choice(s, 81, replace=False).max() for _ in range(200)] for s in box["random"]["val"]])
    grids = box["grid of 81"]["best"].mean(axis=1)
    assert abs(darts.mean() - grids.mean()) < 0.008
    assert 2 <= (darts.mean(axis=1) > grids).sum() <= 8


def test_the_learning_rate_explains_most_of_what_differs():
    pool = table("box")["random"]["val"]
    for seed, scores in enumerate(pool):
        trials = cs.random_search(BOX, len(scores), seed)
        share = {name: cs.variance_explained([t[name] for t in trials], scores) for name in BOX}
        assert share["lr"] > 0.6
        assert all(share[name] < share["lr"] / 2 for name in BOX if name != "lr")


def test_halving_finds_as_good_a_network_for_a_seventh_of_the_epochs():
    halving = {name: t["test"] for name, t in table("halving").items()}
    difference = halving["successive halving"] - halving["all to the end"]
    assert abs(difference.mean()) < 0.005
    assert (halving["successive halving"] >= halving["random, same budget"]).all()
    assert table("halving")["all to the end"]["epochs"][0] / table("halving")["successive halving"]["epochs"][0] > 6


def test_the_winner_of_many_looks_better_than_it_is_and_more_so_on_few_digits():
    too_high = {n: t["reported"] - t["true"] for n, t in table("optimism").items()}
    assert (too_high["20"][:, -1] > 0.05).all()
    assert (too_high["20"][:, -1] > too_high["100"][:, -1]).all()
    assert (too_high["500"][:, -1] > 0).all()
    assert all(abs(t[:, 0].mean()) < 0.005 for t in too_high.values())
    assert too_high["500"][:, -1].mean() < 0.02


def test_steps_halve_with_the_batch_at_first_and_then_stay():
    steps = []
    for size in BATCH_SIZES:
        found = table("batch_size")[str(size)]["steps"]
        steps.append(np.where(found == 0, np.inf, found).mean(axis=0).min())
    assert 0.8 < steps[0] / (8 * steps[3]) < 1.3
    assert steps[-1] > 0.7 * steps[-3]
    assert 2 < steps[3] / steps[-1] < 10
    assert cs.critical_batch_size(BATCH_SIZES, steps, 1.0) in (16, 32, 64)


def test_each_regularizer_gains_alone_in_every_seed_and_all_together_do_not():
    test = {name: t["test"] for name, t in table("regularizers").items()}
    gain = {name: accuracy - test["nothing"] for name, accuracy in test.items()}
    alone = [gain[name] for name in ("decay", "dropout", "shifts", "stopping")]
    assert all((g > 0.02).all() and 0.05 < g.mean() < 0.14 for g in alone)
    together = gain["decay + dropout + shifts + stopping"]
    assert together.mean() < min(g.mean() for g in alone) - 0.03
    assert abs(together.mean()) < 2 * together.std()
    second = gain["dropout + stopping"] - gain["dropout"]
    assert abs(second.mean()) < second.std()
    assert (gain["decay + dropout + shifts"] < gain["dropout"]).all()


def test_the_plain_network_learns_the_wrong_labels_and_the_three_together_not_even_the_right_ones():
    train = {name: t["train"] for name, t in table("regularizers").items()}
    assert (train["nothing"] > 0.97).all()
    assert (train["decay + dropout + shifts"] < 0.72).all()
