"""The interactive pictures: one module, with its .js and .css, for each.

Each is a picture of a function of the course that also works without it, and each has a static form: where there is
no kernel or no JavaScript (GitHub, nbconvert, print), a notebook shows a figure and a sentence instead.
"""

from dlcourse.widgets.marble import Marble

__all__ = ["Marble"]
