"""Patience on the stored trainings, without a browser: its figures against an independent rule."""

import json
from itertools import product

import numpy as np
import pytest

from dlcourse.plots import spread
from dlcourse.results import table
from dlcourse.widgets import PatienceSlider
from dlcourse.widgets.patience_slider import DELTAS, at_epochs, outcomes
from tests.static_form import assert_same_axes, assert_static_form

CURVES = table("early_stopping", "curves")
NOISY = CURVES["noisy"]


def ended(losses, patience, min_delta):
    """Where a training stops and goes back to: the list of new bests first, then the first wait that is too long."""
    bests = [0]
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[bests[-1]] - min_delta:
            bests.append(epoch)
    for best, following in zip(bests, [*bests[1:], np.inf], strict=True):
        if following - best > patience and best + patience < len(losses):
            return best + patience, best
    return len(losses) - 1, bests[-1]


@pytest.mark.parametrize("min_delta", DELTAS)
@pytest.mark.parametrize("patience", [1, 2, 10, 60])
@pytest.mark.parametrize("variant", ["noisy", "clean"])
def test_the_trainings_end_where_an_independent_rule_says(variant, patience, min_delta):
    losses = CURVES[variant]["val_loss"]
    expected = [ended(run, patience, min_delta) for run in losses]
    assert list(zip(*outcomes(losses, patience, min_delta), strict=True)) == expected


def test_the_summary_says_what_the_rule_is_worth_over_all_seeds():
    slider = PatienceSlider(NOISY, patience=40, seed=3)
    found = [ended(run, 40, 0) for run in NOISY["val_loss"]]
    last, restored = (
        [100 * run[epochs[i]] for run, epochs in zip(NOISY["test_accuracy"], found, strict=True)] for i in (0, 1)
    )
    stop, best = found[3]
    assert f"Seed 3: the rule stops after epoch {stop}, and goes back to epoch {best}." in slider.summary
    assert f"{np.mean(restored):.1f} ± {spread(restored):.1f} % with the weights of the best" in slider.summary
    assert f"{np.mean(last):.1f} ± {spread(last):.1f} % with those of the last" in slider.summary
    highest = [100 * max(run) for run in NOISY["test_accuracy"]]
    assert f"{np.mean(highest):.1f} ± {spread(highest):.1f} % in the epoch where it is highest" in slider.summary
    assert f"The rule takes {np.mean([s + 1 for s, _ in found]):.1f} of 120 epochs on average." in slider.summary


def test_a_large_minimum_improvement_goes_back_to_an_epoch_that_is_not_the_lowest():
    lowest = NOISY["val_loss"].argmin(axis=1)
    best = outcomes(NOISY["val_loss"], 10, 0.1)[1]
    assert np.all(best <= lowest)
    assert np.sum(best < lowest) == 8
    assert f"(the lowest loss of all comes in epoch {lowest[0]})" in PatienceSlider(NOISY, min_delta=0.1).summary


def test_chapter_5_says_what_is_to_be_seen():
    accuracy = 100 * NOISY["test_accuracy"]
    worth = {}
    for patience, min_delta in ((60, 0), (10, 0), (10, 0.05)):
        stop, best = outcomes(NOISY["val_loss"], patience, min_delta)
        worth[patience, min_delta] = stop, at_epochs(accuracy, best), at_epochs(accuracy, stop)
    _, restored, last = worth[60, 0]
    assert np.all(restored > last)
    assert (restored - last).mean() == pytest.approx(4.6, abs=0.05)
    stop, restored, last = worth[10, 0]
    assert restored.mean() == pytest.approx(last.mean(), abs=0.05)
    assert np.sum(restored > last) == 6
    assert accuracy.max(axis=1).mean() - restored.mean() == pytest.approx(1.2, abs=0.05)
    early, worse, last = worth[10, 0.05]
    assert (stop - early).mean() == pytest.approx(3.2, abs=0.05)
    assert (restored - worse).mean() == pytest.approx(1.2, abs=0.05)
    assert np.sum(last > worse) == 8


def test_a_rule_that_never_fires_is_said_to():
    falling = np.linspace(2, 1, 120) * np.ones((10, 1))
    slider = PatienceSlider({"val_loss": falling, "test_accuracy": 1 / falling / 2})
    assert "the rule never fires, the training ends with epoch 119, and goes back to epoch 119." in slider.summary
    assert "null" not in json.dumps(slider.axes)


def test_the_points_are_accuracies_of_the_stored_runs():
    stop, best = outcomes(NOISY["val_loss"], 10, 0)
    _, right = PatienceSlider(NOISY).render(patience=10, min_delta=0, seed=2)[0]
    rule, highest, restored, last = right.marks
    assert rule.x == 2
    np.testing.assert_allclose(highest.y, [100 * max(run) for run in NOISY["test_accuracy"]])
    for points, epochs in ((restored, best), (last, stop)):
        found = [100 * run[epoch] for run, epoch in zip(NOISY["test_accuracy"], epochs, strict=True)]
        np.testing.assert_allclose(points.y, found)
        assert np.all(points.y <= highest.y)


def test_no_point_falls_off_the_axes_of_the_stored_runs():
    for variant, min_delta, patience in product(("noisy", "clean"), DELTAS, (1, 2, 5, 20, 60)):
        slider = PatienceSlider(CURVES[variant])
        low, high = slider.render(patience=patience, min_delta=min_delta, seed=0)[0][1].ylim
        for epochs in outcomes(slider.losses, patience, min_delta):
            accuracy = at_epochs(slider.accuracy, epochs)
            assert low < accuracy.min() <= accuracy.max() < high


def test_the_ends_of_the_controls_can_be_drawn_on_the_same_axes():
    assert_same_axes(PatienceSlider(NOISY), (0, 1, 59), (0, len(DELTAS) - 1), range(10))


@pytest.mark.parametrize(
    "runs",
    [
        CURVES,
        table("early_stopping", "validation_size"),
        None,
        NOISY["val_loss"],
        {name: rows[:9] for name, rows in NOISY.items()},
        NOISY | {"test_accuracy": NOISY["test_accuracy"][:, 1:]},
        NOISY | {"val_loss": "many"},
        NOISY | {"val_loss": np.full_like(NOISY["val_loss"], np.nan)},
    ],
)
def test_what_is_no_such_table_is_refused_with_the_one_to_give(runs):
    with pytest.raises(ValueError, match=r'results.table\("early_stopping", "curves"\)\["noisy"\]'):
        PatienceSlider(runs)


def test_without_a_front_end_it_is_a_figure_with_alt_text_and_a_sentence():
    assert_static_form(PatienceSlider(NOISY), "On the left the validation loss of one training")
