"""What is left of an interactive picture where no front end can show it, and what stays where its controls move."""

import json
from itertools import product


def assert_static_form(picture, alt):
    """The picture is a figure whose alt text begins with `alt`, under its sentence, and an image besides."""
    data, _ = picture._repr_mimebundle_()
    assert data["text/plain"] == picture.summary
    assert f'<img style="max-width:100%" alt="{alt}' in data["text/html"]
    assert f"<figcaption>{picture.summary}</figcaption>" in data["text/html"]
    assert data["image/png"]


def assert_same_axes(picture, *places):
    """With each control at each of its `places` all can be drawn and said, on axes that stay as they are."""
    ticks = set()
    for positions in product(*places):
        picture.positions = list(positions)
        assert "null" not in json.dumps(picture.axes)
        assert "nan" not in picture.summary
        ticks.add(json.dumps([[axes["xticks"], axes["yticks"]] for axes in picture.axes]))
    assert len(ticks) == 1
