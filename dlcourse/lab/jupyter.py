"""JupyterLab as a learner needs it: what its server and its kernels are told.

No file of the workspace is run because the server or a kernel starts, whatever its name: a workspace may come from
somebody else, and a learner may call a file of their own `random.py`.
"""

from __future__ import annotations

import importlib.util
import json
import os
import secrets
import sys
from pathlib import Path

from dlcourse import files
from dlcourse.failed_answers import STATE
from dlcourse.lab.errors import plainly

INSTRUCTORS = ("formgrader", "assignment_list", "course_list")
HIDDEN = ("formgrader", "assignment-list", "course-list", "create-assignment", "menu")
KERNELS = "kernels"  # a folder on Jupyter's path, which looks for kernels in a folder of this name
NOT_FROM_THE_WORKSPACE = "-P"  # Python, look for modules beside no script and in no working folder
# In a notebook, helpers beside it can be imported, and stand for no library and none of its parts.
BESIDE_THE_NOTEBOOK = """--InteractiveShellApp.exec_lines=__import__('sys').path.append('')"""
NO_NEWS = {"fetchNews": "false", "checkForUpdates": False}


def command(workspace: Path, port: int, host: str) -> list[str]:
    """The command line of the server: this Python's own JupyterLab, with nbgrader's Validate and no more of it."""
    options = [
        "--no-browser",
        f"--ServerApp.ip={host}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={workspace.resolve()}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    if importlib.util.find_spec("nbgrader"):
        options += [f"--ServerApp.jpserver_extensions=nbgrader.server_extensions.{name}=False" for name in INSTRUCTORS]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")
    return [sys.executable, NOT_FROM_THE_WORKSPACE, "-m", "jupyterlab", *options]


def environment(workspace: Path, runtime: Path) -> dict[str, str]:
    """Our environment, with Jupyter's own folders inside the workspace, so that the user's Jupyter is not touched."""
    own = workspace.resolve() / STATE / "jupyter"
    folders = {
        "JUPYTER_CONFIG_DIR": own / "config",
        "JUPYTER_DATA_DIR": own / "data",
        "JUPYTER_RUNTIME_DIR": runtime,
        "JUPYTERLAB_SETTINGS_DIR": own / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": own / "workspaces",
    }
    # nbgrader calls its database tool by name.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    own_variables = {
        "PATH": path,
        "JUPYTER_PATH": os.pathsep.join([str(runtime), *filter(None, [os.environ.get("JUPYTER_PATH")])]),
        "JUPYTER_TOKEN": secrets.token_hex(24),  # whatever the user has set for servers of theirs
    }
    return os.environ | {name: str(folder) for name, folder in folders.items()} | own_variables


def add_kernel(runtime: Path) -> None:
    """The Python of notebooks, which looks for modules beside the notebook last."""
    from ipykernel.kernelspec import write_kernel_spec

    argv = [sys.executable, NOT_FROM_THE_WORKSPACE, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    write_kernel_spec(runtime / KERNELS / "python3", overrides={"argv": [*argv, BESIDE_THE_NOTEBOOK]})


def settle_in(workspace: Path) -> None:
    """Write the settings of a course, where there are none yet: no news, and of nbgrader Validate only."""
    own = workspace / STATE / "jupyter"
    page = {"disabledExtensions": {f"@jupyter/nbgrader:{name}": True for name in HIDDEN}}
    _write_once(own / "config" / "labconfig" / "page_config.json", page)
    _write_once(own / "settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings", NO_NEWS)


def _write_once(path: Path, settings: object) -> None:
    """The learner may change a setting; it is written only where it is missing."""
    with plainly(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        files.make_once(path, json.dumps(settings).encode)
