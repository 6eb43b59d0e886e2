"""What follows when the audience of something changes, and what nobody may keep."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ReferenceIndex

from accounts.models import User
from community.models import Question
from kb.enums import Audience
from kb.models import ArticlePage, SectionPage, SharedText
from notifications.kinds import Kind
from notifications.models import Notification
from notifications.services.mail import send_mail_for
from tests.factories import community as forum
from tests.factories import kb
from tests.factories.accounts import UserFactory
from tests.factories.notifications import notification
from tests.kb.audience_world import files_of

pytestmark = pytest.mark.django_db

SECRET = "Free the zzyzx"


def test_a_stricter_section_takes_the_mark_of_its_questions_away(run_tasks: Any) -> None:
    answer = forum.answer()
    promoted = kb.accept(kb.promotion(answer)).article
    assert promoted is not None
    article = kb.approve(promoted)
    question = Question.objects.get(pk=answer.question_id)
    assert question.is_documented

    section = article.get_parent().specific
    section.audience = Audience.MEMBERS
    with run_tasks():
        section.save_revision().publish()

    question.refresh_from_db()
    assert not question.is_documented


def test_who_may_not_read_an_article_any_more_is_not_reminded_of_it(
    client_of: Callable[[User], Client],
) -> None:
    reader = UserFactory(email="mira@example.com")
    article = kb.article(title=SECRET)
    told = notification(reader, kind=Kind.ARTICLE, article_id=article.pk, data={"note": SECRET})
    client = client_of(reader)
    assert SECRET in client.get("/notifications/").content.decode()

    ArticlePage.objects.filter(pk=article.pk).update(audience=Audience.VERIFIED)

    page = client.get("/notifications/").content.decode()
    assert "no longer exists" in page
    assert SECRET not in page
    mail.outbox.clear()
    Notification.objects.filter(pk=told.pk).update(wants_mail=True, mailed_at=None)
    assert not send_mail_for(notification_id=told.pk)
    assert mail.outbox == []


def test_a_url_from_a_mail_asks_visitors_to_sign_in_and_tells_members_why_not(
    client_of: Callable[[User], Client], user: User
) -> None:
    article = kb.article(title=SECRET, audience=Audience.VERIFIED)
    url = reverse("kb:article-changes", args=[article.pk])

    visit = Client().get(url, follow=True)
    refused = client_of(user).get(url)

    assert visit.redirect_chain[0][0].startswith(reverse("account_login"))
    assert refused.status_code == 403
    for answer in (visit, refused):
        assert "for verified buyers" in answer.content.decode()
        assert SECRET not in answer.content.decode()


def test_only_what_everybody_may_see_is_kept_by_others(
    client_of: Callable[[User], Client], user: User
) -> None:
    article = kb.article(audience=Audience.MEMBERS)
    _file, picture = files_of(ArticlePage.objects.get(pk=article.pk))
    url, member = picture.get_rendition("width-20").url, client_of(user)
    assert member.get(url)["Cache-Control"] == "private, no-cache"
    assert member.get(article.get_absolute_url())["Cache-Control"] == "private, no-store"
    assert Client().get(url).status_code == 404
    assert Client().get(f"/media/nowhere/..{url.removeprefix('/media')}").status_code == 404

    ArticlePage.objects.filter(pk=article.pk).update(audience=Audience.PUBLIC)

    assert Client().get(url)["Cache-Control"] == "public, max-age=3600"


def test_a_picture_of_a_shared_text_is_for_those_who_read_an_article_with_it(
    client_of: Callable[[User], Client], editor: User
) -> None:
    holder = kb.article()
    _file, picture = files_of(ArticlePage.objects.get(pk=holder.pk))
    text = SharedText.objects.create(
        title="Wax", slug="wax", content=[("picture", {"image": picture, "alt": "Wax"})]
    )
    article = ArticlePage.objects.get(pk=holder.pk)
    article.body = [("snippet", text)]
    article.save()
    for row in (article, text):
        ReferenceIndex.create_or_update_for_object(row)
    url = picture.get_rendition("width-20").url
    assert Client().get(url).status_code == 200

    SharedText.objects.filter(pk=text.pk).update(live=False)

    assert Client().get(url).status_code == 404
    assert client_of(editor).get(url).status_code == 200


@pytest.mark.parametrize("groups", [[], ["verified_buyers"]])
def test_the_cms_opens_nothing_for_readers(
    client_of: Callable[[User], Client], groups: list[str]
) -> None:
    article = kb.article(title=SECRET, audience=Audience.GROUPS, audience_groups=[])
    reader = client_of(UserFactory(groups=groups))
    urls = [
        reverse("wagtailadmin_pages:edit", args=[article.pk]),
        reverse("wagtailadmin_pages:view_draft", args=[article.pk]),
        reverse("wagtailadmin_pages:history", args=[article.pk]),
        reverse("wagtailadmin_api:pages:detail", args=[article.pk]),
        reverse("wagtailadmin_api:pages:listing"),
        reverse("wagtailadmin_choose_page"),
        reverse("kb_translation", args=[article.pk]),
        reverse("kb:article-care", args=[article.pk]),
        reverse("kb:review-detail", args=[article.pk]),
    ]
    for url in urls:
        answer = reader.get(url)
        assert answer.status_code in (302, 403, 404), url
        assert SECRET not in answer.content.decode(), url


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("groups", [["verified_buyers", "dealers", "testers"], ["editors"]])
def test_readers_with_groups_cost_the_same_among_few_articles_and_many(
    client_of: Callable[[User], Client], groups: list[str]
) -> None:
    for name in groups:
        Group.objects.get_or_create(name=name)
    client = client_of(UserFactory(groups=groups))
    section = kb.section("Tents", audience=Audience.MEMBERS)
    article = kb.article(section=section, audience=Audience.MEMBERS)
    translated = kb.translate(article)
    kb.article(section=section)
    urls = ["/kb/", section.url, article.get_absolute_url(), translated.get_absolute_url()]
    for url in urls:
        client.get(url)
    before = [_queries(client, url) for url in urls]

    rows = kb.many_articles(SectionPage.objects.get(pk=section.pk), 60)
    keys = [row.pk for row in rows]
    ArticlePage.objects.filter(pk__in=keys[::2]).update(audience=Audience.GROUPS)
    ArticlePage.objects.filter(pk__in=keys[::3]).update(language="fi")

    assert [_queries(client, url) for url in urls] == before
