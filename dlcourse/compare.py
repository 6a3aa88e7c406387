"""NumPy against torch on the best device there is: the same result, and how fast?"""

import contextlib
import io
import logging
import time
from dataclasses import dataclass

import numpy as np


class TorchMissingError(ImportError):
    """torch is not installed; in a notebook this shows as one sentence, which says how to get it."""

    def __init__(self):
        super().__init__(
            "This cell needs torch, which is not installed: run `%pip install torch` in a cell of its own, "
            "then restart the kernel.",
            name="torch",
        )

    def _render_traceback_(self):
        return [str(self)]


@dataclass(frozen=True)
class Comparison:
    """The largest differences from NumPy's result, and the seconds of one step, by device name."""

    difference: dict
    seconds: dict
    device: str  # torch's accelerator, or "cpu"

    def __str__(self):
        """A table, one row a device."""
        rows = [f"{'':12}{'time':>12}{'against NumPy':>16}{'largest difference':>22}"]
        for name, seconds in self.seconds.items():
            ratio = f"{self.seconds['NumPy'] / seconds:.2f}x as fast" if name != "NumPy" else ""
            difference = f"{self.difference[name]:.1e}" if name in self.difference else ""
            rows.append(f"{name:12}{1e3 * seconds:9.3f} ms{ratio:>16}{difference:>22}")
        if self.device == "cpu":
            rows.append("No GPU found: the numbers are equal, only the time would differ.")
        return "\n".join(rows)

    __repr__ = __str__


def accelerator():
    """The name of torch's accelerator (cuda, mps, xpu), or "cpu" where there is none or torch is missing."""
    try:
        import torch
    except ImportError:
        return "cpu"
    return torch.accelerator.current_accelerator().type if torch.accelerator.is_available() else "cpu"


def compare(numpy_step, torch_step, inputs, *, min_run_time=0.2):
    """Run one step in NumPy, in torch on the CPU, and in torch on the accelerator if there is one.

    `numpy_step(*inputs)` takes and returns arrays (one, or a tuple); `torch_step` does the same with tensors.
    The inputs are moved to the device before the clock starts; the clock is torch.utils.benchmark's, which warms up
    and waits for the device. Returns a Comparison. Raises TorchMissingError with the command that installs torch.
    """
    try:
        import torch
    except ModuleNotFoundError as e:
        raise (TorchMissingError() if e.name == "torch" else e) from None
    # Built for CUDA and without a GPU, torch says here that extensions cannot be compiled, which nobody wants to:
    # it logs that, and up to 2.7 it printed it.
    logging.getLogger("torch.utils.cpp_extension").setLevel(logging.ERROR)
    with contextlib.redirect_stderr(io.StringIO()):
        from torch.utils import benchmark

    threads = torch.get_num_threads()
    expected = _arrays(numpy_step(*inputs))
    difference, seconds = {}, {"NumPy": _time(benchmark, threads, numpy_step, inputs, min_run_time)}
    best = accelerator()
    for device in dict.fromkeys(["cpu", best]):
        tensors = [torch.as_tensor(x, device=device) if isinstance(x, np.ndarray) else x for x in inputs]
        if device == "mps":  # Apple's GPUs have no float64
            tensors = [x.float() if torch.is_tensor(x) and x.dtype == torch.float64 else x for x in tensors]
        got = _arrays(torch_step(*tensors))
        name = f"torch {device}"
        difference[name] = max(float(np.max(np.abs(g - e), initial=0)) for g, e in zip(got, expected, strict=True))
        seconds[name] = _time(benchmark, threads, torch_step, tensors, min_run_time)
    return Comparison(difference, seconds, best)


def seconds(run, least=0.05):
    """The seconds of one call of run(): the fastest of as many as fit in `least` seconds, after one to warm up."""
    run()
    found, start = [], time.perf_counter()
    while not found or time.perf_counter() - start < least:
        begin = time.perf_counter()
        run()
        found.append(time.perf_counter() - begin)
    return min(found)


def matmul_seconds(sizes, device=None):
    """Seconds of the product of two n x n matrices in float32, {way: one number for each n of `sizes`}.

    The ways are NumPy, and where there is an accelerator also this by torch, with the matrices already there, and with
    them on the way there and the product on the way back.
    """
    device, found = device or accelerator(), {}
    rng = np.random.default_rng(0)
    for n in sizes:
        a, b = rng.random((2, n, n), dtype=np.float32)
        ways = {"NumPy": lambda a=a, b=b: a @ b} | ({} if device == "cpu" else products_on(device, a, b))
        for name, run in ways.items():
            found.setdefault(name, []).append(seconds(run))
    return found


def products_on(device, a, b):
    """Two functions that multiply a and b on torch's device and wait for it, without the transfer and with it."""
    import torch

    there = [torch.as_tensor(x, device=device) for x in (a, b)]

    def product():
        result = there[0] @ there[1]
        if device != "cpu":
            torch.accelerator.synchronize()  # a GPU answers at once, and computes later
        return result

    def with_transfer():
        moved = [torch.as_tensor(x).to(device) for x in (a, b)]
        return (moved[0] @ moved[1]).cpu().numpy()

    return {f"torch {device}": product, f"torch {device}, with transfer": with_transfer}


def _time(benchmark, threads, step, inputs, min_run_time):
    # NumPy's BLAS uses the cores it finds, so torch may use as many.
    scope = {"step": step, "inputs": inputs}
    timer = benchmark.Timer("step(*inputs)", globals=scope, num_threads=threads)
    return timer.blocked_autorange(min_run_time=min_run_time).median


def _arrays(result):
    results = result if isinstance(result, tuple) else (result,)
    return [r.detach().cpu().numpy() if hasattr(r, "detach") else np.asarray(r) for r in results]
