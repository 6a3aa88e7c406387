"""Which sandbox is taken, and what is said where there is none; here with sandboxes that are none."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.sandbox import modes
from autograder.sandbox.filesystem import SandboxFiles
from autograder.sandbox.sandbox import SandboxError


class Fake:
    """A sandbox of which some modes cannot be had, and some let a probe through."""

    missing, leaky = (), ()
    ended = ()

    def __init__(self, files, mode, reasons=None, **options):
        if mode in self.missing:
            raise SandboxError(f"{mode} is missing")
        self.mode, self.reasons = mode, reasons

    def session(self):
        error = "" if self.mode in self.leaky else "PermissionError"
        return SimpleNamespace(run=lambda source, seconds: SimpleNamespace(error=error), close=lambda: None)

    def end(self):
        type(self).ended = (*self.ended, self.mode)


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    return SandboxFiles(folder, ())


@pytest.fixture
def fake(monkeypatch):
    kind = type("Fake", (Fake,), {})
    monkeypatch.setattr(modes, "Sandbox", kind)
    return kind


def test_the_first_that_there_is_is_taken_and_why_no_better_one_is_kept(fake, files):
    fake.missing = ("a",)
    found = modes.start(files, modes=("a", "b", "c"))
    assert (found.mode, found.reasons) == ("b", {"a": "a is missing"})
    assert files.folder.exists()


def test_one_that_does_not_hold_is_ended_and_not_taken(fake, files):
    fake.leaky = ("a",)
    found = modes.start(files, modes=("a", "b"))
    assert (found.mode, fake.ended) == ("b", ("a",))
    assert "is not held" in found.reasons["a"]


def test_where_there_is_none_all_reasons_are_said_and_its_folder_is_gone(fake, files):
    fake.missing = ("a", "b")
    with pytest.raises(SandboxError, match=r"a: a is missing\n  b: b is missing\n.*autograder doctor"):
        modes.start(files, modes=("a", "b"))
    assert not Path(files.folder).exists()


def test_only_who_asks_for_it_gets_none_at_all(fake, files):
    fake.missing = fake.leaky = ("a",)
    assert modes.start(files, modes=("a",), unsafe=True).mode == modes.UNSAFE


def test_advice_is_added_where_we_know_some():
    assert "apparmor_restrict_unprivileged_userns" in modes.advice("bwrap: setting up uid map: Permission denied")
    assert modes.advice("something else") == "something else"
