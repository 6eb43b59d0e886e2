"""The synonyms that come with the product, and switching them off."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import translation

from core.errors import PermissionRefused
from search.models import SwitchedOffSynonyms
from search.services.synonyms import save_synonyms, switch_builtin_synonyms
from search.synonyms.builtin import builtin_rules
from search.synonyms.rules import check_together
from tests.factories import community as forum
from tests.factories.accounts import UserFactory
from tests.factories.search import build_index
from tests.kb.test_two_editors import browser_of, chief, form_on


def test_every_rule_can_be_used_beside_the_others():
    rules = [rule.read() for rule in builtin_rules()]
    assert {rule.language for rule in rules} == {"en", "pl", "fi"}
    for number, rule in enumerate(rules):
        check_together(rule, rules[:number])
    keys = [rule.key for rule in builtin_rules()]
    assert len(set(keys)) == len(keys)


SHOP = {
    "en": {
        "Where is my parcel?": ("where is my package", "track my order", "where is my delivery"),
        "When do I get my refund?": ("money back",),
        "How to return shoes": ("send shoes back", "give back shoes"),
        "Using a voucher": ("promo code", "coupon", "discount code"),
        "Our size chart": ("size guide", "sizing"),
        "Getting an invoice": ("receipt", "bill"),
        "My lamp arrived damaged": ("broken lamp", "defective lamp", "faulty lamp"),
    },
    "pl": {
        "Gdzie jest moja paczka?": ("gdzie jest moje zamówienie", "gdzie przesyłka"),
        "Kiedy dostanę zwrot pieniędzy?": ("zwrot środków", "refundacja"),
        "Jak wpisać kod rabatowy?": ("kupon", "kod promocyjny"),
        "Tabela rozmiarów butów": ("rozmiarówka",),
        "Lampa przyszła uszkodzona": ("zepsuta lampa", "wadliwa lampa"),
    },
    "fi": {
        "Missä pakettini on?": ("missä tilaukseni on", "missä lähetys on"),
        "Milloin saan rahat takaisin?": ("hyvitys", "rahojen palautus"),
        "Alennuskoodin käyttäminen": ("kuponki", "etukoodi"),
        "Lamppu tuli perille rikki": ("viallinen lamppu", "vaurioitunut lamppu"),
    },
}


@pytest.mark.django_db
@pytest.mark.parametrize("language", SHOP)
def test_what_a_shop_calls_otherwise_is_found_in_the_language_of_the_reader(client, language):
    for code, titles in SHOP.items():
        for title in titles:
            forum.ask(title=title, language=code)
    build_index()
    with translation.override(language):
        for title, queries in SHOP[language].items():
            for query in queries:
                page = client.get(
                    "/search/", {"q": query}, headers={"accept-language": language}
                ).context["page"]
                assert [card.title for card in page.results[:1]] == [title], query
                assert page.did_you_mean == ""


@pytest.mark.django_db
def test_an_editor_switches_rules_off_and_on(client, admin_client):
    forum.ask(title="Where is my parcel?", language="en")
    build_index()

    def total() -> int:
        return int(client.get("/api/v1/search", {"q": "package"}).json()["total"])

    assert total() == 1
    page = admin_client.get(reverse("search_builtin_synonyms"))
    assert "parcel, package, packet" in page.content.decode()
    keys = {rule.key: rule for rule in builtin_rules()}
    kept = [key for key, rule in keys.items() if "parcel, package" not in rule.text]

    admin_client.post(reverse("search_builtin_synonyms"), {"on": kept})
    assert SwitchedOffSynonyms.objects.count() == 1
    assert total() == 0

    admin_client.post(reverse("search_builtin_synonyms"), {"on": list(keys)})
    assert total() == 1


@pytest.mark.django_db
def test_two_editors_of_the_list_undo_nothing_unseen():
    url = reverse("search_builtin_synonyms")
    first, second = browser_of(UserFactory(groups=["editors"])), browser_of(chief())
    theirs, mine, *_more = [rule.key for rule in builtin_rules()]

    def switched(page: Any, *off: str) -> dict[str, Any]:
        return {
            "begun_from": form_on(page)["begun_from"],
            "on": [rule.key for rule in builtin_rules() if rule.key not in off],
        }

    forms = switched(first.get(url), theirs), switched(second.get(url), mine)
    assert first.post(url, forms[0]).status_code == 302
    refused = second.post(url, forms[1])

    assert set(SwitchedOffSynonyms.objects.values_list("key", flat=True)) == {theirs}
    page = BeautifulSoup(refused.content, "html.parser")
    assert "Nothing is saved yet" in page.get_text()
    assert "You both changed this" in page.find(id="versions").get_text()
    texts = {rule.key: rule.text for rule in builtin_rules()}
    assert [side.get_text().strip() for side in page.select(".versions__text")] == [
        texts[theirs],
        texts[mine],
    ]
    boxes = page.select("input[name=on]")
    assert {box["value"] for box in boxes if not box.has_attr("checked")} == {theirs, mine}

    assert second.post(url, switched(refused, theirs, mine)).status_code == 302
    assert set(SwitchedOffSynonyms.objects.values_list("key", flat=True)) == {theirs, mine}


@pytest.mark.django_db
def test_rules_of_editors_work_beside_those_of_the_product(client):
    forum.ask(title="Where is my parcel?", language="en")
    build_index()
    save_synonyms(actor=UserFactory(groups=["editors"]), language="en", text="box => parcel")
    assert client.get("/api/v1/search", {"q": "box"}).json()["total"] == 1
    assert client.get("/api/v1/search", {"q": "package"}).json()["total"] == 1


@pytest.mark.django_db
def test_only_editors_switch_rules(client, user):
    with pytest.raises(PermissionRefused):
        switch_builtin_synonyms(actor=user, off=[rule.key for rule in builtin_rules()])
    client.force_login(user)
    assert client.post(reverse("search_builtin_synonyms"), {}).status_code in {302, 403}
    assert not SwitchedOffSynonyms.objects.exists()
