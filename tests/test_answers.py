"""The answers in tests/answers: there are enough to each exercise, and those that are right are accepted."""

from collections import Counter
from functools import cache

import pytest

from autograder import exercises
from autograder.checking.judge import drawn, judge
from autograder.exercise import VISIBLE_SEED, Exercise
from benchmarks.teaching import ANSWERS, HIDDEN, in_file

ENOUGH = (20, 6)  # wrong answers, and right ones
FEWER = {"train_head": (12, 4), "leaderboard_recipe": (8, 3)}  # each answer trains networks, for seconds
SEEDS = (pytest.param(VISIBLE_SEED, marks=pytest.mark.slow), pytest.param(HIDDEN[0], marks=pytest.mark.long))


@cache
def answers(chapter):
    return list(in_file(f"{chapter}.py", (ANSWERS / f"{chapter}.py").read_text()))


@cache
def known(name, seed):
    return drawn(exercises.find(name), seed)


def refusal(answer, seed):
    """What is said of an answer that is refused; nothing of one that is accepted."""
    cases, attempt = known(answer.exercise.name, seed), answer.attempt()
    verdict = judge(answer.exercise, attempt, seed, cases, source=answer.source, again=attempt)
    return "" if verdict.passed else f"{answer.exercise.name}, {answer.about}: {verdict.summary}"


@pytest.mark.parametrize("chapter", exercises.chapters())
def test_each_exercise_of_a_chapter_has_wrong_answers_and_right_ones_enough(chapter):
    counts = Counter((answer.exercise.name, answer.right) for answer in answers(chapter))
    names = {name for name, e in exercises.chapter(chapter).items() if isinstance(e, Exercise)}
    assert {name for name, _ in counts} == names
    for name in names:
        wrong, right = FEWER.get(name, ENOUGH)
        assert counts[name, False] >= wrong, name
        assert counts[name, True] >= right, name


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("chapter", exercises.chapters())
def test_every_right_answer_is_accepted_however_it_is_written(chapter, seed):
    said = [refusal(answer, seed) for answer in answers(chapter) if answer.right]
    assert said
    assert [sentence for sentence in said if sentence] == []
