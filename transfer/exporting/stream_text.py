"""The body of an article as Markdown, each block below a comment that says what it is.

    <!-- block: callout 6f0c… -->
    > [!WARNING]
    > Never put it away wet.

A block is written as Markdown where reading it back gives the same block, else as YAML, which
says so in its comment. Text without such comments is plain Markdown and is read as such.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any, Final

import yaml
from wagtail.blocks import StreamBlock

from kb.conversion.context import BadItem, Context
from kb.conversion.html_blocks import html_to_blocks
from kb.conversion.markdown_blocks import RawBlock
from transfer.exporting.names import Names
from transfer.exporting.rich_markdown import MarkdownWriter, attribute, code_fence, quoted
from transfer.exporting.rich_text import canonical, markdown_parser, read_rich
from transfer.exporting.values import BlockSerializer
from transfer.importing.digest import bare
from transfer.sources.yaml_text import read_yaml

_COMMENT: Final = re.compile(r"<!-- block: (\w+) (\S+)( yaml)? -->\s*\Z")
_FENCE: Final = re.compile(r"\s*(?:[-\d]+[.)]?\s+|> ?)*(`{3,}|~{3,})")
_CODE: Final = re.compile(r"\A(`{3,})([^\s`]*)\n(.*)\n?\1\Z", re.DOTALL)
_ALERTS: Final = {"note": "NOTE", "tip": "TIP", "warning": "WARNING"}
_ALERT: Final = re.compile(r"\A> \[!(\w+)\]\n((?:>[^\n]*(?:\n|\Z))*)\Z")


def has_blocks(text: str) -> bool:
    """Whether a text says of itself which blocks it is made of."""
    return any(_COMMENT.match(line) for line in text.split("\n"))


def dump_stream(block: StreamBlock, stream: list[RawBlock], names: Names, context: Context) -> str:
    """Return the text of a body in the form that Wagtail stores."""
    serializer = BlockSerializer(context, names)
    parts = []
    for item in stream:
        markdown = _as_markdown(block, item, names, context)
        if markdown is not None:
            parts.append(f"<!-- block: {item['type']} {item['id']} -->\n{markdown}")
            continue
        data = serializer.dump(block.child_blocks[item["type"]], item["value"])
        parts.append(f"<!-- block: {item['type']} {item['id']} yaml -->\n{_yaml_fence(data)}")
    return "\n\n".join(parts) + "\n" if parts else ""


def load_stream(block: StreamBlock, text: str, context: Context) -> list[RawBlock]:
    """Return the body that `dump_stream` wrote; raises `BadItem` where it has been damaged."""
    serializer = BlockSerializer(context)
    stream = []
    for kind, key, is_yaml, content in _split(text):
        if kind not in block.child_blocks:
            raise BadItem(f"there is no block “{kind}”")
        if is_yaml:
            data = read_yaml(_inside_fence(content))
            value = serializer.load(block.child_blocks[kind], data)
        else:
            value = _from_markdown(kind, content, context)
        stream.append({"type": kind, "value": value, "id": key or str(uuid.uuid4())})
    return stream


def yaml_text(data: Any) -> str:
    """Plain data as YAML that people can read: long texts over several lines."""
    return str(
        yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    ).rstrip("\n")


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as such."""


def _write_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text and not re.search(r"[ \t]+\n|\A\s", text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _write_text)


def _split(text: str) -> Iterator[tuple[str, str, bool, str]]:
    """Yield kind, id, form and content of each block; comments inside code are code."""
    current: tuple[str, str, bool] | None = None
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        found = None if fence else _COMMENT.match(line)
        if found:
            yield from _block_of(current, lines)
            current, lines = (found[1], found[2], bool(found[3])), []
            continue
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not line.split(mark[1], 1)[1].strip("`~ "):
            fence = ""
        lines.append(line)
    yield from _block_of(current, lines)


def _block_of(
    current: tuple[str, str, bool] | None, lines: list[str]
) -> Iterator[tuple[str, str, bool, str]]:
    content = "\n".join(lines).strip("\n")
    if current is not None:
        yield (*current, content)
    elif content.strip():  # words above the first comment are a text of their own
        yield "text", "", False, content


def _yaml_fence(data: Any) -> str:
    text = yaml_text(data)
    fence = code_fence(text)
    return f"{fence}yaml\n{text}\n{fence}"


def _inside_fence(content: str) -> str:
    lines = content.strip().split("\n")
    if len(lines) < 2 or not lines[0].startswith("```") or not lines[-1].startswith("```"):
        raise BadItem("a block that is to be YAML is not fenced")
    return "\n".join(lines[1:-1])


def _as_markdown(block: StreamBlock, item: RawBlock, names: Names, context: Context) -> str | None:
    """The Markdown of a block, None where it would not read back as the same."""
    write = MARKDOWN_FORMS[item["type"]]
    markdown = write(item["value"], MarkdownWriter(names)) if write else None
    if markdown is None or has_blocks(_outside_code(item["type"], markdown)):
        return None
    try:
        read = _from_markdown(item["type"], markdown, context)
    except BadItem:
        return None
    return markdown if _comparable(read) == _comparable(item["value"]) else None


def _outside_code(kind: str, markdown: str) -> str:
    return "" if kind == "code" else markdown


def _comparable(value: Any) -> Any:
    """A value without ids, its rich texts without what nobody reads."""
    value = bare(value)
    if isinstance(value, str):
        return canonical(value) if value.lstrip().startswith("<") else value
    if isinstance(value, list):
        return [_comparable(item) for item in value]
    if isinstance(value, dict):
        return {key: _comparable(item) for key, item in value.items()}
    return value


def _from_markdown(kind: str, content: str, context: Context) -> Any:
    """The value that the Markdown of a block says."""
    match kind:
        case "text":
            return read_rich(content, context)
        case "code":
            found = _CODE.match(content)
            if not found:
                raise BadItem("a block of code is not fenced")
            return {"language": found[2], "code": found[3].removesuffix("\n")}
        case "callout":
            return _read_callout(content, context)
    blocks = html_to_blocks(str(markdown_parser().render(content)), context)
    if len(blocks) != 1 or blocks[0]["type"] != kind:
        raise BadItem(f"a block “{kind}” holds something else")
    return blocks[0]["value"]


def _read_callout(content: str, context: Context) -> dict[str, str]:
    found = _ALERT.match(content)
    kinds = {alert: kind for kind, alert in _ALERTS.items()}
    if not found or found[1] not in kinds:
        raise BadItem("a note, tip or warning does not begin with > [!NOTE]")
    text = re.sub(r"^> ?", "", found[2], flags=re.MULTILINE)
    return {"kind": kinds[found[1]], "text": read_rich(text, context)}


def _write_text_block(value: str, writer: MarkdownWriter) -> str:
    return writer.write(value)


def _write_code(value: dict[str, Any], writer: MarkdownWriter) -> str:
    fence = code_fence(value["code"])
    return f"{fence}{value['language'] or ''}\n{value['code']}\n{fence}"


def _write_callout(value: dict[str, Any], writer: MarkdownWriter) -> str:
    return f"> [!{_ALERTS[value['kind']]}]\n{quoted(writer.write(value['text']))}"


def _write_quote(value: dict[str, Any], writer: MarkdownWriter) -> str | None:
    if value.get("credit") or value.get("address"):
        return None
    return quoted(writer.write(value["text"]))


def _write_picture(value: dict[str, Any], writer: MarkdownWriter) -> str | None:
    url = writer.names.image(value["image"]) if value["image"] else value["address"]
    if not url or value.get("credit"):
        return None
    caption = value.get("caption") or ""
    line = f"![{attribute(value.get('alt') or '')}](<{url}>)"
    return f"{line}\n*{writer.inline(attribute(caption))}*" if caption else line


def _write_steps(value: dict[str, Any], writer: MarkdownWriter) -> str | None:
    if value.get("title"):
        return None
    parts = []
    for number, item in enumerate(value["steps"], start=1):
        step = item.get("value", item)
        mark = f"{number}. "
        paragraphs = [writer.write(step["text"])]
        if step.get("image"):
            url = writer.names.image(step["image"])
            paragraphs.append(f"![{attribute(step.get('image_alt') or '')}](<{url}>)")
        if step.get("code"):
            fence = code_fence(step["code"])
            paragraphs.append(f"{fence}\n{step['code']}\n{fence}")
        lines = "\n\n".join(part for part in paragraphs if part).split("\n")
        indented = [f"{' ' * len(mark)}{line}" if line else "" for line in lines[1:]]
        parts.append("\n".join([mark + lines[0], *indented]))
    return "\n\n".join(parts)


def _write_table(value: dict[str, Any], writer: MarkdownWriter) -> str | None:
    if value.get("caption") or not value["columns"]:
        return None
    heads = [attribute(column["heading"]) for column in value["columns"]]
    lines = [_row(heads), _row(["---"] * len(heads))]
    lines += [_row([writer.inline(cell) for cell in row["values"]]) for row in value["rows"]]
    return "\n".join(lines)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


MARKDOWN_FORMS: Final[dict[str, Callable[[Any, MarkdownWriter], str | None] | None]] = {
    "text": _write_text_block,
    "code": _write_code,
    "callout": _write_callout,
    "quote": _write_quote,
    "picture": _write_picture,
    "steps": _write_steps,
    "table": _write_table,
    "faq": None,
    "video": None,
    "download": None,
    "variants": None,
    "snippet": None,
    "related": None,
    "ask": None,
    "source_mark": None,
}
"""How each kind of block is written as Markdown; None: always as YAML. Every kind is named."""
