"""Chapter notebooks in their one canonical form.

    python -m autograder.notebooks check    exit 1 and name the chapters that are not canonical
    python -m autograder.notebooks fix      make them canonical
    python -m autograder.notebooks text F   print notebook F as text (also the git diff driver)
    python -m autograder.notebooks read F   write notebook F from text on standard input

Canonical means: no outputs, no metadata but `nbgrader` and `tags`, stable cell ids, the bytes JupyterLab saves.
Three kinds of cell are derived, and nobody types them: the answer cell of exercise `f` is the source of its reference,
the function f, its body marked as the solution; the cell `test_f` calls the checker; the cell of a written question
holds its model answer.  Everything else in a notebook is the author's, plain cells of nbgrader's too.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder import exercises
from autograder.exercise import Exercise, Written
from autograder.nbgrader import settings
from autograder.notebooks import markers, text
from autograder.notebooks.markers import ID, Cell, Notebook, NotebookError
from dlcourse import files

KEPT = ("nbgrader", "tags")  # cell metadata that may stay

# The derived cells


def answer(exercise: Exercise) -> str:
    """The reference's source with everything below its docstring marked as the solution."""
    source = inspect.getsource(exercise.reference).rstrip()
    function = ast.parse(source).body[0]
    if not isinstance(function, ast.FunctionDef) or ast.get_docstring(function) is None:
        raise NotebookError(f"{exercise.name} must be a top-level function with a docstring: it is the question.")
    lines, end = source.split("\n"), function.body[0].end_lineno
    begin, close = f"    {markers.BEGIN_SOLUTION}", f"    {markers.END_SOLUTION}"
    return "\n".join([*lines[:end], begin, *lines[end:], close])


def test(exercise: Exercise) -> str:
    """The cell that grades `exercise`: the visible cases, and in the instructor's version the hidden ones."""
    return "\n".join(
        [
            f"check({exercise.name})",
            markers.BEGIN_HIDDEN,
            f"check({exercise.name}, hidden=True)",
            markers.END_HIDDEN,
        ]
    )


def derived(chapter: Mapping[str, Exercise | Written]) -> dict[str, Cell]:
    """The cells that nobody types, by id, as far as they are derived: kind, source and nbgrader metadata."""
    cells = {}
    for name, e in chapter.items():
        if isinstance(e, Written):
            about = markers.graded(name, e.points, grade=True, solution=True)
            cells[name] = {"cell_type": "markdown", "source": e.answer, "nbgrader": about}
        else:
            about = markers.graded(name, solution=True)
            cells[name] = {"cell_type": "code", "source": answer(e), "nbgrader": about}
            about = markers.graded(f"test_{name}", e.points, grade=True, locked=True)
            cells[f"test_{name}"] = {"cell_type": "code", "source": test(e), "nbgrader": about}
    return cells


# The canonical form


def canonical(notebook: Notebook, chapter: Mapping[str, Exercise | Written]) -> Notebook:
    """`notebook` in its canonical form, with the derived cells of `chapter` brought up to date.

    Raises NotebookError where a derived cell is missing or stands twice, or a graded cell checks an unknown exercise.
    """
    wanted = derived(chapter)
    cells = [_canonical_cell(c, wanted) for c in notebook["cells"]]
    ids = [c["id"] for c in cells]
    if missing := [name for name in wanted if name not in ids]:
        raise NotebookError(f"there is no cell for {', '.join(missing)}: add an empty one with that id")
    if twice := sorted({i for i in ids if ids.count(i) > 1}):
        raise NotebookError(f"cell ids must be unique, and {', '.join(twice)} stands more than once")
    return markers.notebook(cells)


def _canonical_cell(cell: Cell, wanted: Mapping[str, Cell]) -> Cell:
    metadata = {k: cell["metadata"][k] for k in sorted(KEPT) if k in cell["metadata"]}
    about = metadata.pop("nbgrader", {})
    name = about.get("grade_id") or cell.get("id") or uuid.uuid4().hex[:8]
    source, kind = markers.source(cell), cell["cell_type"]
    if name in wanted:
        source, kind = wanted[name]["source"], wanted[name]["cell_type"]
        metadata["nbgrader"] = wanted[name]["nbgrader"]
    elif any(about.get(role) for role in markers.ROLES):
        metadata["nbgrader"] = _plain(name, source, about, wanted)
    body: Cell = {"cell_type": kind, "id": name, "metadata": metadata, "source": source.splitlines(keepends=True)}
    return body | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _plain(name: str, source: str, about: Mapping[str, Any], wanted: Mapping[str, Cell]) -> dict[str, Any]:
    """What nbgrader keeps of a cell that is the author's own, and no exercise's."""
    if not ID.fullmatch(name):
        raise NotebookError(f"cell {name!r} needs an id of at most 64 letters, digits, - and _")
    unknown = markers.checked(name, source)
    if unknown and unknown not in wanted:
        raise NotebookError(
            f"cell {name} checks {unknown}, but no exercise of that name stands in its chapter's module"
        )
    points = about.get("points") if about.get("grade") or about.get("task") else None
    return markers.graded(name, points, **{role: True for role in markers.ROLES if about.get(role)})


def to_bytes(notebook: Notebook) -> bytes:
    """The bytes JupyterLab saves: sorted keys, an indent of one blank, a newline at the end."""
    return (json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def chapter_of(path: Path) -> Mapping[str, Exercise | Written]:
    """The exercises of the notebook SOURCE/ASSIGNMENT/NN_name.ipynb: those of the module `NN_name`, or `name`."""
    own, name = exercises.around(path.parent), path.stem
    return exercises.chapter(name, own) or exercises.chapter(re.sub(r"^\d+_", "", name), own)


# The command


def stale(path: Path) -> bytes | None:
    """What `path` should hold, where that is not what it holds."""
    wanted = to_bytes(canonical(markers.read(path), chapter_of(path)))
    return None if wanted == path.read_bytes() else wanted


def _all() -> list[Path]:
    """The notebooks of the course in the working directory."""
    source = settings.load(Path()).get("CourseDirectory", {}).get("source_directory", "source")
    return sorted(Path(source).glob("*/*.ipynb"))


def _each(command: str, paths: list[Path]) -> int:
    worst = 0
    for path in paths:
        try:
            wanted = stale(path)
        except NotebookError as e:
            print(f"{path}: {e}")
            worst = 1
            continue
        if wanted is None:
            continue
        if command == "fix":
            files.replace(path, wanted)
            print(f"{path}: fixed")
        else:
            print(f"{path}: not canonical; run `make notebooks`")
            worst = 1
    return worst


def main(arguments: list[str]) -> int:
    """Run `check`, `fix`, `text F` or `read F`; returns the exit status."""
    match arguments:
        case ["check" | "fix" as command, *paths]:
            return _each(command, [Path(p) for p in paths] or _all())
        case ["text", path]:
            sys.stdout.write(text.write(markers.read(Path(path))))
            return 0
        case ["read", path]:
            wanted = to_bytes(canonical(text.read(sys.stdin.read()), chapter_of(Path(path))))
            files.replace(Path(path), wanted)
            return 0
    print(__doc__)
    return 2
