import subprocess
import sys

import numpy as np
import pytest

from dlcourse.compare import TorchMissingError, accelerator, compare, matmul_seconds, products_on, seconds


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


@pytest.mark.slow
def test_a_build_for_cuda_without_a_gpu_prints_no_warning(environment):
    """Other builds never warn."""
    code = "from dlcourse.compare import compare; compare(lambda a: a, lambda a: a, (1,), min_run_time=0.01)"
    variables = {**environment, "CUDA_HOME": sys.prefix, "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=variables)
    assert done.stderr == ""


def test_without_torch_the_sentence_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    assert accelerator() == "cpu"
    with pytest.raises(TorchMissingError, match="pip install torch`") as raised:
        compare(lambda a: a, lambda a: a, (np.zeros(3),))
    assert raised.value._render_traceback_() == [str(raised.value)]


def test_products_are_timed_for_each_size_and_on_a_gpu_with_the_transfer_and_without():
    times = matmul_seconds((4, 8))
    best = accelerator()
    assert list(times) == ["NumPy"] + ([] if best == "cpu" else [f"torch {best}", f"torch {best}, with transfer"])
    assert all(len(found) == 2 and min(found) > 0 for found in times.values())


def test_with_another_device_there_are_three_ways(monkeypatch):
    import torch

    monkeypatch.setattr(torch.accelerator, "synchronize", lambda: None)
    times = matmul_seconds((4, 8), device="cpu:0")
    assert list(times) == ["NumPy", "torch cpu:0", "torch cpu:0, with transfer"]
    assert all(len(found) == 2 for found in times.values())


def test_a_timed_product_on_a_device_is_the_product_and_waits_for_the_device(monkeypatch):
    import torch

    waited = []
    monkeypatch.setattr(torch.accelerator, "synchronize", lambda: waited.append(1))
    a, b = np.random.default_rng(0).random((2, 5, 5), dtype=np.float32)
    for device in ("cpu", accelerator()):
        product, with_transfer = products_on(device, a, b).values()
        assert np.allclose(product().cpu(), a @ b)
        assert np.allclose(with_transfer(), a @ b)
    products_on("meta", a, b)["torch meta"]()
    assert waited


def test_a_call_is_warmed_up_once_and_timed_at_least_once():
    calls = []
    assert seconds(lambda: calls.append(1), least=0) > 0
    assert len(calls) == 2


def test_the_fastest_call_counts_and_the_first_one_never(monkeypatch):
    """The clock here goes only while a call runs, and as far as the call says."""
    now, calls = [0.0], iter((0.5, 3.0, 2.0, 4.0, 1.0))
    monkeypatch.setattr("dlcourse.compare.time.perf_counter", lambda: now[0])
    assert seconds(lambda: now.append(now.pop() + next(calls)), least=8.0) == 2.0
    assert next(calls) == 1.0
