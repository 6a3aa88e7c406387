"""The digit to move, without a browser: what it shows the networks, its words, its static form."""

import numpy as np
import pytest
import traitlets

from dlcourse import augmentation as au
from dlcourse import data
from dlcourse.widgets import ShiftedDigit
from dlcourse.widgets.shifted_digit import where
from tests.static_form import assert_static_form


@pytest.fixture(scope="module")
def digits():
    images, labels = data.canvas_digits(seed=0)[1]
    return images[:5], labels[:5]


@pytest.fixture
def picture(digits):
    return ShiftedDigit(*digits, {"A": au.dense(48 * 48, 16, seed=0), "B": au.dense(48 * 48, 16, seed=1)})


def test_the_networks_are_shown_the_shifted_image(picture, digits):
    picture.shift = (-15, 3)
    np.testing.assert_array_equal(picture.image, au.shift_image(digits[0][0], -15, 3))
    for name, found in picture.beliefs.items():
        logits = picture._networks[name](picture.image[None]).value[0].astype(float)
        np.testing.assert_allclose(found, np.exp(logits) / np.exp(logits).sum(), atol=1e-4)


def test_another_digit_keeps_its_place_and_brings_its_label(picture, digits):
    picture.shift = (2, 0)
    picture.number = 3
    assert picture.label == digits[1][3]
    np.testing.assert_array_equal(picture.image, au.shift_image(digits[0][3], 2, 0))
    np.testing.assert_array_equal(np.frombuffer(picture.pixels, "u1"), np.rint(255 * digits[0][3]).ravel())


def test_the_summary_says_what_is_shown(picture):
    assert picture.summary.startswith(f"A {picture.label}, not moved: the network A reads ")
    picture.shift = (1, -4)
    assert "1 pixel to the right and 4 up" in picture.summary
    right = [name for name, found in picture.beliefs.items() if np.argmax(found) == picture.label]
    assert picture.summary.count("which is right") == len(right)


def test_a_shift_in_words():
    assert where(0, 0) == "not moved"
    assert where(0, 5) == "5 pixels down"
    assert where(-2, 1) == "2 pixels to the left and 1 down"


@pytest.mark.parametrize("beyond", [{"shift": (16, 0)}, {"shift": (0, -16)}, {"number": 5}, {"number": -1}])
def test_what_the_picture_cannot_show_is_refused(picture, digits, beyond):
    [(name, value)] = beyond.items()
    with pytest.raises(traitlets.TraitError):
        setattr(picture, name, value)
    with pytest.raises(traitlets.TraitError):
        ShiftedDigit(*digits, {}, **beyond)


def test_images_without_labels_are_refused(digits):
    with pytest.raises(ValueError, match="as many labels"):
        ShiftedDigit(digits[0], digits[1][:2], {})


def test_without_a_front_end_it_is_a_figure_with_alt_text_and_a_sentence(picture):
    assert_static_form(picture, "A digit on its canvas")
