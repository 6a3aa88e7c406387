"""Inert stand-ins for modules of the course that the sandbox does not hold.

The module of the chapter being graded holds the answers, so it is absent; a call of one of its functions says so.
The pictures and the launcher need a browser, so whatever is asked of them is answered by something that does nothing.
Either way a cell that mixes them with the learner's own definitions still defines those.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

PACKAGE = "dlcourse"


class AbsentError(RuntimeError):
    """The learner's code called a function of the module that holds the answers."""


class NoOp:
    """Something that does nothing, whatever is asked of it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> NoOp:
        if name.startswith("_"):
            raise AttributeError(name)
        return type(self)(f"{self._name}.{name}")

    def __call__(self, *_arguments: Any, **_keywords: Any) -> NoOp:
        """Nothing, which is inert itself."""
        return NoOp(self._name)

    def __getitem__(self, _key: Any) -> NoOp:
        return self

    def __iter__(self) -> Iterator[NoOp]:
        return iter(())

    def __repr__(self) -> str:
        return f"<{self._name}, not shown while grading>"


class MissingModule(NoOp):
    """A name of the absent module: it may be mentioned, but not called."""

    def __call__(self, *_arguments: Any, **_keywords: Any) -> NoOp:
        """Say that the module is absent, and why."""
        raise AbsentError(f"{self._name} is not there while its chapter is graded: call your own function instead")


class StandIn(ModuleType):
    """A module any name can be imported from."""

    def __init__(self, name: str, kind: type[NoOp]) -> None:
        super().__init__(name)
        self._kind = kind

    def __getattr__(self, name: str) -> NoOp:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._kind(f"{self.__name__.removeprefix(PACKAGE + '.')}.{name}")


class Finder(MetaPathFinder, Loader):
    """Finds every module of the course that nobody else finds."""

    def __init__(self, absent: Iterable[str]) -> None:
        self.absent = frozenset(f"{PACKAGE}.{name}" for name in absent)

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of a stand-in, for the course's names only."""
        return ModuleSpec(name, self, is_package=True) if name.startswith(PACKAGE + ".") else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The stand-in itself."""
        chapter = ".".join(spec.name.split(".")[:2])
        return StandIn(spec.name, MissingModule if chapter in self.absent else NoOp)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is to be executed."""


def install(absent: Iterable[str]) -> None:
    """From now on the course's missing modules resolve to stand-ins, those in `absent` to ones that say why."""
    sys.meta_path.append(Finder(absent))
