"""What is read off a result."""

from autograder.grading.result import Result, Score, refusal
from tests.autograder.sandboxed import an_assignment
from tests.hostile import honest


def test_points_what_passed_and_what_was_found_inside_are_told_by_test():
    scores = {"a": Score(1.0, 2.0, "1 of 2 points."), "b": Score(2.0, 2.0, failed=False, inside=True)}
    result = Result(None, scores, "full")
    assert (result.points, result.passed, result.inside) == ({"a": 1, "b": 2}, {"b"}, ["b"])


def test_what_cannot_be_read_has_no_points_and_the_reason_at_each_test():
    result = refusal(an_assignment(), "full", "It is no notebook.")
    assert result.points == dict.fromkeys(honest.POINTS, 0)
    assert {score.message for score in result.scores.values()} == {result.refused} == {"It is no notebook."}
