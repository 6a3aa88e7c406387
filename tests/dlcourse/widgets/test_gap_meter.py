"""The gap between training and test, without a browser: its figures against the stored table."""

import numpy as np
import pytest

from dlcourse.plots import spread
from dlcourse.results import table
from dlcourse.results.dropout import KEEP_PROBS as RUN
from dlcourse.widgets import GapMeter
from dlcourse.widgets.gap_meter import KEEP_PROBS, RATES, beaten, best, checked, gap
from tests.static_form import assert_same_axes, assert_static_form

SWEEP = table("dropout", "keep_prob")


def test_the_columns_are_those_of_the_script_that_made_the_table():
    assert KEEP_PROBS == RUN
    assert [f"lr {rate}" for rate in RATES] == list(SWEEP)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("column", range(len(KEEP_PROBS)))
def test_gap_and_seeds_agree_with_a_loop_over_the_table(rate, column):
    found, runs = checked(SWEEP)[rate], SWEEP[f"lr {rate}"]
    gaps = [100 * (train[column] - test[column]) for train, test in zip(runs["train"], runs["test"], strict=True)]
    np.testing.assert_allclose(gap(found, column), gaps, atol=1e-9)
    assert beaten(found, column) == sum(test[column] > test[0] for test in runs["test"])
    means = {q: np.mean([test[i] for test in runs["test"]]) for i, q in enumerate(RUN)}
    assert best(found) == max(means, key=means.get)


def test_the_summary_says_what_the_table_holds():
    runs = SWEEP["lr 0.02"]
    train, true, test = (100 * runs[part][:, RUN.index(0.2)] for part in ("train", "train, true labels", "test"))
    summary = GapMeter(SWEEP, keep_prob=0.2).summary
    assert f"gives back {np.mean(train):.1f} ± {spread(train):.1f} % of its training labels as given" in summary
    assert f"({np.mean(true):.1f} ± {spread(true):.1f} % of the true ones)" in summary
    assert f"right on {np.mean(test):.1f} ± {spread(test):.1f} % of the test digits" in summary
    assert f"a gap of {np.mean(train - test):.1f} ± {spread(train - test):.1f} points" in summary
    assert "above that without dropout in 10 of 10 seeds. The mean test accuracy is highest at q = 0.2." in summary
    assert "This is no dropout." in GapMeter(SWEEP).summary
    assert "highest at q = 0.3" in GapMeter(SWEEP, lr=0.05).summary


def test_chapter_4_says_what_is_to_be_seen():
    slow, fast = checked(SWEEP).values()
    gaps = {q: gap(slow, KEEP_PROBS.index(q)) for q in KEEP_PROBS}
    assert {q for q in KEEP_PROBS if abs(gaps[q].mean()) < 3} == {0.3, 0.05, 0.02}
    assert np.all(gaps[0.2] < 0)
    assert beaten(slow, KEEP_PROBS.index(0.2)) == 10
    assert beaten(slow, KEEP_PROBS.index(0.02)) == 0
    assert beaten(fast, KEEP_PROBS.index(0.2)) == 2
    true = slow["train, true labels"] - slow["test"]
    assert true[:, KEEP_PROBS.index(0.2)].mean() == pytest.approx(3.0, abs=0.05)


def test_each_seed_has_its_points_and_the_line_between_them():
    _, seeds = GapMeter(SWEEP).render(keep_prob=0.5, lr="0.05")[0]
    *gaps, without, train, test = seeds.marks
    runs, column = SWEEP["lr 0.05"], RUN.index(0.5)
    np.testing.assert_allclose(train.y, 100 * runs["train"][:, column])
    np.testing.assert_allclose(test.y, 100 * runs["test"][:, column])
    np.testing.assert_allclose(without.y, 100 * runs["test"][:, 0])
    assert [list(line.y) for line in gaps] == [list(ends) for ends in zip(test.y, train.y, strict=True)]


def test_every_place_of_the_controls_can_be_drawn_on_the_same_axes():
    assert_same_axes(GapMeter(SWEEP), range(len(KEEP_PROBS)), range(len(RATES)))


@pytest.mark.parametrize(
    "runs",
    [
        table("dropout", "width"),
        SWEEP["lr 0.02"],
        None,
        [1, 2],
        {name: {part: accuracy[:, :9] for part, accuracy in parts.items()} for name, parts in SWEEP.items()},
        {name: {part: accuracy[:0] for part, accuracy in parts.items()} for name, parts in SWEEP.items()},
        {name: dict.fromkeys(parts, "many") for name, parts in SWEEP.items()},
    ],
)
def test_what_is_no_such_table_is_refused_with_the_one_to_give(runs):
    with pytest.raises(ValueError, match=r'GapMeter\(table\("dropout", "keep_prob"\)\)'):
        GapMeter(runs)


def test_without_a_front_end_it_is_a_figure_with_alt_text_and_a_sentence():
    assert_static_form(GapMeter(SWEEP), "On the left training and test accuracy")
