"""Expand the common part of Liquid: links, includes, variables, raw text, simple conditions.

Everything else is reported, and left out (loops, captures) or left unchanged (unknown variables).
Nothing disappears without a report.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from kb.conversion.context import BadItem, Note
from transfer.importing.items import BODY_MAX_BYTES

_TOKEN: Final = re.compile(r"(\{%(?:(?!\{%).)*?%\}|\{\{(?:(?!\{\{).)*?\}\})", re.DOTALL)
_TAG: Final = re.compile(r"\{%-?\s*+(\w++)\s*+((?:\s*+(?!-?%\}\Z)\S)*+)\s*+-?%\}\Z")
_RAW: Final = re.compile(
    r"\{%-?\s*raw\s*-?%\}((?:(?!\{%-?\s*raw\b).)*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL
)
_COMMENT: Final = re.compile(
    r"\{%-?\s*comment\s*-?%\}(?:(?!\{%-?\s*comment\b).)*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL
)
_KEPT: Final = re.compile("\ue000(\\d+)\ue001")
_PARAMETER: Final = re.compile(r"""(?<![\w-])([\w-]++)\s*+=\s*+("[^"]*"|'[^']*'|[\w.-]+)""")
_NAME: Final = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+)*\Z")
_EQUALS: Final = re.compile(r"(\S+?)\s*+==\s*+(.+)", re.DOTALL)
_LOOPS: Final = {"for": "endfor", "capture": "endcapture", "case": "endcase"}
_MAX_DEPTH: Final = 8
_MAX_WORK: Final = BODY_MAX_BYTES
"""Maximum number of characters from includes in one article."""

_TAG_LENGTH: Final = 5_000
_MISSING: Final = object()

_FILTERS: Final[dict[str, Callable[[str, str], str]]] = {
    "relative_url": lambda text, _given: f"/{text.lstrip('/')}",
    "absolute_url": lambda text, _given: f"/{text.lstrip('/')}",
    "prepend": lambda text, given: given + text,
    "append": lambda text, given: text + given,
    "upcase": lambda text, _given: text.upper(),
    "downcase": lambda text, _given: text.lower(),
    "capitalize": lambda text, _given: text[:1].upper() + text[1:],
    **dict.fromkeys(
        ("strip", "escape", "xml_escape", "markdownify", "strip_newlines", "escape_once"),
        lambda text, _given: text,
    ),
}
"""Supported filters. An expression with another filter is left unchanged and reported."""

ReadInclude = Callable[[str], str | None]


@dataclass
class Liquid:
    """Expands the text of one article; `variables` are `site`, `page` and what tags assign."""

    variables: dict[str, Any]
    read_include: ReadInclude
    note: Note
    _kept: list[str] = field(default_factory=list)
    _work: int = 0

    def expand(self, text: str) -> str:
        """Return the text with all supported expressions and tags expanded."""
        expanded = self._expand(text, 0)
        return _KEPT.sub(lambda mark: self._raw(int(mark[1])), expanded)

    def _raw(self, number: int) -> str:
        return self._kept[number] if number < len(self._kept) else ""

    def _expand(self, text: str, depth: int) -> str:
        self._spend(len(text))
        text = _COMMENT.sub("", _RAW.sub(self._keep, text))
        tokens = _TOKEN.split(text)
        return self._render(tokens, 0, len(tokens), depth)

    def _spend(self, length: int) -> None:
        self._work += length
        if self._work > _MAX_WORK:
            raise BadItem("what it includes multiplies without end")

    def _keep(self, match: re.Match[str]) -> str:
        """Replace raw text with placeholders until everything else is expanded."""
        self._kept.append(match[1])
        return _keep_mark(len(self._kept) - 1)

    def _render(self, tokens: list[str], start: int, end: int, depth: int) -> str:
        parts: list[str] = []
        position = start
        while position < end:
            token = tokens[position]
            if token.startswith("{{") and token.endswith("}}"):
                parts.append(self._variable(token))
            elif token.startswith("{%") and (tag := _tag_of(token)):
                text, position = self._tag(tag, tokens, position, end, depth)
                parts.append(text)
            else:
                parts.append(token)
            position += 1
        return "".join(parts)

    def _tag(
        self, tag: re.Match[str], tokens: list[str], position: int, end: int, depth: int
    ) -> tuple[str, int]:
        """Expand one tag. Return its text and the position of its last token."""
        name, rest = tag.groups()
        match name:
            case "link" | "post_url":
                path = rest.strip().lstrip("/")
                return (f"/_posts/{path}.md" if name == "post_url" else f"/{path}"), position
            case "highlight":
                close = _closing(tokens, position, end, name, "endhighlight")
                code = self._render(tokens, position + 1, close, depth)
                return _fenced(code.strip("\n"), rest.partition(" ")[0]), close
            case "include" | "include_relative":
                return self._include(rest, depth), position
            case "assign":
                self._assign(rest)
                return "", position
            case "if" | "unless":
                return self._condition(tag, tokens, position, end=end, depth=depth)
        self.note("liquid left out", f"{name} {rest}".strip())
        close = _closing(tokens, position, end, name, _LOOPS[name]) if name in _LOOPS else position
        self._spend(close - position)
        return "", close

    def _condition(
        self, tag: re.Match[str], tokens: list[str], position: int, *, end: int, depth: int
    ) -> tuple[str, int]:
        name, rest = tag.groups()
        close = _closing(tokens, position, end, name, f"end{name}")
        start, holds = position + 1, self._holds(rest) is not (name == "unless")
        while True:
            self._spend(2 * (close - start) + 1)
            middle = _else_of(tokens, start, close)
            if holds:
                return self._render(tokens, start, middle, depth), close
            other = _tag_of(tokens[middle]) if middle < close else None
            start = min(middle + 1, close)
            holds = other is None or other[1] == "else" or self._holds(other[2])

    def _holds(self, expression: str) -> bool:
        if comparison := _EQUALS.match(expression):
            left, right = (self._value(part) for part in comparison.groups())
            return bool(left == right)
        if not _NAME.match(expression):
            self.note("liquid left out", f"if {expression}")
            return True
        return self._value(expression) not in (None, False, _MISSING)

    def _include(self, rest: str, depth: int) -> str:
        name, _space, parameters = rest.partition(" ")
        given = {key: self._value(value) for key, value in _PARAMETER.findall(parameters)}
        text = self.read_include(name) if depth < _MAX_DEPTH else None
        if text is None:
            return self._cards(name, given)
        outer = self.variables.get("include")
        self.variables["include"] = given
        try:
            return self._expand(text.rstrip("\n"), depth + 1)
        finally:
            self.variables["include"] = outer

    def _cards(self, name: str, given: Mapping[str, Any]) -> str:
        """Return the pages from the parameters of a missing include as links."""
        lists = [value for value in given.values() if isinstance(value, list)]
        cards = [card for value in lists for card in value if isinstance(card, dict)]
        lines = [_card(card) for card in cards if card.get("title")]
        self.note("include written as a list" if lines else "include missing", name)
        return "\n".join(lines)

    def _assign(self, rest: str) -> None:
        name, _sign, expression = rest.partition("=")
        value = self._value(expression.strip())
        if value is _MISSING:
            self.note("liquid left out", f"assign {rest}")
        else:
            self.variables[name.strip()] = value

    def _variable(self, token: str) -> str:
        expression = token[2:-2].strip("-").strip()
        value = self._value(expression)
        if value is _MISSING or isinstance(value, dict | list):
            self.note("variable without a value", expression)
            return f"{{{{{expression}}}}}"  # without spaces, so that a link around it stays one
        text = "" if value is None else str(value)
        self._spend(len(text))
        return text

    def _value(self, expression: str) -> Any:
        """The value of an expression after its filters."""
        plain, *filters = (part.strip() for part in expression.split("|"))
        value = self._plain_value(plain)
        for said in filters:
            name, _sign, given = said.partition(":")
            argument = self._plain_value(given.strip()) if given else ""
            if name.strip() == "default" and value in (_MISSING, None, False, ""):
                value = argument
            elif (change := _FILTERS.get(name.strip())) and _MISSING not in (value, argument):
                value = change(str(value or ""), str(argument or ""))
                self._spend(len(value))
            elif name.strip() != "default":
                return _MISSING
        return value

    def _plain_value(self, expression: str) -> Any:
        if len(expression) >= 2 and expression[0] == expression[-1] and expression[0] in "\"'":
            return expression[1:-1]
        if expression in ("true", "false"):
            return expression == "true"
        if not _NAME.match(expression):
            return _MISSING
        value: Any = self.variables
        for part in expression.split("."):
            if not isinstance(value, Mapping) or part not in value:
                return _MISSING
            value = value[part]
        return value


def _tag_of(token: str) -> re.Match[str] | None:
    return _TAG.match(token) if len(token) < _TAG_LENGTH else None


def _fenced(code: str, language: str) -> str:
    fence = "~~~~" if "```" in code else "```"
    return f"\n{fence}{language}\n{code}\n{fence}\n"


def _keep_mark(number: int) -> str:
    return f"\ue000{number}\ue001"


def _card(card: Mapping[str, Any]) -> str:
    title, url = str(card["title"]).strip(), str(card.get("url") or "").strip()
    label = f"[{title}]({url})" if url else title
    content = str(card.get("content") or "").strip()
    return f"- {label}: {content}" if content else f"- {label}"


def _closing(tokens: list[str], position: int, end: int, opening: str, closing: str) -> int:
    """The position of the end tag for the tag at `position`, or of the last token."""
    level = 0
    for index in range(position, end):
        tag = _tag_of(tokens[index])
        if tag and tag[1] == opening:
            level += 1
        elif tag and tag[1] == closing:
            level -= 1
            if level == 0:
                return index
    return end - 1


def _else_of(tokens: list[str], start: int, close: int) -> int:
    """The position of a condition's `else`, or of its end."""
    level = 0
    for index in range(start, close):
        tag = _tag_of(tokens[index])
        if not tag:
            continue
        if tag[1] in ("if", "unless", "for", "case"):
            level += 1
        elif tag[1] in ("endif", "endunless", "endfor", "endcase"):
            level -= 1
        elif tag[1] in ("else", "elsif") and level == 0:
            return index
    return close
