"""Every chapter: executed as the author has it and as a learner gets it, and read line by line."""

import ast
import contextlib
import itertools
import json
import re
from pathlib import Path

import nbformat
import pytest
import torch
from IPython.core.inputtransformer2 import TransformerManager

from dlcourse.compare import TorchMissingError
from tests.conftest import CHAPTERS, ROOT
from tests.notebook import cells, errors, execute, printed, sources

each_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
NUMBER_IN_PROSE = re.compile(r"(about )?\*\*(-?[\d.,]+(?:e[+-]?\d+)?(?: ?%)?)\*\*")
NEEDS_TORCH = re.compile(r"\bimport torch\b|\btorch\.|\bcompare\(")
MB = 2**20
# MB that torch's build for NVIDIA's GPUs takes even where there is none.
LIBRARIES_OF_CUDA = 600 if torch.backends.cuda.is_built() else 0


@pytest.fixture(scope="module")
def executed():
    """Each source chapter is executed once, by a real kernel; its run is kept for the tests that look at it."""
    runs = {}

    def run(path):
        if path not in runs:
            runs[path] = execute(path)
        return runs[path]

    return run


@pytest.mark.slow
@each_chapter
def test_the_source_runs_from_top_to_bottom_within_its_memory(executed, path):
    run = executed(path)
    assert errors(run.notebook) == {}
    assert run.peak_bytes < (1000 + LIBRARIES_OF_CUDA) * MB


@pytest.mark.slow
@each_chapter
def test_every_number_in_the_prose_was_printed_by_a_cell(executed, path):
    shown = printed(executed(path).notebook)
    for source in sources(path, "markdown"):
        for about, number in NUMBER_IN_PROSE.findall(source):
            if about:
                assert any(near(other, number) for other in re.findall(r"-?\d[\d.]*", shown)), f"none is about {number}"
            else:
                assert re.search(rf"(?<![\d.]){re.escape(number)}(?![\d])", shown), f"no cell prints {number}"


def near(printed_number, number):
    """Whether a number that a cell printed is "about" this one: within one unit of the last digit in the text."""
    unit = 10.0 ** -len(number.rstrip(" %").partition(".")[2])
    with contextlib.suppress(ValueError):
        return abs(float(printed_number) - float(number.rstrip(" %"))) <= unit
    return False


@pytest.mark.parametrize(("printed_number", "number", "so"), [("48.5", "49", True), ("50.1", "49", False)])
def test_about_a_number_is_within_one_unit_of_its_last_digit(printed_number, number, so):
    assert near(printed_number, number) is so


@pytest.mark.slow
@each_chapter
def test_nothing_goes_to_stderr_and_every_image_has_alt_text(executed, path):
    for cell in executed(path).notebook.cells:
        for output in cell.get("outputs", []):
            assert output.get("name") != "stderr", output
            for image in re.findall(r"<img[^>]*>", output.get("data", {}).get("text/html", "")):
                assert re.search(r'alt="[^"]{20,}"', image), cell.id


@pytest.mark.slow
@each_chapter
def test_an_untouched_release_fails_where_an_answer_is_missing_or_torch_and_nowhere_else(
    release_folder, python_without_torch, path
):
    graded = {c["id"] for c in json.loads(path.read_text())["cells"] if c["id"].startswith("test_")}
    of_torch = {c["id"]: c["source"] for c in cells(path, "code") if NEEDS_TORCH.search(c["source"])}
    there = f"import sys\nsys.path.append({str(python_without_torch.parents[1] / 'lacking')!r})"
    again = {"torch-there": there} | {f"{name}-again": source for name, source in of_torch.items()}
    released = release_folder / path.relative_to(ROOT / "chapters")
    failed = errors(execute(released, python=python_without_torch, more=again).notebook)
    assert set(failed) >= graded
    for name, sentence in failed.items():
        if name in graded:
            assert "has no answer yet: replace the line `raise NotImplementedError(...)` by your own code" in sentence
        else:
            assert name in of_torch
            assert sentence == str(TorchMissingError())
        assert "\n" not in sentence
    assert (set(failed) > graded) == bool(of_torch)


# Reading the source


@each_chapter
def test_each_cell_of_a_release_compiles_and_what_it_imports_is_there(release_folder, path):
    for cell in cells(release_folder / path.relative_to(ROOT / "chapters"), "code"):
        tree = ast.parse(TransformerManager().transform_cell(cell["source"]))
        found = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        exec(compile(ast.Module(found, []), cell["id"], "exec"), {})


@each_chapter
def test_code_cells_are_short_and_need_no_network_and_no_absolute_path(path):
    for source in sources(path, "code"):
        if "### BEGIN" not in source:
            assert len(source.split("\n")) <= 18, source
        assert not re.search(r"!pip|%pip|https?://|[\"']/(?:home|root|tmp|usr)", source), source


@each_chapter
def test_headings_are_in_order(path):
    text = "\n".join(sources(path, "markdown"))
    levels = [
        len(h) for h in re.findall(r"^(#+) ", re.sub(r"```.*?```", "", text, flags=re.DOTALL), flags=re.MULTILINE)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@each_chapter
def test_relative_links_resolve(path):
    for source in sources(path, "markdown"):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", source):
            assert (path.parent / target).exists(), target


@each_chapter
def test_prose_has_no_exclamation_marks_and_no_emoji(path):
    for source in sources(path, "markdown"):
        prose = re.sub(r"\$[^$]*\$|`[^`]*`|!\[", "", source)
        assert "!" not in prose
        assert not re.search("[\U0001f300-\U0001faff]", prose)


@each_chapter
def test_a_chapter_has_a_comparison_a_written_question_a_time_and_further_reading(path):
    if path.stem == "00_start_here":
        pytest.skip("the start page is no chapter")
    text = "\n".join(sources(path, "markdown") + sources(path, "code"))
    for part in ("**Time needed:**", "compare(", "## Looking back", "## Further reading"):
        assert part in text


def test_no_chapter_imports_a_later_one():
    order = {p.stem.partition("_")[2]: p.stem for p in CHAPTERS}
    for path in CHAPTERS:
        for source in sources(path, "code"):
            for node in ast.walk(ast.parse(re.sub(r"^[%!].*$", "", source, flags=re.MULTILINE))):
                names = [a.name for a in node.names] if isinstance(node, ast.ImportFrom | ast.Import) else []
                assert all(order.get(name, "") <= path.stem for name in names), path


def test_all_chapters_are_valid_notebooks():
    for path in CHAPTERS:
        nbformat.validate(nbformat.read(path, as_version=4))
        assert Path(path).parent.name == path.stem
