import numpy as np
import pytest

from dlcourse import data


def test_the_digits_are_scikit_learns():
    from sklearn.datasets import load_digits

    images, labels = data.digits()
    theirs = load_digits()
    assert np.array_equal(images * 16, theirs.images)
    assert np.array_equal(labels, theirs.target)
    assert (images.min(), images.max()) == (0, 1)


def test_the_diabetes_data_are_scikit_learns():
    from sklearn.datasets import load_diabetes

    theirs = load_diabetes(scaled=False)
    X, y = data.diabetes(standardized=False)
    assert np.allclose(X, theirs.data - theirs.data.mean(axis=0))
    assert np.allclose(y, theirs.target - theirs.target.mean())


def test_standardized_columns_have_mean_0_and_deviation_1():
    X, y = data.diabetes()
    assert np.allclose([X.mean(axis=0), X.std(axis=0)], [[0] * 10, [1] * 10])
    assert np.allclose([y.mean(), y.std()], [0, 1])


@pytest.mark.parametrize("seed", range(3))
def test_of_the_noisy_digits_a_fifth_is_wrong_where_one_learns_and_none_where_one_tests(seed):
    noisy, right = data.noisy_digits(seed), data.noisy_digits(seed, label_noise=0)
    for (X, y), (same_X, true_y), size, wrong in zip(noisy, right, (500, 200, 1097), (100, 40, 0), strict=True):
        assert X.shape == (size, 64)
        assert X.dtype == np.float32
        assert np.array_equal(X, same_X)
        assert np.sum(y != true_y) == wrong
        assert set(y) == set(range(10))
    assert not np.array_equal(noisy[0][1], data.noisy_digits(seed + 1)[0][1])
    assert np.array_equal(noisy[0][1], data.noisy_digits(seed)[0][1])


def test_a_wrong_label_is_any_of_the_nine_others_and_the_parts_share_no_image():
    (X, y), (_, vy), (_, ty) = data.noisy_digits(0, n=900, validation=100, label_noise=1)
    true_y = data.noisy_digits(0, n=900, validation=100, label_noise=0)[0][1]
    shifts = np.bincount((y - true_y) % 10, minlength=10)
    assert shifts[0] == 0
    assert shifts[1:].min() > 60
    assert len(X) + len(vy) + len(ty) == 1797
    counts = sum(np.bincount(part, minlength=10) for _, part in data.noisy_digits(0, label_noise=0))
    assert np.array_equal(counts, np.bincount(data.digits()[1]))


@pytest.mark.parametrize("seed", range(3))
def test_the_canvas_digits_are_the_digits_twice_as_large_and_moved_without_being_cut(seed):
    (X, y), (centered, test_y), (shifted, same_y) = data.canvas_digits(seed, n=300, shift=16, tests=400)
    assert X.shape == (300, 48, 48)
    assert centered.shape == shifted.shape == (400, 48, 48)
    assert X.dtype == centered.dtype == shifted.dtype == np.float32
    assert np.array_equal(test_y, same_y)
    images, labels = data.digits()
    order = np.random.default_rng(seed).permutation(1797)
    assert np.array_equal(y, labels[order[:300]])
    assert np.array_equal(test_y, labels[order[300:700]])
    assert np.allclose(X[:, 16:32:2, 16:32:2], images[order[:300]])
    assert np.allclose(X[:, 17:32:2, 17:32:2], images[order[:300]])
    assert np.allclose(X.sum(axis=(1, 2)), 4 * images[order[:300]].sum(axis=(1, 2)), rtol=1e-5)
    assert np.allclose(shifted.sum(axis=(1, 2)), centered.sum(axis=(1, 2)), rtol=1e-5)
    assert not np.array_equal(shifted, centered)
    assert np.array_equal(shifted, data.canvas_digits(seed, n=300, shift=16, tests=400)[2][0])
    assert not np.array_equal(shifted, data.canvas_digits(seed + 1, n=300, shift=16, tests=400)[2][0])


def test_canvas_digits_move_as_far_as_asked_in_every_direction_and_not_at_all_for_0():
    _, centered, still = data.canvas_digits(0, shift=0)
    assert np.array_equal(centered[0], still[0])
    _, (centered, _), (moved, _) = data.canvas_digits(0, shift=5)

    def middle(images, axis):
        return (images.sum(axis=axis) * np.arange(48)).sum(axis=1) / images.sum(axis=(1, 2))

    for axis in (1, 2):
        moves = np.rint(middle(moved, axis) - middle(centered, axis)).astype(int)
        assert set(moves) == set(range(-5, 6))
    with pytest.raises(ValueError, match="0 to 16 pixels"):
        data.canvas_digits(0, shift=17)
