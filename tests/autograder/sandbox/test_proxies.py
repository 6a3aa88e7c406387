"""What stands here for an object of the student's process; the process itself is a dictionary of answers."""

import copy

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
    session = Answering(invoke=5, attribute=7)
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


@pytest.mark.parametrize("use", [lambda c: c == c, bool, len, list, lambda c: 1 in c, lambda c: c[0], lambda c: c < 1])  # noqa: PLR0124
def test_it_is_neither_compared_nor_looked_into_here(remote, use):
    with pytest.raises(RemoteError, match="cannot be compared or looked into here"):
        use(remote[0])


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
