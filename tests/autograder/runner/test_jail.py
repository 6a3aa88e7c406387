"""The parts of the jail that can be tried one by one: each in a child of its own, which they close in for good."""

import errno
import os
import resource
import sys

import pytest

from autograder.runner import jail
from tests import child

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
SETTINGS = {"memory": 1 << 30, "cpu": 5, "file": 1000, "tasks": 64, "files": 32}


def in_child(source):
    """What a child prints that has run this code with `jail` imported."""
    return child.printed(f"from autograder.runner import jail\n{source}").strip()


def test_a_system_call_that_failed_is_an_error_with_its_reason():
    assert jail.check_syscall(3, "anything") == 3
    with pytest.raises(jail.JailError, match="mount /nowhere: ") as caught:
        jail.check_syscall(jail.libc.mount(b"none", b"/nowhere", b"tmpfs", 0, None), "mount /nowhere")
    assert caught.value.errno in (errno.EPERM, errno.ENOENT)


def test_a_moved_descriptor_is_the_same_file_and_not_inherited():
    reading, writing = os.pipe()
    moved = jail.move_fd(writing)
    assert moved >= 100
    assert not os.get_inheritable(moved)
    os.write(moved, b"x")
    assert os.read(reading, 1) == b"x"
    for descriptor in (reading, moved):
        os.close(descriptor)


def test_limits_hold_for_who_sets_them_and_are_none_above_those_there_were(tmp_path):
    found = in_child(
        f"import resource\nfor step in jail.limits({SETTINGS}): step()\n"
        "print(*resource.getrlimit(resource.RLIMIT_FSIZE), *resource.getrlimit(resource.RLIMIT_CORE))\n"
        f"try: open({str(tmp_path / 'file')!r}, 'wb', 0).write(bytes(2000))\n"
        "except OSError as e: print(e.errno)\n"
    )
    assert found.split()[:4] == ["1000", "1000", "0", "0"]
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    kept = in_child(
        f"import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))\n"
        f"for step in jail.limits({SETTINGS | {'files': 10**6}}): step()\n"
        "print(*resource.getrlimit(resource.RLIMIT_NOFILE))"
    )
    assert hard >= 16
    assert kept == "16 16"


def test_no_right_is_left_and_none_comes_back():
    status = in_child(
        "for step in jail.drop_privileges(): step()\n"
        "print(*[line for line in open('/proc/self/status') if line.startswith(('CapEff', 'NoNewPrivs'))])"
    )
    assert "CapEff:\t0000000000000000" in status
    assert "NoNewPrivs:\t1" in status


@pytest.mark.skipif(sys.platform == "linux" and jail.landlock_version() < 1, reason="no Landlock")
def test_under_landlock_only_what_may_be_read_is(tmp_path):
    (tmp_path / "allowed").mkdir()
    (tmp_path / "allowed" / "file").write_text("yes")
    (tmp_path / "other").write_text("no")
    file, other = (str(tmp_path / place) for place in ("allowed/file", "other"))
    found = in_child(
        f"rules = jail.landlock_rules([{str(tmp_path / 'allowed')!r}, '/there/is/none'], [])\n"
        "for step in [*jail.drop_privileges(), jail.landlock(rules)]: step()\n"
        f"print(open({file!r}).read())\n"
        f"for how in (lambda: open({other!r}), lambda: open({file!r}, 'w')):\n"
        "    try: how()\n"
        "    except PermissionError: print('refused')\n"
    )
    assert found.split() == ["yes", "refused", "refused"]


def test_a_child_closes_all_but_the_pipe_to_its_parent():
    found = in_child(
        "import os\nout = os.dup(1)\nos.dup2(out, jail.LINK)\nfor n in (10, 200): os.dup2(out, n)\n"
        "jail.close_all_but_link()\nopened = []\n"
        "for n in range(1000):\n"
        "    try: os.fstat(n); opened.append(n)\n"
        "    except OSError: pass\n"
        "os.write(jail.LINK, repr(opened).encode())"
    )
    assert found == "[0, 1, 2, 3]"
