"""Reading nbgrader_config.py."""

import pytest

from autograder.cli import main
from autograder.nbgrader import settings


def test_a_folder_without_settings_is_no_course(tmp_path, capsys):
    (tmp_path / "chapters" / "01_one").mkdir(parents=True)
    (tmp_path / "chapters" / "01_one" / "01_one.ipynb").write_text("{}")
    for command in (
        ["grade", "01_one", "--course", str(tmp_path)],
        ["release", "--source", str(tmp_path / "chapters")],
    ):
        assert main(command) == 1
        assert "run this in the course's folder" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["c = get_config(", "1 / 0", "import nowhere"])
def test_settings_that_cannot_be_read_are_said(tmp_path, text):
    (tmp_path / settings.CONFIG).write_text(text)
    with pytest.raises(settings.SettingsError, match=r"cannot be read .*: mend it"):
        settings.load(tmp_path)
