"""Runs the chapters and the tests of what they claim as other processors compute them.

    python -m tests.processors                 every kernel, with one thread and with two
    python -m tests.processors haswell zen     these
    python -m tests.processors other           one that is not this machine's own, with one thread: for CI
    python -m tests.processors nudged          this machine's own, with networks that begin a last bit elsewhere, thrice

Processors add up a matrix product in another order, and a training of hundreds of steps amplifies the last bit. What
the course says must hold on all of them. OpenBLAS, NumPy and torch choose their code by the processor that they find,
and can be told to choose that of an older one. A kernel that cannot run here is named, and the others go on. `nudged`
gives an idea of processors that are not here: training makes as much of a last bit in the first weights.
"""

import functools
import os
import platform
import subprocess
import sys
from dataclasses import dataclass

NUDGES = (1, 2, 3)
CLAIMS = ("tests/dlcourse", "--ignore=tests/dlcourse/lab", "--ignore=tests/dlcourse/widgets")
TESTS = ("tests/chapters", *CLAIMS)
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


@dataclass(frozen=True)
class Run:
    """Tests that are to be run with these variables, by as many workers as leave a core for each thread."""

    title: str
    environment: dict
    threads: int = 1
    tests: tuple[str, ...] = TESTS

    def passed(self):
        """Run them; whether all passed."""
        print(f"\n== {self.title}", flush=True)
        workers = str(max(1, (os.cpu_count() or 1) // self.threads))
        options = ["-q", "-m", "not binder and not browser and not long", "-n", workers, "--dist", "loadfile"]
        command = [sys.executable, "-m", "pytest", *options, "--no-loadscope-reorder", *self.tests]
        return not subprocess.run(command, check=False, env=self.environment).returncode


def with_kernel(name, *threads):
    """The runs with a kernel; what cannot run here is said."""
    found = what_runs(name)
    if found not in (name, TWINS.get(name)):
        where = f"on this processor ({platform.machine()})"
        print(f"{name} cannot run {where}: OpenBLAS would run {found or 'nothing'}.", flush=True)
        return
    if found != name:
        print(f"{name}: OpenBLAS runs {found}'s code for it.", flush=True)
    for count in threads:
        yield Run(f"{found}, {count} thread{'s' * (count > 1)}", environment_of(KERNELS[found], count), count)


def runs(names):
    """The runs that these names ask for."""
    for name in names or (*KERNELS, "nudged"):
        if name == "nudged":
            for seed in NUDGES:
                yield Run(f"nudged, seed {seed}", {**os.environ, "TEST_NUDGE": str(seed)}, tests=CLAIMS)
        elif name != "other":
            yield from with_kernel(name, 1, 2)
        elif kernel := other():
            yield from with_kernel(kernel, 1)
        else:
            print("No kernel but this processor's own can run here.", flush=True)


def main(names):
    """Run what the names ask for; the exit status says whether all of it passed."""
    unknown = [name for name in names if name not in {*KERNELS, "other", "nudged"}]
    if unknown:
        sys.exit(f"No kernel is called {unknown[0]!r}: choose among {', '.join(KERNELS)}, other and nudged.")
    failed = [run.title for run in {run.title: run for run in runs(names)}.values() if not run.passed()]
    sys.exit(f"Failed: {'; '.join(failed)}." if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
