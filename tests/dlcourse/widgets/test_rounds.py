"""The experiment to repeat, without a browser: its rounds, its seeds, its words."""

import pytest
import traitlets

from dlcourse.widgets import Rounds
from tests.static_form import assert_static_form

LEVELS = {"1 label": 1, "10 labels": 10}


def once(labels, seed):
    """Two ways, of which the first is ahead by a tenth, and by less in odd rounds."""
    return {"frozen": 0.5 + labels / 100, "scratch": 0.4 + labels / 100 + 0.02 * (seed % 2)}


@pytest.fixture
def rounds():
    return Rounds(("frozen", "scratch"), LEVELS, once)


def test_each_round_has_a_seed_of_its_own_and_each_level_its_rounds(rounds):
    asked = []
    rounds._run = lambda labels, seed: asked.append((labels, seed)) or once(labels, seed)
    rounds.run(2)
    rounds.level = 1
    rounds.run(1)
    rounds.level = 0
    rounds.run(1)
    assert asked == [(1, 0), (1, 1), (10, 0), (1, 2)]
    assert [len(rounds.results[name]["frozen"]) for name in LEVELS] == [3, 1]
    assert rounds.found == rounds.results["1 label"]
    assert rounds.waiting == 0


def test_the_summary_sets_the_ways_side_by_side_in_the_same_rounds(rounds):
    assert rounds.summary == "1 label: no round yet."
    rounds.run(1)
    assert rounds.summary == (
        "1 label, 1 round, on average: frozen 51.0%, scratch 41.0%. "
        "In the same rounds: frozen against scratch +10.0 points, ahead in 1."
    )
    rounds.run(1)
    assert "2 rounds" in rounds.summary
    assert "frozen against scratch +9.0 ± 1.4 points, ahead in 2." in rounds.summary


def test_a_click_runs_rounds_and_nonsense_is_ignored(rounds):
    for content in ({"run": 2}, {"run": "all"}, {}):
        rounds._asked(rounds, content, [])
    assert len(rounds.found["frozen"]) == 2


@pytest.mark.parametrize("level", [2, -1])
def test_a_level_that_is_not_there_is_refused(rounds, level):
    with pytest.raises(traitlets.TraitError):
        rounds.level = level


@pytest.mark.parametrize(("ways", "levels"), [((), LEVELS), (("frozen",), {})])
def test_nothing_to_compare_is_refused(ways, levels):
    with pytest.raises(ValueError, match="at least one"):
        Rounds(ways, levels, once)


@pytest.mark.parametrize("number", [0, 3])
def test_without_a_front_end_it_is_a_figure_with_alt_text_and_a_sentence(rounds, number):
    rounds.run(number)
    assert_static_form(rounds, "Accuracies of each round")
