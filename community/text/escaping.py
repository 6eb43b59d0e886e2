"""Writing literal text into Markdown, so that it reads back as exactly that text."""

import re
from typing import Final

import regex

_SPECIAL: Final = re.compile(r"[\\`*\[\]<~]")
_LONE_UNDERSCORE: Final = regex.compile(r"(?<![^\s\p{P}\p{S}])_|_(?![^\s\p{P}\p{S}])")
_ENTITY: Final = re.compile(r"&(?=#?\w+;)")
_AUTOLINK: Final = re.compile(r"(?i)(?<=https)://|(?<=http)://|(?<=mailto):")
_FINAL_BANG: Final = re.compile(r"!$")

_LINE_STARTS: Final = (
    (re.compile(r"^([-+])(?=\s|$)"), r"\\\1"),
    (re.compile(r"^(\d{1,9})([.)])(?=\s|$)"), r"\1\\\2"),
    (re.compile(r"^(#{1,6})(?=\s|$)"), r"\\\1"),
    (re.compile(r"^([-=|:])(?=[-=:|\s]*$)"), r"\\\1"),
    (re.compile(r"^([>!])(?!\[)"), r"\\\1"),
)
_TRAILING_HASHES: Final = re.compile(r"(?<=\s)(#+)$")


def escape_text(text: str) -> str:
    """Escape what Markdown would take for a sign anywhere in a line."""
    text = _SPECIAL.sub(r"\\\g<0>", text)
    text = _LONE_UNDERSCORE.sub(r"\\_", text)
    text = _ENTITY.sub(r"\\&", text)
    text = _AUTOLINK.sub(r"\\\g<0>", text)
    return _FINAL_BANG.sub(r"\\!", text)


def escape_line_start(line: str) -> str:
    """Escape what only means something where a line begins: list marks, rules, quotations."""
    for pattern, replacement in _LINE_STARTS:
        line = pattern.sub(replacement, line, count=1)
    return line


def escape_heading(line: str) -> str:
    """Escape closing number signs, which a heading would swallow."""
    return _TRAILING_HASHES.sub(r"\\\1", line)


def fence_for(code: str, *, shortest: int) -> str:
    """Return a run of backticks longer than any inside the code."""
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    return "`" * max(shortest, longest + 1)


def code_span(code: str) -> str:
    """Return inline code; its spaces survive even at its ends."""
    fence = "`"
    runs = set(re.findall(r"`+", code))
    while fence in runs:
        fence += "`"
    needs_padding = code[:1] in {"`", " "} or code[-1:] in {"`", " "}
    padding = " " if needs_padding and code.strip(" ") else ""
    return f"{fence}{padding}{code}{padding}{fence}"


def link_target(url: str, title: str) -> str:
    """Return what stands between the parentheses of a link or an image."""
    for character, code in ((" ", "%20"), ("<", "%3C"), (">", "%3E"), ("\\", "%5C")):
        url = url.replace(character, code)
    url = re.sub(r"[()]", r"\\\g<0>", _ENTITY.sub("&amp;", re.sub(r"[\x00-\x20]", "", url)))
    if not title:
        return url
    title = _ENTITY.sub(r"\\&", re.sub(r'[\\"]', r"\\\g<0>", " ".join(title.split())))
    return f'{url} "{title}"'
