"""Files that several programs write."""

import subprocess
import sys
import threading

import pytest

from dlcourse import files
from tests.conftest import ROOT


def test_what_is_added_by_many_programs_at_once_stands_there_whole(tmp_path):
    path = tmp_path / "lines"
    add = "files.append(sys.argv[1], sys.argv[2].encode() * 9000 + b'\\n')"
    source = f"import sys\nfrom dlcourse import files\nfor _ in range(50):\n    {add}"
    programs = [subprocess.Popen([sys.executable, "-c", source, path, letter], cwd=ROOT) for letter in "abcd"]
    assert [program.wait() for program in programs] == [0] * 4
    lines = path.read_bytes().splitlines()
    assert sorted(lines) == sorted(letter.encode() * 9000 for letter in "abcd" for _ in range(50))


def test_what_may_raise_is_asked_while_nobody_else_writes(tmp_path):
    path, held = tmp_path / "file", threading.Event()

    def other():
        with files.lock(path):
            held.set()

    def unless():
        thread.start()
        assert not held.wait(0.2)

    thread = threading.Thread(target=other)
    files.replace(path, b"1", unless=unless)
    thread.join()
    assert path.read_bytes() == b"1"


def test_a_replacement_that_fails_leaves_the_file_and_nothing_beside_it(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"before")

    def refuse():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        files.replace(path, b"after", unless=refuse)
    assert path.read_bytes() == b"before"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]
