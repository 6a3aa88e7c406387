"""Which module imports which, read from the source: nothing is run."""

import ast
from functools import cache

from tests.conftest import CHAPTERS, ROOT

PACKAGES = ("autograder", "dlcourse")
LOADERS = {"import_module", "_imported"}  # called with a name, they import it
ORDER = [p.stem.partition("_")[2] for p in CHAPTERS]  # of the chapters


@cache
def taken(source, package=""):
    """All that a piece of source imports, anywhere in it, as pairs: of a module's name, and of what is taken from it.

    `import a.b` takes nothing: ("a.b", ""). `package` is the one that relative imports are meant from.
    """
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {(alias.name, "") for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")[: -(node.level - 1) or None] if node.level else []
            base = ".".join([*parts, *filter(None, [node.module])])
            found |= {(base, alias.name) for alias in node.names}
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            found |= {(node.args[0].value, "")} if called in LOADERS else set()
    return found


def modules(source, package=""):
    """The names of all modules that a piece of source imports; of `from a import b`, both `a` and `a.b`."""
    pairs = taken(source, package)
    return {base for base, _ in pairs} | {f"{base}.{name}" for base, name in pairs if name}


def package_of(path):
    """The package that relative imports of a file are meant from."""
    return ".".join(path.relative_to(ROOT).parent.parts)


def imported(path):
    """The names of all modules that a file imports."""
    return modules(path.read_text(), package_of(path))


@cache
def files():
    """Our files by the names of their modules; a package is its __init__.py."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return {".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p for p in paths}


@cache
def arrows():
    """The modules of ours that each module of ours imports."""
    known = files()
    found = {}
    for name, path in known.items():
        pairs = taken(path.read_text(), package_of(path))
        wanted = {f"{base}.{part}" if f"{base}.{part}" in known else base for base, part in pairs}
        found[name] = (wanted & known.keys()) - {name}
    return found


def room(name):
    """The room a module is in: its folder; "chapters" for a chapter; itself where it lies directly in a package."""
    path = files()[name]
    folder = path.relative_to(ROOT).parent.as_posix()
    if folder in PACKAGES:
        return "chapters" if folder == "dlcourse" and path.stem in ORDER else name
    return folder


def rooms():
    """The rooms that each room imports."""
    found = {room(name): set() for name in files()}
    for name, wanted in arrows().items():
        found[room(name)] |= {room(other) for other in wanted} - {room(name)}
    return found
