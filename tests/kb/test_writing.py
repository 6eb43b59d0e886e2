"""Writing in the CMS: drafts that save themselves, two editors, locks, comments, older versions."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Comment
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from accounts.models import User
from kb.models import ArticlePage, ArticleTemplate
from kb.services.articles import revise_article
from kb.services.review import NotFinished, review_article, submit_for_review
from tests.factories import kb

pytestmark = pytest.mark.django_db

EMPTY_PICTURE = {"image": "", "address": "", "alt": "", "caption": "", "credit": ""}
EMPTY_VIDEO = {"address": "", "title": "", "transcript": rich_text("")}
EMPTY_LINKS = {
    "title": "",
    "links-count": "1",
    "links-0-deleted": "",
    "links-0-order": "0",
    "links-0-type": "item",
    "links-0-id": "",
    "links-0-value-page": "",
    "links-0-value-address": "",
    "links-0-value-text": "",
}
UNFINISHED = [("picture", EMPTY_PICTURE), ("video", EMPTY_VIDEO), ("related", EMPTY_LINKS)]


def loaded(article: ArticlePage) -> dict[str, str]:
    """Which version the editor's page shows."""
    revision = now_again(article).latest_revision
    return {
        "loaded_revision_id": str(revision.pk),
        "loaded_revision_created_at": revision.created_at.isoformat(),
    }


def form_of(article: ArticlePage, **changes: Any) -> dict[str, Any]:
    """What the browser sends of an article's form."""
    draft = now_again(article).get_latest_revision_as_object()
    fields = {
        "title": draft.title,
        "slug": draft.slug,
        "summary": draft.summary,
        "body": streamfield([("text", rich_text("<p>Brush it.</p>"))]),
        "tags": "",
        "keywords": "",
        "language": draft.language,
        "audience": draft.audience,
        **loaded(article),
        "comments": inline_formset([]),
    }
    return dict(nested_form_data(fields | changes))


def now_again(article: ArticlePage) -> ArticlePage:
    return ArticlePage.objects.get(pk=article.pk)


def edit_url(article: ArticlePage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[article.pk])


def autosave(client: Client, article: ArticlePage, **changes: Any) -> dict[str, Any]:
    response = client.post(
        edit_url(article), form_of(article, **changes), headers={"Accept": "application/json"}
    )
    answer: dict[str, Any] = json.loads(response.content)
    return answer


def test_a_draft_saves_itself_with_blocks_that_are_still_empty(
    client_of: Callable[[User], Client], editor: User
) -> None:
    draft = kb.draft(actor=editor)

    saved = autosave(client_of(editor), draft, summary="", body=streamfield(UNFINISHED))

    assert saved["success"]
    body = now_again(draft).get_latest_revision_as_object().body
    assert [block.block_type for block in body] == ["picture", "video", "related"]


def test_an_unfinished_draft_is_not_handed_in_and_says_what_is_missing(
    client_of: Callable[[User], Client], editor: User, expert: User
) -> None:
    draft = kb.draft(actor=editor)
    client = client_of(editor)
    autosave(client, draft, summary="", body=streamfield(UNFINISHED))
    missing = {
        "summary": ["The summary is missing."],
        "body": ["These blocks are not finished: Picture, Video, Related links."],
    }

    with pytest.raises(NotFinished) as refusal:
        submit_for_review(actor=editor, article=draft)
    with pytest.raises(NotFinished):
        review_article(actor=expert, article=draft, action="approve")
    page = client.post(reverse("kb:review-submit", args=[draft.pk]), follow=True)

    assert refusal.value.fields == missing
    assert page.redirect_chain == [(edit_url(draft), 302)]
    for texts in missing.values():
        assert texts[0] in page.content.decode()
    assert not now_again(draft).workflow_in_progress


def test_the_cms_itself_refuses_to_hand_in_what_is_unfinished_and_keeps_it(
    client_of: Callable[[User], Client], editor: User
) -> None:
    draft = kb.draft(actor=editor)
    form = form_of(draft, summary="A new summary", body=streamfield(UNFINISHED))

    response = client_of(editor).post(edit_url(draft), form | {"action-submit": "1"})

    assert response.status_code == 200
    assert "A new summary" in response.content.decode()
    assert not now_again(draft).workflow_in_progress


def test_the_later_of_two_editors_is_not_saved_over_the_earlier(
    client_of: Callable[[User], Client], editor: User
) -> None:
    draft = kb.draft(actor=editor)
    seen = loaded(draft)
    revise_article(actor=kb.editor(), article=draft, summary="The colleague was quicker.")

    answer = autosave(client_of(editor), draft, summary="Mine.", **seen)

    assert not answer["success"]
    newest = now_again(draft).get_latest_revision_as_object()
    assert newest.summary == "The colleague was quicker."


def test_a_lock_keeps_colleagues_and_proposals_out_until_it_is_given_back(
    client_of: Callable[[User], Client], editor: User
) -> None:
    draft = kb.draft(actor=editor)
    colleague = kb.editor()
    mine, theirs = client_of(editor), client_of(colleague)

    mine.post(reverse("wagtailadmin_pages:lock", args=[draft.pk]))
    seen = theirs.get(edit_url(draft)).content.decode()
    theirs.post(edit_url(draft), form_of(draft, summary="Not mine to change"))

    assert "was locked</b> by" in seen
    assert now_again(draft).get_latest_revision_as_object().summary != "Not mine to change"
    mine.post(reverse("wagtailadmin_pages:unlock", args=[draft.pk]))
    theirs.post(edit_url(draft), form_of(draft, summary="Now it is"))
    assert now_again(draft).get_latest_revision_as_object().summary == "Now it is"


def test_editors_comment_on_a_draft_and_see_the_comment(
    client_of: Callable[[User], Client], editor: User
) -> None:
    draft = kb.draft(actor=editor)
    client = client_of(editor)
    comment = {
        "text": "Is a day enough in winter?",
        "contentpath": "summary",
        "position": "",
        "user": editor.pk,
        "replies": inline_formset([]),
    }

    client.post(edit_url(draft), form_of(draft, comments=inline_formset([comment])))

    made = Comment.objects.get()
    assert (made.user, made.contentpath) == (editor, "summary")
    assert (
        "Is a day enough in winter?" in client_of(kb.editor()).get(edit_url(draft)).content.decode()
    )


def test_an_older_version_is_compared_and_brought_back(
    client_of: Callable[[User], Client], editor: User
) -> None:
    draft = kb.draft(actor=editor, summary="Brush the teeth.")
    first = now_again(draft).latest_revision
    revise_article(actor=editor, article=draft, summary="Wax the teeth.")
    second = now_again(draft).latest_revision
    client = client_of(editor)
    names = ["revisions_compare", "revisions_revert"]
    compare, revert = (f"wagtailadmin_pages:{name}" for name in names)

    compared = client.get(reverse(compare, args=[draft.pk, first.pk, second.pk])).content.decode()
    offered = client.get(reverse(revert, args=[draft.pk, first.pk])).content.decode()
    client.post(
        edit_url(draft),
        form_of(draft, summary="Brush the teeth.") | {"revision": str(first.pk)},
    )

    assert '<span class="deletion">' in compared
    assert "Brush the teeth." in offered
    newest = now_again(draft).get_latest_revision_as_object()
    assert (newest.summary, draft.revisions.count()) == ("Brush the teeth.", 3)


def test_a_draft_is_previewed_before_it_is_saved_and_before_it_is_published(
    client_of: Callable[[User], Client], editor: User
) -> None:
    draft = kb.draft(actor=editor)
    client = client_of(editor)
    saved = reverse("wagtailadmin_pages:preview_on_edit", args=[draft.pk])
    section = draft.get_parent()
    unsaved = reverse("wagtailadmin_pages:preview_on_add", args=["kb", "articlepage", section.pk])

    for url, slug in ((saved, draft.slug), (unsaved, "a-new-one")):
        form = form_of(draft, title="Previewed", slug=slug)
        assert client.post(url, form).json()["is_valid"]
        page = client.get(url)
        assert page.status_code == 200
        assert "Previewed</h1>" in page.content.decode()
        assert "Not published yet" in page.content.decode()
        assert "/search/related/" not in page.content.decode()


def test_words_of_a_template_are_saved_in_a_draft_but_not_handed_in(
    client_of: Callable[[User], Client], editor: User
) -> None:
    kb.kb_site()
    template = ArticleTemplate.objects.get(title="How to")
    instruction = "<p>Name the tools, the parts and the time it takes.</p>"
    assert instruction in str(template.body.render_as_block())
    draft, client = kb.draft(actor=editor), client_of(editor)
    with_words = {
        "body": streamfield([("text", rich_text(f"<h2>What you need</h2>{instruction}"))])
    }
    assert autosave(client, draft, **with_words)["success"]

    with pytest.raises(NotFinished) as refusal:
        submit_for_review(actor=editor, article=draft)
    (message,) = refusal.value.fields["body"]
    assert (
        message == "Replace the template's text: “Name the tools, the parts and the time it takes.”"
    )
    sent = form_of(draft, **with_words) | {"action-submit": "1"}
    assert message.split("“")[1] in client.post(edit_url(draft), sent).content.decode()
    assert not now_again(draft).workflow_in_progress

    own = "<h2>What you need</h2><p>A brush, a candle and ten minutes.</p>"
    autosave(client, draft, body=streamfield([("text", rich_text(own))]))
    assert submit_for_review(actor=editor, article=now_again(draft)).workflow_in_progress
