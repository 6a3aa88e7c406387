"""A call is ended when its time is up, whatever it catches."""

import signal
import threading
import time

import pytest

from autograder.runner.time_limit import Deadline, TimeLimitError
from tests.deadline import SECONDS

needs_timer = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there is no timer")


def forever():
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        pass


@needs_timer
def test_a_loop_is_ended():
    limit = Deadline(0.05)
    with pytest.raises(TimeLimitError):
        limit.guard(forever)
    assert limit.came


@needs_timer
def test_who_swallows_the_first_strike_meets_the_next():
    def stubborn():
        for _ in range(3):
            try:
                forever()
            except TimeLimitError:
                continue
        forever()

    with pytest.raises(TimeLimitError):
        Deadline(0.05).guard(stubborn)


@needs_timer
@pytest.mark.parametrize("caught", ["except:", "except BaseException:"])
@pytest.mark.parametrize("body", ["pass", "while True: pass"])
def test_a_loop_that_swallows_everything_is_ended(caught, body):
    space = {}
    exec(f"def stubborn():\n while True:\n  try:\n   {body}\n  {caught}\n   pass", space)
    for _ in range(3):
        with pytest.raises(TimeLimitError):
            Deadline(0.02).guard(space["stubborn"])
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@needs_timer
def test_the_time_of_others_does_not_count_and_waiting_has_its_end():
    limit = Deadline(0.05)
    limit.guard(lambda: time.sleep(0.15))
    assert not limit.came
    with pytest.raises(TimeLimitError):
        limit.guard(lambda: time.sleep(SECONDS))
    assert limit.came


@needs_timer
def test_afterwards_the_signals_are_as_they_were():
    before = signal.getsignal(signal.SIGALRM), signal.getsignal(signal.SIGINT)
    Deadline(SECONDS).guard(lambda: None)
    assert (signal.getsignal(signal.SIGALRM), signal.getsignal(signal.SIGINT)) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_an_interrupt_of_somebody_s_is_noted_and_one_of_the_function_s_own_is_not():
    def own():
        raise KeyboardInterrupt

    limit = Deadline(SECONDS)
    with pytest.raises(KeyboardInterrupt):
        limit.guard(own)
    assert not limit.interrupted
    with pytest.raises(KeyboardInterrupt):
        limit.guard(lambda: signal.raise_signal(signal.SIGINT))
    assert limit.interrupted


def test_in_another_thread_the_function_is_only_run():
    ran = []
    thread = threading.Thread(target=lambda: Deadline(0.01).guard(lambda: ran.append(1)))
    thread.start()
    thread.join(SECONDS)
    assert ran == [1]
