"""Stand-ins, in the trusted process, for what lives in the student's: data comes by value, functions are called there.

What cannot cross is refused with a sentence and never guessed: an object that stays there is equal to nothing here.
"""

from __future__ import annotations

import builtins
import sys
from typing import Any, NoReturn

from autograder.runner import operations
from autograder.runner.call import Observation, Opaque
from autograder.runner.time_limit import TimeLimitError
from autograder.runner.wire import Handle, TooBigError
from autograder.sandbox import changes
from autograder.sandbox.session import Session

TEXTS = ("__name__", "__doc__")  # attributes that are data, although they begin with an underscore


class RemoteError(Exception):
    """The student's code raised what is no exception of Python's own, or something was asked that cannot cross.

    Of no kind that a test may expect, such as RuntimeError.
    """


def _operation(name: str, kind: type = object) -> Any:
    """A method that has an operation of Python's done in the student's process, and takes a `kind` for its result."""

    def operate(self: Remote, *operands: Any) -> Any:
        value = self._remotes.ask({"do": "operate", "name": name, "operands": (self, *operands)})
        return value if kind is object or type(value) is kind else self._refuse()

    return operate


class Remote(Opaque):
    """An object of the student's process: call it, read its attributes, and use what data it gives."""

    def __init__(self, remotes: Remotes, handle: Handle) -> None:
        self.__dict__.update(type_name=handle.kind, handle_number=handle.number, _remotes=remotes)

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """What it gives for these arguments, called in the student's process.

        What it changes of them is changed here as well, and what it prints is printed here.
        """
        request = {"do": "invoke", "target": self, "arguments": arguments, "keywords": keywords}
        answer = self._remotes.ask(request)
        if type(answer) is not tuple or [type(part) for part in answer[1:]] != [dict, str]:
            self._refuse()
        value, changed, printed = answer
        self._remotes.change(dict(enumerate(arguments)) | keywords, changed)
        sys.stdout.write(printed)
        return value

    def __getattribute__(self, name: str) -> Any:
        # Asked by isinstance and hasattr: this class has methods for what the student's object may not be able to do.
        return self._refuse() if name in UNKNOWN else super().__getattribute__(name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") and name not in TEXTS:
            raise AttributeError(
                f"{name} of the student's {self.type_name} cannot be read: only public attributes cross"
            )
        return self._remotes.ask({"do": "attribute", "of": self, "name": name})

    @property
    def __doc__(self) -> Any:  # type: ignore[override]  # what the student wrote, not what stands above
        return self.__getattr__("__doc__")

    def __deepcopy__(self, _memo: dict[int, Any]) -> Remote:
        return self

    def __eq__(self, other: object) -> bool:
        """Whether both are of one type and the data is equal by which its objects are; others cannot be compared."""
        mine, theirs = self._compared(), other._compared() if type(other) is Remote else operations.compared(other)
        return bool(mine == theirs) if mine[:1] == theirs[:1] != () else self._refuse()

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __next__(self) -> Any:
        following = self._following()
        if not following:
            raise StopIteration
        return following[0]

    def _refuse(self, *_other: Any) -> NoReturn:
        raise RemoteError(
            f"the student's {self.type_name} stays in their process and cannot be compared or looked into here: "
            "compare data that it returns"
        )

    __lt__ = __le__ = __gt__ = __ge__ = __bool__ = _refuse
    __hash__ = None  # type: ignore[assignment]
    __iter__, __getitem__, __setitem__, __setattr__ = map(_operation, ("iter", "getitem", "setitem", "setattr"))
    __add__, __sub__, __mul__, __neg__ = map(_operation, ("add", "sub", "mul", "neg"))
    __len__, __str__ = _operation("len", int), _operation("str", str)
    _compared, _following = _operation("compared", tuple), _operation("following", list)


UNKNOWN = {name for name in vars(Remote) if name.startswith("__")} | {"__class__"}
UNKNOWN -= {*TEXTS, "__deepcopy__", "__dict__", "__getattr__"}


class Remotes:
    """What the names of one student's process stand for here."""

    def __init__(self, session: Session, seconds: float, *, changing: bool = True) -> None:
        self.session, self.seconds = session, seconds
        self.changing = changing  # whether what a call changes of its arguments is changed here as well
        self.changed = False  # whether there was anything of the kind
        session.proxy = lambda handle: Remote(self, handle)

    def get(self, name: str) -> Any:
        """What the student defined as `name`: data by value, or a Remote.  Raises NameError where it is undefined."""
        kind, _ = self.session.find(name)
        if kind == "missing":
            raise NameError(f"name {name!r} is not defined: run the cell that defines it", name=name)
        return self.ask({"do": "get", "name": name})

    def change(self, given: dict[Any, Any], changed: dict[Any, Any]) -> None:
        """Change what a call was given into what it made of it."""
        for name in changed.keys() & given.keys():
            self.changed = True
            if self.changing:
                changes.apply(given[name], changed[name])

    def ask(self, request: dict[str, Any]) -> Any:
        """The value that a request gives.  Raises what the student's code raised."""
        try:
            seen = self.session.ask(request, self.seconds)
        except TooBigError as e:
            raise RemoteError(str(e)) from None
        if seen.error == TimeLimitError.__name__:
            raise TimeLimitError(seen.message)
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
