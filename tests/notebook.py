"""Executing a notebook by a real kernel, and looking at what came."""

import asyncio
import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

from tests.deadline import SECONDS

# Linux keeps what the process was before it became a kernel in ru_maxrss: a large parent would count.
MEASURE = """
import json as _json, pathlib as _pathlib, re as _re, resource as _resource
_usage, _status = _resource.getrusage(_resource.RUSAGE_SELF), _pathlib.Path("/proc/self/status")
_peak = 1024 * int(_re.search(r"VmHWM:\\s*(\\d+)", _status.read_text())[1]) if _status.exists() else _usage.ru_maxrss
print(_json.dumps([_usage.ru_utime + _usage.ru_stime, _peak]))
"""


@dataclass(frozen=True)
class Run:
    """An executed notebook, what its kernel used, and how long it took from the kernel's start to its end."""

    notebook: nbformat.NotebookNode
    cpu_seconds: float
    wall_seconds: float
    peak_bytes: int


def execute(path, answers=None, timeout=SECONDS, python=sys.executable, more=None):
    """Run the notebook in `path`, with the sources in `answers` {cell id: source} put in, to its end.

    It runs in a folder of its own name in an otherwise empty workspace, so that nothing it writes stays. `python`
    runs the kernel; `more` {cell id: source} are cells to run after the notebook's own.
    """
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = (answers or {}).get(cell.id, cell.source)
    notebook.cells += [nbformat.v4.new_code_cell(source, id=name) for name, source in (more or {}).items()]
    notebook.cells.append(nbformat.v4.new_code_cell(MEASURE))
    manager = AsyncKernelManager()
    manager.kernel_spec.argv[0] = str(python)
    with tempfile.TemporaryDirectory() as workspace:
        folder = Path(workspace) / Path(path).stem
        folder.mkdir()
        client = NotebookClient(
            notebook,
            timeout=timeout,
            allow_errors=True,
            km=manager,
            resources={"metadata": {"path": str(folder)}},
            store_widget_state=False,
        )
        start = time.perf_counter()
        asyncio.run(client.async_execute(cleanup_kc=True))  # a manager of our own is not ended otherwise
        wall = time.perf_counter() - start
    cpu, peak = json.loads(notebook.cells.pop().outputs[0]["text"])
    return Run(notebook, cpu, wall, peak)


def errors(notebook):
    """What each failed cell says, by cell id."""
    return {
        cell.id: "\n".join(output.traceback)
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    }


def printed(notebook):
    """All that the cells printed or displayed, as text."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "\n".join(o.get("text", "") or o.get("data", {}).get("text/plain", "") for o in outputs)


def cells(path, kind):
    """All cells of one kind in the notebook file, each with its source as one string."""
    found = (c for c in json.loads(path.read_text())["cells"] if c["cell_type"] == kind)
    return [c | {"source": "".join(c["source"])} for c in found]


def sources(path, kind):
    """The sources of all cells of one kind in the notebook file."""
    return [c["source"] for c in cells(path, kind)]
