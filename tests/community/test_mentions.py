"""Who is mentioned by a text: those whom its author addresses, not those who are quoted in it."""

import pytest

from community.text import render_inline, render_markdown
from community.text.mentions import linked_names

KNOWN = ["editor", "jan"]

ADDRESSED = [
    "Thanks @editor.",
    "**@editor**",
    "# For @editor",
    "1. @editor",
    "| who |\n|-----|\n| @editor |",
    ">! A spoiler for @editor",
    "> Which wax?\n\n@editor knows.",
    "`\\@jan` is how to write \\@jan, @editor",
]
NOT_ADDRESSED = [
    "> ask @editor\n\nI agree",
    "> > Deeper, @editor wrote\n>\n> and so on",
    "> Somebody\nnamed @editor goes on without a sign",
    "- > @editor in a list",
    "> >! @editor in a spoiler that is quoted",
    "`@editor`",
    "    @editor in code",
    "```\n@editor\n```",
    "\\@editor",
    "&#64;editor and &commat;editor",
    "[@editor](https://example.com/)",
    "![@editor](https://example.com/a.png)",
    "mail@editor and mail\\@editor",
]
ADDRESSED_IN_COMMENT = ["@editor, see above", "> Which wax?\n@editor knows", "a > b, @editor"]
NOT_ADDRESSED_IN_COMMENT = ["> ask @editor\nI agree", " > @editor", "`@editor`", "\\@editor"]


@pytest.mark.parametrize("source", ADDRESSED)
def test_who_is_urled_is_mentioned_and_linked(source: str) -> None:
    rendered = render_markdown(source, known_names=KNOWN)
    assert rendered.mentions == ("editor",)
    assert linked_names(rendered.html) == ["editor"]


@pytest.mark.parametrize("source", NOT_ADDRESSED)
def test_who_is_quoted_escaped_or_in_code_is_not_mentioned(source: str) -> None:
    rendered = render_markdown(source, known_names=KNOWN)
    assert rendered.mentions == ()
    assert linked_names(rendered.html) == []
    assert "editor" in rendered.html


@pytest.mark.parametrize("source", ADDRESSED_IN_COMMENT)
def test_who_is_urled_in_a_comment_is_mentioned(source: str) -> None:
    assert render_inline(source, known_names=KNOWN).mentions == ("editor",)


@pytest.mark.parametrize("source", NOT_ADDRESSED_IN_COMMENT)
def test_who_is_quoted_or_escaped_in_a_comment_is_not_mentioned(source: str) -> None:
    assert render_inline(source, known_names=KNOWN).mentions == ()


def test_an_escaped_at_sign_reads_as_the_sign() -> None:
    assert render_markdown("Write \\@editor.", known_names=KNOWN).text == "Write @editor."


def test_names_are_read_from_stored_links_as_their_bearers_write_them() -> None:
    html = render_markdown("@ÄITI and @anna.b", known_names=["Äiti", "anna.b"]).html
    assert linked_names(html) == ["Äiti", "anna.b"]


def test_a_link_to_a_profile_that_somebody_typed_mentions_nobody() -> None:
    html = render_markdown("[him](/users/editor/)", known_names=KNOWN).html
    assert "/users/editor/" in html
    assert linked_names(html) == []
