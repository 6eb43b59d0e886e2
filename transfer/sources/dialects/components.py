"""Components of Docusaurus (MDX) and VitePress (Vue): tabs, notes, scripts and all others."""

import re
from typing import Final

from transfer.sources.dialects.code import as_lines, as_words, outside_code, outside_fences
from transfer.sources.dialects.kinds import OURS, reader_words
from transfer.sources.dialects.reader import Reader

_SCRIPT: Final = re.compile(
    r"^<(script|style)\b[^>\n]*>((?:(?!^<(?:script|style)\b)[^\0])*?)</\1>[ \t]*$", re.M | re.I
)
_IMPORT: Final = re.compile(
    r"^import[ \t]+(?:[\w$*{][^\"';]{0,2000}?[ \t\n}]from[ \t]*)?"
    r"[\"'][^\"'\n]+[\"'][ \t]*(?:;[ \t]*)?$",
    re.MULTILINE,
)
_EXPORT: Final = re.compile(
    r"^export[ \t]+(?:const|let|var|default|function|async|class|\{|\*)[^\n]*"
    r"(?:\n(?![ \t]*\n)[^\n]*)*",
    re.MULTILINE,
)
_COMMENT: Final = re.compile(r"\{/\*(?![ \t]*#)((?:(?!\{/\*)[^\0])*?)\*/\}")
_VALUE: Final = r"(?:\"[^\"]*\"|'[^']*'|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}|[^\s\"'<>{}]+)"
_TAG: Final = re.compile(
    rf"<(/?)([A-Za-z][\w.-]*)((?:\s+[:@#\w][\w.:@-]*(?:\s*=\s*{_VALUE})?|\s*\{{\.\.\.[^{{}}]*\}})*)\s*(/?)>"
)
_ATTRIBUTE: Final = re.compile(rf"([:@#\w][\w.:@-]*)(?:\s*=\s*({_VALUE}))?")
_QUOTED: Final = re.compile(r"[\"'`]([^\"'`]*)[\"'`]")
_TEMPLATE_VALUE: Final = re.compile(r"(?<=[\w-])=\{`([^`\"<>{}]*)`\}")
_EXPRESSION: Final = re.compile(r"(?<![\\{$\w])\{([^{}\n]*)\}(?!\})")
_VUE_VALUE: Final = re.compile(r"\{\{([^{}<%\n]+)\}\}")
_TEMPLATE_TAG: Final = re.compile(r"\{%[^{}%\n]{1,300}%\}")
_GROUPS: Final = frozenset({"tabs", "tabgroup", "codegroup", "plugintabs", "tabset"})
_TABS: Final = frozenset(
    {"tabitem", "tab", "tabs.tab", "codegroupitem", "plugintabstab", "tabpanel"}
)
_BOXES: Final = frozenset(
    {"admonition", "callout", "aside", "alert", "notice", "infobox", "message"}
)
_FOLDS: Final = frozenset({"details", "accordion", "accordionitem", "collapse", "expandable"})
_NAMES: Final = ("name", "children")
_JSX_TAG: Final = re.compile(r"<[^<>]*>")
_IMAGES: Final = frozenset({"image", "img", "themedimage", "zoomimage"})
_LINKS: Final = frozenset({"link", "a"})
_CARDS: Final = frozenset({"card", "linkcard"})
_NO_WORDS: Final = frozenset({"fragment", "steps", "filetree", "cardgroup", "cards", "columns"})


def plain_components(text: str, reader: Reader) -> str:
    """Return the text without page code; components are replaced by their visible content."""
    text = outside_fences(text, lambda words: _TEMPLATE_VALUE.sub(r'="\1"', words))
    return outside_code(text, lambda words: _plain(words, reader))


def _plain(text: str, reader: Reader) -> str:
    for found in _SCRIPT.finditer(text):
        reader.note("script left out", found[0].strip().split("\n")[0])
    text = _SCRIPT.sub("", text)
    for pattern in (_IMPORT, _EXPORT):
        for found in pattern.finditer(text):
            reader.note("import of a component left out", found[0].split("\n")[0])
        text = pattern.sub("", text)
    text = _COMMENT.sub("", text)
    if "<" in text:
        text = _TAG.sub(lambda tag: _tag(tag, reader), text)
    if reader.is_component_file:
        text = _EXPRESSION.sub(lambda found: _expression(found, reader), text)
    if reader.is_expanded:
        return text
    for found in _VUE_VALUE.finditer(text):
        reader.note("variable without a value", found[1].strip())
    for found in _TEMPLATE_TAG.finditer(text):
        reader.note("template tag left as it is", found[0])
    return text


def _tag(tag: re.Match[str], reader: Reader) -> str:
    closing, name, rest, own_end = tag.groups()
    plain = name.lower()
    if not name[0].isupper():
        return _html_tag(tag, reader) if "{" in rest or "className" in rest else tag[0]
    if plain in _GROUPS | _TABS | _BOXES | _FOLDS or plain in OURS:
        return _box(tag, plain, _values(rest), own_end)
    if closing:
        return "</a>" if plain in _LINKS else ""
    return _shown(tag, plain, _values(rest), reader)


def _box(tag: re.Match[str], plain: str, values: dict[str, str], own_end: str) -> str:
    """Return the start or end of a box, with the texts of its attributes."""
    if own_end:
        return as_words(tag, reader_words(values))
    if tag[1]:
        return as_lines(tag, ":::::")
    opening = _opening(plain, values)
    more = [words for words, _is_title in reader_words(values, opening.partition(" ")[2])]
    if plain in _GROUPS or not more:
        return as_lines(tag, f"::::: {opening}")
    return as_lines(tag, f"::::: {opening}") + as_lines(tag, " ".join(more)).lstrip("\n")


def _shown(tag: re.Match[str], plain: str, values: dict[str, str], reader: Reader) -> str:
    """Return what a single component shows; unknown components leave their text."""
    words = reader_words(values)
    is_whole = bool(tag[4])
    if plain in _IMAGES and values.get("src"):
        picture = f"![{values.get('alt', '')}](<{values['src']}>)"
        below = [f"*{word}*" for word, _is_title in words]
        return "\n".join([picture, *below]) + "\n" * bool(below)
    url = values.get("to") or values.get("href") or values.get("link") or ""
    if plain in _LINKS and not is_whole:
        return f'<a href="{url}">'
    if not words:
        extra = ("alt",) if plain in _IMAGES else _NAMES
        words = [(values[key], False) for key in extra if values.get(key)][:1]
    if url and (is_whole or plain in _CARDS):
        (first, _is_title), *rest = words or [(url, False)]
        words = [(f"[{first}](<{url}>)", False), *rest]
    elif plain not in _NO_WORDS:
        reader.note("component left out", tag[0].split("\n")[0])
    return as_words(tag, words)


def _html_tag(tag: re.Match[str], reader: Reader) -> str:
    """Return an HTML element without the braces that JSX allows in attributes."""
    closing, name, rest, own_end = tag.groups()
    kept = "".join(
        f' {"class" if key == "className" else key}="{value}"'
        for key, value in _values(rest).items()
        if value and key[0] not in ":@#" and key != "style"
    )
    return f"<{closing}{name}{kept}{own_end}>"


def _opening(name: str, values: dict[str, str]) -> str:
    title = values.get("title") or values.get("label") or ""
    if name in _GROUPS:
        return "tabs"
    if name in _TABS:
        return f"tab {title or values.get('value') or values.get('name') or ''}"
    if name in _FOLDS:
        return f"details {title or values.get('summary') or ''}"
    kind = name
    if name in _BOXES:
        given = (values.get("type") or values.get("kind") or values.get("variant") or "").lower()
        kind = given if given in OURS else "note"
    return f"{kind} {title}"


def _values(rest: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(rest):
        if value.startswith("{"):
            quoted = _QUOTED.search(value)
            if value[1:].lstrip().startswith("<"):
                found[name] = " ".join(_JSX_TAG.sub(" ", value[1:-1]).split())
                continue
            found[name] = quoted[1] if quoted and "=>" not in value else ""
        else:
            found[name] = value.strip("\"'")
    return found


def _expression(found: re.Match[str], reader: Reader) -> str:
    inner = found[1].strip()
    if quoted := re.fullmatch(r"[\"'`]([^\"'`]*)[\"'`]", found[1].strip()):
        return quoted[1]
    if re.fullmatch(r"[A-Za-z_$][\w$.]*(?:\(.*\))?", inner):
        reader.note("expression left as it is", found[0])
    return found[0]
