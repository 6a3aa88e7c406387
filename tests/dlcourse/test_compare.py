import sys

import numpy as np
import pytest

from dlcourse.compare import accelerator, compare


def test_equal_steps_differ_by_rounding_only():
    x = np.random.default_rng(0).normal(size=(20, 20))
    result = compare(lambda a: a @ a, lambda a: a @ a, (x,), min_run_time=0.01)
    assert result.difference["torch cpu"] < 1e-12
    assert set(result.seconds) == {"NumPy", "torch cpu"} | ({f"torch {accelerator()}"})
    assert all(s > 0 for s in result.seconds.values())


def test_another_result_shows_as_a_difference():
    result = compare(lambda a: (a, a), lambda a: (a, a + 1), (np.zeros(3),), min_run_time=0.01)
    assert result.difference["torch cpu"] == 1


def test_the_table_says_so_where_there_is_no_gpu():
    shown = str(compare(lambda a: a, lambda a: a, (np.zeros(3),), min_run_time=0.01))
    assert "torch cpu" in shown
    assert ("No GPU found" in shown) == (accelerator() == "cpu")


def test_without_torch_the_sentence_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    assert accelerator() == "cpu"
    with pytest.raises(ImportError, match=r"pip install torch==2\.13\.0"):
        compare(lambda a: a, lambda a: a, (np.zeros(3),))
