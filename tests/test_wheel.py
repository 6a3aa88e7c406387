"""The wheel alone, away from the repository, is the course."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SECONDS = 120


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check")
    run(*pip, "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder, ROOT)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def away(wheel, tmp_path_factory):
    """A fresh environment with the wheel; what it depends on is borrowed from this one."""
    folder = tmp_path_factory.mktemp("away")
    venv.create(folder / "venv", symlinks=os.name != "nt")
    python = folder / "venv/bin/python"
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--no-deps", "--no-index", wheel)
    packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (packages / "borrowed.pth").write_text("\n".join(p for p in sys.path if p.endswith("-packages")))
    for name in ("share", "etc"):
        if not (folder / "venv" / name).exists():
            (folder / "venv" / name).symlink_to(Path(sys.prefix) / name)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "PYTHON"))}
    return {"cwd": folder, "env": environment | {"HOME": str(folder)}}


def command(away):
    return away["cwd"] / "venv/bin/dlcourse"


def test_the_wheel_carries_every_chapter_without_solutions(wheel):
    with zipfile.ZipFile(wheel) as z:
        names = {n for n in z.namelist() if n.endswith(".ipynb")}
        text = "".join(z.read(n).decode() for n in names)
        others = [n for n in z.namelist() if n.startswith(("chapters/", "tests/"))]
    assert names == {
        f"dlcourse/release/{p.relative_to(ROOT / 'chapters')}" for p in (ROOT / "chapters").glob("*/*.ipynb")
    }
    assert "SOLUTION" not in text
    assert others == []


def test_doctor_finds_nothing_broken(away):
    said = run(command(away), "doctor", **away)
    assert "FIX" not in said
    assert str(away["cwd"] / "venv") in said


def test_lab_and_progress_work_from_the_wheel_alone(away):
    running = subprocess.Popen([command(away), "lab", "--no-browser"], stdout=subprocess.PIPE, text=True, **away)
    try:
        address = next(a for line in running.stdout if (a := re.search(r"http://\S+", line)))[0]
        with urllib.request.urlopen(re.sub(r"/lab/tree/[^?]*", "/api/status", address), timeout=SECONDS) as answer:
            assert answer.status == 200
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=SECONDS)
    assert running.returncode == 0
    assert "passed" in run(command(away), "progress", **away)
