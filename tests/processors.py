"""Runs the chapters and the tests of what they claim as other processors compute them.

    python -m tests.processors                 every kernel, with one thread and with two
    python -m tests.processors haswell zen     these
    python -m tests.processors other           one that is not this machine's own, with one thread: for CI

Processors add up a matrix product in another order, and a training of hundreds of steps amplifies the last bit. What
the course says must hold on all of them. OpenBLAS, NumPy and torch choose their code by the processor that they find,
and can be told to choose that of an older one. A kernel that cannot run here is named, and the others go on.
"""

import functools
import os
import platform
import subprocess
import sys
from dataclasses import dataclass

TESTS = ("tests/chapters", "tests/dlcourse", "--ignore=tests/dlcourse/lab")
AVX512 = ("AVX512", "X86_V4")  # how the names of NumPy's feature sets begin
AVX2 = ("AVX2", "FMA", "X86_V3")

# What is asked in the process to be: which code OpenBLAS runs, and what NumPy was compiled for and could switch off.
ASK = """
from numpy._core._multiarray_umath import __cpu_dispatch__ as sets
from threadpoolctl import threadpool_info
print(*{pool["architecture"].lower() for pool in threadpool_info() if pool["internal_api"] == "openblas"})
print(*sets)
"""


@dataclass(frozen=True)
class Kernel:
    """The code of one kind of processor: OpenBLAS' name of it, what NumPy is to do without, and torch's level."""

    blas: str
    without: tuple[str, ...] = ()
    torch: str = ""


KERNELS = {
    "skylakex": Kernel("SkylakeX"),  # AVX-512: servers, some laptops
    "haswell": Kernel("Haswell", AVX512, "avx2"),  # AVX2: most laptops
    "zen": Kernel("Zen", AVX512, "avx2"),
    "sandybridge": Kernel("SandyBridge", AVX512 + AVX2, "default"),  # neither
    "neoversen1": Kernel("NEOVERSEN1"),  # Arm
    "armv8": Kernel("ARMV8"),
}
TWINS = {"zen": "haswell"}  # OpenBLAS runs the same code for both and calls it by one name


def ask(environment):
    """The names of OpenBLAS' kernels in a process with these variables, and of NumPy's feature sets."""
    done = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        return "", ()
    blas, sets = done.stdout.splitlines()
    return blas, tuple(sets.split())


@functools.cache
def machine():
    """What this machine's own processor is asked to run, as `ask` gives it."""
    return ask(dict(os.environ))


def environment_of(kernel, threads):
    """The variables under which a process computes as this kernel does."""
    _, sets = machine()
    asked = {
        "OPENBLAS_CORETYPE": kernel.blas,
        "NPY_DISABLE_CPU_FEATURES": " ".join(s for s in sets if s.startswith(kernel.without or ("none",))),
        "ATEN_CPU_CAPABILITY": kernel.torch,
        "TEST_THREADS": str(threads),
    }
    return {**os.environ, **{name: value for name, value in asked.items() if value}}


@functools.cache
def what_runs(name):
    """The kernel that OpenBLAS runs here where it is asked for this one: itself, its twin, or another."""
    blas, _ = ask(environment_of(KERNELS[name], 1))
    return blas


def other():
    """The first kernel that runs here and is not this machine's own; None where there is none."""
    own, _ = machine()
    return next((name for name in KERNELS if what_runs(name) == name != own), None)


def run(name, threads):
    """Run the tests as this kernel computes, with this many threads; whether they passed."""
    print(f"\n== {name}, {threads} thread{'s' * (threads > 1)}", flush=True)
    workers = max(1, (os.cpu_count() or 1) // threads)
    order = ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"]
    options = ["-q", "-m", "not binder and not browser", *order]
    command = [sys.executable, "-m", "pytest", *options, *TESTS]
    return not subprocess.run(command, check=False, env=environment_of(KERNELS[name], threads)).returncode


def runs(names):
    """The pairs (kernel, number of threads) that these names ask for; what cannot run here is said."""
    for name in names or KERNELS:
        kernel, threads = (other(), (1,)) if name == "other" else (name, (1, 2))
        if kernel is None:
            print("No kernel but this processor's own can run here.", flush=True)
        elif (found := what_runs(kernel)) == kernel:
            yield from ((kernel, count) for count in threads)
        elif found == TWINS.get(kernel):
            print(f"{kernel}: OpenBLAS runs {found}'s code for it.", flush=True)
            yield from ((found, count) for count in threads)
        else:
            machine_is = f"this processor ({platform.machine()})"
            print(f"{kernel} cannot run on {machine_is}: OpenBLAS would run {found or 'nothing'}.", flush=True)


def main(names):
    """Run what the names ask for; the exit status says whether all of it passed."""
    unknown = [name for name in names if name not in {*KERNELS, "other"}]
    if unknown:
        sys.exit(f"No kernel is called {unknown[0]!r}: choose among {', '.join(KERNELS)}, or other.")
    failed = [f"{name}, {threads}" for name, threads in dict.fromkeys(runs(names)) if not run(name, threads)]
    sys.exit(f"Failed with the kernels: {'; '.join(failed)}." if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
