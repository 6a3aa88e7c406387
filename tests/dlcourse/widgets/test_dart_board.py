"""The board without a browser: what darts find, on a grid and at random, and what is said of them."""

import numpy as np
import pytest

from dlcourse.widgets import DartBoard
from tests.static_form import assert_static_form

SPACE = {"lr": ("log", 1e-4, 1.0), "momentum": ("lin", 0.0, 1.0)}


def accuracy(trial):
    """Best at a learning rate of 0.01, whatever the momentum; above 0.5 it diverges."""
    return float("nan") if trial["lr"] > 0.5 else 1 - abs(np.log10(trial["lr"]) + 2) / 4


@pytest.fixture
def board():
    return DartBoard(SPACE, accuracy)


def test_a_dart_is_a_training_where_it_was_thrown(board):
    board.throw({"lr": 0.01, "momentum": 0.3})
    assert board.throws == [[0.01, 0.3, 1.0]]
    assert (
        board.summary
        == "1 trial; values tried: 1 of the lr and 1 of the momentum. The best has 1.000, at lr 0.01, momentum 0.3."
    )


def test_a_grid_tries_few_values_of_each_and_darts_try_as_many_as_there_are(board):
    board.on_a_grid(3)
    assert "9 trials; values tried: 3 of the lr and 3 of the momentum" in board.summary
    board.clear()
    assert board.summary == "No trial yet."
    board.at_random(9)
    assert "9 trials; values tried: 9 of the lr and 9 of the momentum" in board.summary


def test_each_time_other_places_and_with_the_same_seed_the_same(board):
    board.at_random(4)
    board.at_random(4)
    assert len({x for x, _, _ in board.throws}) == 8
    again = DartBoard(SPACE, accuracy)
    again.at_random(8 // 2)
    assert again.throws == board.throws[:4]


def test_one_that_diverged_is_shown_and_never_the_best(board):
    board.throw({"lr": 0.9, "momentum": 0.0})
    assert "The best" not in board.summary
    assert "1 diverged" in board.summary
    board.throw({"lr": 0.001, "momentum": 0.0})
    assert board.darts == [[0.9, 0.0, None], [0.001, 0.0, 0.75]]
    assert "The best has 0.750, at lr 0.001, momentum 0. 1 diverged." in board.summary


def test_what_a_click_asks_for_is_done_and_what_nobody_knows_is_not(board):
    for content in ({"throw": [0.01, 0.5]}, {"random": 2}, {"grid": 2}, {"explode": 9}):
        board._asked(board, content, [])
    assert len(board.throws) == 7
    assert board.waiting == 0
    board._asked(board, {"clear": True}, [])
    assert board.throws == []


@pytest.mark.parametrize(
    "space", [{}, {"lr": SPACE["lr"]}, {**SPACE, "third": ("lin", 0, 1)}, {"a": ("int", 1, 9), **SPACE}]
)
def test_a_space_that_is_no_plane_is_refused(space):
    with pytest.raises(ValueError, match="two hyperparameters"):
        DartBoard(space, accuracy)


def test_whole_numbers_are_refused():
    with pytest.raises(ValueError, match="lin"):
        DartBoard({"lr": SPACE["lr"], "width": ("int", 1, 9)}, accuracy)


@pytest.mark.parametrize("darts", [0, 9])
def test_without_a_front_end_it_is_a_figure_with_alt_text_and_a_sentence(board, darts):
    board.at_random(darts)
    assert_static_form(board, "Trials in a plane")
