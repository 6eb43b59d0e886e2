"""Two edits of one body come together block by block: whatever one did, and the other."""

from collections.abc import Callable
from itertools import product
from typing import Any, Final

import pytest
from wagtail.blocks import StreamValue

from kb.blocks import ArticleBodyBlock
from kb.models.stream_versions import merge_streams, print_stream

Body = list[tuple[str, str]]
"""Blocks of code: the id of each, and what it says."""

BEGUN: Final[Body] = [("a", "one"), ("b", "two"), ("c", "three"), ("d", "four")]
BLOCK: Final = ArticleBodyBlock()


def changed(key: str, text: str) -> Callable[[Body], Body]:
    return lambda body: [(k, text if k == key else t) for k, t in body]


def removed(key: str) -> Callable[[Body], Body]:
    return lambda body: [(k, t) for k, t in body if k != key]


def added(key: str, text: str, *, before: str) -> Callable[[Body], Body]:
    def edit(body: Body) -> Body:
        at = [k for k, _t in body].index(before)
        return [*body[:at], (key, text), *body[at:]]

    return edit


def moved_to_the_front(key: str) -> Callable[[Body], Body]:
    return lambda body: sorted(body, key=lambda block: block[0] != key)


EDITS: Final[dict[str, Callable[[Body], Body]]] = {
    "nothing": lambda body: body,
    "changes b": changed("b", "zwei"),
    "changes c": changed("c", "drei"),
    "removes a": removed("a"),
    "adds before b": added("n", "new", before="b"),
    "adds before d": added("m", "more", before="d"),
    "moves d": moved_to_the_front("d"),
}


def stream(body: Body) -> StreamValue:
    return BLOCK.to_python(
        [{"type": "code", "id": key, "value": {"language": "", "code": text}} for key, text in body]
    )


def merged(theirs: Body, mine: Body, begun: Body = BEGUN) -> tuple[Body, list[Any]]:
    value, found = merge_streams("Body", print_stream(stream(begun)), stream(theirs), stream(mine))
    return [(child.id, child.value["code"]) for child in value], found


@pytest.mark.parametrize(
    ("theirs", "mine"), [pair for pair in product(EDITS, EDITS) if pair[0] != pair[1]]
)
def test_what_both_did_at_different_places_is_all_there(theirs: str, mine: str) -> None:
    body, found = merged(EDITS[theirs](BEGUN), EDITS[mine](BEGUN))
    expected = EDITS[mine](EDITS[theirs](BEGUN))
    assert sorted(body) == sorted(expected)
    assert not any(difference.is_clash for difference in found)
    if {"moves d", "adds before b", "adds before d"}.isdisjoint({theirs, mine}):
        assert body == expected
    assert bool(found) == (theirs != "nothing")


@pytest.mark.parametrize("edit", EDITS)
def test_the_same_edit_of_both_is_no_conflict(edit: str) -> None:
    body, found = merged(EDITS[edit](BEGUN), EDITS[edit](BEGUN))
    assert body == EDITS[edit](BEGUN)
    assert found == []


def test_where_both_changed_a_block_mine_stands_and_theirs_is_shown() -> None:
    body, [found] = merged(changed("b", "zwei")(BEGUN), changed("b", "dwa")(BEGUN))
    assert dict(body)["b"] == "dwa"
    assert found.is_clash
    assert "zwei" in " ".join(line.text for line in found.theirs)
    assert "dwa" in " ".join(line.text for line in found.mine)


def test_a_block_that_they_removed_and_i_changed_stays() -> None:
    body, [found] = merged(removed("b")(BEGUN), changed("b", "dwa")(BEGUN))
    assert body == changed("b", "dwa")(BEGUN)
    assert found.is_clash
    assert found.theirs == []


def test_a_block_that_i_removed_and_they_changed_comes_back() -> None:
    body, [found] = merged(changed("b", "zwei")(BEGUN), removed("b")(BEGUN))
    assert body == changed("b", "zwei")(BEGUN)
    assert found.is_clash
    assert found.mine == []


def test_of_two_orders_mine_stands_and_theirs_is_said() -> None:
    body, [found] = merged(moved_to_the_front("d")(BEGUN), moved_to_the_front("c")(BEGUN))
    assert body == moved_to_the_front("c")(BEGUN)
    assert found.is_clash


def test_with_an_unknown_beginning_nothing_is_lost() -> None:
    theirs, mine = changed("b", "zwei")(BEGUN), added("n", "new", before="a")(BEGUN)
    value, found = merge_streams("Body", None, stream(theirs), stream(mine))
    assert [child.id for child in value] == ["n", "a", "b", "c", "d"]
    assert any(difference.is_clash for difference in found)


def test_what_the_editor_rewrites_by_opening_a_text_is_no_change() -> None:
    plain = [{"type": "text", "id": "a", "value": "<p>One &amp; <b>two</b></p>"}]
    keyed = [
        {"type": "text", "id": "a", "value": '<p data-block-key="x1">One &amp; <b>two</b></p>'}
    ]
    base, saved = BLOCK.to_python(plain), BLOCK.to_python(keyed)
    assert print_stream(base) == print_stream(saved)


def test_a_link_that_alone_changed_is_shown() -> None:
    def text(url: str) -> StreamValue:
        html = f'<p><a href="{url}">here</a></p>'
        return BLOCK.to_python([{"type": "text", "id": "a", "value": html}])

    _value, [found] = merge_streams(
        "Body",
        print_stream(text("https://a.example/")),
        text("https://b.example/"),
        text("https://c.example/"),
    )
    assert "b.example" in " ".join(line.text for line in found.theirs)
