"""The CMS made for help content: templates, the listing of articles, small fixes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState

from accounts.models import User
from community.models import Tag
from kb.models import ArticlePage, ArticleTemplate, ContentCheckTask, ExpertReviewTask
from kb.services.articles import revise_article
from kb.services.feedback import Reader, record_feedback
from kb.services.review import review_article, submit_for_review
from kb.services.setup import setup_knowledge_base
from tests.factories import community as forum
from tests.factories import kb
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

LISTING_QUERIES = 25
WAGTAIL_QUERIES_PER_ROW = 2
"""Wagtail asks twice whether anything published stands below a page that it lists."""

BODY = "Brush the teeth of the zip with a dry brush before anything else."


def fix(article: ArticlePage, author: User, words: str, weight: str = "typo") -> ArticlePage:
    """An editor changes a published article and says how much that matters."""
    revise_article(actor=author, article=article, body_markdown=words, edit_weight=weight)
    return submit_for_review(actor=author, article=article)


def test_a_fresh_site_has_templates_for_the_usual_sorts_of_article() -> None:
    kb.kb_site()

    assert list(ArticleTemplate.objects.values_list("title", flat=True)) == [
        "How to",
        "Troubleshooting",
        "Policy",
        "Comparison of products",
    ]


def test_setting_up_again_leaves_the_editors_templates_alone() -> None:
    kb.kb_site()
    ArticleTemplate.objects.exclude(title="Policy").delete()

    setup_knowledge_base()

    assert ArticleTemplate.objects.get().title == "Policy"


def test_an_editor_chooses_a_template_and_gets_its_parts_to_fill_in(
    client_of: Callable[[User], Client], editor: User
) -> None:
    section = kb.section("Tents")
    template = ArticleTemplate.objects.get(title="Troubleshooting")
    at_cms = client_of(editor)

    first = at_cms.get(reverse("kb_choose_template"), {"title": "Zips"}).content.decode()
    form = at_cms.get(
        reverse("kb_new_article", args=[section.pk]), {"template": template.pk, "title": "Zips"}
    ).content.decode()

    assert f"title=Zips&amp;template={template.pk}" in first
    assert template.description in first
    assert "The sign in the words that customers use." in form
    assert 'value="Zips"' in form


@pytest.mark.parametrize("number", ["0", "999999", "x", "9" * 40, "1\x00"])
def test_an_unknown_template_gives_an_empty_article(
    number: str, client_of: Callable[[User], Client], editor: User
) -> None:
    section = kb.section("Tents")

    form = client_of(editor).get(reverse("kb_new_article", args=[section.pk]), {"template": number})

    assert form.status_code == 200


def test_experts_do_not_begin_articles(client_of: Callable[[User], Client], expert: User) -> None:
    kb.kb_site()

    assert client_of(expert).get(reverse("kb_choose_template")).status_code == 403


def test_the_listing_says_what_an_editor_asks_and_adds_no_query_of_ours_for_a_row(
    client_of: Callable[[User], Client], editor: User, django_assert_num_queries: Any
) -> None:
    article = kb.approve(kb.draft(title="Wax a zip", actor=editor))
    for helpful in (True, True, True, False):
        reader = Reader.member(UserFactory())
        record_feedback(reader=reader, article=article, helpful=helpful, reason="", comment="")
    browser = client_of(editor)
    url = reverse("articles:index")
    one = browser.get(url).content.decode()
    assert "75 % (4)" in one

    with django_assert_num_queries(LISTING_QUERIES):
        browser.get(url)
    for _ in range(3):
        kb.approve(kb.draft())
    with django_assert_num_queries(LISTING_QUERIES + 3 * WAGTAIL_QUERIES_PER_ROW):
        browser.get(url)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=draft", {"Draft", "In review"}),
        ("state=review", {"In review"}),
        ("state=live", {"Stove", "Sourced"}),
        ("care=sourced", {"Sourced"}),
        ("tag={tag}", {"Stove"}),
        ("section={section}", {"Stove"}),
    ],
)
def test_editors_filter_by_state_care_tag_and_section(
    query: str, expected: set[str], client_of: Callable[[User], Client], editor: User
) -> None:
    section = kb.section("Stoves")
    tag = Tag.objects.create(name="stoves", slug="stoves")
    kb.article(title="Stove", section=section, tags=[tag.name])
    kb.draft(title="Draft")
    kb.hand_in(kb.draft(title="In review"))
    accepted = kb.accept(kb.promotion(forum.answer()))
    assert accepted.article is not None
    ArticlePage.objects.filter(pk=kb.approve(accepted.article).pk).update(
        title="Sourced", draft_title="Sourced"
    )

    asked = query.format(tag=tag.pk, section=section.pk)
    page = client_of(editor).get(f"{reverse('articles:index')}?{asked}")

    shown = {item.title for item in page.context["object_list"]}
    assert shown == expected


def test_a_small_fix_goes_live_after_one_check_by_another_editor(
    editor: User, expert: User
) -> None:
    colleague = kb.editor()
    article = kb.article(body_markdown=BODY, reviewer=expert)
    draft = fix(article, editor, BODY.replace("dry", "stiff"))
    assert isinstance(draft.current_workflow_task, ContentCheckTask)

    published = review_article(actor=colleague, article=draft, action="approve")

    assert published.live
    assert not published.has_unpublished_changes
    assert published.verified_by == expert
    note = TaskState.objects.order_by("-pk")[0].comment
    assert note == "A small change: checked by an editor, no expert was asked."


@pytest.mark.parametrize(
    ("words", "weight"),
    [("Something else " * 40, "typo"), (BODY.replace("dry", "wet"), "major"), (BODY + " Yes.", "")],
    ids=["too much", "called large", "not called small"],
)
def test_what_is_not_a_small_fix_still_needs_an_expert(
    words: str, weight: str, editor: User
) -> None:
    colleague = kb.editor()
    article = kb.article(body_markdown=BODY)
    draft = fix(article, editor, words, weight)

    checked = review_article(actor=colleague, article=draft, action="approve")

    assert checked.has_unpublished_changes
    assert isinstance(checked.current_workflow_task, ExpertReviewTask)


def test_nobody_publishes_a_small_fix_alone() -> None:
    editor = kb.editor()
    article = kb.approve(kb.draft(body_markdown=BODY, actor=editor))
    User.objects.filter(groups__name="editors").exclude(pk=editor.pk).update(is_active=False)

    draft = fix(article, editor, BODY.replace("dry", "stiff"))

    draft.refresh_from_db()
    assert draft.has_unpublished_changes
    assert isinstance(draft.current_workflow_task, ExpertReviewTask)
