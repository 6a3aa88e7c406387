"""What a verdict is, and how its exception shows in a notebook."""

import pytest

from autograder.checking.verdict import CheckFailed, Verdict


@pytest.mark.parametrize(("right", "passed"), [(0, False), (2, False), (3, True)])
def test_it_has_passed_where_every_case_was_right(right, passed):
    assert Verdict("double", right, 3).passed is passed


def test_a_failed_check_is_an_assertion_error_that_shows_as_its_one_line():
    verdict = Verdict("double", 1, 3)
    error = CheckFailed("double: it returned 3.", verdict)
    assert isinstance(error, AssertionError)
    assert error.verdict is verdict
    assert error._render_traceback_() == ["double: it returned 3."]
