"""Markdown of the community turned into the blocks of an article.

Text keeps its meaning and its marks: headings, lists, links and code stay what they are; numbered
lists become steps, pictures and tables become blocks of their own. The dialect is the one posts
are written in, so an answer reads the same on both sides.
"""

import re
import uuid
from dataclasses import dataclass, field
from typing import Any, Final

import bleach
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from community.text.parser import build_post_parser
from community.text.urls import is_allowed_image
from kb.text.code import known_language

RawBlock = dict[str, Any]

RICH_TAGS: Final = frozenset(
    {"a", "b", "blockquote", "br", "code", "h2", "h3", "h4", "hr", "i", "li", "ol", "p", "pre"}
    | {"s", "sub", "sup", "ul"}
)
_HEADINGS: Final = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
_DRAFTAIL: Final = {"strong": "b", "mark": "b", "em": "i", "del": "s", "kbd": "code"}
_STEPS_MIN: Final = 2
_TEXT_NODES: Final = frozenset({"paragraph", "bullet_list", "ordered_list"})


def markdown_to_blocks(source: str) -> list[RawBlock]:
    """The stream of an article body that says what the Markdown says, each block with an id."""
    parser = build_post_parser()
    tree = SyntaxTreeNode(parser.parse(source))
    builder = _Builder(parser)
    for node in tree.children:
        builder.add(node)
    builder.flush()
    return builder.blocks


def new_block(kind: str, value: Any) -> RawBlock:
    """A block in the form that Wagtail stores."""
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


@dataclass
class _Builder:
    """Gathers running text until something needs a block of its own."""

    parser: MarkdownIt
    blocks: list[RawBlock] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)

    def add(self, node: SyntaxTreeNode) -> None:
        block = self._special_block(node)
        if block is None:
            self._text.append(self._html(node))
        else:
            self.flush()
            self.blocks.append(block)

    def flush(self) -> None:
        html = "".join(self._text).strip()
        self._text = []
        if html:
            self.blocks.append(new_block("text", html))

    def _special_block(self, node: SyntaxTreeNode) -> RawBlock | None:
        match node.type:
            case "fence" | "code_block":
                language = known_language(node.info) if node.type == "fence" else "text"
                return new_block("code", {"language": language, "code": node.content.rstrip("\n")})
            case "table":
                return new_block("table", self._table(node))
            case "blockquote":
                text = "".join(self._html(child) for child in node.children)
                return new_block("quote", {"text": text, "credit": "", "address": ""})
            case "ordered_list" if self._is_steps(node):
                return new_block("steps", {"title": "", "steps": self._steps(node)})
            case "paragraph":
                return self._picture(node)
        return None

    def _html(self, node: SyntaxTreeNode) -> str:
        return clean_rich_text(
            self.parser.renderer.render(node.to_tokens(), self.parser.options, {})
        )

    @staticmethod
    def _is_steps(node: SyntaxTreeNode) -> bool:
        """Whether a numbered list fits into steps: text, then at most one piece of code each."""
        return len(node.children) >= _STEPS_MIN and all(
            _fits_text(child) or (child.type == "fence" and position == len(item.children) - 1)
            for item in node.children
            for position, child in enumerate(item.children)
        )

    def _steps(self, node: SyntaxTreeNode) -> list[RawBlock]:
        return [
            {
                "type": "item",
                "value": {
                    "text": "".join(
                        self._step_html(child) for child in item.children if child.type != "fence"
                    ),
                    "code": "".join(
                        child.content for child in item.children if child.type == "fence"
                    ).rstrip("\n"),
                    "image": None,
                    "image_alt": "",
                },
                "id": str(uuid.uuid4()),
            }
            for item in node.children
        ]

    def _step_html(self, node: SyntaxTreeNode) -> str:
        html = self._html(node)
        if node.type == "paragraph" and not html.startswith("<p>"):
            return f"<p>{html.strip()}</p>"  # markdown-it leaves tight list items without one
        return html

    def _table(self, node: SyntaxTreeNode) -> dict[str, Any]:
        head, *bodies = node.children
        headings = [self._cell(cell) for cell in head.children[0].children]
        rows = [
            {"values": [f"<p>{self._cell(cell)}</p>" for cell in row.children]}
            for body in bodies
            for row in body.children
        ]
        columns = [{"type": "text", "heading": _plain(heading)} for heading in headings]
        return {"columns": columns, "rows": rows, "caption": ""}

    def _cell(self, node: SyntaxTreeNode) -> str:
        return "".join(self._html(child) for child in node.children)

    @staticmethod
    def _picture(node: SyntaxTreeNode) -> RawBlock | None:
        """A picture block, where a paragraph is one picture and nothing else."""
        inline = node.children[0].children if node.children else []
        images = [child for child in inline if child.type == "image"]
        others = [child for child in inline if child.type != "image" and child.content.strip()]
        if len(images) != 1 or others or len(inline) != len(images):
            return None
        source = str(images[0].attrs.get("src", ""))
        if not is_allowed_image(source):
            return None
        alt = "".join(child.content for child in images[0].children)[:200]
        return new_block(
            "picture",
            {
                "image": None,
                "address": source,
                "alt": alt,
                "caption": str(images[0].attrs.get("title", ""))[:250],
                "credit": "",
            },
        )


def _fits_text(node: SyntaxTreeNode) -> bool:
    held = {child.type for child in node.walk()}
    return node.type in _TEXT_NODES and not held & {"image", "fence", "code_block"}


def _plain(html: str) -> str:
    return bleach.clean(html, tags=set(), strip=True).replace("&amp;", "&")


def clean_rich_text(html: str) -> str:
    """HTML in the tags that the CMS's text editor knows, with safe links only.

    A picture in the middle of text, which rich text cannot hold, becomes a link to itself.
    """
    html = _IMAGE.sub(_image_as_link, html)
    for old, new in {**_HEADINGS, **_DRAFTAIL}.items():
        html = re.sub(rf"<(/?){old}(?=[\s>/])", rf"<\1{new}", html)
    return bleach.clean(
        html,
        tags=RICH_TAGS,
        attributes={"a": ["href", "title"]},
        protocols={"http", "https", "mailto"},
        strip=True,
    )


_IMAGE: Final = re.compile(r'<img src="([^"]*)" alt="([^"]*)"[^>]*>')


def _image_as_link(match: re.Match[str]) -> str:
    url, description = match.groups()
    return f'<a href="{url}">{description or url}</a>'
