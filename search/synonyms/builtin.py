"""What customers of any shop call the same thing: rules that come with the product.

Editors switch off what is wrong for their shop; nothing of this is in the database but that.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from search.synonyms.rules import Rule, read_rule

SHOP_SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        "parcel, package, packet, order, delivery, shipment",
        "refund, money back, reimbursement",
        "return, send back, bring back, give back",
        "exchange, swap",
        "voucher, coupon, promo code, discount code, promotional code",
        "gift card, gift certificate, gift voucher",
        "size chart, size guide, size table, sizing",
        "invoice, receipt, bill, proof of purchase",
        "broken, damaged, defective, faulty",
        "missing, lost",
        "shipping cost, delivery cost, postage, shipping fee, delivery fee",
        "shipping => delivery",
        "dispatch, ship out, send out",
        "warranty, guarantee",
        "cancel, call off",
        "track, trace, follow my parcel",
        "sign in, log in, login",
        "sign up, register, create an account, open an account",
        "unsubscribe, opt out",
        "customer service, customer support, customer care, helpdesk",
        "store, shop, branch",
        "opening hours, business hours, opening times",
        "in stock, available",
        "out of stock, sold out, unavailable",
        "instalments, pay later, pay monthly",
        "colour, color",
        "zip, zipper",
        "backpack, rucksack",
        "torch, flashlight",
        "trousers, pants",
        "sweater, jumper, pullover",
        "trainers, sneakers",
    ),
    "pl": (
        "paczka, przesyłka, zamówienie, dostawa",
        "zwrot pieniędzy, zwrot środków, zwrot kosztów, refundacja",
        "zwrot, zwrócić, odesłać, oddać",
        "wymiana, wymienić, zamienić",
        "bon, voucher, kupon, kod rabatowy, kod promocyjny",
        "karta podarunkowa, karta prezentowa, bon podarunkowy",
        "tabela rozmiarów, rozmiarówka, przewodnik po rozmiarach",
        "faktura, paragon, rachunek, dowód zakupu",
        "uszkodzony, zepsuty, popsuty, wadliwy, zniszczony",
        "zgubiony, zaginiony",
        "koszt dostawy, koszt wysyłki, opłata za wysyłkę, cena dostawy",
        "wysyłka => dostawa, przesyłka",
        "gwarancja, rękojmia",
        "anulować, odwołać, zrezygnować",
        "numer przesyłki, numer paczki, numer śledzenia, list przewozowy",
        "zalogować, logowanie",
        "rejestracja, założyć konto, utworzyć konto",
        "obsługa klienta, biuro obsługi, infolinia",
        "sklep, salon",
        "godziny otwarcia, godziny pracy",
        "wyprzedany, niedostępny",
        "raty, płatność ratalna",
        "zamek, suwak",
    ),
    "fi": (
        "paketti, tilaus, lähetys, toimitus, tilauksen, tilaukseni, lähetyksen, lähetykseni",
        "toimituksen, toimitukseni => paketti, tilaus, lähetys",
        "hyvitys, hyvityksen, rahojen palautus, rahat takaisin, maksun palautus",
        "palautus, palautuksen, palauttaa, lähettää takaisin",
        "vaihto, vaihtaa",
        "alennuskoodi, kuponki, etukoodi, kampanjakoodi, alekoodi",
        "lahjakortti, lahjakoodi",
        "kokotaulukko, mittataulukko, koko-opas",
        "lasku, kuitti, ostotosite",
        "rikki, rikkinäinen, viallinen, vaurioitunut, hajonnut",
        "kadonnut, hävinnyt, hukassa",
        "toimituskulut, postikulut, toimitusmaksu, lähetyskulut",
        "takuu, virhevastuu",
        "peruuttaa, perua",
        "seurantakoodi, seurantatunnus, lähetystunnus",
        "kirjautua, kirjautuminen, sisäänkirjautuminen",
        "rekisteröityä, luoda tili, tehdä tili",
        "asiakaspalvelu, asiakastuki",
        "myymälä, kauppa, liike",
        "aukioloajat, aukiolo",
        "loppuunmyyty, loppu varastosta",
        "osamaksu, erämaksu",
        "vetoketju, vetskari",
    ),
}


@dataclass(frozen=True, slots=True)
class BuiltinRule:
    """A rule that comes with the product; `key` changes with its text."""

    key: str
    language: str
    text: str

    def read(self) -> Rule:
        """The rule as search uses it."""
        return read_rule(self.text, language=self.language, analysed_as=(self.language,))


def builtin_rules() -> Iterator[BuiltinRule]:
    """All of them, by language."""
    for language, texts in SHOP_SYNONYMS.items():
        for text in texts:
            digest = hashlib.blake2b(f"{language}:{text}".encode(), digest_size=8).hexdigest()
            yield BuiltinRule(digest, language, text)
