"""What is left of an interactive picture where no front end can show it."""


def assert_static_form(picture, alt):
    """The picture is a figure whose alt text begins with `alt`, under its sentence, and an image besides."""
    data, _ = picture._repr_mimebundle_()
    assert data["text/plain"] == picture.summary
    assert f'<img style="max-width:100%" alt="{alt}' in data["text/html"]
    assert f"<figcaption>{picture.summary}</figcaption>" in data["text/html"]
    assert data["image/png"]
