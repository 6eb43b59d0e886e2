"""Remove duplicates of content, such as formulas, and controls that are not part of the text."""

import re
from collections.abc import Callable
from typing import Final

from community.text.foreign.names import CODE_BOXES, HEADINGS
from community.text.foreign.parsing import Element, Node, NoteLoss, text_of

_FORMULAS: Final = frozenset(
    {"katex", "MathJax", "MathJax_Display", "MathJax_SVG", "MathJax_CHTML", "mwe-math-element"}
)
_BUTTONS: Final = frozenset({"button", "clipboard-copy", "copy-button"})
_COPY_CLASS: Final = re.compile(r"copy|clipboard", re.IGNORECASE)
_COPY_LABEL: Final = re.compile(
    r"(?:copy|copied|kopiuj|skopiuj|kopioi|salin|kopieren|copier|copiar|copia|kopiera|kopier)"
    r"(?: (?:code|to clipboard|snippet|kod))?!?",
    re.IGNORECASE,
)


_WORDS: Final = (
    *("title", "header", "heading", "label", "summary", "subtitle", "text", "caption"),
    "description",
)
"""Attributes of script-rendered elements that the script shows as text."""


def adapt_widgets(element: Element, note: NoteLoss, enter: Callable[[str], None]) -> None:
    """Keep one form of each formula and remove copy buttons beside code, in place."""
    _adapt(element, note, enter, near_code=0)


def _adapt(
    element: Element, note: NoteLoss, enter: Callable[[str], None], *, near_code: int
) -> None:
    """Process an element; `near_code` counts the remaining levels that are beside code."""
    if element.name in HEADINGS:
        enter(text_of(element))
    _keep_one_form(element)
    if element.name in CODE_BOXES or any(
        isinstance(child, Element) and child.name in CODE_BOXES for child in element.children
    ):
        near_code = 3
    kept: list[Node] = []
    for child in element.children:
        if isinstance(child, Element):
            if near_code and _copies(child):
                note("HTML left out", f"<{child.name}>: {text_of(child).strip()}".rstrip(": "))
                continue
            _adapt(child, note, enter, near_code=max(0, near_code - 1))
            _say_attributes(child)
        kept.append(child)
    element.children = kept


def _say_attributes(element: Element) -> None:
    """Insert the texts that a component shows before its content, each on its own line."""
    if "-" not in element.name:
        return
    words = list(dict.fromkeys(filter(None, (element.get(name).strip() for name in _WORDS))))
    if len(words) == 1 and not element.children:
        element.children = [" ", words[0], " "]
    elif words:
        element.children = [*(Element("p", {}, [text]) for text in words), *element.children]


def _copies(element: Element) -> bool:
    """Whether this is a button that copies code."""
    if element.name not in _BUTTONS and element.get("role") != "button":
        return False
    words = " ".join(text_of(element).split())
    return bool(_COPY_LABEL.fullmatch(words)) or (
        not words and bool(_COPY_CLASS.search(element.get("class")))
    )


def _keep_one_form(element: Element) -> None:
    """Keep one of the visual, spoken and source forms of a formula."""
    if element.name == "semantics":
        forms = [child for child in element.children if isinstance(child, Element)]
        if forms and text_of(forms[0]).strip():
            element.children = [
                child
                for child in element.children
                if isinstance(child, str) or not child.name.startswith("annotation")
            ]
    elif element.name == "mjx-container" or _FORMULAS.intersection(element.classes):
        source = next(
            (
                text_of(inner).strip()
                for inner in element.elements()
                if inner.name == "annotation" and "tex" in inner.get("encoding").lower()
            ),
            "",
        )
        if not source:
            _drop_hidden(element)
        element.children = [Element("math", {}, [source] if source else element.children)]


def _drop_hidden(element: Element) -> None:
    """Remove content hidden from screen readers, if other text remains."""
    seen = [c for c in element.children if not (isinstance(c, Element) and _is_hidden(c))]
    if text_of(*seen).strip():
        element.children = seen
        return
    for child in seen:
        if isinstance(child, Element):
            _drop_hidden(child)


def _is_hidden(element: Element) -> bool:
    return element.get("aria-hidden") == "true"
