"""Stand-ins, in the trusted process, for what lives in the student's: data comes by value, functions are called there.

What cannot cross is refused with a sentence and never guessed: an object that stays there is equal to nothing here.
"""

from __future__ import annotations

import builtins
from typing import Any, NoReturn

from autograder.runner.call import Observation, Opaque
from autograder.runner.wire import Handle, TooBigError
from autograder.sandbox.session import Session


class RemoteError(Exception):
    """The student's code raised what is no exception of Python's own, or something was asked that cannot cross.

    Of no kind that a test may expect, such as RuntimeError.
    """


class Remote(Opaque):
    """An object of the student's process: call it, or read its attributes."""

    def __init__(self, remotes: Remotes, handle: Handle) -> None:
        super().__init__(handle.kind, handle.number)
        self._remotes = remotes

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """What it gives for these arguments, called in the student's process."""
        request = {"do": "invoke", "target": self, "arguments": arguments, "keywords": keywords}
        return self._remotes.ask(request)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"{name} of the student's {self.kind} cannot be read: only public attributes cross")
        return self._remotes.ask({"do": "attribute", "of": self, "name": name})

    def __deepcopy__(self, _memo: dict[int, Any]) -> Remote:
        return self

    def _refuse(self, *_other: Any) -> NoReturn:
        raise RemoteError(
            f"the student's {self.kind} stays in their process and cannot be compared or looked into here: "
            "compare data that it returns"
        )

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = _refuse
    __hash__ = None  # type: ignore[assignment]


class Remotes:
    """What the names of one student's process stand for here."""

    def __init__(self, session: Session, seconds: float) -> None:
        self.session, self.seconds = session, seconds
        session.proxy = lambda handle: Remote(self, handle)

    def get(self, name: str) -> Any:
        """What the student defined as `name`: data by value, or a Remote.  Raises NameError where it is undefined."""
        kind, _ = self.session.find(name)
        if kind == "missing":
            raise NameError(f"name {name!r} is not defined: run the cell that defines it", name=name)
        return self.ask({"do": "get", "name": name})

    def ask(self, request: dict[str, Any]) -> Any:
        """The value that a request gives.  Raises what the student's code raised."""
        try:
            seen = self.session.ask(request, self.seconds)
        except TooBigError as e:
            raise RemoteError(str(e)) from None
        if seen.error:
            error = _error(seen)
            error.add_note(seen.line)
            raise error
        return seen.value


def _error(seen: Observation) -> Exception:
    """The exception that the student's code raised, if it is one of Python's own that takes a message.

    Not StopIteration: a test that maps their function over its cases would take it for the end of the cases.
    """
    kind = getattr(builtins, str(seen.error), None)
    if (
        isinstance(kind, type)
        and issubclass(kind, Exception)
        and not issubclass(kind, UnicodeError | BaseExceptionGroup | StopIteration | StopAsyncIteration)
    ):
        return kind(seen.message)
    return RemoteError(f"{seen.error}: {seen.message}")
