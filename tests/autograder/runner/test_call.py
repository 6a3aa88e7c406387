import linecache
import threading

import numpy as np
import pytest

from autograder.runner import aliasing
from autograder.runner.call import observe


def test_a_value_is_observed_and_copied():
    kept = np.zeros(2)
    seen = observe(lambda x: kept, (np.ones(2),))
    kept += 1
    assert np.array_equal(seen.value, np.zeros(2))
    assert seen.error is None


def test_an_error_is_observed_with_the_line_that_raised_it():
    seen = observe(lambda x: np.ones(2) @ np.ones(3), (0,))
    assert seen.error == "ValueError"
    assert "@" in seen.line


def test_an_error_inside_a_library_is_shown_with_the_line_that_called_it():
    seen = observe(lambda x: np.zeros(0).max(), (0,))
    assert "np.zeros(0).max()" in seen.line


@pytest.mark.parametrize("raised", [SystemExit, GeneratorExit, RecursionError, MemoryError])
def test_nothing_that_is_raised_gets_out(raised):
    def quits(x):
        raise raised

    assert observe(quits, (0,)).error == raised.__name__


def test_an_error_whose_message_cannot_be_had_is_still_an_error():
    class SilentError(Exception):
        def __str__(self):
            raise ValueError

    def fails(x):
        raise SilentError

    assert observe(fails, (0,)).error == "SilentError"


def test_an_error_of_a_class_of_its_own_is_also_what_python_would_catch_it_by():
    class BadNumberError(ValueError):
        pass

    class NotPythonsError(Exception):
        pass

    NotPythonsError.__name__ = "ValueError"

    def raises(kind):
        raise kind

    assert observe(lambda: raises(BadNumberError), ()).kinds[:2] == ("ValueError", "Exception")
    assert "ValueError" not in observe(lambda: raises(NotPythonsError), ()).kinds
    assert observe(lambda: 1, ()).kinds == ()
    assert observe(lambda: [[]] * 10**6, ()).kinds == ()  # too big to be sent, which is no refusal of the learner's


def test_a_changed_argument_is_noticed_and_the_caller_keeps_his():
    def changes(w, X):
        X += 1
        return w

    case = (np.zeros(2), np.zeros((2, 2)))
    assert observe(changes, case).changed == (1,)
    assert not case[1].any()


def test_an_argument_that_comes_back_in_the_value_is_noticed_and_a_copy_is_not():
    case = (1, {"W": np.zeros((2, 2)), "b": np.zeros(2)}, [np.ones(3)])
    assert observe(lambda n, params, rest: dict(params), case).shared == (1,)
    assert observe(lambda n, params, rest: (rest[0][:1], params["W"].T), case).shared == (1, 2)
    assert observe(lambda n, params, rest: {k: a.copy() for k, a in params.items()}, case).shared == ()
    assert observe(lambda n, params, rest: n, case).shared == ()


def test_a_value_that_holds_itself_is_looked_through_once():
    def endless(x, y):
        value = [x]
        value.append(value)
        return value

    assert observe(endless, (np.zeros(2), np.zeros(2))).shared == (0,)


def test_lists_in_lists_without_end_in_sight_are_looked_through_once():
    def doubling(x):
        value = [x]
        for _ in range(60):
            value = [value, value]
        return value

    assert aliasing.shared(doubling(np.zeros(2)), (np.zeros(2),)) == ()


def test_global_random_numbers_are_noticed_and_put_back():
    np.random.seed(3)
    expected = np.random.rand()
    np.random.seed(3)
    assert observe(lambda x: np.random.rand(), (0,)).global_random
    assert np.random.rand() == expected


def test_what_it_prints_and_warns_of_stays_inside(capfd, recwarn):
    def talks(x):
        print("hello")
        return np.array(x) / 0

    seen = observe(talks, (1.0,))
    assert seen.printed == "hello\n"
    assert seen.error is None
    assert capfd.readouterr() == ("", "")
    assert not recwarn


def test_an_endless_loop_ends_at_the_time_limit():
    def endless(x):
        while True:
            pass

    assert observe(endless, (0,), seconds=0.05).error == "TimeLimitError"


def test_an_endless_loop_that_swallows_exceptions_ends_too():
    def stubborn(x):
        swallowed = 0
        while swallowed < 3:
            try:
                while True:
                    pass
            except BaseException:
                swallowed += 1

    assert observe(stubborn, (0,), seconds=0.05).error == "TimeLimitError"  # as in the sandbox, where it was late, too


def test_the_time_limit_leaves_no_timer_behind():
    import signal

    observe(lambda x: x, (0,), seconds=0.05)
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_another_thread_may_observe_too():
    seen = []
    thread = threading.Thread(target=lambda: seen.append(observe(lambda x: x + 1, (1,))))
    thread.start()
    thread.join()
    assert seen[0].value == 2


def test_the_line_of_an_error_in_compiled_code_is_the_learner_s_own(monkeypatch):
    place = "numpy/random/_generator.pyx"
    source = "def integers(low, high):\n    raise ValueError('low >= high')\n"
    monkeypatch.setitem(linecache.cache, place, (len(source), None, source.splitlines(keepends=True), place))
    space = {}
    exec(compile(source, place, "exec"), space)

    def attempt(low):
        return space["integers"](low, low)

    assert observe(attempt, (5,)).line == 'return space["integers"](low, low)'
