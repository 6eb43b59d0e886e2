"""The query language."""

from hypothesis import given
from hypothesis import strategies as st

from search.query.parser import MAX_QUERY_CHARS, MAX_WORDS, ParsedQuery, parse_query
from search.query.requests import Kind


def test_plain_words_stay_as_they_are():
    assert parse_query("  How do I   return this? ") == ParsedQuery(text="How do I return this?")


def test_operators_are_taken_out_of_the_text():
    query = parse_query(
        'tent "broken pole" -wind tag:tents user:@Mira is:solved is:article lang:pl'
    )
    assert query == ParsedQuery(
        text="tent",
        phrases=("broken pole",),
        excluded=("wind",),
        tags=("tents",),
        author="Mira",
        lang="pl",
        kind=Kind.ARTICLE,
        solved=True,
    )


def test_an_excluded_phrase_is_excluded():
    assert parse_query('tent -"guy line"') == ParsedQuery(text="tent", excluded=("guy line",))


def test_operators_are_no_words_and_what_is_no_operator_is():
    query = parse_query("is:broken tag: note:this score:>3 topic:zips me:")
    assert query.text == "note:this >3 zips me:"


def test_hyphens_inside_words_exclude_nothing():
    assert parse_query("e-mail well-known - 20-30").excluded == ()


def test_a_quote_that_is_never_closed_is_dropped():
    assert parse_query('tent "broken pole') == ParsedQuery(text="tent broken pole")


def test_a_query_that_is_too_long_is_cut_between_words_and_says_so():
    query = parse_query("word " * 200)
    assert query.shortened
    assert len(query.text) <= MAX_QUERY_CHARS
    assert query.text.endswith("word")


def test_more_words_than_allowed_are_dropped_and_it_says_so():
    query = parse_query(" ".join("ab" for _ in range(MAX_WORDS + 1)))
    assert len(query.text.split()) == MAX_WORDS
    assert query.shortened


def test_plain_text_has_the_words_and_the_phrases():
    assert parse_query('tent "broken pole" -wind').plain_text == "tent broken pole"


@given(st.text(max_size=2_000))
def test_parsing_never_fails_and_is_bounded(text):
    query = parse_query(text)
    assert len(query.text) <= MAX_QUERY_CHARS
    assert len(query.text.split()) <= 2 * MAX_WORDS
    assert len(query.phrases) <= 4
    assert len(query.excluded) <= 8
    assert len(query.tags) <= 5


@given(
    st.text(
        alphabet=st.sampled_from('abc "-:'),
        max_size=80,
    ).map(lambda text: f'tag:{text} is:{text} -{text} "{text}"')
)
def test_operators_in_any_mixture_are_understood_somehow(text):
    assert isinstance(parse_query(text), ParsedQuery)
