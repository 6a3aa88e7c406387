import copy

import nbformat
from hypothesis import given
from hypothesis import strategies as st

from dlcourse.lab.merge import NOTE, merge
from dlcourse.lab.notebook import grading, text


def code(name, source, **nbgrader):
    metadata = {"nbgrader": {"grade_id": name, **nbgrader}} if nbgrader else {}
    made = {"cell_type": "code", "id": name, "metadata": metadata, "source": source}
    return made | {"execution_count": None, "outputs": []}


def prose(name, source):
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def notebook(*cells):
    return {"cells": list(copy.deepcopy(cells)), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


BASE = notebook(
    prose("title", "# Title"),
    code("set_up", "import numpy as np"),
    code("f", "def f():\n    raise NotImplementedError", solution=True),
    code("test_f", "check(f)", grade=True, locked=True),
    prose("end", "The end."),
)


def having(nb, **sources):
    changed = copy.deepcopy(nb)
    for cell in changed["cells"]:
        cell["source"] = sources.get(cell["id"], cell["source"])
    return changed


def without(nb, *names):
    changed = copy.deepcopy(nb)
    changed["cells"] = [c for c in changed["cells"] if c["id"] not in names]
    return changed


def sources(nb):
    return [text(cell) for cell in nb["cells"]]


def test_the_course_rewrites_its_text_and_the_learner_keeps_the_answer():
    merged = merge(BASE, having(BASE, f="def f():\n    return 1"), having(BASE, f="def f(x):\n    ...", title="# New"))
    assert sources(merged.notebook)[0] == "# New"
    assert sources(merged.notebook)[2] == "def f():\n    return 1"
    assert merged.conflicts == []


def test_an_untouched_answer_cell_is_brought_up_to_date():
    merged = merge(BASE, BASE, having(BASE, f="def f(x):\n    ..."))
    assert sources(merged.notebook)[2] == "def f(x):\n    ..."


def test_what_only_the_learner_changed_stays():
    mine = having(BASE, title="# My title")
    assert sources(merge(BASE, mine, having(BASE, end="End.")).notebook)[0] == "# My title"


def test_a_conflict_keeps_both_and_says_so():
    merged = merge(BASE, having(BASE, title="# Mine"), having(BASE, title="# Theirs"))
    assert sources(merged.notebook)[:3] == ["# Theirs", NOTE, "# Mine"]
    assert merged.notebook["cells"][0]["id"] == "title"
    assert merged.conflicts == ["title"]


def test_a_kept_copy_of_a_graded_cell_is_not_graded():
    merged = merge(BASE, having(BASE, test_f="check(f)  # mine"), having(BASE, test_f="check(f)  # theirs"))
    graded = [grading(c)["grade_id"] for c in merged.notebook["cells"] if grading(c)]
    assert graded == ["f", "test_f"]


def test_own_cells_stay_behind_their_neighbors():
    mine, new = having(BASE), having(BASE)
    mine["cells"].insert(1, prose("mine", "A note of mine"))
    new["cells"].insert(0, prose("news", "News"))
    assert sources(merge(BASE, mine, new).notebook)[:3] == ["News", "# Title", "A note of mine"]


def test_outputs_stay_where_the_code_is_the_same_and_go_where_it_changed():
    mine = having(BASE)
    for cell in mine["cells"][1:3]:
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "seen"}]
    merged = merge(BASE, mine, having(BASE, f="def f(x):\n    ..."))
    assert [len(merged.notebook["cells"][i]["outputs"]) for i in (1, 2)] == [1, 0]


def test_a_deleted_text_stays_deleted_and_a_deleted_test_comes_back():
    merged = merge(BASE, without(BASE, "title", "test_f"), BASE)
    assert [c["id"] for c in merged.notebook["cells"]] == ["set_up", "f", "test_f", "end"]


def test_a_cell_the_course_dropped_goes_unless_the_learner_had_changed_it():
    merged = merge(BASE, having(BASE, end="My end."), without(BASE, "title", "end"))
    assert sources(merged.notebook)[-1] == "My end."
    assert "# Title" not in sources(merged.notebook)


def test_cells_whose_ids_an_editor_dropped_are_found_again():
    mine = having(BASE, f="def f():\n    return 1")
    for cell in mine["cells"]:
        del cell["id"]
    merged = merge(BASE, mine, having(BASE, title="# New"))
    assert sources(merged.notebook) == ["# New", *sources(mine)[1:]]


def test_without_a_base_the_answers_stay_and_nothing_else_is_lost():
    empty = {"cells": [], "metadata": {}}
    merged = merge(empty, having(BASE, f="mine", title="# Mine"), BASE)
    assert sources(merged.notebook)[:5] == ["# Title", NOTE, "# Mine", "import numpy as np", "mine"]


def test_the_kernel_that_the_learner_chose_stays():
    mine = having(BASE) | {"metadata": {"kernelspec": {"name": "gpu"}}}
    assert merge(BASE, mine, BASE).notebook["metadata"] == {"kernelspec": {"name": "gpu"}}


KINDS = ["edit", "insert", "delete", "copy", "retype", "forget", "run"]
EDITS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 9)), max_size=6)


def edited(edits, who):
    """BASE after some edits; every text that one of them makes is found nowhere else."""
    nb = copy.deepcopy(BASE)
    cells = nb["cells"]
    for n, (kind, i) in enumerate(edits):
        at, mark = i % max(1, len(cells)), f"{who} {n}"
        if kind == "insert" or not cells:
            cells.insert(at, prose(f"{who}{n}", mark))
        elif kind == "edit":
            cells[at]["source"] = f"{text(cells[at])}\n# {mark}".splitlines(keepends=True)
        elif kind == "delete":
            del cells[at]
        elif kind == "retype":
            cells[at] = {**prose("", mark), "metadata": cells[at]["metadata"], "id": cells[at].get("id", f"{who}{n}")}
        elif kind == "run" and cells[at]["cell_type"] == "code":
            cells[at]["execution_count"] = n
        elif kind == "copy" and who == "me":
            cells.insert(at, copy.deepcopy(cells[at]))
        elif kind == "forget" and who == "me":
            cells[at].pop("id", None)
    return nb


@given(EDITS, EDITS)
def test_no_text_of_the_learner_is_lost_and_the_notebook_is_valid(my_edits, their_edits):
    mine, new = edited(my_edits, "me"), edited(their_edits, "up")
    merged = merge(BASE, mine, new).notebook
    assert set(sources(mine)) - set(sources(BASE)) <= set(sources(merged))
    nbformat.validate(nbformat.from_dict(merged))
    ids = [c["id"] for c in merged["cells"]]
    graded = [grading(c)["grade_id"] for c in merged["cells"] if grading(c)]
    assert len(ids) == len(set(ids))
    assert len(graded) == len(set(graded))


@given(EDITS, EDITS)
def test_a_merge_is_the_same_every_time_and_a_second_one_changes_nothing(my_edits, their_edits):
    mine, new = edited(my_edits, "me"), edited(their_edits, "up")
    merged = merge(BASE, mine, new).notebook
    assert merge(BASE, mine, new).notebook == merged
    assert sources(merge(new, merged, new).notebook) == sources(merged)


@given(EDITS)
def test_a_notebook_that_was_only_run_becomes_the_course_s(their_edits):
    new = edited(their_edits, "up")
    assert sources(merge(BASE, BASE, new).notebook) == sources(new)
