"""The mathematics of chapter 7, and the effects that it claims: gains, controls, and the harm."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse import data
from dlcourse import transfer_learning as tl
from dlcourse.data.letters import letters, split_digits, translated, translated_digits
from dlcourse.engine import nn
from dlcourse.engine.graph import relu
from dlcourse.engine.nn import (
    BatchNorm,
    Conv2D,
    Dropout,
    LayerNorm,
    Linear,
    Sequential,
    as_params,
    flatten,
    freeze,
    linear_layers,
    mlp,
)
from dlcourse.engine.training import SGD, evaluate, predict, train
from dlcourse.results import table
from dlcourse.results.transfer_learning import LABELS

seeds = st.integers(0, 2**32 - 1)
depths = st.integers(1, 11)


def network(seed, depth, width=4, classes=3):
    rng = np.random.default_rng(seed)
    sizes = [5] + [width] * (depth - 1) + [classes]
    params = {}
    for i, (fan_in, fan_out) in enumerate(pairwise(sizes), 1):
        params |= {f"W{i}": rng.normal(size=(fan_in, fan_out)), f"b{i}": rng.normal(size=fan_out)}
    return params, rng.normal(size=(6, 5))


# Heads, steps, features


@given(seeds, depths, st.integers(2, 12))
@settings(max_examples=40)
def test_a_new_head_is_all_that_is_new_and_shares_no_memory(seed, depth, classes):
    params, _ = network(seed, depth)
    before = {name: array.copy() for name, array in params.items()}
    new = tl.replace_head(params, classes, seed)
    assert list(new) == list(params)
    for name, array in new.items():
        assert not np.shares_memory(array, params[name])
        assert np.array_equal(params[name], before[name])
        if name not in (f"W{depth}", f"b{depth}"):
            assert np.array_equal(array, params[name])
    assert new[f"W{depth}"].shape[1] == classes
    assert np.all(new[f"b{depth}"] == 0)
    assert not np.array_equal(new[f"W{depth}"], params[f"W{depth}"])


def test_the_logits_of_a_new_head_are_neither_large_nor_alike():
    F = np.maximum(np.random.default_rng(0).normal(size=(500, 64)), 0)
    head = tl.replace_head({"W1": np.zeros((64, 52)), "b1": np.zeros(52)}, 10, 0)
    assert 0.3 < (F @ head["W1"]).std() < 1.2


@given(seeds, st.integers(2, 11), st.data())
@settings(max_examples=40)
def test_a_step_leaves_what_is_frozen_bit_for_bit_and_moves_the_rest_as_sgd_does(seed, depth, drawn):
    params, _ = network(seed, depth)
    grads, velocity = network(seed + 1, depth)[0], network(seed + 2, depth)[0]
    frozen = drawn.draw(st.lists(st.sampled_from(sorted(params)), unique=True))
    copies = [{name: a.copy() for name, a in part.items()} for part in (params, grads, velocity)]
    new, moving = tl.frozen_step(params, grads, velocity, 0.1, 0.9, 0.01, frozen)
    for part, copy in zip((params, grads, velocity), copies, strict=True):
        assert all(np.array_equal(part[name], copy[name]) for name in copy)
    for name, w in params.items():
        if name in frozen:
            assert new[name].tobytes() == w.tobytes()
            assert moving[name].tobytes() == velocity[name].tobytes()
        else:
            v = 0.9 * velocity[name] - 0.1 * (grads[name] + 0.01 * w)
            assert np.allclose(new[name], w + v)
            assert np.allclose(moving[name], v)


@given(seeds, st.integers(2, 6))
@settings(max_examples=30)
def test_features_are_what_the_head_sees_one_image_at_a_time(seed, depth):
    params, X = network(seed, depth)
    F = tl.features(params, X)
    assert np.all(F >= 0)
    assert np.allclose(np.concatenate([tl.features(params, x[None]) for x in X]), F)
    layers = []
    for i in range(1, depth):
        layers += [torch.nn.Linear(*params[f"W{i}"].shape, dtype=torch.float64), torch.nn.ReLU()]
        layers[-2].weight.data = torch.as_tensor(params[f"W{i}"].T)
        layers[-2].bias.data = torch.as_tensor(params[f"b{i}"])
    with torch.no_grad():
        assert np.allclose(torch.nn.Sequential(*layers)(torch.as_tensor(X)).numpy(), F)


# The head on fixed features


def objective(W, b, F, y, l2):
    logits = torch.as_tensor(F) @ W + b
    return torch.nn.functional.cross_entropy(logits, torch.as_tensor(y)) + l2 / 2 * (W**2).sum()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("n", "h", "k", "l2"), [(20, 6, 3, 0.1), (40, 10, 4, 0.01), (300, 64, 10, 0.01), (30, 5, 2, 1)]
)
def test_the_head_reaches_the_floor_that_torchs_lbfgs_finds(n, h, k, l2):
    rng = np.random.default_rng(n)
    F, y = np.maximum(rng.normal(0.5, 1, (n, h)), 0), rng.integers(0, k, n)
    W, b = (torch.zeros(s, dtype=torch.float64, requires_grad=True) for s in ((h, k), (k,)))
    optimizer = torch.optim.LBFGS([W, b], max_iter=1000, tolerance_grad=1e-8, line_search_fn="strong_wolfe")

    def loss():
        optimizer.zero_grad()
        value = objective(W, b, F, y, l2)
        value.backward()
        return value

    optimizer.step(loss)
    ours = objective(*map(torch.as_tensor, tl.train_head(F, y, k, l2)), F, y, l2)
    assert ours.item() == pytest.approx(loss().item(), abs=5e-4)


@given(seeds)
@settings(max_examples=10, deadline=None)
def test_with_a_heavy_penalty_the_head_knows_the_shares_of_the_classes(seed):
    rng = np.random.default_rng(seed)
    F, y = np.abs(rng.normal(size=(60, 3))), np.repeat([0, 1, 2], (30, 20, 10))
    W, b = tl.train_head(F, y, 3, l2=100)
    shares = np.exp(F @ W + b)
    shares /= shares.sum(axis=1, keepdims=True)
    assert np.allclose(shares, [1 / 2, 1 / 3, 1 / 6], atol=0.02)


# The gain


@given(seeds, st.integers(2, 30))
def test_the_gain_is_that_of_a_paired_t_test(seed, n):
    a, b = np.random.default_rng(seed).uniform(size=(2, n))
    gain = tl.paired_gain(a, b)
    difference = torch.as_tensor(b - a)
    assert gain["mean"] == pytest.approx(difference.mean().item())
    assert gain["se"] == pytest.approx((difference.std() / n**0.5).item())
    assert gain["wins"] == sum(y > x for x, y in zip(a, b, strict=True))
    back = tl.paired_gain(b, a)
    assert back["mean"] == pytest.approx(-gain["mean"])
    assert back["wins"] == n - gain["wins"]


@given(seeds)
def test_luck_that_both_ways_share_leaves_the_gain_alone(seed):
    rng = np.random.default_rng(seed)
    a, b, luck = rng.uniform(size=(3, 10))
    gain, lucky = tl.paired_gain(a, b), tl.paired_gain(a + 5 * luck, b + 5 * luck)
    assert gain["mean"] == pytest.approx(lucky["mean"])
    assert gain["se"] == pytest.approx(lucky["se"])


# Frozen, by every optimizer of the course

OPTIMIZERS = {
    "plain": {"lr": 0.1},
    "momentum": {"lr": 0.1, "momentum": 0.9},
    "weight decay": {"lr": 0.1, "weight_decay": 0.1},
    "clipped": {"lr": 0.1, "clip": 0.01},
    "schedule": {"lr": lambda step: 0.1 / (1 + step)},
    "all": {"lr": lambda step: 0.1 / (1 + step), "momentum": 0.9, "weight_decay": 0.1, "clip": 0.5},
}
X, Y = np.random.default_rng(0).normal(size=(60, 1, 6, 6)).astype(np.float32), np.arange(60) % 3


def with_everything():
    """A network with every layer that has weights, statistics, or both."""
    body = (Conv2D(1, 4, 3, 0), BatchNorm(4), relu, flatten, Linear(64, 16, 1), LayerNorm(16), BatchNorm(16), relu)
    return Sequential(Sequential(*body), Dropout(0.8, 2), Linear(16, 3, 3))


@pytest.mark.parametrize("options", OPTIMIZERS.values(), ids=OPTIMIZERS)
@pytest.mark.parametrize("warm", [False, True], ids=["from the start", "after training"])
def test_frozen_weights_and_statistics_are_bit_identical_after_training(options, warm):
    net = with_everything()
    optimizer = SGD(net, **options)
    if warm:
        train(net, X, Y, optimizer, 2, 20, seed=0)  # velocities and statistics are under way
    freeze(net[0])
    before = net.state()
    velocity = {name: v.tobytes() for name, v in optimizer.velocity.items() if name.startswith("0.")}
    train(net, X, Y, optimizer, 4, 20, seed=1)
    moved = {name for name, array in net.state().items() if array.tobytes() != before[name].tobytes()}
    assert moved == {"2.w", "2.b"}
    assert all(optimizer.velocity[name].tobytes() == v for name, v in velocity.items())
    nn.unfreeze(net[0])
    train(net, X, Y, optimizer, 1, 20, seed=2)
    moved = {name for name, array in net.state().items() if array.tobytes() != before[name].tobytes()}
    assert moved >= {"0.0.w", "0.1.mean", "0.4.w", "0.6.variance", "2.w"}


def test_in_torch_statistics_of_a_frozen_layer_move_until_it_is_put_into_evaluation():
    layer = torch.nn.BatchNorm1d(4).requires_grad_(False)
    x = torch.ones(8, 4)
    layer(x)
    moved = layer.running_mean.clone()
    assert moved.abs().max() > 0
    layer.eval()(x)
    assert torch.equal(layer.running_mean, moved)


# Transplanting and training again


@pytest.mark.parametrize("keep", range(4))
def test_a_transplant_keeps_the_layers_asked_for_as_copies_and_has_a_new_head(keep):
    old = mlp([12, 8, 6, 5], seed=0)
    kept = old.state()
    new = tl.transplant(old, 5, seed=1, keep=keep)
    pairs = list(zip(linear_layers(old), linear_layers(new), strict=True))
    same = [np.array_equal(a.w.value, b.w.value) for a, b in pairs]
    assert same == [i < min(keep, 2) for i in range(3)]  # the head is never kept
    tl.train_steps(new, (np.ones((20, 12), np.float32), np.arange(20) % 5), seed=0, steps=5)
    assert all(np.array_equal(array, kept[name]) for name, array in old.state().items())


@pytest.mark.parametrize("seed", range(3))
def test_training_the_head_on_stored_features_is_training_with_a_frozen_body(seed):
    few, tests = translated_digits(seed, 5)
    body = mlp([256, 32, 16, 10], seed)
    before = body.state()
    slow = tl.train_steps(tl.transplant(body, 10, seed), few, seed, frozen=2)
    fast = tl.train_on_features(tl.transplant(body, 10, seed), few, seed)
    assert np.allclose(predict(slow, tests[0]), predict(fast, tests[0]), atol=1e-3)
    for net in (slow, fast):
        for name in ("0.w", "0.b", "2.w", "2.b"):
            assert np.array_equal(net.state()[name], before[name])


def test_a_slower_body_takes_a_step_of_that_part():
    few = translated_digits(0, 2)[0]
    moves = []
    for factor in (1.0, 0.1):
        net = mlp([256, 16, 10], 0)
        start = net.state()
        tl.train_steps(net, few, 0, body_factor=factor, steps=1, momentum=0.0)
        moves.append({name: array - start[name] for name, array in net.state().items()})
    assert np.allclose(moves[1]["0.w"], 0.1 * moves[0]["0.w"], atol=1e-6)
    assert np.allclose(moves[1]["2.w"], moves[0]["2.w"])


def test_the_dict_of_a_network_computes_what_the_network_does():
    net = mlp([256, 16, 8, 10], 0)
    X = translated_digits(0, 1)[0][0]
    params = as_params(net)
    logits = tl.features(params, X.astype(float)) @ params["W3"] + params["b3"]
    assert np.allclose(logits, predict(net, X), atol=1e-4)


# The effects, run here: a smaller source for five seeds


@cache
def small_source(seed):
    return tl.pretrain(*letters(2600, seed), (64, 32), seed, epochs=15, place=translated)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_letters_help_digits_and_random_features_do_not(seed):
    few, tests = translated_digits(seed, 10)
    frozen = tl.train_on_features(tl.transplant(small_source(seed), 10, seed), few, seed)
    random = tl.train_on_features(tl.transplant(small_source(seed), 10, seed, keep=0), few, seed)
    scratch = tl.train_steps(tl.transplant(small_source(seed), 10, seed, keep=0), few, seed)
    assert evaluate(frozen, *tests)[1] > evaluate(scratch, *tests)[1] + 0.1
    assert evaluate(random, *tests)[1] < evaluate(scratch, *tests)[1]


@pytest.mark.parametrize("seed", range(5))
def test_digits_0_to_4_harm_digits_5_to_9(seed):
    images, labels = data.digits()
    first = labels < 5
    source = tl.pretrain(images[first].reshape(-1, 64), labels[first], (128, 64), seed, epochs=30, batch_size=50)
    few, tests = ((X.reshape(-1, 64), y) for X, y in split_digits(seed, 10, (5, 6, 7, 8, 9)))
    frozen = tl.train_on_features(tl.transplant(source, 5, seed), few, seed, lr=0.05)
    scratch = tl.train_steps(tl.transplant(source, 5, seed, keep=0), few, seed, lr=0.05)
    assert evaluate(frozen, *tests)[1] < evaluate(scratch, *tests)[1] - 0.01


# The stored tables

AT = {labels: i for i, labels in enumerate(LABELS)}


def curves(name="label_curve"):
    return {way: found["accuracy"] for way, found in table("transfer_learning", name).items()}


@pytest.mark.parametrize("labels", LABELS)
def test_transfer_wins_in_every_seed_with_every_number_of_labels(labels):
    ways = {way: a[:, AT[labels]] for way, a in curves().items()}
    for way in ("frozen", "fine-tuned", "head first, then all"):
        assert np.all(ways[way] > ways["scratch"])
    assert np.mean(ways["frozen"] - ways["scratch"]) > (0.2 if labels == 10 else 0.1)


def test_frozen_wins_with_few_labels_fine_tuning_with_many_and_head_first_loses_to_neither():
    ways = curves()
    tuned = ways["fine-tuned"] - ways["frozen"]
    assert np.all(tuned[:, : AT[10] + 1] < 0)
    assert np.all(tuned[:, AT[50]] > 0)
    first = ways["head first, then all"]
    for other in ("frozen", "fine-tuned"):
        for i in AT.values():
            gain = tl.paired_gain(ways[other][:, i], first[:, i])
            assert gain["mean"] > -2.26 * gain["se"]
    assert np.all(first[:, AT[50]] > ways["frozen"][:, AT[50]])


def test_neither_random_features_nor_shuffled_labels_are_of_any_use():
    ways = curves()
    for way in ("random frozen", "shuffled source, frozen"):
        assert np.all(ways[way][:, AT[5] :] < ways["scratch"][:, AT[5] :])
    assert np.all(ways["shuffled source, frozen"] < 0.15)
    assert np.all(np.mean(ways["random frozen"][:, AT[10]]) < 0.2)


def test_the_source_with_most_classes_serves_best_and_a_nonsensical_one_does_harm():
    sources = table("transfer_learning", "sources")
    for way in ("frozen", "fine-tuned"):
        order = [sources[name][way] for name in ("letters", "13 letters", "digits 0-4", "shuffled")]
        assert all(np.mean(better) > np.mean(worse) for better, worse in pairwise(order))
        assert np.all(order[0] > order[2])
    assert np.mean(sources["shuffled"]["fine-tuned"]) < np.mean(sources["scratch"]["fine-tuned"])


def test_each_layer_helps_few_labels_the_last_adds_nothing_frozen_to_many_and_fine_tuning_adds_there():
    kept = curves("layers")
    for way in ("frozen", "fine-tuned"):
        assert np.all(np.diff(kept[f"10 labels, {way}"].mean(axis=0)) > 0.05)
    frozen, tuned = (kept[f"50 labels, {way}"] for way in ("frozen", "fine-tuned"))
    top = tl.paired_gain(frozen[:, 2], frozen[:, 3])
    assert abs(top["mean"]) < 2.26 * top["se"]
    assert np.all(tuned[:, 3] > frozen[:, 3])
    assert np.all(np.diff(tuned.mean(axis=0)) > 0)


def test_the_wrong_transfer_harms_in_every_seed_and_pixels_are_hard_to_beat():
    ways = curves("negative")
    assert np.all(ways["frozen"] < ways["scratch"])
    assert np.mean(ways["frozen"][:, AT[5]] - ways["scratch"][:, AT[5]]) < -0.05
    assert np.mean(ways["fine-tuned"][:, AT[5]]) < np.mean(ways["scratch"][:, AT[5]])
    assert np.all(ways["nearest neighbor"].mean(axis=0) > ways["scratch"].mean(axis=0))
