"""Articles in several languages: made, read, found, and kept with their source."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.errors import Conflict, InvalidInput, PermissionRefused
from kb.models import ArticlePage, SectionName, SectionPage
from kb.selectors.articles import neighbours, section_articles
from kb.selectors.translations import article_translations
from kb.services.articles import create_article, revise_article
from kb.services.setup import setup_knowledge_base
from kb.services.translations import link_translation, mark_synced, start_translation
from search.services.indexing import rebuild_index
from tests.factories import community as forum
from tests.factories import kb

pytestmark = pytest.mark.django_db

POLISH = {"Accept-Language": "pl"}


def page_of(article: ArticlePage, client: Client | None = None, **headers: str) -> str:
    answer = (client or Client()).get(article.get_absolute_url(), headers=headers or None)
    assert answer.status_code == 200
    return answer.content.decode()


class TestTranslating:
    def test_a_translation_begins_as_a_draft_beside_its_source(self, editor: User) -> None:
        source = kb.article(title="Free a stuck zip", tags=[])

        draft = start_translation(actor=editor, article=source, language="pl")

        assert not draft.live
        assert (draft.language, draft.locale.language_code) == ("pl", "pl")
        assert draft.translation_key == source.translation_key
        assert draft.get_parent() == source.get_parent()
        assert draft.get_absolute_url() == source.get_absolute_url().rstrip("/") + "-pl/"
        assert draft.owner == editor
        assert draft.verified_on is None
        assert draft.body.get_prep_value() == source.body.get_prep_value()
        assert Client().get(draft.get_absolute_url()).status_code == 404

    def test_the_reviewer_of_the_source_may_review_the_translation(self) -> None:
        translation = kb.translate(kb.article())

        assert translation.live
        assert translation.verified_on is not None

    def test_each_language_once(self, editor: User) -> None:
        source = kb.article()
        translation = kb.translate(source)

        with pytest.raises(Conflict):
            start_translation(actor=editor, article=source, language="pl")
        with pytest.raises(Conflict):
            start_translation(actor=editor, article=translation, language="en")
        with pytest.raises(InvalidInput):
            revise_article(actor=editor, article=translation, language="en")

        assert ArticlePage.objects.count() == 2

    def test_a_translation_of_a_translation_is_one_of_its_source(self, editor: User) -> None:
        source = kb.article()

        finnish = start_translation(actor=editor, article=kb.translate(source), language="fi")

        assert finnish.translation.source == source

    def test_only_editors_translate(self, user: User) -> None:
        source = kb.article()

        with pytest.raises(PermissionRefused):
            start_translation(actor=user, article=source, language="pl")

        assert ArticlePage.objects.get() == source

    def test_a_language_that_is_not_enabled_is_named(self, editor: User) -> None:
        with pytest.raises(InvalidInput) as refusal:
            start_translation(actor=editor, article=kb.article(), language="de")

        assert "German is not enabled" in str(refusal.value.fields["language"])

    def test_articles_that_are_there_can_be_tied_together(self, editor: User) -> None:
        source = kb.article()
        polish = kb.article(language="pl", title="Zamek")

        link_translation(actor=editor, article=polish, source=source)

        links = article_translations(source, editor)
        assert [(link.language, link.is_this) for link in links] == [("en", True), ("pl", False)]
        with pytest.raises(InvalidInput):
            link_translation(actor=editor, article=source, source=source)
        with pytest.raises(Conflict):
            link_translation(actor=editor, article=kb.article(language="pl"), source=source)

    def test_the_set_up_gives_older_articles_the_locale_of_their_language(self) -> None:
        article = kb.article(language="fi")
        english = kb.article()
        ArticlePage.objects.filter(pk=article.pk).update(locale=english.locale)

        setup_knowledge_base()

        assert ArticlePage.objects.get(pk=article.pk).locale.language_code == "fi"

    def test_a_translation_may_move_to_another_section(self) -> None:
        assert kb.translate(kb.article()).can_move_to(kb.section("Elsewhere"))


class TestReading:
    def test_readers_switch_between_the_languages_that_are_there(self) -> None:
        source = kb.article(title="Free a stuck zip")
        translation = kb.translate(source)

        page = page_of(source)

        url = translation.get_absolute_url()
        assert f'<a class="chip" href="{url}" lang="pl" hreflang="pl">Polski</a>' in page
        assert 'lang="en" aria-current="true">English</span>' in page
        assert f'hreflang="pl" href="http://testserver{url}"' in page
        assert f'hreflang="x-default" href="http://testserver{source.get_absolute_url()}"' in page

    def test_a_reader_is_led_to_their_own_language(self) -> None:
        source = kb.article()
        translation = kb.translate(source)

        assert "This article is there in English, too:" in page_of(translation)
        page = page_of(source, **POLISH)
        assert 'class="notice notice--info"' in page
        assert translation.title in page

    def test_a_missing_language_is_admitted(self) -> None:
        page = page_of(kb.article(language="fi"))

        assert "Not yet in English. You are reading it in Finnish." in page
        assert '<article class="article" lang="fi">' in page

    def test_an_article_of_one_language_says_nothing_about_languages(self) -> None:
        page = page_of(kb.article())

        assert "hreflang" not in page
        assert 'class="languages"' not in page

    def test_a_section_shows_each_article_once_in_the_best_language(self) -> None:
        section = kb.section("Tents")
        both = kb.article(section=section, title="Free a stuck zip")
        kb.article(section=section, title="Only in English")
        kb.translate(both, title="Zacięty zamek")
        SectionName.objects.create(section=section, language="pl", title="Namioty")
        url = section.get_url() or ""

        english = Client().get(url).content.decode()
        polish = Client().get(url, headers=POLISH).content.decode()
        chosen = Client().get(f"{url}?lang=pl").content.decode()

        assert "Free a stuck zip" in english
        assert "Zacięty zamek" not in english
        assert "2 articles" in english
        for page in (polish, chosen):
            assert "Namioty</h1>" in page
            assert "Zacięty zamek" in page
            assert "Free a stuck zip" not in page
            assert "Only in English" in page
        assert "Polski <span" in english
        assert '<h1 dir="auto" lang="pl">' in chosen
        assert "?sort=helpful&amp;lang=pl" in chosen
        assert "Namioty" in Client().get("/kb/", headers=POLISH).content.decode()
        assert "1 article" not in Client().get("/kb/").content.decode()

    def test_neighbours_are_of_the_same_language_where_there_are_such(self) -> None:
        section = kb.section("Tents")
        first, second = (kb.article(section=section) for _ in range(2))
        polish = kb.translate(first)
        kb.translate(second, title="Drugi")

        following = neighbours(first, kb.editor()).following
        polish_neighbours = neighbours(polish, kb.editor())

        assert following is not None
        assert following.id == second.pk
        assert polish_neighbours.following is not None
        assert polish_neighbours.following.title == "Drugi"
        assert len(section_articles(section, kb.editor())) == 2

    def test_the_api_lists_translations(self, django_assert_num_queries: Any) -> None:
        source = kb.article()
        translation = kb.translate(source)

        found = Client().get(f"/api/v1/articles/{source.pk}").json()

        assert found["translations"] == [
            {
                "id": translation.pk,
                "language": "pl",
                "title": translation.title,
                "url": f"http://testserver{translation.get_absolute_url()}",
            }
        ]

    def test_search_shows_an_article_once_in_the_language_of_the_reader(self) -> None:
        source = kb.article(title="Zip of the Tatra tent")
        translation = kb.translate(source, title="Zamek namiotu Tatra")
        rebuild_index()

        english = Client().get("/api/v1/search?q=tatra").json()["items"]
        polish = Client().get("/api/v1/search?q=tatra", headers=POLISH).json()["items"]
        filtered = Client().get("/api/v1/search?q=tatra&lang=pl").json()["items"]

        assert [item["id"] for item in english] == [source.pk]
        assert [item["id"] for item in polish] == [translation.pk]
        assert [item["id"] for item in filtered] == [translation.pk]


class TestStayingTrue:
    def test_readers_are_told_by_the_weight_of_what_changed(self) -> None:
        source = kb.article(title="Free a stuck zip")
        translation = kb.translate(source)
        assert "out of date since" not in page_of(translation)

        mended = kb.BODY.replace("Dirt and wear", "Dirt or wear")
        revise_article(actor=kb.editor(), article=source, body_markdown=mended, edit_weight="typo")
        kb.approve(source)
        assert "a little clearer" not in page_of(translation)
        kb.change(source, "minor")
        assert "a little clearer" in page_of(translation)
        kb.change(source, "major", "The wax is gone.")

        page = page_of(translation)
        assert "This translation has been out of date since" in page
        assert "The wax is gone." in page
        assert source.get_absolute_url() in page
        assert "out of date since" not in page_of(source)

    def test_the_banner_goes_when_the_translation_says_it_too(self, editor: User) -> None:
        source = kb.article()
        translation = kb.translate(source)
        kb.change(source, "major")

        revise_article(actor=kb.editor(), article=translation, summary="Teraz inaczej.")
        mark_synced(actor=editor, article=translation)
        assert "out of date since" in page_of(translation)
        kb.approve(translation)

        assert "out of date since" not in page_of(translation)

    def test_where_no_word_has_to_change_it_goes_at_once(self, editor: User) -> None:
        source = kb.article()
        translation = kb.translate(source)
        kb.change(source, "major")

        mark_synced(actor=editor, article=translation)

        assert "out of date since" not in page_of(translation)

    def test_a_source_that_the_reader_may_not_read_is_not_named(self) -> None:
        source = kb.article(title="The secret original")
        translation = kb.translate(source)
        kb.change(source, "major")
        ArticlePage.objects.filter(pk=source.pk).update(audience="verified")

        page = page_of(translation)

        assert "The secret original" not in page
        assert source.get_absolute_url() + '"' not in page


class TestLanguagesThatAreNotEnabled:
    def test_a_draft_is_kept_and_not_published(self, expert: User) -> None:
        draft = create_article(
            actor=kb.editor(),
            section=kb.section("Tents"),
            title="Reißverschluss",
            summary="Wachs hilft.",
            body_markdown="Wachs hilft.",
            language="de",
        )

        with pytest.raises(InvalidInput) as refusal:
            kb.approve(draft)

        assert "German is not enabled" in str(refusal.value.fields["language"])
        kept = ArticlePage.objects.get(pk=draft.pk)
        assert not kept.live
        assert kept.get_latest_revision_as_object().language == "de"

    def test_the_form_offers_enabled_languages_and_keeps_the_one_it_has(
        self, client_of: Callable[[User], Client], editor: User, settings: Any
    ) -> None:
        article = kb.article(language="fi")
        settings.STOA_CONTENT_LANGUAGES = ["en", "pl"]

        page = client_of(editor).get(reverse("wagtailadmin_pages:edit", args=[article.pk]))

        content = page.content.decode()
        assert '<option value="fi" selected>Finnish</option>' in content
        assert '<option value="de"' not in content

    def test_a_published_article_stays_when_its_language_is_switched_off(
        self, settings: Any
    ) -> None:
        article = kb.article(language="fi")
        settings.STOA_CONTENT_LANGUAGES = ["en", "pl"]

        assert '<article class="article" lang="fi">' in page_of(article)

    def test_an_administrator_is_told_in_the_cms(
        self, client_of: Callable[[User], Client], admin: User
    ) -> None:
        draft = kb.draft(language="de")
        client = client_of(admin)
        url = reverse("wagtailadmin_pages:edit", args=[draft.pk])
        values = {
            "title": draft.title,
            "slug": draft.slug,
            "summary": "Wachs hilft wirklich.",
            "language": "de",
            "audience": "public",
            "body-count": "0",
            "action-publish": "1",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
        }

        answer = client.post(url, values, follow=True)

        assert "German is not enabled" in answer.content.decode()
        kept = ArticlePage.objects.get(pk=draft.pk)
        assert not kept.live
        assert kept.get_latest_revision_as_object().summary == "Wachs hilft wirklich."


def test_sections_are_one_place_for_all_languages() -> None:
    section = kb.section("Tents")
    translation = kb.translate(kb.article(section=section))

    assert SectionPage.objects.get() == section
    assert section.get_translation(translation.locale) == section


def test_a_title_in_another_language_says_in_which(client: Client) -> None:
    answer = forum.answer()
    made = kb.accept(kb.promotion(answer)).article
    assert made is not None
    article = kb.approve(made)
    places = (answer.question.get_absolute_url(), "/", "/kb/", article.get_parent().url)
    assert not any("English" in main_of(client, place) for place in places[:2])

    for place in places:
        client.cookies["django_language"] = "pl"
        assert "ngielski" in main_of(client, place), place


def main_of(client: Client, url: str) -> str:
    page = client.get(url).content.decode()
    return page[page.index("<main") : page.index("</main>")]


def test_who_reviews_a_translation_sees_the_original_beside_it(
    editor: User, client_of: Callable[[User], Client]
) -> None:
    source = kb.article(title="Free a stuck zip", body_markdown="Rub zzyzx along the teeth.")
    draft = start_translation(actor=editor, article=source, language="pl")
    revise_article(actor=editor, article=draft, title="Zamek", body_markdown="Natrzyj woskiem.")
    kb.hand_in(draft)

    page = client_of(kb.expert()).get(reverse("kb:review-detail", args=[draft.pk]))

    text = page.content.decode()
    assert "translation from English into Polish" in text
    assert "Rub zzyzx along the teeth" in text[text.index("The original") :]
    assert "Source answers" not in text
