"""The synthetic source task, and digits at random positions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse import data
from dlcourse.data import letters as le


def test_letters_are_ink_on_paper_each_as_often_and_no_two_alike():
    images, labels = le.letters(520, seed=0)
    assert images.shape == (520, 10, 10)
    assert images.dtype == np.float32
    assert 0 <= images.min() < images.max() <= 1
    assert np.bincount(labels).tolist() == [10] * 52
    assert len({image.tobytes() for image in images}) == 520
    assert np.all(images.sum(axis=(1, 2)) > 3)  # even an l is there to be seen


def test_a_seed_repeats_its_letters_and_another_draws_others():
    first, second, other = (le.letters(60, seed) for seed in (3, 3, 4))
    assert np.array_equal(first[0], second[0])
    assert np.array_equal(first[1], second[1])
    assert not np.array_equal(first[0], other[0])


def test_a_letter_looks_more_like_itself_than_like_others():
    images, labels = le.letters(1000, seed=0, characters="AXo")
    means = np.array([images[labels == k].mean(axis=0) for k in range(3)])
    new, asked = le.letters(300, seed=1, characters="AXo")
    distances = ((new[:, None] - means) ** 2).sum(axis=(2, 3))
    assert np.mean(distances.argmin(axis=1) == asked) > 0.8


def test_there_are_19_fonts_and_all_are_found():
    assert len(set(le.FONTS)) == 19
    assert all((le.FOLDER / f"{font}.ttf").exists() for font in le.FONTS)


def test_letters_of_other_sizes_and_no_letters_at_all():
    assert le.letters(3, seed=0, size=16)[0].shape == (3, 16, 16)
    assert le.letters(0, seed=0)[0].shape == (0, 10, 10)


@given(st.integers(0, 2**32 - 1), st.integers(0, 3))
@settings(max_examples=30)
def test_without_noise_a_placed_image_is_whole_and_within_its_shift(seed, shift):
    images = np.random.default_rng(seed).uniform(0.1, 1, (4, 10, 10)).astype(np.float32)
    for image, larger in zip(images, le.translated(images, seed, shift=shift, noise=0).reshape(4, 16, 16), strict=True):
        rows, columns = np.nonzero(larger)
        top, left = rows.min(), columns.min()
        assert abs(top - 3) <= shift
        assert abs(left - 3) <= shift
        assert np.array_equal(larger[top : top + 10, left : left + 10], image)
        assert np.count_nonzero(larger) == 100


def test_all_places_come_and_the_noise_has_its_deviation():
    images = np.ones((2000, 10, 10), np.float32)
    larger = le.translated(images, seed=0, noise=0).reshape(2000, 16, 16)
    corners = {tuple(np.argwhere(one)[0]) for one in larger}
    assert corners == {(row, column) for row in range(7) for column in range(7)}
    noisy = le.translated(0 * images, seed=0, noise=0.2)
    assert noisy.std() == pytest.approx(0.2, rel=0.01)
    assert noisy.dtype == np.float32


@pytest.mark.parametrize(("size", "shift"), [(16, 4), (9, 0), (16, -1)])
def test_a_shift_that_leaves_the_image_is_refused_with_a_sentence(size, shift):
    with pytest.raises(ValueError, match=r"can move by \d at most"):
        le.translated(np.ones((1, 10, 10)), 0, size=size, shift=shift)


def test_enlarging_keeps_constants_and_slopes_and_the_same_size_as_it_is():
    rng = np.random.default_rng(0)
    images = rng.uniform(size=(3, 8, 8))
    assert np.allclose(le.enlarged(images, 8), images, atol=1e-6)
    assert np.allclose(le.enlarged(np.full((1, 8, 8), 0.7), 10), 0.7)
    slope = np.tile(np.arange(8.0), (8, 1))[None]
    assert np.allclose(np.diff(le.enlarged(slope, 10)[0, :, 1:9], axis=1), 0.8, atol=1e-5)


def test_few_digits_grow_from_one_to_the_next_and_the_test_stays():
    (two, y_two), tests = le.translated_digits(0, 2)
    (five, y_five), same = le.translated_digits(0, 5)
    assert two.shape == (20, 256)
    assert np.bincount(y_five).tolist() == [5] * 10
    assert np.array_equal(tests[0], same[0])
    assert tests[0].shape == (1197, 256)
    assert np.array_equal(y_two, np.repeat(np.arange(10), 2))
    assert five.dtype == tests[0].dtype == np.float32


@pytest.mark.parametrize("seed", range(3))
def test_no_digit_is_in_both_parts_and_labels_count_through_the_classes(seed):
    few, many = le.split_digits(seed, 60, (5, 6, 7))
    images, labels = data.digits()
    for part in (few, many):
        assert set(part[1]) == {0, 1, 2}
        for image, label in zip(part[0][::40], part[1][::40], strict=True):
            assert label + 5 in labels[np.all(np.isclose(images, image), axis=(1, 2))]
    rows = [{image.tobytes() for image in part[0]} for part in (few, many)]
    assert not rows[0] & rows[1]
    assert sum(len(part[1]) for part in (few, many)) == np.isin(labels, (5, 6, 7)).sum()


@pytest.mark.parametrize("per_class", [0, 61])
def test_too_many_few_are_refused_with_a_sentence(per_class):
    with pytest.raises(ValueError, match="per_class is from 1 to 60"):
        le.translated_digits(0, per_class)
