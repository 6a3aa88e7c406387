"""Every exercise of the course, for ever: its reference passes, and every mistake fails with its own hint."""

import ast
import functools
import inspect
import re
from functools import partial

import numpy as np
import pytest

from autograder import exercises
from autograder.checking.judge import drawn, judge
from autograder.checking.ladder import anchor
from autograder.exercise import Exercise, Written
from autograder.notebooks import markers
from autograder.runner.call import observe
from tests.conftest import CHAPTERS, all_exercises

SEEDS = (0, pytest.param(1, marks=pytest.mark.slow), pytest.param(20260101, marks=pytest.mark.long))


LONG = ("leaderboard_recipe", "pairwise_sq_dists", "train_head")  # each of their mistakes takes seconds


def mistakes():
    """Every mistake of every exercise; `make check` tries the first of each."""
    for exercise in all_exercises():
        for i, hint in enumerate(exercise.mistakes):
            marks = [pytest.mark.slow] if i or exercise.name in LONG else []
            yield pytest.param(exercise, hint, marks=marks, id=f"{exercise.name}-{hint[:40]}")


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda e: e.name)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_reference_passes(exercise, seed):
    verdict = judge(exercise, partial(observe, exercise.reference, seconds=exercise.seconds), seed)
    assert verdict.passed, verdict.summary
    assert verdict.cases >= 4


@pytest.mark.parametrize(("exercise", "hint"), list(mistakes()))
@pytest.mark.parametrize("seed", SEEDS)
def test_a_mistake_fails_with_its_own_hint(exercise, hint, seed):
    mistaken = partial(observe, exercise.mistakes[hint], seconds=exercise.seconds)
    verdict = judge(exercise, mistaken, seed, known(exercise.name, seed))
    assert not verdict.passed
    assert verdict.hint == hint


@functools.lru_cache(maxsize=len(SEEDS))  # all mistakes of an exercise come in turn, and some references take seconds
def known(name, seed):
    return drawn(exercises.find(name), seed)


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda e: e.name)
def test_there_are_at_least_four_mistakes_and_hints_are_sentences(exercise):
    assert len(exercise.mistakes) >= 4
    for hint in exercise.mistakes:
        assert hint.endswith(".")
        assert hint[0].isupper()


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda e: e.name)
def test_the_same_seed_draws_the_same_cases_and_another_seed_others(exercise):
    def flat(seed):
        return repr(
            [[np.asarray(a).tolist() if isinstance(a, np.ndarray) else a for a in c] for c in exercise.draw(seed)]
        )

    assert flat(1) == flat(1)
    assert flat(1) != flat(2)


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda e: e.name)
def test_there_is_help_for_who_is_stuck_and_none_of_it_is_the_answer(exercise):
    assert exercise.help.question.endswith("?")
    answer = answer_lines(exercise.reference)
    for said in (exercise.help.step, exercise.help.question, exercise.help.idea):
        assert said[0].isupper()
        assert 1 <= len(re.findall(r"[\w)`][.?](?=\s|$)", said)) <= 2, said
    for said in (exercise.help.step, exercise.help.question):
        assert [line for line in answer if line in said] == []


def answer_lines(function):
    """The lines of a function's body, without its docstring."""
    lines, _ = inspect.getsourcelines(inspect.unwrap(function))
    first = ast.parse("".join(lines)).body[0].body[1].lineno
    return [line.strip() for line in lines[first - 1 :] if len(line.strip()) > len("else:")]


def max_stable_lr(X):
    return float(2 / (np.linalg.norm(X, 2) ** 2 / len(X)))


def minibatch_indices(n, batch_size, seed):
    order = np.random.default_rng(seed).permutation(n)
    return np.split(order, range(batch_size, n, batch_size))


def activation(z, kind):
    if kind != "sigmoid":
        return exercises.find("activation").reference(z, kind)
    a = 0.5 * (1 + np.tanh(z / 2))
    return a, a * (1 - a)


def dropout_mask(shape, keep_prob, seed):
    if not 0 < keep_prob <= 1:
        raise ValueError
    kept = np.random.default_rng(seed).random(shape) < keep_prob
    return np.where(kept, 1 / keep_prob, 0.0)


def split_indices(n, val_frac, test_frac, seed):
    order = np.random.default_rng(seed).permutation(n)
    n_val, n_test = round(val_frac * n), round(test_frac * n)
    val, test, train = np.split(order, [n_val, n_val + n_test])
    return train, val, test


def random_search(space, n_trials, seed):
    rng = np.random.default_rng(seed)

    def draw(kind, low, high):
        if kind == "log":
            return float(low * (high / low) ** rng.random())
        return int(rng.integers(low, high + 1)) if kind == "int" else float(rng.uniform(low, high))

    return [{name: draw(*of) for name, of in space.items()} for _ in range(n_trials)]


SECOND_WAYS = (max_stable_lr, minibatch_indices, activation, dropout_mask, split_indices, random_search)


@pytest.mark.parametrize("way", SECOND_WAYS)
@pytest.mark.parametrize("seed", [0, 1])
def test_a_second_way_that_an_idea_gives_as_code_passes(way, seed):
    exercise = exercises.find(way.__name__)
    quoted = re.findall(r"`([^`]+)`", exercise.help.idea)
    assert any(code in inspect.getsource(way) for code in quoted)
    assert judge(exercise, partial(observe, way), seed).passed


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_where_to_read_is_one_heading_of_the_chapter_and_above_the_exercise(chapter):
    cells = markers.read(chapter)["cells"]
    places = {cell["id"]: place for place, cell in enumerate(cells)}
    headings = [
        (heading, place)
        for place, cell in enumerate(cells)
        if cell["cell_type"] == "markdown"
        for heading in re.findall(r"^##+ (.+)$", markers.source(cell), flags=re.MULTILINE)
    ]
    for exercise in exercises.chapter(chapter.stem.partition("_")[2]).values():
        if isinstance(exercise, Exercise):
            [place] = [place for heading, place in headings if heading == exercise.help.section]
            assert place < places[exercise.name]
            assert re.fullmatch(r"[A-Za-z0-9.,:?-]+", anchor(exercise.help.section))  # as browsers leave it in a link


def test_names_are_unique_across_the_course():
    names = [name for chapter in exercises.chapters() for name in exercises.chapter(chapter)]
    assert sorted(names) == sorted(set(names))


def test_every_graded_chapter_has_four_to_six_exercises_and_one_written_question():
    for name in set(exercises.chapters()) - {"start_here"}:
        chapter = exercises.chapter(name).values()
        written = [e for e in chapter if isinstance(e, Written)]
        assert len(written) >= 1, name
        assert 4 <= len(chapter) - len(written) <= 6, name
        assert all("Rubric" in e.answer for e in written), name


def test_an_unknown_exercise_is_answered_with_the_nearest_name():
    with pytest.raises(exercises.UnknownExerciseError, match="Did you mean gd_path"):
        exercises.find("gd_paths")


def distances_in_float32(X, C):
    X, C = X.astype(np.float32), C.astype(np.float32)
    return np.maximum((X * X).sum(axis=1)[:, None] - 2 * X @ C.T + (C * C).sum(axis=1), 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_distances_in_float32_are_right_and_wrong_ones_are_not(seed):
    exercise = exercises.find("pairwise_sq_dists")
    assert judge(exercise, partial(observe, distances_in_float32), seed).passed
    wrong = partial(observe, lambda X, C: distances_in_float32(X, 1.001 * C))
    assert judge(exercise, wrong, seed).right == 0


def test_the_thriftiest_batch_size_and_one_that_is_just_allowed_are_told_apart():
    exercise = exercises.find("critical_batch_size")

    def answer(B, steps, tol=0.5):
        B = np.asarray(B)
        examples = B * np.asarray(steps)
        return int(B[examples.argmin()])

    def strict(B, steps, tol=0.5):
        B = np.asarray(B)
        examples = B * np.asarray(steps)
        return int(B[examples < (1 + tol) * examples.min()].max())

    assert "thriftiest itself" in judge(exercise, partial(observe, answer)).hint
    assert "'at most' is <=" in judge(exercise, partial(observe, strict)).hint


POISONS = {
    "nan": np.nan,
    "inf": np.inf,
    "minus inf": -np.inf,
    "1e308": 1e308,
    "minus 1e308": -1e308,
    "huge": 10**400,
    "huge integer of NumPy": np.iinfo(np.int64).max,
    "not comparable": 1j * np.inf,
}


def poisoned(value, poison):
    """Data of the shape of `value`, everything in it `poison`."""
    if isinstance(value, tuple | list):
        return type(value)(poisoned(v, poison) for v in value)
    if isinstance(value, dict):
        return {k: poisoned(v, poison) for k, v in value.items()}
    if isinstance(value, np.ndarray):
        return np.full(value.shape, float("inf") if type(poison) is int else poison)
    return poison


def emptied(value, _poison):
    """Nothing, of the kind of `value`."""
    if isinstance(value, tuple):
        return tuple(emptied(v, None) for v in value)
    if isinstance(value, np.ndarray):
        return np.empty((0,) * value.ndim, value.dtype)
    return type(value)() if isinstance(value, str | list | dict) else np.empty(0)


def poisoner(exercise, change, poison):
    """A learner's function that computes what is right, and gives something else."""
    right = getattr(exercise.reference, "__wrapped__", exercise.reference)
    function = lambda *case: change(right(*case), poison)  # noqa: E731
    return partial(exercise.driver, function) if exercise.driver else function


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda e: e.name)
@pytest.mark.parametrize(
    ("change", "poison"),
    [*((poisoned, p) for p in POISONS.values()), (emptied, None)],
    ids=[*POISONS, "empty"],
)
def test_what_is_not_finite_empty_or_huge_is_refused_in_silence(exercise, change, poison):
    verdict = judge(exercise, partial(observe, poisoner(exercise, change, poison)))  # a warning is an error in tests
    assert not verdict.passed
    assert verdict.summary
    assert verdict.right < verdict.cases


def test_a_head_whose_objective_is_no_number_has_no_case_right():
    exercise = exercises.find("train_head")
    verdict = judge(exercise, partial(observe, lambda F, y, k, l2: (np.full((F.shape[1], k), 1e308), np.zeros(k))))
    assert verdict.right == 0
