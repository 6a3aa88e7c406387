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


def test_a_setting_that_is_not_made_is_the_default_and_anything_else_in_its_section_is_refused():
    assert settings.switch({}, "Release", "solutions", default=True)
    assert not settings.switch({"Release": {"solutions": False}}, "Release", "solutions", default=True)
    for wrong, named in (({"solutions": 1}, "1"), ({"solution": True}, "solution")):
        with pytest.raises(settings.SettingsError, match=rf"c\.Release has {named}: it takes c\.Release\.solutions = "):
            settings.switch({"Release": wrong}, "Release", "solutions", default=True)
