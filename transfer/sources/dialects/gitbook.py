"""Convert GitBook's `{% %}` tags: notes, tabs, expandable parts and embedded URLs."""

import re
from typing import Final

from transfer.sources.dialects.code import as_lines, as_words, outside_code
from transfer.sources.dialects.kinds import reader_words

_TAG: Final = re.compile(
    r"\{%[ \t]*(end)?(hint|tabs|tab|content-ref|embed|code|file|stepper|step|columns|column)"
    r"((?:[ \t]+[\w-]+=\"[^\"\n{}]*\")*+)[ \t]*%\}"
)
_VALUE: Final = re.compile(r"(?<![\w-])([\w-]++)=\"([^\"]*)\"")
_STYLES: Final = {"info": "note", "success": "tip", "warning": "warning", "danger": "danger"}


def plain_gitbook(text: str) -> str:
    """Return the text with such tags as boxes, links and titles."""
    return outside_code(text, lambda words: _TAG.sub(_one, words)) if "{%" in text else text


def _one(found: re.Match[str]) -> str:
    end, name, rest = found.groups()
    values = dict(_VALUE.findall(rest))
    if name in ("hint", "tabs", "tab"):
        kind = _STYLES.get(values.get("style", ""), "note") if name == "hint" else name
        return as_lines(found, ":::::" if end else f"::::: {kind} {values.get('title', '')}")
    if end:
        return ""
    if name in ("embed", "file") and (url := values.get("url") or values.get("src")):
        return f"[{values.get('caption') or url}](<{url}>)"
    return as_words(found, reader_words(values))
