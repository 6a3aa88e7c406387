"""What the interactive pictures have in common: their files, their look, and a static form."""

import base64
from pathlib import Path

import anywidget
import traitlets as t

STYLE = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")


def files(module):
    """The script and the style of the picture whose module is this file: they lie beside it."""
    script, style = (Path(module).with_suffix(end).read_text(encoding="utf-8") for end in (".js", ".css"))
    return script, STYLE + style


class Picture(anywidget.AnyWidget):
    """A picture to play with, where a front end can show it; for all others its `figure()`, and a sentence.

    A subclass begins with `_esm, _css = files(__file__)`, and keeps `summary`, what it shows in words, up to date.
    """

    summary = t.Unicode(read_only=True).tag(sync=True)

    def figure(self):
        """What is shown now, as a `plots.Figure`."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs):
        """The widget, and its static form."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        figure = self.figure()
        image = base64.b64encode(figure.png()).decode()
        return {**data, **figure._repr_mimebundle_(), "text/plain": self.summary, "image/png": image}, metadata
