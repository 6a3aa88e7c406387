"""What the tests of checks share: each begins as a kernel does that has just been started."""

import pytest

from dlcourse import failed_answers


@pytest.fixture(autouse=True)
def fresh_kernel(monkeypatch):
    """No answer has failed yet."""
    monkeypatch.setattr(failed_answers, "_here", {})
