"""nbgrader's settings of a course: the file nbgrader_config.py in its folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autograder.errors import AutograderError

CONFIG = "nbgrader_config.py"


class SettingsError(AutograderError):
    """A course without settings, or with some that cannot be read."""


def switch(config: Any, section: str, name: str, *, default: bool) -> bool:
    """The one setting of a section of ours, True or False.  Raises SettingsError where something else is there."""
    given = dict(config.get(section, {}))
    value = given.pop(name, default)
    if given or not isinstance(value, bool):
        raise SettingsError(
            f"c.{section} has {', '.join(given) or repr(value)}: it takes c.{section}.{name} = True or False."
        )
    return value


def load(folder: Path) -> Any:  # traitlets has no types
    """The settings of the course in `folder`.  Raises SettingsError."""
    # Imported here: a learner's machine may not have it.
    from traitlets.config import PyFileConfigLoader

    if not (folder / CONFIG).exists():
        raise SettingsError(f"There is no {CONFIG} in {folder.resolve()}: run this in the course's folder.")
    try:
        return PyFileConfigLoader(CONFIG, path=str(folder)).load_config()
    except Exception as e:  # it is a program, and may fail in any way
        raise SettingsError(f"{folder / CONFIG} cannot be read ({type(e).__name__}: {e}): mend it.") from e
