"""Which cell of a submission answers which, whatever became of ids, and what is run and checked in which order."""

import copy

from autograder.grading.matching import Matching, Step
from autograder.grading.submission import from_notebook
from autograder.runner import names
from tests.autograder.sandboxed import an_assignment
from tests.hostile import honest


def names_in(sources):
    return [names.names(source) for source in sources]


def matched(notebook=None):
    return Matching(an_assignment(), from_notebook(notebook or honest.submission()))


def ids(matching):
    """The ids of the cells that answer, by the answer."""
    return {name: matching.submission.cells[number].id for name, number in matching.answers.items()}


def without_ids(notebook):
    made = copy.deepcopy(notebook)
    for number, cell in enumerate(made["cells"]):
        cell["id"], cell["metadata"] = f"other-{number}", {}
    return made


def test_answers_are_found_by_their_ids():
    wanted = {name: name for name in (*honest.ANSWERS, "written")}
    assert ids(matched()) == wanted


def test_without_ids_they_are_found_by_what_they_define_and_where_they_stand():
    matching = matched(without_ids(honest.submission()))
    cells = matching.submission.cells
    assert {name: cells[n].source for name, n in matching.answers.items()} == {
        **honest.ANSWERS,
        "written": "Because of Rayleigh.",
    }


def test_of_two_cells_with_one_id_the_first_that_was_written_in_counts():
    notebook = honest.submission()
    place = next(i for i, cell in enumerate(notebook["cells"]) if cell["id"] == "double")
    untouched = {**notebook["cells"][place], "source": an_assignment().graded["double"].released}
    notebook["cells"].insert(place, untouched)
    assert matched(notebook).answers["double"] == place + 1


def test_an_answer_as_it_was_released_or_not_there_is_untouched():
    graded = an_assignment().graded
    notebook = honest.submission()
    for cell in notebook["cells"]:
        if cell["id"] == "double":
            cell["source"] = graded["double"].released + "  "
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != "written"]
    matching = matched(notebook)
    assert [name for name in graded if graded[name].solution and matching.untouched(graded[name])] == [
        "double",
        "written",
    ]


def test_another_notebook_is_foreign_and_one_without_ids_is_not():
    other = honest.notebook([honest.code("other", "def other():\n    pass", solution=True)])
    assert matched(other).foreign()
    assert not matched(without_ids(honest.submission())).foreign()
    assert not matched().foreign()


def test_cells_are_run_and_checked_where_they_stand_and_of_the_course_s_only_what_is_needed():
    matching = matched()
    steps = matching.steps(names_in)
    ran = [matching.submission.cells[step.cell].id for step in steps if step.cell >= 0]
    assert ran == ["imports", "course", "max_stable_lr", "minibatch_indices", "double"]
    assert [step.test for step in steps if step.test] == list(honest.POINTS)
    place = steps.index(Step(test="test_max_stable_lr"))
    assert matching.submission.cells[steps[place - 1].cell].id == "max_stable_lr"


def test_a_test_that_was_deleted_is_checked_at_the_end():
    steps = matched(honest.submission(keep_tests=False)).steps(names_in)
    assert [step.test for step in steps[-3:]] == list(honest.POINTS)


def test_a_changed_test_is_run_as_the_student_s_and_checked_all_the_same():
    notebook = honest.submission()
    for number, cell in enumerate(notebook["cells"]):
        if cell["id"] == "test_double":
            cell["source"], place = "print('passed')", number
    steps = matched(notebook).steps(names_in)
    assert steps[steps.index(Step(place)) + 1] == Step(test="test_double")
