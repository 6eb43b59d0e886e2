"""Which language a text is in."""

# ruff: noqa: RUF001 (questions are in several scripts)

import pytest

from community.text.language import OWN_NAMES, detect_language, guess_languages

QUESTIONS = {
    "cs": "Jak mohu vrátit stan, který jsem u vás koupil?",
    "de": "Wie kann ich das Zelt zurückgeben?",
    "en": "How do I return the tent that I bought?",
    "es": "¿Cómo puedo devolver la tienda que compré?",
    "fi": "Miten voin palauttaa teltan, jonka ostin?",
    "fr": "Comment renvoyer la tente que j'ai achetée ?",
    "hu": "Hogyan küldhetem vissza a megvásárolt sátrat?",
    "id": "Bagaimana saya bisa mengembalikan tenda ini?",
    "it": "Come posso restituire la tenda che ho comprato?",
    "jv": "Kepiye carane mbalekake tendha sing wis taktuku?",
    "nl": "Hoe kan ik de tent terugsturen die ik heb gekocht?",
    "pl": "Jak mogę zwrócić namiot, który kupiłem?",
    "pt": "Como posso devolver a tenda que comprei?",
    "ru": "Как вернуть палатку, которую я купил?",
    "sv": "Hur lämnar jag tillbaka tältet som jag köpte?",
    "tr": "Satın aldığım çadırı nasıl iade edebilirim?",
    "zh": "我怎么退回我买的帐篷？",
}


@pytest.mark.parametrize(("language", "text"), QUESTIONS.items())
def test_a_sentence_shows_its_language(language, text):
    assert detect_language(text) == language


def test_a_sentence_in_capitals_shows_it_too():
    assert detect_language(QUESTIONS["pl"].upper()) == "pl"


@pytest.mark.parametrize(
    "text", ["", "   ", "X200", "ABC-123 / 45", "12 345", "tent", "Nordkapp X200"]
)
def test_no_language_is_better_than_a_guess(text):
    assert detect_language(text) == ""


def test_probabilities_add_up_and_the_likeliest_comes_first():
    guesses = guess_languages("return a parcel")
    assert guesses[0].code == "en"
    assert sum(guess.probability for guess in guesses) == pytest.approx(1)
    assert guesses == sorted(guesses, key=lambda guess: -guess.probability)
    assert {guess.code for guess in guesses} == set(OWN_NAMES)


def test_an_expected_language_is_believed_more_readily():
    text = "hvor er min pakke"
    assert guess_languages(text)[0].code == "da"
    assert guess_languages(text, expected=["no"])[0].code == "no"


def test_what_is_expected_does_not_hide_what_a_text_says():
    assert detect_language(QUESTIONS["fi"], expected=["en"]) == "fi"
