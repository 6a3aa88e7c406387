"""What Binder will make of this repository, as far as it can be known without Docker."""

import os
import re
import tomllib
from pathlib import Path

import pytest

from tests.conftest import CHAPTERS, ROOT

BADGE = re.compile(r"\[!\[Launch on Binder\]\(https://mybinder\.org/badge_logo\.svg\)\]\((\S+)\)")


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def requirements():
    lines = (ROOT / "binder" / "requirements.txt").read_text().splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-"))]


def name(requirement):
    return re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower()


@pytest.fixture(scope="module")
def pack():
    """repo2docker's own choice of how to build this repository."""
    from repo2docker.app import Repo2Docker

    app = Repo2Docker()
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        found = next(p for p in (kind(app.base_image) for kind in app.buildpacks) if p.detect())
        found.platform = "linux/amd64"
        yield found
    finally:
        os.chdir(before)


def test_repo2docker_takes_our_files_and_our_python(pack):
    assert type(pack).__name__ == "PythonBuildPack"
    assert pack.binder_dir == "binder"
    assert pack.python_version == "3.11"
    assert "binder/postBuild" in pack.get_post_build_scripts()
    assert pack.get_start_script() == "${REPO_DIR}/binder/start"
    assert any("binder/requirements.txt" in script for _, script in pack.get_assemble_scripts())


def test_the_rendered_dockerfile_installs_builds_and_starts_as_we_say(pack):
    dockerfile = pack.render({})
    assert "binder/requirements.txt" in dockerfile
    assert "./binder/postBuild" in dockerfile
    assert 'ENV R2D_ENTRYPOINT="${REPO_DIR}/binder/start"' in dockerfile.replace("'", '"')


def test_binder_installs_what_a_learner_needs_and_no_more():
    assert {name(r) for r in requirements()} == {name(r) for r in project()["dependencies"]}


def test_every_version_comes_from_the_constraints():
    text = (ROOT / "binder" / "requirements.txt").read_text()
    assert "--constraint ../constraints.txt" in text
    pinned = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text().lower().split() if "==" in line)
    for requirement in requirements():
        assert name(requirement) in pinned
        if "==" in requirement:
            assert requirement.lower().split("==")[1] == pinned[name(requirement)]


def test_the_scripts_can_be_run():
    for script in ("postBuild", "start"):
        assert os.access(ROOT / "binder" / script, os.X_OK)
        assert (ROOT / "binder" / script).read_text().startswith("#!")


def launch(chapter):
    owner = project()["urls"]["Repository"].removeprefix("https://github.com/")
    return f"https://mybinder.org/v2/gh/{owner}/HEAD?urlpath=lab/tree/learn/{chapter}/{chapter}.ipynb"


def test_the_badge_of_the_readme_opens_the_start_page():
    assert BADGE.findall((ROOT / "README.md").read_text()) == [launch("00_start_here")]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_each_chapter_has_its_badge_at_the_top(path):
    import json

    first = "".join(json.loads(path.read_text())["cells"][0]["source"])
    assert BADGE.findall(first) == [launch(path.stem)]
