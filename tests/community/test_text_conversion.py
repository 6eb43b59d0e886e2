"""HTML of other sites becomes Markdown that says the same."""

from dataclasses import replace
from html import escape
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from community.text import html_to_markdown, plain_text, render_markdown
from community.text.structure import Outline, outline


def round_trip(html: str) -> str:
    return render_markdown(html_to_markdown(html)).html


def meaning(html: str) -> Outline:
    found = outline(html)
    return replace(
        found,
        links=tuple((unquote(url), text) for url, text in found.links),
        images=tuple((unquote(url), alt) for url, alt in found.images),
    )


def words(html: str) -> str:
    return " ".join(plain_text(html).split())


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>Dry <em>well</em>, <strong>then</strong> store</p>", "Dry *well*, **then** store"),
        ("<p>one</p>\n<p>two<br>three</p>", "one\n\ntwo\\\nthree"),
        ("<h2>Care #</h2>", "## Care \\#"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ('<ol start="3"><li>a</li><li>b</li></ol>', "3. a\n4. b"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ('<blockquote class="spoiler"><p>a</p></blockquote>', ">! a"),
        ('<pre class="lang-py prettyprint"><code>a\n\n b\n</code></pre>', "```py\na\n\n b\n```"),
        ("<pre><code>``` in it</code></pre>", "````\n``` in it\n````"),
        ("<p><code>a ` b</code></p>", "``a ` b``"),
        ('<p><a href="/x" title="a &quot;b&quot;">c</a></p>', '[c](/x "a \\"b\\"")'),
        ('<p><a href="https://a.example/">https://a.example/</a></p>', "<https://a.example/>"),
        ('<p><a href="https://a.example/(b) c">d</a></p>', "[d](https://a.example/\\(b\\)%20c)"),
        ('<p><img src="//i.example/a.png" alt="a"></p>', "![a](https://i.example/a.png)"),
        ("<p><kbd>Esc</kbd> H<sub>2</sub>O</p>", "<kbd>Esc</kbd> H<sub>2</sub>O"),
        (
            "<p>1. not a list, 2 * 3 * 4, a_b, _c_</p>",
            "1\\. not a list, 2 \\* 3 \\* 4, a_b, \\_c\\_",
        ),
        ("<p>&lt;b&gt; &amp;amp; &amp; AT&amp;T</p>", "\\<b> \\&amp; & AT&T"),
        ("<p>un<em>believ</em>able</p>", "un<em>believ</em>able"),
        ("<p>a</p><hr><p>b</p>", "a\n\n___\n\nb"),
        (
            '<table><tr><th>a</th><th style="text-align: right">b</th></tr>'
            "<tr><td>c|d</td></tr></table>",
            "| a | b |\n| --- | --: |\n| c\\|d |  |",
        ),
        ("", ""),
        ("<p> \n</p>", ""),
    ],
)
def test_each_element_has_its_sign(html: str, markdown: str) -> None:
    assert html_to_markdown(html) == markdown


@pytest.mark.parametrize(
    "html",
    [
        "<p>see http://plain.example and mailto:a@b.example</p>",
        "<p>Look! <a href='/x'>here</a> or!<a href='/y'>there</a></p>",
        "<p>- not a list<br>+ nor this<br># nor a heading<br>&gt; nor a quotation<br>=====</p>",
        "<p>a | b<br>--- | ---</p>",
        "<p>[x]: /not-a-definition</p>",
        "<p>C:\\path\\* and ~~tildes~~ and ``ticks``</p>",
        "<p><strong>a</strong><strong>b</strong><em><strong>c</strong></em></p>",
        "<p><code>a</code><code>b</code> <code> c </code> <code>`d</code></p>",
        "<ul><li><p>a</p><pre><code>b\n\n\tc</code></pre></li><li><blockquote>d</blockquote></li></ul>",
        "<ol><li>a<ol start='4'><li>b</li></ol></li><li></li><li>c</li></ol>",
        "<ul><li>unclosed<li>items<li>here</ul>",
        "<p><a href='/x'><img src='https://a.example/i.png' alt='a [b]'></a></p>",
        "<p>______ and __init__ and *</p>",
        "<div>loose <b>text</b><p>paragraph</p>more</div>",
        "<dl><dt>term</dt><dd>meaning</dd></dl>",
        "<h1>a<br>b</h1><h4>c</h4>",
        "<table><tr><td>no</td><td><code>a|b</code></td></tr><tr><td>head</td></tr></table>",
    ],
)
def test_nothing_changes_its_meaning(html: str) -> None:
    assert meaning(round_trip(html)) == meaning(html)
    assert words(round_trip(html)) == words(html)


def test_dangerous_urls_lose_their_link_and_scripts_vanish() -> None:
    html = '<p><a href="javascript:alert(1)">a</a><script>alert(2)</script></p>'
    assert "href" not in round_trip(html)
    assert "alert(2)" not in round_trip(html)


def test_hopeless_nesting_still_gives_all_the_text() -> None:
    html = "<div><blockquote><em>" * 3_000 + "deep" + "</em></blockquote></div>" * 3_000
    assert "deep" in html_to_markdown(html)


_text = st.text(
    st.sampled_from("abc 12.!*_`~[]()<>&#+-=|\\:/\"'@^{}$%é你\u00a0\n"), min_size=1, max_size=14
)
_words = st.text(st.sampled_from("abcdef é"), min_size=1).filter(str.strip)
_urls = st.sampled_from(
    ["https://a.example/b(c)_d", "/x?a=1&copy=2", "https://a.example/*_~`|", "mailto:a@b.example"]
)


def _wrapped(tag: str, children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return children.map(lambda inner: f"<{tag}>{inner}</{tag}>")


_literal = _text.map(escape)
_code = _text.map(lambda text: f"<code>{escape(text)}</code>")
_image = st.builds(
    lambda url, alt: f'<img src="https://a.example/{alt}" alt="{escape(url)}">', _text, st.just("i")
)
_leaf = st.one_of(_literal, _literal, _code, _image, st.just("<br>"))
_styled = st.recursive(
    _leaf,
    lambda inner: st.one_of(
        *(
            _wrapped(tag, st.lists(inner, min_size=1, max_size=3).map("".join))
            for tag in ("em", "strong", "del", "kbd", "sub", "sup")
        )
    ),
    max_leaves=5,
)
_link = st.builds(
    lambda url, inner: f'<a href="{escape(url)}">{inner}</a>', _urls, _words.map(escape)
)
_inline = st.lists(_styled | _link, min_size=1, max_size=5).map("".join)
_paragraph = _wrapped("p", _inline)
_block_leaf = st.one_of(
    _paragraph,
    _wrapped("h2", _words),
    _text.map(lambda text: f"<pre><code>{escape(text)}</code></pre>"),
    st.just("<hr>"),
    st.lists(
        st.lists(_wrapped("td", _inline), min_size=2, max_size=2).map("".join),
        min_size=1,
        max_size=3,
    ).map(lambda rows: "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"),
)
_blocks = st.recursive(
    _block_leaf,
    lambda inner: st.one_of(
        _wrapped("blockquote", st.lists(inner, min_size=1, max_size=3).map("".join)),
        *(
            _wrapped(
                tag, st.lists(_wrapped("li", inner | _words), min_size=1, max_size=3).map("".join)
            )
            for tag in ("ul", "ol")
        ),
    ),
    max_leaves=6,
)
_document = st.lists(_blocks, min_size=1, max_size=4).map("".join)


@given(_document)
@example("<p>a</p><ul><li>b</li></ul><pre><code>c</code></pre>")
@example("<p>1</p><p><em>1\xa0<br></em></p>")
@example("<p><em>1<br><br></em>2</p>")
def test_any_document_survives_the_round_trip(html: str) -> None:
    before, after = meaning(html), meaning(round_trip(html))
    assert after == before
