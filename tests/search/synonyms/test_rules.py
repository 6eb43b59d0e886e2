"""Rules of synonyms: what is accepted, and how what is not is explained."""

import pytest

from search.synonyms.expansion import MAX_SYNONYMS, SynonymSet
from search.synonyms.rules import Rule, RuleError, check_together, read_rule


def rule(text: str, language: str = "en") -> Rule:
    return read_rule(text, language=language, analysed_as=(language or "en",))


def others(query: str, *texts: str, languages: tuple[str, ...] = ("en",)) -> list[str]:
    return [found.text for found in SynonymSet(map(rule, texts)).expand(query, languages)]


def test_a_rule_is_kept_tidily():
    assert rule("  tent ,  big   shelter,").text == "tent, big shelter"
    assert rule("wellies,gumboots=>rubber  boots").text == "wellies, gumboots => rubber boots"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "at least two words"),
        (" , ,", "at least two words"),
        ("=>", "at least two words"),
        ("tent", "has no synonym"),
        ("=> tent", "is empty"),
        ("tent =>", "is empty"),
        ("a1 => b1 => c1", "only once"),
        ("tent, !!!", "no letters"),
        ("tent, the", "nearly every text"),
        ("tent, Tents", "same word"),
        ("tent => bivvy, tent", "same word"),
        ("tent, one two three four five", "too long"),
        ("tent, " + "x" * 61, "too long"),
        (", ".join(f"word{n}" for n in range(11)), "Too many"),
        ("tent, " * 100, "too long"),
    ],
)
def test_rules_that_make_no_sense_are_explained(text, complaint):
    with pytest.raises(RuleError, match=complaint):
        rule(text)


def test_a_word_starts_from_one_rule_only():
    with pytest.raises(RuleError, match="tent, shelter"):
        check_together(rule("bivvy, tents"), [rule("tent, shelter")])
    with pytest.raises(RuleError, match="already"):
        check_together(rule("tent => bivvy"), [rule("tent => shelter")])


def test_other_languages_do_not_collide_but_rules_for_all_languages_do():
    check_together(rule("but, obuwie", "pl"), [rule("but, however", "fi")])
    with pytest.raises(RuleError, match="already"):
        check_together(rule("tent, shelter", ""), [rule("tent, bivvy", "en")])
    with pytest.raises(RuleError, match="already"):
        check_together(rule("tent, shelter", "en"), [rule("tent, bivvy", "")])


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("b1 => a1", ["a1 => b1"]),
        ("c1 => a1", ["a1 => b1", "b1 => c1"]),
        ("c1 => x1, a1", ["b1, e1", "a1 => d1", "d1 => c1"]),
    ],
)
def test_circles_are_refused(text, before):
    with pytest.raises(RuleError, match="circle"):
        check_together(rule(text), [rule(one) for one in before])


def test_chains_and_shared_targets_are_no_circles():
    check_together(rule("c1 => d1"), [rule("a1 => b1"), rule("b1 => c1"), rule("x1 => d1")])
    check_together(rule("a1, b1"), [rule("x1 => a1")])


def test_the_longest_match_counts_and_synonyms_of_synonyms_do_not():
    rules = ("rubber boots => wellies", "boots => shoes", "wellies => gumboots")
    assert others("red rubber boots", *rules) == ["wellies"]
    assert others("red boots", *rules) == ["shoes"]


def test_what_is_typed_already_is_not_added():
    assert others("tent shelter", "tent, shelter") == []


def test_little_words_and_other_languages_start_nothing():
    assert others("does it leak but not", "leak, drip") == ["drip"]
    polish = SynonymSet([rule("but, obuwie", "pl")])
    assert polish.expand("but zimowy", ("pl",)) != ()
    assert polish.expand("dry but cold tent", ("en", "pl")) == ()
    assert polish.expand("but", ("fi",)) == ()


def test_a_query_gets_a_bounded_number():
    many = [f"w{n} => x{n}a, x{n}b, x{n}c" for n in range(20)]
    assert len(others(" ".join(f"w{n}" for n in range(20)), *many)) == MAX_SYNONYMS
