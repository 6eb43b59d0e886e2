"""The texts of the demo: enough of them, in good order, and agreeing with each other."""

import re
from collections import Counter
from datetime import timedelta

import pytest

from community.text.language import detect_language
from community.validation import (
    COMMENT_MAX_LENGTH,
    TAGS_MAX,
    TITLE_MAX_LENGTH,
    TITLE_MIN_LENGTH,
)
from demo.accounts import demo_accounts
from demo.loading.content import ShopContent, read_content
from demo.loading.durations import BadDuration, parse_duration
from demo.loading.threads_format import parse_entries

FILLER = re.compile(r"lorem ipsum|\btodo\b|\bxxx+\b|\bfoo ?bar\b", re.IGNORECASE)
KB_LINK = re.compile(r"\]\(/kb/([\w-]+/[\w-]+)/\)")
SMALLEST_ARTICLE_WORDS = 150


@pytest.fixture(scope="module")
def content() -> ShopContent:
    return read_content()


def test_there_is_as_much_as_the_demo_promises(content: ShopContent) -> None:
    entries = [entry for thread in content.threads for entry in thread.entries]
    answers = [entry for entry in entries if entry.kind == "answer" and not entry.removal]
    assert len(content.sections) >= 12
    assert len(content.articles) >= 40
    assert len(content.threads) >= 80
    assert len(answers) >= 180
    assert len([entry for entry in entries if entry.kind == "comment"]) >= 120
    assert len(content.people) >= 25
    assert 25 <= len(content.tags) <= 45


def test_threads_are_in_every_state_that_a_forum_knows(content: ShopContent) -> None:
    unanswered = [thread for thread in content.threads if not thread.answers]
    solved = [thread for thread in content.threads if any(a.accepted for a in thread.answers)]
    revisions = Counter(
        (thread.slug, entry.position)
        for thread in content.threads
        for entry in thread.entries
        if entry.kind == "edit"
    )
    removed = {a.removal.state for t in content.threads for a in t.answers if a.removal}
    assert len(unanswered) >= 14
    assert len(solved) >= 45
    assert any(thread.closed and thread.closed.duplicate_of for thread in content.threads)
    assert any(thread.locked for thread in content.threads)
    assert max(revisions.values()) >= 2
    assert removed == {"hidden", "deleted"}


@pytest.mark.parametrize(("language", "threads", "articles"), [("pl", 8, 4), ("fi", 8, 4)])
def test_some_of_it_is_polish_and_finnish(
    content: ShopContent, language: str, threads: int, articles: int
) -> None:
    assert sum(thread.language == language for thread in content.threads) >= threads
    assert sum(article.language == language for article in content.articles) >= articles


def test_each_language_is_what_it_says(content: ShopContent) -> None:
    wrong = [
        (thread.slug, detect_language(thread.body))
        for thread in content.threads
        if detect_language(thread.body) != thread.language
    ]
    wrong += [
        (article.key, detect_language(article.body))
        for article in content.articles
        if detect_language(article.body) != article.language
    ]
    assert wrong == []


def test_everybody_who_writes_or_decides_is_somebody(content: ShopContent) -> None:
    known = {person.username for person in content.people}
    named = {thread.author for thread in content.threads}
    named |= {entry.author for thread in content.threads for entry in thread.entries}
    named |= {article.checked_by for article in content.articles}
    named |= {promotion.proposed_by for promotion in content.promotions}
    named |= {flag.by for flag in content.flags}
    assert named - known == set()
    assert {name for name, _password in demo_accounts()} <= known


def test_nobody_writes_before_they_came(content: ShopContent) -> None:
    joined = {person.username: person.joined for person in content.people}
    too_early = [
        (thread.slug, entry.author)
        for thread in content.threads
        for entry in thread.entries
        if joined[entry.author] < thread.age - entry.after
    ]
    too_early += [(t.slug, t.author) for t in content.threads if joined[t.author] < t.age]
    assert too_early == []


def test_nothing_happens_before_what_it_is_about_or_after_today(content: ShopContent) -> None:
    for thread in content.threads:
        written = {0: timedelta(), **{a.position: a.after for a in thread.answers}}
        for entry in thread.entries:
            moments = [entry.after]
            moments += [entry.accepted] if entry.accepted else []
            moments += [entry.removal.after] if entry.removal else []
            assert moments == sorted(moments), (thread.slug, entry.body[:40])
            assert moments[-1] < thread.age, (thread.slug, entry.body[:40])
            assert entry.after >= written[entry.position], (thread.slug, entry.body[:40])


def test_texts_keep_the_limits_of_the_forum(content: ShopContent) -> None:
    tags = {tag.slug for tag in content.tags}
    categories = {category.slug for category in content.categories}
    for thread in content.threads:
        assert TITLE_MIN_LENGTH <= len(thread.title) <= TITLE_MAX_LENGTH, thread.slug
        assert 1 <= len(thread.tags) <= TAGS_MAX, thread.slug
        assert set(thread.tags) <= tags, thread.slug
        assert thread.category in categories, thread.slug
        comments = [entry for entry in thread.entries if entry.kind == "comment"]
        assert all(len(comment.body) <= COMMENT_MAX_LENGTH for comment in comments), thread.slug
    assert all(set(article.tags) <= tags for article in content.articles)
    assert all(tag.description for tag in content.tags)


def test_no_text_is_there_twice_and_none_is_filler(content: ShopContent) -> None:
    bodies = [thread.body for thread in content.threads]
    bodies += [article.body for article in content.articles]
    bodies += [e.body for t in content.threads for e in t.entries if e.kind != "edit"]
    repeated = [body for body, count in Counter(bodies).items() if count > 1]
    assert repeated == []
    assert [body[:60] for body in bodies if FILLER.search(body)] == []
    titles = [thread.title for thread in content.threads] + [a.title for a in content.articles]
    assert len(set(titles)) == len(titles)


def test_an_article_is_long_enough_to_help(content: ShopContent) -> None:
    short = {a.key: len(a.body.split()) for a in content.articles}
    assert {key: n for key, n in short.items() if n < SMALLEST_ARTICLE_WORDS} == {}


def test_links_and_references_lead_somewhere(content: ShopContent) -> None:
    articles = {article.key for article in content.articles}
    answers = {f"{t.slug}#{a.key}" for t in content.threads for a in t.answers if a.key}
    threads = {thread.slug for thread in content.threads}
    linked = {key for article in content.articles for key in KB_LINK.findall(article.body)}
    assert linked - articles == set()
    sources = {source for article in content.articles for source in article.sources}
    assert sources - threads - answers == set()
    assert {promotion.answer for promotion in content.promotions} - answers == set()
    assert {promotion.article for promotion in content.promotions} - articles - {""} == set()
    assert {flag.target for flag in content.flags} - threads == set()


def test_the_shop_gives_the_same_numbers_everywhere(content: ShopContent) -> None:
    prices = {
        r"slider.{0,40}?€(\d+)": {"9"},
        r"[Rr]esoling[^|\n]{0,30}?€(\d+)": {"69"},
        r"main zip[^|\n]{0,40}?€(\d+)": {"38"},
        r"within (\w+) days of delivery": {"60"},
        r"[Ee]xpress[^\n|]{0,30}?€([\d.]+)": {"14.90"},
    }
    texts = [article.body for article in content.articles]
    texts += [entry.body for thread in content.threads for entry in thread.entries]
    for pattern, expected in prices.items():
        found = {match for text in texts for match in re.findall(pattern, text)}
        assert found <= expected, pattern


def test_a_span_is_read_as_people_write_it() -> None:
    assert parse_duration("12d 3h 40m") == timedelta(days=12, hours=3, minutes=40)
    assert parse_duration("-35d") == timedelta(days=-35)


@pytest.mark.parametrize("text", ["", "soon", "3 days", "3x", "3d and 2h"])
def test_a_span_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(BadDuration):
        parse_duration(text)


def test_entries_belong_to_the_post_above_them() -> None:
    body, entries = parse_entries(
        "How?\n\n%% comment ann +1h\nWhat?\n\n%% answer bob +2h | up 3 | accepted +1d\nSo.\n\n"
        "%% comment ann +3h\nThanks."
    )
    assert body == "How?"
    assert [(entry.kind, entry.author, entry.position) for entry in entries] == [
        ("comment", "ann", 0),
        ("answer", "bob", 1),
        ("comment", "ann", 1),
    ]
    assert (entries[1].up, entries[1].accepted) == (3, timedelta(days=1))


def test_a_line_that_nobody_can_read_names_itself() -> None:
    with pytest.raises(ValueError, match="answer bob tomorrow"):
        parse_entries("How?\n\n%% answer bob tomorrow\nSo.")
