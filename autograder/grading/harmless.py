"""What came from a student, made harmless: it is shown in the browsers and terminals of others.

Two layers.  Ours parts with a blank of no width what would begin HTML, a link, a picture or a command of MathJax, so
that the text reads as before.  Behind it stands nbconvert's own sanitizer, which reads HTML as a browser does: it is
asked where a `<` is left, and if it finds a tag all the same, what it makes of the text is taken.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from autograder.grading.excerpt import BLANK

CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[@-Z\\-_]|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# In code, what would have it read otherwise than it runs; line ends and form feeds may be there.
DISGUISE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
TAG = re.compile(r"<(?=[A-Za-z/!?])")
# What makes a link, unless one sees at once that it is one of the web, a notebook or a heading; and a picture's name.
LINK = re.compile(
    r"\](?=\(|:)(?!\((?:https?://|#|(?!/)[\w./-]+\.ipynb[)#])|: ?https?://)(?=(?:\(attachment:([\w.-]+)[) ])?)"
)
# What makes a picture, which a page loads by itself, from where it likes; and the name of one that is in the cell.
PICTURE = re.compile(r"!(?=\[(?:[^][\n]*\]\(attachment:([\w.-]+)\))?)")
# What MathJax makes a link or a picture of, and what a style is set with.
FORMULA = re.compile(r"\\(?=href|require|style|mmlToken|includegraphics|bbox|class|cssId|data)", re.IGNORECASE)
MAX_CHARACTERS = 20_000  # characters of one text in the feedback
# All that the panel of a verdict is made of: see autograder/checking/display.py.
PANEL = ("div", "strong", "em", "pre")
PANEL_ATTRIBUTES = ("role", "class", "style")
OF_A_PANEL = re.compile(rf'</?(?:{"|".join(PANEL)})(?: (?:{"|".join(PANEL_ATTRIBUTES)})="[^"<>]*")*>')


def strip_control(text: str) -> str:
    """`text` without what a terminal or a browser would obey."""
    return CONTROL.sub("", text)[:MAX_CHARACTERS]


def sanitize_code(source: str) -> str:
    """Code that reads as it runs."""
    return DISGUISE.sub("\ufffd", source)


def sanitize_markdown(markdown: str, pictures: Collection[str] = ()) -> str:
    """Markdown in which no HTML begins and no script: a blank of no width parts what would begin either.

    Nor is there a picture other than these, which are in the cell: a page would load it from wherever it lies, also
    where that signs the reader out or notes who reads; and nbconvert makes no page of a notebook that lacks one.
    """
    text = TAG.sub(f"<{BLANK}", strip_control(markdown))
    text = LINK.sub(lambda found: found[0] if found[1] in pictures else f"]{BLANK}", text)
    text = PICTURE.sub(lambda found: found[0] if found[1] in pictures else f"!{BLANK}", text)
    return without_html(FORMULA.sub(lambda found: found[0] + BLANK, text))


def without_html(text: str) -> str:
    """`text`, or what nbconvert's sanitizer leaves of it where it finds HTML in it."""
    if "<" not in text:
        return text
    cleaned: str = _sanitizer().sanitize_html_tags(text)
    # It writes `&lt;` for every `<`, which formulas and code would show; as long as that is all, nothing was found.
    return text if html.unescape(cleaned) == html.unescape(text) else cleaned


def sanitize_panel(panel: str) -> str:
    """The HTML of a verdict, or what nbconvert's sanitizer leaves of it where there is more in it than a panel has.

    None of one that is too long.
    """
    panel = CONTROL.sub("", panel)
    if len(panel) > MAX_CHARACTERS:
        return ""  # a half of it is no HTML
    if "<" not in OF_A_PANEL.sub("", panel):
        return panel
    cleaned: str = _sanitizer(PANEL, PANEL_ATTRIBUTES).sanitize_html_tags(panel)
    return cleaned


@cache
def _sanitizer(tags: Sequence[str] = (), attributes: Sequence[str] = ()) -> Any:  # nbconvert has no types
    # Imported here: it takes a second, and most submissions do without it.
    from nbconvert.preprocessors.sanitize import SanitizeHTML

    return SanitizeHTML(tags=list(tags), attributes=list(attributes), strip=True)
