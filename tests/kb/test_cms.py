"""The CMS as an editor and an expert find it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from kb.models import ArticlePage, SectionPage
from tests.factories import kb

pytestmark = pytest.mark.django_db

BODY_FIELDS = {
    "body-count": "1",
    "body-0-deleted": "",
    "body-0-order": "0",
    "body-0-type": "text",
    "body-0-id": "",
    "body-0-value": '{"blocks": [{"key": "a", "text": "Brush it.", "type": "unstyled", "depth": 0,'
    ' "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}',
    "comments-TOTAL_FORMS": "0",
    "comments-INITIAL_FORMS": "0",
    "comments-MIN_NUM_FORMS": "0",
    "comments-MAX_NUM_FORMS": "",
}


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {name: value for name, value in BODY_FIELDS.items() if name != "body-count"},
        BODY_FIELDS | {"body-count": "many"},
        {name: value for name, value in BODY_FIELDS.items() if name != "body-0-type"},
        BODY_FIELDS | {"body-0-value": "{not JSON"},
    ],
)
@pytest.mark.parametrize("is_new", [True, False])
def test_a_form_without_its_fields_is_a_malformed_request(
    sent: dict[str, str],
    is_new: bool,
    client_of: Callable[[User], Client],
    editor: User,
) -> None:
    draft = kb.draft(actor=editor)
    url = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    if is_new:
        parent = draft.get_parent()
        url = reverse("wagtailadmin_pages:add", args=["kb", "articlepage", parent.pk])

    response = client_of(editor).post(url, {"title": "Zip", **sent})

    assert response.status_code == 400
    assert ArticlePage.objects.get().title == draft.title


@pytest.mark.parametrize(
    "name",
    ["wagtailadmin_home", "wagtailadmin_explore_root", "articles:index", "wagtailimages:index"],
)
def test_an_editor_meets_no_dead_end(
    name: str, client_of: Callable[[User], Client], editor: User
) -> None:
    kb.draft(actor=editor)

    response = client_of(editor).get(reverse(name), follow=True)

    assert response.status_code == 200


def test_an_editor_writes_an_article_and_hands_it_in(
    client_of: Callable[[User], Client], editor: User
) -> None:
    section = kb.section("Tents")
    at_cms = client_of(editor)
    url = reverse("wagtailadmin_pages:add", args=["kb", "articlepage", section.pk])

    assert at_cms.get(url).status_code == 200
    response = at_cms.post(
        url,
        {
            **BODY_FIELDS,
            "title": "Free a stuck zip",
            "slug": "free-a-stuck-zip",
            "summary": "Brush it.",
            "tags": "",
            "keywords": "zipper, slider",
            "language": "en",
            "audience": "public",
            "names-TOTAL_FORMS": "0",
            "names-INITIAL_FORMS": "0",
            "action-submit": "1",
        },
    )

    assert response.status_code == 302
    article = ArticlePage.objects.get()
    assert (article.live, article.owner) == (False, editor)
    assert article.workflow_in_progress
    assert kb.approve(article).live


def test_a_section_needs_no_expert(client_of: Callable[[User], Client], editor: User) -> None:
    index = kb.kb_site()

    client_of(editor).post(
        reverse("wagtailadmin_pages:add", args=["kb", "sectionpage", index.pk]),
        {
            **BODY_FIELDS,
            "title": "Stoves",
            "slug": "stoves",
            "summary": "Hot water anywhere.",
            "audience": "public",
            "names-TOTAL_FORMS": "0",
            "names-INITIAL_FORMS": "0",
            "action-submit": "1",
        },
    )

    assert SectionPage.objects.get().live
    assert Client().get("/kb/stoves/").status_code == 200


def test_the_front_page_shows_what_waits(client_of: Callable[[User], Client], editor: User) -> None:
    kb.promotion()

    page = client_of(editor).get(reverse("wagtailadmin_home")).content.decode()

    assert "Proposed answers" in page
    assert reverse("kb:promotion-list") in page


def test_an_expert_may_enter_and_sees_no_proposals_menu(
    client_of: Callable[[User], Client], expert: User
) -> None:
    kb.kb_site()

    page = client_of(expert).get(reverse("wagtailadmin_home")).content.decode()

    assert reverse("kb:review-list") in page
    assert "kb-proposals" not in page


def test_members_do_not_enter(client_of: Callable[[User], Client], user: User) -> None:
    kb.kb_site()

    assert client_of(user).get(reverse("wagtailadmin_home")).status_code == 302
    for name in ("kb:promotion-list", "kb:review-list"):
        assert client_of(user).get(reverse(name)).status_code == 403
        assert Client().get(reverse(name)).status_code == 302
