"""The mathematics of chapter 4, and the effects that it claims, over ten seeds."""

from functools import cache
from itertools import product

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse import data
from dlcourse import dropout as dp
from dlcourse.engine.graph import constant
from dlcourse.engine.nn import Dropout, Linear, as_params, mlp
from dlcourse.engine.training import evaluate, predict
from dlcourse.results import table

seeds = st.integers(0, 2**32 - 1)
keep_probs = st.floats(0.05, 1)
each_of_ten = pytest.mark.parametrize("seed", range(10))


def small_net(seed, d=3, h=4, k=3):
    rng = np.random.default_rng(seed)
    shapes = {"W1": (d, h), "b1": h, "W2": (h, k), "b2": k}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}, rng.normal(size=(5, d))


# Masks


@given(keep_probs, seeds)
def test_a_mask_holds_0_or_one_over_q_with_mean_1_and_variance_one_minus_q_over_q(q, seed):
    n = 20_000
    mask = dp.dropout_mask((n,), q, seed)
    assert set(np.unique(mask)) <= {0.0, 1 / q}
    assert abs(mask.mean() - 1) <= 6 * np.sqrt((1 - q) / q / n)
    kept = (mask > 0).mean()
    assert abs(kept - q) <= 6 * np.sqrt(q * (1 - q) / n)
    assert mask.var() == pytest.approx(kept * (1 - kept) / q**2)


@given(keep_probs, seeds)
def test_a_seed_repeats_its_mask_and_a_generator_goes_on(q, seed):
    shape = (30, 40)
    assert np.array_equal(dp.dropout_mask(shape, q, seed), dp.dropout_mask(shape, q, seed))
    rng = np.random.default_rng(seed)
    first, second = dp.dropout_mask(shape, q, rng), dp.dropout_mask(shape, q, rng)
    assert np.array_equal(first, dp.dropout_mask(shape, q, seed))
    if q < 0.99:
        assert not np.array_equal(first, second)
        assert len({row.tobytes() for row in first}) > 1


@given(seeds)
def test_with_q_1_dropout_is_the_identity(seed):
    x = np.random.default_rng(seed).normal(size=(4, 5))
    assert np.array_equal(x * dp.dropout_mask(x.shape, 1, seed), x)
    layer = Dropout(1.0, seed)
    assert np.array_equal(layer(constant(x), train=True).value, x)


@pytest.mark.parametrize("q", [0, 0.0, -0.1, 1.1, float("nan")])
def test_a_q_that_keeps_nothing_or_is_no_probability_is_refused_with_a_sentence(q):
    for refused in (lambda: dp.dropout_mask((3,), q, 0), lambda: Dropout(q, 0)):
        with pytest.raises(ValueError, match="the probability to keep a unit, above 0 and at most 1"):
            refused()


@given(st.lists(st.floats(0.1, 0.95), min_size=3, max_size=3), seeds)
@settings(max_examples=30)
def test_each_layer_of_a_network_has_its_own_q(qs, seed):
    net = mlp([50, 60, 70, 10], seed, keep_probs=qs)
    layers = [layer for layer in net.layers if isinstance(layer, Dropout)]
    assert [layer.keep_prob for layer in layers] == qs
    for layer, q in zip(layers, qs, strict=True):
        share = np.mean(layer(constant(np.ones((200, 100))), train=True).value > 0)
        assert abs(share - q) <= 6 * np.sqrt(q * (1 - q) / 20_000)


@given(keep_probs, seeds)
def test_numpys_and_torchs_dropout_have_the_same_distribution(q, seed):
    n = 20_000
    torch.manual_seed(seed)
    theirs = torch.nn.functional.dropout(torch.ones(n, dtype=torch.float64), p=1 - q).numpy()
    ours = dp.dropout_mask((n,), q, seed)
    assert np.allclose(np.unique(np.append(theirs, 0))[-1], 1 / q)
    assert abs((theirs > 0).mean() - (ours > 0).mean()) <= 8 * np.sqrt(q * (1 - q) / n)


@given(keep_probs, seeds)
def test_the_backward_pass_is_the_slope_of_the_forward_pass(q, seed):
    rng = np.random.default_rng(seed)
    x, direction, dout = rng.normal(size=(3, 4, 6))
    mask = dp.dropout_mask(x.shape, q, seed)
    change = np.sum(dout * ((x + direction) * mask - x * mask))
    assert np.sum(dp.dropout_backward(dout, mask) * direction) == pytest.approx(change, abs=1e-9)


# Coming out even


@pytest.mark.parametrize("q", [0.2, 0.5, 0.8])
def test_masked_units_keep_their_mean_and_get_the_variance_factor(q):
    h = np.abs(np.random.default_rng(0).normal(size=200)) + 0.1
    mean, variance = dp.masked_moments(h, q, 20_000, 0)
    assert np.mean(mean / h) == pytest.approx(1, abs=0.01)
    assert np.mean(variance / h**2) == pytest.approx((1 - q) / q, rel=0.02)


@given(st.floats(0.2, 1), seeds)
@settings(max_examples=20)
def test_both_conventions_send_on_the_same_mean_in_training_and_at_test_and_two_scalings_do_not(q, seed):
    rng = np.random.default_rng(seed)
    h, W = rng.uniform(0.5, 1, 40), rng.uniform(0.5, 1, (40, 2))
    whole = h @ W
    inverted, classic = (dp.mean_logits(h, W, q, 4000, seed, inverted=kind) for kind in (True, False))
    assert np.allclose(inverted, whole, rtol=0.05)
    assert np.allclose(classic, q * whole, rtol=0.05)


@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95), seeds)
def test_classic_test_parameters_scale_what_reads_the_dropped_units(q_in, q_hidden, seed):
    params, _ = small_net(seed)
    kept = {name: value.copy() for name, value in params.items()}
    scaled = dp.classic_test_params(params, q_in, q_hidden)
    assert np.allclose(scaled["W1"] / kept["W1"], q_in)
    assert np.allclose(scaled["W2"] / kept["W2"], q_hidden)
    for name, value in kept.items():
        assert np.array_equal(params[name], value)
        assert name[0] == "W" or np.array_equal(scaled[name], value)


# Many networks in one


@given(st.integers(1, 7), st.floats(0.01, 1), seeds)
def test_scaling_is_the_exact_average_of_a_linear_unit_and_a_lower_bound_for_relu(n, q, seed):
    w, x = np.random.default_rng(seed).normal(size=(2, n))
    linear, rectified = dp.exact_ensemble_mean(w, x, q)
    assert linear == pytest.approx(q * (w @ x), abs=1e-9)
    assert rectified >= max(q * (w @ x), 0) - 1e-9


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("q", [0.3, 0.5, 0.8])
def test_a_sample_of_networks_comes_near_the_average_over_all_of_them(q, seed):
    params, X = small_net(seed)
    hidden = np.maximum(X @ params["W1"] + params["b1"], 0)
    mean = square = 0.0
    for mask in product((0, 1), repeat=4):
        weight = q ** sum(mask) * (1 - q) ** (4 - sum(mask))
        p = dp.softmax(hidden * np.array(mask) / q @ params["W2"] + params["b2"])
        mean, square = mean + weight * p, square + weight * p**2
    sampled_mean, sampled_std = dp.mc_dropout_predict(params, X, q, 4000, seed)
    assert np.abs(sampled_mean - mean).max() < 0.04
    assert np.abs(sampled_std - np.sqrt(np.maximum(square - mean**2, 0))).max() < 0.04
    assert np.allclose(sampled_mean.sum(axis=1), 1)


@given(seeds)
def test_without_dropout_all_sampled_networks_are_the_whole_one(seed):
    params, X = small_net(seed)
    mean, std = dp.mc_dropout_predict(params, X, 1.0, 3, seed)
    hidden = np.maximum(X @ params["W1"] + params["b1"], 0)
    assert np.allclose(mean, dp.softmax(hidden @ params["W2"] + params["b2"]))
    assert np.allclose(std, 0)


def test_max_norm_shortens_long_columns_and_leaves_the_others():
    net = mlp([6, 5, 3], 0)
    layer = next(layer for layer in net.layers if isinstance(layer, Linear))
    layer.w.value[...] *= np.linspace(0.1, 4, 5, dtype=np.float32)
    before = layer.w.value.copy()
    dp.max_norm(2.0)(net, 0)
    lengths = np.linalg.norm(before, axis=0)
    assert lengths.min() < 2 < lengths.max()
    assert np.array_equal(layer.w.value[:, lengths <= 2], before[:, lengths <= 2])
    assert np.allclose(np.linalg.norm(layer.w.value[:, lengths > 2], axis=0), 2)
    assert np.allclose(layer.w.value / np.linalg.norm(layer.w.value, axis=0), before / lengths, atol=1e-6)


# The effects, for each of ten seeds


@cache
def trained(seed, q, units=256, label_noise=0.2):
    return dp.train_mlp(data.noisy_digits(seed, label_noise=label_noise)[0], seed, (units,), [1.0, q])[0]


@pytest.mark.slow
@each_of_ten
def test_on_noisy_digits_dropout_gains_and_the_gap_shrinks(seed):
    train, _, test = data.noisy_digits(seed)
    true = data.noisy_digits(seed, label_noise=0)[0]
    plain, dropped = trained(seed, 1.0), trained(seed, 0.5)
    gap = [evaluate(net, *train)[1] - evaluate(net, *test)[1] for net in (plain, dropped)]
    assert evaluate(plain, *train)[1] > 0.99  # wrong labels and all
    assert evaluate(plain, *true)[1] < 0.82
    assert evaluate(dropped, *test)[1] > evaluate(plain, *test)[1] + 0.03
    assert gap[1] < gap[0] - 0.06


@pytest.mark.slow
@each_of_ten
def test_in_a_narrow_network_dropout_does_harm(seed):
    test = data.noisy_digits(seed)[2]
    plain, dropped = (evaluate(trained(seed, q, units=8), *test)[1] for q in (1.0, 0.5))
    assert dropped < plain - 0.03


@pytest.mark.slow
@each_of_ten
def test_accuracy_does_not_tell_whether_the_scaling_was_forgotten_but_the_logits_do(seed):
    X, y = data.noisy_digits(seed)[2]
    right, forgotten = (dp.scaled_logits(trained(seed, 0.5), X, factor) for factor in (1.0, 2.0))
    assert np.array_equal(right, predict(trained(seed, 0.5), X, batch_size=2000))
    accuracies = [np.mean(logits.argmax(axis=1) == y) for logits in (right, forgotten)]
    assert abs(accuracies[0] - accuracies[1]) < 0.02
    assert 1.8 < np.abs(forgotten).mean() / np.abs(right).mean() < 2.2


@pytest.mark.slow
@each_of_ten
def test_dropout_makes_hidden_units_sparser_and_less_alike(seed):
    X = data.noisy_digits(seed)[2][0]
    (share, alike), (thin_share, thin_alike) = (dp.hidden_activity(trained(seed, q), X) for q in (1.0, 0.5))
    assert thin_share < 0.7 * share
    assert thin_alike < alike


@pytest.mark.slow
@each_of_ten
def test_where_sampled_networks_disagree_more_is_wrong_but_the_whole_networks_own_doubt_finds_more(seed):
    X, y = data.noisy_digits(seed)[2]
    net = trained(seed, 0.5)
    mean, spread = dp.mc_dropout_predict(as_params(net), X.astype(float), 0.5, 50, seed)
    chosen, whole = mean.argmax(axis=1), dp.softmax(predict(net, X))
    sampled = np.array_split((chosen != y)[np.argsort(spread[np.arange(len(y)), chosen])], 4)
    own = np.array_split((whole.argmax(axis=1) != y)[np.argsort(-whole.max(axis=1))], 4)
    assert sampled[0].mean() < 0.03
    assert sampled[3].mean() > 0.2
    assert own[3].mean() > sampled[3].mean()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_taught_the_right_labels_the_same_network_has_little_to_gain(seed):
    test = data.noisy_digits(seed)[2]
    assert 0.77 < evaluate(trained(seed, 1.0), *test)[1] < 0.86
    assert evaluate(trained(seed, 1.0, label_noise=0), *test)[1] > 0.94


@pytest.mark.parametrize("seed", range(3))
def test_with_dropout_the_training_loss_lies_above_the_validation_loss_and_not_for_the_whole_network(seed):
    train, valid, _ = data.noisy_digits(seed, label_noise=0)
    curves = dp.loss_curves(train, valid, seed, keep_probs=[0.8, 0.5], epochs=30)
    training, whole, validation = (np.mean(curves[k][-5:]) for k in ("training", "evaluation", "validation"))
    assert whole < validation < training


@pytest.mark.parametrize("seed", range(3))
def test_an_input_that_is_kept_with_probability_0_teaches_nothing(seed):
    (X, y), _, (test_X, test_y) = data.noisy_digits(seed)
    net, _ = dp.train_mlp((0 * X, y), seed, epochs=10)
    assert evaluate(net, 0 * test_X, test_y)[1] < 0.15


@pytest.mark.parametrize("seed", range(3))
def test_with_max_norm_no_unit_has_longer_weights(seed):
    net, _ = dp.train_mlp(data.noisy_digits(seed)[0], seed, keep_probs=[0.8, 0.5], limit=2.0, epochs=5)
    for layer in net.layers:
        if isinstance(layer, Linear):
            assert np.linalg.norm(layer.w.value, axis=0).max() < 2.001


# The stored tables


def test_the_curve_over_q_falls_on_both_sides_for_every_seed_and_at_a_large_learning_rate_sooner():
    slow, fast = (found["test"] for found in table("dropout", "keep_prob").values())
    keep_probs = (1.0, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.02)
    at = dict(zip(keep_probs, slow.T, strict=True))
    assert np.all(at[0.2] > at[1.0] + 0.05)
    assert np.all(at[0.2] > at[0.05] + 0.2)
    assert np.mean(at[0.5] - at[1.0]) > 0.03
    assert np.all(fast[:, keep_probs.index(0.1)] < at[0.1] - 0.3)


def test_on_the_way_down_the_network_stops_memorizing():
    slow, _ = table("dropout", "keep_prob").values()
    assert np.all(slow["train"][:, 0] > 0.98)
    assert np.all(slow["train, true labels"][:, 6] > slow["train, true labels"][:, 0] + 0.1)


def test_inputs_want_to_be_kept_and_max_norm_adds_to_dropout():
    test = {name: found["test"] for name, found in table("dropout", "recipes").items()}
    assert np.all(test["input 0.8, hidden 0.5"] > test["input 1.0, hidden 0.5"])
    assert np.all(test["input 0.05, hidden 0.5"] < 0.2)
    assert np.mean(test["input 0.8, hidden 0.5, max-norm 2"]) > np.mean(test["input 0.8, hidden 0.5"])


def test_one_sampled_network_is_worse_than_the_whole_one_and_a_hundred_are_as_good_or_better():
    one, two = table("dropout", "monte_carlo").values()
    for found in (one, two):
        assert np.all(found["average"][:, 0] > found["weight scaling"] + 0.03)
    assert np.all(np.abs(one["average"][:, -1] - one["weight scaling"]) < 0.01)
    assert np.all(two["average"][:, -1] < two["weight scaling"])


def test_a_forgotten_scaling_moves_the_accuracy_less_than_the_seed_does_and_the_loss_on_every_seed():
    found = table("dropout", "scaling")
    for layers in (1, 2):
        right, forgotten = found[f"{layers} hidden, right"], found[f"{layers} hidden, forgotten"]
        assert abs(np.mean(right["accuracy"] - forgotten["accuracy"])) < right["accuracy"].std()
        assert np.all(forgotten["loss"] > right["loss"])


def test_dropout_harms_the_narrowest_networks_on_every_seed_and_helps_wide_ones_on_noisy_labels():
    stored = {name: values["test"] for name, values in table("dropout", "width").items()}
    noisy = stored["noisy labels, q = 0.5"] - stored["noisy labels, q = 1.0"]
    true = stored["true labels, q = 0.5"] - stored["true labels, q = 1.0"]
    assert np.all(noisy[:, 0] < 0)
    assert np.all(true[:, :2] < 0)
    assert np.all(noisy[:, -2:] > 0)
