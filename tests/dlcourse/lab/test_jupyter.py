"""What the server of a workspace is told: by its command, its environment and its settings."""

import os
from pathlib import Path

from dlcourse.lab import jupyter
from dlcourse.lab.server import HOST


def test_a_setting_that_the_learner_changed_stays(tmp_path):
    jupyter.settle_in(tmp_path)
    (page,) = tmp_path.rglob("page_config.json")
    page.write_text("{}")
    jupyter.settle_in(tmp_path)
    assert page.read_text() == "{}"


def test_root_is_allowed_only_where_it_is_root(tmp_path, monkeypatch):
    for uid, allowed in ((0, True), (1000, False)):
        monkeypatch.setattr(os, "geteuid", lambda uid=uid: uid)
        assert ("--allow-root" in jupyter.command(tmp_path, 0, HOST)) == allowed


def test_without_nbgrader_it_is_not_mentioned(monkeypatch):
    monkeypatch.setattr(jupyter.importlib.util, "find_spec", lambda _name: None)
    assert "nbgrader" not in " ".join(jupyter.command(Path("learn"), 0, HOST))


def test_jupyter_s_own_folders_lie_in_the_workspace_and_the_token_is_a_new_one(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_TOKEN", "known to others")
    first, second = (jupyter.environment(tmp_path, tmp_path / "runtime") for _ in range(2))
    own = [first[f"JUPYTER_{name}_DIR"] for name in ("CONFIG", "DATA")]
    assert all(Path(folder).is_relative_to(tmp_path / ".course") for folder in own)
    assert len({first["JUPYTER_TOKEN"], second["JUPYTER_TOKEN"], "known to others"}) == 3
