"""Pages of feedback with formulas as MathML, which a browser sets by itself, without a script and a network."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

from jinja2 import pass_context
from latex2mathml.converter import convert_to_element
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

# Characters of one formula, and of all on a page: what goes beyond stands as it was typed, for the time that it takes.
MAX_FORMULA, MAX_ALL = 2_000, 30_000
AT_LEAST = 50  # a short formula takes as much time as these
ELEMENT = re.compile(
    "math|menclose|mfrac|mi|mmultiscripts|mn|mo|mover|mpadded|mphantom|mprescripts|mroot|mrow|mspace|msqrt|mstyle"
    "|msub|msubsup|msup|mtable|mtd|mtext|mtr|munder|munderover|none"
)
# How a formula looks, and nothing that a browser would load, open or run.
ATTRIBUTE = re.compile(
    "accent|accentunder|columnalign|columnlines|columnspacing|depth|display|displaystyle|fence|form|height|largeop"
    "|linethickness|lspace|mathcolor|mathvariant|maxsize|minsize|movablelimits|notation|rowspacing|rspace|scriptlevel"
    "|separator|stretchy|symmetric|voffset|width|xmlns"
)


class Feedback(HTMLExporter):  # type: ignore[misc]
    """nbconvert's page, with formulas as MathML where they can be."""

    def from_notebook_node(self, nb: Any, resources: Any = None, **options: Any) -> Any:
        """The page of one notebook."""
        self.remaining = MAX_ALL
        return super().from_notebook_node(nb, resources, **options)

    def typeset(self, tex: str, display: str) -> str:
        """A formula as MathML; nothing where it cannot be, or the page has had so many."""
        self.remaining -= max(len(tex), AT_LEAST)
        return mathml(tex, display) if self.remaining >= 0 else ""

    @pass_context
    def markdown2html(self, context: Any, source: str) -> str:
        """The HTML of a text: as nbconvert makes it, but by our renderer."""
        renderer = _Renderer(
            escape=False,
            attachments=context.get("cell", {}).get("attachments", {}),
            embed_images=self.embed_images,
            path=context.get("resources", {}).get("metadata", {}).get("path", ""),
            anchor_link_text=self.anchor_link_text,
            exclude_anchor_links=self.exclude_anchor_links,
            **self.lexer_options,
        )
        renderer.typeset = self.typeset
        return str(MarkdownWithMath(renderer=renderer).render(source))


class _Renderer(IPythonRenderer):  # type: ignore[misc]
    typeset: Callable[[str, str], str]

    def block_math(self, body: str) -> str:
        return self.typeset(body, "block") or str(super().block_math(body))

    def inline_math(self, body: str) -> str:
        return self.typeset(body, "inline") or str(super().inline_math(body))

    def latex_environment(self, name: str, body: str) -> str:
        whole = rf"\begin{{{name}}}{body}\end{{{name}}}"
        return self.typeset(whole, "block") or str(super().latex_environment(name, body))


def mathml(tex: str, display: str) -> str:
    """A formula as MathML; nothing where it cannot be said in it, and shall stand as it was typed."""
    if len(tex) > MAX_FORMULA:
        return ""
    try:
        formula = convert_to_element(tex, display=display)
        return ET.tostring(formula, encoding="unicode") if _settled(formula) else ""
    except Exception:  # what is no formula fails in many ways, and too deep a one in Python's own
        return ""


def _settled(formula: ET.Element) -> bool:
    """Whether all in it is understood and known; what may not be in a page is taken out of it."""
    for element in formula.iter():
        element.text = html.unescape(element.text or "")  # the converter escapes some signs, and a `<` in a text not
        if not ELEMENT.fullmatch(element.tag) or "\\" in element.text:
            return False
        for name in [name for name in element.attrib if not ATTRIBUTE.fullmatch(name)]:
            del element.attrib[name]
    return True
