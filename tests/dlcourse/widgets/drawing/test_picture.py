"""What the interactive pictures have in common."""

import pytest

from dlcourse import widgets
from dlcourse.widgets.drawing.controls import ControlledPlot
from dlcourse.widgets.drawing.picture import Picture

PICTURES = [cls for name in widgets.__all__ if issubclass(cls := getattr(widgets, name), Picture)]


@pytest.mark.parametrize("picture", PICTURES, ids=lambda cls: cls.__name__)
def test_a_picture_has_the_script_beside_its_module_and_the_common_look(picture):
    assert "export default" in str(picture._esm)
    assert ".dl-picture button" in str(picture._css)
    module = (ControlledPlot if issubclass(picture, ControlledPlot) else picture).__module__
    name = module.rpartition(".")[2].replace("_", "-")
    assert f".{name}" in str(picture._css)
    assert name in str(picture._esm)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda cls: cls.__name__)
def test_a_picture_fetches_nothing(picture):
    for text in (str(picture._esm), str(picture._css)):
        assert "http" not in text.replace("http://www.w3.org", "")
        assert "import(" not in text
        assert "@import" not in text


def test_a_picture_without_a_figure_says_so():
    from dlcourse.widgets import marble

    class Bare(marble.Marble):
        figure = Picture.figure

    with pytest.raises(NotImplementedError):
        Bare().figure()
