"""An article's Markdown as the blocks of its body, with the demo's habits of writing.

A quotation that begins with a bold "Tip:" or "Warning:" is a callout; bold questions under a last
heading "Questions" are questions and answers. What Markdown has no word for stands between lines
of three colons: `variants ASPECT` with a line "Names: text" for each variant, `snippet SLUG` for a
shared text, `ask TITLE` for a call to ask the community.
"""

import re
from typing import Final

from kb.conversion.markdown_blocks import RawBlock, markdown_to_blocks, new_block
from kb.models import SharedText

CALLOUTS: Final = {
    "Tip": "tip",
    "Warning": "warning",
    "Wskazówka": "tip",
    "Uwaga": "warning",
    "Vinkki": "tip",
    "Huomaa": "note",
    "Varoitus": "warning",
}
_SPECIAL: Final = re.compile(
    r"^::: (\w+) ([^\n]+)\n((?:(?!^::: ).)*?)^:::$\n?", re.DOTALL | re.MULTILINE
)
_LABEL: Final = re.compile(r"<p><b>(\w+):</b>\s*")
_FAQ: Final = re.compile(r"<h2>Questions</h2>\s*((?:<p><b>(?:(?!</p>|<h2>).)*</p>\s*)+)", re.DOTALL)
_PAIR: Final = re.compile(r"<p><b>((?:(?!<p>|</b>).)*)</b>((?:(?!<p>|</p>).)*)</p>", re.DOTALL)


def article_blocks(source: str) -> list[RawBlock]:
    """The stream of blocks that says what the text of an article says."""
    blocks: list[RawBlock] = []
    done = 0
    for match in _SPECIAL.finditer(source):
        blocks += _plain_blocks(source[done : match.start()])
        blocks.append(_special_block(*match.groups()))
        done = match.end()
    return [*blocks, *_plain_blocks(source[done:])]


def _special_block(kind: str, about: str, text: str) -> RawBlock:
    if kind == "snippet":
        return new_block("snippet", SharedText.objects.get(slug=about).pk)
    if kind == "ask":
        return new_block("ask", {"title": about, "text": f"<p>{text.strip()}</p>"})
    variants = []
    for line in text.strip().splitlines():
        names, words = line.split(": ", 1)
        content = markdown_to_blocks(words)
        variants.append(new_block("item", {"names": names, "content": content}))
    return new_block("variants", {"aspect": about, "variants": variants})


def _plain_blocks(source: str) -> list[RawBlock]:
    blocks: list[RawBlock] = []
    for block in markdown_to_blocks(source):
        if block["type"] == "quote":
            blocks.append(_callout(block))
        elif block["type"] == "text":
            blocks += _with_questions(block)
        else:
            blocks.append(block)
    return blocks


def _callout(block: RawBlock) -> RawBlock:
    text = block["value"]["text"]
    match = _LABEL.match(text)
    if match is None or match[1] not in CALLOUTS:
        return block
    kind = CALLOUTS[match[1]]
    rest = text[match.end() :]
    return new_block("callout", {"kind": kind, "text": f"<p>{rest[:1].upper()}{rest[1:]}"})


def _with_questions(block: RawBlock) -> list[RawBlock]:
    match = _FAQ.search(block["value"])
    if match is None:
        return [block]
    before, after = block["value"][: match.start()], block["value"][match.end() :]
    pairs = [
        {"question": question, "answer": f"<p>{answer.strip()}</p>"}
        for question, answer in _PAIR.findall(match[1])
    ]
    items = [{"type": "item", "value": pair, "id": new_block("", "")["id"]} for pair in pairs]
    faq = new_block("faq", {"title": "Questions", "questions": items})
    texts = [new_block("text", html) if html.strip() else None for html in (before, after)]
    return [made for made in (texts[0], faq, texts[1]) if made is not None]
