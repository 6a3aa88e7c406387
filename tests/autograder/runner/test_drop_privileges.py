"""Which folder on the way to a path others may not pass; what is done about it takes root to try."""

import os
import sys

import pytest

from autograder.runner import drop_privileges
from autograder.runner.drop_privileges import closed_above, open_up


@pytest.fixture
def deep(tmp_path):
    """A path with folders above it that all may pass, as far as they are ours."""
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    return folder / "file"


def test_the_uppermost_closed_folder_is_found(deep, monkeypatch):
    a, b = deep.parent.parent, deep.parent
    a.chmod(0o755)
    b.chmod(0o700)
    above = closed_above(str(a))
    assert closed_above(str(deep)) == (above or str(b))
    a.chmod(0o700)
    assert closed_above(str(deep)) == (above or str(a))


def test_where_all_may_pass_nothing_is_mounted(monkeypatch):
    def never(*_arguments):
        raise AssertionError("a mount")

    monkeypatch.setattr(drop_privileges.jail, "check_syscall", never)
    monkeypatch.setattr(drop_privileges, "closed_above", lambda _path: "")
    open_up(["/usr", "/there/is/no/such/path"])


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() == 0, reason="for users without rights")
def test_a_user_without_rights_can_become_nobody_else():
    with pytest.raises(PermissionError):
        drop_privileges.main(["0", "0", "--", "/bin/true"])
