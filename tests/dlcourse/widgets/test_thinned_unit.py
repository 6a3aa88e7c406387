"""The unit whose inputs are dropped, without a browser: draws, means and spreads beside the theory."""

import itertools

import numpy as np
import pytest
import traitlets

from dlcourse.widgets import ThinnedUnit
from dlcourse.widgets.thinned_unit import MAX_DRAWS, expected
from tests.static_form import assert_static_form

PARTS = [1.5, -0.5, 2.0, 0.3]


@pytest.mark.parametrize("inverted", [True, False])
@pytest.mark.parametrize("q", [0.2, 0.5, 0.8, 1.0])
def test_the_theory_is_the_mean_over_all_masks(q, inverted):
    masks = np.array(list(itertools.product([0, 1], repeat=4)))
    weights = np.prod(np.where(masks, q, 1 - q), axis=1)
    sums = masks @ PARTS / (q if inverted else 1)
    mean = weights @ sums
    spread = np.sqrt(weights @ (sums - mean) ** 2)
    np.testing.assert_allclose(expected(PARTS, q, inverted=inverted), (mean, spread), atol=1e-12)


@pytest.mark.parametrize("inverted", [True, False])
def test_many_draws_come_near_the_theory(inverted):
    unit = ThinnedUnit(PARTS, keep_prob=0.8, inverted=inverted)
    unit.draw(MAX_DRAWS)
    mean, spread = expected(PARTS, 0.8, inverted=inverted)
    assert unit.means[-1] == pytest.approx(mean, abs=4 * spread / np.sqrt(MAX_DRAWS))
    assert np.std(unit.sums) == pytest.approx(spread, rel=0.1)
    assert unit.tends == pytest.approx(mean)


def test_each_draw_is_what_the_kept_inputs_add():
    unit = ThinnedUnit(PARTS, keep_prob=0.5)
    for _ in range(5):
        unit.draw(1)
        assert unit.sums[-1] == pytest.approx(2 * np.dot(unit.kept, PARTS))
    np.testing.assert_allclose(unit.means, np.cumsum(unit.sums) / [1, 2, 3, 4, 5])
    assert len(set(unit.sums)) > 1


def test_another_setting_begins_anew():
    unit = ThinnedUnit(PARTS)
    unit.draw(3)
    unit.keep_prob = 0.25
    assert (unit.sums, unit.means, unit.kept) == ([], [], [])
    assert unit.summary == "Keep probability 0.25, survivors divided by q; the whole network gives 3.30. No draw yet."
    unit.draw(1)
    unit.inverted = False
    assert unit.sums == []
    assert "survivors as they are" in unit.summary


def test_a_click_draws_no_more_than_is_kept_and_nonsense_is_ignored():
    unit = ThinnedUnit(PARTS)
    for content in ({"draw": 3}, {"draw": "many"}, {}, {"draw": 10**9}):
        unit._asked(unit, content, [])
    assert len(unit.sums) == MAX_DRAWS


@pytest.mark.parametrize("q", [0, 1.1])
def test_a_keep_probability_that_is_none_is_refused(q):
    with pytest.raises(traitlets.TraitError):
        ThinnedUnit(PARTS, keep_prob=q)


@pytest.mark.parametrize("parts", [[], [[1.0]], 3.0])
def test_parts_of_another_shape_are_refused(parts):
    with pytest.raises(ValueError, match="each input"):
        ThinnedUnit(parts)


@pytest.mark.parametrize("draws", [0, 1, 50])
def test_without_a_front_end_it_is_a_figure_with_alt_text_and_a_sentence(draws):
    unit = ThinnedUnit(PARTS)
    unit.draw(draws)
    assert_static_form(unit, "The mean of the draws so far")
