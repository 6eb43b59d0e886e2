"""The YAML at the head of a Markdown file."""

import re
from typing import Any, Final

import yaml

from kb.importing.items import BadItem

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OPENING: Final = re.compile(r"\A\ufeff?---[ \t]*\r?\n")
_CLOSING: Final = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Return the fields and the text below them; raises `BadItem` with the line that is broken."""
    opening = _OPENING.match(text)
    if opening is None:
        return {}, text.removeprefix("\ufeff")
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        raise BadItem("the front matter does not end with ---", line=1)
    fields = read_yaml(text[opening.end() : closing.start()], first_line=2)
    if fields is None:
        fields = {}
    if not isinstance(fields, dict):
        raise BadItem("the front matter is no list of names and values", line=2)
    body = text[closing.end() :].replace("\r\n", "\n").lstrip("\n")
    return {str(name): value for name, value in fields.items()}, body


def read_yaml(text: str, *, first_line: int = 1) -> Any:
    """Read YAML without letting it make objects; raises `BadItem` naming the line."""
    try:
        return yaml.load(text, Loader=_LOADER)  # noqa: S506 - the loader is a safe one
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + mark.line if mark else first_line
        raise BadItem(f"broken YAML ({error.problem or 'unreadable'})", line=line) from error
    except (yaml.YAMLError, ValueError) as error:
        raise BadItem(f"broken YAML ({error})", line=first_line) from error
