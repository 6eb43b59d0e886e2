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


FOREIGN = {
    "Vietnamese": ("Làm thế nào để trả lại lều đã mua?", "trả lại hàng", "đổi size"),
    "Swahili": ("Ninawezaje kurudisha hema niliyonunua?", "kurudisha hema", "Kifurushi kiko wapi?"),
    "Tagalog": ("Paano ko maibabalik ang tolda na binili ko?", "Nasaan ang aking padala?"),
    "Hausa": ("Ta yaya zan mayar da tantin da na saya?", "Ina kunshina yake?"),
    "Yoruba": ("Bawo ni mo ṣe le da agọ ti mo ra pada?", "Nibo ni ẹru mi wa?"),
    "Zulu": ("Ngingalibuyisela kanjani itende engilithengile?", "Liphi iphakethe lami?"),
    "Somali": ("Sidee baan u soo celin karaa teendhada?", "Xagee ku jiraa xirmadaydu?"),
    "Malagasy": ("Ahoana no hamerenako ny tranolay novidiko?",),
    "Slovak": ("Ako môžem vrátiť stan, ktorý som kúpil?", "Kde je môj balík?"),
    "Croatian": ("Kako mogu vratiti šator koji sam kupio?", "Gdje je moj paket?"),
    "Estonian": ("Kuidas saan tagastada ostetud telgi?", "Kus on minu pakk?"),
    "Lithuanian": ("Kaip galiu grąžinti nusipirktą palapinę?", "Kur yra mano siuntinys?"),
    "Basque": ("Nola itzul dezaket erosi nuen denda?", "Non dago nire paketea?"),
    "Icelandic": ("Hvernig skila ég tjaldinu sem ég keypti?", "Hvar er pakkinn minn?"),
    "Welsh": ("Sut gallaf ddychwelyd y babell a brynais?", "Ble mae fy mharsel?"),
    "Bulgarian": ("Как мога да върна палатката, която купих?", "Къде е моята пратка?"),
    "Kazakh": ("Сатып алған шатырымды қалай қайтара аламын?", "Менің сәлемдемем қайда?"),
    "Persian": ("چگونه می‌توانم چادری را که خریدم پس بدهم؟", "بسته من کجاست؟"),
    "Bengali": ("আমি যে তাঁবু কিনেছি তা কীভাবে ফেরত দেব?", "আমার পার্সেল কোথায়?"),
    "Georgian": ("როგორ დავაბრუნო ნაყიდი კარავი?", "სად არის ჩემი ამანათი?"),
    "Amharic": ("የገዛሁትን ድንኳን እንዴት መመለስ እችላለሁ?",),
}


@pytest.mark.parametrize(
    "text",
    [
        *(text for texts in FOREIGN.values() for text in texts),
        *(" ".join([texts[0]] * 60) for texts in FOREIGN.values()),
    ],
)
def test_a_text_in_a_language_that_is_not_known_is_not_taken_for_a_known_one(text):
    """Neither what is stored as the language of a text, nor what a search tries."""
    assert detect_language(text) == ""
    assert detect_language(text, expected=["en"]) == ""
    assert guess_languages(text, expected=["en"]) == []


def test_varieties_count_as_what_they_are_written_like():
    assert detect_language("Korleis kan eg sende tilbake teltet som eg kjøpte?") == "no"
    assert detect_language("Bagaimana saya boleh memulangkan khemah yang saya beli?") == "id"


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
