import pytest

from dlcourse.widgets import Prediction


@pytest.fixture
def prediction():
    return Prediction("What comes?", ["more", "less"])


def test_a_right_prediction_is_confirmed(prediction, capsys):
    prediction.buttons.value = "less"
    prediction.reveal("less")
    assert capsys.readouterr().out == "You expected what happened: less.\n"


def test_a_wrong_prediction_is_set_beside_what_came(prediction, capsys):
    prediction.buttons.value = "more"
    prediction.reveal("less")
    assert "You expected: more. What happened: less." in capsys.readouterr().out


def test_once_revealed_a_prediction_cannot_be_changed(prediction, capsys):
    prediction.buttons.value = "more"
    prediction.reveal("less")
    assert prediction.buttons.disabled


def test_without_a_prediction_the_experiment_still_runs(prediction, capsys):
    prediction.reveal("less")
    assert "You had picked nothing" in capsys.readouterr().out
    assert not prediction.buttons.disabled


def test_an_answer_that_was_no_choice_is_an_authors_mistake(prediction):
    with pytest.raises(ValueError, match="none of the choices"):
        prediction.reveal("sideways")


def test_without_a_kernel_the_question_and_its_choices_can_be_read(prediction):
    data, _ = prediction._repr_mimebundle_()
    assert "<li>more</li>" in data["text/html"]
    assert "What comes? [more / less]" in data["text/plain"]
