"""Markdown nested deeper than a page shows keeps its words, here and in the forum."""

import re

import pytest

from community.text import plain_text, render_markdown
from kb.services.pasting import text_to_blocks
from tests.foreign_html.reading import words_of_article
from transfer.exporting.rich_text import markdown_parser

MARKS = {
    "quotes": "> ",
    "bullets": "- ",
    "numbers": "1. ",
    "spoilers": ">! ",
    "meanings": ": ",
    "all": "> - 1. ",
}
DEPTHS = (9, 10, 11, 19, 20, 21, 47, 48, 49, 94, 95, 96, 97, 98, 99, 100, 101, 150, 4000)


def words(text: str) -> list[str]:
    return re.findall(r"w\d*x", text)


def in_article(markdown: str) -> list[str]:
    return words(" ".join(words_of_article(markdown)))


def in_post(markdown: str) -> list[str]:
    return words(render_markdown(markdown).text)


def in_our_own_files(markdown: str) -> list[str]:
    return words(plain_text(str(markdown_parser().render(markdown))))


ROUTES = pytest.mark.parametrize("read", [in_article, in_post, in_our_own_files])


@ROUTES
@pytest.mark.parametrize("mark", MARKS.values(), ids=MARKS)
def test_a_word_below_any_number_of_marks_is_shown(read, mark: str) -> None:  # type: ignore[no-untyped-def]
    assert [depth for depth in DEPTHS if read(f"{mark * depth}wx") != ["wx"]] == []


@ROUTES
@pytest.mark.parametrize("mark", ["  - ", "> ", "   1. "])
def test_lines_each_deeper_than_the_last_stay_apart_and_in_order(read, mark: str) -> None:  # type: ignore[no-untyped-def]
    space = ">" if ">" in mark else " "
    lines = [
        (mark * depth if space == ">" else " " * (len(mark) - 2) * depth + mark.strip() + " ")
        + f"w{depth}x\n"
        for depth in range(1, 130)
    ]
    assert read("".join(lines)) == [f"w{depth}x" for depth in range(1, 130)]


def test_the_report_says_how_many_lines_became_paragraphs() -> None:
    _blocks, losses = text_to_blocks("> " * 150 + "one\n\n" + "> " * 120 + "two\n\n> three")
    assert losses == {"nested too deep, written as a paragraph": 2}
