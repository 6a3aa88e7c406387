"""How large a batch is quickest, without a browser: the steps, what they cost, the words."""

import math
import statistics

import numpy as np
import pytest

from dlcourse.results import table
from dlcourse.widgets import BatchLever
from dlcourse.widgets.batch_lever import COSTS, steps_at_best_rate, time_to_target
from tests.static_form import assert_static_form

RUNS = table("capstone", "batch_size")
SIZES = [int(size) for size in RUNS]


def best_by_hand(size):
    """The steps of each seed at the rate with the lowest mean, by lists; a rate that fails in a seed is out."""
    rates = list(zip(*RUNS[str(size)]["steps"].tolist(), strict=True))
    return min((rate for rate in rates if all(rate)), key=statistics.mean)


def test_each_batch_size_has_the_steps_of_its_best_rate():
    sizes, steps = steps_at_best_rate(RUNS)
    assert sizes.tolist() == SIZES
    np.testing.assert_array_equal(steps.T, [best_by_hand(size) for size in SIZES])


def test_batch_sizes_are_put_in_order():
    backwards = dict(reversed(RUNS.items()))
    for there, here in zip(steps_at_best_rate(RUNS), steps_at_best_rate(backwards), strict=True):
        np.testing.assert_array_equal(there, here)


def test_the_critical_size_is_the_chapters():
    steps, _ = BatchLever(RUNS).render(batch=32, fixed=0)[0]
    [critical] = [mark.x for mark in steps.marks if mark.label == "critical"]
    examples = {size: size * statistics.mean(best_by_hand(size)) for size in SIZES}
    assert critical == max(size for size in SIZES if examples[size] <= 1.5 * min(examples.values())) == 8


def test_a_step_without_a_fixed_cost_takes_the_time_of_its_examples():
    np.testing.assert_array_equal(time_to_target(np.array([1, 8]), np.array([100, 20]), 0), [100, 160])
    np.testing.assert_array_equal(time_to_target(np.array([1, 8]), np.array([100, 20]), 10), [1100, 360])


def test_the_dearer_a_step_the_larger_the_quickest_batch():
    quickest = []
    for fixed in COSTS:
        times = {size: statistics.mean(best_by_hand(size)) * (fixed + size) for size in SIZES}
        quickest.append(min(times, key=times.get))
        assert f"Quickest on average are batches of {quickest[-1]}," in BatchLever(RUNS, batch=512, fixed=fixed).summary
        _, cost = BatchLever(RUNS).render(batch=1, fixed=fixed)[0]
        [shown] = [mark for mark in cost.marks if mark.label == "quickest"]
        assert (*shown.x, *shown.y) == pytest.approx((quickest[-1], times[quickest[-1]]))
    assert quickest == sorted(quickest)
    assert quickest[0] < 16
    assert quickest[-1] > 128


def test_the_summary_says_what_a_batch_size_needs():
    steps = best_by_hand(64)
    mean, spread = statistics.mean(steps), statistics.stdev(steps)
    summary = BatchLever(RUNS, batch=64, fixed=100).summary
    assert f"in {mean:.0f} ± {spread:.0f} steps. That takes {64 * mean:,.0f} examples" in summary
    assert f"the time of {164 * mean:,.0f}." in summary
    assert "No other batch size is quicker on average." in summary


def test_wherever_the_controls_are_all_can_be_drawn_within_the_same_limits():
    picture, limits = BatchLever(RUNS), set()
    for batch in SIZES:
        for fixed in COSTS:
            axes, summary = picture.render(batch=batch, fixed=fixed)
            assert not {"nan", "inf"} & set(summary.split())
            for ax in axes:
                assert all(np.isfinite(mark.x).all() for mark in ax.marks)
                outlines = [outline for mark in ax.described()["marks"] for outline in mark["outlines"]]
                assert all(0 <= y <= 1 for outline in outlines for _, y in outline)
            limits.add(tuple(ax.limits(of) for ax in axes for of in "xy"))
    assert len(limits) == 1


def test_a_spread_larger_than_the_mean_can_be_drawn_on_a_log_axis():
    wide = {"1": {"steps": np.array([[1000], [1], [1], [1]])}, "2": {"steps": np.array([[500], [1], [1], [1]])}}
    band = BatchLever(wide).render(batch=1, fixed=0)[0][0].marks[0]
    assert np.all(band.y > 0)
    assert all(math.isfinite(high) for high in band.high)


@pytest.mark.parametrize(
    "runs",
    [
        None,
        {},
        [1, 2],
        RUNS["8"],
        {"8": np.ones((10, 5))},
        {"8": {"accuracy": np.ones((10, 5))}},
        {"8": {"steps": np.ones(10)}},
        {"8": {"steps": np.ones((1, 5))}},
        {"8": {"steps": np.ones((10, 5))}, "16": {"steps": np.ones((9, 5))}},
        {"0": {"steps": np.ones((10, 5))}},
        table("transfer_learning", "layers"),
    ],
)
def test_what_is_no_such_table_is_refused_with_what_to_give(runs):
    with pytest.raises(ValueError, match=r'give results\.table\("capstone", "batch_size"\)'):
        BatchLever(runs)


def test_a_batch_size_that_never_got_there_is_refused_by_name():
    never = RUNS | {"8": {"steps": np.zeros((10, 5))}}
    with pytest.raises(ValueError, match="With batches of 8, no learning rate"):
        BatchLever(never)


def test_without_a_front_end_it_is_a_figure_with_alt_text_and_a_sentence():
    assert_static_form(BatchLever(RUNS), "On the left the steps to the target")
