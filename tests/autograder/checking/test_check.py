from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from autograder import check
from autograder.checking.judge import judge
from autograder.checking.verdict import CheckFailed
from autograder.exercise import Exercise
from autograder.exercises import gradient_descent as chapter
from autograder.runner.call import observe
from dlcourse import gradient_descent as right


def answering(reference):
    """A decorator that gives an attempt the name of the exercise it answers."""

    def rename(function):
        function.__name__ = reference.__name__
        return function

    return rename


def failure(function, **options):
    with pytest.raises(CheckFailed) as info:
        check(function, **options)
    return str(info.value)


def test_a_right_answer_passes_and_says_so(capsys):
    assert check(right.gd_path) is None
    assert "gd_path: right in all 9 cases." in capsys.readouterr().out


def test_a_right_answer_written_with_loops_passes():
    @answering(right.mse_loss_and_grad)
    def attempt(w, X, y):
        loss, grad = 0.0, [0.0] * len(w)
        for row, target in zip(X, y, strict=True):
            residual = sum(a * b for a, b in zip(row, w, strict=True)) - target
            loss += residual**2 / (2 * len(y))
            for j, a in enumerate(row):
                grad[j] += residual * a / len(y)
        return loss, np.array(grad)

    check(attempt)


def test_a_right_answer_in_float32_passes():
    @answering(right.mse_loss_and_grad)
    def attempt(w, X, y):
        loss, grad = right.mse_loss_and_grad(*(a.astype(np.float32) for a in (w, X, y)))
        return np.float32(loss), grad.astype(np.float32)

    check(attempt)


def test_a_list_where_an_array_is_asked_is_refused_with_a_sentence(capsys):
    @answering(right.momentum_path)
    def attempt(*arguments):
        return right.momentum_path(*arguments).tolist()

    assert "np.array(...)" in failure(attempt)


def test_an_unknown_mistake_is_answered_with_the_smallest_failing_input(capsys):
    @answering(right.mse_loss_and_grad)
    def attempt(w, X, y):
        loss, grad = right.mse_loss_and_grad(w, X, y)
        return loss, grad + 0.125 * (len(y) > 1)

    assert failure(attempt) == (
        "mse_loss_and_grad: it returned values that are 0.125 too large in its second item; its first item is right in "
        "all 8 cases. It is right only where `len(X)` is 1 (2 cases), and wrong everywhere else (6)."
    )
    said = capsys.readouterr().out
    assert "w = array([" in said
    assert "expected: (" in said
    assert "got:      (" in said


def test_a_known_mistake_on_some_inputs_only_still_gets_its_hint():
    @answering(right.gd_path)
    def attempt(A, b, w0, lr, steps):
        return right.gd_path(A, -b if len(b) > 1 else b, w0, lr, steps)

    assert "mirror image" in failure(attempt)


@pytest.mark.parametrize(
    ("attempt", "said"),
    [
        (lambda *a: None, "returned None"),
        (lambda *a: list(right.gd_path(*a)), "make it one with np.array"),
        (lambda *a: right.gd_path(*a)[..., None], "where (3, 1) is asked"),
        (lambda *a: right.gd_path(*a).astype(complex), "dtype complex128"),
        (lambda *a: right.gd_path(*a) * np.nan, "NaN"),
        (lambda *a: 1 / 0, "raised ZeroDivisionError: division by zero"),
        (lambda *a: a[2].sort() or (a[0].fill(0), right.gd_path(*a))[1], "changed its argument `A`"),
        (lambda A, b, w0, lr, steps: (right.gd_path(A, b, w0, lr, steps), A.fill(0))[0], "changed its argument `A`"),
        (lambda *a: (right.gd_path(*a), np.random.rand())[0], "global random numbers"),
        (lambda: None, "keep the first line as it was, `def gd_path(A, b, w0, lr, steps):`"),
    ],
)
def test_the_usual_accidents_are_answered_with_a_sentence(attempt, said):
    attempt.__name__ = "gd_path"
    assert said in failure(attempt)


def test_no_answer_yet_is_said_in_words_a_beginner_understands():
    @answering(right.gd_path)
    def attempt(A, b, w0, lr, steps):
        raise NotImplementedError("write your answer here")

    assert "has no answer yet: replace the line" in failure(attempt)


def test_an_endless_loop_is_said_once_and_soon():
    from dataclasses import replace
    from functools import partial

    from autograder.runner.call import observe

    calls = []

    def endless(*arguments):
        calls.append(arguments)
        while True:
            pass

    verdict = judge(replace(chapter.gd_path, seconds=0.05), partial(observe, endless, seconds=0.05))
    assert "never ends" in verdict.summary
    assert len(calls) == 1


def test_a_sentence_that_ends_in_a_question_has_no_full_stop_after_it(capsys):
    attempt = answering(right.gd_path)(lambda *a: None)
    assert failure(attempt).endswith("return ...`?")
    assert "?." not in capsys.readouterr().out


def test_what_the_function_printed_is_shown_with_the_failing_input(capsys):
    @answering(right.gd_path)
    def attempt(*arguments):
        print("my debug line")

    failure(attempt)
    assert "printed:  my debug line" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [5, "gd_path", None])
def test_check_asks_for_a_function(wrong):
    assert "check takes the function you wrote" in failure(wrong)


def test_an_unknown_function_is_answered_with_the_nearest_exercise():
    def gd_paths():
        pass

    assert "Did you mean gd_path" in failure(gd_paths)


def test_hidden_cases_differ_from_the_visible_ones_and_follow_the_seed(monkeypatch, capsys):
    seen = []

    @answering(right.mse_loss_and_grad)
    def attempt(w, X, y):
        seen.append(float(np.sum(X)))
        return right.mse_loss_and_grad(w, X, y)

    runs = []
    for hidden, seed in ((False, "a"), (True, "a"), (True, "a"), (True, "b")):
        monkeypatch.setenv("AUTOGRADER_SEED", seed)
        seen.clear()
        check(attempt, hidden=hidden)
        runs.append(list(seen))
    assert runs[1] == runs[2]
    assert runs[0] != runs[1] != runs[3]


def test_a_hidden_check_shows_no_values(capsys):
    @answering(right.mse_loss_and_grad)
    def attempt(w, X, y):
        return 0.0, w

    failure(attempt, hidden=True)
    said = capsys.readouterr().out
    assert "hidden case" in said
    assert "expected" not in said


def test_an_answer_that_remembers_the_visible_cases_fails_the_hidden_ones():
    exercise = chapter.momentum_path
    answers = {repr(case): exercise.reference(*case) for case in exercise.draw(0)}

    @answering(right.momentum_path)
    def attempt(*case):
        return answers[repr(case)]

    check(attempt)
    assert "raised KeyError" in failure(attempt, hidden=True)


def test_values_that_print_alike_are_shown_in_as_many_digits_as_tell_them_apart(capsys):
    @answering(right.mse_loss_and_grad)
    def attempt(w, X, y):
        loss, grad = right.mse_loss_and_grad(w, X, y)
        return loss, grad + 1e-6

    failure(attempt)
    shown = capsys.readouterr().out
    expected, got = (line.split(":", 1)[1].strip() for line in shown.split("\n")[-3:-1])
    assert expected != got


def test_a_helper_without_an_answer_is_named():
    def slopes(operation, value, arguments):
        raise NotImplementedError("write your answer here")

    def backward_graph(nodes, values, out):
        return [slopes(*nodes[-1], 0.0)]

    assert "calls `slopes`, which has no answer yet" in failure(backward_graph)


def test_a_helper_with_a_wrong_answer_is_named_in_place_of_the_innocent_caller():
    import types

    from dlcourse import backprop

    def swapped(operation, value, arguments):
        return backprop.slopes(operation, value, [*arguments][::-1])

    attempt = types.FunctionType(backprop.backward_graph.__code__, {**vars(backprop), "slopes": swapped})
    assert "calls your `slopes`, which does not pass its own check yet" in failure(attempt)


@pytest.mark.parametrize("value", [lambda: iter([1]), lambda: [[1]], lambda: [{"a"}], object])
def test_what_is_no_plain_data_is_named_and_never_the_checkers_own_line(value):
    def topo_order(parents, out):
        return value()

    said = failure(topo_order)
    assert "raised" not in said
    assert "returned" in said


def test_a_function_that_calls_itself_is_not_blamed_on_itself():
    from dlcourse import backprop

    source = """
def topo_order(parents, out):
    order = []
    for parent in parents.get(out, []):
        order += [name for name in topo_order(parents, parent) if name not in order]
    return [out, *order]
"""
    space = dict(vars(backprop))
    exec(source, space)
    assert "calls your" not in failure(space["topo_order"])


def test_a_lambda_is_told_that_it_has_no_name():
    assert "a lambda has none: use def" in failure(lambda z, kind: z)


def test_a_cell_without_an_answer_shows_no_value_that_is_expected(capsys):
    @answering(right.gd_path)
    def attempt(A, b, w0, lr, steps):
        raise NotImplementedError("write your answer here")

    failure(attempt)
    assert "expected" not in capsys.readouterr().out


def test_a_seed_that_is_not_used_is_told_by_calling_once_more():
    @answering(right.minibatch_indices)
    def attempt(n, batch_size, seed):
        order = np.random.default_rng(7).permutation(n)
        return [order[i : i + batch_size] for i in range(0, n, batch_size)]

    with pytest.raises(CheckFailed) as info:
        check(attempt)
    assert "With other values of `seed` it gives the same" in info.value.verdict.summary


def test_of_a_function_without_a_source_another_value_at_a_second_call_is_told():
    def attempt(n, batch_size, seed):
        order = np.random.default_rng().permutation(n)
        return [order[i : i + batch_size] for i in range(0, n, batch_size)]

    seen = partial(observe, attempt)
    verdict = judge(chapter.minibatch_indices, seen, again=seen)
    assert "A second call with the same arguments gives another value" in verdict.summary


def halved(reference, accepts=None):
    """An exercise with one case, whose reference is this function and whose rule this one."""
    return Exercise(answering_to("halved", reference), lambda rng: [({"x": 4},)], accepts=accepts)


def answering_to(name, function):
    function.__name__ = name
    return function


@pytest.mark.parametrize(
    "broken",
    [
        halved(lambda given: given["y"] / 2),
        halved(lambda given: {"half": 2}, accepts=lambda case, got: None if got["whole"] == 2 else "is wrong"),
    ],
    ids=["reference", "rule"],
)
def test_a_mistake_of_ours_is_raised_and_never_told_as_the_learners(broken):
    with pytest.raises(KeyError):
        judge(broken, partial(observe, lambda given: {"half": 2}))


def test_other_things_in_a_value_than_a_rule_asks_for_are_the_learners_mistake():
    exercise = halved(lambda given: {"half": 2}, accepts=lambda case, got: None if got["half"] == 2 else "is wrong")
    verdict = judge(exercise, partial(observe, lambda given: {"third": 2}))
    assert "with other things in it than are asked" in verdict.summary
    assert judge(exercise, partial(observe, lambda given: {"half": 2})).passed


def test_the_learners_own_source_decides_what_a_hint_may_say():
    @answering(right.gd_path)
    def attempt(A, b, w0, lr, steps):
        w = np.array(w0, dtype=float)
        path = [w]
        for _ in range(steps):
            w = w - 2 * lr * lr * (A @ w - b) / (2 * lr) * lr
            path.append(w)
        return np.array(path)

    assert "The factor `lr` is in your result twice" in failure(attempt)


def test_what_an_answer_imports_when_it_is_called_is_not_its_own_time(tmp_path, monkeypatch, capsys):
    (tmp_path / "slow_module.py").write_text("import time\ntime.sleep(1.2)\nfactor = 1.0\n")
    monkeypatch.syspath_prepend(tmp_path)
    exercise = replace(chapter.max_stable_lr, seconds=0.1)
    monkeypatch.setattr("autograder.exercises.find", lambda *_: exercise)

    space = {"right": right}
    exec("def max_stable_lr(X):\n    import slow_module as m\n    return m.factor * right.max_stable_lr(X)", space)
    check(space["max_stable_lr"])
    assert "right in all" in capsys.readouterr().out
