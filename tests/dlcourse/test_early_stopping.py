"""The rules of chapter 5, trainings that stop and go on, and the effects that the chapter claims, for ten seeds."""

import signal
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlcourse import early_stopping as es
from dlcourse import results
from dlcourse.data import noisy_digits
from dlcourse.engine.nn import mlp
from dlcourse.engine.training import SGD, checkpoint, evaluate, load, resume, save, train

seeds = st.integers(0, 2**32 - 1)
losses = st.lists(st.floats(0.01, 100), min_size=1, max_size=60)
patiences = st.integers(1, 10)
RULES = [
    es.by_patience(1),
    es.by_patience(4, 0.1),
    es.by_gl(5),
    es.by_pq(0.5),
    es.by_pq(0.2, 3),
    es.by_up(2),
    es.by_up(1, 3),
]


def same(one, other):
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)


# Splits


@given(st.integers(0, 400), st.floats(0, 0.5), st.floats(0, 0.5), seeds)
def test_the_three_parts_share_nothing_and_lose_nothing(n, val_frac, test_frac, seed):
    parts = es.split_indices(n, val_frac, test_frac, seed)
    assert sorted(np.concatenate(parts).tolist()) == list(range(n))
    assert [len(part) for part in parts[1:]] == [round(val_frac * n), min(round(test_frac * n), n - len(parts[1]))]
    assert all(np.array_equal(a, b) for a, b in zip(parts, es.split_indices(n, val_frac, test_frac, seed), strict=True))


# What must not change a decision


@given(losses, patiences, st.integers(-10, 10))
def test_the_unit_of_the_loss_does_not_matter(val, patience, power):
    val, scaled = np.array(val), 2.0**power * np.array(val)
    one, other = es.patience_stop(val, patience), es.patience_stop(scaled, patience)
    assert other == one | {"best": one["best"] * 2.0**power}
    assert np.array_equal(es.generalization_loss(val), es.generalization_loss(scaled))
    assert es.gl_stop(val, 5) == es.gl_stop(scaled, 5)
    train_losses = val[::-1].copy()
    assert es.prechelt_pq_stop(train_losses, val, 0.5, 3) == es.prechelt_pq_stop(8 * train_losses, scaled, 0.5, 3)
    assert es.up_stop(val, 2, 3) == es.up_stop(scaled, 2, 3)


@given(losses, patiences, st.floats(0, 1), st.integers(-3, 3))
def test_a_minimum_improvement_is_in_the_unit_of_the_loss(val, patience, min_delta, power):
    val = np.array(val)
    one = es.patience_stop(val, patience, min_delta)
    other = es.patience_stop(2.0**power * val, patience, 2.0**power * min_delta)
    assert other == one | {"best": one["best"] * 2.0**power}


@pytest.mark.parametrize("rule", RULES)
@given(past=losses, future=losses, seed=seeds)
def test_later_epochs_do_not_change_a_stop_already_made(rule, past, future, seed):
    train_losses = np.random.default_rng(seed).uniform(0.5, 1, len(past) + len(future)).tolist()
    before, after = rule(train_losses[: len(past)], past), rule(train_losses, past + future)
    if before["stopped"]:
        assert after == before
    elif after["stopped"]:
        assert after["stop_epoch"] >= len(past)


@pytest.mark.parametrize("rule", RULES)
@given(val=losses, seed=seeds)
def test_every_rule_brings_home_an_epoch_that_it_has_seen(rule, val, seed):
    outcome = rule(np.random.default_rng(seed).uniform(0.5, 1, len(val)), val)
    assert 0 <= outcome["best_epoch"] <= outcome["stop_epoch"] <= len(val) - 1
    assert outcome["best"] == val[outcome["best_epoch"]]
    assert outcome["stopped"] or outcome["stop_epoch"] == len(val) - 1


@given(losses, patiences)
def test_patience_ends_that_many_epochs_after_the_best(val, patience):
    outcome = es.patience_stop(val, patience)
    assert outcome["best"] == min(val[: outcome["stop_epoch"] + 1])
    waited = outcome["stop_epoch"] - outcome["best_epoch"]
    assert waited == patience if outcome["stopped"] else waited < patience


@given(losses, patiences)
def test_more_patience_stops_no_earlier_and_finds_nothing_worse(val, patience):
    less, more = es.patience_stop(val, patience), es.patience_stop(val, patience + 1)
    assert more["stop_epoch"] >= less["stop_epoch"]
    assert more["best"] <= less["best"]


def test_losses_that_are_no_numbers_are_never_the_best():
    assert es.patience_stop([2.0, np.nan, np.nan, 1.0], 2) == {
        "stop_epoch": 2, "best_epoch": 0, "best": 2.0, "stopped": True,
    }  # fmt: skip
    assert es.by_gl(5)([1, 1], [1.0, np.nan])["best_epoch"] == 0


# Prechelt's criteria, by his formulas


@given(losses)
def test_generalization_loss_is_the_percentage_above_the_lowest_so_far(val):
    expected = [100 * (val[t] / min(val[: t + 1]) - 1) for t in range(len(val))]
    assert np.allclose(es.generalization_loss(val), expected)
    assert es.gl_stop(val, 7) == next((t for t, gl in enumerate(es.generalization_loss(val)) if gl > 7), None)


@given(losses, seeds, st.sampled_from([0.1, 0.5, 2.0]), st.integers(1, 6))
def test_pq_is_the_quotient_of_the_paper(val, seed, alpha, k):
    E_train = np.random.default_rng(seed).uniform(0.5, 1, len(val))
    expected = None
    for t in range(k - 1, len(val), k):
        strip = E_train[t - k + 1 : t + 1]
        P = 1000 * (sum(strip) / (k * min(strip)) - 1)
        GL = 100 * (val[t] / min(val[: t + 1]) - 1)
        if (GL / P if P > 1e-9 else np.inf * GL if GL > 0 else 0) > alpha:
            expected = t
            break
    assert es.prechelt_pq_stop(E_train, val, alpha, k) == expected


@given(losses, st.integers(1, 4), st.integers(1, 6))
def test_up_is_the_recursion_of_the_paper(val, s, k):
    def stops(s, t):
        """Whether UP_s stops after epoch t: UP_(s-1) after epoch t - k, and the error has risen since."""
        return s == 0 or (t >= 2 * k - 1 and stops(s - 1, t - k) and val[t] > val[t - k])

    assert es.up_stop(val, s, k) == next((t for t in range(k - 1, len(val), k) if stops(s, t)), None)


def test_the_criteria_on_paper():
    assert es.generalization_loss([2.0, 1.0, 1.5]).tolist() == [0, 0, 50]
    assert es.up_stop([3, 2, 2, 3, 3, 4], s=2, k=2) == 5
    assert es.prechelt_pq_stop([1.0, 0.7, 0.8], [1, 1, 3.0], alpha=1, k=3) == 2
    assert es.prechelt_pq_stop([1.0, 0.7, 0.8], [1, 1, 2.9], alpha=1, k=3) is None


# Trainings that stop


def small_training(epochs, rule, *, callbacks=(), first_epoch=0, net=None, optimizer=None, stopping=None):
    training, valid, _ = noisy_digits(0, n=100, validation=50)
    net = net or mlp([64, 32, 10], seed=0, keep_probs=[1.0, 0.8])
    optimizer = optimizer or SGD(net, lr=lambda step: 0.05 / (1 + step / 200), momentum=0.9)
    stopping = stopping or es.EarlyStopping(net, rule)
    with stopping:
        history = train(
            net, *training, optimizer, epochs - first_epoch, 20, seed=0, valid=valid,
            callbacks=[stopping, *callbacks], first_epoch=first_epoch,
        )  # fmt: skip
    return net, history, stopping


@pytest.mark.parametrize("fires", [True, False])
def test_the_best_weights_come_back_whether_the_rule_fired_or_the_epochs_ran_out(fires):
    states = []
    whole = small_training(60, es.by_patience(5))[2].outcome
    net, history, stopping = small_training(
        60 if fires else whole["stop_epoch"], es.by_patience(5), callbacks=[lambda net, *_: states.append(net.state())]
    )
    outcome = stopping.outcome
    assert outcome["stopped"] is fires
    assert outcome == es.patience_stop(history["valid_loss"], 5)
    assert same(net.state(), states[outcome["best_epoch"]])
    assert not same(net.state(), states[-1])
    assert evaluate(net, *noisy_digits(0, n=100, validation=50)[1])[0] == min(history["valid_loss"])


@pytest.mark.parametrize("rule", [es.by_patience(3, 0.01), es.by_gl(3), es.by_pq(0.2, 3), es.by_up(1, 3)])
def test_a_training_stops_where_the_rule_on_its_plain_lists_says(rule):
    _, whole, _ = small_training(50, es.by_gl(np.inf))
    _, history, stopping = small_training(50, rule)
    assert stopping.outcome == rule(whole["loss"], whole["valid_loss"])
    assert stopping.outcome["stopped"]
    assert len(history["loss"]) == stopping.outcome["stop_epoch"] + 1 < 50


def test_the_best_weights_come_back_after_an_error_too():
    def fail(_net, epoch, _losses):
        if epoch == 30:
            raise KeyboardInterrupt

    net = mlp([64, 32, 10], seed=0)
    stopping = es.EarlyStopping(net, es.by_gl(np.inf))
    with pytest.raises(KeyboardInterrupt):
        small_training(50, None, callbacks=[fail], net=net, stopping=stopping)
    assert same(net.state(), stopping.best)
    assert stopping.outcome["best_epoch"] < 30


def test_without_validation_data_early_stopping_says_what_is_missing():
    net = mlp([64, 10], seed=0)
    training, _, _ = noisy_digits(0, n=40, validation=0)
    with pytest.raises(ValueError, match="valid="):
        train(net, *training, SGD(net, lr=0.1), 1, 20, seed=0, callbacks=[es.EarlyStopping(net, es.by_gl(5))])


def test_a_training_driven_by_hand_keeps_what_the_exercise_keeps():
    rng = np.random.default_rng(0)
    val = [3.0, 2.0, 2.5, 1.0, 1.5, 1.6, 0.5]
    deltas = [{"w": rng.normal(size=3)} for _ in val]
    start = {"w": np.ones(3)}
    best = es.train_with_snapshots(deltas, val, start, patience=2)
    assert np.allclose(best["w"], 1 + sum(d["w"] for d in deltas[:4]))
    assert np.array_equal(start["w"], np.ones(3))


# Trainings that are interrupted

KILLED = """
import os, signal, sys
import numpy as np
from dlcourse import early_stopping as es
from dlcourse.data import noisy_digits
from dlcourse.engine.nn import mlp
from dlcourse.engine.training import SGD, checkpoint, resume, save, train

path, when = sys.argv[1:]
training, valid, _ = noisy_digits(0, n=100, validation=50)
net = mlp([64, 32, 10], seed=0, keep_probs=[1.0, 0.8])
optimizer = SGD(net, lr=lambda step: 0.05 / (1 + step / 200), momentum=0.9)
stopping = es.EarlyStopping(net, es.by_patience(8))
first = resume(path, net, optimizer, stopping)

def kill():
    os.kill(os.getpid(), signal.SIGKILL)

def in_an_epoch(x, rng):
    if when == "epoch" and optimizer.steps == 33:
        kill()
    return x

savez = np.savez
def while_saving(file, **content):
    if when == "save" and content["steps"] == 35:
        file.write(b"half a file")
        file.flush()
        kill()
    savez(file, **content)

np.savez = while_saving
with stopping:
    train(
        net, *training, optimizer, 60 - first, 20, seed=0, valid=valid, augment=in_an_epoch, first_epoch=first,
        callbacks=[stopping, checkpoint(path, optimizer, stopping)],
    )
save(path + ".done", net, optimizer, {"outcome": list(stopping.outcome.values()), "val": stopping.val, "first": first})
"""


def in_a_process(path, when, environment):
    return subprocess.run(
        [sys.executable, "-c", KILLED, str(path), when], env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
@pytest.mark.parametrize("when", ["epoch", "save"])
def test_a_killed_training_resumes_bit_for_bit(tmp_path, environment, when):
    whole, parts = tmp_path / "whole.npz", tmp_path / "parts.npz"
    assert in_a_process(whole, "never", environment).returncode == 0
    assert in_a_process(parts, when, environment).returncode == -signal.SIGKILL
    resumed = in_a_process(parts, "never", environment)
    assert resumed.returncode == 0, resumed.stderr
    with np.load(f"{whole}.done") as one, np.load(f"{parts}.done") as other:
        assert one["more/first"] == 0
        assert other["more/first"] == 6
        assert one["more/outcome"][3]  # the rule has fired
        assert one.files == other.files
        assert all(one[name].tobytes() == other[name].tobytes() for name in one.files if name != "more/first")


def test_a_training_that_had_stopped_brings_home_the_same_weights_when_it_is_resumed(tmp_path):
    path = tmp_path / "net.npz"
    net = mlp([64, 32, 10], seed=0)
    optimizer = SGD(net, lr=0.05, momentum=0.9)
    stopping = es.EarlyStopping(net, es.by_patience(5))
    small_training(
        60, None, net=net, optimizer=optimizer, stopping=stopping, callbacks=[checkpoint(path, optimizer, stopping)]
    )
    again = mlp([64, 32, 10], seed=1)
    optimizer = SGD(again, lr=0.05, momentum=0.9)
    remembering = es.EarlyStopping(again, es.by_patience(5))
    first = resume(path, again, optimizer, remembering)
    assert first == stopping.outcome["stop_epoch"] + 1
    small_training(60, None, net=again, optimizer=optimizer, stopping=remembering, first_epoch=first)
    assert remembering.outcome == stopping.outcome
    assert same(again.state(), net.state())


def test_what_is_saved_besides_comes_back(tmp_path):
    net = mlp([4, 2], seed=0)
    assert resume(tmp_path / "net.npz", net, None) == 0
    save(tmp_path / "net.npz", net, None, {"epoch": 3, "losses": [1.5, 2.5]})
    more = load(tmp_path / "net.npz", net)
    assert int(more["epoch"]) == 3
    assert more["losses"].tolist() == [1.5, 2.5]
    assert resume(tmp_path / "net.npz", net, None) == 4


# The effects


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_with_wrong_labels_stopping_early_is_better_and_training_digits_never_stop(seed):
    training, valid, test = noisy_digits(seed)
    part = training[0][:200], training[1][:200]
    net, seen = mlp([64, 256, 10], seed), []
    history = train(
        net, *training, SGD(net, lr=0.01, momentum=0.9), 60, 20, seed, valid=valid,
        callbacks=[lambda net, *_: seen.append((evaluate(net, *part)[0], evaluate(net, *test)[1]))],
    )  # fmt: skip
    part_loss, accuracy = np.transpose(seen)
    outcome = es.patience_stop(history["valid_loss"], 10)
    assert outcome["stopped"]
    assert history["valid_loss"][-1] > 1.08 * outcome["best"]
    assert accuracy[outcome["best_epoch"]] > accuracy[-1] + 0.01
    assert not es.patience_stop(part_loss, 10)["stopped"]


@pytest.fixture(scope="module")
def curves():
    return results.table("early_stopping", "curves")


def test_in_every_stored_training_the_validation_loss_rises_and_stopping_gains(curves):
    val, accuracy = curves["noisy"]["val_loss"], curves["noisy"]["test_accuracy"]
    gain = accuracy[np.arange(10), val.argmin(axis=1)] - accuracy[:, -1]
    assert np.all(val[:, -1] > 1.3 * val.min(axis=1))
    assert np.all(gain > 0.03)
    assert 0.05 < gain.mean() < 0.1
    assert not any(es.patience_stop(part, 10)["stopped"] for part in curves["noisy"]["part_loss"])


def test_the_first_rise_comes_too_early_and_waiting_needs_the_best_weights_back(curves):
    val, accuracy = curves["noisy"]["val_loss"], curves["noisy"]["test_accuracy"]

    def mean_accuracy(patience, which):
        return np.mean([a[es.patience_stop(v, patience)[which]] for v, a in zip(val, accuracy, strict=True)])

    assert mean_accuracy(1, "best_epoch") < mean_accuracy(5, "best_epoch") - 0.008
    assert mean_accuracy(40, "stop_epoch") < mean_accuracy(40, "best_epoch") - 0.015
    assert mean_accuracy(40, "best_epoch") == pytest.approx(mean_accuracy(5, "best_epoch"), abs=0.003)


def test_slower_criteria_are_a_little_better_and_take_much_longer(curves):
    noisy = curves["noisy"]

    def of(rule):
        runs = [rule(t, v) for t, v in zip(noisy["train_loss"], noisy["val_loss"], strict=True)]
        accuracy = noisy["test_accuracy"][np.arange(10), [run["best_epoch"] for run in runs]]
        return np.mean([run["stop_epoch"] + 1 for run in runs]), 1 - accuracy.mean()

    fast, slow = of(es.by_gl(1)), of(es.by_pq(0.5))
    assert slow[0] > 4 * fast[0]
    assert 0.9 < slow[1] / fast[1] < 0.98
    assert of(es.by_up(8))[1] == pytest.approx(slow[1], abs=0.003)


def test_small_validation_sets_choose_worse_and_flatter_more_in_every_seed():
    sizes = results.table("early_stopping", "validation_size")
    optimism = {size: (t["fresh"] - t["reported"]).mean(axis=1) for size, t in sizes.items()}
    assert np.all(optimism["20"] > optimism["400"] + 0.05)
    assert sizes["20"]["accuracy"].mean() < sizes["200"]["accuracy"].mean() - 0.01
    assert sizes["20"]["epoch"].std() > 3 * sizes["200"]["epoch"].std()


def test_with_right_labels_there_is_next_to_nothing_to_gain(curves):
    clean = curves["clean"]
    bottom = clean["val_loss"].argmin(axis=1)
    gain = clean["test_accuracy"][np.arange(10), bottom] - clean["test_accuracy"][:, -1]
    assert np.all(np.abs(gain) < 0.01)
    assert np.all(clean["val_loss"][:, -1] < 1.05 * clean["val_loss"].min(axis=1))
