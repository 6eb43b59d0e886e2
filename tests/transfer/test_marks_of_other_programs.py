"""Signs that only one program knows: each becomes what it means here, or plain words and a line
of the report."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kb.conversion.context import Target
from kb.conversion.kramdown import markdown_to_html
from tests.transfer.conftest import Importer, article, blocks, write
from transfer.sources.body import html_to_body
from transfer.sources.dialects import Reader, to_plain_markdown


@dataclass
class FakeContext:
    """A source with one other page, `care.md`, and no files."""

    losses: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    heading: str = ""

    def note(self, kind: str, detail: str = "") -> None:
        self.losses[kind].append(detail)

    def link(self, href: str) -> Target | None:
        return Target(url=href)

    def image(self, source: str, alt: str) -> str | None:
        return source if source.startswith("https://") else None

    def document(self, href: str) -> None: ...

    def shared(self, slug: str) -> None: ...

    def want(self, place: str) -> None: ...

    def is_wanted(self, place: str) -> bool:
        return False


def read(markdown: str, name: str = "a.md") -> tuple[list[tuple[str, Any]], dict[str, list[str]]]:
    context = FakeContext()
    reader = Reader(name, context.note, lambda _k, _n: None, {"care": "tents/care.md"}.get)
    plain = to_plain_markdown(markdown, reader)
    html = markdown_to_html(plain, context.note, indented_code=not reader.is_component_file)
    stream = html_to_body(html, context)
    return [(block["type"], _short(block["value"])) for block in stream], dict(context.losses)


def _short(value: Any) -> Any:
    """A block without what every block of its kind has."""
    if not isinstance(value, dict):
        return value
    if "variants" in value:
        return {
            item["value"]["names"]: [_short(inner["value"]) for inner in item["value"]["content"]]
            for item in value["variants"]
        }
    if "steps" in value:
        return [item["value"]["text"] for item in value["steps"]]
    if "code" in value:
        return (value["language"], value["code"])
    if "address" in value and "alt" in value:
        return (value["address"], value["alt"], value["caption"])
    return (value["kind"], value["text"]) if "kind" in value else value


NOTE = ("callout", ("note", "<p>Dry it.</p>"))
TABS = ("variants", {"A": ["<p>One</p>"], "B": ["<p>Two</p>"]})
SAID = {
    "pymdown note": ("/// note | Mind\n    attrs: {id: x}\n\nDry it.\n///", [
        ("callout", ("note", "<p><b>Mind</b></p><p>Dry it.</p>"))]),
    "pymdown admonition": ("/// admonition | ### Hot\n    type: warning\n\nDry it.\n///", [
        ("callout", ("warning", "<p><b>Hot</b></p><p>Dry it.</p>"))]),
    "pymdown tabs": ("/// tab | A\nOne\n///\n\n/// tab | B\nTwo\n///", [TABS]),
    "pymdown in pymdown": ("//// details | Open\n/// note\nDry it.\n///\n////", [
        ("text", "<p><b>Open</b></p>"), NOTE]),
    "myst fence": ("```{note}\n:class: big\n\nDry it.\n```", [NOTE]),
    "myst text beside the name": ("```{note} Dry it.\n```", [NOTE]),
    "myst colons": (":::{note}\n:class: big\nDry it.\n:::", [NOTE]),
    "myst title": ("```{admonition} Hot\n:class: warning\nDry it.\n```", [
        ("callout", ("warning", "<p><b>Hot</b></p><p>Dry it.</p>"))]),
    "myst tabs": (
        "````{tab-set}\n```{tab-item} A\nOne\n```\n```{tab-item} B\nTwo\n```\n````", [TABS]),
    "myst tabs of colons": (
        "::::{tab-set}\n:::{tab-item} A\nOne\n:::\n:::{tab-item} B\nTwo\n:::\n::::", [TABS]),
    "myst code": ("```{code-block} python\n:linenos:\n\nx = 1\n```", [
        ("code", ("python", "x = 1"))]),
    "myst figure": ("```{figure} https://e.example/a.png\n:alt: A tent\n\nDrying\n```", [
        ("picture", ("https://e.example/a.png", "A tent", "")), ("text", "<p>Drying</p>")]),
    "myst target": ("(dry-it)=\n## Dry", [("text", "<h2>Dry</h2>")]),
    "rst note": (".. note:: Dry\n   it.\n", [NOTE]),
    "rst code": (".. code-block:: python\n\n   x = 1\n\nAfter", [
        ("code", ("python", "x = 1")), ("text", "<p>After</p>")]),
    "rst image": (".. image:: https://e.example/a.png\n   :alt: A tent", [
        ("picture", ("https://e.example/a.png", "A tent", ""))]),
    "tasks": ("- [ ] Dry\n- [x] Brush\n  1. [X] Wax", [
        ("text", "<ul><li>☐ Dry</li><li>☑ Brush<ol><li>☑ Wax</li></ol></li></ul>")]),
    "tasks that are links": ("- [x](https://e.example)", [
        ("text", '<ul><li><a href="https://e.example">x</a></li></ul>')]),
    "wiki links": ("[[care]] [[Care|words]] [[care#Dry it]]", [
        ("text", '<p><a href="/tents/care.md">care</a> words'
         ' <a href="/tents/care.md#dry-it">care: Dry it</a></p>')]),
    "wiki picture": ("![[https://e.example/a.png|A tent]]", [
        ("picture", ("https://e.example/a.png", "A tent", ""))]),
    "no wiki links": ("`[[x]]` [[1]](https://e.example)", [
        ("text", '<p><code>[[x]]</code> <a href="https://e.example">[1]</a></p>')]),
    "marked": ("==new== ^^old^^ H~2~O x^2^ ~gone~ {--out--} {++in++} {~~a~>b~~}", [
        ("text", "<p><b>new</b> old H<sub>2</sub>O x<sup>2</sup> <s>gone</s> <s>out</s> in"
         " <s>a</s> b</p>")]),
    "not marked": ("a==b==c a ~ b ~/x and ~/y 2 ^ 3 ^ 4 `==a==`", [
        ("text", "<p>a==b==c a ~ b ~/x and ~/y 2 ^ 3 ^ 4 <code>==a==</code></p>")]),
    "classes": ("## Dry {.big}\n\nWords {.a #b}\n\n[key]{.kbd} [soft]{.x}", [
        ("text", "<h2>Dry</h2><p>Words</p><p><code>key</code> soft</p>")]),
    "keys with names": ('Press ++"Print: all"++ and ++ctrl+p++', [
        ("text", "<p>Press <code>Print: all</code> and <code>Ctrl</code>+<code>P</code></p>")]),
    "markdown in html": (
        "1. Dry\n1. Go\n\n   <figure markdown>\n       ![A](https://e.example/a.png){ .x }\n"
        "   </figure>\n\n<div class=grid markdown>\n- **a**\n</div>\nnext", [
            ("steps", ["<p>Dry</p>", "<p>Go</p><p>A</p>"]),
            ("picture", ("https://e.example/a.png", "A", "")),
            ("text", "<ul><li><b>a</b></li></ul><p>next</p>")]),
    "gitbook": ('{% hint style="info" %}\nDry it.\n{% endhint %}\n\n{% tabs %}\n{% tab title="A" %}'
                '\nOne\n{% endtab %}\n{% tab title="B" %}\nTwo\n{% endtab %}\n{% endtabs %}',
                [NOTE, TABS]),
    "hugo tabs by their list": (
        '{{< tabs items="A,B" >}}{{< tab >}}One{{< /tab >}}{{< tab >}}Two{{< /tab >}}{{< /tabs >}}',
        [TABS]),
    "hugo tabs of code": (
        '{{< tabpane >}}\n{{< tab header="A" lang="python" >}}\nx = "**"\n{{< /tab >}}\n'
        "{{< /tabpane >}}", [("variants", {"A": [("python", 'x = "**"')]})]),
    "words in braces": (
        "<Card title={`Tents`} description={<b>How <i>to</i></b>} />", [
            ("text", "<p><b>Tents</b></p><p>How to</p>")]),
    "link without an end": ('<Link to="/x" label="Read" /> on', [
        ("text", '<p><a href="/x">Read</a> on</p>')]),
    "picture of an import": ('<Image src={tent} alt="A tent" />', [("text", "<p>A tent</p>")]),
    "no box": ("std::\n\n::after\n\nWords", [
        ("text", "<p>std::</p><p>::after</p><p>Words</p>")]),
    "callout of obsidian": ("> [!note|wide]\n> Dry it.", [NOTE]),
    "link around an icon": ("[:material-tent:][tent] Dry", [("text", "<p>Dry</p>")]),
}  # fmt: skip


@pytest.mark.parametrize(("markdown", "expected"), SAID.values(), ids=SAID)
def test_signs_become_what_they_mean(markdown: str, expected: list[tuple[str, Any]]) -> None:
    assert read(markdown)[0] == expected


COMPONENTS = {
    "of JSX around words": "<Card{}>\n\nInside\n\n</Card>",
    "of JSX around words far in": "<Cards>\n    <Card{}>\n        Inside\n    </Card>\n</Cards>",
    "of JSX in a line": "see <Card{} /> Inside",
    "of JSX between letters": "see<Card{}/>Inside",
    "of JSX with a link": '<Card{} href="/x" />\n\nInside',
    "of JSX in a list": "- <Card{} />\n- Inside",
    "of JSX in a cell": "| a |\n| - |\n| <Card{} /> |\n\nInside",
    "of JSX in a heading": "## see <Card{} />\n\nInside",
    "that folds": "<Accordion{}>\n\nInside\n\n</Accordion>",
    "that is a note": "<Callout{}>\n\nInside\n\n</Callout>",
    "that is a note without words": "<Callout{} />\n\nInside",
    "that is a picture": '<Image src="https://e.example/a.png" alt="see"{} />\n\nInside',
    "of the web": "<my-card{}>Inside</my-card>",
    "of the web in a line": "see<my-card{}></my-card>Inside",
    "of Hugo": "{{{{< card{} >}}}}\n\nInside",
    "of Hugo in a line": "see {{{{< card{} >}}}}Inside",
    "of Nuxt": "::card{{{}}}\nInside\n::",
    "of colons": ":::card{{{}}}\nInside\n:::",
    "of GitBook": "{{% step{} %}}\nInside\n{{% endstep %}}",
}
SPOKEN = ("title", "header", "heading", "label", "summary", "subtitle", "text", "caption")


@pytest.mark.parametrize("form", COMPONENTS.values(), ids=COMPONENTS)
def test_what_attributes_of_a_component_say_to_readers_are_words_in_order(form: str) -> None:
    for names in [(name,) for name in (*SPOKEN, "description")] + [
        (first, "description") for first in SPOKEN
    ]:
        attributes = "".join(f' {name}="{name}s one"' for name in names)
        stream, _losses = read(form.format(attributes), "a.mdx")
        said = [word for name in names for word in (f"{name}s", "one")]
        assert words_in(stream) == [*said, "Inside"], names
        assert "code" not in [kind for kind, _value in stream]


def words_in(stream: list[tuple[str, Any]]) -> list[str]:
    """The words of blocks as they were asked for: those of the pattern, not of its frame."""
    text = re.sub(r"</?(?:b|i)>", "", " ".join(_strings([value for _kind, value in stream])))
    frame = ("see", "a", "note", "text", "https://e.example/a.png", "/x")
    return [word for word in re.sub(r"<[^>]*>", " ", text).split() if word not in frame]


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value
    return [text for item in inner for text in _strings(item)] if inner else []


REPORTED = {
    "[[Nowhere]]": ("Nowhere", "link to nowhere", "[[Nowhere]]"),
    "![[care]]": ("care", "embedded page written as a link", "![[care]]"),
    "[PEP 8][pep]": ("PEP 8", "link without a URL", "[PEP 8][pep]"),
    "Words {.big}": ("Words", "attribute left out", "{.big}"),
    "```{strange} it\nwords\n```": ("it words", "directive written as code", "strange it"),
    "```{toctree}\na\n```\nwords": ("words", "list of pages left out", "toctree"),
    "::: tent.poles\n    options: no\n": (
        "tent.poles", "text made from code left out", "::: tent.poles"),
    "{term}`pole`": ("pole", "role left out, its words written as code", "{term}"),
    "a {>>why?<<}": ("a", "remark left out", "why?"),
}  # fmt: skip


@pytest.mark.parametrize("markdown", REPORTED)
def test_what_has_no_meaning_here_is_words_and_told(markdown: str) -> None:
    words, kind, detail = REPORTED[markdown]
    stream, losses = read(markdown)
    said = " ".join(str(value) for _kind, value in stream)
    assert [word for word in words.split() if word not in said] == []
    assert any(detail in told for told in losses[kind])


@pytest.mark.django_db
def test_the_report_names_the_line_of_the_file(tmp_path: Path, import_folder: Importer) -> None:
    text = "---\ntitle: Zip\n---\n\nWax [[Gone]].\n\nMore {.big}\n\nAgain {.big}\n"
    report = import_folder(write(tmp_path / "site", {"zip.md": text}))
    losses = report.files["zip.md"]["lost"]
    assert losses["link to nowhere"]["details"] == ["line 5: [[Gone]]"]
    assert losses["attribute left out"]["details"] == ["line 7: {.big}", "line 9: {.big}"]


@pytest.mark.django_db
def test_the_text_with_which_hugo_begins_a_section_is_an_article(
    tmp_path: Path, import_folder: Importer
) -> None:
    files = {
        "hugo.toml": "",
        "content/tents/_index.md": "---\ntitle: Tents\n---\n\nAll about [zips](/tents/zip/).\n",
        "content/tents/zip.md": "---\ntitle: Zip\n---\n\nBack to [tents](/tents/).\n",
        "content/boots/_index.md": "---\ntitle: Boots\n---\n",
    }
    import_folder(write(tmp_path / "site", files))
    tents, zipper = article("index"), article("zip")
    assert (tents.title, tents.get_parent().title) == ("Tents", "Tents")
    assert f'id="{zipper.pk}"' in str(blocks(tents))
    assert f'id="{tents.pk}"' in str(blocks(zipper))
