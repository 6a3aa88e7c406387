"""What stands here for an object of the student's process; the process itself is a dictionary of answers."""

import copy
import dataclasses
from collections.abc import Iterable

import pytest

from autograder.runner.call import Observation
from autograder.runner.wire import Handle, TooBigError
from autograder.sandbox.proxies import Remote, RemoteError, Remotes


class Answering:
    """Stands for a session: asked for a name it gives what the test has put there."""

    def __init__(self, **known):
        self.known, self.asked, self.proxy = known, [], None

    def find(self, name):
        return ("value", "int") if name in self.known else ("missing", "")

    def ask(self, request, _seconds):
        self.asked.append(request)
        found = self.known[request["do"] if request["do"] != "get" else request["name"]]
        if isinstance(found, Exception):
            raise found
        return found if isinstance(found, Observation) else Observation(found)


@pytest.fixture
def remote():
    session = Answering(invoke=(5, {}, ""), attribute=7, operate=())
    remotes = Remotes(session, 1.0)
    return session.proxy(Handle(0, "Counter")), remotes


def test_data_comes_by_value_and_what_is_undefined_is_a_name_error():
    remotes = Remotes(Answering(x=[1, 2]), 1.0)
    assert remotes.get("x") == [1, 2]
    with pytest.raises(NameError, match="name 'y' is not defined: run the cell that defines it"):
        remotes.get("y")


def test_an_object_is_called_and_looked_at_in_its_own_process(remote):
    counter, remotes = remote
    assert isinstance(counter, Remote)
    assert counter(1, k=2) == 5
    assert counter.n == 7
    assert [request["do"] for request in remotes.session.asked] == ["invoke", "attribute"]
    assert copy.deepcopy(counter) is counter


@pytest.mark.parametrize("use", [lambda c: c == 5, lambda c: c != c, bool, lambda c: c < 1, len, str, next])  # noqa: PLR0124
def test_it_is_not_compared_here_and_an_answer_of_another_kind_is_none(remote, use):
    with pytest.raises(RemoteError, match="cannot be compared or looked into here"):
        use(remote[0])


@pytest.mark.parametrize(
    "ask", [lambda c: isinstance(c, Iterable), lambda c: isinstance(c, dict), lambda c: hasattr(c, "__len__")]
)
def test_what_it_can_do_is_not_what_stands_for_it_here_can_do(remote, ask):
    with pytest.raises(RemoteError):
        ask(remote[0])


@pytest.mark.parametrize("changing", [True, False])
def test_what_a_call_changes_and_prints_is_changed_if_it_shall_be_and_printed_here(capsys, changing):
    session, xs, found = Answering(invoke=(None, {0: [1, 2, 3], "d": {"a": 2}, 7: [9]}, "done\n")), [3, 1, 2], {"a": 1}
    remotes = Remotes(session, 1.0, changing=changing)
    assert session.proxy(Handle(0, "function"))(xs, d=found) is None
    assert (xs, found) == (([1, 2, 3], {"a": 2}) if changing else ([3, 1, 2], {"a": 1}))
    assert remotes.changed
    assert capsys.readouterr().out == "done\n"


@pytest.mark.parametrize("answer", [5, (), (1, 2, ""), (1, {}), (1, {}, "", 0), (1, [], "")])
def test_of_an_answer_to_a_call_that_is_none_nothing_is_taken(answer):
    session = Answering(invoke=answer)
    Remotes(session, 1.0)
    with pytest.raises(RemoteError):
        session.proxy(Handle(0, "function"))()


@dataclasses.dataclass
class Point:
    x: int


def test_a_dataclass_is_equal_to_one_of_its_name_with_its_fields():
    session = Answering(operate=("Point", {"x": 1}))
    Remotes(session, 1.0)
    theirs = session.proxy(Handle(0, "Point"))
    assert theirs == Point(1)
    assert theirs != Point(2)
    assert [theirs] == [session.proxy(Handle(1, "Point"))]


def test_it_iterates_as_long_as_there_is_a_next_one():
    session, answers = Answering(), [[1], [2], []]
    remotes = Remotes(session, 1.0)
    iterator = session.proxy(Handle(0, "generator"))

    def ask(request):
        if request["name"] == "len":
            raise TypeError("a generator has no length")
        return iterator if request["name"] == "iter" else answers.pop(0)

    remotes.ask = ask
    assert list(iterator) == [1, 2]


def test_its_name_and_documentation_are_the_student_s_and_other_private_attributes_do_not_cross(remote):
    assert (remote[0].__name__, remote[0].__doc__) == (7, 7)
    with pytest.raises(AttributeError, match="only public attributes cross"):
        remote[0].__code__  # noqa: B018


def test_private_attributes_do_not_cross_and_it_has_no_hash(remote):
    with pytest.raises(AttributeError, match="only public attributes cross"):
        remote[0]._secret  # noqa: B018
    with pytest.raises(TypeError):
        hash(remote[0])


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("ValueError", ValueError), ("ZeroDivisionError", ZeroDivisionError), ("StopIteration", RemoteError),
        ("KeyboardInterrupt", RemoteError), ("UnicodeDecodeError", RemoteError), ("Theirs", RemoteError),
        ("int", RemoteError),
    ],
)  # fmt: skip
def test_an_error_of_python_s_own_is_raised_as_it_is_and_no_other(error, kind):
    remotes = Remotes(Answering(x=Observation(error=error, message="said", line="x = f()")), 1.0)
    with pytest.raises(kind, match="said") as caught:
        remotes.get("x")
    assert type(caught.value) is kind
    assert caught.value.__notes__ == ["x = f()"]


def test_what_cannot_cross_is_an_error_that_no_test_expects():
    with pytest.raises(RemoteError, match="cannot cross"):
        Remotes(Answering(x=TooBigError("a module cannot cross")), 1.0).get("x")
