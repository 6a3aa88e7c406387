"""What a learner's machine needs: peak memory of server and kernel together for each chapter, and the disk.

`python -m benchmarks.memory` opens each chapter's source in JupyterLab with a real browser, runs it to its end, and
samples the proportional set size (PSS) of the server and all its children five times a second.
"""

import contextlib
import os
import shutil
import tempfile
import threading
from importlib.metadata import distribution
from pathlib import Path

import psutil
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from playwright.sync_api import sync_playwright

from tests.e2e.browser import launch, new_page, open_notebook, run_all, serving

ROOT = Path(__file__).parent.parent
MIB = 2**20
GOAL = 1024  # MiB of memory, for the heaviest chapter


def tree_memory():
    """The PSS of all of this process's descendants that are Python: server and kernels, not the browser."""
    total = 0
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if "python" in process.name():
                total += process.memory_full_info().pss
    return total


@contextlib.contextmanager
def peak():
    """A list whose one item is, in the end, the largest memory seen."""
    highest, done = [0], threading.Event()

    def sample():
        while not done.wait(0.2):
            highest[0] = max(highest[0], tree_memory())

    sampler = threading.Thread(target=sample)
    sampler.start()
    try:
        yield highest
    finally:
        done.set()
        sampler.join()


def measure(page, server, name):
    """Run one chapter; returns whether it ran to its end, and the peak in MiB."""
    with peak() as highest:
        open_notebook(page, server, f"{name}/{name}.ipynb")
        ran = run_all(page)
    return ran, highest[0] / MIB


def learners_set(name="dlcourse", found=None):
    """The installed distributions that a learner's install brings, by name."""
    found = {} if found is None else found
    for requirement in map(Requirement, distribution(name).requires or []):
        key = canonicalize_name(requirement.name)
        if key not in found and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
            found[key] = distribution(key)
            learners_set(key, found)
    return found


def trimmed(file):
    """Whether binder/postBuild deletes this file."""
    parts = file.parts
    tools = parts[:2] == ("torch", "bin") and file.name != "torch_shm_manager"
    return "__pycache__" in parts or parts[:2] in (("torch", "test"), ("torch", "include")) or tools


def disk():
    """The bytes of a learner's packages, all of them and after binder/postBuild."""
    files = [(f, Path(f.locate())) for d in learners_set().values() for f in d.files or []]
    sizes = [(f, path.lstat().st_size) for f, path in files if path.exists()]
    return sum(size for _, size in sizes), sum(size for f, size in sizes if not trimmed(f))


def main():
    """Print one row for each chapter, and the size of the environment."""
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}  # as on Binder
    print(f"{'chapter':28}{'peak, server and kernel':>25}   goal {GOAL} MiB")
    for chapter in sorted((ROOT / "chapters").glob("*/*.ipynb")):
        with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
            workspace = Path(folder) / "learn"
            with serving(workspace) as server:
                shutil.copy(chapter, workspace / chapter.parent.name / chapter.name)
                browser = launch(playwright)
                ran, mib = measure(new_page(browser), server, chapter.stem)
                browser.close()
        print(f"{chapter.stem:28}{mib:21.0f} MiB   {'' if ran else 'did not run to its end'}")
    whole, small = disk()
    print(f"a learner's packages on disk: {whole / MIB:.0f} MiB, on Binder {small / MIB:.0f} MiB   goal 1126 MiB")


if __name__ == "__main__":
    main()
