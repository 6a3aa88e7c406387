"""The environment variables of the sandbox: few, the same on every machine, and nothing of who grades."""

from __future__ import annotations

import os
from pathlib import Path

ENVIRONMENT = {
    "PATH": "/usr/bin",
    "LANG": "C.UTF-8",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONNOUSERSITE": "1",
    "PYTHONSAFEPATH": "1",
    "MPLBACKEND": "agg",
    "KMP_INIT_AT_FORK": "FALSE",
    "MALLOC_ARENA_MAX": "2",
    **{f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR")},
}

# Which code the libraries compute with, where somebody chose it: what runs inside must round as what judges it outside.
KERNELS = ("OPENBLAS_CORETYPE", "NPY_DISABLE_CPU_FEATURES", "ATEN_CPU_CAPABILITY")


def environment(home: str, path: Path) -> dict[str, str]:
    """The variables for a process whose home is `home`, and which imports from `path`."""
    chosen = {name: os.environ[name] for name in KERNELS if name in os.environ}
    return ENVIRONMENT | chosen | {"HOME": home, "PYTHONPATH": str(path)}
