"""Versions of a text side by side."""

import time

from hypothesis import given
from hypothesis import strategies as st

from community.text import DiffLine, DiffSegment, diff_lines

_texts = st.text(st.sampled_from("ab \n"), max_size=40)


def test_equal_texts_have_only_equal_lines() -> None:
    assert diff_lines("a\n\nb", "a\n\nb") == [DiffLine("equal", line) for line in ("a", "", "b")]


def test_a_changed_line_shows_which_words_changed() -> None:
    removed, added, kept = diff_lines("dry it well\nend", "dry it slowly\nend")
    assert removed.segments == (DiffSegment("equal", "dry it "), DiffSegment("delete", "well"))
    assert added.segments == (DiffSegment("equal", "dry it "), DiffSegment("insert", "slowly"))
    assert (removed.kind, added.kind, kept.kind) == ("delete", "insert", "equal")


def test_lines_that_have_little_in_common_are_shown_whole() -> None:
    lines = diff_lines("wash it by hand", "our shops open at nine")
    assert [line.kind for line in lines] == ["delete", "insert"]
    assert all(len(line.segments) == 1 for line in lines)


def test_a_first_version_is_all_new() -> None:
    assert [line.kind for line in diff_lines("", "a\nb")] == ["insert", "insert"]


@given(_texts, _texts)
def test_both_versions_can_be_read_from_the_comparison(old: str, new: str) -> None:
    lines = diff_lines(old, new)
    assert "\n".join(line.text for line in lines if line.kind != "insert") == old
    assert "\n".join(line.text for line in lines if line.kind != "delete") == new


@given(_texts, _texts)
def test_the_segments_of_a_line_make_up_the_line(old: str, new: str) -> None:
    for line in diff_lines(old, new):
        if line.kind != "equal":
            assert "".join(segment.text for segment in line.segments) == line.text
            assert {segment.kind for segment in line.segments} <= {"equal", line.kind}


def test_long_texts_are_compared_in_bounded_time() -> None:
    started = time.process_time()
    diff_lines("a\nb\n" * 8_000, "b\na\nc\n" * 5_300)
    diff_lines(("x y " * 99 + "\n") * 80, ("y z x " * 66 + "\n") * 80)
    assert time.process_time() - started < 4
