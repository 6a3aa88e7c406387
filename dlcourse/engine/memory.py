"""Memory that one training step gives back and the next one takes again.

A step makes large arrays, lets them go, and the next step makes the same again. Left alone, the C library of Linux
(glibc) returns each large array to the system at once, and the system must find and clear every page anew: half the
time of a step of the convolutional network in `benchmarks/engine.py`.
"""

import ctypes
import sys

# The names and numbers of /usr/include/malloc.h; `man mallopt` explains them.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
LARGEST_ARRAY = 32 * 2**20  # bytes; glibc takes no more
KEPT = 256 * 2**20  # bytes


def keep_freed_memory():
    """Have the C library keep up to 256 MB of freed memory for later arrays. Does nothing where there is no glibc."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt:
        mallopt(M_MMAP_THRESHOLD, LARGEST_ARRAY)
        mallopt(M_TRIM_THRESHOLD, KEPT)
