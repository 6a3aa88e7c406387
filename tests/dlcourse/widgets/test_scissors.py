"""Where to cut a pretrained network, without a browser: accuracies, gains, how many numbers learn, the words."""

import statistics

import numpy as np
import pytest

from dlcourse.data.letters import translated_digits
from dlcourse.results import table
from dlcourse.results.transfer_learning import THREE
from dlcourse.widgets import Scissors
from dlcourse.widgets.scissors import BODIES, KEPT, LABELS, SIZES, learning
from tests.static_form import assert_static_form

RUNS = table("transfer_learning", "layers")
SETTINGS = [(int(kept), body, labels) for kept in KEPT for body in BODIES for labels in LABELS]


def percent(kept, body, labels):
    """The accuracies of all seeds, as a list."""
    return [100 * row[kept] for row in RUNS[f"{labels} labels, {body}"]["accuracy"].tolist()]


def test_the_network_whose_numbers_are_counted_is_that_of_the_table():
    (X, y), _ = translated_digits(0, 10)
    assert (X.shape[1], *THREE, len(np.unique(y))) == SIZES


def test_what_learns_and_what_stays_are_the_weights_and_biases_above_and_below_the_cut():
    layers = [256 * 128 + 128, 128 * 96 + 96, 96 * 64 + 64, 64 * 10 + 10]
    for kept in KEPT:
        assert learning(kept, "frozen") == (sum(layers[kept:]), sum(layers[:kept]))
        assert learning(kept, "fine-tuned") == (sum(layers), 0)


@pytest.mark.parametrize(("kept", "body", "labels"), SETTINGS)
def test_the_summary_says_accuracy_and_gain_over_scratch(kept, body, labels):
    summary = Scissors(RUNS, kept=kept, body=body, labels=labels).summary
    there, scratch = percent(kept, body, labels), percent(0, body, labels)
    assert f"{statistics.mean(there):.1f} ± {statistics.stdev(there):.1f} % right" in summary
    assert summary.startswith(f"{labels} labels a class")
    if kept == 0:
        assert "This is the network from scratch" in summary
        return
    gains = [a - b for a, b in zip(there, scratch, strict=True)]
    assert f"{statistics.mean(gains):+.1f} ± {statistics.stdev(gains):.1f} points" in summary
    assert f"in {sum(gain > 0 for gain in gains)} of {len(gains)} seeds" in summary


@pytest.mark.parametrize(("kept", "body", "labels"), SETTINGS)
def test_the_marks_are_those_of_the_table(kept, body, labels):
    accuracy, gains = Scissors(RUNS).render(kept=kept, body=body, labels=labels)[0]
    lines = {mark.label: mark for mark in accuracy.marks}
    for name in BODIES:
        assert lines[name].y == pytest.approx([statistics.mean(percent(k, name, labels)) for k in KEPT])
    assert lines["chosen"].y == pytest.approx([statistics.mean(percent(kept, body, labels))])
    assert lines["cut"].x == kept
    [seeds] = [mark for mark in gains.marks if mark.label == "one seed"]
    assert seeds.y == pytest.approx(np.subtract(percent(kept, body, labels), percent(0, body, labels)))


def test_wherever_the_controls_are_all_can_be_drawn_within_the_same_limits():
    picture, limits = Scissors(RUNS), set()
    for kept, body, labels in SETTINGS:
        axes, summary = picture.render(kept=kept, body=body, labels=labels)
        assert "nan" not in summary
        for ax in axes:
            places = [place for mark in ax.described()["marks"] for outline in mark["outlines"] for place in outline]
            assert all(0 <= part <= 1 for place in places for part in place)
        limits.add(tuple(ax.limits(of) for ax in axes for of in "xy"))
    assert len(limits) == 1


def test_a_table_of_one_accuracy_throughout_can_be_drawn():
    flat = {name: {"accuracy": np.full((2, 4), 0.5)} for name in RUNS}
    assert_static_form(Scissors(flat), "On the left the test accuracy")


@pytest.mark.parametrize(
    "runs",
    [
        None,
        {},
        [1, 2],
        {name: found["accuracy"] for name, found in RUNS.items()},
        {name: {"accuracy": found["accuracy"][:, :3]} for name, found in RUNS.items()},
        {name: {"accuracy": found["accuracy"][:1]} for name, found in RUNS.items()},
        {name: {"accuracy": found["accuracy"][0]} for name, found in RUNS.items()},
        {name: found for name, found in RUNS.items() if name != "50 labels, frozen"},
        RUNS | {"50 labels, frozen": {"accuracy": np.ones((9, 4))}},
        RUNS | {"50 labels, frozen": {"accuracy": np.full((10, 4), np.nan)}},
        table("transfer_learning", "negative"),
    ],
)
def test_what_is_no_such_table_is_refused_with_what_to_give(runs):
    with pytest.raises(ValueError, match=r'give results\.table\("transfer_learning", "layers"\)'):
        Scissors(runs)


def test_without_a_front_end_it_is_a_figure_with_alt_text_and_a_sentence():
    assert_static_form(Scissors(RUNS), "On the left the test accuracy")
