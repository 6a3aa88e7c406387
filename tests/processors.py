"""Runs the chapters and the tests of what they claim as other processors compute them.

    python -m tests.processors                 every kernel, with one thread and with two
    python -m tests.processors haswell zen     these
    python -m tests.processors other           one that is not this machine's own, with one thread: for CI

Processors add up a matrix product in another order, and a training of hundreds of steps amplifies the last bit. What
the course says must hold on all of them. OpenBLAS, NumPy and torch choose their code by the processor that they find,
and can be told to choose that of an older one. A kernel that cannot run here is named, and the others go on.
"""

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


def environment_of(kernel, threads):
    """The variables under which a process computes as this kernel does."""
    _, sets = ask(dict(os.environ))
    asked = {
        "OPENBLAS_CORETYPE": kernel.blas,
        "NPY_DISABLE_CPU_FEATURES": " ".join(s for s in sets if s.startswith(kernel.without or ("none",))),
        "ATEN_CPU_CAPABILITY": kernel.torch,
        "TEST_THREADS": str(threads),
    }
    return {**os.environ, **{name: value for name, value in asked.items() if value}}


def why_not(name):
    """Why this kernel cannot run here, in a sentence; empty where it can."""
    blas, _ = ask(environment_of(KERNELS[name], 1))
    if blas in (name, TWINS.get(name)):
        return ""
    return f"{name} cannot run on this processor ({platform.machine()}): OpenBLAS would run {blas or 'nothing'}."


def run(name, threads):
    """Run the tests as this kernel computes, with this many threads; whether they passed."""
    print(f"\n== {name}, {threads} thread{'s' * (threads > 1)}", flush=True)
    workers = max(1, (os.cpu_count() or 1) // threads)
    options = ["-q", "-m", "not binder and not browser", "-n", str(workers), "--dist", "loadfile"]
    command = [sys.executable, "-m", "pytest", *options, *TESTS]
    return not subprocess.run(command, check=False, env=environment_of(KERNELS[name], threads)).returncode


def main(names):
    """Run what the names ask for; the exit status says whether all of it passed."""
    unknown = [name for name in names if name not in {*KERNELS, "other"}]
    if unknown:
        sys.exit(f"No kernel is called {unknown[0]!r}: choose among {', '.join(KERNELS)}, or other.")
    able = {}
    for name in KERNELS:
        able[name] = why_not(name)
        if able[name] and (not names or name in names):
            print(able[name], flush=True)
    runs = [(name, threads) for name in names or KERNELS if not able.get(name, "") for threads in (1, 2)]
    if "other" in names:
        own, _ = ask(dict(os.environ))
        rest = [name for name in KERNELS if not able[name] and own not in (name, TWINS.get(name))]
        runs = [(name, 1) for name in rest[:1]]
    failed = [f"{name}, {threads}" for name, threads in runs if not run(name, threads)]
    sys.exit(f"Failed with the kernels: {'; '.join(failed)}." if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
