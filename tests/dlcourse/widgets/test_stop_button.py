"""The training to stop, without a browser: what a stop is worth, and the comparison with the rule."""

import numpy as np
import pytest
import traitlets

from dlcourse.widgets import StopButton
from tests.static_form import assert_static_form

LOSSES = [[3.0, 2.0, 1.0, 1.5, 2.0, 2.5], [3.0, 1.0, 2.0, 0.5, 2.0, 2.5]]
ACCURACY = [[0.1, 0.5, 0.9, 0.8, 0.7, 0.6], [0.2, 0.4, 0.3, 0.8, 0.7, 0.5]]


@pytest.fixture
def button():
    return StopButton(LOSSES, ACCURACY, patience=2)


def test_nothing_is_told_before_it_is_stopped(button):
    assert button.losses == LOSSES[0]
    assert button.summary.startswith("A training of 6 epochs.")
    assert button.score == ""
    assert "%" not in button.summary


def test_a_stop_is_set_beside_the_lowest_loss_the_rule_and_the_end(button):
    button.stopped = 3
    assert "You stopped after epoch 3: your network has a test accuracy of 80.0%." in button.summary
    assert "lowest validation loss was in epoch 2 (90.0%)" in button.summary
    assert "patience 2 stops after epoch 4 and brings home epoch 2 (90.0%)" in button.summary
    assert "The last epoch has 60.0%." in button.summary
    assert button.score == "Your 1 training so far: you 80.0%, the rule 90.0%, to the end 60.0%."


def test_the_next_training_begins_anew_and_the_score_is_a_mean(button):
    button.stopped = 3
    button.number = 1
    assert button.stopped == -1
    assert button.losses == LOSSES[1]
    assert button.summary.startswith("A training of 6 epochs.")
    button.stopped = 1
    assert button.score == "Your 2 trainings so far: you 60.0%, the rule 85.0%, to the end 55.0%."


def test_a_training_that_is_known_already_counts_as_it_did(button):
    button.stopped = 3
    button.stopped = -1
    button.stopped = 2
    assert button.stops == {0: 3}


def test_a_rule_that_never_fires_is_said_to_go_on_to_the_end():
    patient = StopButton(LOSSES, ACCURACY, patience=9)
    patient.stopped = 0
    assert "patience 9 goes on to the end and brings home epoch 2" in patient.summary


@pytest.mark.parametrize("beyond", [{"number": 2}, {"stopped": 6}, {"stopped": -2}])
def test_what_there_is_not_is_refused(button, beyond):
    [(name, value)] = beyond.items()
    with pytest.raises(traitlets.TraitError):
        setattr(button, name, value)


@pytest.mark.parametrize(("losses", "accuracy"), [(LOSSES, ACCURACY[:1]), (LOSSES[0], ACCURACY[0]), ([[]], [[]])])
def test_curves_that_do_not_belong_together_are_refused(losses, accuracy):
    with pytest.raises(ValueError, match="trainings, epochs"):
        StopButton(losses, accuracy)


def test_without_a_front_end_it_is_a_figure_with_alt_text_and_a_sentence(button):
    button.stopped = 3
    assert_static_form(button, "The validation loss in each epoch")


def test_the_axis_is_that_of_all_trainings(button):
    assert button.highest == np.max(LOSSES)
