"""What a learner sees of a verdict: as text, as HTML that runs nothing, and values as they would type them."""

from dataclasses import replace

import numpy as np
import pytest

from autograder.checking import display
from autograder.checking.verdict import Rung, Solution, Verdict
from autograder.exercise import Exercise
from autograder.runner.call import observe

FAILED = Verdict("double", 1, 3, "returned <b>3</b>", "You added & did not multiply.", "double(\n  x = 1)")


def test_a_passed_check_is_one_line():
    assert display.text(Verdict("double", 3, 3)) == "double: right in all 3 cases."


def test_a_failed_one_says_how_many_were_right_which_mistake_it_is_what_was_wrong_and_where():
    assert display.text(FAILED).splitlines() == [
        "double: right in 1 of 3 cases.",
        "You added & did not multiply.",
        "It returned <b>3</b>.",
        "double(",
        "  x = 1)",
    ]
    assert display.one_line(FAILED) == "double: You added & did not multiply."
    assert display.one_line(Verdict("double", 1, 3, "did not return: is there a loop?")).endswith("is there a loop?")


def test_of_a_hidden_case_nothing_is_shown_that_would_tell_it():
    assert "x = 1" not in display.text(FAILED, hidden=True) + display.to_html(FAILED, hidden=True)
    assert "1 of 3 hidden cases" in display.text(FAILED, hidden=True)


def test_in_html_nothing_of_the_learner_s_is_markup():
    shown = display.to_html(FAILED)
    assert "<b>" not in shown
    assert "&lt;b&gt;3" in shown
    assert 'role="status"' in shown


def test_what_helps_stands_below_what_is_wrong_and_a_section_is_a_link_to_its_heading():
    rungs = (Rung("Where to read", "2.1 Who is <it>?", "2.1-Who-is-<it>?"), Rung("A first step", "Write a < b."))
    verdict = replace(FAILED, rungs=rungs)
    assert display.text(verdict).splitlines()[-3:] == [
        "  x = 1)",
        "Where to read: 2.1 Who is <it>?",
        "A first step: Write a < b.",
    ]
    shown = display.to_html(verdict)
    assert '<a href="#2.1-Who-is-&lt;it&gt;?" style="text-decoration:underline">2.1 Who is &lt;it&gt;?</a>' in shown
    assert "<strong>A first step:</strong> Write a &lt; b.</div>" in shown
    assert shown.index("x = 1") < shown.index("Where to read")


def test_an_answer_that_is_still_to_be_written_is_no_failure():
    waiting = replace(FAILED, unanswered=True, example="", hint="")
    assert display.text(waiting).splitlines() == ["double: not answered.", "It returned <b>3</b>."]
    assert display.RED in display.to_html(FAILED)
    assert display.RED not in display.to_html(waiting)


def test_a_solution_is_folded_and_nothing_in_it_is_markup():
    verdict = Verdict("double", 3, 3, solution=Solution("return x < 2", "Twice & once."))
    assert display.text(verdict).splitlines() == [
        "double: right in all 3 cases.",
        "",
        "A worked solution: Twice & once.",
        "",
        "return x < 2",
    ]
    shown = display.to_html(verdict)
    assert "<strong>double</strong>: right in all 3 cases.<details" in shown
    folded = shown.partition("<details")[2].partition("</details>")[0]
    assert ">A worked solution</summary>" in folded
    assert "<div>Twice &amp; once.</div>" in folded
    assert ">return x &lt; 2</pre>" in folded
    assert " open" not in folded


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (np.float32(1.5), "1.5"),
        ((1,), "(1,)"),
        ([1.0, "a", None], "[1, 'a', None]"),
        ({"a": (True,)}, "{'a': (True,)}"),
        (np.array([1.0, 2.5]), "array([1. , 2.5])"),
        (list(range(100)), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ...]"),
    ],
)
def test_a_value_is_shown_as_one_would_type_it(value, text):
    assert display.show_value(value) == text


def test_a_value_that_cannot_be_shown_is_named_by_its_type():
    class Silent:
        def __repr__(self):
            raise ValueError

    assert display.show_value(Silent()) == "an object of type Silent"


def test_the_example_has_as_many_digits_as_it_takes_to_see_the_difference():
    exercise = Exercise(lambda x: x, lambda _rng: [(1.0,)])
    near = observe(lambda x: x + 1e-7, (1.0,))
    expected, got = display.example(exercise, (1.0,), near).splitlines()[-2:]
    assert (expected, got) == ("expected: 1", "got:      1.0000001")


def test_what_the_function_printed_is_shown():
    def talks(x):
        print("here")
        return 0

    assert display.example(Exercise(lambda x: x, list), (1,), observe(talks, (1,))).endswith("printed:  here")


def test_without_a_notebook_it_is_printed(capsys):
    display.show(Verdict("double", 3, 3))
    assert capsys.readouterr().out == "double: right in all 3 cases.\n"
