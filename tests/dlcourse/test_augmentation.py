"""The transformations of chapter 6, their properties, and the effects that the chapter claims, over its seeds."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse import augmentation as au
from dlcourse import data
from dlcourse.compare import compare
from dlcourse.engine.graph import backward, parameter
from dlcourse.engine.training import SGD, evaluate, train
from dlcourse.results import table

seeds = st.integers(0, 2**32 - 1)
sizes = st.integers(1, 9)
steps = st.integers(-12, 12)
angles = st.floats(-3.2, 3.2)

TRANSFORMS = {
    "shifts": au.shifts(2),
    "shifts, white": au.shifts(3, fill=1.0),
    "horizontal": au.flips("horizontal"),
    "vertical": au.flips("vertical"),
    "half turn": au.flips("both"),
    "rotations": au.rotations(30),
    "affine": au.affine(20, 0.2, 0.2, 1.5),
    "elastic": au.elastic(4, 1.5),
    "composed": au.compose(au.flips("vertical"), au.affine(10), au.elastic(2, 1), au.shifts(1)),
}
IDENTITIES = {
    "shifts": au.shifts(0),
    "flips": au.flips("both", p=0),
    "rotations": au.rotations(0),
    "affine": au.affine(),
    "elastic": au.elastic(0, 1.2),
    "nothing composed": au.compose(),
}
each_transform = pytest.mark.parametrize("transform", TRANSFORMS.values(), ids=TRANSFORMS)


def pictures(seed, n=4, H=6, W=7, dtype=np.float32):
    return np.random.default_rng(seed).random((n, H, W)).astype(dtype)


def rotation(angle):
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


# What every transformation keeps


@each_transform
@given(seeds, sizes, sizes, sizes, st.sampled_from([np.float32, np.float64]))
@settings(max_examples=25)
def test_shape_type_and_range_stay_and_the_batch_given_is_not_written_on(transform, seed, n, H, W, dtype):
    X = pictures(seed, n, H, W, dtype)
    kept = X.copy()
    made = transform(X, np.random.default_rng(seed))
    assert made.shape == X.shape
    assert made.dtype == dtype
    assert made.min() >= 0
    assert made.max() <= 1 + 1e-6
    assert np.array_equal(X, kept)
    assert not np.shares_memory(made, X)


@each_transform
@given(seeds)
@settings(max_examples=20)
def test_a_generator_decides_and_the_same_one_decides_the_same(transform, seed):
    X = pictures(seed, n=20)
    once, again = (transform(X, np.random.default_rng(seed)) for _ in range(2))
    assert np.array_equal(once, again)
    assert not np.array_equal(once, transform(X, np.random.default_rng(seed + 1)))


@each_transform
def test_an_image_stays_in_its_place_so_that_its_label_fits(transform):
    for seed in range(5):
        levels = np.array([0.2, 0.4, 0.6, 0.8], np.float32)
        X = np.repeat(levels, 225).reshape(4, 15, 15)
        assert np.allclose(transform(X, np.random.default_rng(seed))[:, 7, 7], levels)


@pytest.mark.parametrize("transform", IDENTITIES.values(), ids=IDENTITIES)
@given(seeds, sizes, sizes)
@settings(max_examples=20)
def test_parameters_that_ask_for_nothing_change_nothing(transform, seed, H, W):
    X = pictures(seed, 3, H, W)
    assert np.allclose(transform(X, np.random.default_rng(seed)), X, atol=1e-6)


def test_a_network_is_trained_with_every_transformation():
    X, y = pictures(0, 12, 8, 8), np.arange(12) % 10
    for transform in TRANSFORMS.values():
        first, again = (au.fit(au.dense(64, 5, 0), (X, y), 0, 2, transform) for _ in range(2))
        assert all(np.array_equal(a, b) for a, b in zip(first.state().values(), again.state().values(), strict=True))


# Shifts


@given(seeds, sizes, sizes, steps, steps)
def test_a_shift_moves_each_pixel_that_stays_and_fills_the_rest(seed, H, W, dx, dy):
    image = pictures(seed, 1, H, W)[0]
    moved = au.shift_image(image, dx, dy, fill=0.5)
    for r in range(H):
        for c in range(W):
            inside = 0 <= r - dy < H and 0 <= c - dx < W
            assert moved[r, c] == (image[r - dy, c - dx] if inside else 0.5)


@given(seeds, steps, steps, steps, steps)
def test_shifts_compose_as_long_as_nothing_leaves(seed, dx, dy, ex, ey):
    image = np.zeros((61, 61))
    image[28:33, 28:33] = pictures(seed, 1, 5, 5)[0]
    twice = au.shift_image(au.shift_image(image, dx, dy), ex, ey)
    assert np.array_equal(twice, au.shift_image(image, dx + ex, dy + ey))
    assert np.array_equal(au.shift_image(au.shift_image(image, dx, dy), -dx, -dy), image)


@given(seeds, st.integers(0, 6), sizes, sizes)
def test_a_batch_at_a_time_gives_what_one_by_one_gives(seed, n, H, W):
    X = pictures(seed, n, H, W)
    dx, dy = np.random.default_rng(seed).integers(-12, 13, (2, n))
    one_by_one = [au.shift_image(*each, np.float32(0.25)) for each in zip(X, dx, dy, strict=True)]
    assert np.array_equal(au.shift_batch(X, dx, dy, 0.25), np.array(one_by_one).reshape(X.shape))


@given(seeds)
@settings(max_examples=20)
def test_augment_batch_moves_to_every_place_equally_often_and_is_what_shifts_does(seed):
    dots = np.zeros((2500, 9, 9))
    dots[:, 4, 4] = 1
    moved = au.augment_batch(dots, 2, seed)
    counts = moved.sum(axis=0)
    assert np.all(counts[2:7, 2:7] > 50)  # 100 on average
    assert counts.sum() == counts[2:7, 2:7].sum() == 2500
    assert np.array_equal(moved, au.shifts(2)(dots, np.random.default_rng(seed)))


@given(seeds, st.lists(st.tuples(steps, steps), min_size=1, max_size=5))
def test_an_expanded_set_has_each_image_at_each_shift_with_its_label(seed, shifts):
    X, y = pictures(seed), np.array([3, 1, 4, 1])
    images, labels = au.expand_dataset(X, y, shifts)
    assert images.shape == (4 * len(shifts), 6, 7)
    for i, (image, label) in enumerate(zip(images, labels, strict=True)):
        assert np.array_equal(image, au.shift_image(X[i % 4], *shifts[i // 4]))
        assert label == y[i % 4]


@given(seeds, st.integers(1, 6), st.integers(1, 7))
def test_a_crop_is_a_window_of_its_own_image(seed, height, width):
    X = pictures(seed)
    cut = au.crops(height, width)(X, np.random.default_rng(seed))
    assert cut.shape == (4, height, width)
    for image, window in zip(X, cut, strict=True):
        windows = np.lib.stride_tricks.sliding_window_view(image, (height, width))
        assert np.any(np.all(windows == window, axis=(2, 3)))
    assert not np.shares_memory(cut, X)


def test_a_crop_that_does_not_fit_and_a_flip_that_there_is_not_are_refused_with_a_sentence():
    with pytest.raises(ValueError, match="A window of 9 x 3 pixels does not fit into images of 6 x 7"):
        au.crops(9, 3)(pictures(0), np.random.default_rng(0))
    with pytest.raises(ValueError, match="There is no flip 'sideways'"):
        au.flips("sideways")


@given(seeds, st.sampled_from([("horizontal", 1), ("vertical", 0)]))
@settings(max_examples=20)
def test_about_half_are_flipped_and_a_flip_undoes_itself(seed, flip):
    axis, at = flip
    X = pictures(seed, n=400, H=3, W=3)
    made = au.flips(axis)(X, np.random.default_rng(seed))
    flipped = np.array([np.array_equal(a, np.flip(b, at)) for a, b in zip(made, X, strict=True)])
    assert np.array_equal(made[~flipped], X[~flipped])
    assert 130 < flipped.sum() < 270
    always = au.flips(axis, p=1)
    assert np.array_equal(always(always(X, np.random.default_rng(0)), np.random.default_rng(0)), X)


# Between the pixels


@given(seeds, sizes, sizes, st.lists(st.floats(-1.5, 1.5), min_size=4, max_size=4))
def test_affine_images_are_torchs_and_a_batch_is_one_by_one(seed, H, W, entries):
    M = np.eye(2) + np.reshape(entries, (2, 2)) / 4
    images = pictures(seed, 3, H, W, np.float64)
    ours = np.array([au.affine_image(image, M) for image in images])
    assert np.allclose(ours, au.affine_batch(images, np.tile(M, (3, 1, 1))), atol=1e-9)
    y, x = np.indices((H, W)) - np.array([(H - 1) / 2, (W - 1) / 2])[:, None, None]
    source = np.einsum("ij,jhw->hwi", np.linalg.inv(M), np.stack([x, y])) / (np.array([W, H]) / 2)
    grid = torch.tensor(source).expand(3, H, W, 2)
    theirs = torch.nn.functional.grid_sample(torch.tensor(images)[:, None], grid, align_corners=False)[:, 0]
    assert np.allclose(ours, theirs.numpy(), atol=1e-6)


@given(seeds, sizes)
def test_four_quarter_turns_are_none_and_one_is_numpys(seed, size):
    image = pictures(seed, 1, size, size, np.float64)[0]
    turned = au.affine_image(image, rotation(np.pi / 2))
    assert np.allclose(turned, np.rot90(image, -1), atol=1e-9)  # x to the right, y down: clockwise to the eye
    for _ in range(3):
        turned = au.affine_image(turned, rotation(np.pi / 2))
    assert np.allclose(turned, image, atol=1e-9)


@given(seeds, st.integers(-8, 8), st.integers(-8, 8))
def test_a_move_by_whole_pixels_is_a_shift(seed, dx, dy):
    X = pictures(seed)
    moved = au.affine_batch(X, np.tile(np.eye(2), (4, 1, 1)), np.full(4, dx), np.full(4, dy), fill=0.25)
    assert np.allclose(moved, au.shift_batch(X, np.full(4, dx), np.full(4, dy), fill=0.25), atol=1e-6)


@given(st.floats(0, 1), st.floats(0, 1))
def test_between_four_pixels_is_their_mixture(a, b):
    X = np.array([[[1.0, 2.0], [4.0, 8.0]]])
    mixed = (1 - a) * (1 - b) * 1 + a * (1 - b) * 2 + (1 - a) * b * 4 + a * b * 8
    assert au.sample(X, np.full((1, 1, 1), a), np.full((1, 1, 1), b)).item() == pytest.approx(mixed)


@pytest.mark.parametrize(("n", "side"), [(40, 40), (3, 200), (600, 8)])
def test_a_large_batch_is_sampled_in_parts_that_make_the_whole(n, side):
    X = pictures(0, n, side, side)
    column, row = np.random.default_rng(1).uniform(-2, side + 1, (2, n, 5, 6))
    one_by_one = [au.sample(X[i : i + 1], column[i], row[i], fill=0.5)[0] for i in range(n)]
    assert np.array_equal(au.sample(X, column, row, fill=0.5), one_by_one)
    same_places = au.sample(X, column[0], row[0])
    assert np.array_equal(same_places, au.sample(X, np.tile(column[0], (n, 1, 1)), np.tile(row[0], (n, 1, 1))))
    assert same_places.dtype == np.float32


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_far_outside_there_is_nothing_but_fill(column, row):
    value = au.sample(np.ones((1, 3, 4)), np.full((1, 1, 1), column), np.full((1, 1, 1), row), fill=0.5).item()
    if not (-1 < column < 4 and -1 < row < 3):
        assert value == 0.5
    assert 0.5 <= value <= 1


def test_whole_numbers_are_not_sampled_but_refused_with_what_to_do():
    with pytest.raises(ValueError, match=r"uint8 cannot hold: use X.astype"):
        au.rotations(5)(np.zeros((1, 4, 4), np.uint8), np.random.default_rng(0))


@given(seeds)
@settings(max_examples=20)
def test_smoothing_is_scipys_and_neighbors_are_pulled_alike(seed):
    from scipy.ndimage import gaussian_filter1d

    noise = np.random.default_rng(seed).uniform(-1, 1, 60)
    ours = au.blur_matrix(60, 1.5) @ noise
    theirs = gaussian_filter1d(noise, 1.5, truncate=20, mode="constant")
    assert np.allclose(ours[15:-15], theirs[15:-15], atol=1e-6)
    assert np.allclose(au.blur_matrix(60, 1.5).sum(axis=1), 1)
    assert np.abs(np.diff(ours)).mean() < 0.5 * np.abs(np.diff(noise)).mean()


def test_composed_transformations_come_in_order():
    X = pictures(0)
    mirrored, right = au.flips("horizontal", p=1), lambda X, rng: au.shift_batch(X, np.full(4, 2), np.zeros(4, int))
    one, other = (au.compose(*pair)(X, np.random.default_rng(0)) for pair in ((mirrored, right), (right, mirrored)))
    assert np.array_equal(one, right(X[:, :, ::-1], None))
    assert np.array_equal(other, right(X, None)[:, :, ::-1])
    assert not np.array_equal(one, other)


@given(seeds, st.integers(1, 4))
def test_stored_copies_know_their_label_and_their_original(seed, copies):
    X, y = np.zeros((5, 9, 9)), np.arange(5) + 10
    X[:, 4, 4] = y
    images, labels, source = au.store(X, y, au.shifts(2), copies, seed)
    assert len(images) == len(labels) == len(source) == 5 * copies
    assert np.array_equal(images.max(axis=(1, 2)), labels)
    assert np.array_equal(y[source], labels)
    assert np.array_equal(images, au.store(X, y, au.shifts(2), copies, seed)[0])


# Splits


@given(st.lists(st.integers(0, 12), min_size=1, max_size=60), st.floats(0, 1), seeds)
def test_no_original_is_on_both_sides_and_nothing_is_lost(source_id, val_frac, seed):
    source_id = np.array(source_id)
    learn, held_out = au.leak_free_split(len(source_id), source_id, val_frac, seed)
    assert sorted([*learn, *held_out]) == list(range(len(source_id)))
    assert not set(source_id[learn]) & set(source_id[held_out])
    assert len(set(source_id[held_out])) == round(val_frac * len(set(source_id)))
    assert np.array_equal(held_out, au.leak_free_split(len(source_id), source_id, val_frac, seed)[1])


# Networks


def test_global_max_pooling_and_its_gradient_are_torchs():
    rng = np.random.default_rng(0)
    values, direction = rng.normal(size=(3, 4, 5, 6)), rng.normal(size=(3, 4))
    x = parameter(values, np.float64)
    pooled = au.global_max_pool(x)
    backward((pooled * direction).sum())
    theirs = torch.tensor(values, requires_grad=True)
    torch.nn.functional.adaptive_max_pool2d(theirs, 1)[:, :, 0, 0].backward(torch.tensor(direction))
    assert np.array_equal(pooled.value, values.max(axis=(2, 3)))
    assert np.allclose(x.grad, theirs.grad.numpy())


@pytest.mark.parametrize("seed", range(5))
def test_where_pooling_follows_the_filters_a_shift_by_their_stride_changes_nothing_and_else_it_does(seed):
    X, _ = data.canvas_digits(seed, tests=1)[0]
    images = X[:5]
    moved = au.shift_batch(images, np.full(5, 8), np.full(5, -4))  # the two strides of 2 make 4
    pooled, flat = (au.convolutional(48, seed, pool=pool) for pool in (True, False))
    assert np.allclose(pooled(images).value, pooled(moved).value, atol=1e-4)
    assert np.abs(flat(images).value - flat(moved).value).max() > 0.1
    odd = au.shift_batch(images, np.full(5, 1), np.full(5, 1))
    assert np.abs(pooled(images).value - pooled(odd).value).max() > 1e-3


def test_a_batch_is_bent_the_same_in_numpy_and_in_torch():
    rng = np.random.default_rng(0)
    X, from_source = rng.random((8, 12, 12)), np.eye(2) + rng.uniform(-0.2, 0.2, (8, 2, 2))

    def torch_affine(images, theta):
        grid = torch.nn.functional.affine_grid(
            torch.nn.functional.pad(theta, (0, 1)), (8, 1, 12, 12), align_corners=True
        )
        return torch.nn.functional.grid_sample(images[:, None], grid, align_corners=True)[:, 0]

    result = compare(
        lambda images, A: au.affine_batch(images, np.linalg.inv(A)), torch_affine, (X, from_source), min_run_time=0.01
    )
    assert max(result.difference.values()) < 1e-5


# The effects, one training each


def small_digits(seed, n):
    learn, _, test = data.noisy_digits(seed, n=n, validation=0, label_noise=0)
    return tuple((X.reshape(-1, 8, 8), y) for X, y in (learn, test))


@pytest.mark.parametrize("seed", range(5))
def test_a_dense_network_that_reads_centered_digits_guesses_at_shifted_ones(seed):
    learn, centered, shifted = data.canvas_digits(seed)
    net = au.dense(48 * 48, 128, seed)
    train_options = {"lr": 0.05, "batch_size": 50}
    au.fit(net, learn, seed, 20, **train_options)
    assert evaluate(net, *centered)[1] > 0.92
    assert 0.05 < evaluate(net, *shifted)[1] < 0.17


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_shifts_help_on_shifted_digits_only_and_mirrors_harm(seed):
    learn, test = small_digits(seed, 100)
    shifted = au.shifts(1)(test[0], np.random.default_rng(seed)), test[1]
    plain, ready, mirrored = (
        au.fit(au.dense(64, 256, seed), learn, seed, 200, augment)
        for augment in (None, au.shifts(1), au.flips("horizontal"))
    )
    assert abs(evaluate(ready, *test)[1] - evaluate(plain, *test)[1]) < 0.04
    assert evaluate(ready, *shifted)[1] > evaluate(plain, *shifted)[1] + 0.4
    assert evaluate(mirrored, *test)[1] < evaluate(plain, *test)[1]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_elastic_digits_make_fewer_errors(seed):
    learn, test = small_digits(seed, 300)
    plain, bent = (au.fit(au.dense(64, 256, seed), learn, seed, 100, a) for a in (None, au.elastic(2, 1.2)))
    assert evaluate(bent, *test)[1] > evaluate(plain, *test)[1]


def test_augmentation_is_called_with_each_minibatch_and_never_with_validation_data():
    X, y = pictures(0, 10, 8, 8), np.arange(10)
    seen = []

    def augment(X, rng):
        seen.append(len(X))
        return X

    net = au.dense(64, 4, 0)
    train(net, X, y, SGD(net, 0.1), epochs=2, batch_size=4, seed=0, valid=(X[:7], y[:7]), augment=augment)
    assert seen == [4, 4, 2] * 2


# The stored tables


def test_on_centered_digits_shifts_by_one_pixel_gain_nothing_by_two_they_harm_and_on_shifted_ones_they_gain():
    few = table("augmentation", "few_digits")
    gain = {name: found["test"] - few["none"]["test"] for name, found in few.items()}
    assert abs(gain["shift 1"].mean()) < gain["shift 1"].std()
    assert np.all(gain["shift 2"] < -0.03)
    assert np.all(few["shift 1"]["shifted"] > few["none"]["shifted"] + 0.4)
    assert few["shift 1"]["shifted"].mean() > few["shift 2"]["shifted"].mean()


def test_mirrors_and_half_turns_harm_and_most_those_digits_that_turn_into_another():
    few = table("augmentation", "few_digits")
    for name, digit in (("mirror", 5), ("half turn", 9)):
        assert np.mean(few[name]["test"] < few["none"]["test"]) >= 0.9
        change = (few[name]["class"] - few["none"]["class"]).mean(axis=0)
        assert change.argmin() == digit
        assert change[digit] < -0.1
    turned, plain = (few[name]["9 read as"][:, 6].sum() for name in ("half turn", "none"))
    assert turned > plain + 50
    mirrored, plain = (few[name]["5 read as"].sum(axis=0) for name in ("mirror", "none"))
    assert (mirrored - plain)[[2, 3, 7]].min() > 20
    assert np.argsort(mirrored - plain)[-1] == 7


def test_what_resembles_handwriting_helps_in_every_seed_and_a_mirror_harms_in_every_seed():
    test = {name: found["test"] for name, found in table("augmentation", "simard").items()}
    for name in ("affine", "elastic"):
        assert np.all(test[name] > test["none"])
    assert np.all(test["mirror"] < test["none"])
    assert test["elastic"].mean() > test["affine"].mean() > test["shift 1"].mean()
    assert test["affine and elastic"].mean() < test["elastic"].mean()  # at this length of training they do not add up


def test_more_stored_copies_come_near_copies_made_anew():
    found = table("augmentation", "stored")
    fixed, fresh = found["stored"]["test"], found["made anew"]["test"]
    assert np.all(fresh > fixed[:, 0])
    assert np.all(fixed[:, -1] > fixed[:, 0])
    assert fresh.mean() - fixed[:, -1].mean() < 0.005


def test_split_copies_promise_too_much_in_every_seed_and_split_originals_do_not():
    gap = {name: t["validation"] - t["test"] for name, t in table("augmentation", "leak").items()}
    assert np.all(gap["copies"] > 0.08)
    assert abs(gap["originals"].mean()) < gap["originals"].std() / 2


def test_what_shifts_in_training_are_worth_depends_on_what_comes_after_the_filters():
    dense, flat, pooled = (table("augmentation", f"canvas_{name}") for name in ("dense", "flat", "pooled"))
    for found in (dense, flat):
        assert np.all(found["shift 0"]["shifted"] < 0.17)
        assert np.all(found["shift 5"]["shifted"] < 0.35)
        assert np.all(found["shift 15"]["shifted"] > 0.7)
        assert np.all(found["shift 15"]["centered"] < found["shift 0"]["centered"] - 0.05)
    assert np.all(pooled["shift 0"]["shifted"] > 0.4)
    assert np.all(
        pooled["shift 0"]["shifted"] < pooled["shift 0"]["centered"] - 0.3
    )  # the filters alone are not enough
    assert np.all(pooled["shift 5"]["shifted"] > 0.8)
