"""What nobody handed in: the course's own answers, and an untouched notebook."""

from autograder.grading import model
from tests.autograder.sandboxed import an_assignment


def test_the_course_s_own_answers_are_handed_in_with_nothing_hidden_from_the_instructor():
    matching = model.reference(an_assignment())
    text = "\n".join(cell.source for cell in matching.submission.cells)
    assert "np.linalg.eigvalsh" in text
    assert "HIDDEN TESTS" not in "".join(test.source for test in matching.assignment.tests.values())
    assert "42" in matching.assignment.tests["test_double"].source


def test_an_untouched_notebook_is_what_was_given_out():
    cells = model.untouched(an_assignment()).submission.cells
    assert not [cell for cell in cells if "eigvalsh" in cell.source or "42" in cell.source]
    assert [cell for cell in cells if "NotImplementedError" in cell.source]


def test_the_plain_part_has_the_tests_that_decide_by_themselves():
    assert set(model.plain_part(an_assignment()).tests) == {"test_double"}
