"""Convert Hugo's shortcodes, such as `{{< figure … >}}` and `{{% notice tip %}}`."""

import re
from collections.abc import Callable
from typing import Final

from transfer.sources.dialects.code import as_lines, as_words, outside_code
from transfer.sources.dialects.kinds import OURS, reader_words
from transfer.sources.dialects.reader import Reader

_SHORTCODE: Final = re.compile(
    r"\{\{([<%])[ \t\n]*+(/?)[ \t]*+((?:[\w.-]++|/(?=[\w./-]))++)"
    r"((?:(?!\{\{[<%])[^\0]){0,5000}?)(/?)[>%]\}\}"
)
_ESCAPED: Final = re.compile(r"\{\{([<%])/\*((?:(?!\{\{[<%])[^\0]){0,5000}?)\*/([>%])\}\}")
_INSIDE: Final = r"((?:(?!\{\{[<%][ \t]*(?:highlight|comment))[^\0])*?)"
_CODE: Final = re.compile(
    r"\{\{[<%][ \t]*highlight[ \t]+\"?([\w+#-]++)\"?[^{>%\n]*+[>%]\}\}\n?"
    + _INSIDE
    + r"\{\{[<%][ \t]*/[ \t]*highlight[ \t]*[>%]\}\}"
)
_COMMENT: Final = re.compile(
    r"\{\{[<%][ \t]*comment[^{>%\n]*+[>%]\}\}"
    + _INSIDE
    + r"\{\{[<%][ \t]*/[ \t]*comment[ \t]*[>%]\}\}"
)
_REFERENCE: Final = re.compile(r"\{\{[<%][ \t]*(?:rel)?ref[ \t]+([^{}]{1,1000}?)[>%]\}\}")
_VALUE: Final = re.compile(
    r"(?<![\w-])([\w-]++)[ \t]*+=[ \t]*+(?:\"([^\"]*)\"|'([^']*)'|`([^`]*)`|([^\s\"'`]+))"
)
_WORD: Final = re.compile(r"\"([^\"]*)\"|`([^`]*)`|([^\s\"`]+)")
_BOXES: Final = frozenset(
    {"notice", "hint", "alert", "callout", "admonition", "admonitions", "message"}
)
_GROUPS: Final = frozenset({"tabs", "tabpane", "tabset", "codetabs", "code-tabs", "multitab"})
_TABS: Final = frozenset({"tab", "tabitem", "codetab", "code-tab"})
_TITLES: Final = frozenset({"title", "header", "name", "summary", "label"})
_PANE: Final = r"((?:(?!\{\{[<%][ \t]{0,9}/?[ \t]{0,9}tab(?:pane)?[ \t>%])[^\0])*?)"
_CODE_TABS: Final = re.compile(
    r"(\{\{<[ \t]*tab[ \t][^{}>\n]*+>\}\})"
    + _PANE
    + r"(\{\{<[ \t]{0,9}/[ \t]{0,9}tab[ \t]{0,9}>\}\})"
)
"""Tabs between `<` and `>` hold no Markdown: those that name their language are code."""

_LANGUAGE: Final = re.compile(r"\blang=\"?([\w+#-]+)")
_FOLDS: Final = frozenset({"expand", "details", "collapse", "accordion", "spoiler", "toggle"})
_COLOURS: Final = {"danger": "danger", "warning": "warning", "success": "tip", "info": "info"}


def plain_shortcodes(text: str, reader: Reader) -> str:
    """Return the text with shortcodes as Markdown. Unknown shortcodes are reported."""
    if "{{<" in text or "{{%" in text:
        text = outside_code(text, lambda words: _Shortcodes(reader, words).plain())
    return _ESCAPED.sub(r"{{\1\2\3}}", text)


class _Shortcodes:
    def __init__(self, reader: Reader, text: str) -> None:
        self.reader = reader
        text = _COMMENT.sub("", text)
        text = _CODE.sub(_fenced, text)
        self.text = _REFERENCE.sub(self._reference, text)
        self.text = _CODE_TABS.sub(_with_code, self.text)
        self.names: list[str] = []
        ends = {found[3] for found in _SHORTCODE.finditer(self.text) if found[2]}
        self.paired = ends

    def plain(self) -> str:
        """Replace each tag; a box that ends becomes lines of colons."""
        return outside_code(self.text, self._plain)

    def _plain(self, text: str) -> str:
        return _SHORTCODE.sub(self._one, text)

    def _reference(self, found: re.Match[str]) -> str:
        """Return a link to a page by its path or its name."""
        named = dict(_values(found[1]))
        words = _words(found[1])
        target = named.get("path") or (words[0] if words else "")
        path, sign, place = target.partition("#")
        if path and "/" not in path:
            key = self.reader.find(path)
            path = f"/{key}" if key else path
        return f"{path}{sign}{place}".replace(" ", "%20")

    def _one(self, found: re.Match[str]) -> str:
        _sign, closing, name, rest, own_end = found.groups()
        kind = name.rpartition("/")[2].lower()
        named, words = dict(_values(rest)), _words(rest)
        is_box = kind in _BOXES | _GROUPS | _TABS | _FOLDS or kind in OURS
        if closing:
            return as_lines(found, "::::") if is_box else ""
        if kind in _GROUPS and named.get("items"):
            self.names = [name.strip() for name in re.split(r"[,|]", named["items"])]
        if kind in _TABS and self.names and not (named.keys() & _TITLES or words):
            words = [self.names.pop(0)]
        if is_box and name in self.paired and not own_end:
            return as_lines(found, f":::: {self._opening(kind, named, words)}")
        if write := _LEAVES.get(kind):
            return write(named, words)
        self.reader.note("shortcode left out", f"{{{{< {name}{rest} >}}}}")
        said = reader_words(named)
        if (url := named.get("link") or named.get("href") or named.get("url")) and said:
            said[0] = (f"[{said[0][0]}](<{url}>)", False)
        return as_words(found, said)

    @staticmethod
    def _opening(kind: str, named: dict[str, str], words: list[str]) -> str:
        title = named.get("title") or named.get("header") or named.get("name") or ""
        title = title or named.get("summary") or named.get("label") or ""
        if kind in _GROUPS:
            return "tabs"
        if kind in _TABS:
            return f"tab {title or ' '.join(words)}"
        if kind in _FOLDS:
            return f"details {title or ' '.join(words)}"
        if kind in _BOXES:
            given = named.get("type") or named.get("context") or named.get("icon") or ""
            given = given or _COLOURS.get(named.get("color", ""), "")
            if not given and words and words[0].lower() in OURS:
                given, words = words[0], words[1:]
            kind = given.lower() if given.lower() in OURS else "note"
        return f"{kind} {title or ' '.join(words)}"


def _with_code(found: re.Match[str]) -> str:
    language = _LANGUAGE.search(found[1])
    if language is None or "```" in found[2]:
        return found[0]
    return f"{found[1]}\n```{language[1]}\n{found[2].strip(chr(10))}\n```\n{found[3]}"


def _fenced(found: re.Match[str]) -> str:
    fence = "~~~~" if "```" in found[2] else "```"
    return f"\n{fence}{found[1]}\n{found[2].rstrip()}\n{fence}\n"


def _values(rest: str) -> list[tuple[str, str]]:
    return [(name.lower(), "".join(parts)) for name, *parts in _VALUE.findall(rest)]


def _words(rest: str) -> list[str]:
    return [word for parts in _WORD.findall(_VALUE.sub(" ", rest)) if (word := "".join(parts))]


def _picture(named: dict[str, str], words: list[str]) -> str:
    source = named.get("src") or named.get("link") or (words[0] if words else "")
    caption = named.get("caption") or named.get("title") or ""
    below = f"\n*{caption}*" if caption else ""
    return f"\n\n![{named.get('alt') or caption}](<{source}>){below}\n\n" if source else ""


def _youtube(named: dict[str, str], words: list[str]) -> str:
    key = named.get("id") or (words[0] if words else "")
    title = named.get("title") or "YouTube"
    return f'\n\n<iframe src="https://www.youtube.com/embed/{key}" title="{title}"></iframe>\n\n'


def _vimeo(named: dict[str, str], words: list[str]) -> str:
    key = named.get("id") or (words[0] if words else "")
    title = named.get("title") or "Vimeo"
    return f'\n\n<iframe src="https://player.vimeo.com/video/{key}" title="{title}"></iframe>\n\n'


def _nothing(named: dict[str, str], words: list[str]) -> str:
    return ""


def _words_of(named: dict[str, str], words: list[str]) -> str:
    return " ".join(words)


def _new_line(named: dict[str, str], words: list[str]) -> str:
    return "<br>"


_LEAVES: Final[dict[str, Callable[[dict[str, str], list[str]], str]]] = {
    "figure": _picture,
    "img": _picture,
    "image": _picture,
    "imgproc": _picture,
    "youtube": _youtube,
    "vimeo": _vimeo,
    "toc": _nothing,
    "heading": _words_of,
    "br": _new_line,
}
