"""What stands in for modules that the sandbox does not hold."""

import sys

import pytest

from autograder.runner import stubs


@pytest.fixture
def finder():
    return stubs.Finder(["backprop"])


def module(finder, name):
    return finder.create_module(finder.find_spec(name))


def test_only_the_course_s_modules_are_stood_in_for(finder):
    assert finder.find_spec("dlcourse.widgets") is not None
    assert finder.find_spec("numpy.nothing") is None
    assert finder.find_spec("dlcourses") is None


def test_a_picture_may_be_made_called_and_looked_into_and_is_nothing(finder):
    marble = module(finder, "dlcourse.widgets").Marble
    assert repr(marble(lr=0.1).figure()[0]).startswith("<widgets.Marble")
    assert list(marble) == []
    with pytest.raises(AttributeError):
        marble._repr_html_  # noqa: B018  IPython asks for it, and must not be told that it is there


@pytest.mark.parametrize("name", ["dlcourse.backprop", "dlcourse.backprop.parts"])
def test_a_function_of_the_absent_chapter_may_be_named_and_says_why_it_cannot_be_called(finder, name):
    function = module(finder, name).backward_graph
    with pytest.raises(stubs.AbsentError, match="call your own function instead"):
        function(1)


def test_installed_they_are_found_last(monkeypatch):
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.delitem(sys.modules, "dlcourse.not_there", raising=False)
    stubs.install(["not_there"])
    from dlcourse.not_there import anything

    from dlcourse import data

    assert data.digits()[0].shape == (1797, 8, 8)  # what is there is what it is
    with pytest.raises(stubs.AbsentError):
        anything()
    del sys.modules["dlcourse.not_there"]
