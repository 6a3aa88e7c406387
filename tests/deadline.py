"""How long a test waits for another process.

It is a deadline that ends a test which would hang, far beyond what the slowest machine needs: no test asserts that
something is fast.
"""

SECONDS = 300
