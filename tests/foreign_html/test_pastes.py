"""What programs put on the clipboard or into their exports, and what becomes of it here."""

from typing import Any

import pytest

from community.text import html_to_markdown
from kb.services.pasting import text_to_blocks
from tests.foreign_html.reading import words_of_article, words_of_post

Block = tuple[str, Any]


def blocks(html: str) -> list[Block]:
    return [(block["type"], block["value"]) for block in text_to_blocks(html)[0]]


def texts(html: str) -> str:
    return "".join(value for kind, value in blocks(html) if kind == "text")


GOOGLE_DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-7">
<h1 dir="ltr"><span style="font-weight:400;">Care</span></h1><p dir="ltr"><span
style="font-weight:700;">Dry</span><span style="font-weight:400;"> it </span><span
style="font-style:italic;font-weight:400;">well</span></p><ul><li dir="ltr"><p
role="presentation"><span>Poles</span></p></li><ul><li dir="ltr"><p role="presentation"><span>of
wood</span></p></li></ul><li><p>Pegs</p></li></ul></b><br class="Apple-interchange-newline">"""

CHECKLIST = """<b style="font-weight:normal"><ul><li role="checkbox" aria-checked="true"><img
src="data:image/png;base64,AA" aria-roledescription="checkbox"><p role="presentation">Dry</p></li>
<li role="checkbox" aria-checked="false"><img src="data:image/png;base64,AA"
aria-roledescription="checkbox"><p>Roll</p></li></ul></b>"""

OUTLOOK = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><!--[if gte mso 9]><xml>
<o:OfficeDocumentSettings>no</o:OfficeDocumentSettings></xml><![endif]--><style>p.MsoNormal{}</style>
</head><body lang=EN><div class=WordSection1><p class=MsoNormal>Hello<o:p></o:p></p><p
class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if
!supportLists]><span style='mso-list:Ignore'>3.<span>&nbsp; </span></span><![endif]>Third</p>
<![if !mso]><p>Seen</p><![endif]></div></body></html>"""

CKEDITOR = """<figure class="table"><table><thead><tr><th>Part</th><th>How</th></tr></thead><tbody>
<tr><td rowspan="2">Zip</td><td>Wax</td></tr><tr><td>Oil</td></tr></tbody></table><figcaption>Care
of parts</figcaption></figure><figure class="image"><a href="https://e.example/shop"><img
src="https://e.example/a.png" alt="A"></a><figcaption>Drying</figcaption></figure>"""

TRIX = """<div>One<br>two</div><figure data-trix-attachment="{}" class="attachment"><img
src="https://e.example/b.png"><figcaption class="attachment__caption"><span>b.png</span> 3 KB
</figcaption></figure><div>Three</div>"""

NOTION = """<ul id="1" class="to-do-list"><li><div class="checkbox checkbox-on"></div> <span
class="to-do-children-checked">Dry</span></li></ul><details open=""><summary>More</summary><p>Inside
</p></details><figure class="callout"><div>!</div><div>Mind the zip</div></figure>"""

CONFLUENCE = """<p>Before</p><ac:structured-macro ac:name="code"><ac:parameter
ac:name="language">bash</ac:parameter><ac:plain-text-body><![CDATA[if [ 2 > 1 ]; then
  echo "<b>"
fi]]></ac:plain-text-body></ac:structured-macro><ac:structured-macro ac:name="warning"><ac:parameter
ac:name="title">Mind</ac:parameter><ac:rich-text-body><p>Never wet</p></ac:rich-text-body>
</ac:structured-macro><ac:task-list><ac:task><ac:task-id>7</ac:task-id><ac:task-status>complete
</ac:task-status><ac:task-body>Dry it</ac:task-body></ac:task></ac:task-list><p>See
<ac:link><ri:page ri:content-title="Poles" /></ac:link> after</p>"""

VS_CODE = """<meta charset='utf-8'><div style="color: #d4;font-family: Menlo, monospace;white-space:
pre;"><div><span>for</span><span> tent:</span></div><div><span>    dry()</span></div></div>"""


def test_google_docs_wraps_all_in_a_bold_that_is_none() -> None:
    assert blocks(GOOGLE_DOCS) == [
        (
            "text",
            "<h2>Care</h2><p><b>Dry</b> it <i>well</i></p>"
            "<ul><li>Poles<ul><li>of wood</li></ul></li><li>Pegs</li></ul>",
        )
    ]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (CHECKLIST, "<ul><li>☑ Dry</li><li>☐ Roll</li></ul>"),
        (OUTLOOK, "<p>Hello</p><ol><li>Third</li></ol><p>Seen</p>"),
        (
            NOTION,
            "<ul><li>☑ Dry</li></ul><p><b>More</b></p><p>Inside</p><p>!</p><p>Mind the zip</p>",
        ),
    ],
)
def test_signs_and_lists_of_programs_say_what_they_said(html: str, text: str) -> None:
    assert texts(html) == text


def test_ckeditor_puts_tables_and_pictures_into_figures() -> None:
    (kind, table), (_picture, picture) = blocks(CKEDITOR)
    assert (kind, table["caption"]) == ("table", "Care of parts")
    assert [row["values"] for row in table["rows"]] == [
        ["<p>Zip</p>", "<p>Wax</p>"],
        ["", "<p>Oil</p>"],
    ]
    assert (picture["address"], picture["caption"]) == ("https://e.example/a.png", "Drying")
    assert text_to_blocks(CKEDITOR)[1] == {
        "merged cells written as empty ones": 1,
        "link around a picture left out": 1,
    }


def test_trix_keeps_lines_and_attachments() -> None:
    assert [kind for kind, _value in blocks(TRIX)] == ["text", "picture", "text"]
    assert texts(TRIX) == "<p>One<br/>two</p><p>Three</p>"


def test_confluence_keeps_code_warnings_tasks_and_titles_of_pages() -> None:
    before, code, warning, rest = blocks(CONFLUENCE)
    assert before == ("text", "<p>Before</p>")
    assert code[1]["code"] == 'if [ 2 > 1 ]; then\n  echo "<b>"\nfi'
    assert code[1]["language"] == "bash"
    assert warning == (
        "callout",
        {"kind": "warning", "text": "<p><b>Mind</b></p><p>Never wet</p>"},
    )
    assert rest[1] == "<ul><li>☑ Dry it</li></ul><p>See Poles after</p>"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            '<div data-task-list-local-id="x"><div data-task-state="DONE">Dry</div>'
            '<div data-task-state="TODO">Wax</div></div>',
            "<p>☑ Dry</p><p>☐ Wax</p>",
        ),
        (
            '<ul class="inline-task-list"><li class="checked">Dry</li><li>Wax</li></ul>',
            "<ul><li>☑ Dry</li><li>☐ Wax</li></ul>",
        ),
        (
            '<div data-node-type="expand" data-title="More"><p>Inside</p></div>',
            "<p><b>More</b></p><p>Inside</p>",
        ),
        (
            '<div>One<span data-stringify-type="paragraph-break"></span>two</div>',
            "<p>One<br/>two</p>",
        ),
    ],
    ids=["tasks", "list of tasks", "fold", "break of Slack"],
)
def test_what_drawn_pages_say_in_attributes_is_said(html: str, text: str) -> None:
    assert texts(html) == text


DESCRIBED = {
    "in a line": ("<p>Press<img src=x.png alt=Go>now (<img src=y.png alt=or>).</p>",
        "Press Go now (or)."),
    "in a cell": ("<table><tr><th>Key<img src=x.png alt=up></th></tr><tr><td><img src=y.png"
        " alt=down></td></tr></table>", "Key up down"),
    "in a step": ("<ol><li>One<img src=x.png alt=a></li><li><img src=y.png alt=b></li></ol>",
        "One a b"),
    "in a mark": ("<p><b><img src=x.png alt=Go></b>now</p>", "Go now"),
    "in a link": ('<p><a href="https://e.example"><img src=x.png alt=Go></a>now</p>', "Go now"),
    "in a figure": ("<figure><img src=x.png alt=Tent><figcaption>Dry</figcaption></figure>",
        "Tent Dry"),
    "said by its caption": ("<figure><img src=x.png alt=Dry><figcaption>Dry</figcaption></figure>",
        "Dry"),
    "refused": ('<p>a<img src="data:image/png;base64,AA" alt=b>c</p>', "a b c"),
}  # fmt: skip


@pytest.mark.parametrize(("html", "words"), DESCRIBED.values(), ids=DESCRIBED)
def test_the_description_of_an_absent_picture_is_words_apart_from_others(
    html: str, words: str
) -> None:
    assert " ".join(words_of_article(html)).replace("text ", "") == words


def test_lines_of_an_editor_of_code_are_code() -> None:
    assert blocks(VS_CODE) == [("code", {"language": "text", "code": "for tent:\n    dry()"})]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ul><li>One</li><ul><li>sub</li></ul><li>Two</li></ul>", "- One\n  - sub\n- Two"),
        ("<p>one<p>two", "one\n\ntwo"),
        ("<pre>line 1<br>line 2</pre>", "```\nline 1\nline 2\n```"),
        (
            '<table><tr><td rowspan="2">M</td><td>red</td></tr><tr><td>blue</td></tr></table>',
            "|  |  |\n| --- | --- |\n| M | red |\n|  | blue |",
        ),
        ("<p>x<code>a<br>b</code></p>", "x`a`\\\n`b`"),
        ("<p><math><msup><mi>x</mi><mn>2</mn></msup></math></p>", "x<sup>2</sup>"),
    ],
)
def test_posts_are_read_by_the_same_shape(html: str, text: str) -> None:
    assert html_to_markdown(html) == text


LINES_BY_STYLE = {
    "spans": '<div>a<span style="display:block">b</span>c</div>',
    "marks": '<p>a<b style="display: block !important">b</b>c</p>',
    "links": '<p>a<a href="https://e.example" style="color:red;DISPLAY:flex">b</a>c</p>',
    "code": '<pre>a<span style="display:block">b</span>c</pre>',
    "lines of code": '<pre><code><span class="line" style="display:block">a</span>'
    '<span class="line" style="display:block">b</span>'
    '<span style="display:block">c</span></code></pre>',
}


@pytest.mark.parametrize("read", [words_of_article, words_of_post])
@pytest.mark.parametrize("html", LINES_BY_STYLE.values(), ids=LINES_BY_STYLE)
def test_what_a_style_puts_on_its_own_line_stays_apart(html: str, read: Any) -> None:
    assert read(html)[-3:] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "html",
    [
        '<p>a<img src="https://e.example/x.png" alt="b">c</p>',
        '<p>a<img src="file:///x.png" alt="b">c</p>',
        '<p>a<span><img src="https://e.example/x.png" alt="b"></span>c</p>',
        '<p>a <img src="https://e.example/x.png" alt="b"><img src="cid:1" alt="c"></p>',
        '<p><a href="https://e.example"><img src="https://e.example/x.png" alt="a">b</a> c</p>',
    ],
)
def test_the_words_of_a_picture_amid_words_stay_apart_in_articles_and_posts(html: str) -> None:
    assert words_of_article(html) == ["a", "b", "c"]
    assert words_of_post(html) == ["a", "b", "c"]


def test_a_paragraph_in_the_role_of_a_heading_is_one() -> None:
    assert texts('<p role="heading" aria-level="2">Care</p><p>Dry</p>') == "<h2>Care</h2><p>Dry</p>"
