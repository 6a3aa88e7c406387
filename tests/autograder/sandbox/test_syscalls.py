"""The system call policy: what is checked in is what libseccomp makes of its source."""

import struct

import pytest

from autograder.sandbox import syscalls
from autograder.sandbox.syscalls import ARCHITECTURES, ERRNO, PolicyError


@pytest.fixture
def libseccomp():
    try:
        return syscalls.library()
    except PolicyError as e:
        pytest.skip(str(e))


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_the_compiled_policies_are_up_to_date(libseccomp, machine):
    assert syscalls.program(machine) == syscalls.compile_for(machine), "run `python -m autograder.sandbox.syscalls`"


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_a_policy_knows_its_architecture_and_refuses_by_default(machine):
    program = syscalls.program(machine)
    instructions = list(struct.iter_unpack("<HBBI", program))
    constants = [k for code, _, _, k in instructions]
    assert ARCHITECTURES[machine] in constants
    assert ERRNO | 1 in [k for code, _, _, k in instructions if code == 0x06]


OUT = (
    "socket connect execve fork vfork clone3 unshare setns mount ptrace kill tgkill chmod fchmodat utimensat truncate "
    "setxattr keyctl bpf io_uring_setup memfd_create shmget process_vm_readv pidfd_open setsid setuid"
)


@pytest.mark.parametrize("name", OUT.split())
def test_what_lets_a_process_out_is_not_on_the_list(name):
    assert name not in syscalls.ALLOWED


def test_another_machine_is_told_so():
    with pytest.raises(PolicyError, match="x86_64 or aarch64"):
        syscalls.program("riscv64")
