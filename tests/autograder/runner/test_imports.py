"""What a function imports when it runs is imported before it is called."""

import sys
import textwrap

import pytest

from autograder.runner import imports


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Makes a module, and forgets it afterwards."""
    monkeypatch.syspath_prepend(tmp_path)

    def make(name, source="x = 1"):
        (tmp_path / f"{name}.py").write_text(source)
        monkeypatch.delitem(sys.modules, name, raising=False)
        return name

    yield make
    for path in tmp_path.glob("*.py"):
        sys.modules.pop(path.stem, None)


def function(source):
    space = {}
    exec(textwrap.dedent(source), space)
    return space["f"]


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    import slow_module",
        "def f():\n    from slow_module import x",
        "def f():\n    import slow_module as s\n    return s.x",
        "def f():\n    def inner():\n        import slow_module\n    return inner",
        "def helper():\n    import slow_module\ndef f():\n    return helper()",
        "def g():\n    return f()\ndef f():\n    import slow_module\n    return g()",
    ],
)
def test_what_stands_in_an_import_statement_is_imported(module, source):
    module("slow_module")
    imports.preload(function(source))
    assert "slow_module" in sys.modules


def test_what_cannot_be_imported_is_left_to_the_call(module):
    module("broken_module", "1 / 0")
    imports.preload(function("def f():\n    import broken_module, no_such_module\n    from . import x"))
    assert "broken_module" not in sys.modules


@pytest.mark.parametrize("thing", [None, 3, len, object(), lambda: 1])
def test_what_has_no_code_imports_nothing(thing):
    imports.preload(thing)


def test_an_import_is_under_way_while_its_module_runs(module):
    module("asking_module", "import sys\nfrom autograder.runner import imports\nx = imports.under_way(sys._getframe())")
    space = {}
    exec("from asking_module import x", space)
    assert space["x"]
    assert not imports.under_way(sys._getframe())
