"""Read the front matter of a Markdown file: YAML, TOML or JSON."""

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from kb.conversion.context import BadItem
from transfer.sources.yaml_text import read_yaml, read_yaml_as_written

_OPENING: Final = re.compile(r"\A(---|\+\+\+|;;;)[ \t]*+(yaml|toml|json)?[ \t]*+\n", re.IGNORECASE)
_FORMS: Final = {"---": "yaml", "+++": "toml", ";;;": "json"}
_JSON_OPENING: Final = re.compile(r'\A\{\s*(?:"|\}\s*\n)')
_MAX_LENGTH: Final = 200_000
_TOML_LINE: Final = re.compile(r"line (\d+)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Fields with their types, the same fields as written, and the text below.

    `doubt` is the reason why the fields could not be read; only `body` is set then. `untyped` is
    the reason why types could not be read; `fields` is the same as `written` then.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    written: dict[str, Any] = field(default_factory=dict)
    body: str = ""
    doubt: str = ""
    untyped: str = ""


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Return the fields and the text below. Raises `BadItem` with the number of the bad line."""
    found = read_front_matter(text)
    if found.doubt or found.untyped:
        raise BadItem(found.doubt or found.untyped)
    return found.fields, found.body


def read_front_matter(text: str) -> FrontMatter:
    """Read the front matter of a file in any of the formats."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    opening = _OPENING.match(text)
    if opening is None:
        return _json_head(text) if _JSON_OPENING.match(text) else FrontMatter(body=text)
    form = (opening[2] or _FORMS[opening[1]]).lower()
    ends = r"^(?:---|\.\.\.)[ \t]*$" if opening[1] == "---" else rf"^{re.escape(opening[1])}[ \t]*$"
    closing = re.compile(ends, re.MULTILINE).search(text, opening.end())
    is_rule = text[opening.end() :].startswith("\n")  # a line across the page, then words
    if closing is None:
        if is_rule:
            return FrontMatter(body=text)
        doubt = f"line 1: the front matter does not end with {opening[1]}"
        return FrontMatter(body=text, doubt=doubt)
    head, body = text[opening.end() : closing.start()], text[closing.end() :].lstrip("\n")
    found = _read_head(form, head, body)
    return FrontMatter(body=text) if found.doubt and is_rule else found


def _read_head(form: str, head: str, body: str) -> FrontMatter:
    untyped = ""
    try:
        if len(head) > _MAX_LENGTH:
            raise BadItem(f"the front matter is longer than {_MAX_LENGTH} characters", line=1)
        written = _WRITTEN[form](head)
    except BadItem as error:
        return FrontMatter(body=body, doubt=str(error))
    written = {} if written is None else written
    if not isinstance(written, dict):
        doubt = "line 2: the front matter is no list of names and values"
        return FrontMatter(body=body, doubt=doubt)
    try:
        fields = _TYPED[form](head) or {}
    except BadItem as error:
        fields, untyped = written, str(error)
    named = {str(name): value for name, value in fields.items()}
    return FrontMatter(fields=named, written=written, body=body, untyped=untyped)


def _json_head(text: str) -> FrontMatter:
    """Read JSON without delimiters, which Hugo accepts."""
    try:
        fields, end = json.JSONDecoder().raw_decode(text)
        written, _end = json.JSONDecoder(parse_float=str, parse_int=str).raw_decode(text)
    except (ValueError, RecursionError) as error:
        return FrontMatter(body=text, doubt=f"line 1: broken JSON ({error})")
    return FrontMatter(fields=fields, written=written, body=text[end:].lstrip("\n"))


def _read_toml(head: str, **options: Any) -> Any:
    try:
        return tomllib.loads(head, **options)
    except (ValueError, RecursionError) as error:
        found = _TOML_LINE.search(str(error))
        line = int(found[1]) + 1 if found else 2
        raise BadItem(f"broken TOML ({error})", line=line) from error


def _read_json(head: str, **options: Any) -> Any:
    try:
        return json.loads(head, **options)
    except (ValueError, RecursionError) as error:
        raise BadItem(f"broken JSON ({error})", line=2) from error


_TYPED: Final[dict[str, Callable[[str], Any]]] = {
    "yaml": partial(read_yaml, first_line=2),
    "toml": _read_toml,
    "json": _read_json,
}
_WRITTEN: Final[dict[str, Callable[[str], Any]]] = {
    "yaml": partial(read_yaml_as_written, first_line=2),
    "toml": partial(_read_toml, parse_float=str),
    "json": partial(_read_json, parse_float=str, parse_int=str),
}
