"""The transformations to mix, without a browser: what is transformed, what is read, the words."""

import numpy as np
import pytest

from dlcourse import augmentation as au
from dlcourse import data
from dlcourse.widgets import TransformMixer
from dlcourse.widgets.transform_mixer import mixed, read, sheet
from tests.static_form import assert_static_form

PLAIN = {"degrees": 0, "slant": 0, "size": 0, "elastic": 0, "mirror": 0}


@pytest.fixture(scope="module")
def reader():
    """A network that reads digits, and digits that it has not seen."""
    train, _, test = data.noisy_digits(0, n=1000, validation=0, label_noise=0)
    (X, y), digits = (((images.reshape(-1, 8, 8)), labels) for images, labels in (train, test))
    return au.fit(au.dense(64, 128, 0), (X, y), 0, 20), digits


def perfect(X):
    """What stands in for a network: the class is written into the first pixel."""
    return np.eye(10)[np.round(9 * X[:, 0, 0]).astype(int)]


def test_nothing_mixed_changes_nothing_and_a_mirror_mirrors():
    X = data.digits()[0][:20].reshape(-1, 8, 8)
    rng = np.random.default_rng(0)
    np.testing.assert_allclose(mixed(**PLAIN)(X, rng), X, atol=1e-6)
    np.testing.assert_allclose(mixed(**PLAIN | {"mirror": 1})(X, rng), X[:, :, ::-1], atol=1e-6)


def test_shares_and_mistakes_are_counted_by_class(monkeypatch):
    monkeypatch.setattr("dlcourse.widgets.transform_mixer.predict", lambda net, X: net(X))
    X, y = np.zeros((40, 2, 2)), np.repeat(np.arange(10), 4)
    X[:, 0, 0] = y / 9
    X[[28, 29, 30], 0, 0] = np.array([1, 1, 4]) / 9  # of the four sevens
    right, other = read(perfect, X, y)
    assert right.tolist() == [1] * 7 + [0.25] + [1] * 2
    assert other.tolist() == [-1] * 7 + [1] + [-1] * 2


def test_the_sheet_shows_the_digits_in_order_with_a_dark_line_between_them():
    X = np.arange(1, 81)[:, None, None] * np.ones((80, 3, 2))
    pixels = sheet(X)
    assert pixels.shape == (7 * 4 - 1, 10 * 3 - 1)
    assert pixels[0, ::3].tolist() == list(range(1, 11))
    assert pixels[-1, -1] == 70
    assert not pixels[3].any()


def test_the_sheet_has_each_class_in_a_column_of_its_own(reader):
    mixer = TransformMixer(*reader)
    assert mixer.y[:70].reshape(7, 10).tolist() == [list(range(10))] * 7


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_what_people_do_to_digits_is_read_and_a_mirror_is_not(seed):
    train, _, test = data.noisy_digits(seed, n=1000, validation=0, label_noise=0)
    (X, y), (test_X, test_y) = (((images.reshape(-1, 8, 8)), labels) for images, labels in (train, test))
    net = au.fit(au.dense(64, 128, seed), (X, y), seed, 20)
    rng = np.random.default_rng(seed)
    share = {
        name: read(net, mixed(**PLAIN | changed)(test_X, rng), test_y)[0]
        for name, changed in {"slant": {"slant": 0.1}, "mirror": {"mirror": 1}, "turn": {"degrees": 180}}.items()
    }
    assert share["slant"].mean() > 0.9
    assert share["mirror"].mean() < 0.6
    assert share["turn"].mean() < 0.5
    assert np.all(share["mirror"][[0, 8]] > 0.6)  # who looks the same in a mirror
    assert np.all(share["mirror"][[3, 5, 6, 7]] < 0.2)


def test_every_end_of_every_control_can_be_shown(reader):
    mixer = TransformMixer(*reader, **PLAIN)
    assert mixer.summary.startswith("Of the transformed digits the network reads 97%, of the same as they were 97%.")
    for i, control in enumerate(mixer.controls):
        for end in (0, len(control.values) - 1):
            mixer.positions = [end if i == j else 0 for j in range(len(mixer.controls))]
            assert "nan" not in mixer.summary


@pytest.mark.parametrize("n", [0, 30])
def test_too_few_digits_are_refused(reader, n):
    net, (X, y) = reader
    with pytest.raises(ValueError, match="7 or more of each of the ten classes"):
        TransformMixer(net, (X[:n], y[:n]))


def test_without_a_front_end_it_is_a_figure_with_alt_text_and_a_sentence(reader):
    assert_static_form(TransformMixer(*reader), "On the left seventy transformed digits")
